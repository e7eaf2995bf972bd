"""Rows locked until the transaction ends, and read as they are then."""


def locked(rows):
    """`rows`, a queryset, locked in the order of their keys and read anew, with whatever it joins.

    Two statements, since PostgreSQL, once it has waited for a row, joins its new columns to the other
    tables' old rows: an action whose owner changed meanwhile would not be found, or be found without one.
    What only points to the rows need not wait.
    """
    waiting = rows.select_related(None).order_by("pk").select_for_update(of=("self",), no_key=True)
    return rows.filter(pk__in=list(waiting.values_list("pk", flat=True)))
