"""Senders that are processes of their own: killed at any point, or several at once, every message goes once.

They are killed with SIGKILL, so that nothing of theirs tidies up. Where the mail server may have had a message
by then it is uncertain, for the clerk to look at, and never sent again by itself.
"""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from actions.models import Notice
from people.models import Message
from tests.actions.rounds.stage import make_real_round
from tests.smtp import HOST

ROOT = Path(__file__).resolve().parents[3]
NAMES = ["Cerys", "Dev", "Esi", "Finn", "Gwen"]
EVERYBODY = [f"{name.lower()}@example.org" for name in NAMES]

pytestmark = pytest.mark.real_clock

SET_UP = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "scrutiny.settings"
import django
django.setup()
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import call_command
from actions.services.rounds import notices, sending
from people.services import outbox

def stop_at(where, name, times=1):
    # say that it has come there, and stay
    real, calls = getattr(where, name), []
    def stay(*args, **kwargs):
        calls.append(1)
        if len(calls) < times:
            return real(*args, **kwargs)
        print("there", flush=True)
        time.sleep(600)
    setattr(where, name, stay)
"""
SEND = "call_command('send_due')\n"


class Senders:
    """Starts processes that work on one database and one mail server."""

    def __init__(self, url, sink, folder):
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "VAR_DIR": str(folder),
            "SECRET_KEY": "only-for-tests",
            "SCRUTINY_LOCAL": "1",
            "DATABASE_URL": url,
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(sink.port),
        }

    def start(self, code):
        return subprocess.Popen(
            [sys.executable, "-c", SET_UP + code], cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE
        )

    def finish(self, *processes) -> list[str]:
        """What each of them printed, once all have come to a good end."""
        printed = [process.communicate(timeout=120)[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * len(processes)
        return printed

    def run(self, code=SEND) -> str:
        return self.finish(self.start(code))[0]

    def kill_at(self, where):
        """Start one that stops at `where`, wait until it is there, and kill it."""
        process = self.start(f"stop_at({where})\n{SEND}")
        assert process.stdout.readline() == "there\n"
        kill(process)


def kill(process):
    process.kill()
    process.communicate(timeout=30)


# on PostgreSQL


@pytest.fixture
def senders(transactional_db, sink, tmp_path):
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    make_real_round(NAMES)
    return Senders(url, sink, tmp_path)


def let_the_claim_run_out():
    Message.objects.filter(claim__isnull=False).update(claimed_until=timezone.now())


def states():
    return dict(Counter(Message.objects.values_list("state", flat=True)))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("notices, 'write'", {"sent": 5}),
        ("outbox, 'put', 3", {"sent": 5}),
        ("sending, 'get_connection'", {"sent": 5}),
        ("sending, 'content_of', 2", {"sent": 5}),
        ("EmailBackend, 'send_messages', 2", {"sent": 4, "uncertain": 1}),
        ("outbox, '_end', 2", {"sent": 4, "uncertain": 1}),
    ],
    ids=["round opened", "writing notices", "about to send", "claimed", "handed over", "answered"],
)
def test_sender_that_is_killed_leaves_nothing_to_be_sent_twice(senders, sink, where, expected):
    senders.kill_at(where)
    senders.run()
    let_the_claim_run_out()

    for _ in range(2):
        senders.run()

    perhaps = set(Message.objects.filter(state="uncertain").values_list("address", flat=True))
    went = Counter(sink.addresses)
    assert states() == expected
    assert {address: went[address] for address in EVERYBODY if address not in perhaps} == {
        address: 1 for address in EVERYBODY if address not in perhaps
    }
    assert max(went.values()) == 1
    assert Notice.objects.count() == len(NAMES)


def test_sender_killed_while_the_server_takes_a_message_leaves_it_uncertain(senders, sink):
    sink.holding = True
    process = senders.start(SEND)
    assert sink.held.wait(timeout=60)
    kill(process)
    sink.holding = False
    sink.released.set()

    senders.run()
    let_the_claim_run_out()
    printed = senders.run()

    assert "1 uncertain: look at /rounds/outbox/" in printed
    assert states() == {"sent": 4, "uncertain": 1}
    assert sink.addresses == EVERYBODY


def test_message_of_a_sender_that_may_be_alive_is_left_alone(senders, sink):
    senders.kill_at("sending, 'content_of'")

    senders.run()

    assert states() == {"sent": 4, "claimed": 1}
    assert len(sink.mails) == 4


def test_several_senders_at_once_send_every_message_once(senders, sink):
    sink.slow = 0.1

    printed = senders.finish(*[senders.start(SEND) for _ in range(3)])

    assert len(printed) == 3
    assert sink.addresses == EVERYBODY
    assert states() == {"sent": 5}
    assert Notice.objects.count() == len(NAMES)


# on SQLite


MANY = [f"Officer{n}" for n in range(20)]
PREPARE = f"from tests.actions.rounds.stage import make_real_round\nmake_real_round({MANY})\n"
COUNT = """
from collections import Counter
from people.models import Message
print(sorted(Counter(Message.objects.values_list("state", flat=True)).items()))
"""
RUN_OUT = """
from django.utils import timezone
from people.models import Message
Message.objects.filter(claim__isnull=False).update(claimed_until=timezone.now())
"""


@pytest.mark.slow
def test_on_sqlite_killed_and_simultaneous_senders_send_every_message_once(sink, tmp_path):
    senders = Senders(f"sqlite:///{tmp_path / 'scrutiny.sqlite3'}", sink, tmp_path)
    senders.run("call_command('migrate', verbosity=0)\n")
    senders.run(PREPARE)
    sink.slow = 0.05

    senders.kill_at("sending, 'content_of', 3")
    senders.kill_at("EmailBackend, 'send_messages', 3")
    senders.finish(*[senders.start(SEND) for _ in range(3)])
    senders.run(RUN_OUT)
    senders.finish(*[senders.start(SEND) for _ in range(3)])

    assert senders.run(COUNT).strip() == "[('sent', 19), ('uncertain', 1)]"
    assert set(Counter(sink.addresses).values()) == {1}
    assert len(sink.mails) == 19
