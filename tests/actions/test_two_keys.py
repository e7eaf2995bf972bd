"""Two keys, held by the database: who asks does not record, and nothing ends but by its board's decision."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.actions.two_keys import AS_IT_SHOULD_BE, got_through

ROOT = Path(__file__).resolve().parent.parent.parent
ALLOWED = dict.fromkeys(AS_IT_SHOULD_BE, "let through")


@pytest.mark.django_db
def test_no_way_round_the_two_keys_on_postgresql():
    assert got_through() == {}
    assert got_through(AS_IT_SHOULD_BE) == ALLOWED


def test_no_way_round_the_two_keys_on_sqlite(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "VAR_DIR": str(tmp_path),
        "SCRUTINY_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "scrutiny.settings",
    }
    for command in (["manage.py", "migrate", "--verbosity=0"], ["-m", "tests.actions.two_keys"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stderr

    assert json.loads(done.stdout) == [{}, ALLOWED]
