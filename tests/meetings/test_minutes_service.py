"""The rows that minutes become: each looked for before it is made."""

import pytest
from django.core.exceptions import ValidationError

from meetings.models import Attendance, Document, MinutesSource
from meetings.services import minutes
from meetings.words import fold, fold_name, initials
from people.models import Event
from tests.builders import at, make_clerk, make_item, make_meeting, make_owner, make_resolution, make_user

pytestmark = pytest.mark.django_db

TEXT = "5. Parks\n\nResolved: That the report be noted."


@pytest.fixture
def meeting():
    return make_meeting()


@pytest.fixture
def source(meeting):
    return minutes.keep_source(meeting=meeting, text=TEXT, origin="pasted", by=make_clerk(), now=at())


def test_keep_source_keeps_a_text_once_a_meeting(meeting, source):
    again = minutes.keep_source(meeting=meeting, text=TEXT, origin="other.txt", by=None, now=at(1))
    other = minutes.keep_source(meeting=make_meeting(), text=TEXT, origin="pasted", by=None, now=at())

    assert (again, again.origin) == (source, "pasted")
    assert other != source
    assert MinutesSource.objects.count() == 2


def test_source_of_a_meeting_that_is_not_there_is_none():
    assert minutes.source_of(None, TEXT) is None


def test_add_item_comes_last_with_the_minutes_words(meeting, source):
    make_item(meeting=meeting, position=4)

    item = minutes.add_item(meeting=meeting, source=source, number="5", title="Parks", span=[0, len(TEXT)])

    assert (item.position, item.minutes, item.passage) == (5, TEXT, TEXT)


def test_add_item_without_a_span_has_no_words(meeting, source):
    item = minutes.add_item(meeting=meeting, source=source, number="", title="Parks")

    assert (item.minutes, item.span_start, item.source) == ("", None, source)


def test_add_item_exempt_without_paragraphs_is_refused(meeting, source):
    with pytest.raises(ValidationError, match="Schedule 12A"):
        minutes.add_item(meeting=meeting, source=source, number="", title="Lease", is_exempt=True)


def test_make_exempt_records_it_on_the_meeting(meeting, source):
    item, clerk = make_item(meeting=meeting), make_clerk()

    minutes.make_exempt(item=item, by=clerk, now=at(), exempt_paragraphs="3")

    item.refresh_from_db()
    assert (item.is_exempt, item.exempt_paragraphs) == (True, "3")
    event = Event.objects.of(meeting).last()
    assert (event.verb, event.actor, event.new["item"]) == ("item_made_exempt", clerk, item.pk)


def test_add_resolution_comes_last_with_its_place(meeting, source):
    item = make_item(meeting=meeting)
    make_resolution(item=item)
    start = TEXT.index("That")

    resolution = minutes.add_resolution(
        item=item, source=source, number="1", text="That the report be noted.", kind="note", span=[start, len(TEXT)]
    )

    assert (resolution.position, resolution.passage) == (2, "That the report be noted.")


def test_note_attendance_links_exact_names_and_posts_and_nobody_else(meeting):
    councillor, owner = make_user("Cllr Ana Reed"), make_owner(name="Head of Parks")
    for _ in range(2):
        make_user("Sam Twice")
    people = [
        ("Councillor Ana Reed", ""),
        ("", "head of parks"),
        ("Sam Twice", ""),
        ("A Reed", "Head of Parks and Play"),
    ]

    added = minutes.note_attendance(meeting=meeting, people=people, directory=minutes.Directory())

    assert [(one.user, one.owner) for one in added] == [(councillor, None), (None, owner), (None, None), (None, None)]


def test_note_attendance_again_adds_those_who_were_missing(meeting):
    directory = minutes.Directory()
    minutes.note_attendance(meeting=meeting, people=[("Ana Reed", "")], directory=directory)

    people = [("Cllr Ana Reed", ""), ("", ""), ("Ben Ito", "Chair"), ("Ben Ito", "chair")]
    added = minutes.note_attendance(meeting=meeting, people=people, directory=directory)

    assert [str(one) for one in added] == ["Ben Ito, Chair"]
    assert list(Attendance.objects.values_list("position", flat=True)) == [1, 2]


def test_note_attendance_of_an_item_is_apart_from_the_meetings(meeting):
    directory, item = minutes.Directory(), make_item(meeting=meeting)
    minutes.note_attendance(meeting=meeting, people=[("Ana Reed", "")], directory=directory)

    minutes.note_attendance(meeting=meeting, item=item, people=[("Ana Reed", "")], directory=directory)

    assert (meeting.attendance.count(), item.attendance.count()) == (2, 1)


def test_add_documents_adds_each_title_once_with_its_address(meeting):
    item = make_item(meeting=meeting)
    papers = [("The letter", "https://example.org/letter"), ("the LETTER", ""), ("The plan", "")]

    minutes.add_documents(item=item, papers=papers, by=None, now=at())
    minutes.add_documents(item=item, papers=papers, by=None, now=at())

    assert [(one.title, one.versions.count()) for one in Document.objects.all()] == [("The letter", 1), ("The plan", 0)]


def test_matches_take_a_row_by_its_place_before_its_words(source):
    item = make_item(meeting=source.meeting)
    here = make_resolution(item=item, text="That it be noted.", source=source, span_start=20, span_end=30)
    same_words = make_resolution(item=item, text="That the plan be sent.")
    matches = minutes.Matches([here, same_words], words="text", source=source)

    assert matches.take("That the plan be sent.", span=[20, 30]) == here
    assert matches.take("THAT the plan  be sent", span=[40, 50]) == same_words
    assert matches.take("That the plan be sent.") is None


def test_matches_of_the_same_words_prefer_the_same_number():
    item = make_item()
    first = make_resolution(item=item, number="1", text="That it be noted.")
    second = make_resolution(item=item, number="2", text="That it be noted.")
    matches = minutes.Matches([first, second], words="text")

    assert matches.take("That it be noted.", number="2.") == second
    assert matches.take("That it be noted.", number="9") == first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Children’s Services", "childrens  SERVICES"),
        ("Education & Skills", "Education and Skills"),
        ("Café, Parks", "cafe parks"),
    ],
)
def test_fold_makes_what_says_the_same_the_same(one, other):
    assert fold(one) == fold(other)


def test_fold_name_leaves_out_what_goes_before_a_name():
    assert fold_name("Councillor A. Reed") == fold_name("Cllr A Reed") == "a reed"
    assert fold_name("The Cabinet") == "cabinet"


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("Improving Lives Select Commission", (), "ILSC"),
        ("Overview and Scrutiny Management Board", {"OSMB", "OSMB2"}, "OSMB3"),
        ("Cabinet", (), "CAB"),
        ("Éducation for All", (), "EA"),
        ("4", (), ""),
        ("", (), ""),
    ],
)
def test_initials_suggest_a_code_that_is_not_in_use(name, taken, code):
    assert initials(name, taken) == code
