"""Who is told what, when: asked, reminded, told that it is overdue, and then the posts above; each once."""

import datetime

import pytest

from actions.models import Notice, NoUpdateReason
from actions.services import actions, clearing, meetings
from actions.services.rounds import notices, requests
from people.models import Directorate, Message
from people.reach import Directory
from tests.actions.rounds.stage import (
    ABOVE,
    DIRECTOR,
    DUE,
    FIRST,
    LETTER,
    MEETING,
    OPENS,
    OVERDUE,
    SECOND,
    make_owed,
    make_post,
    make_round,
    run,
    write,
)
from tests.builders import (
    at,
    day,
    make_clerk,
    make_holding,
    make_meeting,
    make_membership,
    make_owner,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_round()


@pytest.fixture
def clerk():
    return make_clerk()


def gone(offset):
    """Let every waiting message have been sent on a day."""
    Message.objects.filter(state="waiting").update(
        state="sent", sent_at=at(offset), address="somebody@example.org", subject="Sent"
    )


def write_and_send(meeting, *days):
    """The notices of several days, each day's messages sent. Returns (day, kind, person) of them."""
    found = []
    for offset in days:
        found += [(offset, kind, name) for kind, _, name in write(meeting, offset)]
        gone(offset)
    return found


# to whoever answers for a post


def test_steps_come_on_the_days_the_board_sets(meeting):
    steps = [*notices.steps_to_owners(meeting), *notices.steps_upwards(meeting)]

    assert [(step.kind, step.day) for step in steps] == [
        ("request", day(OPENS)),
        ("first_reminder", day(FIRST)),
        ("second_reminder", day(SECOND)),
        ("overdue", day(OVERDUE)),
        ("above", day(ABOVE)),
        ("director", day(DIRECTOR)),
        ("letter", day(LETTER)),
    ]


def test_officer_is_asked_reminded_twice_and_told_that_it_is_overdue_each_on_its_day(meeting):
    make_owed(meeting, make_post("Cerys"))

    told = write_and_send(meeting, *range(OPENS, LETTER))

    assert told == [
        (OPENS, "request", "Cerys"),
        (FIRST, "first_reminder", "Cerys"),
        (SECOND, "second_reminder", "Cerys"),
        (OVERDUE, "overdue", "Cerys"),
    ]


def test_nothing_is_told_twice_on_a_day(meeting):
    make_owed(meeting, make_post("Cerys"))

    assert [len(write(meeting, FIRST, hour)) for hour in (1, 2, 3)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("missed_until", "expected"),
    [(FIRST, "request"), (SECOND, "request"), (OVERDUE, "request")],
)
def test_who_was_never_asked_is_asked_however_late(meeting, missed_until, expected):
    make_owed(meeting, make_post("Cerys"))

    assert [kind for kind, _, _ in write(meeting, missed_until)] == [expected]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (FIRST + 1, "first_reminder"),
        (SECOND, "second_reminder"),
        (SECOND + 1, "second_reminder"),
        (DUE, "second_reminder"),
    ],
)
def test_latest_step_alone_makes_up_for_days_on_which_the_tracker_did_not_run(meeting, back, expected):
    make_owed(meeting, make_post("Cerys"))
    write_and_send(meeting, OPENS)

    told = write_and_send(meeting, back, back)

    assert [(offset, kind) for offset, kind, _ in told] == [(back, expected)]


def test_nobody_is_told_where_everything_is_answered(meeting):
    action = make_owed(meeting, make_post("Cerys"))
    write_and_send(meeting, OPENS)
    make_update(action, now=at(0))

    assert write_and_send(meeting, *range(1, MEETING)) == []


def test_reason_for_no_update_ends_the_chasing(meeting, clerk):
    action, other = make_owed(meeting, make_post("Cerys")), make_owed(meeting, make_post("Dev"))
    write_and_send(meeting, OPENS)

    requests.give_reason(meeting=meeting, action=action, reason="Sick.", by=clerk, now=at(0))

    assert {name for _, _, name in write_and_send(meeting, *range(1, MEETING))} == {"Dev"}
    assert NoUpdateReason.objects.count() == 1
    assert notices.chased(meeting, day(1)) == {other.owner_id: [other]}


def test_one_message_tells_a_person_of_all_their_posts(meeting):
    person = make_user("Cerys")
    posts = [make_holding(user=person).owner for _ in range(2)]
    for post in posts:
        make_owed(meeting, post)

    write(meeting, 0)

    message = Message.objects.get()
    assert {(notice.owner, notice.kind) for notice in message.notices.all()} == {(post, "request") for post in posts}


