"""The clerk chases a round: who owes what, who was asked when and by which message, and what goes next."""

import datetime

import pytest
from django.urls import reverse

from actions import chase
from actions.chase import State
from actions.models import Notice, NoUpdateReason, RequestLine, UpdateRound
from actions.services import clearing, updates
from actions.services.rounds import notices, requests
from people.models import Directorate, Event, Message
from people.reach import Directory
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_holding,
    make_meeting,
    make_message,
    make_owner,
    make_update,
    make_user,
    standing,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


@pytest.fixture
def meeting(board):
    """Updates are due in six days: its round is to be open."""
    return make_meeting(board=board, date=day(20))


@pytest.fixture
def post():
    return make_holding().owner


def url(name, *args):
    return reverse(f"rounds:{name}", args=args)


def open_round(meeting, now=None):
    now = now or at(-3)
    requests.open_round(meeting=meeting, by=None, now=now)
    return notices.write(meeting=meeting, now=now, directory=Directory(now.date()))


def page(meeting, clerk, **over):
    return chase.page(meeting, standing(clerk), **{"now": at(), **over})


def states(meeting, clerk):
    return {line.action: line.state for line in page(meeting, clerk).round.lines}


# where each line stands


def test_lines_stand_where_their_updates_do(meeting, board, post, clerk):
    missing, received, unchanged, excused, back = (make_action(monitoring_board=board, owner=post) for _ in range(5))
    open_round(meeting)
    make_update(received, now=at(-1))
    updates.add_no_change(action=unchanged, by=clerk, now=at(-1), seen_version=None)
    requests.give_reason(meeting=meeting, action=excused, reason="On leave.", by=clerk, now=at(-1))
    clearing.send_back(update=make_update(back, now=at(-1)), reason="Say more.", by=clerk, now=at())

    found = states(meeting, clerk)

    assert found == {
        missing: State.MISSING,
        received: State.RECEIVED,
        unchanged: State.NO_CHANGE,
        excused: State.REASON,
        back: State.SENT_BACK,
    }


def test_line_whose_update_waits_for_the_director_is_not_cleared(meeting, board, clerk):
    directorate = Directorate.objects.create(name="Adult Care")
    director = make_owner(directorate=directorate)
    Directorate.objects.filter(pk=directorate.pk).update(director=director, clears_updates=True)
    action = make_action(monitoring_board=board, owner=make_owner(directorate=directorate))
    open_round(meeting)
    make_update(action, now=at(-1))

    assert states(meeting, clerk) == {action: State.NOT_CLEARED}


def test_line_is_late_once_the_day_is_over_and_it_was_asked_in_time(board, post, clerk):
    meeting = make_meeting(board=board, date=day(13))
    asked = make_action(monitoring_board=board, owner=post)
    open_round(meeting, now=at(-12))
    late_comer = make_action(monitoring_board=board, owner=post, now=at(-1))
    open_round(meeting, now=at())

    assert (meeting.updates_due_on < day(0), states(meeting, clerk)) == (
        True,
        {asked: State.LATE, late_comer: State.MISSING},
    )


def test_update_sent_back_after_an_earlier_one_shows_beside_it(meeting, board, post, clerk):
    action = make_action(monitoring_board=board, owner=post)
    open_round(meeting)
    first, second = make_update(action, now=at(-2)), make_update(action, now=at(-1))
    clearing.send_back(update=second, reason="Say more.", by=clerk, now=at())

    [line] = page(meeting, clerk).round.lines

    assert (line.state, line.update, line.rewrite) == (State.RECEIVED, first, second)


def test_line_of_an_action_that_was_handed_on_stays_and_counts_no_more(meeting, board, post, clerk):
    action, new = make_action(monitoring_board=board, owner=post), make_owner()
    open_round(meeting)
    type(action).objects.filter(pk=action.pk).update(owner=new)

    found = page(meeting, clerk).round

    assert [(line.owner, line.state, line.handed_to) for line in found.lines] == [
        (new, State.MISSING, None),
        (post, State.NOT_OWED, new),
    ]
    assert (found.owed, found.missing) == (1, 1)


def test_update_counts_against_the_line_of_who_gave_it_before_the_hand_over(meeting, board, post, clerk):
    action = make_action(monitoring_board=board, owner=post)
    open_round(meeting)
    make_update(action, now=at(-1))
    type(action).objects.filter(pk=action.pk).update(owner=make_owner())

    [line] = page(meeting, clerk).round.lines

    assert (line.owner, line.state) == (post, State.RECEIVED)


