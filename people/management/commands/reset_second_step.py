from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from people.models import User
from people.services import second_step


class Command(BaseCommand):
    """For the last administrator, whom no other can help. It is recorded as done by the tracker itself."""

    help = "Take the second step of signing in away from somebody who lost it; they set up another one next."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--dry-run", action="store_true", help="Say who it would be, and change nothing.")

    def handle(self, *, email, dry_run, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        if dry_run:
            self.stdout.write(f"The second step of {user} would be reset.")
            return
        try:
            told = second_step.reset(user=user, by=None, now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"The second step of {user} was reset{'' if told else '; no e-mail could be sent'}.")
