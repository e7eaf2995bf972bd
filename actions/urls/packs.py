from django.urls import path

from actions.views import templates

app_name = "packs"
urlpatterns = [
    path("word-template/", templates.WordTemplateView.as_view(), name="word_template"),
    path("word-template/default/", templates.ChooseDefaultView.as_view(), name="choose_default_template"),
    path("word-template/<int:version>/file/", templates.DownloadView.as_view(), name="word_template_file"),
    path("word-template/<int:version>/sample/", templates.SampleView.as_view(), name="word_template_sample"),
    path("word-template/<int:version>/again/", templates.ChooseAgainView.as_view(), name="choose_template_again"),
]
