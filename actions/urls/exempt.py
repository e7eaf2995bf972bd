from django.urls import path

from actions.views import exempting

app_name = "exempt"
urlpatterns = [path("<slug:kind>/<int:pk>/", exempting.MarkView.as_view(), name="mark")]