def test_before_a_round_opens_its_lines_are_what_is_owed_today(meeting, board, post, clerk):
    action = make_action(monitoring_board=board, owner=post)

    [line] = page(meeting, clerk).round.lines

    assert (line.action, line.state, line.asked_at) == (action, State.MISSING, None)


def test_update_that_nobody_asked_for_shows_apart(meeting, board, post, clerk):
    action = make_action(monitoring_board=board, owner=post)
    update = make_update(action, now=at(-1))
    open_round(meeting, now=at())

    found = page(meeting, clerk).round

    assert (found.lines, found.unasked) == ([], [update])


# who is reached, and who was told


def test_post_says_who_is_reached_and_by_which_messages(client, meeting, board, clerk):
    owner, deputy = make_owner(), make_user("Dev Deputy")
    make_holding(owner=owner, user=make_user("Hana Holder"))
    make_holding(owner=owner, user=deputy, kind="deputy")
    make_action(monitoring_board=board, owner=owner)
    open_round(meeting)

    response = client.get(url("chase", meeting.pk))

    assert "Reaches Dev Deputy (deputy), Hana Holder." in " ".join(response.text.split())
    for message in Message.objects.all():
        assert url("message", message.pk) in response.text


@pytest.mark.parametrize(
    ("above", "shown"),
    [
        (True, "Nobody in post who can be reached: goes to Bo Boss (Head of All)."),
        (False, "Nobody can be reached , neither here nor in a post above."),
    ],
)
def test_vacant_post_says_where_its_mail_goes(client, meeting, board, clerk, above, shown):
    boss = make_owner(name="Head of All")
    if above:
        make_holding(owner=boss, user=make_user("Bo Boss"))
    make_action(monitoring_board=board, owner=make_owner(reports_to=boss))

    text = client.get(url("chase", meeting.pk)).text.replace("<strong>", "").replace("</strong>", " ")

    assert shown in " ".join(text.split())


def test_last_reminder_and_what_was_taken_further_stand_apart(board, clerk):
    meeting, boss = make_meeting(board=board, date=day(11)), make_holding().owner
    post = make_holding(owner=make_owner(reports_to=boss)).owner
    make_action(monitoring_board=board, owner=post)
    for offset in range(-20, 1):
        if at(offset).weekday() < 5:
            open_round(meeting, now=at(offset, 9))

    [found] = page(meeting, clerk).posts

    kinds = [[notice.kind for notice in told] for told in (found.asked, found.reminded, found.taken_further)]
    assert kinds == [["request"], ["overdue"], ["above"]]


def test_coming_steps_show_before_they_go(client, meeting, board, clerk):
    boss = make_holding(user=make_user("Bo Boss")).owner
    make_action(monitoring_board=board, owner=make_holding(owner=make_owner(reports_to=boss)).owner)
    open_round(meeting)

    coming = page(meeting, clerk).coming
    text = client.get(url("chase", meeting.pk)).text

    assert [step.kind for step in coming] == ["second_reminder", "overdue", "above", "letter"]
    assert coming[2].about[0][1][0].user.name == "Bo Boss"
    assert "To the post above" in text
    assert all(step.day > day(0) for step in coming)


def test_ready_letter_is_there_to_be_read_and_released(client, meeting, clerk):
    UpdateRound.objects.create(meeting=meeting, opened_at=at(-1))
    letter = make_message(meeting=meeting, kind="letter", state="ready")

    text = client.get(url("chase", meeting.pk)).text

    for name in ("message", "release", "hold_back"):
        assert url(name, letter.pk) in text


# the page


def test_page_shows_the_dates_and_counts(client, meeting, board, post, clerk):
    for _ in range(2):
        make_action(monitoring_board=board, owner=post)
    open_round(meeting)

    text = client.get(url("chase", meeting.pk)).text

    for shown in (meeting.updates_due_on, meeting.publish_on, meeting.date, requests.opens_on(meeting)):
        assert f"{shown.day} {shown:%B %Y}" in text
    assert "2 updates owed" in text


def test_page_filters_by_the_state_in_its_address(client, meeting, board, post, clerk):
    make_action(monitoring_board=board, owner=post, title="Mend the roof")
    received = make_action(monitoring_board=board, owner=post, title="Paint the door")
    open_round(meeting)
    make_update(received, now=at(-1))

    text = client.get(url("chase", meeting.pk) + "?state=received").text

    assert ("Paint the door" in text, "Mend the roof" in text) == (True, False)


