"""The list of actions: whose, when, narrowed down, sorted, page by page, and as a file."""

import csv
import io

import pytest
from django.urls import reverse

from tests.builders import day, make_action, make_board, make_clerk, make_owner, make_update, make_user

pytestmark = pytest.mark.django_db

URL = "/actions/"


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


def titles(response):
    return [action.title for action in response.context["object_list"]]


def test_list_has_own_posts_first_then_by_due_date(client, cast):
    make_action(title="Another post’s, due first", due_on=day(1), monitoring_board=cast.lives)
    make_action(title="Another post’s, no date", monitoring_board=cast.lives)
    client.force_login(cast.officer)

    response = client.get(URL)

    assert titles(response) == [
        "Report on the Zanzibar lease",
        "Publish the autism pathway",
        "Another post’s, due first",
        "Another post’s, no date",
    ]


def test_list_leaves_out_exempt_actions_of_others(client, cast):
    client.force_login(cast.co_optee)

    response = client.get(URL)

    assert titles(response) == ["Publish the autism pathway"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "pathway"}, ["Publish the pathway"]),
        ({"q": "ilsc 2025/26-01"}, ["Publish the pathway"]),
        ({"q": "PATHWAY nowhere"}, []),
        ({"overdue": "on"}, ["Late one"]),
        ({"status": "in_progress"}, ["Publish the pathway"]),
        ({"confidence": "red"}, ["Publish the pathway"]),
        ({"due_before_day": "1", "due_before_month": "4", "due_before_year": "2026"}, ["Late one"]),
        ({"order": "-due"}, ["Publish the pathway", "Late one"]),
        ({"order": "reference"}, ["Publish the pathway", "Late one"]),
    ],
)
def test_list_narrowed_down(client, clerk, query, found):
    board = make_board(code="ILSC")
    wanted = make_action(title="Publish the pathway", due_on=day(60), monitoring_board=board)
    make_update(wanted, confidence="red", confidence_reason="Nobody in post.")
    make_action(title="Late one", due_on=day(-3), monitoring_board=board)

    response = client.get(URL, query)

    assert titles(response) == found


def test_list_by_board_and_owner(client, clerk):
    action, _ = make_action(), make_action()

    by_board = client.get(URL, {"board": action.monitoring_board.pk})
    by_owner = client.get(URL, {"owner": action.owner.pk})

    assert titles(by_board) == titles(by_owner) == [action.title]


@pytest.mark.parametrize(
    "query",
    [
        {"board": "99999"},
        {"status": "finished"},
        {"order": "secret"},
        {"due_before_day": "31", "due_before_month": "2", "due_before_year": "2026"},
        {"due_before_day": "x"},
    ],
)
def test_list_with_a_wrong_filter_says_so(client, clerk, query):
    make_action()

    response = client.get(URL, query)

    assert response.status_code == 200
    assert len(response.context["filter"].form.errors) == 1
    assert b"There is a problem" in response.content


@pytest.mark.parametrize("page", ["0", "99", "x"])
def test_list_page_that_is_not_there_is_not_found(client, clerk, page):
    response = client.get(URL, {"page": page})

    assert response.status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_query_count(client, clerk, count, django_assert_num_queries):
    board = make_board()
    for _ in range(count):
        make_update(make_action(monitoring_board=board, owner=make_owner()))

    with django_assert_num_queries(10):
        response = client.get(URL)

    assert response.context["paginator"].count == count


def test_export_is_the_list_as_csv_and_safe_to_open(client, clerk):
    action = make_action(title="=HYPERLINK(1)", due_on=day(9))
    make_update(action, progress="-1 of 3 done", by=make_user("Ann"))

    response = client.get(reverse("actions:export"))

    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert response["Content-Disposition"] == 'attachment; filename="actions-2026-03-03.csv"'
    assert (row["Reference"], row["Action"], row["Due"]) == (action.reference, "'=HYPERLINK(1)", "12 March 2026")
    assert (row["What was done"], row["Last update"]) == ("'-1 of 3 done", "2026-02-21")


def test_export_keeps_the_filters(client, clerk):
    make_action(title="Kept", due_on=day(-1))
    make_action(title="Left out")

    response = client.get(reverse("actions:export"), {"overdue": "on"})

    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["Action"] for row in rows] == ["Kept"]
