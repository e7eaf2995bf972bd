"""Minutes become records: all or none, each once."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from actions.models import Action, ActionPlan, Finding, MinutesImport, Review
from actions.services import actions, minutes
from actions.services.minutes import entries, proposals
from meetings.minutes import document
from meetings.models import AgendaItem, Attendance, Meeting, MinutesSource, Resolution
from people.models import Board, Event
from tests.actions.minutes_sample import RETYPED, TEXT
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_holding,
    make_item,
    make_meeting,
    make_owner,
    make_review,
    make_user,
    standing,
)
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

HELD_ON = datetime.date(2026, 2, 3)
DUE = "to the May 2026 meeting of the Improving Lives Select Commission"


@pytest.fixture
def board():
    return make_board(code="ILSC", name="Improving Lives Select Commission")


@pytest.fixture
def owner():
    return make_owner(name="Head of Service, Inclusion")


@pytest.fixture
def clerk():
    return make_clerk()


def start(clerk, text=TEXT):
    return minutes.start(text=text, origin="pasted", by=clerk, now=at())


def confirm(draft, **over):
    return minutes.confirm(draft, **{"by": draft.started_by, "now": at(), "today": TODAY, **over})


def answer_all(draft, owner):
    """Want every proposed action, of one owner."""
    proposals = minutes.proposed(draft, today=TODAY)
    minutes.answer(draft, {one.id: {**one.answers, "owner": owner.pk, "known": 0} for one in proposals})
    return proposals


def rows():
    models = (Meeting, MinutesSource, AgendaItem, Attendance, Resolution, Review, Finding, ActionPlan, Action)
    return {model.__name__: model.objects.count() for model in models}


def entry(draft, group, words):
    """The one entry of a group that holds these words."""
    field = "title" if group in ("items", "reviews", "documents") else "text"
    items = draft.entries["items"]
    candidates = items if group == "items" else [one for item in items for one in item[group]]
    (found,) = [one for one in candidates if words in one[field]]
    return found


def test_start_makes_a_draft_and_no_records(board, clerk):
    draft = start(clerk)

    assert rows() == dict.fromkeys(rows(), 0)
    assert draft.entries["meeting"]["board"] == board.pk
    assert draft.entries["meeting"]["date"] == "2026-02-03"
    assert [item["title"] for item in draft.entries["items"]] == ["Apologies for absence", "Autism peer challenge"]


def test_start_finds_a_board_that_is_no_more(clerk):
    board = make_board(name="Improving Lives Select Commission", active_to=day(-200))

    assert start(clerk).entries["meeting"]["board"] == board.pk


def test_start_with_an_unknown_board_suggests_a_code_not_in_use(clerk):
    make_board(code="ILSC", name="Inner London Schools Commission")

    draft = start(clerk)

    meeting = draft.entries["meeting"]
    assert (meeting["board"], meeting["board_name"], meeting["board_code"]) == (
        None,
        "Improving Lives Select Commission",
        "ILSC2",
    )


def test_start_with_carriage_returns_keeps_spans_of_the_text_that_is_kept(board, clerk):
    draft = start(clerk, TEXT.replace("\n", "\r\n"))

    first, last = entry(draft, "resolutions", "That a progress report")["span"]
    assert draft.text[first:last].startswith("That a progress report")


def test_entries_of_findings_without_a_named_review_call_it_as_the_item(board):
    text = "Parks\n\nPaths were clean."
    title = document.Words("Parks", (document.Span(0, 5),))
    finding = document.Words("Paths were clean.", (document.Span(7, 24),))
    item = document.Item(document.Span(0, 24), title=title, findings=(document.Finding("strength", 1, finding),))

    read = entries.read_into_entries(document.Minutes(text, items=(item,)), boards=[])

    (review,) = read["items"][0]["reviews"]
    assert (review["title"], review["kind"], review["span"]) == ("Parks", "other", None)


def test_confirm_makes_everything_with_its_place_in_the_minutes(board, owner, clerk):
    made = confirm(start(clerk))

    assert (made.meeting.board, made.meeting.date, made.meeting.status) == (board, HELD_ON, "held")
    assert made.counts == {"items": 2, "resolutions": 4, "findings": 4, "actions": 0}
    resolution = Resolution.objects.get(number="2")
    assert resolution.passage.startswith("That a progress report")
    assert resolution.clerk_query == "Which officer brings this?"
    assert "Which officer brings this?" not in resolution.item.minutes
    assert resolution.due_phrase == DUE
    item = AgendaItem.objects.get(number="5")
    assert item.minutes == TEXT[TEXT.index("5. Autism") :].strip().replace(" Which officer brings this?", "")
    review = Review.objects.get()
    assert (review.slug, review.item, review.started_on) == ("autism-peer-challenge", item, datetime.date(2026, 1, 12))
    assert Finding.objects.get(kind="area", number=2).passage == "That the impact of short breaks be recorded."


def test_confirm_records_the_event_with_its_counts(board, clerk):
    made = confirm(start(clerk))

    event = Event.objects.of(made.meeting).last()
    source = MinutesSource.objects.get()
    assert (event.verb, event.actor) == ("minutes_imported", clerk)
    assert event.new == {"items": 2, "resolutions": 4, "findings": 4, "actions": 0, "linked": 0, "source": source.pk}


def test_confirm_links_those_who_attended_by_their_exact_post(board, owner, clerk):
    confirm(start(clerk))

    (attended,) = Attendance.objects.filter(item__number="5")
    assert (attended.post, attended.owner, attended.user) == ("Head of Service, Inclusion", owner, None)


def test_confirm_makes_wanted_actions_from_findings_resolutions_and_labels(board, owner, clerk):
    draft = start(clerk)
    answer_all(draft, owner)

    made = confirm(draft)

    assert [action.reference for action in made.actions] == [f"ILSC 2025/26-{n:02}" for n in range(1, 6)]
    assert [action.title for action in made.actions] == [
        "Waiting times to be published every term",
        "The impact of short breaks to be recorded",
        "A progress report on the peer challenge to be presented to the May 2026 meeting of the Improving Lives "
        "Select Commission",
        "The service plan to be circulated to members of the Commission",
        "Share the letter with governors",
    ]
    labelled = made.actions[-1]
    assert (labelled.item, labelled.resolution, labelled.finding) == (AgendaItem.objects.get(number="5"), None, None)


def test_confirm_plans_a_provisional_meeting_for_a_month_that_has_none(board, owner, clerk):
    draft = start(clerk)
    answer_all(draft, owner)

    confirm(draft)

    action = Action.objects.get(resolution__number="2")
    assert (action.due_meeting.board, action.due_meeting.month) == (board, datetime.date(2026, 5, 1))
    assert action.due_phrase == DUE


def test_proposed_due_finds_the_boards_one_meeting_in_the_month(board, clerk):
    meeting = make_meeting(board=board, date=datetime.date(2026, 5, 19))

    proposals = minutes.proposed(start(clerk), today=TODAY)

    assert [one.answers["due"] for one in proposals] == ["", "", f"meeting-{meeting.pk}", "", ""]


def test_proposed_due_with_two_meetings_in_the_month_asks(board, owner, clerk):
    make_meeting(board=board, date=datetime.date(2026, 5, 5))
    make_meeting(board=board, date=datetime.date(2026, 5, 19))
    draft = start(clerk)
    proposals = answer_all(draft, owner)

    with pytest.raises(ValidationError, match="Choose the meeting"):
        confirm(draft)

    assert proposals[2].answers["due"] == "ask"
    assert proposals[2].hint == "There are 2 meetings in May 2026. Choose which is meant."
    assert Action.objects.count() == 0


def test_proposed_due_at_a_month_already_over_keeps_the_words_alone(board, clerk):
    draft = start(clerk)
    due = entry(draft, "resolutions", "That a progress")["due"]
    due["month"] = "2026-01"

    proposed = minutes.proposed(draft, today=TODAY)[2]

    assert (proposed.answers["due"], proposed.answers["due_phrase"]) == ("", DUE)


@pytest.mark.parametrize(("offset", "expected"), [(20, True), (-40, False)])
def test_proposed_due_at_the_next_meeting_finds_it_where_one_is_planned(board, clerk, offset, expected):
    meeting = make_meeting(board=board, date=day(offset))
    draft = start(clerk)
    one = entry(draft, "resolutions", "That a progress")
    one["due"] = {"phrase": DUE, "date": None, "month": None, "next_meeting": True, "board": ""}

    proposed = minutes.proposed(draft, today=TODAY)[2]

    assert proposed.answers["due"] == (f"meeting-{meeting.pk}" if expected else "")


def test_proposed_due_by_a_date_is_that_date(board, clerk):
    draft = start(clerk)
    one = entry(draft, "resolutions", "That a progress")
    one["due"] = {"phrase": DUE, "date": "2026-05-31", "month": None, "next_meeting": False, "board": ""}

    assert minutes.proposed(draft, today=TODAY)[2].answers["due_on"] == "2026-05-31"


def test_proposed_due_of_a_changed_phrase_is_not_guessed(board, clerk):
    draft = start(clerk)
    entry(draft, "resolutions", "That a progress")["due_phrase"] = "before the summer"

    proposed = minutes.proposed(draft, today=TODAY)[2]

    assert (proposed.answers["due"], proposed.answers["due_phrase"]) == ("", "before the summer")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("That a report be brought back in May.", "A report to be brought back in May"),
        ("That priorities should be considered more broadly;", "Priorities should be considered more broadly"),
        ("that officers write to the Minister", "Officers write to the Minister"),
        ("Circulate the letter.", "Circulate the letter"),
        ("That " + "long words " * 40, ("Long words " * 18).replace("Long", "long").strip().capitalize() + "…"),
    ],
)
def test_title_from_words(words, title):
    assert proposals.title_from(words) == title


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Head of Parks to publish the plan.", "Publish the plan"),
        ("The Head of Parks – publish the plan", "Publish the plan"),
        ("Publish the plan (Head of Parks).", "Publish the plan"),
        ("Head of Parks", "Head of Parks"),
    ],
)
def test_proposed_title_of_a_labelled_action_leaves_out_its_owner(board, clerk, words, title):
    draft = start(clerk)
    entry(draft, "actions", "share the letter").update(text=words, owner="Head of Parks")

    assert minutes.proposed(draft, today=TODAY)[-1].answers["title"] == title


def test_proposed_owner_of_a_labelled_action_is_the_post_it_names(board, owner, clerk):
    proposals = minutes.proposed(start(clerk), today=TODAY)

    assert [one.answers["owner"] for one in proposals] == [None, None, None, None, owner.pk]


def test_proposed_owner_of_a_labelled_action_is_the_post_of_the_person_it_names(board, owner, clerk):
    held = make_holding(owner=make_owner(name="Director of Schools"))
    draft = start(clerk)
    entry(draft, "actions", "share the letter")["owner"] = held.user.name

    assert minutes.proposed(draft, today=TODAY)[-1].answers["owner"] == held.owner_id


def test_confirm_the_same_minutes_again_adds_nothing(board, owner, clerk):
    first = start(clerk)
    answer_all(first, owner)
    confirm(first)
    before, events = rows(), Event.objects.count()

    again = start(make_clerk())
    proposals = minutes.proposed(again, today=TODAY)
    made = confirm(again)

    assert [(one.answers["wanted"], len(one.actions)) for one in proposals] == [(False, 1)] * 5
    assert made.counts == {"items": 0, "resolutions": 0, "findings": 0, "actions": 0}
    assert made.matched == {"items": 2, "resolutions": 4, "findings": 4, "actions": 5}
    assert (rows(), Event.objects.count()) == (before, events)


def test_confirm_retyped_minutes_keeps_their_text_and_adds_nothing_else(board, owner, clerk):
    confirm(start(clerk))
    before = rows()

    made = confirm(start(clerk, RETYPED))

    assert made.counts == {"items": 0, "resolutions": 0, "findings": 0, "actions": 0}
    assert rows() == {**before, "MinutesSource": 2}


def test_confirm_again_after_mending_words_matches_by_their_place(board, clerk):
    draft = start(clerk)
    entry(draft, "items", "Apologies")["title"] = "Apologies and substitutes"
    entry(draft, "resolutions", "That the service plan")["text"] = "That the plan be sent out."
    minutes.save(draft, draft.entries)
    confirm(draft)

    made = confirm(start(clerk))

    assert made.counts == {"items": 0, "resolutions": 0, "findings": 0, "actions": 0}


def test_confirm_adds_what_was_left_out_the_first_time(board, clerk):
    draft = start(clerk)
    entry(draft, "resolutions", "That the service plan")["leave_out"] = True
    entry(draft, "items", "Apologies")["leave_out"] = True
    minutes.save(draft, draft.entries)
    first = confirm(draft)

    second = confirm(start(clerk))

    assert first.counts == {"items": 1, "resolutions": 2, "findings": 4, "actions": 0}
    assert second.counts == {"items": 1, "resolutions": 2, "findings": 0, "actions": 0}


def test_confirm_twice_changes_nothing_and_says_what_was_made(board, clerk):
    draft = start(clerk)
    first = confirm(draft)
    before = rows()

    second = confirm(MinutesImport.objects.get(pk=draft.pk), now=at(1))

    assert rows() == before
    assert (second.meeting, second.counts) == (first.meeting, first.counts)
    assert MinutesImport.objects.get().confirmed_at == at()


@pytest.mark.django_db(transaction=True)
def test_confirm_twice_at_once_makes_everything_once(board, owner, clerk):
    draft = start(clerk)
    answer_all(draft, owner)

    def confirm_elsewhere(_):
        try:
            return confirm(MinutesImport.objects.get(pk=draft.pk)).counts
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        counts = list(both.map(confirm_elsewhere, range(2)))

    assert counts == [{"items": 2, "resolutions": 4, "findings": 4, "actions": 5}] * 2
    assert (AgendaItem.objects.count(), Action.objects.count(), Meeting.objects.filter(status="held").count()) == (
        2,
        5,
        1,
    )


def test_confirm_an_action_made_in_the_meantime_is_not_made_again(board, owner, clerk):
    confirm(start(clerk))
    draft = start(clerk)
    proposals = minutes.proposed(draft, today=TODAY)
    minutes.answer(draft, {one.id: {**one.answers, "owner": owner.pk} for one in proposals})
    make_action(resolution=Resolution.objects.get(number="3"), monitoring_board=board, owner=owner)

    made = confirm(draft)

    assert len(made.actions) == 4
    assert Action.objects.filter(resolution__number="3").count() == 1


def test_confirm_that_fails_in_the_middle_leaves_nothing(board, owner, clerk, monkeypatch):
    draft = start(clerk)
    answer_all(draft, owner)
    create, calls = actions.create, []

    def fail_at_the_third(**fields):
        calls.append(fields)
        if len(calls) == 3:
            raise ValidationError("The register is full.")
        return create(**fields)

    monkeypatch.setattr(actions, "create", fail_at_the_third)

    with pytest.raises(ValidationError, match="The register is full"):
        confirm(draft)

    assert rows() == dict.fromkeys(rows(), 0)
    assert not MinutesImport.objects.filter(confirmed_at__isnull=False).exists()
    assert Event.objects.count() == 0


def test_confirm_goes_to_the_boards_meeting_of_that_day_and_holds_it(board, clerk):
    meeting = make_meeting(board=board, date=HELD_ON, status="scheduled")

    made = confirm(start(clerk))

    meeting.refresh_from_db()
    assert (made.meeting, meeting.status, made.new_meeting) == (meeting, "held", False)


def test_confirm_gives_the_provisional_meeting_of_the_month_its_day(board, clerk):
    provisional = make_meeting(board=board, month=HELD_ON.replace(day=1))
    action = make_action(monitoring_board=board, due_meeting=provisional)

    made = confirm(start(clerk))

    assert (made.meeting, made.meeting.date, made.meeting.status) == (provisional, HELD_ON, "held")
    assert Event.objects.of(action).last().verb == "due_moved_with_meeting"


def test_confirm_makes_a_board_that_is_not_there(clerk):
    made = confirm(start(clerk))

    board = Board.objects.get()
    assert (board.code, board.name) == ("ILSC", "Improving Lives Select Commission")
    assert (made.new_board, made.new_meeting, made.meeting.board) == (True, True, board)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date": None}, "on which day"),
        ({"date": "2026-03-04"}, "in the future"),
        ({"board": None, "board_name": ""}, "which board"),
    ],
)
def test_confirm_without_what_the_meeting_needs_is_refused(board, clerk, change, message):
    draft = start(clerk)
    minutes.save(draft, {**draft.entries, "meeting": {**draft.entries["meeting"], **change}})

    with pytest.raises(ValidationError, match=message):
        confirm(draft)

    assert Meeting.objects.count() == 0


def test_start_marks_the_item_that_the_minutes_have_as_exempt(clerk):
    text = TEXT.replace("5. Autism", "5. EXEMPT ITEM: Autism")
    assert text != TEXT

    draft = start(clerk, text)

    assert [item["title"] for item in draft.entries["items"] if item["is_exempt"]] == [
        entry(draft, "items", "EXEMPT")["title"]
    ]


def test_confirm_an_exempt_item_keeps_all_that_hangs_from_it_exempt(board, owner, clerk):
    draft = start(clerk)
    entry(draft, "items", "Autism").update(is_exempt=True, exempt_paragraphs="1, 2")
    answer_all(draft, owner)

    confirm(draft)

    item = AgendaItem.objects.get(number="5")
    assert (item.is_exempt, item.exempt_paragraphs) == (True, "1, 2")
    assert Action.objects.with_exempt().filter(exempt=True).count() == 5


def test_confirm_an_item_on_record_as_open_can_make_it_exempt_and_not_the_other_way(board, clerk):
    confirm(start(clerk))
    draft = start(clerk)
    entry(draft, "items", "Autism").update(is_exempt=True, exempt_paragraphs="3")
    minutes.save(draft, draft.entries)

    made = confirm(draft)
    confirm(start(clerk))

    assert AgendaItem.objects.get(number="5").exempt_paragraphs == "3"
    assert Event.objects.of(made.meeting).filter(verb="item_made_exempt").count() == 1


def test_confirm_approvals_go_to_the_plan_that_holds_the_reviews_actions(board, owner, clerk):
    executive = make_board(code="CAB", name="Cabinet")
    draft = start(clerk)
    item = entry(draft, "items", "Autism")

    entries.add(draft.entries, "approvals", item["id"])
    item["approvals"][0].update(body="the Cabinet", received=True, approved=True, on="2026-02-01")
    answer_all(draft, owner)

    confirm(draft)

    plan = ActionPlan.objects.get()
    assert (plan.title, plan.monitored_by) == (f"Action plan: {Review.objects.get()}", board)
    assert {(one.what, one.board, one.on) for one in plan.approvals.all()} == {
        ("received", executive, datetime.date(2026, 2, 1)),
        ("approved", executive, datetime.date(2026, 2, 1)),
    }
    assert set(plan.actions.all()) == set(Action.objects.filter(finding__isnull=False))


def test_confirm_the_plan_of_an_exempt_item_does_not_tell_its_title(board, owner, clerk):
    draft = start(clerk)
    item = entry(draft, "items", "Autism")
    item.update(is_exempt=True, exempt_paragraphs="2")
    entries.add(draft.entries, "approvals", item["id"])
    item["approvals"][0].update(body="Cabinet", approved=True)
    answer_all(draft, owner)

    confirm(draft)

    plan = ActionPlan.objects.get()
    assert plan.title == "Action plan: exempt item 5 of Improving Lives Select Commission, 3 February 2026"
    assert plan.actions.count() == 2


@pytest.mark.parametrize(("exempt", "reviews"), [(False, 1), (True, 2)])
def test_confirm_a_review_reported_elsewhere_is_matched_unless_the_item_is_exempt(board, clerk, exempt, reviews):
    first = datetime.date(2026, 1, 12)
    there = make_review(title="Autism peer challenge", item=make_item(), started_on=first)
    draft = start(clerk)
    entry(draft, "reviews", "Autism").update(started_on="2026-01-12", ended_on=None)
    if exempt:
        entry(draft, "items", "Autism").update(is_exempt=True, exempt_paragraphs="2")
    minutes.save(draft, draft.entries)

    confirm(draft)

    assert Review.objects.count() == reviews
    assert there.findings.count() == (0 if exempt else 4)
    assert Finding.objects.visible_to(standing(make_user())).count() == (0 if exempt else 4)


def test_confirm_findings_without_a_review_is_refused(board, clerk):
    draft = start(clerk)
    entry(draft, "reviews", "Autism")["leave_out"] = True
    minutes.save(draft, draft.entries)

    with pytest.raises(ValidationError, match="Item 5 Autism peer challenge: Findings are of a review"):
        confirm(draft)


def test_save_after_confirming_is_refused(board, clerk):
    draft = start(clerk)
    confirm(draft)

    with pytest.raises(ValidationError, match="has been confirmed"):
        minutes.save(draft, {})


def test_discard_keeps_what_was_confirmed(board, clerk):
    confirmed, draft = start(clerk), start(clerk)
    confirm(confirmed)

    minutes.discard(confirmed)
    minutes.discard(draft)

    assert list(MinutesImport.objects.all()) == [confirmed]


def test_delete_expired_deletes_old_drafts_alone(board, clerk):
    old, confirmed = start(clerk), start(clerk)
    confirm(confirmed)
    MinutesImport.objects.update(started_at=at(-30))
    young = start(clerk)

    minutes.delete_expired(at())

    assert set(MinutesImport.objects.all()) == {confirmed, young}
    assert old not in MinutesImport.objects.drafts_of(clerk, at())
