"""Which items the minutes themselves have as exempt."""

from pathlib import Path

import pytest

from meetings.minutes.reader import read

SAMPLES = Path(__file__).parent / "samples"

MINUTES = """IMPROVING LIVES SELECT COMMISSION
Tuesday 3 March 2026

1. Apologies

There were none.

2. {second}

{words}

3. Depot land

RESOLVED: That the terms be agreed.
"""


def exempt(second="Work programme", words="The programme was noted."):
    text = MINUTES.format(second=second, words=words)
    return {item.number.text.rstrip("."): item.exempt.paragraphs for item in read(text).items if item.exempt}


@pytest.mark.parametrize(
    "title",
    [
        "EXEMPT ITEM: Lease of the market hall",
        "Exempt - Lease of the market hall",
        "Lease of the market hall [EXEMPT]",
        "Lease of the market hall (Exempt information)",
        "Lease of the market hall – EXEMPT",
        "CONFIDENTIAL ITEM: Lease of the market hall",
    ],
)
def test_item_whose_heading_says_so_is_exempt(title):
    assert exempt(title) == {"2": ""}


@pytest.mark.parametrize(
    "title",
    [
        "Lease of the market hall",
        "Supported exempt accommodation",
        "Exempt accommodation in the borough",
        "Call-in (exempt from call-in)",
        "Exclusion of the press and public",
    ],
)
def test_item_whose_heading_only_has_the_word_is_not(title):
    assert exempt(title) == {}


@pytest.mark.parametrize(
    ("words", "paragraphs"),
    [
        ("This minute is exempt from publication.", ""),
        (
            "The public were excluded for this item, as it involved the likely disclosure of exempt information as "
            "defined in paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972.",
            "3",
        ),
        ("The press and public were excluded during this item (paragraphs 1, 2 and 3 of Schedule 12A).", "1, 2, 3"),
    ],
)
def test_item_whose_words_say_so_is_exempt(words, paragraphs):
    assert exempt(words=words) == {"2": paragraphs}


@pytest.mark.parametrize(
    ("named", "paragraphs"),
    [
        ("item 3 on the grounds that exempt information as defined in paragraph 3 of Schedule 12A", "3"),
        ("the following item, as exempt information (paragraphs 2 and 1)", "1, 2"),
        ("items 3 and 4, as exempt information", ""),
        ("the remaining items of business, as exempt information under paragraph 7", "7"),
    ],
)
def test_item_that_the_public_is_excluded_for_is_exempt_and_not_the_exclusion(named, paragraphs):
    words = f"RESOLVED: That the press and public be excluded from the meeting for {named} was likely to be disclosed."

    assert exempt("Exclusion of the press and public", words) == {"3": paragraphs}


def test_public_that_was_not_excluded_makes_nothing_exempt():
    words = "There were no items for which the press and public would need to be excluded."

    assert exempt("Exclusion of the press and public", words) == {}


@pytest.mark.parametrize(
    ("sample", "titles"),
    [
        ("12_combined_authority.txt", {"Depot land": "3"}),
        ("13_london_borough_call_in.txt", {"Parking appeals: case sample [EXEMPT]": "1, 2"}),
        ("28_full_select_committee_long.txt", {}),
    ],
)
def test_samples_are_read_so(sample, titles):
    items = read((SAMPLES / sample).read_text()).items

    assert {item.title.text: item.exempt.paragraphs for item in items if item.exempt} == titles
