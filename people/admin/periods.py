"""What seats on boards and posts share in admin: they last from a day to a day."""

from django.contrib import admin
from django.utils import timezone


class InForceFilter(admin.SimpleListFilter):
    title = "in force"
    parameter_name = "in_force"

    def lookups(self, request, model_admin):
        return [("today", "Today"), ("not", "Not today")]

    def queryset(self, request, queryset):
        current = queryset.model.objects.on(timezone.localdate())
        if self.value() == "today":
            return queryset.filter(pk__in=current)
        if self.value() == "not":
            return queryset.exclude(pk__in=current)
        return queryset
