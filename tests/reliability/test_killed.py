"""Whatever is killed, whenever: what the tracker said it had saved is there, once, and history is whole."""

import pytest

from tests.postgres import server
from tests.reliability.killing import play

pytestmark = [pytest.mark.slow, pytest.mark.real_clock]


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_when_web_and_sender_are_killed(tmp_path):
    with server() as database:
        outcome = play(tmp_path, database.url, seconds=30, seed=7, at_least=50)

    assert (outcome.lost, outcome.twice, outcome.mailed_twice) == (set(), set(), [])
    assert (outcome.found["updates_without_event"], outcome.found["events_without_update"]) == (0, 0)
    assert (outcome.found["broken_constraints"], outcome.found["breaks"]) == ([], [])
    # it was under load, and it was killed
    assert (outcome.acknowledged >= 50, outcome.kills["web"] > 2, outcome.kills["send_due"] > 2) == (True, True, True)
    assert [answer for answer in outcome.answers if answer.endswith(" 500")] == []
