"""The forms of a pack: each carries all that its content says, and all of them the same."""

import dataclasses
import datetime
import io
import time

import pytest
from docx import Document

from actions.packs import excel, paper, pdf, word
from actions.packs.paper import HoldsExemptMatter
from actions.packs.shapes import SECTIONS, Content, Entry, counted
from actions.papers import sheets
from actions.papers.outline import written
from tests.actions.packs.filled import Filler
from tests.reading import members, squeezed, text_of_pdf

SHA256 = "0123456789abcdef" * 4
PUBLISHED_AT = datetime.datetime(2026, 3, 24, 10, 15, tzinfo=datetime.UTC)
COUNCIL = "Thornbury Vale Borough Council"

# addresses, which no form shows but as what a link leads to
NOT_SHOWN = ("Entry.slug", "QuestionEntry.slug")
# the day of an update's evidence is the update's, and a paper says when an action is due in words
SAID_ELSEWHERE = ("Words.evidence > File.added_on", "Entry.due_day")


def made(form, content, **over):
    given = {
        "sha256": SHA256,
        "audience": "full",
        "version": 2,
        "published_at": PUBLISHED_AT,
        "council": COUNCIL,
        "correction": "A date was wrong.",
        **over,
    }
    return form.render(content, **given)


def empty_content(**over):
    fields = {field.name: () for field in dataclasses.fields(Content)}
    fields.update(
        meeting_pk=1,
        board="Improving Lives Select Commission",
        when="31 March 2026",
        held=False,
        as_of=PUBLISHED_AT,
        last_meeting_pk=None,
        last_meeting="",
        counts=counted(()),
    )
    return Content(**{**fields, **over})


def words_of_word(data):
    return squeezed(members(data)["word/document.xml"])


def words_of_excel(data):
    return squeezed("".join(content for name, content in members(data).items() if name.startswith("xl/")))


def words_of_pdf(data):
    return squeezed(text_of_pdf(data))


FORMS = [
    pytest.param(word, words_of_word, id="word"),
    pytest.param(excel, words_of_excel, id="excel"),
    pytest.param(pdf, words_of_pdf, id="pdf", marks=pytest.mark.rendered),
]


@pytest.mark.parametrize(("form", "words_of"), FORMS)
def test_form_carries_every_text_of_the_content(form, words_of):
    filler = Filler()
    content = filler.content()

    shown = words_of(made(form, content))

    missing = {where for word, where in filler.words.items() if word not in shown and not where.endswith(NOT_SHOWN)}
    assert missing == set()


@pytest.mark.parametrize(("form", "words_of"), FORMS[:1] + FORMS[2:])
def test_paper_carries_every_day_of_the_content(form, words_of):
    filler = Filler()
    content = filler.content()

    shown = words_of(made(form, content))

    missing = {where for day, where in filler.days.items() if squeezed(written(day)) not in shown}
    assert {where for where in missing if not where.endswith(SAID_ELSEWHERE)} == set()


def test_workbook_carries_every_day_of_the_content():
    filler = Filler()
    content = filler.content()

    book = sheets.read(made(excel, content))

    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    days = {cell.date() for cell in cells if isinstance(cell, datetime.datetime)}
    shown = squeezed(" ".join(cell for cell in cells if isinstance(cell, str)))
    missing = {where for day, where in filler.days.items() if day not in days and squeezed(written(day)) not in shown}
    assert {where for where in missing if not where.endswith(SAID_ELSEWHERE[0])} == set()


def test_day_is_a_day_to_a_spreadsheet():
    filler = Filler()
    content = filler.content(actions=1)

    [headings, row] = sheets.read(made(excel, content))["Actions"].iter_rows(values_only=True)

    [entry] = content.actions
    said = dict(zip(headings, row, strict=True))
    assert said["Due by"].date() == entry.due_day
    assert said["Latest update"].date() == entry.last_update.entered_on
    assert said["Asked on"].date() == entry.proposal.proposed_on


@pytest.mark.parametrize(("form", "words_of"), FORMS)
def test_form_says_what_it_is(form, words_of):
    shown = words_of(made(form, empty_content()))

    for said in ("Improving Lives Select Commission", "31 March 2026", SHA256, "A date was wrong."):
        assert squeezed(said) in shown


