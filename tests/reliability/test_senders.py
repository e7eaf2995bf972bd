"""Two timers fire at once, on two machines: everybody is written to once."""

from collections import Counter

import pytest

from tests.postgres import server
from tests.reliability.stage import staged

pytestmark = [pytest.mark.slow, pytest.mark.real_clock, pytest.mark.timeout(300)]

SENDERS = 4


def test_several_senders_at_once_open_a_round_once_and_send_each_letter_once(tmp_path):
    with server() as database, staged(tmp_path, database.url) as (stage, sink):
        officers = stage.set_up()
        # slow enough that all of them are at it at the same time
        sink.slow = 0.2

        senders = [stage.start_send_due() for _ in range(SENDERS)]
        codes = [sender.wait(timeout=200) for sender in senders]

        letters = Counter((mail.address, mail.subject) for mail in sink.mails)
        history = stage.manage("verify_history")

    assert codes == [0] * SENDERS
    assert len({address for address, _ in letters if address.startswith("officer")}) == len(officers)
    assert [letter for letter, count in letters.items() if count > 1] == []
    assert history.endswith(": whole.\n")
