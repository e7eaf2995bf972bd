"""The half-year report as a page and as files: which days, whose figures, and for whom."""

import datetime
import io

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from lxml import html

from actions.papers import sheets
from actions.reports.periods import Period
from tests.builders import (
    at,
    day,
    make_action,
    make_board,
    make_clerk,
    make_decision,
    make_finding,
    make_item,
    make_meeting,
    make_proposal,
    make_review,
    make_update,
)
from tests.cast import EXEMPT_WORDS
from tests.unpacking import unpacked

pytestmark = pytest.mark.django_db

URL = "/reports/half-year/"
FILES = ("half_year_word", "half_year_excel")


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


def report_of(client, **query):
    return client.get(URL, query).context["report"]


def table(report, anchor):
    return next(one for one in report.tables if one.anchor == anchor)


def close(action, meeting=None, **over):
    """An action with an impact, closed by its board."""
    make_update(action, impact=f"What {action.title} changed.", now=at(-9), **over)
    return make_decision(make_proposal(action), meeting=meeting)


def words_of(response):
    return " ".join(html.fromstring(response.text).find(".//main").text_content().split())


# which days


def test_bare_address_shows_the_half_that_is_running_so_far(client, clerk):
    report = report_of(client)

    assert (report.period.first, report.period.last) == (datetime.date(2025, 11, 1), datetime.date(2026, 4, 30))
    assert report.so_far == "so far: until 3 March 2026"
    assert "The period is not over" in words_of(client.get(URL))


def test_half_is_chosen_by_its_first_day(client, clerk):
    report = report_of(client, **{"from": "2025-05-01"})

    assert report.period == Period(datetime.date(2025, 5, 1), datetime.date(2025, 10, 31))
    assert report.so_far == ""


def days(**parts):
    return {
        f"{name}_{part}": str(value)
        for name, day_ in parts.items()
        for part, value in zip(("day", "month", "year"), day_, strict=True)
    }