@pytest.mark.parametrize(("form", "words_of"), FORMS)
def test_form_says_that_it_was_published_late(form, words_of):
    late, in_time = made(form, empty_content(), late_after=datetime.date(2026, 3, 23)), made(form, empty_content())

    assert "Ithadtobepublishedby23March2026" in words_of(late)
    assert "Ithadtobepublishedby" not in words_of(in_time)


@pytest.mark.parametrize("form", [word, excel, pytest.param(pdf, marks=pytest.mark.rendered)])
def test_same_content_makes_the_same_bytes(form):
    content = Filler().content()

    assert made(form, content) == made(form, content)


@pytest.mark.parametrize("form", [word, excel, pytest.param(pdf, marks=pytest.mark.rendered)])
def test_public_form_is_not_made_of_what_holds_exempt_matter(form):
    content = Filler().content()

    with pytest.raises(HoldsExemptMatter):
        made(form, content, audience="public")


@pytest.mark.parametrize(("form", "words_of"), FORMS)
def test_full_form_is_marked_if_it_holds_exempt_matter(form, words_of):
    marked, plain = made(form, Filler().content()), made(form, empty_content())

    assert squeezed(paper.MARKING) in words_of(marked)
    assert squeezed(paper.MARKING) not in words_of(plain)


def test_checksum_stands_on_every_page_in_word():
    document = Document(io.BytesIO(made(word, Filler().content())))

    assert document.sections[0].footer.paragraphs[0].text.startswith(f"SHA-256 {SHA256}")


@pytest.mark.rendered
def test_checksum_and_number_stand_on_every_page_in_pdf():
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(made(pdf, Filler().content()))).pages

    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        shown = page.extract_text()
        assert SHA256 in squeezed(shown)
        assert f"Page {number} of {len(pages)}" in shown


def test_headings_are_in_the_order_members_read():
    document = Document(io.BytesIO(made(word, empty_content())))

    assert [line.text for line in document.paragraphs if line.style.name == "Heading 1"] == [
        "Summary",
        "What the last meeting decided",
        "Changed since the last meeting",
        "Overdue",
        "Not moving for two meetings",
        "No update received",
        "Said to be complete",
        "Asking for more time",
        "Asking to withdraw",
        "No change",
        "Impact: what changed for people",
        "Areas for improvement with no action",
        "Resolutions outstanding",
        "Responses due",
        "Members’ questions",
        "Strengths to keep",
        "By finding",
        "All actions",
        "Checksum",
    ]


def test_workbook_has_one_row_an_action_with_filters_on():
    content = Filler().content(actions=3)

    book = sheets.read(made(excel, content))

    sheet = book["Actions"]
    assert book.sheetnames == [
        "About",
        "What the last meeting decided",
        "Actions",
        "Findings and resolutions",
        "Responses due",
        "Questions",
    ]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [entry.reference for entry in content.actions]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == (sheet.dimensions, "B2")


def test_workbook_counts_what_the_content_counts():
    content = Filler().content(actions=3)

    rows = dict(sheets.read(made(excel, content))["About"].iter_rows(min_row=2, max_col=2, values_only=True))

    assert (rows["Version"], rows["Actions"], rows["Overdue"], rows["Status: Paused"]) == ("2", 3, 3, 3)


def test_workbook_runs_nothing_that_an_officer_typed():
    entry = Filler().content(actions=1).actions[0]
    content = empty_content(actions=(dataclasses.replace(entry, title="=HYPERLINK(1)", owner="+44"),))

    cells = sheets.read(made(excel, content))["Actions"][2]

    assert [(cell.value, cell.data_type) for cell in (cells[1], cells[2])] == [("=HYPERLINK(1)", "s"), ("+44", "s")]


@pytest.mark.slow
@pytest.mark.parametrize("form", [word, excel, pytest.param(pdf, marks=pytest.mark.rendered)])
def test_pack_of_200_actions_takes_seconds(form):
    filler = Filler()
    entries = tuple(
        dataclasses.replace(filler.fill(Entry, is_new=False), sections=SECTIONS[number % 8 :][:2])
        for number in range(200)
    )
    content = empty_content(actions=entries, counts=counted(entries))
    began = time.process_time()

    made(form, content)

    # some two to eight on two shared cores; far more means that something grows with the square
    assert time.process_time() - began < 40
