from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from actions.services import erasure
from people import erasures


class Command(BaseCommand):
    """After a restore that could not do it itself: docs/operations/personal-data.md."""

    help = "Erase again whomever a restored backup gave back, by the lists of erasures that were kept."

    def add_arguments(self, parser):
        parser.add_argument("lists", nargs="+", type=Path, help="Files called erasures.jsonl.")
        parser.add_argument("--dry-run", action="store_true", help="Say how many there are, and change nothing.")

    def handle(self, *, lists, dry_run, **options):
        for file in lists:
            if not file.is_file():
                raise CommandError(f"{file} is not there.")
        try:
            noted = erasures.merged(*(erasures.read(file) for file in lists))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if dry_run:
            known = {(erasure.person, erasure.joined) for erasure in erasures.of_database()}
            left = sum((one.person, one.joined) not in known for one in noted)
            self.stdout.write(f"{len(noted)} erasures are noted, {left} of them unknown to the database.")
            return
        count = erasure.replay(erasures_noted=noted, now=timezone.now())
        erasures.note()
        self.stdout.write(f"Erased {count} of {len(noted)} people again; the others were erased here or are unknown.")
