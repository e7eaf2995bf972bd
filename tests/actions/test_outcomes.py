"""What a meeting decided is recorded all or none, and feeds the actions, the work programme and the minutes' words."""

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action, Outcome
from actions.services import outcomes
from actions.services.outcomes import Decided, Made
from meetings.models import Referral, WorkItem
from people.models import Event
from tests import builders as b
from tests.builders import at, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return b.make_board(name="Improving Lives Select Commission")


@pytest.fixture
def meeting(board):
    return b.make_meeting(board=board, date=day(-1))


@pytest.fixture
def action(board):
    return b.make_action(monitoring_board=board)


@pytest.fixture
def clerk():
    return b.make_clerk()


def record(meeting, *decided, **over):
    fields = {"by": b.make_clerk(), "now": at(), "today": day(0), **over}
    return outcomes.record_all(meeting=meeting, decided=decided, **fields)


def minutes(meeting, **over):
    """A resolution of the meeting's minutes."""
    return b.make_resolution(item=b.make_item(meeting=meeting), **over)


def verbs(row):
    return list(Event.objects.of(row).values_list("verb", flat=True))


# every kind


@pytest.mark.parametrize(("kind", "verb"), [("note", "noted"), ("keep_monitoring", "kept_monitored")])
def test_noted_or_kept_is_told_in_the_actions_history(meeting, action, kind, verb):
    [outcome] = record(meeting, Decided("a", kind, "Come back with figures.", action=action))

    assert (outcome.meeting, outcome.action, outcome.words) == (meeting, action, "Come back with figures.")
    assert verbs(action) == ["made", verb]
    assert Event.objects.of(action).last().note == ""
    assert verbs(outcome) == ["recorded"]


def test_proposal_is_decided_with_its_note(meeting, action):
    proposal = b.make_proposal(action)

    [outcome] = record(meeting, Decided("a", "proposal", "Well done.", action=action, proposal=proposal, granted=True))

    action.refresh_from_db()
    proposal.refresh_from_db()
    assert (outcome.said, proposal.decision_note, action.status) == ("Agreed: close", "Well done.", "closed")


def test_refused_closing_sends_the_action_back(meeting, action):
    b.make_update(action, status_reported="in_progress")
    proposal = b.make_proposal(action)

    record(meeting, Decided("a", "proposal", "Not yet.", action=action, proposal=proposal, granted=False))

    action.refresh_from_db()
    assert action.status == "in_progress"


def test_proposal_is_not_decided_by_whoever_entered_it(meeting, action, clerk):
    proposal = b.make_proposal(action, by=clerk)

    with pytest.raises(outcomes.Refused) as refused:
        record(meeting, Decided("a", "proposal", action=action, proposal=proposal, granted=True), by=clerk)

    assert "somebody else has to record" in str(refused.value.errors["a"])


def test_report_asked_for_stands_in_the_work_programme(board, meeting, action):
    later = b.make_meeting(board=board, date=day(60))

    [outcome] = record(meeting, Decided("a", "ask_report", "What it has cost", action=action, at_meeting=later))

    item = WorkItem.objects.get()
    assert outcome.work_item == item
    assert (item.board, item.meeting, item.title, item.kind) == (board, later, "What it has cost", "report")
    assert item.owner == action.owner
    assert verbs(action) == ["made", "report_asked_for"]


def test_report_asked_for_in_a_month_without_a_meeting_stands_in_that_month(board, meeting):
    record(meeting, Decided("a", "ask_report", "What it has cost", month=day(120)))

    item = WorkItem.objects.get()
    assert (item.meeting, item.month) == (None, day(120).replace(day=1))


def test_report_asked_for_at_a_meeting_that_is_over_is_refused(board, meeting, action):
    with pytest.raises(outcomes.Refused) as refused:
        record(meeting, Decided("a", "ask_report", "The costs", action=action, at_meeting=meeting))

    assert refused.value.errors["a"].message_dict == {
        "meeting": ["The meeting of 2 March 2026 was held. Choose another."]
    }
    assert not Outcome.objects.exists()


