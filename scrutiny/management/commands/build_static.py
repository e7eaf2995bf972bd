from django.conf import settings
from django.core.management import BaseCommand, CommandError

from scrutiny import design


class Command(BaseCommand):
    """Before collectstatic, in a deployment; `demo` and the tests do it themselves."""

    help = "Build the design system's files in static/dist, if they are missing or out of date."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Build even if nothing has changed.")

    def handle(self, *, force, verbosity, **options):
        folder = settings.BASE_DIR / "static"
        try:
            built = design.build(folder / "src", folder / "dist", force=force)
        except design.BuildError as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write("Built static/dist." if built else "static/dist is up to date.")
