"""The list of reviews, a review's page and a plan's: the golden thread, for those who may see each part of it."""

import pytest
from django.urls import reverse
from lxml import html

from actions.plans import bodies, sentence
from actions.services import decisions
from actions.services.supersessions import Choice
from tests.builders import (
    at,
    day,
    make_action,
    make_approval,
    make_board,
    make_clerk,
    make_finding,
    make_item,
    make_letter,
    make_meeting,
    make_plan,
    make_proposal,
    make_review,
    make_superseded,
    make_supersession,
    make_update,
)
from tests.cast import EXEMPT_WORDS

pytestmark = pytest.mark.django_db

URL = "/reviews/"


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


def page_of(client, row):
    return client.get(row.get_absolute_url())


def thread_of(client, review):
    return page_of(client, review).context["thread"]


def titles(response):
    return [review.title for review in response.context["object_list"]]


def words_of(response):
    return " ".join(html.fromstring(response.text).find(".//main").text_content().split())


# the list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["SEND challenge", "Audit of records"]),
        ({"q": "challenge regional"}, ["SEND challenge"]),
        ({"q": "PATHWAYS"}, ["SEND challenge"]),
        ({"q": "transition"}, ["Audit of records"]),
        ({"q": "nowhere"}, []),
        ({"kind": "audit"}, ["Audit of records"]),
        ({"open": "on"}, ["SEND challenge"]),
    ],
)
def test_list_narrowed_down(client, clerk, query, found):
    challenge = make_review(title="SEND challenge", scheme="Regional", started_on=day(-9))
    audit = make_review(title="Audit of records", kind="audit", started_on=day(-99))
    make_finding(review=challenge, text="That pathways be clearer.")
    ended = make_action(finding=make_finding(review=audit, theme="Transition"))
    make_superseded(ended)
    type(challenge).objects.exclude(pk__in=[challenge.pk, audit.pk]).update(title="Of the builder")

    response = client.get(URL, query)

    assert [title for title in titles(response) if title != "Of the builder"] == found


def test_list_by_the_board_it_was_reported_to(client, clerk):
    review = make_review(item=make_item())
    make_review(item=make_item())

    response = client.get(URL, {"board": review.item.meeting.board.pk})

    assert titles(response) == [review.title]


def test_list_counts_what_is_open(client, clerk):
    review = make_review()
    make_finding(review=review, kind="strength")
    make_finding(review=review)
    half = make_finding(review=review)
    make_superseded(make_action(finding=half))
    make_action(finding=half)
    make_superseded(make_action(finding=make_finding(review=review)))

    [row] = [row for row in client.get(URL).context["object_list"] if row == review]

    assert (row.strengths, row.areas, row.open_areas) == (1, 3, 2)


def test_list_finds_and_counts_nothing_that_one_may_not_see(client, cast):
    make_finding(review=cast.review, text=f"The {EXEMPT_WORDS}", is_exempt=True, exempt_paragraphs="3")
    client.force_login(cast.co_optee)

    everything = client.get(URL)
    sought = client.get(URL, {"q": EXEMPT_WORDS})

    assert [(row.title, row.areas) for row in everything.context["object_list"]] == [("SEND peer challenge", 1)]
    assert titles(sought) == []


@pytest.mark.parametrize("query", [{"kind": "x"}, {"board": "999999"}])
def test_list_with_a_wrong_filter_says_so(client, clerk, query):
    response = client.get(URL, query)

    assert response.status_code == 200
    assert b"There is a problem" in response.content


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, clerk, count, django_assert_num_queries):
    for _ in range(count):
        make_finding(review=make_review(item=make_item()))
        make_plan()

    with django_assert_num_queries(8):
        response = client.get(URL)

    assert response.context["paginator"].count == count


# a review's page


def test_page_shows_each_area_with_its_actions_updates_and_impact(client, clerk):
    review = make_review()
    area = make_finding(review=review, text="That pathways be clearer.", theme="Waiting")
    action = make_action(finding=area)
    make_update(action, progress="Half.", impact="Families wait less.", now=at(-9))
    make_update(action, progress="All.", impact="Nobody waits.", now=at(-8))

    [shown] = thread_of(client, review).areas

    [one] = shown.actions
    assert (shown.finding, shown.open, one) == (area, True, action)
    assert [update.progress for update in one.latest_updates] == ["All."]
    assert [update.impact for update in one.impacts] == ["Nobody waits.", "Families wait less."]


