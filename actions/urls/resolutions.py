from django.urls import path, re_path

from actions.views.resolutions import circulations, recommendations, register

app_name = "resolutions"
urlpatterns = [
    path("", register.ResolutionListView.as_view(), name="list"),
    path("export/", register.ResolutionExportView.as_view(), name="export"),
    path("responses/", register.ResponseListView.as_view(), name="responses"),
    path("<int:pk>/", register.ResolutionDetailView.as_view(), name="detail"),
    path("<int:pk>/describe/", register.DescribeView.as_view(), name="describe"),
    path("<int:pk>/circulate/", circulations.CirculateView.as_view(), name="circulate"),
    path("<int:pk>/recommend/", recommendations.RecommendView.as_view(), name="recommend"),
    path("<int:pk>/report/", recommendations.RequestReportView.as_view(), name="request_report"),
    path("<int:pk>/refer/", recommendations.ReferView.as_view(), name="refer"),
    path("circulations/<int:pk>/", circulations.CirculationView.as_view(), name="circulation"),
    path("circulations/<int:pk>/check/", circulations.CheckCirculationView.as_view(), name="check_circulation"),
    path("circulations/<int:pk>/send/", circulations.SendCirculationView.as_view(), name="send_circulation"),
    path("circulations/<int:pk>/discard/", circulations.DiscardCirculationView.as_view(), name="discard_circulation"),
    path("circulations/<int:pk>/opened/", circulations.OpenedView.as_view(), name="opened"),
    path("recipients/<int:pk>/send-again/", circulations.SendAgainView.as_view(), name="send_again"),
    path("recipients/<int:pk>/hand-over/", circulations.HandOverView.as_view(), name="hand_over"),
    path("recipients/<int:pk>/opened/", circulations.RecordOpenedView.as_view(), name="record_opened"),
    path("recommendations/<int:pk>/respond/", recommendations.RespondView.as_view(), name="respond"),
    path("responses/<int:pk>/report/", recommendations.ReportResponseView.as_view(), name="report_response"),
    path("reports/<int:pk>/take/", recommendations.TakeReportView.as_view(), name="take_report"),
    path("referrals/<int:pk>/answer/", recommendations.AnswerReferralView.as_view(), name="answer_referral"),
    re_path(
        r"^(?P<kind>circulations|recommendations|referrals)/(?P<pk>[0-9]{1,9})/take-back/$",
        register.TakeBackEndingView.as_view(),
        name="take_back",
    ),
]
