"""Meetings and what they decided, to look up; services alone write them."""

from django.contrib import admin
from django.db.models import Exists, OuterRef

from meetings.models import (
    AgendaItem,
    Attendance,
    Circulation,
    Document,
    DocumentVersion,
    Meeting,
    MinutesSource,
    Recommendation,
    Referral,
    Resolution,
    Response,
    WorkItem,
    WorkItemMove,
)
from meetings.querysets import sees_exempt
from people.admin.access import ReadOnlyAdmin, ReadOnlyInline


class AttendanceInline(ReadOnlyInline):
    model = Attendance
    fields = ["name", "post", "user", "owner"]


class AttendanceAtMeetingInline(AttendanceInline):
    """Those there for the meeting; who was there for one item is on the item's page, which may be exempt."""

    verbose_name_plural = "attendance at the meeting"

    def visible(self, queryset, standing):
        return queryset.filter(item__isnull=True)


class AttendanceForItemInline(AttendanceInline):
    verbose_name_plural = "attendance for this item"

    def visible(self, queryset, standing):
        return queryset.filter(item__in=AgendaItem.objects.visible_to(standing))


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    fields = ["board", "status", "date", "month", "starts_at", "venue", "cancelled_reason", "minutes_confirmed_at"]
    list_display = ["__str__", "board", "date", "month", "status"]
    list_filter = ["status", "board"]
    list_select_related = ["board"]
    search_fields = ["board__name", "board__code", "venue"]
    date_hierarchy = "date"
    ordering = ["-date", "-month"]
    inlines = [AttendanceAtMeetingInline]


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnlyAdmin):
    fields = ["meeting", "position", "number", "title", "minutes", "amended_minutes"]
    fields += ["is_exempt", "exempt_paragraphs", "is_confidential"]
    list_display = ["__str__", "meeting", "is_exempt"]
    list_filter = ["is_exempt", "meeting__board"]
    list_select_related = ["meeting__board"]
    search_fields = ["number", "title", "minutes"]
    inlines = [AttendanceForItemInline]


@admin.register(Resolution)
class ResolutionAdmin(ReadOnlyAdmin):
    """Without the clerk query, which only clerks read."""

    fields = ["item", "position", "number", "lead", "text", "title", "kind", "due_phrase"]
    list_display = ["__str__", "item", "kind", "due_phrase"]
    list_filter = ["kind", "item__meeting__board"]
    list_select_related = ["item"]
    search_fields = ["number", "text", "title"]


@admin.register(MinutesSource)
class MinutesSourceAdmin(ReadOnlyAdmin):
    """Without the text: it holds the clerk's queries as well."""

    fields = ["meeting", "origin", "state", "sha256", "added_by", "added_at"]
    list_display = ["__str__", "origin", "added_by", "added_at"]
    list_filter = ["state", "meeting__board"]
    list_select_related = ["meeting__board", "added_by"]
    search_fields = ["origin", "sha256"]

    def visible(self, queryset, standing):
        exempt = AgendaItem.objects.filter(meeting=OuterRef("meeting"), is_exempt=True)
        meetings = Meeting.objects.visible_to(standing)
        return queryset.filter(~Exists(exempt) | sees_exempt(standing, "meeting__board"), meeting__in=meetings)


class DocumentVersionInline(ReadOnlyInline):
    model = DocumentVersion
    fields = ["number", "url", "sha256", "is_exempt", "added_by", "added_at"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    fields = ["item", "title"]
    list_display = ["title", "item"]
    list_select_related = ["item"]
    search_fields = ["title"]
    inlines = [DocumentVersionInline]


class WorkItemMoveInline(ReadOnlyInline):
    model = WorkItemMove
    fk_name = "item"
    fields = ["from_when", "to_when", "slipped", "why", "by", "at"]

    def visible(self, queryset, standing):
        return queryset.filter(item__in=WorkItem.objects.visible_to(standing))


@admin.register(WorkItem)
class WorkItemAdmin(ReadOnlyAdmin):
    fields = ["board", "meeting", "month", "position", "title", "kind", "purpose", "owner", "resolution"]
    fields += ["recurs_months", "taken_at", "dropped_at", "dropped_why"]
    fields += ["is_exempt", "exempt_paragraphs", "is_confidential"]
    list_display = ["__str__", "board", "kind", "is_exempt"]
    list_filter = ["kind", "board"]
    list_select_related = ["board"]
    search_fields = ["title", "purpose"]
    inlines = [WorkItemMoveInline]


ENDING = ["recorded_by", "recorded_at", "withdrawn_by", "withdrawn_at", "withdrawn_why"]


class ResponseInline(ReadOnlyInline):
    model = Response
    fields = ["number", "answer", "reasons", "received_on", "new_due_on", "reported_at", "recorded_by", "recorded_at"]


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    fields = ["resolution", "to_board", "to_owner", "to_body", "served_on", "response_due_on", "note", *ENDING]
    list_display = ["__str__", "resolution", "served_on", "response_due_on"]
    list_select_related = ["resolution", "to_board", "to_owner"]
    search_fields = ["to_body", "note", "to_board__name", "to_owner__name"]
    inlines = [ResponseInline]


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin):
    fields = ["resolution", "to_board", "why", "taken", "at_meeting", "answer_why", *ENDING]
    list_display = ["__str__", "resolution", "taken"]
    list_filter = ["taken", "to_board"]
    list_select_related = ["resolution", "to_board"]
    search_fields = ["why", "answer_why"]


@admin.register(Circulation)
class CirculationAdmin(ReadOnlyAdmin):
    """Without to whom it went, at which address: the scrutiny office keeps that."""

    fields = ["resolution", "number", "version", "note", "without_why", "sent_by", "sent_at", *ENDING]
    list_display = ["__str__", "resolution", "sent_at"]
    list_select_related = ["resolution", "version__document"]
    search_fields = ["note", "version__document__title"]
