"""What a message of a round says when it goes: of what is owed then, to who answers for it then, and nothing exempt."""

import re

import pytest
from django.urls import reverse

from actions.models import Clearance
from actions.services import meetings
from actions.services.rounds import notices, requests
from actions.services.rounds.letters import content_of
from meetings.services import meetings as calendar
from people.models import Directorate, Message
from people.reach import Directory
from people.services.outbox import Content
from tests.actions.rounds.stage import (
    ABOVE,
    DIRECTOR,
    DUE,
    LETTER,
    MEETING,
    OPENS,
    OVERDUE,
    make_owed,
    make_post,
    make_round,
    write,
)
from tests.builders import (
    at,
    day,
    make_board,
    make_clerk,
    make_finding,
    make_holding,
    make_item,
    make_meeting,
    make_membership,
    make_owner,
    make_resolution,
    make_review,
    make_superseded,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db

SITE = "https://scrutiny.example.gov.uk/"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL, settings.COUNCIL_NAME = SITE, "Thornbury Vale Borough Council"


@pytest.fixture
def meeting():
    return make_round(board=make_board(name="Improving Lives Select Commission"))


@pytest.fixture
def clerk():
    return make_clerk()


def says(offset=0, message=None):
    """What the one message (or the one given) says on a day: its content, or why it is not needed."""
    message = message or Message.objects.select_related("recipient").get()
    return content_of(message, now=at(offset), directory=Directory(day(offset)))


def links(content):
    """The addresses a message leads to: (in its text, in its HTML)."""
    return re.findall(r"https?://\S+", content.text), re.findall(r'href="([^"]*)"', content.html)


def test_request_names_everything_owed_by_when_and_where_to_answer(meeting):
    post = make_post("Cerys")
    first = make_owed(meeting, post, title="Publish the pathway", due_on=day(-5))
    second = make_owed(meeting, post, title="Report “what changed” & why", due_on=day(90))
    write(meeting, 0)

    content = says()

    assert content.subject == "Updates wanted by 16 March 2026: Improving Lives Select Commission, 31 March 2026"
    assert content.text.rstrip() == (
        "Dear Cerys,\n\n"
        "The Improving Lives Select Commission meets on 31 March 2026. "
        "Please say by 16 March 2026 where these actions stand:\n\n\n"
        f"{post.name}\n\n"
        f"- {first.reference} Publish the pathway, due 26 February 2026, OVERDUE\n"
        f"  {SITE}actions/{first.slug}/\n"
        f"- {second.reference} Report “what changed” & why, due 1 June 2026\n"
        f"  {SITE}actions/{second.slug}/\n\n"
        "Answer everything on one page; where nothing has changed, one click says so:\n\n"
        f"{SITE}rounds/{meeting.pk}/mine/\n\n"
        "Scrutiny Tracker of Thornbury Vale Borough Council"
    )


def test_html_says_the_same_with_the_same_links(meeting):
    post = make_post("Cerys")
    action = make_owed(meeting, post, title="Report <what> & why")
    write(meeting, 0)

    content = says()

    assert "Report &lt;what&gt; &amp; why" in content.html
    in_text, in_html = links(content)
    assert in_text == in_html == [f"{SITE}actions/{action.slug}/", f"{SITE}rounds/{meeting.pk}/mine/"]


def test_links_lead_to_the_site_whatever_its_address(meeting, settings):
    settings.SITE_URL = "http://tracker.test:8080"
    make_owed(meeting, make_post("Cerys"))
    write(meeting, 0)

    in_text, in_html = links(says())

    assert {re.sub(r"/(actions|rounds)/.*", "", url) for url in in_text + in_html} == {"http://tracker.test:8080"}


def test_message_names_several_posts_of_one_person_apart(meeting):
    person = make_user("Cerys")
    posts = [make_holding(user=person).owner for _ in range(2)]
    actions = [make_owed(meeting, post) for post in posts]
    write(meeting, 0)

    text = says().text

    for post, action in zip(posts, actions, strict=True):
        assert text.index(post.name) < text.index(action.reference)


def test_message_says_where_it_comes_instead_of_to_a_vacant_post(meeting):
    vacant = make_owner(reports_to=make_post("Above"))
    make_owed(meeting, vacant)
    write(meeting, 0)

    content = says()

    assert f"{vacant.name} (nobody can be reached there, so this comes to you)" in content.text
    assert "Nobody can be reached there, so this comes to you." in content.html
    assert "tell the scrutiny office who answers for the post now" in content.text
    assert "tell the scrutiny office who answers for the post now" in content.html
    assert reverse("rounds:mine", args=[meeting.pk]) not in content.text


# each kind in its own words


@pytest.fixture
def line(meeting):
    directorate = Directorate.objects.create(name="Adult Care")
    directorate.director = make_post("Director", directorate=directorate)
    directorate.save()
    above = make_post("Above", directorate=directorate, reports_to=directorate.director)
    post = make_post("Cerys", directorate=directorate, reports_to=above)
    make_owed(meeting, post, title="Publish the pathway")
    return post


@pytest.mark.parametrize(
    ("kind", "offset", "subject", "opening"),
    [
        (
            "first_reminder",
            2,
            "Reminder: updates wanted by 16 March 2026",
            "these updates are still wanted, by 16 March",
        ),
        ("second_reminder", 9, "Last reminder: updates wanted by 16 March 2026", "these updates are still wanted"),
        ("clerk", 9, "From the scrutiny office: updates wanted by 16 March 2026", "these updates are still wanted"),
        ("further", 9, "Further updates wanted by 16 March 2026", "these updates are still wanted"),
        ("overdue", OVERDUE, "Overdue: updates were due on 16 March 2026", "These have not come yet:"),
        ("request", OVERDUE, "Overdue: updates were due on 16 March 2026", "These have not come yet:"),
        ("clerk", OVERDUE, "Overdue: updates were due on 16 March 2026", "These have not come yet:"),
        (
            "above",
            ABOVE,
            "No update received from a post that reports to you",
            "None has come from a post that reports to",
        ),
        ("director", DIRECTOR, "No update received from your directorate", "None has come from these posts of your"),
        ("letter", LETTER, "Letter from the Chair: no update received", "Nothing has been received on:"),
    ],
)
def test_each_kind_has_its_subject_and_opening(meeting, line, kind, offset, subject, opening):
    write(meeting, 0)
    message = Message.objects.select_related("recipient").get()
    recipient = {"above": "Above", "director": "Director", "letter": "Director"}.get(kind, "Cerys")
    message.recipient = type(message.recipient).objects.get(name=recipient)
    message.save()
    asked_on = day(offset) if kind in ("clerk", "further") else None
    message.notices.update(kind=kind, recipient=message.recipient, asked_on=asked_on)

    content = says(offset, message)

    assert content.subject == f"{subject}: Improving Lives Select Commission, 31 March 2026"
    assert opening in content.text
    assert opening in " ".join(content.html.split())
    assert "Publish the pathway" in content.text


def test_message_of_several_kinds_speaks_as_the_most_pressing(meeting):
    make_owed(meeting, make_post("Cerys"))
    write(meeting, OPENS)
    write(meeting, 9)

    content = says(9)

    assert content.subject.startswith("Last reminder:")
    assert content.text.count("Head of Service") == 1


def test_letter_is_signed_by_the_chair_of_the_day(meeting, line):
    make_membership(board=meeting.board, user=make_user("Cllr Former"), kind="chair", ends_on=day(0))
    make_membership(board=meeting.board, user=make_user("Cllr Finn"), kind="chair", starts_on=day(1))
    for offset in (OPENS, ABOVE, DIRECTOR, LETTER):
        write(meeting, offset)

    content = says(LETTER, Message.objects.get(notices__kind="letter"))

    assert content.text.rstrip().endswith(
        "Yours sincerely,\n\nCllr Finn\nChair, Improving Lives Select Commission\nThornbury Vale Borough Council"
    )
    assert "Dear Director," in content.text


def test_posts_above_read_only_of_what_was_asked_for_in_time(meeting, line):
    write(meeting, OPENS)
    make_owed(meeting, line, title="Asked too late", now=at(DUE + 1), today=day(DUE + 1))
    write(meeting, ABOVE)

    content = says(ABOVE, Message.objects.get(notices__kind="above"))

    assert "Publish the pathway" in content.text
    assert "Asked too late" not in content.text + content.html


# nothing exempt


@pytest.mark.parametrize("by", ["itself", "item", "resolution", "finding", "review"])
@pytest.mark.parametrize("kind", ["request", "above", "director", "letter"])
def test_exempt_title_is_in_no_subject_text_or_html(meeting, line, by, kind):
    exempt = {"is_exempt": True, "exempt_paragraphs": "3"}
    item = make_item(meeting=make_meeting(board=meeting.board, date=day(-28)), **exempt)
    because = {
        "itself": exempt,
        "item": {"item": item},
        "resolution": {"resolution": make_resolution(item=item)},
        "finding": {"finding": make_finding(review=make_review(), **exempt)},
        "review": {"finding": make_finding(review=make_review(item=item))},
    }
    action = make_owed(meeting, line, title="Zanzibar lease", due_phrase="Zanzibar’s end", **because[by])
    for offset in (OPENS, ABOVE, DIRECTOR, LETTER):
        write(meeting, offset)
    message = Message.objects.select_related("recipient").filter(notices__kind=kind).first()

    content = says({"request": 0, "above": ABOVE, "director": DIRECTOR, "letter": LETTER}[kind], message)

    assert "Zanzibar" not in content.subject + content.text + content.html
    assert f"{action.reference} (exempt: sign in to read it)" in content.text


# what is owed when it goes, and to whom


def test_action_answered_since_is_left_out(meeting):
    post = make_post("Cerys")
    answered, owed = make_owed(meeting, post, title="Answered"), make_owed(meeting, post, title="Owed")
    write(meeting, 0)
    make_update(answered, now=at(1))

    content = says(1)

    assert ("Answered" in content.text, "Owed" in content.text) == (False, True)
    assert owed.reference in content.text


@pytest.mark.parametrize("how", ["answered", "reason", "closed"])
def test_message_is_not_needed_where_nothing_is_owed_any_more(meeting, clerk, how):
    action = make_owed(meeting, make_post("Cerys"))
    write(meeting, 0)

    if how == "answered":
        make_update(action, now=at(1))
    elif how == "reason":
        requests.give_reason(meeting=meeting, action=action, reason="Sick.", by=clerk, now=at(1))
    else:
        make_superseded(action, now=at(0))

    assert says(1) == "Nothing is owed any more."


def test_message_to_somebody_who_has_left_the_post_is_not_needed(meeting):
    post = make_owner()
    make_holding(owner=post, user=make_user("Former"), ends_on=day(0))
    make_owed(meeting, post)
    write(meeting, 0)

    assert isinstance(says(0), Content)
    assert says(1) == "Former no longer answers for it."


def test_message_upwards_is_not_needed_once_somebody_else_is_above(meeting, line):
    write(meeting, OPENS)
    write(meeting, ABOVE)
    message = Message.objects.get(notices__kind="above")
    line.reports_to = make_post("Elsewhere")
    line.save()

    assert says(ABOVE, message) == "Above no longer answers for it."


def test_message_follows_its_meeting_to_another_day(meeting, clerk):
    make_owed(meeting, make_post("Cerys"))
    write(meeting, 0)

    meetings.set_day(meeting=meeting, date=day(MEETING + 1), by=clerk, now=at(0))

    assert says().subject == "Updates wanted by 17 March 2026: Improving Lives Select Commission, 1 April 2026"


def test_message_is_not_needed_once_its_meeting_is_cancelled(meeting, clerk):
    make_owed(meeting, make_post("Cerys"))
    write(meeting, 0)

    meetings.cancel(meeting=meeting, reason="Snow.", by=clerk, now=at(0))

    assert says() == "The meeting is cancelled."


def test_message_is_not_needed_once_its_meeting_was_held(meeting, clerk):
    make_owed(meeting, make_post("Cerys"))
    write(meeting, 0)

    calendar.hold(meeting=meeting, by=clerk, now=at(MEETING), today=day(MEETING))

    assert says(MEETING) == "The meeting is held."


def test_message_is_not_needed_once_the_day_of_its_meeting_is_over(meeting):
    make_owed(meeting, make_post("Cerys"))
    write(meeting, 0)

    assert isinstance(says(MEETING), Content)
    assert says(MEETING + 1) == "The day of the meeting, 31 March 2026, is over."


def test_reminder_after_an_update_was_sent_back_names_it_again(meeting, clerk):
    action = make_owed(meeting, make_post("Cerys"))
    write(meeting, 0)
    update = make_update(action, now=at(1))
    before = says(1)

    Clearance.objects.create(update=update, outcome="sent_back", reason="How many?", by=clerk, at=at(1, 13))

    assert before == "Nothing is owed any more."
    assert action.reference in says(1).text


def test_content_takes_a_constant_number_of_queries(meeting, django_assert_num_queries):
    counts = []
    for actions in (1, 30):
        post = make_post(f"Officer{actions}")
        for _ in range(actions):
            make_owed(meeting, post)
        write(meeting, 0)
        message = Message.objects.select_related("recipient").get(notices__owner=post)
        directory = Directory(day(0))
        with django_assert_num_queries(2) as captured:
            content_of(message, now=at(0), directory=directory)
        counts.append(len(captured))

    assert counts == [2, 2]


def test_reminding_by_hand_says_all_that_is_owed(meeting):
    post = make_post("Cerys")
    actions = [make_owed(meeting, post) for _ in range(3)]
    notices.remind(meeting=meeting, now=at(), directory=Directory(day(0)))

    assert [action.reference in says().text for action in actions] == [True, True, True]