def test_page_with_a_state_there_is_none_of_shows_all(client, meeting, board, post, clerk):
    make_action(monitoring_board=board, owner=post, title="Mend the roof")

    assert "Mend the roof" in client.get(url("chase", meeting.pk) + "?state=asleep").text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"month": datetime.date(2026, 5, 1)}, "Only the month of this meeting is known."),
        ({"date": day(-3)}, "This meeting has been held, so its round is over."),
        ({"status": "cancelled", "cancelled_reason": "Snow."}, "This meeting was cancelled: Snow."),
        ({"date": day(-3), "status": "scheduled"}, "The day of this meeting is over."),
    ],
)
def test_meeting_without_a_round_says_so_and_offers_nothing(client, clerk, board, post, fields, says):
    meeting = make_meeting(board=board, **fields)
    make_action(monitoring_board=board, owner=post)

    text = client.get(url("chase", meeting.pk)).text

    assert says in text
    for name in ("open", "remind", "ask"):
        assert url(name, meeting.pk) not in text


def test_later_meeting_waits_for_the_one_before_it(client, clerk, board, meeting):
    later = make_meeting(board=board, date=day(60))

    text = client.get(url("chase", later.pk)).text
    client.post(url("open", later.pk))

    assert "One round at a time" in text
    assert not UpdateRound.objects.exists()


def test_dates_beyond_the_table_of_bank_holidays_say_so(client, clerk, board):
    meeting = make_meeting(board=board, date=datetime.date(2099, 3, 3))

    for address in (url("chase", meeting.pk), meeting.get_absolute_url()):
        assert "The official table of bank holidays ends on" in client.get(address).text


def test_dates_within_the_table_do_not(client, clerk, meeting):
    assert "The official table" not in client.get(url("chase", meeting.pk)).text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_page_asks_a_constant_number_of_queries(client, clerk, board, meeting, count, django_assert_num_queries):
    for _ in range(count):
        owner = make_holding().owner
        action = make_action(monitoring_board=board, owner=owner)
        make_action(monitoring_board=board, owner=owner)
        back = make_action(monitoring_board=board, owner=owner)
        open_round(meeting)
        make_update(action, now=at(-1))
        clearing.send_back(update=make_update(back, now=at(-1)), reason="Say more.", by=clerk, now=at())
        make_message(meeting=meeting, owner=owner, kind="letter", state="ready")

    with django_assert_num_queries(22):
        client.get(url("chase", meeting.pk))


# the buttons


def test_open_asks_before_the_day_and_writes_the_requests(client, clerk, board, post):
    meeting = make_meeting(board=board, date=day(80))
    make_action(monitoring_board=board, owner=post)

    response = client.post(url("open", meeting.pk), follow=True)

    assert "1 message waits in the outbox" in response.text
    assert UpdateRound.objects.get().opened_by == clerk
    assert Notice.objects.get().kind == "request"


def test_remind_all_tells_everybody_who_is_missing_and_is_recorded(client, clerk, board, meeting):
    for _ in range(2):
        make_action(monitoring_board=board, owner=make_holding().owner)
    open_round(meeting)

    client.post(url("remind", meeting.pk))

    assert Notice.objects.filter(kind="clerk", written_on=day(0)).count() == 2
    assert Event.objects.of(meeting).filter(verb="reminded", actor=clerk).count() == 1


def test_remind_one_tells_that_post_alone(client, clerk, board, meeting):
    one, other = make_holding().owner, make_holding().owner
    for owner in (one, other):
        make_action(monitoring_board=board, owner=owner)
    open_round(meeting)

    client.post(url("remind", meeting.pk), {"owner": one.pk})

    assert [notice.owner for notice in Notice.objects.filter(kind="clerk")] == [one]


@pytest.mark.parametrize("owner", ["", "all", "9" * 30])
def test_remind_a_post_there_is_none_of_reminds_nobody(client, clerk, board, post, meeting, owner):
    make_action(monitoring_board=board, owner=post)
    open_round(meeting)

    response = client.post(url("remind", meeting.pk), {"owner": owner}, follow=True)

    assert "There is no such post" in response.text
    assert not Notice.objects.filter(kind="clerk").exists()


def test_remind_after_the_day_of_the_meeting_is_refused(client, clerk, board, post):
    meeting = make_meeting(board=board, date=day(-1), status="scheduled")
    make_action(monitoring_board=board, owner=post)
    open_round(meeting)

    response = client.post(url("remind", meeting.pk), follow=True)

    assert "The day of this meeting is over" in response.text
    assert not Notice.objects.filter(kind="clerk").exists()


def test_remind_a_second_time_on_a_day_says_that_nobody_was(client, clerk, board, post, meeting):
    make_action(monitoring_board=board, owner=post)
    open_round(meeting)
    client.post(url("remind", meeting.pk))

    response = client.post(url("remind", meeting.pk), follow=True)

    assert "Nobody was reminded" in response.text
    assert Notice.objects.filter(kind="clerk").count() == 1


