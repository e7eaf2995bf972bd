from django.urls import path

from actions.views import turnover

app_name = "turnover"
urlpatterns = [
    path("", turnover.TurnoverView.as_view(), name="list"),
    path("posts/<int:pk>/", turnover.HandOverView.as_view(), name="hand_over"),
    path("boards/<int:pk>/", turnover.HandOnView.as_view(), name="hand_on"),
]
