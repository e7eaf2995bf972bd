from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from scrutiny.backups import BackupError, making


class Command(BaseCommand):
    """Run it every night, from cron or a systemd timer: docs/operations/backup.md."""

    help = "Back up the database and the files it refers to into a new folder, while everybody works on."

    def add_arguments(self, parser):
        parser.add_argument("into", type=Path, help="The folder that backups are kept in.")

    def handle(self, *, into, **options):
        try:
            made = making.make(into, now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.folder}: {made.rows} rows and {made.files} files, {filesizeformat(made.size)}.")
        if made.missing:
            raise CommandError(
                f"The backup is made, but {len(made.missing)} files that rows refer to are not there: "
                + ", ".join(made.missing)
            )
