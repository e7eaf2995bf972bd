"""Two keys, held by the database: who asks does not record, and nothing ends but by its board's decision."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from actions.packs import content
from actions.services import decisions
from tests.actions.two_keys import AS_IT_SHOULD_BE, got_through
from tests.builders import at, day, make_action, make_pack, make_proposal, standing

ROOT = Path(__file__).resolve().parent.parent.parent
ALLOWED = dict.fromkeys(AS_IT_SHOULD_BE, "let through")


def words_of(response):
    return " ".join(response.text.split())


@pytest.mark.django_db
def test_no_way_round_the_two_keys_on_postgresql():
    assert got_through() == {}
    assert got_through(AS_IT_SHOULD_BE) == ALLOWED


def test_no_way_round_the_two_keys_on_sqlite(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "VAR_DIR": str(tmp_path),
        "SCRUTINY_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "scrutiny.settings",
    }
    for command in (["manage.py", "migrate", "--verbosity=0"], ["-m", "tests.actions.two_keys"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stderr

    assert json.loads(done.stdout) == [{}, ALLOWED]


# and it shows


@pytest.fixture
def extended(cast):
    """An action given more time twice and refused it once, due and first due on different days."""
    action = make_action(monitoring_board=cast.lives, owner=cast.owner, due_on=day(10), by=cast.clerk)
    for granted, offset in ((True, 30), (False, 400), (True, 60)):
        proposal = make_proposal(action, kind="extend", reason=f"To day {offset}.", new_due_on=day(offset))
        decisions.decide(
            proposal=proposal, granted=granted, meeting=cast.past, by=cast.clerk, now=at(-4), note="As the board said."
        )
    action.refresh_from_db()
    return action


def test_refused_proposal_stays_on_the_actions_page(client, cast, extended):
    client.force_login(cast.member)

    page = client.get(extended.get_absolute_url()).text

    assert "To day 400." in page
    assert "Refused on 3 February 2026: As the board said." in page


def test_more_time_and_the_first_date_show_on_the_actions_page(client, cast, extended):
    client.force_login(cast.member)

    page = words_of(client.get(extended.get_absolute_url()))

    assert 'First due</dt> <dd class="govuk-summary-list__value">13 March 2026<' in page
    assert "Given more time twice" in page


def test_more_time_and_the_first_date_show_in_the_list(client, cast, extended):
    client.force_login(cast.member)

    page = words_of(client.get("/actions/", {"q": extended.slug}))

    assert '2 May 2026<br><span class="app-secondary">First due 13 March 2026</span>' in page
    assert "Given more time twice" in page


def test_more_time_and_the_first_date_stand_in_the_file(client, cast, extended):
    client.force_login(cast.member)

    text = client.get("/actions/export/", {"q": extended.slug}).content.decode("utf-8-sig")

    [row] = csv.DictReader(text.splitlines())
    assert (row["Due"], row["First due"], row["Times given more time"]) == ("2 May 2026", "13 March 2026", "2")


def test_more_time_and_the_first_date_stand_in_the_pack(client, cast, extended):
    client.force_login(cast.member)

    make_pack(cast.next)
    changed = content.pack(cast.next, standing(cast.member), now=at()).changed
    [entry] = [one for one in changed if one.slug == extended.slug]
    page = words_of(client.get(reverse("meetings:pack", args=[cast.next.pk])))

    assert (entry.due, entry.first_due, entry.times_extended) == ("2 May 2026", "13 March 2026", 2)
    assert "Due 2 May 2026, first due 13 March 2026. Given more time twice" in page


@pytest.mark.parametrize(("count", "said"), [(1, "once"), (3, "3 times")])
def test_more_time_is_counted_in_words(client, cast, count, said):
    action = make_action(monitoring_board=cast.lives, due_on=day(1))
    for number in range(count):
        proposal = make_proposal(action, kind="extend", new_due_on=day(10 + number))
        decisions.decide(proposal=proposal, granted=True, meeting=cast.past, by=cast.clerk, now=at())
    client.force_login(cast.member)

    assert f"Given more time {said}" in words_of(client.get(action.get_absolute_url()))
