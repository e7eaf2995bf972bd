"""The archive of a review's evidence: every file with its checksum, and an index that says what became of each."""

import csv
import datetime
import errno
import hashlib
import io
import tracemalloc
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from actions.evidence import archive
from actions.evidence.pieces import collect
from actions.services import evidence as evidence_service
from meetings.models import DocumentVersion
from tests.builders import (
    at,
    make_action,
    make_clerk,
    make_finding,
    make_item,
    make_letter,
    make_plan,
    make_review,
    make_update,
    make_user,
    make_version,
    standing,
)
from tests.cast import EXEMPT_WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = make_clerk()
    client.force_login(user)
    return user


@pytest.fixture
def review():
    return make_review(slug="challenge", item=make_item())


def file(name="plan.txt", content=b"The plan."):
    return SimpleUploadedFile(name, content)


def make_evidence(review, name="plan.txt", content=b"The plan.", **over):
    """A file on an update of an action that answers the review."""
    action = over.pop("action", None) or make_action(finding=make_finding(review=review))
    # one that asks to be closed stays complete
    over.setdefault("status_reported", "complete" if action.proposals.exists() else "in_progress")
    return make_update(action, evidence=file(name, content), **over).evidence.get()


def export(client, review, **query):
    response = client.get(reverse("reviews:evidence", args=[review.slug]), query)
    assert response.status_code == 200, response
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def index_of(made):
    return list(csv.DictReader(io.StringIO(made.read("index.csv").decode("utf-8-sig"))))


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_archive_holds_every_file_with_whose_it_is_and_its_checksum(client, clerk, review):
    action = make_action(finding=make_finding(review=review, number=4), title="Publish it")
    make_evidence(review, action=action, by=make_user("Ann"), now=at(-9))
    make_letter(review, "Dear all,")

    made = export(client, review)

    letter, plan = index_of(made)
    place = f"evidence/{action.slug}/0002-plan.txt"
    assert (plan["File in this archive"], plan["Answers"], plan["Action"]) == (place, "Area 4", action.reference)
    assert (plan["Entered by"], plan["Entered on"], plan["State"]) == ("Ann", "2026-02-22", "In this archive")
    assert (made.read(place), plan["SHA-256"], plan["Bytes"]) == (b"The plan.", sha256(b"The plan."), "9")
    assert (letter["What it is"], letter["SHA-256"]) == ("The review’s letter", sha256(b"Dear all,"))
    assert made.read(letter["File in this archive"]) == b"Dear all,"


def test_archive_has_an_index_to_read_and_checksums_to_check(client, clerk, review):
    evidence = make_evidence(review)

    made = export(client, review)

    page = html.fromstring(made.read("index.html"))
    action = evidence.update.action
    assert page.xpath("string(//h1)") == f"Evidence: {review}"
    assert action.reference in page.xpath("string(//h3[2])")
    assert page.xpath("//td/code/text() | //caption[contains(., 'Evidence on')]/text()") == [
        f"Evidence on {action.reference}",
        evidence.sha256,
    ]
    assert made.read("checksums.txt").decode() == f"{evidence.sha256}  evidence/{action.slug}/0001-plan.txt\n"
    assert made.namelist()[-3:] == ["index.csv", "index.html", "checksums.txt"]


def test_evidence_of_an_action_that_only_stands_in_its_plan_is_there_too(client, clerk, review):
    action = make_action()
    make_plan(review=review, actions=[action])
    make_evidence(review, action=action)

    [row] = index_of(export(client, review))

    assert (row["Action"], row["Answers"]) == (action.reference, "")


def test_names_are_safe_and_no_two_are_the_same(client, clerk, review):
    action = make_action(finding=make_finding(review=review))
    for name in ("plan.txt", "plan.txt", "=cmd|’ für\u202e.txt"):
        make_evidence(review, name, action=action)

    made = export(client, review)

    folder = f"evidence/{action.slug}"
    assert made.namelist()[:3] == [
        f"{folder}/0001-plan.txt",
        f"{folder}/0002-plan.txt",
        f"{folder}/0003-=cmd-’ für.txt",
    ]
    assert made.testzip() is None


