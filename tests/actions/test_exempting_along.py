"""What has the words of something in other rows goes with it when it becomes exempt, whichever way they came there."""

import json
import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from actions.exempting import marked_below
from actions.models import Action, Outcome, Pack
from actions.personal.collect import collect
from actions.services import endings, exempting, outcomes, updates
from actions.services.outcomes import recording
from actions.services.rounds import sending
from meetings.models import WorkItem
from meetings.services import work
from meetings.services.exempting import marking
from tests.builders import (
    at,
    day,
    make_action,
    make_answer,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_letter,
    make_meeting,
    make_outcome,
    make_pack,
    make_question,
    make_resolution,
    make_review,
    make_update,
    make_user,
    make_version,
    make_work_item,
    standing,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db

OPEN = {"is_exempt": False, "exempt_paragraphs": "", "is_confidential": False}
EXEMPT = {"is_exempt": True, "exempt_paragraphs": "3", "is_confidential": False}
SECRET = "Xanadu sale"
COSTS = f"What the {SECRET} costs"


def mark(row, new=EXEMPT, by=None):
    row.refresh_from_db()
    made = exempting.mark(row=row, by=by or make_clerk(), seen=marking(row), why="So decided.", now=at(1), **new)
    row.refresh_from_db()
    return made


def record(meeting, by, **decided):
    one = recording.Decided(key="a", **decided)
    [made] = recording.record_all(meeting=meeting, decided=[one], by=by, now=at(-2), today=day(-2))
    return made


@pytest.fixture
def asked(cast):
    """A report on the action that the last meeting asked for."""
    return record(cast.past, cast.clerk, kind="ask_report", words=COSTS, action=cast.action)


def hidden(model, row, *roles):
    """Whether a row is there for none of the people."""
    return not any(model.objects.visible_to(standing(user)).filter(pk=row.pk).exists() for user in roles)


def told_to_the_public():
    return "".join(Pack.objects.public().values_list("public_content", flat=True))


# actions made of decisions


@pytest.mark.parametrize("subject", ["action", "finding", "on_resolution"])
def test_action_made_of_a_decision_goes_with_what_was_decided_on(client, cast, subject):
    row = {"action": cast.action, "finding": cast.area, "on_resolution": cast.resolution}[subject]
    make = recording.Made(title=COSTS, owner=cast.owner)
    further = record(cast.past, cast.clerk, kind="note", words=COSTS, make=make, **{subject: row}).actions.get()

    mark(cast.action if subject == "action" else cast.item)

    client.force_login(cast.co_optee)
    assert client.get(further.get_absolute_url()).status_code == 404


def test_action_goes_with_one_that_led_to_it_by_a_decision_and_an_undertaking(cast):
    further = make_action(outcome=make_outcome(action=cast.action), monitoring_board=cast.lives)
    answer = make_answer(make_question(meeting=cast.next, action=further), undertaking="Publish it.")
    last = make_action(undertaking=answer, monitoring_board=cast.lives)
    assert set(last.follows.all()) == {cast.action, further}

    mark(cast.action)

    assert hidden(Action, last, cast.co_optee, cast.health_member)


def test_what_was_made_of_a_decision_or_an_answer_and_marked_by_itself_is_named(cast):
    of_decision = make_action(outcome=make_outcome(action=cast.action), monitoring_board=cast.lives, **EXEMPT)
    answer = make_answer(make_question(meeting=cast.next, finding=cast.area, action=None), undertaking="Publish it.")
    of_answer = make_action(undertaking=answer, monitoring_board=cast.lives, **EXEMPT)

    assert marked_below(cast.action) == [of_decision]
    assert of_answer in marked_below(cast.area)
    assert of_answer in marked_below(cast.review)
    assert of_answer in marked_below(cast.item)


# work programmes


def test_report_that_comes_again_goes_with_the_first(client, cast, asked):
    item = work.edit(item=asked.work_item, by=cast.clerk, now=at(-1), kind="annual_update", recurs_months=3)
    work.take(item=item, meeting=cast.past, by=cast.clerk, now=at(-1))

    mark(cast.action)

    assert marking(WorkItem.objects.get(follows=item)) == EXEMPT
    client.force_login(cast.co_optee)
    assert SECRET not in client.get(reverse("work:board", args=[cast.lives.code])).text


def test_report_stays_away_while_one_of_two_reasons_stands(cast, asked):
    agenda = make_item(meeting=cast.past, title="Costs")
    resolution = make_resolution(item=agenda, kind="request_report")
    outcomes.link_all(links=[(asked, resolution)], by=cast.clerk, now=at())

    mark(agenda)
    mark(cast.action)
    mark(agenda, OPEN)

    assert hidden(Outcome, asked, cast.co_optee)
    assert hidden(WorkItem, asked.work_item, cast.co_optee)


@pytest.mark.parametrize("kind", ["ask_report", "note"])
@pytest.mark.parametrize("taken", [True, False])
def test_report_goes_with_a_decision_that_is_corrected_as_exempt(cast, asked, kind, taken):
    if taken:
        work.take(item=asked.work_item, meeting=cast.past, by=cast.clerk, now=at(-1))

    outcomes.correct(outcome=asked, by=cast.clerk, now=at(), kind=kind, **EXEMPT)

    assert hidden(WorkItem, asked.work_item, cast.co_optee)


def test_report_that_was_there_twice_is_dropped_and_goes_with_the_minutes(cast, asked):
    resolution = make_resolution(item=make_item(meeting=cast.past, title="Costs", **EXEMPT), kind="request_report")
    endings.request_report(
        resolution=resolution, board=cast.lives, title="Costs", meeting=cast.next, by=cast.clerk, now=at(-1)
    )

    outcomes.link_all(links=[(asked, resolution)], by=cast.clerk, now=at())

    assert hidden(Outcome, asked, cast.co_optee)
    assert hidden(WorkItem, asked.work_item, cast.co_optee)


def test_board_that_something_is_referred_to_sees_what_it_is(cast):
    """Referring exempt matter to a board is showing it to that board's members, in the words of the referral."""
    referred = record(cast.past, cast.clerk, kind="refer", referred_to=cast.health, action=cast.action)

    mark(cast.action)

    assert hidden(Action, cast.action, cast.health_member)
    assert not hidden(WorkItem, referred.work_item, cast.health_member)
    assert hidden(WorkItem, referred.work_item, cast.viewer, cast.superuser)


# updates


@pytest.fixture
def paused(cast):
    """An update that says why an action is paused, and one since that nothing has changed."""
    quiet = make_action(title="Publish the plan", owner=cast.owner, monitoring_board=cast.lives, by=cast.clerk)
    reasons = {"status_reason": f"The {SECRET} is disputed.", "confidence_reason": f"The {SECRET} may fail."}
    update = make_update(quiet, by=cast.officer, status_reported="paused", confidence="red", **reasons)
    updates.add_no_change(action=quiet, by=cast.officer, now=at(-4), seen_version=None)
    return update


def test_what_says_that_nothing_changed_goes_with_what_it_repeats(client, cast, paused):
    make_pack(cast.next)
    assert SECRET in told_to_the_public()

    mark(paused)

    client.force_login(cast.co_optee)
    assert SECRET not in client.get(paused.action.get_absolute_url()).text
    assert SECRET not in told_to_the_public()
    mark(paused, OPEN)
    assert marked_below(paused) == [paused.action.updates.get(kind="no_change")]


def test_later_updates_with_words_of_their_own_stay(cast, paused):
    later = make_update(paused.action, by=cast.officer, now=at(-2))
    after = updates.add_no_change(action=paused.action, by=cast.officer, now=at(-1), seen_version=None)

    mark(paused)

    for row in (later, after):
        row.refresh_from_db()
        assert marking(row) == OPEN


def test_no_change_on_what_is_confidential_is_confidential(client, cast):
    quiet = make_action(owner=cast.owner, monitoring_board=cast.lives)
    mark(make_update(quiet, by=cast.officer), {"is_exempt": True, "exempt_paragraphs": "", "is_confidential": True})
    client.force_login(cast.officer)
    quiet.refresh_from_db()

    client.post(reverse("actions:add_no_change", args=[quiet.slug]), {"version": quiet.version})

    assert quiet.updates.get(kind="no_change").is_confidential


# packs


def test_pack_names_no_action_that_became_exempt_as_what_came_of_a_decision(cast):
    make = recording.Made(title=COSTS, owner=cast.owner)
    noted = record(cast.past, cast.clerk, kind="note", words="Noted.", action=cast.action, make=make)
    make_pack(cast.next)
    further = noted.actions.get()
    assert further.reference in told_to_the_public()

    [new] = mark(further)

    assert (further.reference in new.public_content, SECRET in new.public_content) == (False, False)


def test_pack_names_no_action_of_another_board_that_became_exempt_as_what_came_of_an_answer(cast):
    answer = make_answer(make_question(meeting=cast.next, action=cast.action), undertaking="Publish it.")
    further = make_action(undertaking=answer, monitoring_board=cast.health)
    make_pack(cast.next)
    assert further.reference in told_to_the_public()

    [new] = mark(further)

    assert further.reference not in told_to_the_public()
    assert answer.text in new.public_content


# papers, and what is given out


@pytest.mark.parametrize("role", ["admin", "superuser"])
def test_admin_shows_no_title_of_a_paper_that_became_exempt(client, cast, role):
    review = make_review(title=f"Audit of the {SECRET}", item=cast.item)
    make_letter(review)
    version = make_version(item=cast.item)
    version.document.title = f"Valuation for the {SECRET}"
    version.document.save(update_fields=["title"])
    client.force_login(getattr(cast, role))
    listed = reverse("admin:meetings_document_changelist")
    assert client.get(listed).text.count(SECRET) >= 2

    mark(review)
    mark(version)

    pages = [listed, f"{listed}?q=Xanadu", reverse("admin:meetings_document_change", args=[version.document_id])]
    assert [page for page in pages if SECRET in client.get(page, follow=True).text.replace("?q=Xanadu", "")] == []


def test_emails_of_somebody_are_given_to_them_and_not_to_whoever_makes_the_copy(cast, mailoutbox):
    action = make_action(title=f"Sell: {SECRET}", owner=cast.owner, monitoring_board=cast.lives, due_on=day(-2))
    for days in range(30):
        sending.run(clock=lambda days=days: at(days))
    mark(action)

    def given_to(*readers):
        made = collect(cast.officer, readers=[standing(reader) for reader in readers], now=at(31))
        return SECRET in json.dumps(made.content, default=str)

    assert (given_to(cast.officer), given_to(cast.admin, cast.officer)) == (True, False)


# at once


@pytest.mark.django_db(transaction=True)
def test_markings_of_actions_with_work_on_two_boards_wait_for_each_other_in_one_order():
    one, two, clerk = make_board(), make_board(), make_clerk()
    held = make_meeting(board=one, date=day(-5))
    refer, report = {"kind": "refer", "referred_to": two}, {"kind": "ask_report", "words": COSTS}
    made = [make_action(monitoring_board=one) for _ in range(12)]
    for n, action in enumerate(made):
        for what in (report, refer) if n % 2 else (refer, report):
            record(held, clerk, action=action, **what)

    raised = at_once(*(lambda row=row: mark(row, by=clerk) for row in made))

    assert raised == []
    assert WorkItem.objects.filter(is_exempt=False).count() == 0


@pytest.mark.django_db(transaction=True)
def test_report_asked_for_while_its_finding_is_marked_is_exempt_whoever_comes_first(monkeypatch):
    board, clerk = make_board(), make_clerk()
    held = make_meeting(board=board, date=day(-5))
    finding = make_finding(review=make_review(item=make_item(meeting=held)))
    recorded, plan = threading.Event(), recording._plan

    def late(*args, **given):
        recorded.set()
        return plan(*args, **given)

    monkeypatch.setattr(recording, "_plan", late)

    def mark_meanwhile():
        assert recorded.wait(timeout=20)
        mark(finding)

    raised = at_once(lambda: record(held, clerk, finding=finding, kind="ask_report", words=COSTS), mark_meanwhile)

    assert raised == []
    assert hidden(WorkItem, WorkItem.objects.get(), make_user())


@pytest.mark.django_db(transaction=True)
def test_report_asked_for_on_what_was_marked_since_it_was_read_is_exempt():
    board = make_board()
    held = make_meeting(board=board, date=day(-5))
    finding = make_finding(review=make_review(item=make_item(meeting=held)))
    mark(type(finding).objects.get(pk=finding.pk))

    made = record(held, make_clerk(), finding=finding, kind="ask_report", words=COSTS)

    assert hidden(Outcome, made, make_user())
    assert hidden(WorkItem, made.work_item, make_user())


def test_work_item_without_a_decision_stays_as_it_is(cast):
    item = make_work_item(board=cast.lives, title="Attendance", meeting=cast.next, by=cast.clerk)

    mark(cast.item)

    item.refresh_from_db()
    assert marking(item) == OPEN


def test_actions_made_of_decisions_before_follow_what_was_decided_on(cast):
    """What the migration does for rows that were made while only undertakings were followed."""
    follow = import_module("actions.migrations.0011_follows_decisions").follow

    def unfollowing(number, **made_of):
        action = make_action(monitoring_board=cast.lives, **made_of)
        action.pk, action.number, action.slug = None, number, f"ilsc-2025-26-{number}"
        action.save(force_insert=True)
        return action

    further = unfollowing(90, outcome=make_outcome(action=cast.action))
    answer = make_answer(make_question(meeting=cast.next, action=further), undertaking="Publish it.")
    last = unfollowing(91, undertaking=answer)
    assert not further.follows.exists()

    follow(apps, None)
    follow(apps, None)

    assert set(further.follows.all()) == {cast.action}
    assert set(last.follows.all()) == {cast.action, further}
