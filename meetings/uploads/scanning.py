"""Files shown to a virus scanner before they are kept: clamd, over its own protocol (INSTREAM, clamd(8)).

Off unless CLAMD names where it listens. Once it is on, a file that cannot be scanned is not taken.
"""

import socket
import struct

from django.conf import settings

from meetings.uploads import Refused

PIECE = 64 * 1024
SECONDS = 30

FOUND = "A virus was found in this file ({name}). It was not kept. Tell your IT service."
CANNOT = "The file could not be checked for viruses just now, so it was not kept. Try again in a few minutes."
TOO_LARGE = "The file is larger than the virus scanner takes, so it was not kept. Make it smaller, or split it."


def scan(data: bytes) -> None:
    """Raises Refused where a virus is found in `data`, or the scanner does not answer that it is clean."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(data)
    except (OSError, ValueError) as error:
        raise Refused(CANNOT) from error
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        raise Refused(FOUND.format(name=answer.removeprefix("stream: ").removesuffix(" FOUND")))
    raise Refused(TOO_LARGE if "size limit exceeded" in answer else CANNOT)


def _ask(data) -> str:
    with _connected() as connection:
        connection.sendall(b"zINSTREAM\0")
        try:
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
        except ConnectionError:
            # it hangs up on a file that is too large, and its answer says so
            pass
        return _answer(connection)


def _answer(connection) -> str:
    received = b""
    while not received.endswith(b"\0"):
        piece = connection.recv(1024)
        if not piece:
            break
        received += piece
        if len(received) > 4096:
            raise ValueError("The scanner's answer has no end.")
    if not received.endswith(b"\0"):
        raise ValueError("The scanner broke off.")
    return received.rstrip(b"\0").decode(errors="replace").strip()


def _connected():
    """A connection to where CLAMD says: a path of a socket, or host:port."""
    if settings.CLAMD.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        try:
            connection.connect(settings.CLAMD)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