def test_page_says_at_which_meeting_an_action_was_closed(client, clerk):
    action = make_action(finding=make_finding())
    meeting = make_meeting(board=action.monitoring_board, date=day(-2))
    decisions.decide(proposal=make_proposal(action), granted=True, meeting=meeting, by=clerk, now=at())

    response = page_of(client, action.finding.review)

    assert "Closed at the meeting of 1 March 2026" in words_of(response)
    assert not response.context["thread"].areas[0].open


def test_impact_that_was_corrected_is_not_shown(client, clerk):
    action = make_action(finding=make_finding())
    wrong = make_update(action, impact="Ten families.", by=clerk, now=at(-9))
    make_update(action, impact="Twelve families.", by=clerk, now=at(-8), corrects=wrong)

    [area] = thread_of(client, action.finding.review).areas

    assert [update.impact for update in area.actions[0].impacts] == ["Twelve families."]


def test_page_names_the_plans_that_share_an_action(client, clerk):
    shared, own = make_action(), make_action()
    review = make_review()
    make_plan(review=review, actions=[shared, own])
    other = make_plan(title="Another", actions=[shared])

    [plan] = thread_of(client, review).plans

    assert [(one.plan, one.actions) for one in plan.shared] == [(other, [shared])]
    assert plan.others == plan.actions == [shared, own]


def test_plan_of_a_review_one_may_not_see_is_not_named(client, cast):
    make_plan(review=cast.review, actions=[cast.action])
    hidden = make_review(title=EXEMPT_WORDS, item=cast.exempt_item)
    secret = make_plan(review=hidden, title=f"Plan for the {EXEMPT_WORDS}", actions=[cast.action])

    seen = {}
    for who in ("member", "co_optee"):
        client.force_login(getattr(cast, who))
        seen[who] = [one.plan for one in thread_of(client, cast.review).plans[0].shared]

    assert seen == {"member": [secret], "co_optee": []}


def test_page_says_what_became_of_its_actions_when_a_later_one_took_its_place(client, clerk):
    review, later = make_review(), make_review(title="Later")
    ended, carried, stayed = (make_action(finding=make_finding(review=review)) for _ in range(3))
    instead, plan = make_action(finding=make_finding(review=later)), make_plan(review=later, title="Later plan")
    make_supersession(
        review=review,
        later=later,
        note="One plan, not two.",
        choices=[Choice(ended, "superseded", instead), Choice(carried, "carried_on", plan=plan)],
    )

    response = page_of(client, review)

    thread = response.context["thread"]
    assert [(line.action, line.became, line.names) for line in thread.became] == [
        (ended, "superseded", instead),
        (carried, "carried_on", plan),
        (stayed, "stayed", None),
    ]
    assert "Later has taken its place" in words_of(response)
    assert "One plan, not two." in words_of(response)
    assert thread_of(client, later).supersedes == [review]


def test_later_review_one_may_not_see_is_not_named(client, cast):
    later = make_review(title=f"Audit of the {EXEMPT_WORDS}", item=cast.exempt_item)
    instead = make_action(title=EXEMPT_WORDS, finding=make_finding(review=later), monitoring_board=cast.lives)
    ended = make_action(finding=make_finding(review=cast.review), monitoring_board=cast.lives)
    make_supersession(
        review=cast.review, later=later, note=EXEMPT_WORDS, choices=[Choice(ended, "superseded", instead)]
    )
    client.force_login(cast.co_optee)

    response = page_of(client, cast.review)

    assert "A later review has taken its place" in words_of(response)
    assert EXEMPT_WORDS not in response.text
    assert instead.reference not in response.text
    assert EXEMPT_WORDS not in page_of(client, ended).text


def test_last_choice_for_an_action_is_what_is_shown(client, clerk):
    review, later = make_review(), make_review()
    action, instead = make_action(finding=make_finding(review=review)), make_action(finding=make_finding(review=later))
    make_supersession(review=review, later=later)
    make_supersession(review=review, later=later, choices=[Choice(action, "superseded", instead)])

    assert [line.became for line in thread_of(client, review).became] == ["superseded"]


