from actions.models.actions import Action, ReferenceCounter
from actions.models.imports import MinutesImport
from actions.models.plans import ActionPlan, Approval
from actions.models.proposals import Proposal
from actions.models.reviews import Finding, Review
from actions.models.rounds import (
    Clearance,
    Notice,
    NoUpdateReason,
    RequestLine,
    RoundRequest,
    UpdateDraft,
    UpdateRound,
)
from actions.models.updates import Evidence, ProgressUpdate

__all__ = [
    "Action",
    "ActionPlan",
    "Approval",
    "Clearance",
    "Evidence",
    "Finding",
    "MinutesImport",
    "NoUpdateReason",
    "Notice",
    "ProgressUpdate",
    "Proposal",
    "ReferenceCounter",
    "RequestLine",
    "Review",
    "RoundRequest",
    "UpdateDraft",
    "UpdateRound",
]
