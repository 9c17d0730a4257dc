"""A server for the IETF's resumable uploads (draft-ietf-httpbis-resumable-upload-12), written from the draft alone.

It knows nothing of our client, keeps uploads in a folder, sends 104 in between, and is strict where the draft says MUST: a
request that is against it gets an error and is kept in `faults`, so that a test can show that there was none.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shutil
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

INTEROP = "8"
PARTIAL = "application/partial-upload"
_COMPLETED = b'{"type": "https://iana.org/assignments/http-problem-types#completed-upload"}'
_PIECE = 8 * 1024
_PROGRESS = 64 * 1024


@dataclass
class Rules:
    """What the server does beyond the least: its limits, whether it speaks tus too, and what it forgets."""

    limits: dict[str, int] = field(default_factory=dict)
    interim: bool = True
    offers_tus: bool = False
    keeps_complete: bool = True

    @property
    def limit_header(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.limits.items())


class ResumableServer:
    """Uploads lie in `store`, receipts and answers in folders beside it. It can be ended and begun again on its port."""

    def __init__(self, folder: Path, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.store, self.receipts, self.answers = (folder / name for name in ("store", "receipts", "answers"))
        for each in (self.store, self.receipts, self.answers):
            each.mkdir(parents=True)
        self.port = 0
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.alone = threading.RLock()
        self._server: _Listening | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/files"

    @property
    def runs(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        server = _Listening(("127.0.0.1", self.port), _Handler)
        server.of = self
        self._server, self.port = server, server.server_address[1]
        self._thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        self._thread.start()

    def kill(self) -> None:
        """End at once; every connection breaks."""
        server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.break_connections()
        server.server_close()
        self._thread.join()

    def empty(self) -> None:
        """As if it had just been set up: it runs, and knows of nothing."""
        for folder in (self.store, self.receipts, self.answers):
            shutil.rmtree(folder)
            folder.mkdir()
        self.faults, self.requests = [], []
        if not self.runs:
            self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.kill()

    def uploads(self) -> list[tuple[dict[str, Any], Path]]:
        """What is known of each upload, and where its bytes are."""
        return [
            (json.loads(path.read_text()), path.with_suffix(".bin")) for path in self.store.glob("*.json")
        ]


class _Listening(ThreadingHTTPServer):
    daemon_threads = False
    allow_reuse_address = True
    of: ResumableServer

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def break_connections(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A connection that broke is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listening

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is logged."""

    # -- the resource that uploads go to

    def do_OPTIONS(self) -> None:
        self._note()
        self._answer(
            204, {"Accept-Patch": PARTIAL, "Allow": "POST, OPTIONS", **self._limits(), **self._tus()}
        )

    def do_POST(self) -> None:
        self._note()
        complete, length = self._boolean("Upload-Complete"), self._integer("Upload-Length")
        size = self._integer("Content-Length")
        if self.path != "/files" or complete is None or size is None:
            self._against("creation without Upload-Complete or Content-Length")
            return
        if self.headers.get("Upload-Draft-Interop-Version") != INTEROP:
            self._against("interop version missing")
            return
        if complete and length not in {None, size}:
            self._against("inconsistent length")
            return
        limits = self.server.of.rules.limits
        least = limits.get("min-append-size", 0)
        if (not complete and size < least) or size > limits.get("max-append-size", size):
            self._against("creation outside the limits")
            return
        if (length or 0) > limits.get("max-size", length or 0):
            self._answer(413, self._limits())
            return
        name = secrets.token_hex(8)
        facts = {
            "length": length, "complete": False, "digest": self.headers.get("Repr-Digest", ""),
            "disposition": self.headers.get("Content-Disposition", ""),
        }  # fmt: skip
        self._bytes(name).write_bytes(b"")
        self._write(name, facts)
        where = f"http://127.0.0.1:{self.server.of.port}/uploads/{name}"
        if self.server.of.rules.interim:
            self._interim(Location=where, **self._limits())
        if self._append(name, size) and complete:
            self._finish(name)
        else:
            self._answer(201, {"Location": where, **self._limits()})

    # -- the upload itself

    def do_HEAD(self) -> None:
        self._note()
        with self.server.of.alone:
            facts = self._facts()
            if facts is None:
                return
            told = {
                "Upload-Offset": str(self._bytes(self._name).stat().st_size),
                "Upload-Complete": "?1" if facts["complete"] else "?0",
                "Cache-Control": "no-store",
                **self._limits(),
            }
            if facts["length"] is not None:
                told["Upload-Length"] = str(facts["length"])
        self._answer(204, told)

    def do_PATCH(self) -> None:
        self._note()
        with self.server.of.alone:  # exclusive access: the simpler way of the draft's section on concurrency
            self._patch()

    def _patch(self) -> None:  # noqa: PLR0911 - each rule of the draft ends it
        facts = self._facts()
        if facts is None:
            return
        complete, offset = self._boolean("Upload-Complete"), self._integer("Upload-Offset")
        size = self._integer("Content-Length") or 0
        if complete is None or offset is None or self.headers.get("Content-Type") != PARTIAL:
            self._against("append without Upload-Complete, Upload-Offset or its media type")
            return
        has = self._bytes(self._name).stat().st_size
        if facts["complete"]:  # by another request: nobody's fault
            self._skip(size)
            self._answer(400, {"Content-Type": "application/problem+json"}, _COMPLETED)
            return
        limits = self.server.of.rules.limits
        if size > limits.get("max-append-size", size) or (
            not complete and size < limits.get("min-append-size", 0)
        ):
            self._against("append outside the limits")
            return
        if offset != has:
            self._skip(size)
            self._answer(409, {"Upload-Offset": str(has), "Upload-Complete": "?0"})
            return
        if facts["length"] is not None and has + size > facts["length"]:
            self._against("more than the length")
            return
        if not self._append(self._name, size):
            return
        if complete:
            self._finish(self._name)
        else:
            self._answer(204, {"Upload-Complete": "?0"})

    def do_DELETE(self) -> None:
        self._note()
        if self._facts() is None:
            return
        self._bytes(self._name).unlink()
        self._path(self._name).unlink()
        self._answer(204)

    def do_GET(self) -> None:
        self._note()
        of = self.server.of
        folder = {"receipts": of.receipts, "answers": of.answers}.get(self.path.split("/")[1])
        path = folder.parent / self.path.lstrip("/") if folder else None
        if path is None or not path.is_file():
            self._answer(404)
            return
        self._answer(200, body=path.read_bytes())

    def _finish(self, name: str) -> None:
        facts = json.loads(self._path(name).read_text())
        content = self._bytes(name).read_bytes()
        told = facts["digest"].partition("sha-256=:")[2].rstrip(":")
        if told and base64.b64decode(told) != hashlib.sha256(content).digest():
            self._answer(422, {"Upload-Complete": "?1"})
            return
        facts["complete"] = True
        self._write(name, facts)
        if not self.server.of.rules.keeps_complete:
            self._path(name).rename(self._path(name).with_suffix(".done"))
        self._answer(200, {"Upload-Complete": "?1"})

    def _append(self, name: str, size: int) -> bool:
        """Take what comes, as far as it comes; whether all of it did."""
        taken, told = 0, 0
        with self._bytes(name).open("ab") as file:
            while taken < size and (piece := self.rfile.read1(min(_PIECE, size - taken))):
                file.write(piece)
                file.flush()
                taken += len(piece)
                if self.server.of.rules.interim and taken - told >= _PROGRESS:
                    told = taken
                    self._interim(**{"Upload-Offset": str(file.tell())})
        return taken == size

    def _interim(self, **headers: str) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        version = f"Upload-Draft-Interop-Version: {INTEROP}\r\n"
        self.wfile.write(f"HTTP/1.1 104 Upload Resumption Supported\r\n{version}{lines}\r\n".encode())

    def _answer(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response_only(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _against(self, fault: str) -> None:
        self.server.of.faults.append(f"{self.command} {self.path}: {fault}")
        self.close_connection = True
        self._answer(400)

    def _skip(self, size: int) -> None:
        while size > 0 and (piece := self.rfile.read(min(_PIECE, size))):
            size -= len(piece)

    def _note(self) -> None:
        self.server.of.requests.append(f"{self.command} {self.path}")

    def _limits(self) -> dict[str, str]:
        header = self.server.of.rules.limit_header
        return {"Upload-Limit": header} if header else {}

    def _tus(self) -> dict[str, str]:
        return {"Tus-Version": "1.0.0", "Tus-Resumable": "1.0.0"} if self.server.of.rules.offers_tus else {}

    def _boolean(self, name: str) -> bool | None:
        return {"?1": True, "?0": False}.get(self.headers.get(name, ""))

    def _integer(self, name: str) -> int | None:
        text = self.headers.get(name, "")
        return int(text) if text.isdigit() else None

    @property
    def _name(self) -> str:
        return self.path.rpartition("/")[2]

    def _facts(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self._path(self._name).read_text())
        except FileNotFoundError:
            self._answer(404)
            return None
        return found

    def _path(self, name: str) -> Path:
        return self.server.of.store / f"{name}.json"

    def _bytes(self, name: str) -> Path:
        return self.server.of.store / f"{name}.bin"

    def _write(self, name: str, facts: dict[str, Any]) -> None:
        temporary = self._path(name).with_suffix(".new")
        temporary.write_text(json.dumps(facts))
        temporary.replace(self._path(name))
