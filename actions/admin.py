"""Reviews, plans, actions and what was said of them, to look up; services alone write them.

Drafts of imports are their clerk's own and are not here.
"""

from django.contrib import admin

from actions.models import Action, ActionPlan, Approval, Evidence, Finding, ProgressUpdate, Proposal, Review
from people.admin.access import ReadOnlyAdmin, ReadOnlyInline

EXEMPT = ["is_exempt", "exempt_paragraphs", "is_confidential"]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    fields = ["title", "kind", "started_on", "ended_on", "scheme", "lead", "item", *EXEMPT]
    list_display = ["title", "kind", "started_on", "is_exempt"]
    list_filter = ["kind", "is_exempt"]
    search_fields = ["title", "scheme", "lead"]


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    fields = ["review", "kind", "number", "text", "theme", *EXEMPT]
    list_display = ["__str__", "review", "theme", "is_exempt"]
    list_filter = ["kind", "is_exempt"]
    list_select_related = ["review"]
    search_fields = ["text", "theme"]


class ApprovalInline(ReadOnlyInline):
    model = Approval
    fields = ["body", "board", "what", "on"]

    def visible(self, queryset, standing):
        return queryset


@admin.register(ActionPlan)
class ActionPlanAdmin(ReadOnlyAdmin):
    fields = ["title", "review", "overseen_by", "monitored_by", "protocol", "frequency"]
    list_display = ["title", "overseen_by", "monitored_by", "protocol", "frequency"]
    list_filter = ["protocol", "frequency", "monitored_by"]
    list_select_related = ["overseen_by", "monitored_by"]
    search_fields = ["title"]
    inlines = [ApprovalInline]

    def visible(self, queryset, standing):
        return queryset.visible_to(standing)


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin):
    fields = ["reference", "title", "owner", "contributors", "monitoring_board", "status", "confidence"]
    fields += ["due_on", "due_meeting", "due_phrase", "original_due_on", "original_due_month", "success_measure"]
    fields += [*EXEMPT, "created_at"]
    list_display = ["reference", "title", "owner", "monitoring_board", "status", "due"]
    list_display_links = ["reference", "title"]
    list_filter = ["status", "confidence", "is_exempt", "monitoring_board"]
    list_select_related = ["owner", "monitoring_board", "due_meeting"]
    search_fields = ["slug", "title", "owner__name"]


class EvidenceInline(ReadOnlyInline):
    model = Evidence
    fields = ["title", "sha256", "removed_reason", "removed_by", "removed_at"]


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnlyAdmin):
    fields = ["action", "kind", "status", "status_reason", "confidence", "confidence_reason", "progress", "impact"]
    fields += ["forecast_on", "no_change_since", "meeting", "entered_by", "on_behalf_of", "entered_at", *EXEMPT]
    list_display = ["action", "kind", "status", "confidence", "entered_by", "entered_at"]
    list_filter = ["kind", "status", "confidence", "action__monitoring_board"]
    list_select_related = ["action", "entered_by"]
    search_fields = ["action__slug", "progress", "impact", "entered_by__name"]
    date_hierarchy = "entered_at"
    inlines = [EvidenceInline]


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    fields = ["action", "kind", "reason", "new_due_on", "new_due_meeting", "status_before", "proposed_by"]
    fields += ["on_behalf_of", "proposed_at", "taken_back_by", "taken_back_at", "granted", "decided_at_meeting"]
    fields += ["decision_note", "recorded_by", "recorded_at"]
    list_display = ["action", "kind", "outcome", "proposed_by", "proposed_at", "decided_at_meeting"]
    list_filter = ["kind", "granted", "action__monitoring_board"]
    list_select_related = ["action", "proposed_by", "decided_at_meeting__board"]
    search_fields = ["action__slug", "reason", "decision_note"]
