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
    yield _by_resolution(content)
    yield _all_actions(content)


def _section(title, anchor, blocks, none):
    return Section(title, tuple(blocks) or (text(none),), anchor=anchor)


def _unanswered(content):
    reviews = [
        Section(
            review.title,
            (*_review(review), Bullets(tuple(_finding(area) for area in review.unanswered))),
        )
        for review in content.unanswered
    ]
    return _section("Findings with no action", "unanswered", reviews, "Every area for improvement has an action.")


def _outstanding(content):
    columns = (Column("Resolution", 5.5), Column("Made on", 2.2), Column("Its actions", 2.3))
    groups = [
        Section(
            group.kind,
            (
                Table(
                    f"Resolutions outstanding: {group.kind}",
                    columns,
                    tuple((_words_of(one), _made_at(one), _references(one)) for one in group.resolutions),
                ),
            ),
        )
        for group in content.outstanding
    ]
    return _section("Resolutions outstanding", "outstanding", groups, "No resolution is outstanding.")


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
    return _section("Executive responses due", "responses", table, "No response is due.")


def _questions(content):
    asked = [Section(f"On {one.about}", tuple(_question(one))) for one in content.questions]
    return _section("Members’ questions", "questions", asked, "No question was submitted.")


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
    return _section("Strengths to keep", "strengths", reviews, "No review with strengths is before this board.")


def _by_finding(content):
    reviews = [
        Section(review.title, (*_review(review), *(_area(area) for area in review.areas)))
        for review in content.reviews
        if review.areas
    ]
    return _section("By finding", "findings", reviews, "No review has anything left to do here.")


def _review(review):
    if review.exempt:
        yield tags("Exempt")
    if review.started_on:
        yield text(f"On site {tables.site_visit(review)}", look=Look.SECONDARY)


def _finding(finding):
    theme = f" ({finding.theme})" if finding.theme else ""
    return text(f"{finding.text}{theme}", *(("  ", Tag("Exempt")) if finding.exempt else ()))


def _area(area):
    title = f"Area {area.number}" + (f": {area.theme}" if area.theme else "")
    exempt = (tags("Exempt"),) if area.exempt else ()
    return Section(title, (*exempt, text(area.text, look=Look.QUOTE), _answered(area, title)))


def _by_resolution(content):
    answered = [
        Section(
            _title_of(one),
            (
                *((tags("Exempt"),) if one.exempt else ()),
                text(one.kind + (f": {one.title}" if one.title else ""), look=Look.SECONDARY),
                text(f"{one.lead} {one.text}".strip(), look=Look.QUOTE),
                _answered(one, _title_of(one)),
            ),
        )
        for one in content.resolutions
    ]
    return _section("By resolution", "resolutions", answered, "No resolution has anything left to do here.")


def _answered(row, title):
    """The actions that answer a finding or a resolution."""
    none = text("No action yet." if row.unanswered else "No action to show.")
    return cards.actions_table(f"Actions that answer {title}", row.actions) or none


def _title_of(resolution):
    number = f", resolution {resolution.number}" if resolution.number else ""
    return f"{resolution.item}, {resolution.meeting}{number}"


def _words_of(resolution):
    number = f"{resolution.number}. " if resolution.number else ""
    words = f"{resolution.lead} {resolution.text}".strip()
    return (text(f"{number}{words}"), tags("Exempt" if resolution.exempt else ""))


def _made_at(resolution):
    return (text(resolution.meeting), text(resolution.item, look=Look.SECONDARY))


def _references(resolution):
    if resolution.unanswered:
        return "No action"
    return ", ".join(entry.reference for entry in resolution.actions) or "None to show"


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
