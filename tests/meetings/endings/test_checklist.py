"""What the words of a resolution say a document has to contain."""

import pytest

from meetings.checklist import suggest


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "That the service improvement plan, with completion dates, be circulated to members by 3 March.",
            ["Has completion dates"],
        ),
        (
            "That the plan be shared with Members, and include completion dates, costs and risks",
            ["Has completion dates", "Has costs", "Has risks"],
        ),
        (
            "That a note setting out the timetable for the review and the names of the leads be circulated.",
            ["Has the timetable for the review", "Has the names of the leads"],
        ),
        ("the cost of following people up after a year be circulated within six weeks", []),
        ("That the report be circulated to all Councillors with immediate effect.", []),
        ("That the plan be shared with the Commission.", []),
        ("", []),
    ],
)
def test_suggestions_say_what_the_words_name_and_no_more(words, found):
    assert suggest(words) == found


def test_suggestions_of_many_words_end_soon():
    words = "with " + ", ".join(f"part {number}" for number in range(500)) + " " + "a" * 100_000

    assert len(suggest(words)) <= 8
