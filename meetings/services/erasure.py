"""Taking away who somebody was, where meetings are kept. `actions.services.erasure` is the door."""

from meetings.models import Attendance, CirculationDelivery


def forget(user) -> None:
    """Take the addresses away that something was circulated to, and the link from the minutes' words to a person.

    The name and post of whoever attended stay as the minutes have them, which are open to inspection
    (Local Government Act 1972, section 100C); but nothing here leads from them to what the person did.
    """
    Attendance.objects.filter(user=user).update(user=None)
    CirculationDelivery.objects.filter(recipient__user=user).exclude(address="").update(address="")
