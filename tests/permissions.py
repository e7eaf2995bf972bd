"""Writes docs/permissions.md from the table that the sweep holds the tracker to (tests/addresses.py).

python -m tests.permissions            # writes it
python -m tests.permissions --check    # says whether it is as it should be
"""

import argparse
import re
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"

# who of the tests' cast stands for which role
ROLES = {
    "clerk": "Scrutiny officer (clerk)",
    "officer": "Officer: holds the owner’s post",
    "deputy": "Officer: deputises for it",
    "chair": "Chair of the board",
    "member": "Member of the board",
    "co_optee": "Co-optee who sees no exempt matter",
    "health_member": "Member of another board",
    "admin": "Administrator",
    "superuser": "Superuser",
    "viewer": "Viewer",
    "nobody": "Not signed in",
}
SHORT = [
    "Clerk",
    "Holder",
    "Deputy",
    "Chair",
    "Member",
    "Co-optee",
    "Other board",
    "Admin",
    "Superuser",
    "Viewer",
    "Nobody",
]

YES, NO, HIDDEN, DOOR, NEVER = "yes", "no", "not there", "sign in", ""
HEAD = """# Who may do what

Made by `python -m tests.permissions` from the table that the tests hold every address to, as every role, for
reading (GET) and for doing (POST). Roles add up: somebody with two has what either has. Who held something until
yesterday, or holds it from tomorrow, is today what else they are: the tests ask as such people too.

- **yes**: may. **no**: sees it, and may not (403). **not there**: does not learn that it exists (404).
  **sign in**: is asked to sign in first. Empty: there is nothing of the kind.
- *exempt* is matter kept from the public (Local Government Act 1972, Schedule 12A). Being administrator or superuser
  opens none of it.
- Under *Account* the holder is also whoever set up a second step and a passkey: those are there for their owner alone,
  whatever role they have.
- Django admin is for administrators alone; beside boards, memberships, posts, holders and users they change nothing
  there.

| role | who that is |
|---|---|
"""


def page() -> str:
    from tests.addresses import ASKED, PAGES

    lines = [HEAD + "".join(f"| {short} | {ROLES[role]} |\n" for short, role in zip(SHORT, ROLES, strict=True))]
    nouns = {}
    asked = [(name, of, expected, expected) for name, _, of, expected in ASKED]
    for name, of, get, post in [*PAGES, *asked]:
        noun, _, verb = name.rpartition(":")
        nouns.setdefault(noun or "account", []).append((verb, of, get, post))
    for noun in sorted(nouns):
        lines.append(f"\n## {noun.replace('_', ' ').capitalize()}\n\n")
        lines.append(f"| what | of | | {' | '.join(SHORT)} |\n|---|---|---|{'---|' * len(SHORT)}\n")
        for verb, of, get, post in nouns[noun]:
            for how, expected in (("read", get), ("do", post)):
                if cells := _cells(expected):
                    lines.append(f"| {verb.replace('_', ' ')} | {_row(of)} | {how} | {' | '.join(cells)} |\n")
    return "".join(lines)


def _cells(expected) -> list[str]:
    """What each role gets, in words; nothing where nobody can ask at all."""
    answers = [next((_word(status) for status, who in expected.items() if role in who), DOOR) for role in ROLES]
    return answers if YES in answers else []


def _word(status) -> str:
    return {403: NO, 404: HIDDEN, 405: NEVER}.get(status, YES)


def _row(of) -> str:
    """Which row of the scene it is tried on, in words: "exempt_action.slug" is an exempt action."""
    named = [re.sub(r"\.(pk|slug|number|version|code)$|_id$|^'", "", part) for part in of.split()]
    return ", ".join(part.replace("_", " ").replace(".", " ") for part in named)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.permissions")
    arguments.add_argument("--check", action="store_true")
    check, made = arguments.parse_args().check, page()
    if check:
        return int(FILE.read_text(encoding="utf-8") != made)
    FILE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    sys.exit(main())
