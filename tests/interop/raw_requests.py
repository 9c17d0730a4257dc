"""Requests that no program of ours makes, sent as they are."""

from __future__ import annotations

import base64
import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {**TUS, "Content-Type": "application/offset+octet-stream"}


@dataclass(frozen=True)
class Said:
    """What was answered; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Caller:
    """Asks a server on this computer, each time on a new connection. The path goes out as it is written."""

    def __init__(self, port: int, context: ssl.SSLContext | None) -> None:
        self._port = port
        self._context = context

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Said:
        connection: http.client.HTTPConnection
        if self._context is None:
            connection = http.client.HTTPConnection("localhost", self._port, timeout=60)
        else:
            connection = http.client.HTTPSConnection(
                "localhost", self._port, timeout=60, context=self._context
            )
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            lowered = {name.lower(): value for name, value in answer.getheaders()}
            return Said(answer.status, lowered, answer.read())
        finally:
            connection.close()

    def begin(self, size: object, **metadata: str) -> Said:
        """Begin an upload."""
        told = ",".join(
            f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in metadata.items()
        )
        return self.ask("POST", "/files", {**TUS, "Upload-Length": str(size), "Upload-Metadata": told})

    def send(self, path: str, content: bytes, offset: int = 0) -> Said:
        """Send a chunk."""
        return self.ask("PATCH", path, {**CHUNK, "Upload-Offset": str(offset)}, content)

    def put(self, pack_id: str, content: bytes) -> str:
        """A whole upload; where it is."""
        begun = self.begin(len(content), filename=f"{pack_id}.pdf.age")
        assert begun.status == 201
        assert self.send(begun.headers["location"], content).status == 204
        return begun.headers["location"]
