from django.urls import path

from actions.views import decisions, documents, meetings, packs

app_name = "meetings"
urlpatterns = [
    path("", meetings.MeetingListView.as_view(), name="list"),
    path("plan/", meetings.MeetingPlanView.as_view(), name="plan"),
    path("documents/<int:pk>/", documents.DocumentView.as_view(), name="document"),
    path("documents/<int:pk>/remove/", documents.RemoveDocumentView.as_view(), name="remove_document"),
    path("<int:pk>/", meetings.MeetingDetailView.as_view(), name="detail"),
    path("<int:pk>/set-day/", meetings.MeetingSetDayView.as_view(), name="set_day"),
    path("<int:pk>/hold/", meetings.MeetingHoldView.as_view(), name="hold"),
    path("<int:pk>/cancel/", meetings.MeetingCancelView.as_view(), name="cancel"),
    path("<int:pk>/confirm-minutes/", meetings.MeetingConfirmMinutesView.as_view(), name="confirm_minutes"),
    path("<int:pk>/pack/", packs.PackView.as_view(), name="pack"),
    path("<int:pk>/pack/draft/", packs.PackDraftView.as_view(), name="pack_draft"),
    path("<int:pk>/pack/publish/", packs.PublishPackView.as_view(), name="publish_pack"),
    path("<int:pk>/pack/<int:version>/", packs.PackVersionView.as_view(), name="pack_version"),
    path("<int:pk>/pack/<int:version>/<slug:audience>/<slug:form>/", packs.PackFileView.as_view(), name="pack_file"),
    path("<int:pk>/decide/", decisions.DecideView.as_view(), name="decide"),
    path("<int:pk>/outcomes/<int:outcome>/correct/", decisions.CorrectOutcomeView.as_view(), name="correct_outcome"),
]