def test_cells_of_the_index_are_safe_to_open(client, clerk, review):
    action = make_action(finding=make_finding(review=review), title="=HYPERLINK(1)")
    make_evidence(review, action=action)

    [row] = index_of(export(client, review))

    assert row["What is to be done"] == "'=HYPERLINK(1)"


def test_removed_evidence_is_listed_with_its_reason(client, clerk, review):
    evidence = make_evidence(review)
    evidence_service.remove(evidence=evidence, by=make_clerk(name="Bram"), now=at(-1), reason="It names a child.")

    made = export(client, review)

    [row] = index_of(made)
    assert row["File in this archive"] == ""
    assert row["State"] == "Removed on 2 March 2026 by Bram: It names a child."
    assert made.namelist() == ["index.csv", "index.html", "checksums.txt"]


def test_file_that_is_gone_is_listed_as_missing(client, clerk, review):
    evidence = make_evidence(review)
    evidence.file.storage.delete(evidence.file.name)

    [row] = index_of(export(client, review))

    assert row["State"] == "Missing: the file is not where it was kept"
    assert row["SHA-256"] == evidence.sha256


def test_file_that_is_not_what_was_entered_is_said_to_be_another(client, clerk, review):
    evidence = make_evidence(review)
    default_storage.delete(evidence.file.name)
    default_storage.save(evidence.file.name, ContentFile(b"Another."))

    [row] = index_of(export(client, review))

    assert row["State"] == "In this archive, but not as it was when it was entered"
    assert row["SHA-256"] == sha256(b"Another.")


def test_paper_kept_elsewhere_is_listed_with_its_address(client, clerk, review):
    make_version(item=review.item, url="https://example.org/letter")

    [row] = index_of(export(client, review))

    assert row["State"] == "At an address, not in this archive: https://example.org/letter"


def test_same_evidence_at_the_same_moment_gives_the_same_bytes(review):
    for name in ("b.txt", "a.txt"):
        make_evidence(review, name)
    clerk = standing(make_clerk())

    def written():
        made = io.BytesIO()
        archive.write(made, collect(review, clerk, public=False), made_at=at(), council="Thornbury Vale")
        return made.getvalue()

    assert written() == written()


def test_members_archive_holds_what_they_may_see_and_no_more(client, cast):
    open_one = make_evidence(cast.review, action=cast.action)
    hidden = {"is_exempt": True, "exempt_paragraphs": "3"}
    make_evidence(cast.review, f"{EXEMPT_WORDS}.txt", action=cast.action, **hidden)
    finding = make_finding(review=cast.review, text=f"The {EXEMPT_WORDS}", **hidden)
    exempt_action = make_action(title=EXEMPT_WORDS, finding=finding, monitoring_board=cast.lives)
    make_evidence(cast.review, "lease.txt", action=exempt_action)
    make_letter(cast.review, EXEMPT_WORDS, **hidden)

    seen, marked = {}, {}
    for who in ("member", "co_optee"):
        client.force_login(getattr(cast, who))
        made = export(client, cast.review)
        everything = " ".join([*made.namelist(), *(made.read(name).decode() for name in made.namelist())])
        seen[who], marked[who] = EXEMPT_WORDS in everything, "Not for publication" in everything
        files = [name for name in made.namelist() if name.startswith("evidence/")]
        assert files[:1] == [f"evidence/{cast.action.slug}/{'0002' if seen[who] else '0001'}-{open_one.title}"]

    assert seen == marked == {"member": True, "co_optee": False}


