from django.urls import path

from actions.views import reports

app_name = "reports"
urlpatterns = [
    path("half-year/", reports.HalfYearView.as_view(), name="half_year"),
    path("half-year/word/", reports.HalfYearWordView.as_view(), name="half_year_word"),
    path("half-year/excel/", reports.HalfYearExcelView.as_view(), name="half_year_excel"),
]
