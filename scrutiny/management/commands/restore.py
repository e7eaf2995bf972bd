from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from scrutiny.backups import BackupError, restoring


class Command(BaseCommand):
    """Into a new database and a new folder alone: nothing that is there is overwritten."""

    help = "Restore a backup into an empty database and folder, and compare what came out with what went in."
    # the database is empty until this has run
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, help="The folder that one backup is in.")
        parser.add_argument(
            "--erasures",
            type=Path,
            action="append",
            default=[],
            help="A list of erasures kept elsewhere (erasures.jsonl): whoever it names is erased again.",
        )

    def handle(self, *, backup, erasures, **options):
        for file in erasures:
            if not file.is_file():
                raise CommandError(f"{file} is not there.")
        try:
            restored = restoring.restore(backup, now=timezone.now(), lists=erasures)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored what was backed up at {restored.made_at}: {restored.rows} rows, {restored.files} files, "
            f"{restored.history.events} events in {restored.history.streams} streams, all compared and whole."
        )
        if restored.doubtful:
            self.stdout.write(
                f"{restored.doubtful} messages were waiting then and may have gone since: look at /rounds/outbox/."
            )
        if restored.erased_again is None:
            self.stdout.write(
                "The backup is of an older release: run `manage.py migrate`, then `manage.py replay_erasures`."
            )
        elif restored.erased_again:
            self.stdout.write(f"{restored.erased_again} people whose details were erased since were erased again.")
