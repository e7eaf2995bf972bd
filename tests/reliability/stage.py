"""The tracker as it runs in production, in processes that can be killed: gunicorn and send_due, with a mail server."""

import contextlib
import http.client
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.smtp import HOST, Sink, _free_port

ROOT = Path(__file__).resolve().parent.parent.parent
COUNCIL = Path(__file__).with_name("council.py")


class Stage:
    """A tracker on `url`, with its files in `folder`. `kills` counts what was killed."""

    def __init__(self, folder: Path, url: str, sink: Sink, *, largest_file: int | None = None):
        self.folder, self.port, self.largest_file = folder, _free_port(), largest_file
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "VAR_DIR": str(folder),
            "DATABASE_URL": url,
            "SECRET_KEY": "only-for-this-run-and-long-enough-to-be-taken-for-one",
            "ALLOWED_HOSTS": HOST,
            "SECURE_SSL_REDIRECT": "0",
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(sink.port),
            "MFA_REQUIRED_ROLES": "",
        }
        self.web = None
        self.kills = {"web": 0, "send_due": 0}

    def manage(self, *command, **how):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            **how,
        )
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout

    def set_up(self) -> list[dict]:
        """An empty database becomes a council; returns its officers, each with a session and slugs of actions."""
        self.manage("migrate", "--verbosity=0")
        self.manage("createcachetable", "--verbosity=0")
        self.manage("collectstatic", "--no-input", "--verbosity=0")
        return json.loads(self.manage("shell", "--no-imports", "-c", COUNCIL.read_text()).splitlines()[-1])

    def start_web(self):
        """Start gunicorn in a group of its own, and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "scrutiny.wsgi",
            "--workers=2",
            "--threads=4",
            "--log-level=critical",
        ]
        with (self.folder / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [*command, f"--bind={HOST}:{self.port}"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self._limit,
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with (
                contextlib.suppress(OSError, http.client.HTTPException),
                contextlib.closing(http.client.HTTPConnection(HOST, self.port, timeout=5)) as connection,
            ):
                connection.request("GET", "/healthz")
                with connection.getresponse() as answer:
                    if answer.status == 200:
                        return
            time.sleep(0.1)
        raise AssertionError(f"It does not answer:\n{(self.folder / 'web.log').read_text()[-4000:]}")

    def kill_web(self):
        """kill -9, master and workers, in the middle of whatever they do."""
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        self.kills["web"] += 1

    def start_send_due(self):
        command = [sys.executable, "manage.py", "send_due"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def stop(self):
        if self.web and self.web.poll() is None:
            os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait()

    def _limit(self):
        if self.largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.largest_file, self.largest_file))


@contextlib.contextmanager
def staged(folder: Path, url: str, **how):
    """A stage with a mail server beside it; both are stopped in the end."""
    sink = Sink()
    sink.start()
    stage = Stage(folder, url, sink, **how)
    try:
        yield stage, sink
    finally:
        stage.stop()
        sink.stop()
