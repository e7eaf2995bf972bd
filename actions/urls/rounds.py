from django.urls import path

from actions.views.rounds import mine

app_name = "rounds"
urlpatterns = [
    path("<int:pk>/mine/", mine.MineView.as_view(), name="mine"),
    path("<int:pk>/mine/no-change/", mine.NoChangeView.as_view(), name="mine_no_change"),
]
