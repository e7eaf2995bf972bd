from actions.models.actions import Action, ReferenceCounter
from actions.models.imports import MinutesImport
from actions.models.outcomes import Outcome
from actions.models.packs import Audience, Pack, PackFile, Shown
from actions.models.plans import ActionPlan, Approval
from actions.models.proposals import Proposal
from actions.models.questions import Answer, Question, QuestionNotice
from actions.models.reading import Flag, ReadMark
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
from actions.models.supersessions import Supersession, SupersessionLine
from actions.models.templates import WordTemplate
from actions.models.updates import Evidence, ProgressUpdate

__all__ = [
    "Action",
    "ActionPlan",
    "Answer",
    "Approval",
    "Audience",
    "Clearance",
    "Evidence",
    "Finding",
    "Flag",
    "MinutesImport",
    "NoUpdateReason",
    "Notice",
    "Outcome",
    "Pack",
    "PackFile",
    "ProgressUpdate",
    "Proposal",
    "Question",
    "QuestionNotice",
    "ReadMark",
    "ReferenceCounter",
    "RequestLine",
    "Review",
    "RoundRequest",
    "Shown",
    "Supersession",
    "SupersessionLine",
    "UpdateDraft",
    "UpdateRound",
    "WordTemplate",
]
