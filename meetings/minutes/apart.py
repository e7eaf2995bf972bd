"""Reads a Word or PDF file in a process of its own, so that no file can hold up or bring down the one that asked.

The process gets the file on its standard input and gives the text on its standard output. Whatever goes wrong in
the libraries that read such files ends that process alone, and means that the file is damaged.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

from meetings.minutes.unreadable import UnreadableFile

SECONDS = 25  # less than the 30 s after which gunicorn gives up on a request
MEMORY = 1024 * 1024 * 1024

_REFUSED = 3  # the exit status that says: standard output holds the reason
_ROOT = Path(__file__).resolve().parents[2]
_NAMES = {"docx": "Word document", "pdf": "PDF"}


def read(data: bytes, kind: str) -> str:
    """The text of a "docx" or a "pdf"; raises UnreadableFile."""
    name = _NAMES[kind]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "meetings.minutes.apart", kind],
            input=data,
            capture_output=True,
            cwd=_ROOT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(f"This {name} takes too long to read. Copy its text and paste it instead.") from error
    text = done.stdout.decode()
    if done.returncode == _REFUSED:
        raise UnreadableFile(text)
    if done.returncode:
        raise UnreadableFile(f"This {name} is damaged or too large to read. Copy its text and paste it instead.")
    return text


def main(kind: str) -> int:
    """What the process does: `kind` says how to read standard input."""
    limit()
    from meetings.minutes import pdf, word  # the limits hold for the libraries these load

    try:
        text = {"docx": word.text_of, "pdf": pdf.text_of}[kind](sys.stdin.buffer.read())
    except UnreadableFile as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        return _REFUSED
    sys.stdout.buffer.write(text.encode(errors="replace"))
    return 0


def limit() -> None:
    with contextlib.suppress(ImportError):  # Windows has no such limits; the time limit holds there too
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
