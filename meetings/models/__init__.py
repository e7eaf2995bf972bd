from meetings.models.amendments import Amendment
from meetings.models.circulations import (
    Circulation,
    CirculationCheck,
    CirculationDelivery,
    CirculationRecipient,
)
from meetings.models.exempt import Exemptible
from meetings.models.items import AgendaItem, Attendance, Document, DocumentVersion
from meetings.models.meetings import Meeting
from meetings.models.recommendations import Recommendation, Response
from meetings.models.referrals import Referral
from meetings.models.resolutions import Resolution
from meetings.models.sources import MinutesSource, Sourced
from meetings.models.work import WorkItem, WorkItemMove, WorkProgramme

__all__ = [
    "AgendaItem",
    "Amendment",
    "Attendance",
    "Circulation",
    "CirculationCheck",
    "CirculationDelivery",
    "CirculationRecipient",
    "Document",
    "DocumentVersion",
    "Exemptible",
    "Meeting",
    "MinutesSource",
    "Recommendation",
    "Referral",
    "Resolution",
    "Response",
    "Sourced",
    "WorkItem",
    "WorkItemMove",
    "WorkProgramme",
]