def test_new_resolution_makes_its_action_at_once(board, meeting):
    owner = b.make_owner()
    make = Made(title="Publish the waiting times", owner=owner, due_on=day(30))

    [outcome] = record(
        meeting, Decided("n", "new_resolution", "That waiting times be published.", resolution_kind="other", make=make)
    )

    action = Action.objects.get()
    assert (action.outcome, action.resolution, action.owner) == (outcome, None, owner)
    assert (action.title, action.due_on, action.monitoring_board) == ("Publish the waiting times", day(30), board)
    # of the municipal year of the meeting
    assert action.municipal_year == "2025/26"


def test_action_made_at_a_meeting_owes_an_update_for_the_next(board, meeting):
    make = Made(title="Publish the waiting times", owner=b.make_owner())
    upcoming = b.make_meeting(board=board, date=day(40))
    record(meeting, Decided("n", "new_resolution", "That they be published.", resolution_kind="other", make=make))

    assert list(Action.objects.owed_for(upcoming, day(1))) == [Action.objects.get()]


def test_referred_stands_in_the_other_boards_work_programme(meeting, action):
    other = b.make_board(name="Health Select Commission")

    [outcome] = record(meeting, Decided("a", "refer", "It is about health.", action=action, referred_to=other))

    item = WorkItem.objects.get()
    assert outcome.said == "Referred to Health Select Commission"
    assert (item.board, item.kind, item.purpose) == (other, "item", "It is about health.")
    assert item.title == f"Referred by Improving Lives Select Commission: {action.title}"


def test_referred_to_itself_is_refused(board, meeting):
    with pytest.raises(outcomes.Refused) as refused:
        record(meeting, Decided("a", "refer", "The costs", referred_to=board))

    assert "referred_to" in refused.value.errors["a"].message_dict


@pytest.mark.parametrize("kind", ["note", "keep_monitoring"])
def test_outcome_is_on_a_finding_or_a_resolution_too(meeting, kind):
    finding, resolution = b.make_finding(), b.make_resolution()

    record(meeting, Decided("f", kind, finding=finding), Decided("r", kind, on_resolution=resolution))

    assert list(Outcome.objects.values_list("finding", "on_resolution")) == [(finding.pk, None), (None, resolution.pk)]


# all or nothing


def test_one_that_cannot_stand_and_none_is_recorded(board, meeting, action):
    other = b.make_action(monitoring_board=board)
    proposal = b.make_proposal(action)

    with pytest.raises(outcomes.Refused) as refused:
        record(
            meeting,
            Decided("a", "proposal", action=action, proposal=proposal, granted=True),
            Decided("b", "ask_report", "", action=other),
            Decided(
                "c", "new_resolution", "That it be done.", resolution_kind="other", make=Made("Do it", b.make_owner())
            ),
        )

    action.refresh_from_db()
    assert set(refused.value.errors) == {"b"}
    assert (Outcome.objects.count(), WorkItem.objects.count(), Action.objects.count()) == (0, 0, 2)
    assert action.status == "complete"


def test_outcome_on_an_action_of_another_board_is_refused(meeting):
    with pytest.raises(outcomes.Refused) as refused:
        record(meeting, Decided("a", "note", action=b.make_action()))

    assert "is monitored by" in str(refused.value.errors["a"])


@pytest.mark.parametrize(
    "fields",
    [
        {"date": day(3)},
        {"date": day(0), "status": "scheduled"},
        {"month": day(60).replace(day=1)},
        {"date": day(-3), "status": "cancelled", "cancelled_reason": "Snow."},
    ],
)
def test_outcome_of_a_meeting_that_was_not_held_is_refused(board, fields):
    with pytest.raises(ValidationError, match="held first"):
        record(b.make_meeting(board=board, **fields), Decided("a", "note", "It was noted."))


# two clerks


