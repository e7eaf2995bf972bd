"""The house: imports go one way, the reader of minutes is plain Python, and services are the only writers.

Read from the source, so that it says where a rule is broken before anything runs.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# each may import those before it
APPS = ["people", "meetings", "actions", "scrutiny"]

# inside an app, from the ground up; what is not named here is as high as the highest it imports
STOREYS = [
    {"statuses"},
    {"querysets"},
    {"models"},
    {"permissions"},
    {"services"},
    {"forms", "filters", "imports", "exports"},
    {"views", "admin", "management"},
]

# writing that no service does: making a person in Django's own way, the sample council's boards and people,
# and the demo's passwords; papers save files
WRITERS = ("people.models.users", "actions.sample", "actions.papers", "scrutiny.management.commands.demo")
WRITING = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "save"}
# words that dicts and hashes know as well: counted on a model's `objects` alone
WRITING_OF_OBJECTS = {"update", "delete"}


def modules():
    """{dotted name: (its syntax tree, the package it is in)} of all our code but migrations and tests."""
    found = {}
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            *package, stem = file.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in package:
                name = ".".join(package if stem == "__init__" else [*package, stem])
                found[name] = ast.parse(file.read_text(encoding="utf-8")), package
    return found


def imported(tree, package):
    """Every dotted name a module imports, at its top or inside a function: packages and what is taken from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


MODULES = {name: tree for name, (tree, _) in modules().items()}
IMPORTS = {name: set(imported(tree, package)) for name, (tree, package) in modules().items()}


def ours(name):
    """What `name` imports of our own code."""
    return IMPORTS[name] & MODULES.keys()


def storey(name):
    """Where a module stands by its name, or None."""
    parts = name.split(".")[1:]
    return next((level for level, names in enumerate(STOREYS) if parts and parts[0] in names), None)


def height(name, below=()):
    """Where a module stands: by its name, or as high as the highest it imports of its own app."""
    by_name = storey(name)
    if by_name is not None:
        return by_name
    app = name.split(".")[0]
    neighbours = [other for other in ours(name) if other.split(".")[0] == app and other not in (*below, name, app)]
    return max((height(other, (*below, name)) for other in neighbours), default=0)


def chain(call):
    """The names that lead to a call: ["Board", "objects", "filter", "update"] of Board.objects.filter(…).update(…)."""
    names, node = [], call.func
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        else:
            node = node.func
    return [node.id if isinstance(node, ast.Name) else "", *names]


def services_of(tree):
    """The names under which a module knows services."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and "services" in (node.module or "").split("."):
            yield from (alias.asname or alias.name for alias in node.names)


def writes(tree):
    """The lines of a module that write rows."""
    no_rows = {"self", "super", *services_of(tree)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        names = chain(call)
        writing = names[-1] in WRITING or (names[-1] in WRITING_OF_OBJECTS and "objects" in names)
        if writing and names[0] not in no_rows:
            yield call.lineno


def test_apps_import_only_the_apps_below_them():
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        for other in ours(name)
        if APPS.index(other.split(".")[0]) > APPS.index(name.split(".")[0])
    ]

    assert wrong == []


def test_modules_import_only_the_storeys_below_them():
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        for other in ours(name)
        if name.split(".")[0] == other.split(".")[0] and storey(name) is not None and height(other) > storey(name)
    ]

    assert wrong == []


def test_reader_of_minutes_is_plain_python():
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        if name.startswith("meetings.minutes")
        for other in IMPORTS[name]
        if other.split(".")[0] == "django" or (other.split(".")[0] in APPS and not other.startswith("meetings.minutes"))
    ]

    assert wrong == []


def test_services_are_the_only_writers():
    wrong = [
        f"{name}, line {line}"
        for name, tree in MODULES.items()
        if "services" not in name.split(".") and not name.startswith(WRITERS)
        for line in writes(tree)
    ]

    assert wrong == []


def test_writing_is_noticed():
    lines = [
        "from actions.services import actions",
        "Board.objects.filter(pk=1).update(name='x')",
        "board.save()",
        "meeting.items.create()",
        "super().save()",
        "self.save()",
        "actions.create()",
        "{}.update(a=1)",
        "print()",
    ]

    assert list(writes(ast.parse("\n".join(lines)))) == [2, 3, 4]


def test_imports_relative_to_a_package_are_noticed():
    tree = ast.parse("from .dates import Day\nfrom . import lines\nfrom ..models import Meeting")

    assert set(imported(tree, ["meetings", "minutes"])) == {
        "meetings.minutes.dates",
        "meetings.minutes.dates.Day",
        "meetings.minutes",
        "meetings.minutes.lines",
        "meetings.models",
        "meetings.models.Meeting",
    }


def test_no_module_is_named_for_nothing():
    vague = {"core", "common", "utils", "helpers", "misc"}

    assert [name for name in MODULES if vague & set(name.split("."))] == []
