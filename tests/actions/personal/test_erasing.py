"""Erasing somebody's details: what has to be ended first, what goes, what stays, and that it is for good."""

import json

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from actions.models import Flag, MinutesImport, Question, ReadMark, UpdateDraft
from actions.services import erasure
from meetings.models import Attendance, CirculationDelivery
from people import erasures, history
from people.models import Event, Holding, Membership, Message, User
from people.reach import Directory
from tests.actions.personal import life
from tests.builders import at, day, make_board, make_clerk, make_holding, make_membership, make_message, make_user

pytestmark = pytest.mark.django_db

WHY = "They left and asked for it."


@pytest.fixture
def person(cast):
    return life.lead(cast)


def erase(person, **over):
    erased = erasure.erase(user=person, **{"reason": WHY, "by": None, "now": at(), **over})
    person.refresh_from_db()
    return erased


def refusal(person, **over):
    with pytest.raises(ValidationError) as caught:
        erase(person, **over)
    return caught.value.messages


# what has to be ended first


@pytest.mark.parametrize("ends_on", [None, day(0), day(5)])
def test_whoever_holds_something_is_told_what_to_end(ends_on):
    person = make_user("Cllr Una Seat")
    make_membership(user=person, board=make_board(name="Audit"), ends_on=ends_on)
    make_holding(user=person, ends_on=ends_on)

    reasons = refusal(person)

    assert len(reasons) == 2
    assert reasons[0].startswith("Member of Audit: ")
    assert reasons[1].startswith("Holder of the post Head of Service")
    assert User.objects.get(pk=person.pk).name == "Cllr Una Seat"


def test_what_is_only_to_come_counts_as_held():
    person = make_user()
    make_membership(user=person, starts_on=day(10))

    assert len(refusal(person)) == 1


def test_roles_that_were_given_are_taken_first():
    person = make_clerk(is_admin=True)

    assert refusal(person) == [
        "Scrutiny officer: untick it on their page in Administration.",
        "Administrator: untick it on their page in Administration.",
    ]


def test_message_that_is_being_sent_is_waited_for(cast):
    person = make_user()
    make_message(
        meeting=cast.next,
        recipient=person,
        state="claimed",
        claim="6b5c6d6e-0000-4000-8000-000000000000",
        claimed_until=at(1),
    )

    assert refusal(person) == ["An e-mail to them is being sent just now. Try again in a quarter of an hour."]


def test_nobody_is_erased_twice(person):
    erase(person)

    assert refusal(person) == [f"The details of {person.name} were erased already."]


@pytest.mark.parametrize("reason", ["", "  ", f"{life.NAME} asked", "ZOË QUILLFEATHER-MARR left", life.EARLIER_ADDRESS])
def test_reason_is_given_and_does_not_keep_what_is_to_go(person, reason):
    assert len(refusal(person, reason=reason)) == 1


# what goes


def test_person_is_called_by_what_they_were(person):
    officer, user = make_holding(ends_on=day(-1)).user, make_user()

    names = [erase(one).name for one in (person, officer, user)]

    assert names == [f"Former member {person.pk}", f"Former officer {officer.pk}", f"Former user {user.pk}"]


def test_account_is_gone(client, person):
    client.force_login(person)

    erase(person)

    assert client.get("/").url.startswith("/accounts/login/")
    assert authenticate(None, email=life.ADDRESS, password="a long walk by the canal") is None
    assert (person.email, person.is_active, person.has_usable_password()) == (None, False, False)


def test_what_was_theirs_alone_is_gone(cast, person):
    erased = erase(person)

    for rows in (ReadMark, Flag, UpdateDraft):
        assert not rows.objects.filter(user=person).exists()
    assert not MinutesImport.objects.filter(started_by=person, confirmed_at=None).exists()
    assert {question.reach for question in Question.objects.filter(asked_by=person)} == {"chair", "board", "submitted"}
    assert erased.gone["private notes"] == 2


def test_nothing_is_sent_to_them_any_more(person):
    erase(person)

    messages = Message.objects.filter(recipient=person)
    assert {message.state for message in messages} == {"sent", "dropped"}
    assert {(message.address, message.subject, message.text, message.html) for message in messages} == {
        ("", "", "", "")
    }
    assert person.pk not in {
        reached.user.pk for owner in Directory(day(0)).owners for reached in Directory(day(0)).reached(owner)
    }


def test_message_to_somebody_else_keeps_its_words_but_for_the_name(cast, person):
    erase(person)

    message = Message.objects.get(recipient=cast.officer, subject__contains="asks you")
    name = f"Former member {person.pk}"
    assert (message.subject, message.text) == (f"{name} asks you", f"{name} ({name}) asks.")


def test_minutes_keep_their_words_and_lead_to_nobody(cast, person):
    erase(person)

    attendance = Attendance.objects.get(meeting=cast.past, position=9)
    assert (attendance.name, attendance.user) == (life.NAME, None)


# what stays, and that it is for good


def test_record_stays_as_done_by_the_same_person(person):
    before = Event.objects.filter(actor=person).count()

    erase(person)

    assert Event.objects.filter(actor=person).count() == before
    assert history.verify().breaks == ()
    event = Event.objects.of(person).last()
    assert (event.verb, event.note, event.new) == ("erased", WHY, {"name": person.name})


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Zoë"},
        {"email": "zoe@example.org"},
        {"is_active": True},
        {"is_clerk": True},
        {"password": "x"},
        {"erased_at": None},
    ],
)
def test_database_gives_no_details_back(person, change):
    erase(person)

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(**change)


