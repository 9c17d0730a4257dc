"""Real servers that a team's mailbox can lie on: nginx as the receiver's deployment sets it up, and Ceph's radosgw."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials

RECEIVER = Path(__file__).resolve().parents[2] / "packaging" / "receiver"
sys.path[:0] = [str(RECEIVER), str(RECEIVER / "loopback")]

import front_door  # noqa: E402 -- the deployment's own scripts are no package
from certificates import Authority  # noqa: E402
from configure import fill, read_settings  # noqa: E402
from processes import Processes, free_port  # noqa: E402


def why_no_nginx() -> str:
    """Why nginx cannot be started here; empty where it can."""
    if shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin") is None:
        return "nginx is not installed"
    return "" if shutil.which("openssl") else "openssl is not installed"


class TeamServer:
    """nginx with the receiver's front door and one team's mailbox, over TLS; `methods` is what a team may do there besides reading.

    `burst` is how many requests of one address may come at once; empty for what the deployment lets through.
    """

    def __init__(self, folder: Path, methods: str = "PUT DELETE", *, burst: str = "") -> None:
        self.folder = folder
        self.mailbox = folder / "teams" / "team" / "school"
        self.port = free_port()
        self.address = f"https://localhost:{self.port}/team/school"
        self.credentials = StoreCredentials(user="laptop-1", password="of this vault alone")
        self._authority = Authority(folder / "certificates", "authority")
        self._processes = Processes()
        folder.mkdir(exist_ok=True)
        self._set_up(methods, {"RECEIVER_REQUESTS_BURST": burst} if burst else {})

    def _set_up(self, methods: str, more: Mapping[str, str]) -> None:
        for name in ("logs", "more", "teams", "mailbox"):
            (self.folder / name).mkdir(exist_ok=True)
        server = self._authority.server("DNS:localhost", "IP:127.0.0.1")
        self.settings = {
            **read_settings((RECEIVER / "receiver.env").read_text()),
            "RECEIVER_HOST": "localhost",
            "RECEIVER_ADDRESS": f"127.0.0.1:{self.port}",
            "RECEIVER_CERTIFICATE": str(server.certificate),
            "RECEIVER_CERTIFICATE_KEY": str(server.key),
            "RECEIVER_CLIENT_AUTHORITY": str(self._authority.certificate),
            "RECEIVER_MAILBOX": str(self.folder / "mailbox"),
            "RECEIVER_TUS": f"unix:{self.folder / 'tus'}",
            "RECEIVER_LOGS": str(self.folder / "logs"),
            "RECEIVER_MORE": str(self.folder / "more" / "*.conf"),
            **read_settings((RECEIVER / "team.env").read_text()),
            "RECEIVER_TEAM_FOLDER": str(self.folder / "teams"),
            "RECEIVER_TEAM_PASSWORDS": str(self.folder / "passwords"),
            "RECEIVER_TEAM_METHODS": methods,
            **more,
        }
        (self.folder / "receiver.env").write_text(
            "".join(f"{name}={value}\n" for name, value in self.settings.items())
        )
        self.add_mailbox("school")
        (self.folder / "passwords").write_text(password_line(self.credentials))

    def add_mailbox(self, team: str, change: Callable[[str], str] = lambda lines: lines) -> None:
        """One more mailbox, from the next start on."""
        template = (RECEIVER / "nginx" / "team.conf.template").read_text()
        lines = fill(template, self.settings | {"RECEIVER_TEAM": team})
        (self.folder / "more" / f"{team}.conf").write_text(change(lines))

    def start(self) -> None:
        """Start it, and return when it listens."""
        front_door.start(self.folder, self.folder / "receiver.env", self.port, self._processes)

    def stop(self) -> None:
        """End it."""
        self._processes.stop()

    def trusting(self) -> ssl.SSLContext:
        """A context that trusts it."""
        context = ssl.create_default_context(cafile=str(self._authority.certificate))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return context

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


def password_line(credentials: StoreCredentials) -> str:
    """A line of the file of passwords, as RUNBOOK.md has it made."""
    command = ["openssl", "passwd", "-6", "-stdin"]
    made = subprocess.run(command, input=credentials.password, capture_output=True, text=True, check=True)
    return f"{credentials.user}:{made.stdout.strip()}\n"
