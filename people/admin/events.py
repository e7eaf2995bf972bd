from django.apps import apps
from django.contrib import admin
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from people.admin.access import ReadOnlyAdmin
from people.models import Event


def hidden_streams(standing):
    """A query of streams for each kind of row that is not for everybody: those `standing` may not see."""
    for model in apps.get_models():
        if hasattr(model._default_manager, "visible_to"):
            hidden = model._default_manager.exclude(pk__in=model._default_manager.visible_to(standing).values("pk"))
            stream = Concat(Value(f"{model._meta.model_name}:"), Cast("pk", CharField()), output_field=CharField())
            yield hidden.annotate(event_stream=stream).values("event_stream")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Who did what when, and the chain of it. What was said is read where it belongs, on the row's own page:
    an exempt update's words stand in the events of an action that is not exempt."""

    fields = ["stream", "sequence", "at", "verb", "actor", "on_behalf_of", "previous_hash", "hash"]
    list_display = ["at", "stream", "sequence", "verb", "actor", "on_behalf_of"]
    list_filter = ["verb"]
    list_select_related = ["actor", "on_behalf_of"]
    search_fields = ["stream", "actor__name"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]

    def visible(self, queryset, standing):
        for streams in hidden_streams(standing):
            queryset = queryset.exclude(stream__in=streams)
        return queryset