def test_what_somebody_recorded_meanwhile_is_said_and_recorded_on_top_when_seen(meeting, action):
    first, _ = b.make_clerk(name="Asha Clerk"), b.make_clerk()
    [there] = record(meeting, Decided("a", "note", action=action), by=first)

    with pytest.raises(outcomes.Refused) as refused:
        record(meeting, Decided("a", "keep_monitoring", action=action, seen=0))
    record(meeting, Decided("a", "keep_monitoring", action=action, seen=there.pk))

    assert "Asha Clerk recorded “Noted” on this" in str(refused.value.errors["a"])
    assert list(Outcome.objects.values_list("kind", flat=True)) == ["note", "keep_monitoring"]


def test_several_on_one_subject_in_one_save_do_not_stand_in_each_others_way(meeting, action):
    proposal = b.make_proposal(action)

    record(
        meeting,
        Decided("a", "proposal", action=action, proposal=proposal, granted=False, seen=0),
        Decided("a", "ask_report", "The costs", action=action, seen=0),
    )

    assert list(Outcome.objects.values_list("kind", flat=True)) == ["proposal", "ask_report"]


def test_new_resolutions_sent_twice_are_recorded_once(meeting):
    decided = Decided("n", "new_resolution", "That it be done.", resolution_kind="other", seen=0)
    record(meeting, decided)

    with pytest.raises(outcomes.Refused):
        record(meeting, decided)

    assert Outcome.objects.count() == 1


# exempt


def test_what_hangs_from_exempt_matter_is_marked_with_it(cast):
    make = Made("Watch it", cast.owner)
    later = b.make_board()

    outcome, _ = record(
        cast.past,
        Decided("a", "new_resolution", "That it end.", action=cast.exempt_action, resolution_kind="other", make=make),
        Decided("b", "refer", action=cast.exempt_action, referred_to=later),
    )

    made, item = outcome.actions.get(), WorkItem.objects.get()
    assert (outcome.is_exempt, outcome.exempt_paragraphs) == (True, "3")
    assert (made.is_exempt, made.exempt_paragraphs) == (True, "3")
    assert (item.is_exempt, item.exempt_paragraphs) == (True, "3")


# the minutes


def test_linked_outcome_gives_its_action_the_resolution_it_answers(meeting, clerk):
    make = Made("Publish the waiting times", b.make_owner())
    [outcome] = record(
        meeting, Decided("n", "new_resolution", "That they be published.", resolution_kind="other", make=make)
    )
    resolution = minutes(meeting, due_phrase="by May", kind="other")

    outcomes.link(outcome=outcome, resolution=resolution, by=clerk, now=at())

    outcome.refresh_from_db()
    action = Action.objects.get()
    assert (outcome.resolution, outcome.linked_by) == (resolution, clerk)
    assert (action.resolution, action.due_phrase) == (resolution, "by May")
    assert verbs(outcome) == ["recorded", "linked"]
    assert verbs(action) == ["made", "resolution_answered"]


def test_linked_report_is_what_the_resolution_asks_for(board, meeting, clerk):
    [outcome] = record(meeting, Decided("n", "ask_report", "The costs", month=day(90)))
    resolution = minutes(meeting)

    outcomes.link(outcome=outcome, resolution=resolution, by=clerk, now=at())

    assert WorkItem.objects.get().resolution == resolution
    assert verbs(resolution) == ["report_requested"]


def test_linked_referral_waits_for_the_other_board(meeting, clerk):
    other = b.make_board()
    [outcome] = record(meeting, Decided("n", "refer", "The costs of transport", referred_to=other))
    resolution = minutes(meeting, kind="refer")

    outcomes.link(outcome=outcome, resolution=resolution, by=clerk, now=at())

    referral = Referral.objects.get()
    assert (referral.resolution, referral.to_board, referral.taken) == (resolution, other, None)
    assert WorkItem.objects.get().resolution == resolution


def test_linked_report_that_was_planned_for_the_resolution_before_comes_once(board, meeting, clerk):
    resolution = minutes(meeting)
    there = b.make_work_item(board=board, resolution=resolution)
    [outcome] = record(meeting, Decided("n", "ask_report", "The costs", month=day(90)))

    outcomes.link(outcome=outcome, resolution=resolution, by=clerk, now=at())

    assert list(WorkItem.objects.open()) == [there]


