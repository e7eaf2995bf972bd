from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from actions.services import erasure
from people import mentions
from people.models import User
from people.services.erasure import pseudonym, reasons_not_to


class Command(BaseCommand):
    """It is recorded as done by the tracker itself. docs/operations/personal-data.md says what goes and what stays."""

    help = "Erase somebody’s personal details for good; what they did stays, under a name that says nothing."

    def add_arguments(self, parser):
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("email", nargs="?", help="The person’s e-mail address.")
        who.add_argument("--id", type=int, help="The person’s number in Administration, for one without an address.")
        parser.add_argument("--reason", required=True, help="Why. It is recorded for good and must not name them.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be erased, and change nothing.")

    def handle(self, *, email, id, reason, dry_run, **options):
        user = User.objects.filter(pk=id).first() if email is None else User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody here has the {'number' if email is None else 'address'} {email or id}.")
        now = timezone.now()
        words = mentions.words_of(user)
        if dry_run:
            self._rehearse(user, words, now)
            return
        try:
            erased = erasure.erase(user=user, reason=reason, by=None, now=now)
        except ValidationError as error:
            raise CommandError("Nothing was erased.\n" + "\n".join(error.messages)) from error
        self.stdout.write(f"Their details were erased: they are {erased.name} from now on.")
        self._write("Deleted or emptied", [f"{count} {kind}" for kind, count in erased.gone.items() if count])
        self._write_where_named(user, words)

    def _rehearse(self, user, words, now):
        if reasons := reasons_not_to(user, today=timezone.localdate(now)):
            raise CommandError("Their details cannot be erased yet.\n" + "\n".join(reasons))
        self.stdout.write(f"{user} would be {pseudonym(user)}. Nothing was changed.")
        self._write_where_named(user, words)

    def _write_where_named(self, user, words):
        named = erasure.still_named(user, words)
        self._write("Texts that name them and stay", [mentions.in_words(*one) for one in named])

    def _write(self, what, said):
        self.stdout.write(f"{what}: {', '.join(said) or 'none'}.")
