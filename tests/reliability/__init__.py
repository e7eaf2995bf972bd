"""The tracker under load, killed, cut off from its database, out of room: what it said it had saved must be there.

    python -m tests.reliability --seconds 300 --write docs/reliability.md

runs for that long and writes its figures; `.ci/run` plays thirty seconds of it (test_killed.py).
"""