def test_acting_and_deputies_are_asked_with_the_holder(meeting):
    post = make_post("Holder")
    for kind in ("acting", "deputy"):
        make_holding(owner=post, user=make_user(kind), kind=kind)
    make_owed(meeting, post)

    assert {name for _, _, name in write(meeting, 0)} == {"Holder", "acting", "deputy"}


def test_vacant_posts_request_goes_up_the_line(meeting):
    vacant = make_owner(reports_to=make_post("Director"))
    make_owed(meeting, vacant)

    assert write(meeting, 0) == [("request", vacant, "Director")]


def test_nobody_is_told_about_a_post_nobody_can_be_reached_for(meeting):
    make_owed(meeting, make_owner())

    assert write(meeting, OVERDUE) == []
    assert not Message.objects.exists()


def test_new_holder_in_mid_round_is_asked_and_the_former_no_longer_told(meeting):
    post = make_owner()
    make_holding(owner=post, user=make_user("Former"), ends_on=day(0))
    make_holding(owner=post, user=make_user("New"), starts_on=day(1))
    make_owed(meeting, post)

    told = write_and_send(meeting, *range(OPENS, DUE + 1))

    assert told == [
        (OPENS, "request", "Former"),
        (1, "request", "New"),
        (FIRST, "first_reminder", "New"),
        (SECOND, "second_reminder", "New"),
    ]


# beside the calendar


def test_post_is_told_of_what_has_come_to_be_owed_since(meeting):
    post = make_post("Cerys")
    make_owed(meeting, post)
    write_and_send(meeting, OPENS)
    make_owed(meeting, post, now=at(0), today=day(0))

    told = write_and_send(meeting, 0, 1)

    assert told == [(0, "further", "Cerys")]


def test_post_is_told_of_what_it_was_handed_in_mid_round(meeting, clerk):
    former, new = make_post("Former"), make_post("New")
    action, other = make_owed(meeting, former), make_owed(meeting, new)
    write_and_send(meeting, OPENS)
    make_update(other, now=at(-1))
    actions.edit(action=action, owner=new, by=clerk, now=at(0), seen_version=None)

    assert write_and_send(meeting, 0, 1) == [(0, "further", "New")]


def test_post_is_told_that_its_update_was_sent_back(meeting, clerk):
    action = make_owed(meeting, make_post("Cerys"))
    write_and_send(meeting, OPENS)
    update = make_update(action, now=at(-1))
    clearing.send_back(update=update, reason="How many?", by=clerk, now=at(0))

    assert write_and_send(meeting, 0, 1) == [(0, "further", "Cerys")]


def test_calendars_step_says_what_is_owed_since_and_nothing_further_is_sent(meeting):
    post = make_post("Cerys")
    make_owed(meeting, post)
    write_and_send(meeting, OPENS)
    make_owed(meeting, post, now=at(FIRST), today=day(FIRST))

    assert write_and_send(meeting, FIRST, FIRST + 1) == [(FIRST, "first_reminder", "Cerys")]


def test_message_that_waits_still_takes_up_what_has_come_since(meeting):
    make_owed(meeting, make_post("Cerys"))

    told = [write(meeting, offset) for offset in (OPENS, FIRST, SECOND, OVERDUE)]

    message = Message.objects.get()
    assert [len(day) for day in told] == [1, 1, 1, 1]
    assert sorted(notice.kind for notice in message.notices.all()) == [
        "first_reminder",
        "overdue",
        "request",
        "second_reminder",
    ]


def test_message_that_is_being_sent_takes_up_nothing(meeting):
    make_owed(meeting, make_post("Cerys"))
    write(meeting, OPENS)
    Message.objects.update(state="claimed", claim="0" * 32, claimed_until=at(9))

    write(meeting, FIRST)

    assert [message.notices.get().kind for message in Message.objects.order_by("pk")] == ["request", "first_reminder"]


@pytest.mark.parametrize("state", ["waiting", "claimed", "handed"])
def test_runs_at_once_tell_nothing_further_whichever_of_them_started_first(meeting, state):
    make_owed(meeting, make_post("Cerys"))
    first, second, third = at(0, 9), at(0, 10), at(0, 11)
    directory = Directory(day(0))
    requests.open_round(meeting=meeting, by=None, now=third)
    notices.write(meeting=meeting, now=first, directory=directory)
    taken = {} if state == "waiting" else {"claim": "0" * 32, "claimed_until": at(1)}
    Message.objects.update(state=state, address="cerys@example.org", subject="x", **taken)

    assert notices.write(meeting=meeting, now=second, directory=directory) == []


# the clerk reminds


