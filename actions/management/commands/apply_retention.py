from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from actions.services import retention
from people import erasures


class Command(BaseCommand):
    """Run it once a day, from cron or a systemd timer: docs/operations/personal-data.md."""

    help = "Delete what has been kept for as long as the settings say: nothing of it is a record."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Print how much there is, and delete nothing.")

    def handle(self, *, dry_run, **options):
        for what, count in retention.apply(now=timezone.now(), dry_run=dry_run):
            self.stdout.write(f"{what}: {'kept for ever' if count is None else count}")
        if dry_run:
            self.stdout.write("Nothing was deleted.")
            return
        try:
            erasures.note()
        except (OSError, ValueError) as error:
            raise CommandError(f"The list of erasures cannot be brought up to date: {error}") from error
