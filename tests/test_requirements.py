"""What pip installs is what the two lists by name say, whole and with hashes, and names no place to get it from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def named(file):
    """The pins of a list by name, and of those it takes in: {"django==5.2.19", …}."""
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from named(line.removeprefix("-r "))
        elif line and not line.startswith(("#", "-")):
            # what an extra brings along stands in a line of its own
            yield re.sub(r"\[.*\]", "", line).lower().replace("_", "-")


def blocks(file):
    """Each requirement that pip reads, with its hashes on the lines after it."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("part", ["requirements", "requirements-dev"])
def test_what_pip_installs_is_made_of_the_list_by_name(part):
    installed = {block.split()[0].lower().replace("_", "-") for block in blocks(f"{part}.txt")}

    assert sorted(set(named(f"{part}.in")) - installed) == [], "Make it anew: requirements.in says how."


@pytest.mark.parametrize("part", ["requirements", "requirements-dev"])
def test_everything_that_pip_installs_has_a_version_and_hashes(part):
    wanted = re.compile(r"^[\w.\-]+==[\w.\-+]+( ; [^\n]*?)?( +--hash=sha256:[0-9a-f]{64})+ *$")

    assert [block.split()[0] for block in blocks(f"{part}.txt") if not wanted.match(block)] == []


def test_developing_installs_the_versions_that_the_application_runs_on():
    runs_on, developed_on = ({block.split()[0] for block in blocks(f"requirements{part}.txt")} for part in ("", "-dev"))

    assert runs_on <= developed_on


def test_no_list_says_where_to_get_it():
    lists = [ROOT / f"requirements{part}" for part in (".in", ".txt", "-dev.in", "-dev.txt")]

    assert [file.name for file in lists if re.search(r"://|--(extra-)?index|--find-links", file.read_text())] == []
