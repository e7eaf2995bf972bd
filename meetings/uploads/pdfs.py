"""PDF files, opened in a process of their own within bounds of time and memory: pages counted, nothing drawn."""

import subprocess
import sys
from pathlib import Path

from meetings.minutes import apart
from meetings.uploads import Refused

PAGES = 2000
SECONDS = 20

DAMAGED = "This PDF is damaged, or is none. Print it to a new PDF, and choose that."
LOCKED = "This PDF needs a password, so members could not open it. Save it without one, and choose it again."
TOO_LONG = f"This PDF has more than {PAGES:,} pages. Choose the part of it that shows what you say."
TOO_SLOW = "This PDF takes too long to open. Print it to a new PDF, and choose that."

# what the process answers with
ANSWERS = {0: None, 3: LOCKED, 4: TOO_LONG}

_ROOT = Path(__file__).resolve().parents[2]


def check(data: bytes) -> None:
    """Raises Refused unless `data` is a PDF that opens without a password and has no more than PAGES pages."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "meetings.uploads.pdfs"],
            input=data,
            capture_output=True,
            cwd=_ROOT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(TOO_SLOW) from error
    if answer := ANSWERS.get(done.returncode, DAMAGED):
        raise Refused(answer)


def main() -> int:
    apart.limit()
    import io

    from pypdf import PdfReader  # the limits hold for what it does

    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted and not reader.decrypt(""):
        return 3
    # what the file says of itself may be a lie, and going through the pages may take for ever: count no further
    counted = 0
    for _ in reader.pages:
        counted += 1
        if counted > PAGES:
            return 4
    return 0 if counted else 1


if __name__ == "__main__":
    sys.exit(main())
