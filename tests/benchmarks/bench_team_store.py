"""What a look at a team's mailbox costs: ``python -m tests.benchmarks.bench_team_store``.

The pieces of “a change is at another open vault”: a question for a head in which nothing changed, against the barest way to ask the same of the same
server on loopback (one `os.stat`; one conditional GET of httpx; open, read and close of asyncssh), and a note of 4 kB on its way from one vault to the
other: put, the head set, the head seen, the note got. The ratio is of the medians. Ends with 1 where a note took more than a second.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import asyncssh
import httpx

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.sftp_keys import new_key, public_line
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_web import by_password
from tests.interop.sshd import Sshd, why_no_sshd
from tests.interop.team_servers import TeamServer, why_no_nginx

_HEAD = "ab/" + "0123456789abcdef" * 4
_NOTE = os.urandom(4000)
_LONGEST = 1.0  # seconds for a note from one to the other, waiting between the looks left out


class Kind:
    """One kind of store: how it is opened, and the barest question for a head."""

    def __init__(
        self, name: str, opened: Callable[[], TeamStore], barest: Callable[[], object], head: Path
    ) -> None:
        self.name = name
        self.opened = opened
        self.barest = barest
        self.head = head


@contextmanager
def folder(place: Path) -> Iterator[Kind]:
    """A folder on this disk."""
    head = place / "heads" / _HEAD
    yield Kind("folder", lambda: open_team_store(place.as_uri()), lambda: os.stat(head), head)  # noqa: PTH116 -- the barest


@contextmanager
def web(place: Path) -> Iterator[Kind]:
    """nginx as in the receiver's deployment."""
    with TeamServer(place) as server:
        url = f"{server.address}/heads/{_HEAD}"
        shown = dict(by_password(server.credentials)("GET", url, {}, b""))

        def opened() -> TeamStore:
            return open_team_store(
                server.address, server.credentials, HttpConnections(context=server.trusting())
            )

        with httpx.Client(verify=server.trusting(), trust_env=False) as client:

            def barest() -> None:
                answer = client.get(url, headers=shown)
                if answer.is_error:
                    raise SystemExit(f"the server answered {answer.status_code}")
                shown["If-None-Match"] = answer.headers["etag"]

            yield Kind("https", opened, barest, server.mailbox / "heads" / _HEAD)


@contextmanager
def sftp(place: Path) -> Iterator[Kind]:
    """OpenSSH on this computer."""
    with Sshd(place) as server, asyncio.Runner() as runner:
        key = StoreCredentials(key_pem=new_key())
        server.let_in(public_line(key.key_pem))
        address = replace(server.address, path=str(place / "team"))
        (place / "team").mkdir()
        head = place / "team" / "heads" / _HEAD

        async def connected() -> tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]:
            connection = await asyncssh.connect(
                address.host, address.port, username=address.user, known_hosts=None, config=None,
                client_keys=[asyncssh.import_private_key(key.key_pem)],
            )  # fmt: skip
            return connection, await connection.start_sftp_client()

        async def read(files: asyncssh.SFTPClient) -> None:
            async with files.open(str(head), "rb") as file:
                await file.read()

        connection, files = runner.run(connected())
        yield Kind("sftp", lambda: open_team_store(str(address), key), lambda: runner.run(read(files)), head)
        connection.abort()
        runner.run(connection.wait_closed())


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def medians(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Seconds of each, done in turn, so that a busy moment meets all; the first round is left out."""
    times = [[seconds(work) for work in works] for _each in range(rounds + 1)]
    return [statistics.median(column) for column in zip(*times[1:], strict=True)]


def looks(kind: Kind, rounds: int) -> tuple[float, float]:
    """Our question for a head in which nothing changed, and the barest one, in seconds."""
    with kind.opened() as store:
        store.set_head(_HEAD, os.urandom(2000))
        os.utime(kind.head, (0, 0))  # it was not written just now
        found = store.head(_HEAD)
        if found is None:
            raise SystemExit("no head")
        ours, barest = medians(rounds, lambda: store.head(_HEAD, found.tag), kind.barest)
        return ours, barest


def way(kind: Kind, rounds: int) -> float:
    """A note from one open vault to another, in seconds: the connections of both stand."""
    with kind.opened() as writer, kind.opened() as reader:
        numbers = iter(range(rounds + 1))
        seen = reader.head(_HEAD)

        def once() -> None:
            nonlocal seen
            name = f"cd/{os.urandom(16).hex()}"
            if not writer.put(name, _NOTE):
                raise SystemExit("not taken")
            writer.set_head(_HEAD, next(numbers).to_bytes(8, "big"))
            found = reader.head(_HEAD, seen.tag if seen else "")
            if found is None or reader.get(name, 65536) != _NOTE:
                raise SystemExit("not there")
            seen = found

        return medians(rounds, once)[0]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--kinds", nargs="+", default=["folder", "https", "sftp"])
    arguments = parser.parse_args()
    missing = {"https": why_no_nginx(), "sftp": why_no_sshd()}
    slow = False
    print(
        f"{arguments.rounds} rounds, milliseconds (median): look at a head, the barest look, ratio; a note of 4 kB to the other"
    )
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        for kind_name in arguments.kinds:
            if why := missing.get(kind_name):
                print(f"  {kind_name:7} {why}")
                continue
            place = Path(name) / kind_name
            place.mkdir()
            kind = stack.enter_context({"folder": folder, "https": web, "sftp": sftp}[kind_name](place))
            ours, bare = looks(kind, arguments.rounds)
            whole = way(kind, max(1, arguments.rounds // 10))
            slow |= whole > _LONGEST
            print(
                f"  {kind.name:7} {ours * 1e3:7.2f} {bare * 1e3:7.3f} {ours / bare:6.1f} {whole * 1e3:9.1f}"
            )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
