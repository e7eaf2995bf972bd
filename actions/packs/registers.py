"""The sections of a pack that show what actions answer: findings, resolutions, recommendations, questions."""

from actions.packs import cards, tables
from actions.packs.shapes import Content
from actions.papers.outline import Bullets, Column, Look, Section, Strong, Table, Tag, tags, text, written


def sections(content: Content):
    """The sections, in the order members read them."""
    yield _unanswered(content)
    yield _outstanding(content)
    yield _responses(content)
    yield _questions(content)
    yield _strengths(content)
    yield _by_finding(content)
    yield _all_actions(content)


def decided(content):
    """What the board decided at its last meeting, in the words of the minutes where these are here."""
    title, last = "What the last meeting decided", content.last_meeting
    if not content.outcomes:
        of = f"No decision of the meeting on {last} is recorded here."
        return _section(title, "decided", (), of if last else "No earlier meeting of this board is recorded.")
    rows = tuple(((_on(one), tags("Exempt" if one.exempt else "")), tuple(_decided(one))) for one in content.outcomes)
    columns = (Column("On", 4), Column("What was decided", 6))
    of = text(f"What is recorded of the meeting on {last}.")
    return _section(title, "decided", (of, Table(title, columns, rows)), "")


def _on(outcome):
    name = text(Strong(outcome.reference), f" {outcome.about}")
    return name if outcome.reference else text(outcome.about or "Not on any item")


def _decided(outcome):
    yield text(Strong(outcome.said))
    yield text(outcome.words, look=Look.QUOTE if outcome.minuted else Look.BODY)
    for label, said in (
        ("In the minutes", outcome.minuted),
        ("Asked for", outcome.when),
        ("Made of it", outcome.became),
    ):
        if said:
            yield text(f"{label}: {said}", look=Look.SECONDARY)


def _section(title, anchor, blocks, none):
    return Section(title, tuple(blocks) or (text(none),), anchor=anchor)


def _unanswered(content):
    reviews = [
        Section(
            review.title,
            (*_review(review), Bullets(tuple(_finding(area, f"{area.number}. ") for area in review.unanswered))),
        )
        for review in content.unanswered
    ]
    return _section(
        "Areas for improvement with no action", "unanswered", reviews, "Something is being done about every area."
    )


def _outstanding(content):
    """The resolutions that still owe something, by kind, then those that have nothing left to do."""
    blocks = [
        Section(
            f"{group.kind}: {len(group.resolutions)}", tuple(_resolution(one, one.title) for one in group.resolutions)
        )
        for group in content.outstanding
    ] or [text("No resolution has anything left to do here.")]
    if content.settled:
        settled = (_resolution(one, ". ".join(filter(None, (one.kind, one.title)))) for one in content.settled)
        blocks.append(Section("Settled since the last meeting", tuple(settled)))
    return Section("Resolutions outstanding", tuple(blocks), anchor="outstanding")


def _resolution(one, note):
    number = f", resolution {one.number}" if one.number else ""
    title = f"{one.item}, {one.meeting}{number}"
    return Section(
        title,
        (
            *((tags("Exempt"),) if one.exempt else ()),
            *((text(note, look=Look.SECONDARY),) if note else ()),
            text(f"{one.lead} {one.text}".strip(), look=Look.QUOTE),
            _answered(one, title),
        ),
    )


def _responses(content):
    columns = (Column("Recommendation", 4.6), Column("Respondent", 2.2), Column("Served", 1.6), Column("Due", 1.8))
    rows = tuple(
        (
            (text(one.text), text(one.meeting, look=Look.SECONDARY), tags("Exempt" if one.exempt else "")),
            one.respondent,
            one.served_on or "Not served yet",
            (text(written(one.due_on) or "No day set"), tags("Overdue" if one.overdue else "")),
        )
        for one in content.responses
    )
    table = [Table("Responses due to recommendations", columns, rows)] if rows else []
    return _section("Responses due", "responses", table, "No response to a recommendation is being waited for.")


def _questions(content):
    asked = [Section(f"On {one.about}", tuple(_question(one))) for one in content.questions]
    return _section("Members’ questions", "questions", asked, "No question has been submitted for this meeting.")


def _question(question):
    if question.exempt:
        yield tags("Exempt")
    yield text(question.text, look=Look.QUOTE)
    yield text(f"{question.asked_by}, {written(question.submitted_on)}", look=Look.SECONDARY)
    for answer in question.answers:
        yield text(Strong("Answer: "), answer.text)
        if answer.undertaking:
            yield text(Strong("Undertaking: "), answer.undertaking, f" ({answer.action})" if answer.action else "")
        yield text(tables.whose(answer.answered_by, answer.on_behalf_of, answer.answered_on), look=Look.SECONDARY)
    if not question.answers:
        yield text("Not answered yet.")


def _strengths(content):
    reviews = [
        Section(review.title, (*_review(review), Bullets(tuple(_finding(one) for one in review.strengths))))
        for review in content.strengths
    ]
    return _section("Strengths to keep", "strengths", reviews, "None of these reviews names one.")


def _by_finding(content):
    reviews = [
        Section(review.title, (*_review(review), *(_area(area) for area in review.areas)))
        for review in content.with_areas
    ]
    return _section("By finding", "findings", reviews, "No review has anything left to do here.")


def _review(review):
    if review.exempt:
        yield tags("Exempt")
    if review.started_on:
        yield text(f"On site {tables.site_visit(review)}", look=Look.SECONDARY)


def _finding(finding, number=""):
    theme = f" ({finding.theme})" if finding.theme else ""
    return text(f"{number}{finding.text}{theme}", *(("  ", Tag("Exempt")) if finding.exempt else ()))


def _area(area):
    title = f"Area {area.number}" + (f": {area.theme}" if area.theme else "")
    exempt = (tags("Exempt"),) if area.exempt else ()
    return Section(title, (*exempt, text(area.text, look=Look.QUOTE), _answered(area, title)))


def _answered(row, title):
    """The actions that answer a finding or a resolution."""
    none = tags("No action") if row.unanswered else text("No action to show.")
    return cards.actions_table(f"Actions that answer {title}", row.actions) or none


def _all_actions(content):
    """Every action once, with what it answers and what success looks like: what the sections above leave out."""
    columns = (Column("Action", 4.6), Column("Owner", 2.3), Column("Due", 1.8), Column("Status", 1.6))
    rows = tuple(
        (
            (
                *cards.name(entry),
                text(entry.answers and f"Answers: {entry.answers}", look=Look.SECONDARY),
                text(entry.success_measure and f"Success: {entry.success_measure}", look=Look.SECONDARY),
            ),
            (text(entry.owner), text(entry.directorate, look=Look.SECONDARY)),
            tables.due(entry),
            cards.status(entry),
        )
        for entry in content.actions
    )
    table = [Table("All actions", columns, rows)] if rows else []
    return _section("All actions", "actions", table, "There is no action to show.")
