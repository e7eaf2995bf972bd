"""After an erasure nobody finds the person: no column of any table holds their name or address, on either database,
but those where the council's own record names them. Before it they are found, so the hunt would see them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.services import erasure
from people import history
from tests.actions.personal import hunt, life
from tests.builders import at

ROOT = Path(__file__).resolve().parent.parent.parent.parent

# where they stay named, and why
KEPT = {
    "meetings_attendance.name": "who attended, as the minutes have it: open to inspection (1972 Act, s.100C)",
    "meetings_agendaitem.minutes": "the words of the minutes",
    "meetings_minutessource.text": "the minutes that were imported",
    "actions_pack.content": "what members were shown, sealed by its checksum: who had submitted which question",
    "actions_pack.public_content": "the same, for the public",
    "people_event.note": "a reason that somebody else typed, which the chain of history covers",
}
# where they are found before, beside that
SOUGHT = {
    "account_emailaddress.email",
    "actions_minutesimport.text",
    "actions_question.text",
    "actions_updatedraft.values",
    "django_admin_log.change_message",
    "django_admin_log.object_repr",
    "django_session.session_data",
    "meetings_circulationdelivery.address",
    "mfa_authenticator.data",
    "people_historicaluser.email",
    "people_historicaluser.name",
    "people_message.address",
    "people_message.html",
    "people_message.subject",
    "people_message.text",
    "people_message.why",
    "people_user.email",
    "people_user.name",
    "socialaccount_socialaccount.extra_data",
    "socialaccount_socialaccount.uid",
    "usersessions_usersession.user_agent",
}

SCRIPT = """
import json
from django.test.utils import setup_test_environment
setup_test_environment()
from people import history
from actions.services import erasure
from tests import cast
from tests.actions.personal import hunt, life
from tests.builders import at
made = cast.make_cast()
person = life.lead(made)
before = hunt.found(life.TRACE)
erased = erasure.erase(user=person, reason="They asked for it.", by=made.admin, now=at())
print(json.dumps([before, hunt.found(life.TRACE), [str(one) for one in history.verify().breaks], erased.name]))
"""


def test_nothing_leads_to_them_on_postgresql(cast):
    person = life.lead(cast)
    before = hunt.found(life.TRACE)

    erasure.erase(user=person, reason="They asked for it.", by=cast.admin, now=at())

    assert before.keys() >= SOUGHT | KEPT.keys()
    assert hunt.found(life.TRACE).keys() == KEPT.keys()
    assert history.verify().breaks == ()


@pytest.mark.slow
def test_nothing_leads_to_them_on_sqlite(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'scrutiny.sqlite3'}",
    }
    for command in (["migrate", "-v0"], ["createcachetable"], ["shell", "--no-imports", "-c", SCRIPT]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    before, after, breaks, name = json.loads(done.stdout.splitlines()[-1])
    assert before.keys() >= SOUGHT | KEPT.keys()
    assert after.keys() == KEPT.keys()
    assert breaks == []
    assert name.startswith("Former member ")
