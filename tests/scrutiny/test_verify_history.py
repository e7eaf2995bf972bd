"""`verify_history` finds what was done to the events behind the triggers' back."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from actions.packs import canonical
from actions.services import pack_files
from people import history
from people.models import Event
from people.services import events
from tests.builders import at, day, make_action, make_board, make_clerk, make_meeting, make_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def boards():
    """Two boards with three events each."""
    boards, clerk = [make_board(), make_board()], make_clerk()
    for number in range(3):
        for board in boards:
            events.record(subject=board, actor=clerk, verb="changed", now=at(number), note=f"Number {number}")
    return boards


@pytest.fixture
def published():
    """A pack of one action, with one of its forms as a file."""
    meeting = make_meeting(date=day(28))
    make_action(monitoring_board=meeting.board, now=at(-20))
    pack = make_pack(meeting)
    pack_files.read(pack=pack, form="excel", audience="full", now=at())
    return pack


def behind_the_triggers(sql, *values):
    """Change events as somebody who owns the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def run(**options):
    out = StringIO()
    call_command("verify_history", stdout=out, **options)
    return out.getvalue().splitlines()


def found(**options):
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("verify_history", stdout=out, **options)
    return [*out.getvalue().splitlines(), str(caught.value)]


def test_whole_history_says_how_much_was_checked(boards):
    assert run() == ["Checked 2 streams, 6 events, 0 packs and 0 files: whole."]


def test_empty_history_is_whole():
    assert run() == ["Checked 0 streams, 0 events, 0 packs and 0 files: whole."]


def test_changed_note_is_found(boards):
    stream = f"board:{boards[0].pk}"

    behind_the_triggers("UPDATE people_event SET note = 'Never.' WHERE stream = %s AND sequence = 2", stream)

    assert found() == [
        f"{stream}, event 2: its content is not what was recorded",
        "Checked 2 streams, 6 events, 0 packs and 0 files: 1 broken.",
    ]


def test_event_taken_out_of_the_middle_is_found(boards):
    stream = f"board:{boards[0].pk}"

    behind_the_triggers("DELETE FROM people_event WHERE stream = %s AND sequence = 2", stream)

    assert found() == [
        f"{stream}, event 3: event 2 before it: missing",
        "Checked 2 streams, 5 events, 0 packs and 0 files: 1 broken.",
    ]


def test_beginning_that_was_taken_away_is_found(boards):
    stream = f"board:{boards[1].pk}"

    behind_the_triggers("DELETE FROM people_event WHERE stream = %s AND sequence < 3", stream)

    assert found()[0] == f"{stream}, event 3: events 1 to 2 before it: missing"


def test_event_written_anew_with_a_true_hash_breaks_the_one_after_it(boards):
    event = Event.objects.of(boards[0])[1]
    event.note = "Never."

    behind_the_triggers(
        "UPDATE people_event SET note = %s, hash = %s WHERE id = %s", event.note, event.digest(), event.pk
    )

    assert found()[0] == f"board:{boards[0].pk}, event 3: it does not follow the event before it"


def test_other_actor_is_found(boards):
    event = Event.objects.of(boards[0])[0]

    behind_the_triggers("UPDATE people_event SET actor_id = %s WHERE id = %s", make_clerk().pk, event.pk)

    assert found()[0] == f"board:{boards[0].pk}, event 1: its content is not what was recorded"


def test_end_that_was_cut_off_is_found_by_the_heads_noted_before(boards, tmp_path):
    file, stream = tmp_path / "heads.json", f"board:{boards[0].pk}"
    file.write_text(json.dumps(list(history.heads())))

    behind_the_triggers("DELETE FROM people_event WHERE stream = %s AND sequence = 3", stream)

    assert run() == ["Checked 2 streams, 5 events, 0 packs and 0 files: whole."]
    assert found(heads=file) == [
        f"{stream}, event 3: it was there when the heads were noted, and is gone",
        "Checked 2 streams, 5 events, 0 packs and 0 files, and 2 heads noted earlier: 1 broken.",
    ]


def test_chain_written_anew_from_there_on_is_found_by_the_heads_noted_before(boards, tmp_path):
    file = tmp_path / "heads.json"
    file.write_text(json.dumps(list(history.heads())))
    last = Event.objects.of(boards[0]).last()
    last.note = "Never."

    behind_the_triggers("UPDATE people_event SET note = %s, hash = %s WHERE id = %s", last.note, last.digest(), last.pk)

    assert run() == ["Checked 2 streams, 6 events, 0 packs and 0 files: whole."]
    assert found(heads=file)[0] == f"board:{boards[0].pk}, event 3: it is another than when the heads were noted"


def test_history_that_went_on_keeps_its_noted_heads(boards, tmp_path):
    file = tmp_path / "heads.json"
    file.write_text(json.dumps(list(history.heads())))

    events.record(subject=boards[0], actor=None, verb="changed", now=at(9))

    assert run(heads=file) == ["Checked 2 streams, 7 events, 0 packs and 0 files, and 2 heads noted earlier: whole."]


def test_heads_that_cannot_be_read_are_refused(tmp_path):
    file = tmp_path / "heads.json"
    file.write_text("not heads")

    with pytest.raises(CommandError, match="cannot be read as noted heads"):
        call_command("verify_history", heads=file)


# packs and files


def test_published_pack_and_its_files_are_checked(published):
    assert run()[-1].endswith(", 1 packs and 1 files: whole.")


def test_changed_pack_is_found(published):
    behind_the_triggers("UPDATE actions_pack SET content = content || ' '")

    assert found()[0] == f"{published}, full form: the content is not what was published."


def test_pack_changed_together_with_its_checksum_is_found(published):
    changed = published.public_content + " "

    behind_the_triggers(
        "UPDATE actions_pack SET public_content = %s, public_sha256 = %s", changed, canonical.digest(changed)
    )

    assert found()[0] == f"{published}: its checksums are not those that history recorded when it was published."


def test_changed_file_is_found(published):
    row = published.files.get()
    Path(row.file.path).write_bytes(b"Never.")

    assert found()[0] == f"Pack file {row.pk}, {row.file.name}: it is not the file that was stored."


def test_lost_file_is_found(published):
    row = published.files.get()
    Path(row.file.path).unlink()

    assert found()[0] == f"Pack file {row.pk}, {row.file.name}: it cannot be read (No such file or directory)."


def test_whole_history_is_read_in_one_query(boards, django_assert_num_queries):
    with django_assert_num_queries(1):
        history.verify()
