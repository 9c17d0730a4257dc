"""An authorisation server for a test, by RFC 8628, RFC 8414 and RFC 6749 section 6: refresh tokens turn over, and count once."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class Identity:
    """The server. A person says yes by `approve`; `answers` are errors that it gives first at the next polls."""

    path: str = ""
    openid_only: bool = False
    life: int = 3600
    interval: int = 1
    answers: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.approved: set[str] = set()
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.refreshes = 0
        self.reused = 0
        self.guard = threading.Lock()

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"identity": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def approve(self, user_code: str) -> None:
        self.approved.add(user_code)

    def end_access(self) -> None:
        """All access tokens count no more."""
        self.access.clear()

    def described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "device_authorization_endpoint": f"{self.issuer}/device",
            "token_endpoint": f"{self.issuer}/token",
            **self.metadata,
        }

    def begin(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if form.get("client_id") != "prevent-desktop":
            return 401, {"error": "invalid_client"}
        device, user = secrets.token_urlsafe(32), f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
        self.codes[device] = user
        page = f"{self.issuer}/enter"
        told = {"device_code": device, "user_code": user, "verification_uri": page, "expires_in": 600,
                "verification_uri_complete": f"{page}?code={user}", "interval": self.interval}  # fmt: skip
        return 200, {**told, **self.extra}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        with self.guard:
            if form.get("grant_type") == "refresh_token":
                return self._renew(form.get("refresh_token", ""))
            if form.get("grant_type") != GRANT or form.get("device_code") not in self.codes:
                return 400, {"error": "invalid_grant"}
            if self.answers:
                return 400, {"error": self.answers.pop(0)}
            if self.codes[form["device_code"]] not in self.approved:
                return 400, {"error": "authorization_pending"}
            return self._issue()

    def _renew(self, given: str) -> tuple[int, dict[str, Any]]:
        if given not in self.refresh:
            self.reused += 1
            return 400, {"error": "invalid_grant"}
        self.refreshes += 1
        self.refresh.discard(given)
        return self._issue()

    def _issue(self) -> tuple[int, dict[str, Any]]:
        access, refresh = secrets.token_urlsafe(1500), secrets.token_urlsafe(64)
        self.access.add(access)
        self.refresh.add(refresh)
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": self.life, "refresh_token": refresh}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    identity: Identity

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is logged."""

    def do_GET(self) -> None:
        path = self.identity.path
        known = f"{path}/.well-known/openid-configuration"
        if not self.identity.openid_only:
            known = f"/.well-known/oauth-authorization-server{path}"
        self.identity.asked.append((self.path, {}))
        if self.path == known:
            self._answer(200, self.identity.described())
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.identity.asked.append((self.path, form))
        paths: dict[str, Callable[[dict[str, str]], tuple[int, dict[str, Any]]]] = {
            f"{self.identity.path}/device": self.identity.begin,
            f"{self.identity.path}/token": self.identity.token,
        }
        act = paths.get(self.path)
        self._answer(*(act(form) if act else (404, {})))

    def _answer(self, status: int, parts: dict[str, Any]) -> None:
        body = json.dumps(parts).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
