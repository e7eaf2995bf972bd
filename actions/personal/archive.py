"""The zip somebody is given: their data for a machine, and a page of it for them."""

import io
import json
import zipfile

from django.template.loader import render_to_string

from actions.personal.collect import Collected

DATA, INDEX = "personal-data.json", "index.html"


def pack(collected: Collected) -> bytes:
    """A zip of the JSON and of a page that needs nothing else to be read."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INDEX, render_to_string("personal/archive/index.html", {"content": _shown(collected.content)}))
        archive.writestr(DATA, json.dumps(collected.content, ensure_ascii=False, indent=1))
    return written.getvalue()


def _shown(content: dict) -> dict:
    """The content with each section's rows as lists of cells, in the order of its columns."""
    sections = [
        {
            **section,
            "key": key,
            "headings": list(section["columns"].values()),
            "rows": [[_cell(row[column]) for column in section["columns"]] for row in section["rows"]],
        }
        for key, section in content["sections"].items()
    ]
    return {**content, "sections": sections}


def _cell(value) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {told}" for key, told in value.items())
    return str(value)
