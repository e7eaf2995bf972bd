"""A paper with one block of every kind."""

import datetime

from actions.papers.outline import Bullets, Chart, Column, Link, Look, Paper, Section, Strong, Table, Tag, tags, text

MADE_AT = datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC)

TABLE = Table(
    "What is owed",
    (Column("Action", 3), Column("Due"), Column("Times", number=True)),
    (
        ("Publish the pathway", datetime.date(2026, 3, 6), 2),
        (text("Report on autism"), (text("Not given"), text("Never", look=Look.SECONDARY)), None),
    ),
)


def make_paper(**over) -> Paper:
    fields = {
        "title": "Pack for the meeting",
        "council": "Thornbury Vale Borough Council",
        "caption": "Improving Lives Select Commission, 31 March 2026",
        "head": "Improving Lives, 31 March 2026, version 2",
        "foot": "SHA-256 " + "ab" * 32,
        "made_at": MADE_AT,
        "opening": (
            text("Read this first.", look=Look.NOTICE),
            text("As ", Strong("agreed"), ", see ", Link("what changed", "changed"), "."),
        ),
        "sections": (
            Section(
                "Changed",
                (
                    Section(
                        "ILSC 2025/26-03 Publish the pathway",
                        (
                            tags("In progress", "", "Overdue"),
                            Bullets((text("Status: was Not started"), text("Line one\nline two"))),
                            text("That autism pathways be clearer.", look=Look.QUOTE),
                        ),
                        whole=True,
                    ),
                    TABLE,
                ),
                anchor="changed",
            ),
            Section("Counts", (Chart("Actions", ("Section", "Number"), ((text(Tag("Changed")), 4), ("Overdue", 1))),)),
        ),
        **over,
    }
    return Paper(**fields)
