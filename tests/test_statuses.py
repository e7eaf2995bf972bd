"""The table of transitions, old × new × whose act, against what the rules say; and the page made of it."""

import itertools

import pytest
from django.core.management import CommandError, call_command

from actions.management.commands import write_statuses
from actions.statuses import MEANING, NEEDS_REASON, OPEN, REPORTABLE, Key, Status, StatusError, check, reportable_from

N, P, C, X, H, W, S = (
    Status.NOT_STARTED,
    Status.IN_PROGRESS,
    Status.COMPLETE,
    Status.CLOSED,
    Status.PAUSED,
    Status.WITHDRAWN,
    Status.SUPERSEDED,
)

# written out, not computed: who may change a row's status into a column's
ALLOWED = {
    Key.OWNER: {N: {P, C, H}, P: {C, H}, C: {N, P, H}, H: {N, P, C}, X: set(), W: set(), S: set()},
    Key.BOARD: {N: {W}, P: {W}, C: {X, W, N, P, H}, H: {W}, X: set(), W: set(), S: set()},
    Key.CLERK: {N: {S}, P: {S}, C: {S}, H: {S}, X: set(), W: set(), S: set()},
}


@pytest.mark.parametrize(("old", "new", "by"), list(itertools.product(Status, Status, Key)))
def test_check_allows_what_the_rules_allow_and_nothing_else(old, new, by):
    if old == new and old in OPEN:
        assert check(old, new, by) is None
    elif new in ALLOWED[by][old]:
        assert (check(old, new, by).old, check(old, new, by).new) == (old, new)
    else:
        with pytest.raises(StatusError, match=f"{old.label.lower()} cannot become {new.label.lower()}"):
            check(old, new, by)


def test_check_takes_statuses_as_the_database_has_them():
    assert check("complete", "closed", Key.BOARD).how == "an agreed proposal to close"


@pytest.mark.parametrize("old", Status)
def test_reportable_from_is_what_an_owner_may_say(old):
    unchanged = {old} & set(REPORTABLE)

    assert set(reportable_from(old)) == unchanged | ALLOWED[Key.OWNER][old]


def test_every_status_has_a_meaning():
    assert set(MEANING) == set(Status)
    assert set(NEEDS_REASON) == {H, W, S}


def test_statuses_page_is_current():
    call_command("write_statuses", check=True)


def test_write_statuses_checks_and_mends_a_page_that_is_not_current(tmp_path, monkeypatch):
    page = tmp_path / "statuses.md"
    monkeypatch.setattr(write_statuses, "FILE", page)
    page.write_text("old", encoding="utf-8")

    with pytest.raises(CommandError, match="out of date"):
        call_command("write_statuses", check=True)
    call_command("write_statuses")

    assert page.read_text(encoding="utf-8") == write_statuses.statuses_page()