def test_remind_without_an_open_round_is_refused(client, clerk, board, post, meeting):
    make_action(monitoring_board=board, owner=post)

    response = client.post(url("remind", meeting.pk), follow=True)

    assert "No round is open for this meeting" in response.text
    assert not Notice.objects.exists()


def test_ask_by_name_offers_what_was_not_asked_and_tells_the_post(client, clerk, board, post, meeting):
    make_action(monitoring_board=board, owner=post)
    rested = make_action(monitoring_board=board, owner=post)
    make_update(rested, now=at(-4))
    open_round(meeting)

    offered = list(client.get(url("ask", meeting.pk)).context["form"].fields["action"].queryset)
    response = client.post(url("ask", meeting.pk), {"action": rested.pk}, follow=True)

    assert offered == [rested]
    assert RequestLine.objects.get(action=rested).by_name is True
    assert "is asked about" in response.text


def test_ask_before_the_round_is_open_says_to_open_it(client, clerk, board, post, meeting):
    action = make_action(monitoring_board=board, owner=post)

    page = client.get(url("ask", meeting.pk))
    client.post(url("ask", meeting.pk), {"action": action.pk})

    assert "Open it first" in page.text
    assert url("ask", meeting.pk) not in client.get(url("chase", meeting.pk)).text
    assert not RequestLine.objects.exists()


def test_ask_for_an_action_of_another_board_is_refused(client, clerk, meeting):
    response = client.post(url("ask", meeting.pk), {"action": make_action().pk})

    assert "Choose an open action of this board" in response.text


def test_reason_ends_the_chasing_and_shows(client, clerk, board, post, meeting):
    action = make_action(monitoring_board=board, owner=post)
    open_round(meeting)

    response = client.post(url("reason", meeting.pk, action.slug), {"reason": "The clinic is closed."}, follow=True)

    assert NoUpdateReason.objects.get().entered_by == clerk
    assert "The clinic is closed." in response.text
    assert "Reason given" in response.text


def test_reason_without_words_or_a_second_one_is_refused(client, clerk, board, post, meeting):
    action = make_action(monitoring_board=board, owner=post)
    requests.give_reason(meeting=meeting, action=action, reason="On leave.", by=clerk, now=at())

    empty = client.post(url("reason", meeting.pk, action.slug), {"reason": " "})
    second = client.post(url("reason", meeting.pk, action.slug), {"reason": "Kept words."})

    assert "Say why there is no update" in empty.text
    assert "A reason is noted" in second.text
    assert "Kept words." in second.text


# the list


def test_list_shows_each_boards_next_meeting_and_its_round(client, clerk, board, post, meeting):
    make_action(monitoring_board=board, owner=post)
    open_round(meeting)
    soon = make_meeting(date=day(100))
    make_meeting(month=datetime.date(2026, 9, 1))

    rounds = client.get(url("list")).context["rounds"]
    text = client.get(url("list")).text

    assert [(one.meeting, one.owed, one.missing) for one in rounds][:2] == [(meeting, 1, 1), (soon, 0, 0)]
    opens = requests.opens_on(soon)
    for shown in ("Open since", f"Opens on {opens.day} {opens:%B %Y}", "Day not known"):
        assert shown in text


def test_list_leads_officers_to_their_own_page(client, board, meeting):
    holding = make_holding()
    make_action(monitoring_board=board, owner=holding.owner)
    client.force_login(holding.user)

    text = client.get(url("list")).text

    assert url("mine", meeting.pk) in text
    assert "1 update" in text
    assert f'"{url("chase", meeting.pk)}"' not in text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_asks_a_constant_number_of_queries(client, clerk, post, count, django_assert_num_queries):
    for _ in range(count):
        board = make_board()
        make_action(monitoring_board=board, owner=post)
        open_round(make_meeting(board=board, date=day(20)))

    with django_assert_num_queries(11):
        client.get(url("list"))


def test_navigation_leads_clerks_and_officers_to_rounds(client, cast):
    shown = {}
    for role in ("clerk", "officer", "member", "viewer"):
        client.force_login(getattr(cast, role))
        shown[role] = f'href="{url("list")}"' in client.get("/").text

    assert shown == {"clerk": True, "officer": True, "member": False, "viewer": False}


def test_meeting_page_leads_the_clerk_to_its_round(client, cast):
    shown = {}
    for role in ("clerk", "officer"):
        client.force_login(getattr(cast, role))
        shown[role] = f'href="{url("chase", cast.next.pk)}"' in client.get(cast.next.get_absolute_url()).text

    assert shown == {"clerk": True, "officer": False}
