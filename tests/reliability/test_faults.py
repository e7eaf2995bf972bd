"""The database goes away and comes back, the disk is full: somebody is told what to do, and nothing is half-written."""

import pytest

from tests.postgres import server
from tests.reliability.stage import staged
from tests.reliability.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.real_clock, pytest.mark.timeout(300)]

WORDS = "What I typed."


def visitor_of(stage):
    """The first officer, and the slug of an action of theirs."""
    officer = stage.set_up()[0]
    stage.start_web()
    return Visitor(stage.port, officer["session"]), officer["slugs"][0]


def test_database_that_goes_away_is_said_and_forgotten_once_it_is_back(tmp_path):
    with server() as database, staged(tmp_path, database.url) as (stage, _):
        visitor, slug = visitor_of(stage)
        page = f"/actions/{slug}/"
        before = visitor.ask("GET", page)[0]

        database.stop()
        status, headers, body = visitor.ask("GET", page)
        healthz = visitor.ask("GET", "/healthz")[0]
        database.start()

        assert (before, status, headers["Retry-After"], healthz) == (200, 503, "60", 503)
        assert "does not answer just now" in body
        assert visitor.ask("GET", page)[0] == 200
        assert visitor.send_update(slug, progress=WORDS)[0] == 302


def test_file_that_there_is_no_room_for_is_refused_whole(tmp_path):
    with server() as database, staged(tmp_path, database.url, largest_file=500_000) as (stage, _):
        visitor, slug = visitor_of(stage)

        # one that is kept in memory until it is stored, and one that is not
        small = visitor.send_update(slug, progress=WORDS, evidence=b"x" * 1_000_000)
        large = visitor.send_update(slug, progress=WORDS, evidence=b"x" * 4_000_000)

        assert (small[0], "The server has no room" in small[2] or "the server has no room" in small[2]) == (200, True)
        assert (large[0], "There is no room for your file" in large[2]) == (507, True)
        assert WORDS in small[2]
        assert (list(tmp_path.glob("media/**/*.txt")), WORDS in visitor.ask("GET", f"/actions/{slug}/")[2]) == (
            [],
            False,
        )
        assert visitor.send_update(slug, progress=WORDS, evidence=b"The plan.")[0] == 302
