import json
import os
import secrets

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils import timezone

from actions.sample import load
from people.models import Board, User


class Command(BaseCommand):
    """Everything a newcomer needs to look around: database, sample, people, server."""

    help = "Set up the sample council on an empty database, print who can sign in, and serve it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="Set up and print, and stop there.")
        parser.add_argument("--port", type=int, default=8000, help="Where to serve (default 8000).")
        parser.add_argument("--password", help="One password for everybody, instead of one generated for each.")

    def handle(self, *, no_serve, port, password, **options):
        if not settings.LOCAL:
            raise CommandError("The demo runs in local mode only. Unset SECRET_KEY, and set SCRUTINY_LOCAL=1.")
        self._refuse_anothers_database()
        call_command("build_static", verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not load.is_loaded():
            load.load(now=timezone.now())
        for role, email, word in self._set_passwords(password):
            self.stdout.write(f"{role:8} {email:28} {word}")
        if not no_serve:
            self._serve(port)

    def _refuse_anothers_database(self):
        tables = set(connection.introspection.table_names())
        if not tables or (self._is_ours(tables) and (load.is_loaded() or self._is_empty())):
            return
        raise CommandError(
            "This database holds something that is not the demo, so it is left alone. "
            "Point DATABASE_URL at an empty database, or unset it."
        )

    def _is_ours(self, tables):
        return {"django_migrations", "people_event", "people_user", "people_board"} <= tables

    def _is_empty(self):
        return not User.objects.exists() and not Board.objects.exists()

    def _set_passwords(self, one_for_all):
        """(role, e-mail, password) of the demo's people, the same on every run: kept under var/."""
        file = settings.VAR_DIR / "demo_passwords.json"
        words = json.loads(file.read_text()) if file.exists() else {}
        for role in load.ROLES:
            words[role] = one_for_all or words.get(role) or secrets.token_urlsafe(9)
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            json.dump(words, opened)
        for role in load.ROLES:
            user = User.objects.get(email=load.email_of(role))
            if not user.check_password(words[role]):
                user.set_password(words[role])
                user.save(update_fields=["password"])
            yield role, user.email, words[role]

    def _serve(self, port):
        """Serve as production does, with gunicorn and WhiteNoise, on this machine alone."""
        from gunicorn.app.base import BaseApplication

        class Server(BaseApplication):
            def load_config(self):
                self.cfg.set("bind", f"127.0.0.1:{port}")
                self.cfg.set("threads", 4)
                self.cfg.set("loglevel", "warning")

            def load(self):
                return get_wsgi_application()

        connection.close()
        self.stdout.write(f"\nServing on http://127.0.0.1:{port} - press Ctrl+C to stop.")
        Server().run()