def test_linking_twice_changes_nothing_and_linking_elsewhere_is_refused(meeting, clerk):
    [outcome] = record(meeting, Decided("n", "note", "It was noted."))
    resolution, other = minutes(meeting), minutes(meeting)

    first = outcomes.link(outcome=outcome, resolution=resolution, by=clerk, now=at())
    again = outcomes.link(outcome=outcome, resolution=resolution, by=clerk, now=at())
    with pytest.raises(ValidationError, match="linked with"):
        outcomes.link(outcome=outcome, resolution=other, by=clerk, now=at())

    assert (first, again) == (True, False)


def test_linking_with_another_meetings_minutes_is_refused(meeting, clerk):
    [outcome] = record(meeting, Decided("n", "note", "It was noted."))

    with pytest.raises(ValidationError, match="own meeting"):
        outcomes.link(outcome=outcome, resolution=b.make_resolution(), by=clerk, now=at())


def test_linking_what_was_corrected_is_refused(meeting, clerk):
    [outcome] = record(meeting, Decided("n", "note", "It was noted."))
    outcomes.strike(outcome=outcome, why="By mistake.", by=clerk, now=at())

    with pytest.raises(ValidationError, match="corrected meanwhile"):
        outcomes.link(outcome=outcome, resolution=minutes(meeting), by=clerk, now=at())


def test_links_are_saved_with_what_is_recorded_or_not_at_all(meeting, action):
    [outcome] = record(meeting, Decided("n", "note", "It was noted."))
    resolution = minutes(meeting)

    with pytest.raises(outcomes.Refused):
        record(meeting, Decided("a", "ask_report", "", action=action), links=[(outcome, resolution)])
    record(meeting, Decided("a", "note", action=action), links=[(outcome, resolution)])

    outcome.refresh_from_db()
    assert outcome.resolution == resolution


# corrections


def test_correction_names_what_it_corrects_and_both_stay(meeting, action, clerk):
    [outcome] = record(meeting, Decided("a", "note", action=action))

    corrected = outcomes.correct(outcome=outcome, kind="keep_monitoring", words="Figures in June.", by=clerk, now=at())

    assert (corrected.corrects, corrected.action, corrected.meeting) == (outcome, action, meeting)
    assert list(Outcome.objects.in_force()) == [corrected]
    assert Outcome.objects.count() == 2
    assert verbs(action) == ["made", "noted", "kept_monitored"]


def test_correction_of_when_a_report_comes_moves_it_and_it_has_not_slipped(board, meeting, clerk):
    soon, late = b.make_meeting(board=board, date=day(30)), b.make_meeting(board=board, date=day(60))
    [outcome] = record(meeting, Decided("a", "ask_report", "The costs", at_meeting=soon))

    outcomes.correct(outcome=outcome, at_meeting=late, words="The costs and savings", by=clerk, now=at())

    item = WorkItem.objects.get()
    assert (item.meeting, item.title, item.moves.get().slipped) == (late, "The costs and savings", False)


def test_correction_to_another_kind_takes_the_report_off_the_programme(meeting, clerk):
    [outcome] = record(meeting, Decided("a", "ask_report", "The costs", month=day(90)))

    outcomes.correct(outcome=outcome, kind="note", month=None, by=clerk, now=at())

    assert not WorkItem.objects.open().exists()


def test_correction_to_another_board_refers_to_that_one(meeting, clerk):
    wrong, right = b.make_board(), b.make_board()
    [outcome] = record(meeting, Decided("a", "refer", "The costs", referred_to=wrong))
    outcomes.link(outcome=outcome, resolution=minutes(meeting, kind="refer"), by=clerk, now=at())

    outcomes.correct(outcome=outcome, referred_to=right, by=clerk, now=at())

    assert list(WorkItem.objects.open().values_list("board", flat=True)) == [right.pk]
    assert list(Referral.objects.in_force().values_list("to_board", flat=True)) == [right.pk]


