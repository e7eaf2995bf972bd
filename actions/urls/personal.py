from django.urls import path

from actions.views import personal

app_name = "personal"
urlpatterns = [
    path("", personal.OwnDataView.as_view(), name="own"),
    path("download/", personal.DownloadOwnView.as_view(), name="download_own"),
    path("people/<int:pk>/", personal.PersonView.as_view(), name="person"),
    path("people/<int:pk>/download/", personal.DownloadView.as_view(), name="download"),
    path("people/<int:pk>/erase/", personal.EraseView.as_view(), name="erase"),
]
