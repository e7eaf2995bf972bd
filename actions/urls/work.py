from django.urls import path

from actions.views import work, work_acts

app_name = "work"
urlpatterns = [
    path("", work.ProgrammeListView.as_view(), name="list"),
    path("items/<int:pk>/edit/", work_acts.EditView.as_view(), name="edit"),
    path("items/<int:pk>/move/", work_acts.MoveView.as_view(), name="move"),
    path("items/<int:pk>/reorder/", work_acts.ReorderView.as_view(), name="reorder"),
    path("items/<int:pk>/take/", work_acts.TakeView.as_view(), name="take"),
    path("items/<int:pk>/drop/", work_acts.DropView.as_view(), name="drop"),
    path("items/<int:pk>/put-back/", work_acts.PutBackView.as_view(), name="put_back"),
    path("meetings/<int:pk>/take-all/", work_acts.TakeAllView.as_view(), name="take_all"),
    path("<slug:code>/", work.ProgrammeView.as_view(), name="board"),
    path("<slug:code>/slipped/", work.SlippedView.as_view(), name="slipped"),
    path("<slug:code>/past/", work.PastView.as_view(), name="past"),
    path("<slug:code>/export/", work.ExportView.as_view(), name="export"),
    path("<slug:code>/word/", work.WordView.as_view(), name="word"),
    path("<slug:code>/add/", work_acts.AddView.as_view(), name="add"),
    path("<slug:code>/hand-on/", work_acts.HandOnView.as_view(), name="hand_on"),
]
