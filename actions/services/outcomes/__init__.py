"""What a board decided at a meeting is recorded, corrected and linked with its minutes here.

Locks are taken in one order, so that clerks at the same meeting wait for each other and never for ever: the actions
that were decided on, then the meeting, then what these bring with them, and work programmes last.
"""

from actions.services.outcomes.correcting import correct, strike
from actions.services.outcomes.linking import link, link_all
from actions.services.outcomes.recording import Decided, Made, Refused, record_all

__all__ = ["Decided", "Made", "Refused", "correct", "link", "link_all", "record_all", "strike"]
