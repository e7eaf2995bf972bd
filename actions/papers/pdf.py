"""A paper as an accessible PDF (PDF/UA-1): tagged, in a language, with bookmarks and tables that have headings.

WeasyPrint draws it from templates/papers and paper.css with Debian's Pango, which only this needs. Nothing is
fetched: neither from a network nor from a disk.
"""

import contextlib
import datetime
import gc
from pathlib import Path

from django.template.loader import render_to_string

from actions.papers.outline import Paper, Section

STYLES = Path(__file__).resolve().parent / "paper.css"
VARIANT = "pdf/ua-1"


class Unavailable(Exception):
    """PDF cannot be made on this machine; the message says what to install, and can be shown to a person."""


def write(paper: Paper) -> bytes:
    """The paper as a PDF. Raises Unavailable where Pango is not installed."""
    weasyprint = _weasyprint()
    html = render_to_string("papers/paper.html", {"paper": paper, "created": _moment(paper.made_at)})
    fetcher = _refusing(weasyprint)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    styles = weasyprint.CSS(string=STYLES.read_text(encoding="utf-8"), url_fetcher=fetcher)
    finish = _Finish(paper)
    with _uncollected():
        # without an identifier of its own the file would get one at random
        return page.write_pdf(stylesheets=[styles], pdf_variant=VARIANT, pdf_identifier=b"paper", finisher=finish)


@contextlib.contextmanager
def _uncollected():
    """Let Python look for no garbage meanwhile: drawing makes none, and the looking takes a sixth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _weasyprint():
    try:
        import weasyprint
    except OSError as error:
        raise Unavailable(
            "PDF files cannot be made here, because Pango is missing. "
            "Install the packages libpango-1.0-0 and libpangoft2-1.0-0."
        ) from error
    return weasyprint


def _refusing(weasyprint):
    class Refusing(weasyprint.urls.URLFetcher):
        """Fetches nothing, and stops the drawing if anything asks it to."""

        def fetch(self, url, headers=None):
            raise weasyprint.urls.FatalURLFetchingError(f"A paper asks for {url[:200]}, and may not.")

    return Refusing()


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Finish:
    """What PDF/UA asks for and WeasyPrint leaves undone.

    Links say where they lead, pages are gone through in their order, headings say whether they are of a row or a
    column, and are found by the names that cells call them by.
    """

    def __init__(self, paper):
        self.titles = dict(_anchors(paper.sections))

    def __call__(self, document, pdf):
        import pydyf

        headings = []
        for item in pdf.objects:
            if not isinstance(item, pydyf.Dictionary):
                continue
            if item.get("Subtype") == "/Link":
                target = item["Contents"].string
                item["Contents"] = pydyf.String(self.titles.get(target, target))
            elif item.get("Type") == "/Page":
                item["Tabs"] = "/S"
            elif item.get("Type") == "/StructTreeRoot":
                root = item
            elif "ID" in item:
                # WeasyPrint's names are table-row-column
                item["A"]["Scope"] = "/Column" if item["ID"].string.split("-")[1] == "0" else "/Row"
                headings.append((item["ID"], item.reference))
        headings.sort(key=lambda heading: heading[0].data)
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array([part for pair in headings for part in pair])})


def _anchors(sections):
    for section in sections:
        if section.anchor:
            yield section.anchor, section.title
        yield from _anchors([block for block in section.blocks if isinstance(block, Section)])
