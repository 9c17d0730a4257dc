"""A real tus server to upload to, a receiver behind it that writes receipts and answers, and a bad line in between."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from prevent_desktop.files.durable import digest_of, write_atomically
from tests.interop.node_server import MODULES, NodeServer
from tests.patience import PATIENCE
from tests.unit.delivery.receivers import Receiver


def why_no_tus_server() -> str:
    """Why the interop tests cannot run here; empty where they can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not (MODULES / "@tus" / "server").is_dir():
        return "npm @tus/server is not installed in .venv/node"
    return ""


class TusServer(NodeServer):
    """npm @tus/server as a process that can be killed and started again on the same port and store.

    `prefix` is a command that starts it elsewhere, such as in a network namespace, where `host` is its address. With `tls`,
    a file with key and certificate, it speaks TLS 1.3.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_size: int = 0,
        expiry_ms: int = 0,
        largest_body: int = 0,
        prefix: Sequence[str] = (),
        host: str = "127.0.0.1",
        tls: Path | None = None,
    ) -> None:
        self._host = host
        self._tls = tls
        self.store = folder / "store"
        self.receipts = folder / "receipts"
        self.answers = folder / "answers"
        self.store.mkdir(parents=True)
        self.receipts.mkdir()
        self.answers.mkdir()
        limits = [str(number or "") for number in (max_size, expiry_ms, largest_body)]
        environment = {"TUS_HOST": host, "TUS_PEM": str(tls or "")}
        super().__init__(
            "tus_server.mjs", [str(self.store), str(self.receipts), *limits], environment, prefix
        )

    @property
    def endpoint(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}/files"

    def empty(self) -> None:
        """As if it had just been set up: it runs, and has nothing.

        The folders stay: a server that has just begun looks, beside its first answers, whether its store is there, and ends where
        it goes away at that moment.
        """
        for folder in (self.store, self.receipts, self.answers):
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if not self.runs:
            self.start()

    def uploads(self, *, besides: Collection[str] = ()) -> Iterator[Upload]:
        """All uploads that the server knows, whole or not; `besides` are names in its store to pass over."""
        for path in sorted(path for path in self.store.glob("*.json") if path.stem not in besides):
            with suppress(ValueError, KeyError, FileNotFoundError):
                known = json.loads(path.read_text())
                content = path.with_suffix("")
                yield Upload(known["metadata"], known["size"], content, content.stat().st_size)

    def whole_uploads(self) -> list[Upload]:
        return [upload for upload in self.uploads() if upload.size == upload.received]


@dataclass(frozen=True)
class Upload:
    metadata: dict[str, str]
    size: int
    path: Path
    received: int

    @property
    def pack_id(self) -> str:
        return self.metadata["filename"].removesuffix(".pdf.age")


@dataclass
class Reception:
    """The receiver behind the server: it answers each whole upload with one receipt, and counts."""

    server: TusServer
    receiver: Receiver
    answered: dict[str, str] = field(default_factory=dict)

    def answer_all(self) -> None:
        for upload in self.server.whole_uploads():
            if upload.pack_id in self.answered:
                continue
            digest = digest_of(upload.path)
            if digest == upload.metadata["sha256"]:
                receipt = self.receiver.receipt(upload.pack_id, digest)
                write_atomically(self.server.receipts / f"{upload.pack_id}.jws", receipt.encode())
                self.answered[upload.pack_id] = digest


Fate = Callable[[], "Cut | None"]


@dataclass(frozen=True)
class Cut:
    """What happens to a connection: after `after` bytes in a direction it ends. `upward` is towards the server.

    `then` is called at that moment; with `twice` all that went upward goes to the server once more, later.
    """

    after: int
    upward: bool
    then: Callable[[], None] | None = None
    twice: bool = False


class BadLine:
    """A TCP proxy in front of a server. `fate` says, for each connection, whether and where it is cut.

    With `context` it is what ends TLS in front of the server, as nginx would.
    """

    def __init__(
        self, target_port: Callable[[], int], fate: Fate, context: ssl.SSLContext | None = None
    ) -> None:
        self._context = context
        self._target_port = target_port
        self._fate = fate
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self.went_down: list[int] = []
        self._ended = threading.Event()
        self._served: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        scheme = "http" if self._context is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}/files"

    def close(self) -> None:
        """End, and wait for all connections to end; may be called twice."""
        if self._ended.is_set():
            return
        self._ended.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes the thread that accepts
        self._thread.join(PATIENCE)
        self._listener.close()
        for served in self._served:
            served.join(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._ended.is_set():
            client, _address = self._listener.accept()
            if self._ended.is_set():
                client.close()
                return
            served = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._served.append(served)
            served.start()

    def _serve(self, client: socket.socket) -> None:
        if self._context is not None:
            client = self._context.wrap_socket(client, server_side=True)
        cut = self._fate()
        try:
            server = socket.create_connection(("127.0.0.1", self._target_port()), timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        went_up, came_down = bytearray(), bytearray()
        with closing(client), closing(server):
            back = threading.Thread(
                target=self._pump, args=(server, client, cut, False, came_down), daemon=True
            )
            back.start()
            self._pump(client, server, cut, True, went_up)
            back.join()
            self.went_down.append(len(came_down))
        if cut is not None and cut.twice:
            self._send_once_more(bytes(went_up))

    def _send_once_more(self, went_up: bytes) -> None:
        """What the server got already comes again, after what the client did next: a duplicate out of order."""
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self._target_port()), timeout=5) as server,
        ):
            server.sendall(went_up)
            server.shutdown(socket.SHUT_WR)
            while server.recv(64 * 1024):
                pass

    def _pump(
        self, source: socket.socket, sink: socket.socket, cut: Cut | None, upward: bool, went: bytearray
    ) -> None:
        left = cut.after if cut is not None and cut.upward is upward else None
        with suppress(OSError):
            while left is None or left > 0:
                piece = source.recv(64 * 1024 if left is None else min(left, 64 * 1024))
                if not piece:
                    break
                went += piece
                sink.sendall(piece)
                left = None if left is None else left - len(piece)
        if cut is not None and left == 0:
            self.cuts += 1
            if cut.then is not None:
                cut.then()
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
