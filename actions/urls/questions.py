from django.urls import path

from actions.views.questions import answering, asking, lists, one, reading

app_name = "questions"
urlpatterns = [
    path("", lists.QuestionListView.as_view(), name="list"),
    path("ask/", asking.AskView.as_view(), name="ask"),
    path("enter/", asking.EnterView.as_view(), name="enter"),
    path("answers/<int:pk>/action/", answering.MakeUndertakingActionView.as_view(), name="make_action"),
    path("meeting/<int:pk>/", lists.EnquiryView.as_view(), name="enquiry"),
    path("meeting/<int:pk>/export/", lists.ExportView.as_view(), name="export"),
    path("meeting/<int:pk>/read/", reading.ReadView.as_view(), name="mark_read"),
    path("meeting/<int:pk>/flag/", reading.FlagView.as_view(), name="flag"),
    path("<int:pk>/", one.QuestionView.as_view(), name="detail"),
    path("<int:pk>/edit/", asking.EditView.as_view(), name="edit"),
    path("<int:pk>/share/", asking.ShareView.as_view(), name="share"),
    path("<int:pk>/withdraw/", asking.WithdrawView.as_view(), name="withdraw"),
    path("<int:pk>/discard/", asking.DiscardView.as_view(), name="discard"),
    path("<int:pk>/answer/", answering.AnswerView.as_view(), name="answer"),
]