def test_database_gives_them_nothing_to_hold(cast, person):
    erase(person)

    for make in (lambda: make_membership(user=person), lambda: make_holding(user=person, starts_on=day(-1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
    for model in (Membership, Holding):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(user=person).update(ends_on=None)


def test_form_says_so_before_the_database_does(cast, person):
    erase(person)
    seat = Membership(board=cast.health, user=person, starts_on=day(0))
    kept = Membership.objects.get(user=person)

    with pytest.raises(ValidationError, match="so nothing more can be held by them"):
        seat.full_clean()
    kept.full_clean()


def test_address_of_a_circulation_goes_with_the_person_and_not_otherwise(cast, person):
    delivery = CirculationDelivery.objects.get(recipient__user=person)
    for address in ("", "other@example.org"):
        with pytest.raises(IntegrityError), transaction.atomic():
            CirculationDelivery.objects.filter(pk=delivery.pk).update(address=address)

    erase(person)

    delivery.refresh_from_db()
    assert delivery.address == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        CirculationDelivery.objects.filter(pk=delivery.pk).update(address="other@example.org")


# after a restore


def test_erasure_is_noted_beside_the_files(settings, tmp_path, person, django_capture_on_commit_callbacks):
    settings.ERASURES_FILE = tmp_path / "erasures.jsonl"

    with django_capture_on_commit_callbacks(execute=True):
        erase(person)

    [line] = settings.ERASURES_FILE.read_text().splitlines()
    assert json.loads(line) == {
        "person": person.pk,
        "joined": person.date_joined.isoformat(),
        "erased": at().isoformat(),
        "name": f"Former member {person.pk}",
    }


def test_list_that_cannot_be_written_stops_no_erasure(settings, tmp_path, person, django_capture_on_commit_callbacks):
    settings.ERASURES_FILE = tmp_path / "file" / "erasures.jsonl"
    (tmp_path / "file").write_text("")

    with django_capture_on_commit_callbacks(execute=True):
        erase(person)

    assert person.erased_at == at()


def test_whoever_a_backup_gave_back_is_erased_again(cast):
    person = make_clerk(name="Cllr Una Seat")
    make_membership(user=person)
    noted = erasures.Erasure(person.pk, person.date_joined.isoformat(), at(-5).isoformat(), "Former member 99")

    assert erasure.replay(erasures_noted=[noted], now=at()) == 1
    assert erasure.replay(erasures_noted=[noted], now=at()) == 0

    person.refresh_from_db()
    assert (person.name, person.erased_at) == ("Former member 99", at(-5))
    assert Membership.objects.get(user=person).ends_on == day(-1)
    assert history.verify().breaks == ()


def test_somebody_else_with_the_same_number_is_left_alone():
    person = make_user()
    noted = erasures.Erasure(person.pk, at(-999).isoformat(), at(-5).isoformat(), "Former member 99")

    assert erasure.replay(erasures_noted=[noted], now=at()) == 0


def test_command_replays_lists_and_says_how_many(settings, tmp_path, capsys):
    settings.ERASURES_FILE = tmp_path / "kept.jsonl"
    person = make_user()
    file = tmp_path / "erasures.jsonl"
    erasures.write(
        file, [erasures.Erasure(person.pk, person.date_joined.isoformat(), at().isoformat(), "Former user 9")]
    )

    call_command("replay_erasures", file, dry_run=True)
    call_command("replay_erasures", file)

    assert capsys.readouterr().out.splitlines() == [
        "1 erasures are noted, 1 of them unknown to the database.",
        "Erased 1 of 1 people again; the others were erased here or are unknown.",
    ]
    assert erasures.read(settings.ERASURES_FILE) == erasures.read(file)


def test_command_refuses_what_is_no_list(tmp_path):
    file = tmp_path / "erasures.jsonl"
    file.write_text('{"who": 1}\n')

    with pytest.raises(CommandError, match="is no list of erasures"):
        call_command("replay_erasures", file)
    with pytest.raises(CommandError, match="is not there"):
        call_command("replay_erasures", tmp_path / "other.jsonl")


# the command


def test_command_erases_and_says_where_the_record_names_them(person, capsys):
    call_command("erase_person", life.ADDRESS, reason=WHY)

    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Their details were erased: they are Former member {person.pk} from now on."
    assert "2 private notes" in said[1]
    assert said[2] == ("Texts that name them and stay: 1 pack, 1 minutes source, 1 agenda item, 1 attendance, 1 event.")


def test_command_that_rehearses_changes_nothing(person, capsys):
    call_command("erase_person", id=person.pk, reason=WHY, dry_run=True)

    assert (
        capsys.readouterr().out.splitlines()[0]
        == f"{life.NAME} would be Former member {person.pk}. Nothing was changed."
    )
    assert User.objects.get(pk=person.pk).name == life.NAME


def test_command_says_what_is_in_the_way(cast):
    with pytest.raises(CommandError, match=r"Nothing was erased\.\nHolder of the post Head of Service, Inclusion"):
        call_command("erase_person", cast.officer.email, reason=WHY)
    with pytest.raises(CommandError, match="Nobody here has the address"):
        call_command("erase_person", "nobody@example.org", reason=WHY)