def test_any_days_come_before_the_half(client, clerk):
    report = report_of(client, **{"from": "2025-05-01"}, **days(first=(1, 12, 2025), last=(31, 1, 2026)))

    assert report.period == Period(datetime.date(2025, 12, 1), datetime.date(2026, 1, 31))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2025-05-02"}, "from"),
        ({"from": "x\0"}, "from"),
        ({"board": "99999"}, "board"),
        (days(first=(31, 2, 2026), last=(1, 3, 2026)), "first"),
        (days(first=(1, 3, 2026)), "last"),
        (days(last=(1, 3, 2026)), "first"),
        (days(first=(2, 3, 2026), last=(1, 3, 2026)), "last"),
        (days(first=(4, 3, 2026), last=(5, 3, 2026)), "first"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(client, clerk, query, field):
    for name in ("half_year", *FILES):
        response = client.get(reverse(f"reports:{name}"), query)

        assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
        assert response.context["report"] is None
        assert "There is a problem" in response.text


# whose figures


def test_each_board_has_its_line_and_all_together_the_last(client, clerk):
    arts, buses = make_board(name="Arts"), make_board(name="Buses")
    make_board(name="Coast")
    for board in (arts, arts, buses):
        make_action(monitoring_board=board)

    actions = table(report_of(client), "actions")

    assert [row.cells for row in actions.rows] == [
        ("Arts", 0, 2, 0, 0, 0, 0, 0, 2),
        ("Buses", 0, 1, 0, 0, 0, 0, 0, 1),
        ("All boards together", 0, 3, 0, 0, 0, 0, 0, 3),
    ]
    assert [row.total for row in actions.rows] == [False, False, True]


def test_one_board_is_alone(client, clerk):
    board = make_action().monitoring_board
    make_action()

    report = report_of(client, board=board.pk)

    assert report.whose == board.name
    assert [row.cells[:3] for row in table(report, "actions").rows] == [(board.name, 0, 1)]


def test_nothing_is_said_to_be_nothing(client, clerk):
    report = report_of(client)

    assert [(one.sentence, one.rows) for one in report.tables] == [
        ("No recommendation was made.", ()),
        ("No action was opened, and no action was closed. None was open at the end.", ()),
        ("No action was closed. No action was given more time.", ()),
        ("Officers were not asked for updates for a meeting in this period.", ()),
        ("No action was closed.", ()),
        ("No action that was closed says what changed for people.", ()),
        ("No area for improvement had been reported.", ()),
    ]


def test_sentences_say_how_much_of_what(client, clerk):
    board = make_board()
    action = make_action(monitoring_board=board, due_on=day(9))
    close(action)
    review = make_review(item=make_item(meeting=make_meeting(board=board, date=day(-3), status="held")))
    make_finding(review=review)

    report = report_of(client)

    assert table(report, "actions").sentence == "1 action was opened, and 1 was closed. None was open at the end."
    assert table(report, "time").sentence == (
        "1 action was closed. 1 of 1 with a due date was complete by the date first given. "
        "No action was given more time."
    )
    assert table(report, "impact").sentence == "1 of 1 closed action says what changed for people."
    assert (
        table(report, "areas").sentence == "1 area for improvement had been reported, of which 1 was open at the end."
    )


def test_words_of_the_impact_stand_in_it(client, clerk):
    action = make_action(title="Publish it")
    close(action)

    [row] = table(report_of(client), "words").rows

    assert row.cells == (
        action.reference,
        "Publish it",
        action.monitoring_board.name,
        day(-1),
        "What Publish it changed.",
    )
    assert "2 March 2026" in words_of(client.get(URL))


def test_every_figure_says_how_it_is_counted(client, clerk):
    report = report_of(client)

    unsaid = [column.label for one in report.tables for column in one.columns if column.number and not column.counted]

    assert unsaid == []


# for whom


@pytest.mark.parametrize("who", ["viewer", "admin", "superuser"])
def test_report_is_for_those_who_work_on_it_or_decide(client, cast, who):
    client.force_login(getattr(cast, who))

    assert client.get(URL).status_code == 403


def exempt_one(cast):
    return make_action(
        title=f"Sell the {EXEMPT_WORDS}", monitoring_board=cast.lives, is_exempt=True, exempt_paragraphs="3"
    )


def test_exempt_words_are_for_those_who_may_see_them_in_every_form(client, cast):
    close(exempt_one(cast), meeting=cast.past)

    found = {}
    for who in ("member", "co_optee"):
        client.force_login(getattr(cast, who))
        answers = [client.get(URL).content, *(client.get(reverse(f"reports:{name}")).content for name in FILES)]
        found[who] = [(EXEMPT_WORDS in text, "Not for publication: exempt" in text) for text in map(unpacked, answers)]

    assert found == {"member": [(True, True)] * 3, "co_optee": [(False, False)] * 3}


def test_public_form_has_none_for_anybody_and_counts_none(client, cast):
    close(exempt_one(cast), meeting=cast.past)
    client.force_login(cast.clerk)

    report = report_of(client, public="on")

    assert table(report, "impact").rows == ()
    for name in FILES:
        assert EXEMPT_WORDS not in unpacked(client.get(reverse(f"reports:{name}"), {"public": "on"}).content)


def test_exempt_update_of_an_open_action_gives_its_words_to_those_alone_who_may_see_it(client, cast):
    action = make_action(monitoring_board=cast.lives, title="Publish it")
    close(action, meeting=cast.past, is_exempt=True, exempt_paragraphs="3")

    seen = {}
    for who in ("member", "co_optee"):
        client.force_login(getattr(cast, who))
        report = report_of(client)
        seen[who] = [(row.cells[0], row.exempt) for row in table(report, "words").rows]

    assert seen == {"member": [(action.reference, True)], "co_optee": []}


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_a_constant_number_of_queries(client, clerk, count, django_assert_num_queries):
    for _ in range(count):
        close(make_action())
        make_finding(review=make_review(item=make_item()))

    with django_assert_num_queries(15):
        client.get(URL)


# as files


def test_word_has_a_heading_a_table_and_a_line_a_figure(client, clerk):
    for name in ("Arts", "Buses", "Coast", "Docks", "Estates"):
        make_action(monitoring_board=make_board(name=name))

    response = client.get(reverse("reports:half_year_word"))

    made = Document(io.BytesIO(response.content))
    headings = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
    first, second = [
        [cell.text for cell in table.rows[0].cells]
        for table in made.tables
        if table.rows[1].cells[0].text[:11] == "Open before"
    ]
    assert response["Content-Disposition"] == (
        'attachment; filename="half-year-2025-11-01-to-2026-04-30-all-boards.docx"'
    )
    assert headings == [
        "Recommendations",
        "Actions",
        "In time, and how long it took",
        "Updates for meetings",
        "Impact recorded",
        "What changed for people, in the officers’ words",
        "Areas for improvement",
    ]
    # six columns are more than fit
    assert (first, second) == (
        ["Figure", "Arts", "Buses", "Coast"],
        ["Figure", "Docks", "Estates", "All boards together"],
    )


def test_excel_has_a_sheet_a_table_with_numbers_and_days(client, clerk):
    board = make_board(name="=Arts", code="ARTS")
    close(make_action(monitoring_board=board))

    response = client.get(reverse("reports:half_year_excel"), {"board": board.pk})

    book = sheets.read(response.content)
    assert response["Content-Disposition"].endswith('half-year-2025-11-01-to-2026-04-30-arts.xlsx"')
    assert book.sheetnames == [
        "About",
        "Actions",
        "In time, and how long it took",
        "Impact recorded",
        "What changed for people, in the",
        "How it is counted",
    ]
    line = [cell.value for cell in book["Actions"][2]]
    assert line == ["=Arts", 0, 1, 0, 0, 1, 0, 0, 0]
    assert book["Actions"]["A2"].data_type == "s"
    assert book["What changed for people, in the"]["D2"].value.date() == day(-1)
    assert ("Counted until", datetime.datetime(2026, 3, 3)) in [  # noqa: DTZ001
        (row[0].value, row[1].value) for row in book["About"].iter_rows()
    ]


def test_files_are_the_same_bytes_at_the_same_moment(client, clerk):
    close(make_action())

    for name in FILES:
        made = set()
        for _ in range(2):
            with time_machine.travel(at(), tick=False):
                made.add(client.get(reverse(f"reports:{name}")).content)
        assert len(made) == 1