def test_clerk_reminds_everybody_missing_at_most_once_a_day(meeting):
    for name in ("Cerys", "Dev"):
        make_owed(meeting, make_post(name))
    write_and_send(meeting, OPENS)

    told = []
    for offset, hour in ((0, 9), (0, 15), (1, 9)):
        written = notices.remind(meeting=meeting, now=at(offset, hour), directory=Directory(day(offset)))
        told.append([(notice.kind, notice.recipient.name, notice.asked_on) for notice in written])

    assert told == [
        [("clerk", "Cerys", day(0)), ("clerk", "Dev", day(0))],
        [],
        [("clerk", "Cerys", day(1)), ("clerk", "Dev", day(1))],
    ]


def test_clerk_reminds_one_post(meeting):
    one = make_post("Cerys")
    for post in (one, make_post("Dev")):
        make_owed(meeting, post)

    written = notices.remind(meeting=meeting, now=at(), directory=Directory(day(0)), owners={one.pk})

    assert [notice.owner for notice in written] == [one]


def test_clerks_reminder_does_not_come_in_the_way_of_the_next_step(meeting):
    make_owed(meeting, make_post("Cerys"))
    write_and_send(meeting, OPENS)
    notices.remind(meeting=meeting, now=at(FIRST - 1), directory=Directory(day(0)))
    gone(FIRST - 1)

    assert write_and_send(meeting, FIRST) == [(FIRST, "first_reminder", "Cerys")]


# upwards


@pytest.fixture
def line(meeting):
    """A post that owes an update, the post above it, and the director of its directorate above that."""
    directorate = Directorate.objects.create(name="Adult Care")
    director = make_post("Director", directorate=directorate)
    above = make_post("Above", directorate=directorate, reports_to=director)
    post = make_post("Cerys", directorate=directorate, reports_to=above)
    directorate.director = director
    directorate.save()
    make_owed(meeting, post)
    return post


def upwards(told):
    return [one for one in told if one[1] not in Notice.TO_OWNERS]


def test_missing_update_is_taken_to_the_post_above_the_director_and_into_the_letter(meeting, line):
    told = write_and_send(meeting, *range(OPENS, MEETING + 1))

    assert upwards(told) == [
        (ABOVE, "above", "Above"),
        (DIRECTOR, "director", "Director"),
        (LETTER, "letter", "Director"),
    ]


def test_letter_is_ready_and_waits_for_the_clerk(meeting, line):
    write_and_send(meeting, *range(OPENS, LETTER))

    write(meeting, LETTER)

    assert Message.objects.get(notices__kind="letter").state == "ready"


def test_letters_about_several_posts_are_one_letter(meeting, line):
    write(meeting, OPENS)
    make_owed(meeting, make_post("Dev", directorate=line.directorate))
    write_and_send(meeting, *range(OPENS, MEETING + 1))

    [letter] = Message.objects.filter(notices__kind="letter").distinct()
    assert letter.notices.count() == 2


def test_answered_in_time_is_taken_nowhere(meeting, line):
    write_and_send(meeting, OPENS)
    make_update(line.actions.get(), now=at(DUE))

    assert upwards(write_and_send(meeting, *range(DUE, MEETING + 1))) == []


def test_what_was_asked_for_too_late_is_not_taken_further(meeting, line):
    write_and_send(meeting, DUE + 1)

    assert upwards(write_and_send(meeting, *range(DUE + 2, MEETING + 1))) == []


def test_what_was_sent_back_too_late_is_not_taken_further(meeting, line, clerk):
    write_and_send(meeting, OPENS)
    update = make_update(line.actions.get(), now=at(DUE))
    clearing.send_back(update=update, reason="How many?", by=clerk, now=at(DUE + 1))

    told = write_and_send(meeting, *range(DUE + 1, MEETING + 1))

    assert told == [(OVERDUE, "overdue", "Cerys")]


def test_one_step_a_day_makes_up_for_days_on_which_the_tracker_did_not_run(meeting, line):
    write_and_send(meeting, OPENS)

    told = upwards(write_and_send(meeting, LETTER, LETTER, LETTER + 1, LETTER + 2, LETTER + 3))

    assert told == [
        (LETTER, "above", "Above"),
        (LETTER + 1, "director", "Director"),
        (LETTER + 2, "letter", "Director"),
    ]


def test_who_was_told_as_the_post_above_is_not_told_again_as_the_director(meeting):
    directorate = Directorate.objects.create(name="Adult Care")
    directorate.director = make_post("Director", directorate=directorate)
    directorate.save()
    make_owed(meeting, make_post("Cerys", directorate=directorate, reports_to=directorate.director))

    told = upwards(write_and_send(meeting, *range(OPENS, MEETING + 1)))

    assert told == [(ABOVE, "above", "Director"), (LETTER, "letter", "Director")]


