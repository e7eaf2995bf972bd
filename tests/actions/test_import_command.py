"""manage.py import_minutes: what was read, without a database, or imported through the page's own service."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from actions.models import MinutesImport
from meetings.models import AgendaItem, Meeting, Resolution
from people.models import Event
from tests.actions.minutes_sample import TEXT
from tests.builders import make_board, make_clerk, make_user


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "february.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def board(db):
    return make_board(code="ILSC", name="Improving Lives Select Commission")


def run(*args, **options):
    out = io.StringIO()
    call_command("import_minutes", *args, stdout=out, **options)
    return out.getvalue()


def test_dry_run_prints_what_was_read_without_a_database(file):
    read = json.loads(run(file, dry_run=True, json=True))

    assert list(read) == ["meeting", "items"]
    assert [item["title"] for item in read["items"]] == ["Apologies for absence", "Autism peer challenge"]
    assert [one["kind"] for one in read["items"][1]["resolutions"]] == ["note", "request_report", "circulate"]


def test_dry_run_in_words_names_the_items(file):
    assert "5 Autism peer challenge: 3 resolutions" in run(file, dry_run=True)


def test_import_makes_everything_but_actions(board, file):
    clerk = make_clerk(email="asha@example.org")

    printed = run(file, board="ilsc", date="2026-02-03", user="ASHA@example.org")

    meeting = Meeting.objects.get()
    assert printed.splitlines() == [
        "Made the meeting: Improving Lives Select Commission, 3 February 2026",
        "Items: 2 made, 0 there already",
        "Resolutions: 4 made, 0 there already",
        "Findings: 4 made, 0 there already",
    ]
    assert Event.objects.of(meeting).last().actor == clerk


def test_import_by_nobody_is_the_trackers_own(board, file):
    run(file, board="ILSC", date="2026-02-03")

    assert Event.objects.of(Meeting.objects.get()).last().actor is None


def test_import_takes_the_day_from_the_text_unless_one_is_given(board, file):
    run(file, board="ILSC")

    assert str(Meeting.objects.get().date) == "2026-02-03"


def test_import_twice_adds_nothing(board, file):
    run(file, board="ILSC", date="2026-02-03")

    printed = json.loads(run(file, board="ILSC", date="2026-02-03", json=True))

    assert printed["made"] == {"items": 0, "resolutions": 0, "findings": 0, "actions": 0}
    assert (AgendaItem.objects.count(), Resolution.objects.count()) == (2, 4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Say which board met"),
        ({"board": "XYZ"}, "There is no board XYZ. Those there are: ILSC."),
        ({"board": "ILSC", "date": "3 March"}, "3 March is not a date. Write it as 2026-03-03."),
        ({"board": "ILSC", "date": "2026-03-04"}, "The day of the meeting is in the future"),
        ({"board": "ILSC", "user": "nobody@example.org"}, "There is no clerk with the address nobody@example.org."),
        ({"board": "ILSC", "user": "viewer@example.org"}, "There is no clerk with the address viewer@example.org."),
    ],
)
def test_import_with_something_wrong_says_what_and_leaves_nothing(board, file, options, message):
    make_user(email="viewer@example.org")

    with pytest.raises(CommandError, match=message):
        run(file, **options)

    assert (Meeting.objects.count(), MinutesImport.objects.count()) == (0, 0)


def test_import_without_any_day_asks_for_it(board, tmp_path):
    path = tmp_path / "item.txt"
    path.write_text(TEXT.partition("\n\n")[2].partition("\n\n")[2])

    with pytest.raises(CommandError, match="give --date"):
        run(path, board="ILSC")

    assert MinutesImport.objects.count() == 0


def test_import_of_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CommandError, match=r"There is no file .*nowhere\.txt"):
        run(tmp_path / "nowhere.txt", dry_run=True)


def test_import_of_a_folder_says_so(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        run(tmp_path, dry_run=True)


def test_import_of_an_unreadable_file_says_why(tmp_path):
    path = tmp_path / "minutes.pdf"
    path.write_bytes(b"not a PDF")

    with pytest.raises(CommandError, match=r"minutes\.pdf: The file is called \.pdf but is not a PDF file"):
        run(path, dry_run=True)
