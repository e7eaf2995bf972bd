from meetings.models.exempt import Exemptible
from meetings.models.items import AgendaItem, Attendance, Document, DocumentVersion
from meetings.models.meetings import Meeting
from meetings.models.resolutions import Resolution
from meetings.models.sources import MinutesSource, Sourced

__all__ = [
    "AgendaItem",
    "Attendance",
    "Document",
    "DocumentVersion",
    "Exemptible",
    "Meeting",
    "MinutesSource",
    "Resolution",
    "Sourced",
]
