"""The text the project began from, from paste to actions; skipped where the real minutes are not beside the project."""

import datetime
from pathlib import Path

import pytest
from django.urls import reverse

from actions.models import Action, Finding, MinutesImport, Review
from meetings.models import Resolution
from tests.actions.test_import_pages import errors, post, url
from tests.builders import make_board, make_clerk, make_owner

MINUTES = Path(__file__).resolve().parents[3] / "shared" / "minutes" / "00_rotherham_send_peer_challenge.txt"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not MINUTES.exists(), reason="the real minutes are not beside the project"),
]


def test_real_minutes_become_findings_resolutions_and_actions(client):
    board = make_board(code="ILSC", name="Improving Lives Select Commission")
    owner = make_owner(name="Head of Service, Inclusion")
    client.force_login(make_clerk())

    client.post(reverse("minutes:import"), {"text": MINUTES.read_text()})
    draft = MinutesImport.objects.get()
    asked = post(client, "preview", draft, "continue", **{"meeting-board": str(board.pk)})
    day = {"meeting-date_day": "16", "meeting-date_month": "3", "meeting-date_year": "2021"}
    post(client, "preview", draft, "continue", **{"meeting-board": str(board.pk)}, **day)
    page = client.get(url("actions", draft))
    owners = {f"{form.proposed.id}-owner": owner.pk for form in page.context["forms"]}
    post(client, "actions", draft, "continue", **owners)
    done = client.post(url("check", draft), follow=True)

    assert errors(asked) == ["Enter the day of the meeting."]
    assert done.context["made"].counts == {"items": 1, "resolutions": 3, "findings": 7, "actions": 5}
    assert Finding.objects.strengths().count() == 4
    assert Finding.objects.areas().count() == 3
    review = Review.objects.get()
    on_site = (review.started_on, review.ended_on)
    assert on_site == (datetime.date(2020, 2, 28), datetime.date(2020, 3, 3))
    first, second, third = Resolution.objects.all()
    assert (first.kind, second.kind, third.kind) == ("note", "request_report", "circulate")
    assert second.clerk_query.startswith("How are future updates received?")
    assert "December 2021" in second.due_phrase
    report = Action.objects.get(resolution=second)
    assert (report.due_meeting.board, report.due_meeting.month) == (board, datetime.date(2021, 12, 1))
    assert report.reference == "ILSC 2020/21-04"
