import datetime
import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from actions.services import minutes
from meetings.minutes import document, files, reader
from people.models import Board, User


class Command(BaseCommand):
    """Import the minutes of one meeting from a file, through the same service as the page.

    Actions are made on the page, where each gets its owner: this makes the meeting, its items, resolutions and
    findings. With --dry-run nothing is written and no database is needed.
    """

    help = "Reads the minutes in a file, and imports them as those of a board's meeting."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="A text, web page, Word or PDF file.")
        parser.add_argument("--dry-run", action="store_true", help="Only show what was read; write nothing.")
        parser.add_argument("--json", action="store_true", help="Show what was read, or was made, as JSON.")
        parser.add_argument("--board", metavar="CODE", help="The code of the board that met, such as ILSC.")
        parser.add_argument("--date", metavar="YYYY-MM-DD", help="The day of the meeting; else the one in the text.")
        parser.add_argument(
            "--user", metavar="EMAIL", help="The clerk who imports; else the tracker itself records it."
        )

    def handle(self, *, file, dry_run, board, date, user, **options):
        path = Path(file)
        text = _text_of(path)
        if dry_run:
            self._show_read(reader.read(text), as_json=options["json"])
            return
        made = _import(text, path.name, board=_board(board), date=_date(date), by=_clerk(user))
        self._show_made(made, as_json=options["json"])

    def _show_read(self, read, *, as_json):
        if as_json:
            self.stdout.write(json.dumps(document.as_json(read), ensure_ascii=False, indent=1))
            return
        where = [words.text for words in (read.board, read.date and read.date.words, read.venue) if words]
        self.stdout.write(", ".join(where) or "No board, day or venue was found.")
        for item in read.items:
            title = " ".join(words.text for words in (item.number, item.title) if words)
            self.stdout.write(
                f"{title or 'An item without a title'}: {len(item.resolutions)} resolutions, "
                f"{len(item.findings)} findings, {len(item.actions)} labelled actions"
            )

    def _show_made(self, made, *, as_json):
        if as_json:
            shown = {"meeting": made.meeting.pk, "made": made.counts, "matched": made.matched}
            self.stdout.write(json.dumps(shown, indent=1))
            return
        self.stdout.write(f"{'Made' if made.new_meeting else 'Found'} the meeting: {made.meeting}")
        for kind in ("items", "resolutions", "findings"):
            self.stdout.write(f"{kind.capitalize()}: {made.counts[kind]} made, {made.matched[kind]} there already")


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > files.MAX_BYTES:
            raise CommandError(f"{path} is larger than 20 MB.")
        return files.extract(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}.") from None
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}.") from error
    except files.UnreadableFile as error:
        raise CommandError(f"{path}: {error}") from error


def _import(text, origin, *, board, date, by):
    now, today = timezone.now(), timezone.localdate()
    try:
        # a draft that cannot be confirmed is not left behind: there is nobody to go on with it
        with transaction.atomic():
            draft = minutes.start(text=text, origin=origin, by=by, now=now)
            read = draft.entries["meeting"]["date"]
            date = date or (read and datetime.date.fromisoformat(read))
            if date is None:
                raise CommandError("The text does not say on which day the meeting was: give --date YYYY-MM-DD.")
            minutes.settle(draft, board=board, date=date)
            return minutes.confirm(draft, by=by, now=now, today=today)
    except ValidationError as error:
        mend = "Import them on the page if this has to be mended first."
        raise CommandError(f"Nothing was imported. {' '.join(error.messages)} {mend}") from error


def _board(code) -> Board:
    if not code:
        raise CommandError("Say which board met: --board CODE, or --dry-run to see what the file holds.")
    board = Board.objects.filter(code__iexact=code).first()
    if board is None:
        known = ", ".join(Board.objects.order_by("code").values_list("code", flat=True)) or "none"
        raise CommandError(f"There is no board {code}. Those there are: {known}.")
    return board


def _date(text) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{text} is not a date. Write it as 2026-03-03.") from None


def _clerk(email) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_clerk=True, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no clerk with the address {email}.")
    return user
