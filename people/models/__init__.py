from people.models.boards import Board, Membership
from people.models.events import Event, stream_of
from people.models.messages import Message
from people.models.owners import Directorate, Holding, Owner
from people.models.users import User

__all__ = ["Board", "Directorate", "Event", "Holding", "Membership", "Message", "Owner", "User", "stream_of"]
