from django import template

register = template.Library()


@register.filter
def item_of(reading, action: int):
    """What a member has done with an action, by its id: an `actions.reading.Item`."""
    return reading.of(action)


@register.filter
def unread_of(reading, entries) -> list[int]:
    """The ids of those of `entries`, as a pack shows them, that are still to be read."""
    return reading.unread(entry.pk for entry in entries)