def test_post_with_nobody_above_goes_to_the_director(meeting):
    directorate = Directorate.objects.create(name="Adult Care")
    directorate.director = make_post("Director", directorate=directorate)
    directorate.save()
    make_owed(meeting, make_post("Cerys", directorate=directorate))

    told = upwards(write_and_send(meeting, *range(OPENS, MEETING + 1)))

    assert told == [(DIRECTOR, "director", "Director"), (LETTER, "letter", "Director")]


def test_no_step_is_taken_back_down_when_somebody_comes_into_the_post_above(meeting):
    directorate = Directorate.objects.create(name="Adult Care")
    directorate.director = make_post("Director", directorate=directorate)
    directorate.save()
    above = make_owner(directorate=directorate)
    make_holding(owner=above, user=make_user("Above"), starts_on=day(DIRECTOR + 1))
    make_owed(meeting, make_post("Cerys", directorate=directorate, reports_to=above))

    told = upwards(write_and_send(meeting, *range(OPENS, LETTER)))

    assert told == [(DIRECTOR, "director", "Director")]


def test_letter_goes_to_the_post_itself_where_there_is_nobody_else(meeting):
    make_owed(meeting, make_post("Cerys"))

    assert upwards(write_and_send(meeting, *range(OPENS, MEETING + 1))) == [(LETTER, "letter", "Cerys")]


def test_coming_steps_are_shown_before_they_are_taken(meeting, line):
    write_and_send(meeting, OPENS)

    coming = notices.coming(meeting, day(SECOND), Directory(day(SECOND)))

    assert [(step.kind, step.day, [one.user.name for one in people]) for step, _, people in coming] == [
        ("overdue", day(OVERDUE), ["Cerys"]),
        ("above", day(ABOVE), ["Above"]),
        ("director", day(DIRECTOR), ["Director"]),
        ("letter", day(LETTER), ["Director"]),
    ]


def test_coming_steps_are_those_that_are_then_taken(meeting, line):
    write_and_send(meeting, OPENS)
    coming = notices.coming(meeting, day(0), Directory(day(0)))

    told = write_and_send(meeting, *range(1, MEETING))

    assert [(step.kind, people[0].user.name) for step, _, people in coming] == [(kind, name) for _, kind, name in told]


# when the meeting changes


def test_dates_follow_a_meeting_that_moves_and_nothing_is_told_twice(meeting, clerk):
    make_owed(meeting, make_post("Cerys"))
    before = write_and_send(meeting, *range(OPENS, FIRST + 1))

    moved = meetings.set_day(meeting=meeting, date=day(MEETING + 14), by=clerk, now=at(FIRST))
    after = write_and_send(moved, *range(FIRST, 28))

    assert [kind for _, kind, _ in before] == ["request", "first_reminder"]
    # Good Friday and Easter Monday, 3 and 6 April, do not count
    assert moved.updates_due_on == day(23)
    assert after == [(21, "second_reminder", "Cerys"), (24, "overdue", "Cerys")]


def test_meeting_that_moves_nearer_makes_up_by_the_latest_step_alone(meeting, clerk):
    make_owed(meeting, make_post("Cerys"))
    write_and_send(meeting, OPENS)

    moved = meetings.set_day(meeting=meeting, date=day(MEETING - 7), by=clerk, now=at(2))
    after = write_and_send(moved, 2, 3)

    assert after == [(2, "second_reminder", "Cerys")]


def test_round_opens_for_a_meeting_that_was_provisional_once_it_has_its_day(clerk):
    provisional = make_meeting(month=datetime.date(2026, 3, 1))
    make_owed(provisional, make_post("Cerys"))
    before = run(0).opened

    meetings.set_day(meeting=provisional, date=day(MEETING), by=clerk, now=at(0))

    assert (before, run(0).opened) == ([], [provisional])
    assert [notice.kind for notice in Notice.objects.all()] == ["request"]


def test_nothing_is_written_for_a_meeting_that_was_cancelled(meeting, clerk):
    make_owed(meeting, make_post("Cerys"))
    requests.open_round(meeting=meeting, by=None, now=at(0))
    meetings.cancel(meeting=meeting, reason="Snow.", by=clerk, now=at(0))

    assert notices.write(meeting=meeting, now=at(0), directory=Directory(day(0))) == []


def test_chair_is_written_to_only_as_officers_are(meeting):
    chair = make_user("Chair")
    make_membership(board=meeting.board, user=chair, kind="chair")
    make_owed(meeting, make_post("Cerys"))

    told = write_and_send(meeting, *range(OPENS, MEETING + 1))

    assert "Chair" not in {name for _, _, name in told}
