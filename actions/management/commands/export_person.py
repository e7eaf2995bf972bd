import os
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from actions.services import personal
from people.models import User
from people.standing import standing_of


class Command(BaseCommand):
    """For somebody who cannot sign in any more. It holds their private notes too: give it to them and to nobody else.

    It is recorded as done by the tracker itself.
    """

    help = "Write what the tracker holds about somebody to a zip file, for them to be given."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The person’s e-mail address.")
        parser.add_argument("--to", type=Path, required=True, help="The file to write. It must not exist yet.")

    def handle(self, *, email, to, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        now = timezone.now()
        try:
            # made first, so that nothing is recorded as given that could not be written
            file = os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror}.") from error
        with file:
            try:
                file.write(
                    personal.export(user=user, by=None, readers=[standing_of(user, timezone.localdate(now))], now=now)
                )
            except ValidationError as error:
                to.unlink()
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Wrote what is held about {user} to {to}, for their eyes only.")
