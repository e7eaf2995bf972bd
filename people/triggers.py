"""Rules that no column constraint can hold, held by the database as triggers.

Each model lists its own in `database_rules`; they are installed after every migrate, because SQLite
drops a table's triggers whenever a migration rebuilds the table.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connections


@dataclass(frozen=True)
class Refuse:
    """Refuse a row change.

    `event` is "INSERT", "UPDATE" or "DELETE"; `columns` narrows an UPDATE to those columns;
    `when` is an SQL condition over NEW and OLD that both SQLite and PostgreSQL understand, and is
    true where the change must be refused. None refuses always. `table` is for a rule over another
    table than its model's, which an app lays on one below it. The refusal reaches Python as
    IntegrityError with `message`.
    """

    name: str
    event: str
    message: str
    columns: tuple[str, ...] = ()
    when: str | None = None
    table: str = ""

    def statements(self, vendor: str, table: str) -> list[str]:
        """The SQL that (re)installs the rule on `table`."""
        event = self.event
        if self.columns:
            event += " OF " + ", ".join(f'"{column}"' for column in self.columns)
        message = self.message.replace("'", "''")
        if vendor == "sqlite":
            when = f"WHEN {self.when}" if self.when else ""
            return [
                f'DROP TRIGGER IF EXISTS "{self.name}"',
                f'CREATE TRIGGER "{self.name}" BEFORE {event} ON "{table}" FOR EACH ROW {when} '
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $rule$ BEGIN '
            f"IF {self.when or 'true'} THEN "
            f"RAISE EXCEPTION '{message.replace('%', '%%')}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $rule$",
            f'DROP TRIGGER IF EXISTS "{self.name}" ON "{table}"',
            f'CREATE TRIGGER "{self.name}" BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{self.name}"()',
        ]


def append_only(table: str, columns: tuple[str, ...] = (), *, of_another=False) -> tuple[Refuse, ...]:
    """The two rules that keep `table` append-only: no DELETE, and no UPDATE (of `columns`, or of any).

    `of_another` says that it is another table than its model's, such as one that links two rows.

    TRUNCATE stays possible: it is how a test database is emptied, and no service issues it.
    """
    laid_on = table if of_another else ""
    return (
        Refuse(
            f"{table}_no_update", "UPDATE", f"{table} is append-only: rows are never changed", columns, None, laid_on
        ),
        Refuse(f"{table}_no_delete", "DELETE", f"{table} is append-only: rows are never deleted", (), None, laid_on),
    )


def database_rules(app_label: str | None = None):
    """(model, rule) for every rule of the installed models, or of one app's."""
    for model in apps.get_models():
        if app_label is None or model._meta.app_label == app_label:
            for rule in getattr(model, "database_rules", ()):
                yield model, rule


def drop_before_migrate(sender, using, **kwargs):
    """Take the rules of an app off while SQLite's tables are rebuilt.

    SQLite refuses to rename a table while some trigger names one that is not there just then.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for _model, rule in database_rules(sender.label):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{rule.name}"')


def install_after_migrate(sender, using, **kwargs):
    """Install the rules of the app that has just been migrated, wherever its tables are."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, rule in database_rules(sender.label):
            table = rule.table or model._meta.db_table
            if table in tables:
                for statement in rule.statements(connection.vendor, table):
                    cursor.execute(statement)
