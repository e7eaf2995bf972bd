"""Resolutions as the register asks for them: what is outstanding, and what is shown of each."""

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from actions.statuses import OPEN
from meetings.models import Meeting, Resolution
from meetings.querysets.endings import ended


def of_meetings_seen_by(standing):
    """The resolutions that `standing` may see, of the meetings it may see."""
    return Resolution.objects.visible_to(standing).filter(item__meeting__in=Meeting.objects.visible_to(standing))


def owes() -> Q:
    """True of those of a kind that owes something: noting and approving owe nothing."""
    return ~Q(kind__in=[Resolution.Kind.NOTE, Resolution.Kind.APPROVE])


def done() -> Q:
    """True of those whose actions are all ended; without any, of those whose ending has been recorded.

    Of what owes nothing it says nothing.
    """
    actions = Resolution._meta.get_field("actions").related_model.objects.filter(resolution=OuterRef("pk"))
    return Q(Exists(actions), ~Exists(actions.filter(status__in=OPEN))) | Q(~Exists(actions), ended(Resolution))


def outstanding() -> Q:
    """True of those that owe something which is not done."""
    return owes() & ~done()


def overdue(today) -> Q:
    """True of those outstanding past their day: an action of theirs, a response, or the meeting of a report."""
    related = {one.name: one.related_model.objects for one in Resolution._meta.related_objects if one.related_name}
    late = (related["actions"].overdue(today), related["recommendations"].overdue(today))
    late += (related["work_items"].left_behind(today),)
    any_late = Q(pk__in=[])
    for rows in late:
        any_late |= Q(Exists(rows.order_by().filter(resolution=OuterRef("pk"))))
    return outstanding() & any_late


def with_thread(resolutions, standing):
    """What a line of the register shows, in a constant number of queries.

    Annotates `is_done`, `is_ended` and `has_actions`; each has its `visible_actions` (with `asked`, the
    proposals that wait), `visible_circulations` (with how many they went to), `visible_recommendations`,
    `visible_referrals` and `visible_work`: what stands in work programmes because of it.
    """
    action = Resolution._meta.get_field("actions").related_model
    proposals = action.proposals.rel.related_model.objects.waiting()
    actions = action.objects.visible_to(standing).with_exempt().with_due_day()
    actions = actions.select_related("owner", "due_meeting", "monitoring_board")
    actions = actions.prefetch_related(Prefetch("proposals", proposals, to_attr="asked"))
    related = {one.name: one.related_model.objects for one in Resolution._meta.related_objects if one.related_name}
    work = related["work_items"].visible_to(standing).filter(follows__isnull=True, dropped_at__isnull=True)
    referrals = related["referrals"].visible_to(standing).select_related("to_board", "at_meeting")
    recommendations = related["recommendations"].visible_to(standing).in_force().with_answer()
    return (
        resolutions.annotate(
            is_done=_as_value(done()),
            is_ended=_as_value(ended(Resolution)),
            has_actions=Exists(action.objects.filter(resolution=OuterRef("pk"))),
        )
        .select_related("item__meeting__board")
        .prefetch_related(
            Prefetch("actions", actions, to_attr="visible_actions"),
            Prefetch(
                "circulations",
                with_counts(related["circulations"].visible_to(standing).in_force()).select_related(
                    "version__document"
                ),
                to_attr="visible_circulations",
            ),
            Prefetch(
                "recommendations",
                recommendations.select_related("to_owner", "to_board"),
                to_attr="visible_recommendations",
            ),
            Prefetch("referrals", referrals.in_force().order_by("recorded_at", "pk"), to_attr="visible_referrals"),
            Prefetch("work_items", work.select_related("board", "meeting", "taken_at"), to_attr="visible_work"),
        )
    )


def with_counts(circulations):
    """Annotate `sent_to`, `opened_by`, `not_reached` (whom the last message failed, and who has not opened it all the
    same) and `to_hand_over`: how many members."""
    recipient = circulations.model.recipients.rel.related_model
    delivery = recipient.deliveries.rel.related_model
    recipients = recipient.objects.filter(circulation=OuterRef("pk")).order_by().values("circulation")
    last = delivery.objects.filter(recipient=OuterRef("pk")).order_by("-pk")
    failed = recipients.annotate(last_state=Subquery(last.values("message__state")[:1])).filter(
        last_state__in=["failed", "uncertain", "dropped"], acknowledged_at__isnull=True
    )
    on_paper = recipients.annotate(
        by_hand=Subquery(last.values("channel")[:1]), given=Subquery(last.values("handed_on")[:1])
    )
    on_paper = on_paper.filter(by_hand="by_hand", given__isnull=True, acknowledged_at__isnull=True)
    return circulations.annotate(
        to_hand_over=_count(on_paper),
        sent_to=_count(recipients),
        opened_by=_count(recipients.filter(acknowledged_at__isnull=False)),
        not_reached=_count(failed),
    )


def _count(rows):
    return Coalesce(Subquery(rows.values(count=Count("pk"))), 0)


def _as_value(condition):
    return Case(When(condition, then=Value(True)), default=Value(False))
