from django.conf import settings
from django.core.management import BaseCommand, CommandError

from actions.statuses import MEANING, NEEDS_REASON, TRANSITIONS, Key, Status

FILE = settings.BASE_DIR / "docs" / "statuses.md"

WHOSE = {
    Key.OWNER: "the owner",
    Key.BOARD: "the board, at a meeting",
    Key.CLERK: "the scrutiny officer",
}


class Command(BaseCommand):
    """docs/statuses.md, made of the table the services read, so that the two never differ."""

    help = "Write docs/statuses.md from the table in actions/statuses.py."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Write nothing; fail where the file is not current.")

    def handle(self, *, check, **options):
        page = statuses_page()
        if check:
            if not FILE.exists() or FILE.read_text(encoding="utf-8") != page:
                raise CommandError("docs/statuses.md is out of date: run manage.py write_statuses.")
            self.stdout.write("docs/statuses.md is current.")
            return
        FILE.write_text(page, encoding="utf-8")
        self.stdout.write("docs/statuses.md is written.")


def statuses_page() -> str:
    """The page in Markdown; the same table gives the same text."""
    return "\n".join([*_head(), *_meanings(), "", *_changes(), "", *_grid(), ""])


def _head():
    return [
        "# The statuses of an action",
        "",
        "Made by `manage.py write_statuses` from `actions/statuses.py`. Change that file, not this one.",
        "",
    ]


def _meanings():
    yield "| status | meaning | needs a reason |"
    yield "|---|---|---|"
    for status in Status:
        yield f"| {status.label} | {MEANING[status]} | {'yes' if status in NEEDS_REASON else 'no'} |"


def _changes():
    yield "## Who changes what into what"
    yield ""
    yield "| from | to | by | how |"
    yield "|---|---|---|---|"
    for transition in sorted(TRANSITIONS.values(), key=_in_order):
        old, new = transition.old.label, transition.new.label
        yield f"| {old} | {new} | {WHOSE[transition.by]} | {transition.how} |"
    yield ""
    yield "Anything else is refused. Closed, withdrawn and superseded actions stay as they are."


def _grid():
    yield "## At a glance"
    yield ""
    yield f"| from \\ to | {' | '.join(status.label for status in Status)} |"
    yield f"|---|{'---|' * len(Status)}"
    for old in Status:
        cells = (", ".join(key.value for key in Key if (old, new, key) in TRANSITIONS) or "–" for new in Status)
        yield f"| {old.label} | {' | '.join(cells)} |"


def _in_order(transition):
    statuses, keys = list(Status), list(Key)
    return statuses.index(transition.old), statuses.index(transition.new), keys.index(transition.by)
