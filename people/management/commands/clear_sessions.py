from django.core.management import BaseCommand
from django.utils import timezone

from people.services import sessions


class Command(BaseCommand):
    """For cron, once a day: nothing else deletes the addresses and browsers that ended sessions came from."""

    help = "Delete sessions whose time is over, and what was listed of them."

    def handle(self, **options):
        self.stdout.write(f"Deleted {sessions.clear(now=timezone.now())} sessions whose time was over.")
