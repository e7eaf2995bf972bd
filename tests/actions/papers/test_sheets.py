"""Workbooks: what stands in a cell is what was meant, and never a formula."""

import datetime

import pytest

from actions.papers import sheets
from tests.actions.papers.sample import MADE_AT


def written(*rows, columns=("A",), title="Actions", **over):
    sheet = sheets.Sheet(title, tuple(sheets.Column(label) for label in columns), rows, **over)
    return sheets.read(sheets.write([sheet], title="Pack", author="Thornbury Vale", made_at=MADE_AT))


def cell(value):
    return written((value,)).active["A2"]


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(1)", "+44 20", "-3", "@SUM(A1)", "\tx", "#REF!"])
def test_text_is_never_a_formula(text):
    found = cell(text)

    assert (found.value, found.data_type) == (text, "s")


@pytest.mark.parametrize(
    ("value", "stored", "looks"),
    [
        (datetime.date(2026, 3, 6), datetime.datetime(2026, 3, 6), "d mmm yyyy"),  # noqa: DTZ001
        (MADE_AT, datetime.datetime(2026, 3, 3, 12), "d mmm yyyy hh:mm"),  # noqa: DTZ001
        (7, 7, "General"),
        (True, "Yes", "General"),
        ("", None, "General"),
        (None, None, "General"),
    ],
)
def test_value_is_stored_as_what_it_is(value, stored, looks):
    found = cell(value)

    assert (found.value, found.number_format) == (stored, looks)


def test_characters_that_excel_refuses_are_left_out():
    assert cell("be\x00fore\x0b\nafter").value == "before\nafter"


def test_text_longer_than_a_cell_says_that_it_was_cut():
    found = cell("x" * 40_000).value

    assert len(found) == 32_767
    assert found.endswith("x… [cut: a cell holds no more than 32,767 characters]")


def test_sheet_filters_and_keeps_its_headings_in_sight():
    sheet = written(("a", "b"), columns=("One", "Two")).active

    assert (sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows) == ("A1:B2", "A2", "$1:$1")
    assert sheet["A2"].alignment.wrap_text


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("Findings/resolutions: [all]", "Findings resolutions all"),
        ("x" * 40, "x" * 31),
        ("'quoted'", "quoted"),
        ("::", "Sheet"),
        ("History", "History 2"),
        ("actions", "actions 2"),
    ],
)
def test_sheet_title_is_one_that_excel_takes(wanted, given):
    assert sheets.sheet_title(wanted, {"actions"}) == given


def test_file_says_its_title_and_its_author():
    properties = written(("a",)).properties

    assert (properties.title, properties.creator, properties.language) == ("Pack", "Thornbury Vale", "en-GB")
    assert properties.created == properties.modified == datetime.datetime(2026, 3, 3, 12)  # noqa: DTZ001


def test_same_sheets_make_the_same_bytes():
    sheet = sheets.Sheet("A", (sheets.Column("A"),), (("a",),))
    made = [sheets.write([sheet], title="Pack", author="Us", made_at=MADE_AT) for _ in range(2)]

    assert made[0] == made[1]


def test_row_is_as_high_as_its_longest_text_on_paper():
    columns = (sheets.Column("A", 10), sheets.Column("B", 10))
    sheet = sheets.Sheet("A", columns, (), printed=1)

    heights = [
        sheets.row_height(sheet, row) for row in (("a", "b"), ("a\nb\nc", ""), ("", "b\n" * 50), ("a" * 9999, ""))
    ]

    assert heights == [16, 42, 81, 409]


def test_paper_has_the_title_and_the_marking_at_its_top():
    sheet = sheets.Sheet("A", (sheets.Column("A"),), (("a",),))

    data = sheets.write(
        [sheet], title="Arts & sport", author="Us", made_at=MADE_AT, marking="Exempt", foot="SHA-256 ab"
    )

    place = sheets.read(data).active
    assert (place.oddHeader.left.text, place.oddHeader.right.text) == ("Arts && sport", "Exempt")
    assert (place.oddFooter.left.text, place.oddFooter.right.text) == ("&A. SHA-256 ab", "Page &P of &N")
