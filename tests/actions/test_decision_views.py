"""The clerk goes down the pack of a meeting and records what the board decided: all of one save, or none of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Action, Outcome
from actions.services import decisions
from meetings.models import WorkItem
from tests import builders as b
from tests.builders import at, day, make_action, make_board, make_meeting, make_owner, make_proposal, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def meeting(board):
    return make_meeting(board=board, date=day(-1))


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return cast.clerk


def url(meeting):
    return reverse("meetings:decide", args=[meeting.pk])


def posting(page, **over):
    """What the page would post as it was shown, but for what `over` says, by prefix and field."""
    fields = [field for form in page.context["form"] for field in form]
    # the boxes of a day are left empty
    shown = {field.html_name: field.value() for field in fields if field.control != "parts"}
    return {name: value for name, value in shown.items() if str(value) not in ("None", "", "False")} | over


def save(client, meeting, **over):
    return client.post(url(meeting), posting(client.get(url(meeting)), **over))


def propose(board, **over):
    return make_proposal(make_action(monitoring_board=board), **over)


def rows(page):
    """section → the names of what it shows."""
    return {section.id: [form.row.name for form in forms] for section, forms in page.context["form"].sections}


def error_of(page, prefix):
    [form] = [form for form in page.context["form"] if form.prefix == prefix]
    return form.errors


# what it shows


def test_page_goes_down_the_pack_and_shows_each_thing_once(client, clerk, board, meeting):
    asked = propose(board).action
    overdue = make_action(monitoring_board=board, due_on=day(-5))
    quiet = make_action(monitoring_board=board)
    review = b.make_review(item=b.make_item(meeting=make_meeting(board=board, date=day(-40))))
    area = b.make_finding(review=review)
    resolution = b.make_resolution(item=review.item)

    shown = rows(client.get(url(meeting)))

    assert shown["decide"] == [asked.reference]
    assert shown["overdue"] == [overdue.reference]
    assert [quiet.reference] in (shown.get("changed"), shown.get("rest"))
    assert shown["findings"] == [f"Area for improvement {area.number} of {review}"]
    assert shown["resolutions"] == [f"Resolution of {resolution.item.meeting.when}"]
    everything = [name for names in shown.values() for name in names]
    assert len(everything) == len(set(everything))


def test_page_shows_what_the_board_has_before_it(client, clerk, board, meeting):
    action = make_action(monitoring_board=board, success_measure="Shorter waits.")
    file = SimpleUploadedFile("figures.txt", b"Waits fell.")
    make_update(action, progress="Published.", impact="Families wait less.", evidence=file)
    make_proposal(action, reason="It is done.")

    response = client.get(url(meeting))

    evidence = action.updates.get().evidence.get()
    for shown in ("It is done.", "Published.", "Families wait less.", "Shorter waits.", evidence.title):
        assert shown in response.text
    assert reverse("actions:evidence", args=[evidence.pk]) in response.text


def test_page_marks_what_was_asked_after_the_meeting(client, clerk, board, meeting):
    propose(board, now=at(-1))
    before = client.get(url(meeting)).text
    propose(board, now=at())

    after = client.get(url(meeting)).text

    assert (before.count("after this meeting"), after.count("after this meeting")) == (0, 1)


def test_page_leaves_out_what_another_board_monitors(client, clerk, board, meeting):
    propose(make_board())

    assert rows(client.get(url(meeting))) == {}


def test_page_gives_no_decision_to_make_on_what_the_clerk_entered(client, clerk, board, meeting):
    own = propose(board, by=clerk)

    response = client.get(url(meeting))

    assert "You entered this proposal, so somebody else has to record" in response.text
    assert f"action-{own.action_id}-decision" not in response.text


def test_page_shows_what_is_recorded_by_whom_and_how_to_correct_it(client, clerk, cast, board, meeting):
    action = make_action(monitoring_board=board)
    outcome = b.make_outcome(meeting=meeting, action=action, words="Figures in June.", recorded_by=cast.other_clerk)

    text = client.get(url(meeting)).text

    assert "Recorded: Noted" in text
    assert "Figures in June." in text
    assert "Bram Clerk" in text
    assert reverse("meetings:correct_outcome", args=[meeting.pk, outcome.pk]) in text


# what it records


def test_one_save_records_everything_that_was_filled_in(client, clerk, board, meeting):
    agreed, refused, left = propose(board), propose(board), propose(board)
    noted = make_action(monitoring_board=board)
    later, other, owner = make_meeting(board=board, date=day(60)), make_board(), make_owner()
    key = f"action-{noted.pk}"

    response = save(
        client,
        meeting,
        **{
            f"action-{agreed.action_id}-decision": "agree",
            f"action-{refused.action_id}-decision": "refuse",
            f"action-{refused.action_id}-note": "Come back in June.",
            f"action-{refused.action_id}-outcome": "ask_report",
            f"action-{refused.action_id}-words": "What it has cost",
            f"action-{refused.action_id}-when": f"meeting-{later.pk}",
            f"{key}-outcome": "note",
            "new-1-outcome": "new_resolution",
            "new-1-words": "That waiting times be published.",
            "new-1-resolution_kind": "other",
            "new-1-make_owner": str(owner.pk),
            "new-1-make_due": "month-2026-06-01",
            "new-2-outcome": "refer",
            "new-2-words": "School transport",
            "new-2-referred_to": str(other.pk),
        },
    )

    assert response.url == url(meeting)
    assert list(Outcome.objects.values_list("kind", "action", "words", "recorded_by")) == [
        ("proposal", agreed.action_id, "", clerk.pk),
        ("proposal", refused.action_id, "", clerk.pk),
        ("ask_report", refused.action_id, "What it has cost", clerk.pk),
        ("note", noted.pk, "", clerk.pk),
        ("new_resolution", None, "That waiting times be published.", clerk.pk),
        ("refer", None, "School transport", clerk.pk),
    ]
    made = Action.objects.get(owner=owner)
    assert (made.title, made.due_meeting.month) == ("Waiting times to be published", day(60).replace(month=6, day=1))
    assert list(WorkItem.objects.order_by("title").values_list("board", "title", "meeting")) == [
        (other.pk, f"Referred by {board}: School transport", None),
        (board.pk, "What it has cost", later.pk),
    ]
    refused.refresh_from_db()
    left.refresh_from_db()
    assert (refused.granted, refused.decision_note, left.granted) == (False, "Come back in June.", None)


def test_saving_to_finish_leads_to_what_the_meeting_decided(client, clerk, board, meeting):
    action = make_action(monitoring_board=board)

    response = save(client, meeting, **{f"action-{action.pk}-outcome": "note", "then": "finish"})

    assert response.url == reverse("meetings:detail", args=[meeting.pk]) + "#decided"


def test_rest_of_a_section_is_noted_at_once(client, clerk, board, meeting):
    kept, noted, before = (make_action(monitoring_board=board, due_on=day(-5)) for _ in range(3))
    b.make_outcome(meeting=meeting, action=before, kind="keep_monitoring")

    save(client, meeting, **{f"action-{kept.pk}-outcome": "keep_monitoring", "overdue-noted": "on"})

    assert set(Outcome.objects.values_list("action", "kind")) == {
        (before.pk, "keep_monitoring"),
        (kept.pk, "keep_monitoring"),
        (noted.pk, "note"),
    }


def test_saving_nothing_says_so(client, clerk, board, meeting):
    proposal = propose(board)

    response = client.post(url(meeting), posting(client.get(url(meeting))), follow=True)

    proposal.refresh_from_db()
    assert "Nothing was recorded: nothing was filled in." in response.text
    assert proposal.granted is None


def test_outcome_on_a_finding_or_a_resolution(client, clerk, board, meeting):
    item = b.make_item(meeting=make_meeting(board=board, date=day(-40)))
    area, resolution = b.make_finding(review=b.make_review(item=item)), b.make_resolution(item=item)

    save(
        client,
        meeting,
        **{
            f"finding-{area.pk}-outcome": "new_resolution",
            f"finding-{area.pk}-words": "That an owner be named.",
            f"finding-{area.pk}-resolution_kind": "other",
            f"resolution-{resolution.pk}-outcome": "keep_monitoring",
        },
    )

    assert list(Outcome.objects.values_list("finding", "on_resolution", "kind")) == [
        (area.pk, None, "new_resolution"),
        (None, resolution.pk, "keep_monitoring"),
    ]


# all or nothing, and nothing lost


def test_one_error_records_none_and_keeps_every_text(client, clerk, cast, board, meeting):
    good, late = propose(board), propose(board)
    post = posting(
        client.get(url(meeting)),
        **{
            f"action-{good.action_id}-decision": "agree",
            f"action-{good.action_id}-note": "Well done.",
            f"action-{late.action_id}-decision": "agree",
            f"action-{late.action_id}-note": "And this.",
        },
    )
    decisions.decide(proposal=late, granted=False, meeting=meeting, by=cast.other_clerk, now=at())

    response = client.post(url(meeting), post)

    good.refresh_from_db()
    assert good.granted is None
    assert "Well done." in response.text
    assert "No proposal waits here any more (Refused: close)." in response.text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"words": "Figures in June."}, "outcome", "Choose what the board decided"),
        ({"outcome": "ask_report"}, "words", "Say what the report is to be about."),
        ({"outcome": "new_resolution", "words": "That it be."}, "resolution_kind", "Choose what kind of resolution"),
        ({"outcome": "refer"}, "referred_to", "Choose the board it is referred to."),
        ({"outcome": "note", "resolution_kind": "note"}, "resolution_kind", "This is for a resolution."),
        ({"outcome": "perhaps"}, "outcome", "Select a valid choice"),
        ({"outcome": "note", "is_exempt": "on"}, "exempt_paragraphs", "Enter the Schedule 12A paragraphs"),
        ({"outcome": "note", "exempt_paragraphs": "9"}, "exempt_paragraphs", "Write the paragraphs as"),
        ({"outcome": "note", "make_title": "Do it"}, "make_owner", "Choose who answers for the action"),
        ({"decision": "perhaps"}, "decision", "Select a valid choice"),
        ({"note": "Well done."}, "decision", "Choose what the board decided"),
        ({"outcome": "ask_report", "words": "It", "when": "meeting-1x"}, "when", "Select a valid choice"),
        ({"seen": "x"}, "seen", "whole number"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, clerk, board, meeting, typed, field, said):
    prefix = f"action-{propose(board).action_id}"

    response = save(client, meeting, **{f"{prefix}-{name}": value for name, value in typed.items()})

    assert said in str(error_of(response, prefix)[field])
    assert not Outcome.objects.exists()


def test_what_is_on_nothing_needs_words(client, clerk, board, meeting):
    response = save(client, meeting, **{"new-1-outcome": "note"})

    assert error_of(response, "new-1")["words"] == ["Say what the board decided on."]


def test_two_meetings_in_the_month_it_is_due_in_are_asked_about(client, clerk, board, meeting):
    for offset in (62, 72):
        make_meeting(board=board, date=day(offset), status="held")

    response = save(
        client,
        meeting,
        **{
            "new-1-outcome": "new_resolution",
            "new-1-words": "That it be done.",
            "new-1-resolution_kind": "other",
            "new-1-make_owner": str(make_owner().pk),
            "new-1-make_due": "month-2026-05-01",
        },
    )

    assert "Choose the meeting instead of the month." in str(error_of(response, "new-1")["make_due"])
    assert not Outcome.objects.exists()


def test_more_time_at_a_cancelled_meeting_is_refused(client, clerk, board, meeting):
    later = make_meeting(board=board, date=day(40))
    proposal = propose(board, kind="extend", new_due_meeting=later)
    type(later).objects.filter(pk=later.pk).update(status="cancelled", cancelled_reason="Snow.")

    response = save(client, meeting, **{f"action-{proposal.action_id}-decision": "agree"})

    said = error_of(response, f"action-{proposal.action_id}")["decision"]
    assert said == ["The meeting asked for is cancelled. Refuse this, and ask for another proposal."]


# two clerks


def test_what_somebody_recorded_meanwhile_is_shown_and_a_second_save_stands_on_top(client, clerk, cast, board, meeting):
    action = make_action(monitoring_board=board)
    mine = posting(client.get(url(meeting)), **{f"action-{action.pk}-outcome": "keep_monitoring"})
    b.make_outcome(meeting=meeting, action=action, words="Theirs.", recorded_by=cast.other_clerk)

    refused = client.post(url(meeting), mine)
    again = client.post(url(meeting), posting(refused))

    assert "Bram Clerk recorded “Noted: Theirs.” on this" in refused.text
    assert again.status_code == 302
    assert list(Outcome.objects.values_list("kind", flat=True)) == ["note", "keep_monitoring"]


def test_proposal_decided_meanwhile_says_so_though_its_action_is_closed(client, clerk, cast, board, meeting):
    proposal = propose(board)
    prefix = f"action-{proposal.action_id}"
    mine = posting(client.get(url(meeting)), **{f"{prefix}-decision": "agree", f"{prefix}-note": "Mine."})
    decisions.decide(proposal=proposal, granted=True, meeting=meeting, by=cast.other_clerk, now=at())

    refused = client.post(url(meeting), mine)

    assert "No proposal waits here any more (Agreed: close)." in refused.text
    assert "Mine." in refused.text


def test_same_page_sent_twice_records_once(client, clerk, board, meeting):
    mine = posting(client.get(url(meeting)), **{"new-1-outcome": "note", "new-1-words": "The verbal report."})

    client.post(url(meeting), mine)
    again = client.post(url(meeting), mine)

    assert "Asha Clerk recorded “Noted: The verbal report.” on this while you were writing." in again.text
    assert Outcome.objects.count() == 1


def test_what_came_in_since_the_page_was_shown_is_left_alone(client, clerk, board, meeting):
    shown = propose(board)
    mine = posting(client.get(url(meeting)), **{f"action-{shown.action_id}-decision": "agree"})
    newer = propose(board)

    client.post(url(meeting), mine)

    newer.refresh_from_db()
    assert newer.granted is None


def test_what_was_taken_back_and_left_is_no_error(client, clerk, board, meeting):
    good, gone = propose(board), propose(board)
    mine = posting(client.get(url(meeting)), **{f"action-{good.action_id}-decision": "agree"})
    decisions.take_back(proposal=gone, by=clerk, now=at())

    client.post(url(meeting), mine)

    good.refresh_from_db()
    assert good.granted is True


@pytest.mark.parametrize("key", ["action-999999999", "finding-999999999", "resolution-999999999", "action-0"])
def test_post_on_what_is_not_there_is_ignored(client, clerk, meeting, key):
    response = client.post(url(meeting), {f"{key}-seen": "0", f"{key}-outcome": "note"})

    assert response.status_code == 302
    assert not Outcome.objects.exists()


def test_post_on_another_boards_action_is_ignored(client, clerk, meeting):
    theirs = propose(make_board())

    client.post(url(meeting), {f"action-{theirs.action_id}-seen": "0", f"action-{theirs.action_id}-decision": "agree"})

    theirs.refresh_from_db()
    assert theirs.granted is None


def test_decide_on_what_the_clerk_entered_changes_nothing(client, clerk, board, meeting):
    own = propose(board, by=clerk)

    response = save(client, meeting, **{f"action-{own.action_id}-decision": "agree"})

    own.refresh_from_db()
    assert "somebody else has to record" in str(error_of(response, f"action-{own.action_id}")["decision"])
    assert own.granted is None


# the minutes


def test_outcomes_are_linked_with_minutes_that_are_here_already(client, clerk, board, meeting):
    outcome = b.make_outcome(meeting=meeting, kind="note", words="The waiting times be noted")
    resolution = b.make_resolution(
        item=b.make_item(meeting=meeting, number="5"), number="2", kind="note", text="That the waiting times be noted."
    )
    page = client.get(url(meeting))

    untouched = client.post(url(meeting), posting(page))
    outcome.refresh_from_db()
    suggested = page.text
    client.post(url(meeting), posting(page, **{f"link-{outcome.pk}-resolution": resolution.pk}))

    # suggested, and chosen by nobody
    assert "Perhaps: Item 5, resolution 2: That the waiting times be noted." in suggested
    assert untouched.status_code == 302
    assert outcome.resolution is None
    outcome.refresh_from_db()
    assert outcome.resolution == resolution


def test_no_links_are_offered_before_the_minutes_are_here(client, clerk, meeting):
    b.make_outcome(meeting=meeting)

    assert client.get(url(meeting)).context["form"].links == []


# whether it was held


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date": day(3)}, "Its decisions can be recorded from its day on."),
        ({"month": day(90).replace(day=1)}, "Its decisions can be recorded from its day on."),
        ({"date": day(0), "status": "scheduled"}, "Record as held and go down the pack"),
        ({"date": day(-3), "status": "cancelled", "cancelled_reason": "Snow."}, "This meeting was cancelled"),
    ],
)
def test_before_the_meeting_is_held_nothing_is_recorded(client, clerk, board, fields, said):
    meeting, proposal = make_meeting(board=board, **fields), propose(board)
    prefix = f"action-{proposal.action_id}"

    shown = client.get(url(meeting))
    client.post(url(meeting), {f"{prefix}-seen": "0", f"{prefix}-decision": "agree"})

    proposal.refresh_from_db()
    assert said in shown.text
    assert proposal.granted is None


def test_meeting_is_recorded_as_held_on_its_day_from_the_page_in_one_press(client, clerk, board):
    meeting = make_meeting(board=board, date=day(0), status="scheduled")

    response = client.post(reverse("meetings:hold", args=[meeting.pk]), {"then": "decide"})

    meeting.refresh_from_db()
    assert (response.url, meeting.status) == (url(meeting), "held")


# who may


@pytest.mark.parametrize("role", ["officer", "member", "chair", "admin", "superuser"])
def test_decide_is_not_allowed_to_others(client, cast, role):
    client.force_login(getattr(cast, role))

    assert client.get(url(cast.past)).status_code == 403
    assert client.post(url(cast.past)).status_code == 403


def test_decide_on_a_coming_meeting_is_not_found_by_viewers(client, cast):
    client.force_login(cast.viewer)

    assert client.get(url(cast.next)).status_code == 404


def test_decide_at_a_meeting_that_is_not_there_is_not_found(client, clerk):
    assert client.get("/meetings/999999/decide/").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_decide_page_asks_a_constant_number_of_queries(client, clerk, board, meeting, count, django_assert_num_queries):
    last = make_meeting(board=board, date=day(-40))
    review = b.make_review(item=b.make_item(meeting=last))
    for number in range(count):
        action = make_action(monitoring_board=board)
        b.make_outcome(meeting=last, action=action, recorded_at=at(-39))
        make_update(action, evidence=SimpleUploadedFile("figures.txt", b"Waits fell."))
        make_proposal(action)
        b.make_outcome(meeting=meeting, action=action)
        b.make_outcome(meeting=meeting, kind="refer", words="It.", referred_to=make_board())
        b.make_finding(review=review, number=number + 1)
        b.make_resolution(item=b.make_item(meeting=meeting))

    with django_assert_num_queries(36):
        client.get(url(meeting))


@pytest.mark.parametrize("count", [1, 3, 60])
def test_recording_asks_the_same_few_queries_for_each_outcome(
    client, clerk, board, meeting, count, django_assert_num_queries
):
    those = [make_action(monitoring_board=board) for _ in range(count)]
    typed = posting(client.get(url(meeting))) | {f"action-{row.pk}-outcome": "note" for row in those}

    with django_assert_num_queries(32 + 14 * count):
        client.post(url(meeting), typed)

    assert Outcome.objects.count() == count
