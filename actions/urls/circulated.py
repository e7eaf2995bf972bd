from django.urls import path

from actions.views.resolutions import links

app_name = "circulated"
urlpatterns = [
    path("<str:token>/", links.OpenByLinkView.as_view(), name="open"),
    path("<str:token>/document/", links.DocumentByLinkView.as_view(), name="document"),
]