@pytest.mark.parametrize("count", [1, 3])
def test_page_query_count(client, clerk, count, django_assert_num_queries):
    review, later = make_review(item=make_item()), make_review()
    make_letter(review)
    for _ in range(count):
        action = make_action(finding=make_finding(review=review))
        make_update(action, impact="Less waiting.")
        make_approval(make_plan(review=review, actions=[action]))
        make_plan(actions=[action])
        make_plan(review=later)
    make_supersession(review=review, later=later, note="So it was agreed.")

    with django_assert_num_queries(20):
        response = page_of(client, review)

    assert len(response.context["thread"].areas) == count


# its letter


def test_letter_is_downloaded_by_those_who_may_see_it(client, cast):
    make_letter(cast.review, "Dear all,")
    make_letter(cast.review, "Privately,", is_exempt=True, exempt_paragraphs="2")
    address = reverse("reviews:letter", args=[cast.review.slug, 1])

    seen = {}
    for who in ("member", "viewer"):
        client.force_login(getattr(cast, who))
        seen[who] = [version.number for version in thread_of(client, cast.review).letter]
    response = client.get(address)
    hidden = client.get(reverse("reviews:letter", args=[cast.review.slug, 2]))

    assert seen == {"member": [2, 1], "viewer": [1]}
    assert b"".join(response.streaming_content) == b"Dear all,"
    assert response["Content-Disposition"] == 'attachment; filename="send-peer-challenge-letter-1.txt"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert hidden.status_code == 404


def test_letter_whose_file_is_gone_is_not_found(client, clerk):
    review = make_review(item=make_item())
    version = make_letter(review)
    version.file.storage.delete(version.file.name)

    assert client.get(reverse("reviews:letter", args=[review.slug, 1])).status_code == 404


# a plan's page


def test_plan_without_a_review_is_listed_and_has_its_page(client, clerk):
    plan = make_plan(title="Plan for a report", actions=[make_action(title="Do it")])

    listed, response = client.get(URL), page_of(client, plan)

    assert list(listed.context["plans"]) == [plan]
    assert [action.title for action in response.context["thread"].actions] == ["Do it"]


@pytest.mark.parametrize("count", [1, 3])
def test_plan_query_count(client, clerk, count, django_assert_num_queries):
    plan = make_plan(review=make_review())
    for _ in range(count):
        action = make_action(finding=make_finding())
        plan.actions.add(action)
        make_plan(actions=[action])
        make_approval(plan)

    with django_assert_num_queries(15):
        response = page_of(client, plan)

    assert len(response.context["thread"].shared) == count


# who received and approved it


def approvals_of(*rows):
    plan = make_plan()
    return [make_approval(plan, body=body, what=what, on=on) for body, what, on in rows]


@pytest.mark.parametrize(
    ("rows", "received", "approved"),
    [
        (
            [("A", "received", day(0)), ("B", "received", None), ("A", "approved", day(0)), ("B", "approved", day(0))],
            "2 of 2 bodies received it, one date unknown",
            "2 of 2 bodies approved it",
        ),
        (
            [("A", "received", None), ("B", "received", None), ("A", "approved", None)],
            "2 of 2 bodies received it, two dates unknown",
            "1 of 2 bodies approved it, one date unknown",
        ),
        ([("A", "received", day(0))], "1 of 1 body received it", "0 of 1 body approved it"),
    ],
)
def test_sentence_counts_and_leaves_unknown_what_is_unknown(rows, received, approved):
    approvals = approvals_of(*rows)

    assert [sentence(approvals, what) for what in ("received", "approved")] == [received, approved]


def test_bodies_are_the_same_however_they_are_written():
    approvals = approvals_of(("The Children’s Board", "received", None), ("the childrens board", "approved", day(-1)))

    [body] = bodies(approvals)

    assert (body.received.on, body.approved.on) == (None, day(-1))


def test_page_of_a_plan_says_who_did_what_when(client, clerk):
    plan = make_plan(
        monitored_by=make_board(name="Health Select Commission"), protocol="briefing", frequency="annually"
    )
    make_approval(plan, body="Cabinet", on=day(-1))
    make_approval(plan, body="Partnership")

    words = words_of(page_of(client, plan))

    assert "2 of 2 bodies received it, one date unknown" in words
    assert "Briefing between meetings, every year, by Health Select Commission" in words
    assert "Cabinet 2 March 2026" in words
    assert "Partnership Yes, date not known" in words
