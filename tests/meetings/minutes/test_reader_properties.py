"""What holds of any text whatever: it is read, in time that grows with its length, and no word is invented."""

import dataclasses
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.minutes import document, reader
from meetings.minutes.document import Span, Words

# the words that rules look for, so that any order of them is tried and not only letters by chance
PIECES = (
    "RESOLVED", "Resolved: -", "That the report be noted", "it was agreed that", "AGREED", "Decision:", "Minutes:",
    "The Committee –", "RECOMMENDED TO CABINET:", "(a)", "(i)", "1.", "2)", "•", "– ", "A.", "iv.", "; and", ";",
    ":", ".", "?", "“", "”", '"', "(", ")", "[", "]", "Action: Clerk to write (AB)", "ACTION",
    "Action\tOwner\tBy when", "| a | b |", "Present:", "Apologies:", "Councillor A Bee (Chair)", "Cllrs A, B and C",
    "Head of Service, Inclusion", "Strengths:", "Areas for improvement", "peer challenge", "took place between",
    "28 February and 3 March 2020", "by 31 March 2022", "to the next meeting of the Board", "in May 2026",
    "5/6/2020", "31 February 2020", "Thornbury Vale Council", "Scrutiny Commission",
    "Meeting of Cabinet, 5 May 2020 (Item 3.)", "Agenda item", "Issue - decisions", "Decision details",
    "Supporting documents:", "PDF 3 KB", "[Paper](https://a.example/b.pdf)", "Page 3", "---", "**3**", "\f", "\n",
    "\n\n", "\r\n", "\t", "\u2028", " ", "had received the plan", "and had approved", "Which officer?",
    "[Clerk to check?]", "the motion was lost", "Venue: Town Hall", "12", "THE BUDGET",
)  # fmt: skip

minutes_like = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=60).map(" ".join)
lines_like = st.lists(st.sampled_from(PIECES), max_size=60).map("\n".join)
any_text = st.one_of(st.text(max_size=400), minutes_like, lines_like)


def folded(words):
    return " ".join(words.split())


def everything(value):
    """All the words and places that were read, however deep they stand."""
    if isinstance(value, Words | Span):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from everything(one)
    elif dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from everything(getattr(value, one.name))


def assert_stands(words, source):
    """The words are what stands at their places, in order."""
    assert words.text
    assert all(0 <= span.start < span.end <= len(source) for span in words.spans)
    assert all(one.end <= other.start for one, other in zip(words.spans, words.spans[1:], strict=False))
    assert (
        folded(" ".join(source[span.start : span.end] for span in words.spans)) == words.text
        or folded("".join(source[span.start : span.end] for span in words.spans)) == words.text
    )


@settings(max_examples=500, deadline=None)
@given(any_text)
def test_any_text_is_read_and_what_is_read_stands_in_it(source):
    minutes = reader.read(source)

    json.dumps(document.as_json(minutes))
    for found in everything(minutes):
        if isinstance(found, Span):
            assert 0 <= found.start <= found.end <= len(source)
        else:
            assert_stands(found, source)


def test_empty_text_holds_nothing():
    assert document.as_json(reader.read("")) == {
        "meeting": {"council": None, "board": None, "date": None, "venue": None},
        "items": [
            {
                "number": None,
                "title": None,
                "attendees": [],
                "review": None,
                "findings": [],
                "resolutions": [],
                "actions": [],
                "documents": [],
            }
        ],
    }


# each repeats what a careless pattern would go over again and again
LONG = {
    "one word": "a",
    "one line of words": "word ",
    "capitals": "CAPITALS AND ",
    "names": "Director of the Board and ",
    "digits": "12 ",
    "lines of digits": "12\n",
    "spaces": " ",
    "empty lines": "\n",
    "brackets": "(a ",
    "open quotes": "“",
    "quotes": '“a” "b" ',
    "hashes": "# ",
    "markers in a line": "it was RESOLVED that ",
    "markers": "RESOLVED: That it be noted.\n",
    "entries": "1. That it be noted;\n",
    "levels": "1. a:\n(a) b:\n(i) c:\n• d:\n",
    "inline entries": "(a) it be noted; (b) it be read; ",
    "bodies": "The Committee:\n1. Noted\n",
    "headings": "HEADING IN CAPITALS\n\n",
    "numbered headings": "4. Title\n\nWords.\n",
    "deadlines": "to the next meeting of the Board in May 2026 ",
    "days": "between 1 May 2020 and 2 June 2020 ",
    "findings": "• strengths\n",
    "findings in a line": "peer strengths: a; b, c; ",
    "people": "Cllr A Bee (Chair), and B Cee, Clerk; ",
    "actions": "Action: Clerk to write (AB)\n",
    "table": "| a | b | c |\n",
    "columns": "Action\tOwner\n",
    "approvals": "the Board had received the plan and ",
    "questions": "Why? ",
    "drafting notes": "[clerk ",
    "pages": "goes\nPage 3\non\n",
    "councils": "Some Borough Council of the ",
    "links": "[a](b) ",
}
OPENINGS = (
    "",
    "RESOLVED that x. ",
    "Present: ",
    "Minutes of the meeting held at ",
    "Supporting documents:\n",
    "peer review\nStrengths:\n",
)


def seconds(source):
    started = time.process_time()
    reader.read(source)
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize("kind", LONG)
def test_time_grows_in_proportion_to_the_text(kind):
    """Twice the text may take thrice the time, not four times; a measurement is taken again before it counts."""
    unit = LONG[kind]
    for opening in OPENINGS:
        once, twice = (opening + unit * (size // len(unit)) for size in (10_000, 20_000))
        assert any(seconds(twice) <= 3 * max(seconds(once), 0.02) for _ in range(3)), opening
