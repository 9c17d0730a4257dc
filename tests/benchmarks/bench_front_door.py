"""What the receiver's front door takes: packs and handshakes a second, and one large pack.

    python -m tests.benchmarks.bench_front_door [--packs 800] [--size 300000] [--senders 8] [--handshakes 500] [--large 500]

The baseline is the same requests of the same senders, at the same tus server's own socket: no nginx, no TLS. A pack is what a
sender does for one: a new connection, OPTIONS, POST, PATCH, and one question for the receipt. Senders are threads of this process,
so on two cores they take a good part of them. Handshakes are full ones, with the hybrid exchange and with the classic one alone;
they need a Python that is linked to OpenSSL 3.5, and say so where it is not.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import os
import socket
import ssl
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.interop.raw_requests import CHUNK, TUS
from tests.interop.receiver_parts import LoopbackReceiver, why_no_receiver

Connect = Callable[[], http.client.HTTPConnection]


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over the tus server's own socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


def send_one(connect: Connect, number: int, content: bytes) -> None:
    """What a sender does for one pack."""
    pack_id = f"P-{number:012d}"
    connection = connect()
    metadata = f"filename {base64.b64encode(f'{pack_id}.pdf.age'.encode()).decode()}"
    _ask(connection, 204, "OPTIONS", "/files")
    begun = _ask(
        connection,
        201,
        "POST",
        "/files",
        {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": metadata},
    )
    _ask(connection, 204, "PATCH", begun["location"], {**CHUNK, "Upload-Offset": "0"}, content)
    _ask(connection, 404, "GET", f"/receipts/{pack_id}.jws")
    connection.close()


def _ask(
    connection: http.client.HTTPConnection,
    expected: int,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> http.client.HTTPMessage:
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    answer.read()
    if answer.status != expected:
        raise AssertionError(f"{method} {path}: {answer.status}")
    return answer.headers


def seconds_for(connect: Connect, packs: int, senders: int, content: bytes) -> float:
    """Seconds for all packs, by so many senders at once."""
    started = time.perf_counter()
    with ThreadPoolExecutor(senders) as pool:
        for _done in pool.map(lambda number: send_one(connect, number, content), range(packs)):
            pass
    return time.perf_counter() - started


def handshakes(receiver: LoopbackReceiver, count: int, *, classic: bool) -> float:
    """Seconds for so many full handshakes, one after the other."""
    started = time.perf_counter()
    for _number in range(count):
        context = receiver.trusting()
        if classic:
            context.set_ecdh_curve("X25519")
        with (
            socket.create_connection(("127.0.0.1", receiver.port)) as line,
            context.wrap_socket(line, server_hostname="localhost"),
        ):
            pass
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packs", type=int, default=800)
    parser.add_argument("--size", type=int, default=300_000)
    parser.add_argument("--senders", type=int, default=8)
    parser.add_argument("--handshakes", type=int, default=500)
    parser.add_argument("--large", type=int, default=500, help="MB of one pack in one request")
    told = parser.parse_args()
    if reason := why_no_receiver():
        raise SystemExit(reason)
    limits = dict.fromkeys(
        ("requests_per_second", "requests_burst", "uploads_per_second", "uploads_burst", "connections"),
        60_000,
    )
    with (
        tempfile.TemporaryDirectory(prefix="door-") as folder,
        LoopbackReceiver(Path(folder), **limits) as receiver,
    ):
        context = receiver.trusting()
        inner = receiver.settings["RECEIVER_LISTEN"]
        ways: dict[str, Connect] = {
            "at the socket": lambda: _SocketConnection(inner),
            "through nginx": lambda: http.client.HTTPSConnection("localhost", receiver.port, context=context),
        }
        print(
            f"{'':16} {'packs/s':>9} {'MB/s':>7} {'ratio':>6} {'one of ' + str(told.large) + ' MB':>14} {'ratio':>6}"
        )
        many, one = os.urandom(told.size), os.urandom(told.large * 1_000_000)
        bare = bare_one = 0.0
        for name, connect in ways.items():
            seconds_for(connect, told.senders * 4, told.senders, many)
            seconds = seconds_for(connect, told.packs, told.senders, many)
            large = seconds_for(connect, 1, 1, one)
            bare, bare_one = bare or seconds, bare_one or large
            rate = told.packs / seconds
            print(
                f"{name:16} {rate:9.0f} {rate * told.size / 1e6:7.0f} {seconds / bare:6.2f} "
                f"{told.large / large:9.0f} MB/s {large / bare_one:6.2f}"
            )
        print(f"\n{'handshakes':16} {'a second':>9} {'ratio':>13}")
        if ssl.OPENSSL_VERSION_INFO < (3, 5):
            print(f"not measured: this Python has {ssl.OPENSSL_VERSION}")
            return
        classic = handshakes(receiver, told.handshakes, classic=True)
        hybrid = handshakes(receiver, told.handshakes, classic=False)
        print(f"{'X25519':16} {told.handshakes / classic:9.0f} {1:13.2f}")
        print(f"{'X25519MLKEM768':16} {told.handshakes / hybrid:9.0f} {hybrid / classic:13.2f}")


if __name__ == "__main__":
    main()
