"""A print service on a socket, as CUPS speaks (IPP over HTTP, RFC 8010 and 8011), with one printer: `office`.

The system's own libcups finds it by CUPS_SERVER. It takes what is printed, refuses it, or falls silent where a test wants it to.
"""

from __future__ import annotations

import os
import struct
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from enum import IntEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from pathlib import Path
from typing import Any

CAN_SERVE = sys.platform == "linux" and find_library("cups") is not None
"""Whether there is a libcups that would ask it."""
PRINTER = "office"
_OPERATION, _JOB, _END, _PRINTER = 0x01, 0x02, 0x03, 0x04
_INTEGER, _BOOLEAN, _ENUM, _NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = 0x21, 0x22, 0x23, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49  # fmt: skip
_OK, _NOT_FOUND, _NOT_AUTHORIZED = 0x0000, 0x0406, 0x0403
_IDLE, _PENDING, _HELD = 3, 3, 4


class Asked(IntEnum):
    """What libcups asks for (RFC 8011, 5.4.15; cups/ipp.h)."""

    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    JOBS = 0x000A
    PRINTER_ATTRIBUTES = 0x000B
    DEFAULT = 0x4001
    PRINTERS = 0x4002


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Whoever asked has gone, as it is meant in these tests."""


class PrintServer:
    """What came is in `asked`, and in `printed` each whole document.

    It says nothing to what is in `silent_to`, or was asked as often as `silent_from` tells, until `speak`; of a document it reads only the beginning then. With `refuses` nobody
    may print; once it `has_crashed` it hangs up on everybody. `reached` is set once somebody waits for it.
    """

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.printed: list[bytes] = []
        self.options: list[bytes] = []
        self.silent_to: frozenset[Asked] = frozenset()
        self.refuses = self.has_no_printer = self.has_crashed = False
        self.silent_from: dict[Asked, int] = {}
        self._is_whole = True
        self.reached = threading.Event()
        self._speaks = threading.Event()
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self.address = f"127.0.0.1:{self._server.server_port}"

    def speak(self) -> None:
        """Say what it was silent about."""
        self.silent_to, self.silent_from = frozenset(), {}
        self._speaks.set()

    def fall_silent(self, to: Sequence[Asked] = tuple(Asked)) -> None:
        """Say nothing to these from now on."""
        self._speaks.clear()
        self.reached.clear()
        self.silent_to = frozenset(to)

    def _says_nothing(self, operation: int) -> bool:
        asked_before = self.asked.count(operation) - 1
        return operation in self.silent_to or asked_before >= self.silent_from.get(
            Asked(operation), sys.maxsize
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                """A description of the printer (PPD): there is none."""
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self) -> None:
                body = _body(self.headers, self.rfile)
                first = next(body)
                operation, request = struct.unpack_from(">xxHI", first)
                server.asked.append(operation)
                if server.has_crashed:
                    self.close_connection = True
                    return
                if server._says_nothing(operation):
                    server.reached.set()
                    server._speaks.wait()
                    self.close_connection = True
                    return
                said = server._answer(operation, request, first + b"".join(body))
                self.send_response(200)
                self.send_header("Content-Type", "application/ipp")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_words: Any) -> None:
                """Nobody reads it."""

        return Handler

    def _answer(self, operation: int, request: int, rest: bytes) -> bytes:
        groups: list[bytes] = []
        status = _OK
        match operation:
            case Asked.PRINTERS | Asked.DEFAULT if self.has_no_printer:
                status = _NOT_FOUND
            case Asked.PRINTERS | Asked.DEFAULT | Asked.PRINTER_ATTRIBUTES:
                groups = [self._printer()]
            case Asked.JOBS:
                groups = [self._job()]
            case Asked.CREATE_JOB if self.refuses:
                status = _NOT_AUTHORIZED
            case Asked.CREATE_JOB:
                self.options.append(rest)
                self._is_whole = False
                groups = [self._job()]
            case Asked.SEND_DOCUMENT:
                self.printed.append(rest[rest.index(b"%PDF") :])
                self._is_whole = True
                groups = [self._job()]
            case _:
                status = _NOT_FOUND
        head = struct.pack(">BBHIB", 2, 0, status, request, _OPERATION)
        spoken = _text(_CHARSET, "attributes-charset", "utf-8") + _text(
            _LANGUAGE, "attributes-natural-language", "en"
        )
        return head + spoken + b"".join(groups) + bytes([_END])

    def _printer(self) -> bytes:
        return bytes([_PRINTER]) + b"".join(
            (
                _text(_NAME, "printer-name", PRINTER),
                _text(_URI, "printer-uri-supported", f"ipp://{self.address}/printers/{PRINTER}"),
                _text(_URI, "device-uri", "ipp://127.0.0.1:9/ipp/print"),
                _text(_NAME, "printer-info", "Office printer"),
                _text(_NAME, "printer-location", "Office"),
                _text(_NAME, "printer-make-and-model", "A printer"),
                _number(_ENUM, "printer-state", _IDLE),
                _number(_ENUM, "printer-type", 0x1016),
                _attribute(_BOOLEAN, "printer-is-accepting-jobs", b"\x01"),
                _attribute(_BOOLEAN, "printer-is-shared", b"\x00"),
                _text(_KEYWORD, "printer-state-reasons", "none"),
                _text(_MIME, "document-format-supported", "application/pdf"),
            )
        )

    def _job(self) -> bytes:
        """The one that was begun last: held until its pages are there (RFC 8011, 4.2.4)."""
        number, whole = len(self.options), self._is_whole
        return bytes([_JOB]) + b"".join(
            (
                _text(_URI, "job-uri", f"ipp://{self.address}/jobs/{number}"),
                _text(_URI, "job-printer-uri", f"ipp://{self.address}/printers/{PRINTER}"),
                _number(_INTEGER, "job-id", number),
                _number(_ENUM, "job-state", _PENDING if whole else _HELD),
                _number(
                    _INTEGER,
                    "job-k-octets",
                    len(self.printed[-1]) // 1024 + 1 if whole and self.printed else 0,
                ),
                _text(_NAME, "job-name", ""),
                _text(_NAME, "job-originating-user-name", "somebody"),
                _text(_MIME, "document-format", "application/pdf"),
                _number(_INTEGER, "job-priority", 50),
                _number(_INTEGER, "time-at-creation", 1),
            )
        )

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Answer meanwhile."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.speak()
            self._server.shutdown()
            self._server.server_close()
            thread.join()


@contextmanager
def print_server() -> Iterator[PrintServer]:
    """One that this process, and each that it starts, prints to."""
    server = PrintServer()
    before = os.environ.get("CUPS_SERVER")
    os.environ["CUPS_SERVER"] = server.address
    try:
        with server.serving():
            yield server
    finally:
        os.environ.pop("CUPS_SERVER")
        if before is not None:
            os.environ["CUPS_SERVER"] = before


def has_ended(process: str) -> bool:
    """Whether that process is no more, or nothing is left of it but its exit code (proc(5))."""
    try:
        return Path("/proc", process, "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def _body(headers: Any, file: BufferedIOBase) -> Iterator[bytes]:
    """What was sent, piece by piece, so that nobody waits for more than is looked at."""
    if "chunked" not in headers.get("Transfer-Encoding", ""):
        yield file.read(int(headers.get("Content-Length", 0)))
        return
    while size := int(file.readline(), 16):
        yield file.read(size)
        file.readline()
    file.readline()


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    said = name.encode()
    return struct.pack(">BH", tag, len(said)) + said + struct.pack(">H", len(value)) + value


def _text(tag: int, name: str, value: str) -> bytes:
    return _attribute(tag, name, value.encode())


def _number(tag: int, name: str, value: int) -> bytes:
    return _attribute(tag, name, struct.pack(">i", value))
