from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from actions.services.rounds import sending

# what a message came to, in words
STATES = {"uncertain": "perhaps sent", "dropped": "not needed any more", "waiting": "to try again"}


class Command(BaseCommand):
    """Run it every ten minutes, from cron or a systemd timer: docs/operations/send-due.md."""

    help = "Open the update rounds that are due, and send requests, reminders, overdue notices and escalations."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Print what would go, and send and write nothing.")

    def handle(self, *, dry_run, **options):
        if dry_run:
            self._rehearse()
            return
        report = sending.run()
        said = [f"{len(report.opened)} open rounds", f"{report.written} notices written"]
        said += [f"{count} {STATES.get(state, state)}" for state, count in sorted(report.states.items())]
        if report.recovered:
            said.append(f"{report.recovered} taken up again")
        if report.uncertain:
            said.append(f"{report.uncertain} uncertain: look at /rounds/outbox/")
        self.stdout.write(", ".join(said) + ".")
        if report.unreachable:
            raise CommandError(f"The mail server cannot be reached; what waits goes next time: {report.unreachable}")

    def _rehearse(self):
        would_go = 0
        for message, said in sending.rehearse(now=timezone.now()):
            needed = not isinstance(said, str)
            would_go += needed
            what = said.subject if needed else f"not needed any more: {said}"
            self.stdout.write(f"{message.recipient.email}: {what}")
        self.stdout.write(f"{would_go} messages would go. Nothing was written or sent.")
