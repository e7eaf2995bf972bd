from django.urls import path

from actions.views import minutes

app_name = "minutes"
urlpatterns = [
    path("import/", minutes.ImportView.as_view(), name="import"),
    path("import/<uuid:pk>/", minutes.PreviewView.as_view(), name="preview"),
    path("import/<uuid:pk>/links/", minutes.LinksView.as_view(), name="links"),
    path("import/<uuid:pk>/actions/", minutes.ActionsView.as_view(), name="actions"),
    path("import/<uuid:pk>/check/", minutes.CheckView.as_view(), name="check"),
    path("import/<uuid:pk>/done/", minutes.DoneView.as_view(), name="done"),
    path("import/<uuid:pk>/discard/", minutes.DiscardView.as_view(), name="discard"),
]
