"""Files are shown to clamd over its own protocol, spoken here by a real socket; what cannot be scanned is not taken."""

import socket
import struct
import threading
from contextlib import contextmanager

import pytest

from meetings.uploads import Refused, scanning


class Clamd(threading.Thread):
    """Speaks INSTREAM to one caller, and answers what it is told to, or hangs up."""

    def __init__(self, server, answer, *, hang_up_after=None):
        super().__init__(daemon=True)
        self.server, self.answer, self.hang_up_after = server, answer, hang_up_after
        self.received = b""

    def run(self):
        connection, _ = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!L", stream.read(4))[0]:
                self.received += stream.read(length)
                if self.hang_up_after is not None and len(self.received) >= self.hang_up_after:
                    break
            connection.sendall(self.answer)


@contextmanager
def clamd(settings, tmp_path, answer, **how):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "clamd"))
        server.listen()
        settings.CLAMD = str(tmp_path / "clamd")
        thread = Clamd(server, answer, **how)
        thread.start()
        yield thread
        thread.join(timeout=10)


def refusal(data=b"Evidence."):
    with pytest.raises(Refused) as refused:
        scanning.scan(data)
    return str(refused.value)


def test_nothing_is_asked_while_it_is_off(settings):
    settings.CLAMD = ""

    scanning.scan(b"Evidence.")


@pytest.mark.parametrize("size", [0, 1, scanning.PIECE, scanning.PIECE * 3 + 1])
def test_clean_file_is_taken_once_all_of_it_was_scanned(settings, tmp_path, size):
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    with clamd(settings, tmp_path, b"stream: OK\0") as scanner:
        scanning.scan(data)

    assert scanner.received == data


def test_virus_is_named(settings, tmp_path):
    with clamd(settings, tmp_path, b"stream: Eicar-Test-Signature FOUND\0"):
        assert refusal() == scanning.FOUND.format(name="Eicar-Test-Signature")


def test_file_too_large_for_the_scanner_says_so(settings, tmp_path):
    answer = b"INSTREAM size limit exceeded. ERROR\0"

    with clamd(settings, tmp_path, answer, hang_up_after=scanning.PIECE):
        assert refusal(b"x" * scanning.PIECE * 4) == scanning.TOO_LARGE


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"stream: could not be read ERROR\0", b"\0", b"x" * 5000])
def test_answer_that_does_not_say_clean_is_no_leave(settings, tmp_path, answer):
    with clamd(settings, tmp_path, answer):
        assert refusal() == scanning.CANNOT


@pytest.mark.parametrize("where", ["/nowhere/clamd", "127.0.0.1:1", "nowhere", "localhost:port"])
def test_scanner_that_is_not_there_lets_nothing_through(settings, where):
    settings.CLAMD = where

    assert refusal() == scanning.CANNOT


def test_scanner_that_never_answers_lets_nothing_through(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "clamd"))
        server.listen()
        settings.CLAMD = str(tmp_path / "clamd")

        assert refusal() == scanning.CANNOT
