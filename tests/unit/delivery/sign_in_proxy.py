"""A proxy that signs people in on the connection itself, by pyspnego's own server side: Negotiate and NTLM."""

from __future__ import annotations

import base64
import socket
import ssl
from contextlib import suppress

import spnego

from tests.unit.delivery.strange_servers import CONNECTED, StrangeProxy, _tunnel


class SignInProxy(StrangeProxy):
    """Names `ways`, and lets through whom the accounts of the machine (``NTLM_USER_FILE``) know.

    `told` are the tokens that came, raw; `words` is the body that comes with each refusal; `closes`: the connection ends with the
    first refusal, as some proxies do.
    """

    def __init__(
        self, ways: tuple[str, ...], target: int, *, words: bytes = b"no", closes: bool = False, host: str = "proxy", context: ssl.SSLContext | None = None
    ) -> None:  # fmt: skip
        self.ways, self.words, self.closes, self.host = ways, words, closes, host
        self.told: list[bytes] = []
        super().__init__(lambda _method, _offered: b"", target, context)

    def _serve(self, connection: socket.socket) -> None:
        connection = self._begin(connection)
        signing = None
        with connection, connection.makefile("rb", buffering=0) as reader:
            while head := self._head(reader.readline):
                self.requests.append(head[0].rsplit(" ", 1)[0])
                given = next(
                    (
                        line.partition(":")[2].strip()
                        for line in head
                        if line.lower().startswith("proxy-auth")
                    ),
                    "",
                )
                way, _space, text = given.partition(" ")
                token = None
                if way in self.ways and text:
                    self.told.append(base64.b64decode(text))
                    signing = signing or spnego.server(
                        hostname=self.host, service="HTTP", protocol=way.lower()
                    )
                    with suppress(spnego.exceptions.SpnegoError):
                        token = signing.step(self.told[-1])
                        if signing.complete:
                            connection.sendall(CONNECTED)
                            with socket.create_connection(("127.0.0.1", self._target)) as onward:
                                _tunnel(connection, onward)
                            return
                connection.sendall(self._refusal(way, token))
                if self.closes and token is None:
                    return

    def _refusal(self, way: str, token: bytes | None) -> bytes:
        if token is None:
            named = [f"Proxy-Authenticate: {one}" for one in self.ways]
        else:
            named = [f"Proxy-Authenticate: {way} {base64.b64encode(token).decode()}"]
        lines = [
            "HTTP/1.1 407 Proxy Authentication Required",
            *named,
            f"Content-Length: {len(self.words)}",
            "",
            "",
        ]
        return "\r\n".join(lines).encode() + self.words
