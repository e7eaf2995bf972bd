"""Whether the recorded history is whole: every chain of events, from its first to its last.

What the chain cannot show by itself is that its end was cut off. So the last event of each stream can be
noted (`heads`), and compared later: what stood then must still stand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from people.models import Event

CHUNK = 2000


@dataclass(frozen=True)
class Break:
    """A place where history is not as it was recorded."""

    stream: str
    sequence: int
    why: str

    def __str__(self):
        return f"{self.stream}, event {self.sequence}: {self.why}"


@dataclass(frozen=True)
class Checked:
    """What was checked, and what was found: `breaks` is empty where history is whole."""

    streams: int
    events: int
    breaks: tuple[Break, ...]


def verify() -> Checked:
    """Go through every event once. Memory does not grow with their number, only with that of the breaks."""
    streams = events = 0
    breaks = []
    last = None
    for event in Event.objects.order_by("stream", "sequence").iterator(chunk_size=CHUNK):
        starts = last is None or event.stream != last.stream
        streams += starts
        events += 1
        breaks += _breaks(event, None if starts else last)
        last = event
    return Checked(streams, events, tuple(breaks))


def heads() -> Iterator[tuple[str, int, str]]:
    """(stream, sequence, hash) of the last event of each stream."""
    rows = Event.objects.order_by("stream", "-sequence").values_list("stream", "sequence", "hash")
    last = None
    for stream, sequence, digest in rows.iterator(chunk_size=CHUNK):
        if stream != last:
            yield stream, sequence, digest
        last = stream


def missing(noted: Iterable[tuple[str, int, str]]) -> Iterator[Break]:
    """Which of the `heads` noted earlier are not there any more, or not as they were."""
    for stream, sequence, digest in noted:
        event = Event.objects.filter(stream=stream, sequence=sequence).only("hash").first()
        if event is None:
            yield Break(stream, sequence, "it was there when the heads were noted, and is gone")
        elif event.hash != digest:
            yield Break(stream, sequence, "it is another than when the heads were noted")


def _breaks(event, before) -> Iterator[Break]:
    expected = before.sequence + 1 if before else 1
    if event.sequence != expected:
        missed = f"event {expected}" if event.sequence == expected + 1 else f"events {expected} to {event.sequence - 1}"
        yield Break(event.stream, event.sequence, f"{missed} before it: missing")
    elif event.previous_hash != (before.hash if before else ""):
        yield Break(event.stream, event.sequence, "it does not follow the event before it")
    if event.hash != event.digest():
        yield Break(event.stream, event.sequence, "its content is not what was recorded")
