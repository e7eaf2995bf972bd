from django.contrib import admin
from django.db.models import Count, Prefetch
from django.utils import timezone

from people.admin.access import WrittenAdmin, WrittenInline
from people.admin.periods import InForceFilter
from people.models import Directorate, Holding, Owner


class HoldingInline(WrittenInline):
    model = Holding
    autocomplete_fields = ["owner", "user"]


class HeldFilter(admin.SimpleListFilter):
    title = "held today"
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("yes", "By somebody"), ("no", "By nobody")]

    def queryset(self, request, queryset):
        held = Holding.objects.on(timezone.localdate()).values("owner")
        if self.value() == "yes":
            return queryset.filter(pk__in=held)
        if self.value() == "no":
            return queryset.exclude(pk__in=held)
        return queryset


@admin.register(Owner)
class OwnerAdmin(WrittenAdmin):
    list_display = ["name", "kind", "directorate", "holders", "reports_to", "active"]
    list_filter = ["active", HeldFilter, "kind", "directorate"]
    list_select_related = ["directorate", "reports_to"]
    search_fields = ["name", "directorate__name"]
    autocomplete_fields = ["directorate", "reports_to"]
    inlines = [HoldingInline]

    def get_queryset(self, request):
        current = Holding.objects.on(timezone.localdate()).select_related("user")
        return super().get_queryset(request).prefetch_related(Prefetch("holdings", current, to_attr="holdings_today"))

    @admin.display(description="Held today by", empty_value="Nobody")
    def holders(self, owner):
        return ", ".join(self._holder(held) for held in owner.holdings_today) or None

    def _holder(self, held):
        if held.kind == Holding.Kind.HOLDER:
            return held.user.name
        return f"{held.user.name} ({held.get_kind_display().lower()})"


@admin.register(Holding)
class HoldingAdmin(WrittenAdmin):
    list_display = ["user", "owner", "kind", "starts_on", "ends_on"]
    list_filter = [InForceFilter, "kind"]
    list_select_related = ["owner", "user"]
    search_fields = ["user__name", "user__email", "owner__name"]
    autocomplete_fields = ["owner", "user"]


@admin.register(Directorate)
class DirectorateAdmin(WrittenAdmin):
    fields = ["name", "director", "clears_updates"]
    list_display = ["name", "director", "clears_updates", "owner_count"]
    list_select_related = ["director"]
    search_fields = ["name"]
    autocomplete_fields = ["director"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(owner_count=Count("owners"))

    @admin.display(description="Posts", ordering="owner_count")
    def owner_count(self, directorate):
        return directorate.owner_count
