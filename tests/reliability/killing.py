"""Web server and sender killed at random under load; then everything that was acknowledged is looked for."""

import json
import random
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.load import Officer
from tests.reliability.stage import staged

CHECKING = Path(__file__).with_name("checking.py")


@dataclass
class Outcome:
    """What happened in `seconds` and what was found afterwards; `lost` and `twice` are what must be empty."""

    seconds: float
    officers: int
    kills: dict[str, int]
    sent: int
    acknowledged: int
    answers: Counter
    lost: set = field(default_factory=set)
    twice: set = field(default_factory=set)
    mails: int = 0
    mailed_twice: list = field(default_factory=list)
    found: dict = field(default_factory=dict)


def play(folder: Path, url: str, *, seconds: float, seed: int, at_least: int = 0) -> Outcome:
    """Load and kill on the empty database `url`, for `seconds` and until `at_least` updates were saved; then look.

    On a machine too busy for that it is given up after ten times as long.
    """
    chance = random.Random(seed)
    with staged(folder, url) as (stage, sink):
        officers = stage.set_up()
        stage.start_web()
        stop = threading.Event()
        load = [Officer(stage.port, officer, stop, seed + number) for number, officer in enumerate(officers)]
        for officer in load:
            officer.start()
        started = time.monotonic()

        def goes_on():
            took = time.monotonic() - started
            return took < seconds or (took < 10 * seconds and sum(len(one.acknowledged) for one in load) < at_least)

        _kill_at_random(stage, chance, goes_on)
        took = time.monotonic() - started
        stop.set()
        for officer in load:
            officer.join(timeout=60)
        # one that nobody kills takes up what the others left
        stage.manage("send_due")
        found = json.loads(stage.manage("shell", "--no-imports", "-c", CHECKING.read_text()).splitlines()[-1])
        mailed = Counter((mail.address, mail.subject, mail.text) for mail in sink.mails)
        return _outcome(took, load, stage, found, mailed)


def _kill_at_random(stage, chance, goes_on):
    """In no order that anything could wait for: the web soon or late, and the sender, beside it, again and again."""
    over = threading.Event()
    senders = threading.Thread(target=_kill_senders, args=(stage, random.Random(chance.random()), over))
    senders.start()
    try:
        while goes_on():
            time.sleep(chance.uniform(0.3, 5))
            stage.kill_web()
            stage.start_web()
    finally:
        over.set()
        senders.join()


def _kill_senders(stage, chance, over):
    while not over.is_set():
        sender = stage.start_send_due()
        try:
            sender.wait(timeout=chance.uniform(0.5, 3))
        except subprocess.TimeoutExpired:
            sender.kill()
            sender.wait()
            stage.kills["send_due"] += 1


def _outcome(took, load, stage, found, mailed) -> Outcome:
    tokens = found.pop("tokens")
    acknowledged = set().union(*(officer.acknowledged for officer in load))
    return Outcome(
        seconds=took,
        officers=len(load),
        kills=stage.kills,
        sent=sum(len(officer.sent) for officer in load),
        acknowledged=len(acknowledged),
        answers=sum((officer.answers for officer in load), Counter()),
        lost=acknowledged - tokens.keys(),
        twice={token for token, count in tokens.items() if count > 1},
        mails=mailed.total(),
        mailed_twice=[key for key, count in mailed.items() if count > 1],
        found=found,
    )