def test_public_form_leaves_out_what_is_exempt_for_those_who_may_see_it(client, cast):
    hidden = {"is_exempt": True, "exempt_paragraphs": "3"}
    make_evidence(cast.review, f"{EXEMPT_WORDS}.txt", action=cast.action, **hidden)
    make_finding(review=cast.review, text=f"The {EXEMPT_WORDS}", **hidden)
    make_letter(cast.review, EXEMPT_WORDS, **hidden)
    make_evidence(cast.review, action=cast.action)
    client.force_login(cast.clerk)

    made = export(client, cast.review, audience="public")
    whole = export(client, cast.review)

    everything = " ".join([*made.namelist(), *(made.read(name).decode() for name in made.namelist())])
    assert EXEMPT_WORDS not in everything
    assert "exempt matter is left out" in everything
    assert [row["Title"] for row in index_of(made)] == ["plan.txt"]
    assert f"{EXEMPT_WORDS}.txt" in [row["Title"] for row in index_of(whole)]


def test_exempt_review_has_no_public_form(client, cast):
    review = make_review(title=EXEMPT_WORDS, slug="lease", item=cast.exempt_item)
    client.force_login(cast.clerk)

    public = client.get(reverse("reviews:evidence", args=["lease"]), {"audience": "public"})

    assert public.status_code == 404
    assert "Not for publication" in export(client, review).read("index.html").decode()


def test_update_that_waits_to_be_cleared_is_said_to_wait_and_is_not_public(client, clerk, review):
    action = make_action(finding=make_finding(review=review))
    directorate = action.owner.directorate
    directorate.director, directorate.clears_updates = action.owner, True
    directorate.save()
    make_evidence(review, action=action, by=make_user())

    [row] = index_of(export(client, review))

    assert row["What it is"] == "Evidence of an update, waits to be cleared"
    assert index_of(export(client, review, audience="public")) == []


@pytest.mark.parametrize("who", ["viewer", "admin", "superuser"])
def test_archive_is_for_those_who_work_on_it_or_decide(client, cast, who):
    client.force_login(getattr(cast, who))

    assert client.get(reverse("reviews:evidence", args=[cast.review.slug])).status_code == 403


def test_full_disk_is_said_and_nothing_is_sent(client, clerk, review, monkeypatch):
    make_evidence(review)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive, "_copy", full)

    response = client.get(reverse("reviews:evidence", args=[review.slug]), follow=True)

    assert response.redirect_chain == [(review.get_absolute_url(), 302)]
    assert "has no room for it" in response.text


def test_archive_is_named_for_the_review_and_the_day(client, clerk, review):
    response = client.get(reverse("reviews:evidence", args=[review.slug]))
    response.close()

    assert response["Content-Disposition"] == 'attachment; filename="challenge-evidence-full-2026-03-03.zip"'
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("count", [1, 3])
def test_archive_query_count(client, clerk, review, count, django_assert_num_queries):
    for _ in range(count):
        make_evidence(review)
        make_version(item=review.item)

    with django_assert_num_queries(11):
        made = export(client, review)

    assert len(index_of(made)) == 2 * count


@pytest.mark.slow
def test_half_a_gigabyte_goes_through_in_little_memory(client, clerk, review):
    evidence = make_evidence(review, "film.pdf.txt")
    default_storage.delete(evidence.file.name)
    with default_storage.open(evidence.file.name, "wb") as big:
        for _ in range(500):
            big.write(b"\0" * 1024**2)
    DocumentVersion.objects.all().delete()

    tracemalloc.start()
    response = client.get(reverse("reviews:evidence", args=[review.slug]))
    size = sum(len(chunk) for chunk in response.streaming_content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == int(response["Content-Length"])
    assert most < 50 * 1024**2


def test_moment_of_a_member_is_when_it_was_entered(client, clerk, review):
    make_evidence(review, now=at(-9, hour=10))

    [entry] = [one for one in export(client, review).infolist() if one.filename.startswith("evidence/")]

    assert datetime.datetime(*entry.date_time) == datetime.datetime(2026, 2, 22, 10)  # noqa: DTZ001
