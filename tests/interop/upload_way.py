"""What is alike where a server for uploads over HTTP is at the other end: its folders, and how it goes and comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, Protocol, TypeVar

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.unit.delivery.transport_contract import CHUNK, Way


class UploadServer(Protocol):
    """A process with a folder for what is on its way, and two for what it sends back."""

    store: Path
    receipts: Path
    answers: Path

    @property
    def endpoint(self) -> str: ...

    @property
    def runs(self) -> bool: ...

    def start(self) -> None: ...

    def kill(self) -> None: ...


S = TypeVar("S", bound=UploadServer)


class UploadWay(Way, Generic[S]):
    """A real server at the other end; what it holds is its own to tell."""

    def __init__(self, server: S) -> None:
        self.server = server
        self.transport = TusTransport(HttpConnections(), largest_chunk=CHUNK)
        self.endpoint = server.endpoint

    def answer(self, pack_id: str, receipt: bytes) -> None:
        (self.server.receipts / f"{pack_id}.jws").write_bytes(receipt)

    def put_answer(self, pack_id: str, number: int, sealed: bytes) -> None:
        folder = self.server.answers / pack_id
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.age").write_bytes(sealed)

    def go_away(self) -> None:
        self.server.kill()

    def come_back(self) -> None:
        if not self.server.runs:
            self.server.start()

    def forget(self) -> None:
        for path in self.server.store.iterdir():
            path.unlink()
