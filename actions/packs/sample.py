"""An invented pack, to see a template with: something in every section, nothing about anybody."""

import dataclasses
import datetime
import types
import typing

from actions.packs.shapes import (
    AnswerEntry,
    Asked,
    Change,
    Content,
    Entry,
    File,
    FindingEntry,
    OutcomeEntry,
    QuestionEntry,
    ResolutionEntry,
    ResponseEntry,
    ReviewEntry,
    Words,
    counted,
)

INCLUSION, TRANSPORT = "Head of Service, Inclusion (sample)", "Head of Transport (sample)"
MEETING, ITEM = "4 November 2025", "Peer challenge of services for children"


def content(now: datetime.datetime) -> Content:
    """The sample, as if put together at `now`."""
    waiting, routes, journeys, survey = actions = _actions()
    strength = _made(FindingEntry, number=1, text="Leaders knew their services well, and said what had not worked.")
    areas = (
        _made(FindingEntry, number=1, theme="Waiting", text="That waiting times be published.", actions=(waiting,)),
        _made(FindingEntry, number=2, text="That families be told who decides, and when.", unanswered=True),
    )
    review = _made(
        ReviewEntry,
        title="Peer challenge of services for children (sample)",
        started_on=datetime.date(2025, 6, 9),
        ended_on=datetime.date(2025, 6, 12),
        strengths=(strength,),
        areas=areas,
    )
    return _made(
        Content,
        board="Sample Select Commission",
        when="3 March 2026",
        as_of=now,
        last_meeting="13 January 2026",
        outcomes=_outcomes(routes),
        counts=counted(actions),
        actions=actions,
        reviews=(review,),
        resolutions=(
            _resolution(
                "1", "Ask for a report", "That a report on school transport be brought back.", routes, journeys
            ),
            _resolution("2", "Recommend", "That Cabinet be recommended to survey families every year.", survey),
        ),
        responses=(
            _made(
                ResponseEntry,
                text="That Cabinet be recommended to survey families every year.",
                meeting=MEETING,
                respondent="Cabinet Member for Children (sample)",
                served_on=datetime.date(2025, 11, 6),
                due_on=datetime.date(2026, 1, 6),
                overdue=True,
            ),
        ),
        questions=(_question(waiting),),
    )


def _outcomes(action):
    """What the board decided on an action at its last meeting, and on nothing in its pack."""
    report = _made(
        OutcomeEntry,
        said="Report asked for",
        words="What the contract for school transport has cost, route by route",
        when="3 March 2026 meeting",
    )
    kept = _made(
        OutcomeEntry,
        said="Keep monitoring",
        reference=action.reference,
        about=action.title,
        slug=action.slug,
        words="That the routes be kept under review until the operator has answered.",
        minuted=f"{ITEM}, resolution 3",
    )
    return (report, kept)


def _actions():
    waiting = _action(
        1,
        "Publish waiting times for an assessment every quarter",
        INCLUSION,
        sections=("changed", "complete"),
        status="complete",
        confidence="green",
        due="27 February 2026",
        answers="Area for improvement 1 of the peer challenge",
        success_measure="Families say that they know how long they will wait.",
        changes=(
            Change("Status", "In progress", "Complete"),
            Change("Confidence", "Amber: at risk", "Green: on track"),
        ),
        updates=(
            _words(
                progress="The figures for the autumn are published.\nThe next are due in April.",
                impact="The helpline has had a third fewer calls that ask for them.",
                status="complete",
                evidence=(File(1, 1, "Waiting times, autumn term.pdf", datetime.date(2026, 2, 10), False),),
            ),
        ),
        proposal=_made(
            Asked,
            kind="Close",
            reason="The figures are published, and will be every quarter.",
            proposed_by="Cerys Sample",
            proposed_on=datetime.date(2026, 2, 10),
            outcome="Waiting for the board",
        ),
    )
    routes = _action(
        2,
        "Review the routes of school transport",
        TRANSPORT,
        sections=("overdue", "not_moving", "no_update"),
        due="30 January 2026",
        due_day=datetime.date(2026, 1, 30),
        overdue=True,
        still_for=2,
    )
    journeys = _action(
        3,
        "Cost shorter journeys for pupils in the north of the borough",
        TRANSPORT,
        sections=("changed", "more_time"),
        confidence="amber",
        due="27 February 2026",
        is_new=True,
        updates=(
            _words(progress="Two of five routes are costed.", confidence="amber", confidence_reason="Data is late."),
        ),
        proposal=_made(
            Asked,
            kind="Give more time",
            reason="The operator’s figures come in April.",
            new_due="30 April 2026",
            proposed_by="Dev Sample",
            proposed_on=datetime.date(2026, 2, 12),
            outcome="Waiting for the board",
        ),
    )
    survey = _action(
        4,
        "Ask families every year what has changed for them",
        INCLUSION,
        sections=("no_change",),
        confidence="green",
        updates=(_words(no_change_since=datetime.date(2025, 12, 2)),),
    )
    return tuple(dataclasses.replace(entry, latest=entry.updates[:1]) for entry in (waiting, routes, journeys, survey))


def _action(number, title, owner, **over):
    return _made(
        Entry,
        pk=number,
        reference=f"SSC 2025/26-{number:02}",
        slug=f"ssc-2025-26-{number:02}",
        title=title,
        owner=owner,
        directorate="Children’s Services",
        is_current=True,
        **{"status": "in_progress", **over},
    )


def _words(**over):
    fields = {"entered_on": datetime.date(2026, 2, 10), "entered_by": "Cerys Sample", "status": "in_progress"}
    return _made(Words, **{**fields, "confidence": "green", **over})


def _resolution(number, kind, text, *actions):
    return _made(
        ResolutionEntry,
        number=number,
        kind=kind,
        text=text,
        item=ITEM,
        meeting=MEETING,
        outstanding=True,
        actions=actions,
    )


def _question(action):
    return _made(
        QuestionEntry,
        text="How long does the longest wait last, and why?",
        asked_by="Cllr Esi Sample",
        submitted_on=datetime.date(2026, 2, 20),
        about=f"{action.reference} {action.title}",
        answers=(
            _made(
                AnswerEntry,
                text="Eleven months, because of a move between boroughs.",
                answered_by="Cerys Sample",
                on_behalf_of=INCLUSION,
                answered_on=datetime.date(2026, 2, 24),
                undertaking="To report the five longest waits to each meeting.",
            ),
        ),
    )


def _made(shape, /, **given):
    """One of `shape`, in which nothing is said of what is not `given`."""
    blank = {str: "", bool: False, int: 0}
    hints = typing.get_type_hints(shape)
    for field in dataclasses.fields(shape):
        of = hints[field.name]
        if field.name not in given:
            given[field.name] = (
                () if typing.get_origin(of) is tuple else None if isinstance(of, types.UnionType) else blank[of]
            )
    return shape(**given)
