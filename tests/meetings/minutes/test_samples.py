"""The reader against composed minutes that were marked by hand without sight of it: value by value.

A due phrase may begin with the meeting's own body: "to the Committee in May 2026" where the mark has "in May 2026".
That tells one who reads the phrase alone that a meeting is meant, and which.
"""

import json
import re
from pathlib import Path

import pytest

from meetings.minutes import document, files, reader

SAMPLES = Path(__file__).parent / "samples"
MARKS = sorted(SAMPLES.glob("*.json"))

OWN_BODY = re.compile(r"(?:to|at) (?:the|this) (?:Board|Commission|Committee|Forum|Group|Panel) (?=in |on |by )")


def source_of(mark):
    return next(path for path in SAMPLES.glob(f"{mark.stem}.*") if path != mark)


def read(source):
    """What is read of a file, in the shape of the marks."""
    minutes = reader.read(files.extract(source.read_bytes(), source.name))
    plain = document.as_json(minutes)
    plain["attendees"] = [{"name": text(one.name), "post": text(one.post)} for one in minutes.attendees]
    for item, entry in zip(minutes.items, plain["items"], strict=True):
        entry["approvals"] = [
            {
                "body": one.body.text,
                "received": one.received,
                "approved": one.approved,
                "on": one.on and one.on.date.isoformat(),
            }
            for one in item.approvals
        ]
    return plain


def text(words):
    return words and words.text


def without_own_body(plain):
    for item in plain["items"]:
        for entry in item["resolutions"] + item["actions"]:
            if entry["due"]:
                entry["due"]["phrase"] = OWN_BODY.sub("", entry["due"]["phrase"])
    return plain


def whole(mark):
    """The marks, with the empty lists that they leave out."""
    plain = json.loads(mark.read_text())
    plain.setdefault("attendees", [])
    for item in plain["items"]:
        item.setdefault("approvals", [])
    return plain


def test_there_are_samples_of_many_formats():
    assert len(MARKS) >= 28
    assert {source_of(mark).suffix for mark in MARKS} == {".html", ".txt"}


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.stem)
def test_sample_is_read_as_marked(mark):
    found = read(source_of(mark))

    assert without_own_body(found) == whole(mark)
