"""A real SMTP server on this machine that keeps what it is sent, and misbehaves when a test says so."""

import asyncio
import email
import email.policy
import socket
import threading
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Mail:
    """One e-mail that the server took."""

    address: str
    subject: str
    text: str
    html: str
    sender: str


@dataclass
class Sink:
    """What the server took, and how it is to behave: by recipient where that can be, for all where not."""

    mails: list[Mail] = field(default_factory=list)
    # recipient → what RCPT is answered: "550 5.1.1 No such mailbox" is final, "451 4.7.1 Later" is not
    refused: dict[str, str] = field(default_factory=dict)
    # recipient → what is answered once the whole message has come
    answers: dict[str, str] = field(default_factory=dict)
    # recipients at whose message the line is dropped: before it is taken, or after and without an answer
    drops_before: set[str] = field(default_factory=set)
    drops_after: set[str] = field(default_factory=set)
    dropped: list[str] = field(default_factory=list)
    # seconds that every message takes
    slow: float = 0
    # holds its answer to a message it has taken until `released`
    holding: bool = False
    held: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    transports: set = field(default_factory=set)
    controller: Controller = None

    @property
    def port(self) -> int:
        return self.controller.port

    @property
    def addresses(self) -> list[str]:
        """Who was written to, sorted, once for each e-mail."""
        return sorted(mail.address for mail in self.mails)

    def start(self):
        self.controller = Controller(_Handler(self), hostname=HOST, port=_free_port(), ready_timeout=30)
        self.controller.start()

    def stop(self):
        self.released.set()
        self.hang_up()
        if self.controller.server:
            self.controller.stop()

    def hang_up(self):
        """Close every open line, as a server does with those that have been idle."""
        for transport in list(self.transports):
            self.controller.loop.call_soon_threadsafe(transport.abort)
        self.transports.clear()


class _Handler:
    def __init__(self, sink):
        self.sink = sink

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.sink.transports.add(server.transport)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if reply := self.sink.refused.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        [address] = envelope.rcpt_tos
        await asyncio.sleep(self.sink.slow)
        if address in self.sink.drops_before:
            return self._drop(server, address)
        if reply := self.sink.answers.get(address):
            return reply
        self.sink.mails.append(_read(address, envelope))
        if address in self.sink.drops_after:
            return self._drop(server, address)
        if self.sink.holding:
            self.sink.held.set()
            while not self.sink.released.is_set():
                await asyncio.sleep(0.01)
        return "250 OK"

    def _drop(self, server, address):
        self.sink.dropped.append(address)
        server.transport.abort()
        return "451 nobody hears this"


def _read(address, envelope) -> Mail:
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    return Mail(
        address=address,
        subject=message["Subject"],
        text=_words(message, "plain"),
        html=_words(message, "html"),
        sender=envelope.mail_from,
    )


def _words(message, kind) -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def _free_port() -> int:
    """A port that is free now; the server cannot be asked to choose, since it looks for itself at the port given."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return one.getsockname()[1]
