"""The zip somebody is given: their data for a machine, and a page of it for them."""

import datetime
import io
import json
import re
import zipfile

from django.template.loader import render_to_string

from actions.personal.collect import Collected

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?\Z")

DATA, INDEX = "personal-data.json", "index.html"


def pack(collected: Collected) -> bytes:
    """A zip of the JSON and of a page that needs nothing else to be read."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INDEX, render_to_string("personal/archive/index.html", {"content": _shown(collected.content)}))
        archive.writestr(DATA, json.dumps(collected.content, ensure_ascii=False, indent=1))
    return written.getvalue()


def _shown(content: dict) -> dict:
    """The content with each section's rows as lists of cells, in the order of its columns; empty sections by title."""
    sections = [
        {
            **section,
            "key": key,
            "headings": list(section["columns"].values()),
            "rows": [[_cell(row[column]) for column in section["columns"]] for row in section["rows"]],
        }
        for key, section in content["sections"].items()
    ]
    return {
        **content,
        "made_at": _cell(content["made_at"]),
        "sections": [section for section in sections if section["rows"]],
        "empty": [section["title"] for section in sections if not section["rows"]],
    }


def _cell(value) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {told}" for key, told in value.items())
    if isinstance(value, str) and _DAY.match(value):
        day = datetime.datetime.fromisoformat(value)
        time = f", {day:%-I:%M%p}".lower() if "T" in value else ""
        return f"{day:%-d %B %Y}{time}"
    return str(value)
