import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.postgres import server
from tests.reliability.killing import Outcome, play

PAGE = """# What was lost when it was killed

Made by `python -m tests.reliability --seconds {asked} --write docs/reliability.md`; `.ci/run` plays half a minute.

{officers} officers sent updates without rest, each to actions of their own and to one that all of them may update,
through gunicorn (2 workers of 4 threads) to PostgreSQL. Meanwhile web server and `send_due` were killed with
`kill -9`, master and workers, at random moments, and started again. Then everything the tracker had said it had saved
was looked for.

| what | how many |
|---|---:|
| seconds under load | {seconds:.0f} |
| web server killed | {web} |
| `send_due` killed | {send_due} |
| updates sent | {sent} |
| of these acknowledged as saved | {acknowledged} |
| **acknowledged and not there afterwards** | **{lost}** |
| **there more than once** | **{twice}** |
| updates without their event, events without their update | {halves} |
| rules of the database broken by some row | {broken} |
| e-mails that went out | {mails} |
| **e-mails that went out twice** | **{mailed_twice}** |
| messages marked *perhaps sent*, for the clerk | {uncertain} |
| streams of history checked | {streams} |
| events checked | {events} |
| **breaks in history** | **{breaks}** |

Seed {seed}. What the requests were answered with: {answers}. Where the line was cut the server was killed: the
sender sees no answer, and the update is there wholly or not at all.
"""


def page(outcome: Outcome, *, asked, seed) -> str:
    found = outcome.found
    return PAGE.format(
        asked=asked,
        seed=seed,
        officers=outcome.officers,
        seconds=outcome.seconds,
        **outcome.kills,
        sent=outcome.sent,
        acknowledged=outcome.acknowledged,
        lost=len(outcome.lost),
        twice=len(outcome.twice),
        halves=found["updates_without_event"] + found["events_without_update"],
        broken=len(found["broken_constraints"]),
        mails=outcome.mails,
        mailed_twice=len(outcome.mailed_twice),
        uncertain=found["messages"].get("uncertain", 0),
        streams=found["streams"],
        events=found["events"],
        breaks=len(found["breaks"]),
        answers=", ".join(f"{answer} × {count}" for answer, count in sorted(outcome.answers.items())),
    )


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    arguments.add_argument("--seconds", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=None)
    arguments.add_argument("--write", type=Path, help="The file to write the figures into; printed otherwise.")
    given = arguments.parse_args()
    seed = secrets.randbelow(10_000) if given.seed is None else given.seed
    with server() as database, tempfile.TemporaryDirectory() as folder:
        outcome = play(Path(folder), database.url, seconds=given.seconds, seed=seed)
    said = page(outcome, asked=given.seconds, seed=seed)
    if given.write:
        given.write.write_text(said, encoding="utf-8")
    else:
        sys.stdout.write(said)
    found = outcome.found
    wrong = [outcome.lost, outcome.twice, outcome.mailed_twice, found["broken_constraints"], found["breaks"]]
    return int(any(wrong) or bool(found["updates_without_event"] + found["events_without_update"]))


if __name__ == "__main__":
    sys.exit(main())
