from django.urls import path
from django.views.generic import TemplateView

app_name = "actions"
placeholder = TemplateView.as_view(template_name="404.html")
urlpatterns = [
    path("", placeholder, name="list"),
    path("gaps/", placeholder, name="gaps"),
    path("<slug:slug>/", placeholder, name="detail"),
]
