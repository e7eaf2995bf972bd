import datetime
import itertools

from django.utils.formats import date_format

from actions.forms.actions import months_from
from actions.forms.shared import SharedChoices
from meetings.models import Meeting
from people.models import Board, Owner


class Choices:
    """What can be chosen from at a meeting: asked of the database once, drawn once, for all of a page's forms."""

    def __init__(self, meeting, *, today: datetime.date):
        later = Meeting.objects.upcoming(today).filter(board=meeting.board_id).exclude(pk=meeting.pk)
        self.meetings = {f"meeting-{row.pk}": row for row in later.select_related("board")}
        self.boards = {str(board.pk): board for board in Board.objects.active(today).exclude(pk=meeting.board_id)}
        owners = Owner.objects.filter(active=True).select_related("directorate").order_by("directorate__name", "name")
        self.owners = {str(owner.pk): owner for owner in owners}
        self.when = SharedChoices([("", "No date was given"), *self._places(today)])
        self.due = SharedChoices([("", "No meeting"), *self._places(today)])
        self.referred_to = SharedChoices([("", "Choose a board"), *((pk, row.name) for pk, row in self.boards.items())])
        self.make_owner = SharedChoices([("", "Make no action"), *self._owners()])

    def offer_place(self, meeting, month):
        """Offer, when a report is to come, a meeting or a month that was recorded and may be over."""
        key = f"meeting-{meeting.pk}" if meeting else month and f"month-{month.isoformat()}"
        known = {one for _, label in self.when.choices if isinstance(label, list) for one, _ in label}
        if key and key not in known:
            if meeting:
                self.meetings[key] = meeting
            words = meeting.when if meeting else date_format(month, "F Y")
            self.when = SharedChoices([*self.when.choices, ("As it was recorded", [(key, words)])])

    def _places(self, today):
        planned = {row.falls_on.replace(day=1).isoformat() for row in self.meetings.values()}
        months = [(f"month-{first}", name) for first, name in months_from(today, 18) if first not in planned]
        if self.meetings:
            yield "At a meeting", [(key, row.when) for key, row in self.meetings.items()]
        yield "In a month", months

    def _owners(self):
        rows = ((owner.directorate.name, pk, owner.name) for pk, owner in self.owners.items())
        for directorate, group in itertools.groupby(rows, key=lambda row: row[0]):
            yield directorate, [(pk, name) for _, pk, name in group]

    def place(self, chosen: str) -> tuple[Meeting | None, datetime.date | None]:
        """The meeting, or the first of the month, that was chosen; neither for none."""
        if chosen.startswith("month-"):
            return None, datetime.date.fromisoformat(chosen.removeprefix("month-"))
        return self.meetings.get(chosen), None
