from django.urls import path
from django.views.generic import TemplateView

app_name = "minutes"
placeholder = TemplateView.as_view(template_name="404.html")
urlpatterns = [
    path("import/", placeholder, name="import"),
    path("import/<uuid:pk>/", placeholder, name="preview"),
]
