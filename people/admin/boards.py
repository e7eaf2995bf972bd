from django.contrib import admin
from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from people.admin.access import WrittenAdmin, WrittenInline
from people.admin.periods import InForceFilter
from people.models import Board, Membership


class MembershipInline(WrittenInline):
    model = Membership
    autocomplete_fields = ["board", "user"]


@admin.register(Board)
class BoardAdmin(WrittenAdmin):
    fieldsets = [
        (None, {"fields": ["name", "code", "kind", "active_from", "active_to", "successors"]}),
        ("When a recommendation is made to it", {"fields": ["response_days"]}),
        (
            "Before each meeting",
            {
                "fields": ["publish_days", "updates_lead_days", "round_opens_days"],
                "description": "Counted back from the meeting in working days: publication first, then the day "
                "updates are due, then the day officers are asked for them.",
            },
        ),
        (
            "Members’ questions",
            {
                "fields": ["questions_days"],
                "description": "Counted back from the meeting in working days: that day is the last on which members "
                "can submit a question. A scrutiny officer can still enter one after it.",
            },
        ),
        (
            "Reminders",
            {
                "fields": ["first_reminder_days", "second_reminder_days"],
                "description": "Before the day updates are due, to whoever answers for a post that owes one.",
            },
        ),
        (
            "When an update is missing",
            {
                "fields": ["escalate_days", "director_days", "letter_days"],
                "description": "After the day updates were due. The officer is told the next working day; then it is "
                "taken further, step by step. A letter goes only once a scrutiny officer has released it.",
            },
        ),
    ]
    list_display = ["name", "code", "kind", "chairs", "member_count", "active_from", "active_to"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["successors"]
    inlines = [MembershipInline]

    def get_queryset(self, request):
        today = timezone.localdate()
        chairs = Membership.objects.on(today).filter(kind=Membership.Kind.CHAIR).select_related("user")
        current = Q(memberships__in=Membership.objects.on(today))
        return (
            super()
            .get_queryset(request)
            .annotate(member_count=Count("memberships", filter=current))
            .prefetch_related(Prefetch("memberships", chairs, to_attr="chairs_today"))
        )

    def get_readonly_fields(self, request, obj=None):
        # references are made of the code
        return ["code"] if obj else []

    @admin.display(description="Chair")
    def chairs(self, board):
        return ", ".join(seat.user.name for seat in board.chairs_today)

    @admin.display(description="Members today", ordering="member_count")
    def member_count(self, board):
        return board.member_count


@admin.register(Membership)
class MembershipAdmin(WrittenAdmin):
    list_display = ["user", "board", "kind", "starts_on", "ends_on", "sees_exempt"]
    list_filter = [InForceFilter, "kind", "sees_exempt", "board"]
    list_select_related = ["board", "user"]
    search_fields = ["user__name", "user__email", "board__name", "board__code"]
    autocomplete_fields = ["board", "user"]
