"""Every address of the tracker. Closed by default: LoginRequiredMiddleware asks for a sign-in.

But for healthz, and for rounds:mine, which asks itself: it first keeps what somebody typed before their session ended.
"""

from django.contrib import admin
from django.urls import include, path

from scrutiny import views

handler500 = "scrutiny.errors.server_error"

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("people.urls")),
    path("admin/", admin.site.urls),
    path("meetings/", include("actions.urls.meetings")),
    path("minutes/", include("actions.urls.minutes")),
    path("rounds/", include("actions.urls.rounds")),
    path("work-programme/", include("actions.urls.work")),
    path("reviews/", include("actions.urls.reviews")),
    path("reports/", include("actions.urls.reports")),
    path("turnover/", include("actions.urls.turnover")),
    path("packs/", include("actions.urls.packs")),
    path("questions/", include("actions.urls.questions")),
    path("actions/", include("actions.urls.actions")),
    path("resolutions/", include("actions.urls.resolutions")),
    path("personal-data/", include("actions.urls.personal")),
    path("circulated/", include("actions.urls.circulated")),
    path("exempt/", include("actions.urls.exempt")),
]
