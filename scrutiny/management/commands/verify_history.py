import json
from pathlib import Path

from django.core.management import BaseCommand, CommandError

from people import history
from scrutiny import wholeness


class Command(BaseCommand):
    """Read-only; may run at any time. Its last line says how much it checked: silence would prove nothing."""

    help = (
        "Check that recorded history is whole (no event changed, missing or out of place), "
        "and that packs and stored files are what they were."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--heads",
            type=Path,
            help="A file of the last event of each stream, as a backup holds (heads.json): these must still stand.",
        )

    def handle(self, *, heads, **options):
        noted = self._read(heads) if heads else []
        checked = history.verify()
        packs, files = wholeness.packs(), wholeness.files()
        breaks = [*checked.breaks, *history.missing(noted), *packs.breaks, *files.breaks]
        for found in breaks:
            self.stdout.write(str(found))
        said = f"Checked {checked.streams} streams, {checked.events} events"
        said += f", {packs.count} packs and {files.count} files"
        if heads:
            said += f", and {len(noted)} heads noted earlier"
        if breaks:
            raise CommandError(f"{said}: {len(breaks)} broken.")
        self.stdout.write(f"{said}: whole.")

    def _read(self, file):
        try:
            return [(stream, sequence, digest) for stream, sequence, digest in json.loads(file.read_text())]
        except (OSError, ValueError, TypeError) as error:
            raise CommandError(f"{file} cannot be read as noted heads: {error}") from error
