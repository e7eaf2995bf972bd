"""A table of actions from a report's appendix: read by its headings, corrected, made whole or not at all."""

import datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actions.imports import Row, TableError, read
from actions.models import Action
from tests.builders import make_board, make_clerk, make_finding, make_meeting, make_owner, make_review

URL = "/actions/paste/"

TABLE = "Ref\tAction\tLead officer\tTimescale\tOutcome\n1\tPublish the pathway\tHead of Autism\tDec 2026\tUsed by all\n"


@pytest.mark.parametrize(
    "text",
    [
        "Action\tOwner\tDue\nPublish it\tHead of Autism\t3 July 2026\n",
        "Action,By whom,By when\nPublish it,Head of Autism,3 July 2026\n",
        "| Action | Lead | Deadline |\n|---|---|---|\n| Publish it | Head of Autism | 3 July 2026 |\n",
    ],
)
def test_read_tables_of_any_kind(text):
    assert read(text) == [
        Row(
            title="Publish it",
            owner="Head of Autism",
            due="3 July 2026",
            due_on=datetime.date(2026, 7, 3),
        )
    ]


@pytest.mark.parametrize(
    ("due", "day", "month"),
    [
        ("Dec 2026", None, datetime.date(2026, 12, 1)),
        ("03/07/2026", datetime.date(2026, 7, 3), None),
        ("Q2", None, None),
        ("ongoing", None, None),
        ("", None, None),
    ],
)
def test_read_never_guesses_a_date(due, day, month):
    (row,) = read(f"Action\tDue\nPublish it\t{due}\n")

    assert (row.due_on, row.due_month) == (day, month)


@pytest.mark.parametrize("text", ["", "  \n", "Publish the pathway", "Owner\tDue\nAnn\tMay", "Action\tOwner\n\t\n"])
def test_read_what_is_no_table_says_what_to_do(text):
    with pytest.raises(TableError):
        read(text)


@given(st.text())
def test_read_of_any_text_gives_rows_or_says_what_to_do(text):
    try:
        rows = read(f"Action,Owner\n{text}")
    except TableError:
        return
    assert all(row.title for row in rows)


@pytest.fixture
def board(db):
    return make_board()


@pytest.fixture
def clerk(client, db):
    user = make_clerk()
    client.force_login(user)
    return user


def rows(response):
    return response.context["rows"]


def confirmed(response, **over):
    """What the preview posts back, as the browser would send it."""
    post = {"table": response.context["form"].data["table"], "confirm": "1"}
    formset = rows(response)
    for form in [formset.management_form, *formset]:
        for field in form:
            value = field.value()
            if isinstance(value, datetime.date):
                for part in ("day", "month", "year"):
                    post[f"{field.html_name}_{part}"] = getattr(value, part)
            elif value is not None:
                post[field.html_name] = getattr(value, "pk", value)
    return {**post, **over}


def test_paste_shows_what_was_read_and_makes_nothing(client, clerk, board):
    owner = make_owner(name="Head of Autism")

    response = client.post(URL, {"monitoring_board": board.pk, "table": TABLE})

    (row,) = rows(response)
    assert (row["title"].value(), row["owner"].value(), row["due_month"].value()) == (
        "Publish the pathway",
        owner.pk,
        "2026-12-01",
    )
    assert not Action.objects.exists()


def test_paste_confirmed_makes_the_actions(client, clerk, board):
    owner = make_owner(name="Head of Autism")
    review = make_review()
    area = make_finding(review=review, number=1)
    shared = {"monitoring_board": board.pk, "review": review.pk}

    preview = client.post(URL, {**shared, "table": TABLE})
    response = client.post(URL, confirmed(preview, **shared))

    action = Action.objects.get()
    assert response.url == reverse("actions:list")
    assert (action.owner, action.finding, action.due, action.success_measure) == (
        owner,
        area,
        "December 2026 meeting",
        "Used by all",
    )


def test_paste_with_an_unknown_owner_asks_for_one_and_makes_none(client, clerk, board):
    make_owner(name="Head of Autism")
    table = f"{TABLE}2\tTrain staff\tSomebody else\t\t\n"

    preview = client.post(URL, {"monitoring_board": board.pk, "table": table})
    response = client.post(URL, confirmed(preview, monitoring_board=board.pk))

    assert [list(form.errors) for form in rows(response)] == [[], ["owner"]]
    assert "The table says “Somebody else”." in response.content.decode()
    assert not Action.objects.exists()


def test_paste_that_the_service_refuses_makes_none(client, clerk, board):
    make_owner(name="Head of Autism")
    for number in (1, 8):
        make_meeting(board=board, date=datetime.date(2026, 12, number))

    preview = client.post(URL, {"monitoring_board": board.pk, "table": TABLE})
    response = client.post(URL, confirmed(preview, monitoring_board=board.pk))

    assert list(rows(response)[0].errors) == ["due_month"]
    assert not Action.objects.exists()


def test_paste_of_no_table_keeps_what_was_typed(client, clerk, board):
    response = client.post(URL, {"monitoring_board": board.pk, "table": "Not a table at all"})

    assert list(response.context["form"].errors) == ["table"]
    assert b"Not a table at all" in response.content


@pytest.mark.parametrize("forms", ["", "x", "99999", "-1"])
def test_paste_with_a_broken_page_is_no_error_of_ours(client, clerk, board, forms):
    post = {"monitoring_board": board.pk, "table": TABLE, "confirm": "1", "form-TOTAL_FORMS": forms}

    assert client.post(URL, post).status_code == 200
    assert not Action.objects.exists()


@pytest.mark.parametrize("who", ["officer", "member", "admin", "viewer"])
def test_paste_is_for_clerks(client, cast, who):
    client.force_login(getattr(cast, who))

    assert [client.get(URL).status_code, client.post(URL).status_code] == [403, 403]
