"""A member opens what was circulated by the link in an e-mail, in a browser that is signed in to nothing."""

import pytest
from django.urls import reverse

from meetings.models import CirculationRecipient

pytestmark = pytest.mark.browser


def test_member_opens_it_by_the_link_and_presses_the_button(scene, open_as, live_server):
    page = open_as(None)
    page.goto(live_server.url + reverse("circulated:open", args=[scene.token]))

    with page.expect_download() as download:
        page.get_by_role("link", name="Open The plan").click()
    page.get_by_role("button", name="I have opened it").click()

    assert download.value.suggested_filename == "The plan, version 1.txt"
    assert page.get_by_role("heading", name="Thank you").is_visible()
    recipient = CirculationRecipient.objects.get(pk=scene.sent_to.pk)
    assert recipient.acknowledged_how == "link"


def test_link_that_is_gone_says_what_to_do(scene, open_as, live_server):
    page = open_as(None)

    response = page.goto(live_server.url + reverse("circulated:open", args=[scene.exempt_token]))

    assert (response.status, page.title().split(" – ")[0]) == (410, "This link no longer works")
