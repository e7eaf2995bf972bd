"""Writes a small paper in a council's template, in a process of its own, to see whether it can be done.

Whatever goes wrong in the libraries that read such a file ends that process alone, within its bounds of time and
memory. The process gets the template on its standard input; its exit status is the answer.
"""

import contextlib
import datetime
import subprocess
import sys
from pathlib import Path

SECONDS = 20
MEMORY = 1024 * 1024 * 1024

_ROOT = Path(__file__).resolve().parents[2]


def can_be_written_in(template: bytes) -> bool:
    """Whether papers can be written in `template`, a .docx."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "actions.papers.trial"],
            input=template,
            capture_output=True,
            cwd=_ROOT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    _limit()
    from actions.papers import word
    from actions.papers.outline import Bullets, Column, Link, Look, Paper, Section, Table, tags, text

    blocks = (
        tags("In progress"),
        Bullets((text("One"),)),
        Table("Numbers", (Column("What"), Column("Number", number=True)), (("One", 1),), shows_label=True),
        *(text("Words", look=look) for look in Look),
        text(Link("Words", "words")),
    )
    paper = Paper(
        title="Paper",
        council="Council",
        caption="For trial",
        head="Paper",
        marking="Marked",
        made_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        sections=(Section("Words", (Section("More", blocks),), anchor="words"),),
    )
    template = sys.stdin.buffer.read()
    word.write(paper, template)


def _limit() -> None:
    with contextlib.suppress(ImportError):  # Windows has no such limits; the time limit holds there too
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
