"""Several people at once: threads with database connections of their own."""

import threading

from django.db import connection

# seconds that nobody may be kept waiting for
WAIT = 60


def at_once(*acts):
    """Run each in a thread of its own, all from the same moment; returns what they raised."""
    start, raised = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(timeout=WAIT)
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=WAIT)
    assert not any(thread.is_alive() for thread in threads)
    return raised
