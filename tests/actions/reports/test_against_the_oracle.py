"""Every figure of the half-year report, of random councils, against an oracle that keeps a diary of its own."""

import dataclasses

import pytest

from actions.reports import figures
from actions.reports.facts import facts
from actions.reports.periods import Period
from tests.actions.reports import oracle
from tests.actions.reports.world import World
from tests.builders import day, make_clerk, standing

pytestmark = pytest.mark.django_db

# offsets of days: halves, and any days, one of them a single day, one until today
PERIODS = [(-306, -123), (-122, 0), (-420, -1), (-200, -150), (-85, -60), (-60, -60)]
COUNTED = (figures.recommended, figures.moved, figures.timely, figures.changed, figures.areas)


def counted(found, period, board):
    """{name: number} of everything the report counts."""
    return {name: value for count in COUNTED for name, value in dataclasses.asdict(count(found, period, board)).items()}


@pytest.mark.parametrize("seed", [1, 20, 300, 4000])
def test_report_counts_what_the_oracle_counts(seed):
    diary = World(seed).live()
    reader = standing(make_clerk())

    wrong, seen = [], set()
    for first, last in PERIODS:
        period = Period(day(first), day(last))
        found = facts(reader, period)
        for board in (None, *diary.boards):
            expected = oracle.figures(diary, first, last, board)
            got = counted(found, period, board)
            seen |= {name for name, value in got.items() if value}
            wrong += [
                (str(period), board, name, got[name], expected[name]) for name in got if got[name] != expected[name]
            ]
        lines = [(one.pk, *dataclasses.astuple(figures.updated(found, one))) for one in found.meetings]
        if lines != oracle.updates(diary, first, last):
            wrong.append((str(period), "updates", lines, oracle.updates(diary, first, last)))

    assert wrong == []
    # and there was something to count of everything, but for an answer that the dice may leave out
    assert set(got) - seen <= {"accepted", "partly", "rejected", "deferred"}
    assert len(diary.actions) > 30


def test_what_was_open_and_what_came_make_up_what_is_open_after():
    diary = World(7).live()
    reader = standing(make_clerk())

    for first, last in PERIODS:
        period = Period(day(first), day(last))
        found = facts(reader, period)
        for board in (None, *diary.boards):
            row = figures.moved(found, period, board)
            came, went = row.opened + row.handed_in, row.handed_out + row.closed + row.withdrawn + row.superseded
            assert row.open_before + came - went == row.open_after
