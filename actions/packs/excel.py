"""A pack in Excel, from its frozen content alone: what it is, one row an action, what they answer, what was asked."""

from django.utils import timezone

from actions.packs.paper import FULL, counted_from, late, marking, published
from actions.packs.tables import ACTION, PRINTED, SHORT, TITLES, answer, site_visit
from actions.papers import sheets
from actions.papers.sheets import Column, Sheet


def render(
    content, *, sha256, audience, version, published_at, council, correction="", late_after=None, template=None
) -> bytes:
    """The pack as a .xlsx. A workbook has no template: `template` is taken, so that all forms are called alike.

    `content` is the form for the audience ("public" or "full"), `sha256` its checksum. The same content makes the
    same bytes. Raises paper.HoldsExemptMatter for a public form that is none.
    """
    about = (
        ("Council", council),
        ("Board", content.board),
        ("Meeting", content.when),
        ("Marking", marking(content, audience)),
        ("Version", str(version)),
        ("Published", timezone.localtime(published_at)),
        ("Published late", late(late_after)),
        ("What this version corrects", correction),
        ("Form", "Full" if audience == FULL else "Public"),
        ("Shows what was recorded by", timezone.localtime(content.as_of)),
        ("Changes", counted_from(content)),
        ("Checksum of the content (SHA-256)", sha256),
    )
    return sheets.write(
        (
            _about(content, about),
            *_decided(content),
            _actions(content),
            _findings_and_resolutions(content),
            *_asked(content),
        ),
        title=f"Scrutiny pack: {content.board}, {content.when}",
        subject=published(content, version, published_at),
        author=council,
        marking=marking(content, audience),
        foot=f"SHA-256 {sha256}",
        made_at=published_at,
    )


def _about(content, about):
    """What the file is, then its counts."""
    counts = (
        ("Actions", content.counts.current),
        *((SHORT[name], getattr(content.counts, name)) for name in TITLES),
        *((f"Status: {figure.label}", figure.number) for figure in content.statuses),
    )
    rows = tuple(row for row in about if row[1] != "")
    return Sheet("About", (Column("Pack", 34), Column("", 70)), (*rows, *counts), filters=False)


DECIDED = (
    Column("On", 38),
    Column("What was decided", 24),
    Column("In which words", 52),
    Column("In the minutes", 26),
    Column("Asked for", 17),
    Column("Made of it", 17),
    Column("Exempt", 8),
)


def _decided(content):
    rows = tuple(
        (
            f"{one.reference} {one.about}".strip() or "Not on any item",
            one.said,
            one.words,
            one.minuted,
            one.when,
            one.became,
            one.exempt,
        )
        for one in content.outcomes
    )
    if rows:
        yield Sheet("What the last meeting decided", DECIDED, rows)


def _actions(content):
    columns = tuple(Column(field.label, field.width) for field in ACTION)
    rows = tuple(tuple(field.get(entry) for field in ACTION) for entry in content.actions)
    return Sheet("Actions", columns, rows, printed=PRINTED)


FINDINGS_AND_RESOLUTIONS = (
    Column("Kind", 18),
    Column("From", 28),
    Column("When", 20),
    Column("Number", 9),
    Column("Words", 54),
    Column("Title or theme", 22),
    Column("Outstanding", 13),
    Column("Actions", 20),
    Column("Exempt", 8),
)


def _findings_and_resolutions(content):
    rows = (
        *(
            (
                kind,
                review.title,
                site_visit(review),
                finding.number,
                finding.text,
                finding.theme,
                None,
                _references(finding),
                finding.exempt,
            )
            for review in content.reviews
            for kind, findings in (("Strength", review.strengths), ("Area for improvement", review.areas))
            for finding in findings
        ),
        *(
            (
                f"Resolution: {one.kind}",
                one.item,
                one.meeting,
                one.number,
                f"{one.lead} {one.text}".strip(),
                one.title,
                one.outstanding,
                _references(one),
                one.exempt,
            )
            for one in content.resolutions
        ),
    )
    return Sheet("Findings and resolutions", FINDINGS_AND_RESOLUTIONS, rows)


def _references(row):
    return ", ".join(entry.reference for entry in row.actions) or ("None" if row.unanswered else "")


RESPONSES = (
    Column("Recommendation", 54),
    Column("Made on", 24),
    Column("Respondent", 28),
    Column("Served on", 13),
    Column("Due on", 13),
    Column("Overdue", 10),
    Column("Exempt", 10),
)
QUESTIONS = (
    Column("On", 30),
    Column("Question", 48),
    Column("Asked by", 20),
    Column("Submitted on", 13),
    Column("Answers", 54),
    Column("Exempt", 10),
)


def _asked(content):
    """What the executive and others were asked: sheets for what there is."""
    responses = tuple(
        (one.text, one.meeting, one.respondent, one.served_on, one.due_on, one.overdue, one.exempt)
        for one in content.responses
    )
    questions = tuple(
        (
            one.about,
            one.text,
            one.asked_by,
            one.submitted_on,
            "\n\n".join(answer(given) for given in one.answers),
            one.exempt,
        )
        for one in content.questions
    )
    if responses:
        yield Sheet("Responses due", RESPONSES, responses)
    if questions:
        yield Sheet("Questions", QUESTIONS, questions)
