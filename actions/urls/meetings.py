from django.urls import path
from django.views.generic import TemplateView

app_name = "meetings"
placeholder = TemplateView.as_view(template_name="404.html")
urlpatterns = [
    path("", placeholder, name="list"),
    path("<int:pk>/", placeholder, name="detail"),
    path("<int:pk>/pack/", placeholder, name="pack"),
]