def test_correction_of_the_link_takes_all_that_was_made_along(meeting, clerk):
    make = Made("Publish the waiting times", b.make_owner())
    [outcome] = record(meeting, Decided("n", "new_resolution", "That it be.", resolution_kind="other", make=make))
    wrong, right = minutes(meeting), minutes(meeting)
    outcomes.link(outcome=outcome, resolution=wrong, by=clerk, now=at())

    corrected = outcomes.correct(outcome=outcome, resolution=right, by=clerk, now=at())

    action = Action.objects.get()
    assert (corrected.resolution, action.resolution, action.outcome) == (right, right, corrected)


def test_correction_of_the_link_of_a_report_or_a_referral(meeting, clerk):
    other = b.make_board()
    report, referred = record(
        meeting,
        Decided("a", "ask_report", "The costs", month=day(90)),
        Decided("b", "refer", "The costs", referred_to=other),
    )
    wrong, right = minutes(meeting), minutes(meeting)
    for outcome in (report, referred):
        outcomes.link(outcome=outcome, resolution=wrong, by=clerk, now=at())

    for outcome in (report, referred):
        outcomes.correct(outcome=outcome, resolution=right, by=clerk, now=at())

    assert set(WorkItem.objects.open().values_list("resolution", flat=True)) == {right.pk}
    assert WorkItem.objects.open().count() == 2
    assert list(Referral.objects.in_force().values_list("resolution", flat=True)) == [right.pk]


def test_decision_on_a_proposal_is_corrected_in_its_link_alone(meeting, action, clerk):
    proposal = b.make_proposal(action)
    [outcome] = record(meeting, Decided("a", "proposal", action=action, proposal=proposal, granted=True))
    resolution = minutes(meeting)

    with pytest.raises(ValidationError, match="stands"):
        outcomes.correct(outcome=outcome, kind="note", by=clerk, now=at())
    with pytest.raises(ValidationError, match="stands"):
        outcomes.strike(outcome=outcome, why="By mistake.", by=clerk, now=at())
    corrected = outcomes.correct(outcome=outcome, resolution=resolution, by=clerk, now=at())

    assert (corrected.proposal, corrected.resolution) == (proposal, resolution)


def test_correction_of_what_was_corrected_meanwhile_is_refused(meeting, clerk):
    [outcome] = record(meeting, Decided("n", "note", "It was noted."))
    outcomes.correct(outcome=outcome, words="It was noted twice.", by=b.make_clerk(name="Asha Clerk"), now=at())

    with pytest.raises(ValidationError, match="Asha Clerk has corrected this meanwhile"):
        outcomes.correct(outcome=outcome, words="Never.", by=clerk, now=at())


def test_struck_takes_the_report_off_the_programme_and_needs_a_reason(meeting, clerk):
    [outcome] = record(meeting, Decided("a", "ask_report", "The costs", month=day(90)))

    with pytest.raises(ValidationError, match="Say why"):
        outcomes.strike(outcome=outcome, why=" ", by=clerk, now=at())
    struck = outcomes.strike(outcome=outcome, why="Another meeting’s.", by=clerk, now=at())

    assert (struck.kind, struck.corrects) == ("struck", outcome)
    assert not Outcome.objects.in_force().exists()
    assert not WorkItem.objects.open().exists()


def test_struck_is_not_corrected_further(meeting, clerk):
    [outcome] = record(meeting, Decided("a", "note", "The costs"))
    struck = outcomes.strike(outcome=outcome, why="Another meeting’s.", by=clerk, now=at())

    with pytest.raises(ValidationError, match="recorded by mistake"):
        outcomes.correct(outcome=struck, words="No.", by=clerk, now=at())


def test_action_of_a_struck_outcome_answers_its_resolution_no_longer(meeting, clerk):
    make = Made("Publish the waiting times", b.make_owner())
    [outcome] = record(meeting, Decided("n", "new_resolution", "That it be.", resolution_kind="other", make=make))
    outcomes.link(outcome=outcome, resolution=minutes(meeting), by=clerk, now=at())

    outcomes.strike(outcome=outcome, why="Another meeting’s.", by=clerk, now=at())

    assert Action.objects.get().resolution is None
