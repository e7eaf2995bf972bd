from django.urls import path

from actions.views.rounds import chase, clearing, mine, outbox

app_name = "rounds"
urlpatterns = [
    path("", chase.RoundListView.as_view(), name="list"),
    path("outbox/", outbox.OutboxView.as_view(), name="outbox"),
    path("outbox/<int:pk>/", outbox.MessageView.as_view(), name="message"),
    path("outbox/<int:pk>/send-again/", outbox.SendAgainView.as_view(), name="send_again"),
    path("outbox/<int:pk>/release/", outbox.ReleaseView.as_view(), name="release"),
    path("outbox/<int:pk>/hold-back/", outbox.HoldBackView.as_view(), name="hold_back"),
    path("updates/<int:pk>/send-back/", clearing.SendBackView.as_view(), name="send_back"),
    path("<int:pk>/", chase.ChaseView.as_view(), name="chase"),
    path("<int:pk>/open/", chase.OpenView.as_view(), name="open"),
    path("<int:pk>/remind/", chase.RemindView.as_view(), name="remind"),
    path("<int:pk>/ask/", chase.AskView.as_view(), name="ask"),
    path("<int:pk>/reason/<slug:slug>/", chase.ReasonView.as_view(), name="reason"),
    path("<int:pk>/clear/", clearing.ClearView.as_view(), name="clear"),
    path("<int:pk>/mine/", mine.MineView.as_view(), name="mine"),
    path("<int:pk>/mine/no-change/", mine.NoChangeView.as_view(), name="mine_no_change"),
]
