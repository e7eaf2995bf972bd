"""Evidence: what is taken, and a wrong file that leaves a tombstone with a reason."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import Evidence
from actions.services import evidence
from people.models import Event
from tests.builders import at, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(cast):
    """A file of evidence on an update of the officer's."""
    file = SimpleUploadedFile("Wrong plan.txt", b"Someone's address.")
    return make_update(cast.action, by=cast.officer, status_reported="complete", evidence=file).evidence.get()


def remove(kept, by, reason="It has a home address in it."):
    return evidence.remove(evidence=kept, reason=reason, by=by, now=at())


def test_removed_file_is_gone_and_leaves_a_tombstone(kept, cast, django_capture_on_commit_callbacks):
    storage, name, digest = kept.file.storage, kept.file.name, kept.sha256

    with django_capture_on_commit_callbacks(execute=True):
        remove(kept, cast.officer)

    kept.refresh_from_db()
    assert storage.exists(name) is False
    assert (kept.file.name, kept.title, kept.sha256) == ("", "Wrong plan.txt", digest)
    assert (kept.removed_reason, kept.removed_by, kept.removed_at) == (
        "It has a home address in it.",
        cast.officer,
        at(),
    )


def test_file_stays_where_removing_it_was_rolled_back(kept, cast):
    with transaction.atomic():
        remove(kept, cast.officer)
        transaction.set_rollback(True)

    kept.refresh_from_db()
    assert (kept.removed_at, kept.file.storage.exists(kept.file.name)) == (None, True)


def test_removing_is_recorded_without_the_name(kept, cast):
    remove(kept, cast.officer)

    event = Event.objects.of(cast.action).last()
    assert (event.verb, event.actor, event.old) == ("evidence_removed", cast.officer, {"sha256": kept.sha256})
    assert event.new == {"evidence": kept.pk, "update": kept.update_id}


def test_file_is_removed_once(kept, cast):
    remove(kept, cast.officer)

    with pytest.raises(ValidationError, match="Somebody else has removed this file meanwhile"):
        remove(kept, cast.clerk)


def test_file_is_not_removed_without_a_reason(kept, cast):
    with pytest.raises(ValidationError, match="Say why"):
        remove(kept, cast.officer, reason="  ")


@pytest.mark.parametrize("change", [{"title": "Other"}, {"sha256": "0" * 64}, {"file": "other.txt"}])
def test_database_refuses_to_change_evidence(kept, change):
    with pytest.raises(IntegrityError, match="removed once"), transaction.atomic():
        Evidence.objects.filter(pk=kept.pk).update(**change)


def test_database_refuses_to_delete_evidence(kept):
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        kept.delete()


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("clerk", 200), ("deputy", 403), ("member", 403), ("chair", 403)]
)
def test_page_is_for_whoever_entered_it_and_for_clerks(client, kept, cast, who, status):
    client.force_login(cast.everybody[who])

    assert client.get(reverse("actions:remove_evidence", args=[kept.pk])).status_code == status


def test_page_removes_it_and_goes_back_to_the_action(client, kept, cast):
    client.force_login(cast.officer)

    response = client.post(reverse("actions:remove_evidence", args=[kept.pk]), {"reason": "It is the wrong one."})

    kept.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, cast.action.get_absolute_url())
    assert kept.removed_reason == "It is the wrong one."


def test_page_keeps_what_was_typed_where_somebody_was_first(client, kept, cast):
    remove(kept, cast.clerk)
    client.force_login(cast.officer)

    response = client.post(reverse("actions:remove_evidence", args=[kept.pk]), {"reason": "It is the wrong one."})

    assert response.context["form"].non_field_errors() == ["Somebody else has removed this file meanwhile."]


def test_address_of_a_removed_file_says_why_it_went(client, kept, cast):
    remove(kept, cast.officer)
    client.force_login(cast.member)

    response = client.get(reverse("actions:evidence", args=[kept.pk]))

    assert (response.status_code, "It has a home address in it." in response.content.decode()) == (410, True)


def test_name_that_could_mislead_is_made_safe(client, cast):
    client.force_login(cast.officer)
    file = SimpleUploadedFile("plan\u202etxt.exe.txt", b"The plan.")
    data = {
        "version": cast.action.version,
        "status": "complete",
        "confidence": "green",
        "progress": "Done.",
        "evidence": file,
    }

    response = client.post(reverse("actions:add_update", args=[cast.action.slug]), data)

    assert response.status_code == 302
    assert Evidence.objects.latest("pk").title == "plantxt.exe.txt"


def test_file_without_end_is_kept_only_so_far(client, cast):
    client.force_login(cast.officer)
    file = SimpleUploadedFile("plan.txt", b"x" * (23 * 1024 * 1024))

    response = client.post(reverse("actions:add_update", args=[cast.action.slug]), {"evidence": file})

    assert response.context["form"].errors["evidence"] == [
        "The file is larger than 20 MB. Make it smaller, or split it."
    ]
