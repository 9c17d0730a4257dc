"""A real OpenSSH server with internal-sftp, on loopback, with keys and a configuration of its own."""

from __future__ import annotations

import functools
import getpass
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil  # type: ignore[import-untyped]  # it has no types

from prevent_desktop.delivery.connection.sftp_address import HostKey, SftpAddress, host_key_in
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from tests.ports import free_port

_SSHD = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
_PRIVILEGES = Path("/run/sshd")


def why_no_sshd() -> str:
    """Why the tests cannot run here; empty where they can."""
    if _SSHD is None or shutil.which("ssh-keygen") is None:
        return "openssh-server is not installed"
    return ""


def _is_at_least(*wanted: int) -> bool:
    assert _SSHD is not None
    said = subprocess.run([_SSHD, "-V"], capture_output=True, text=True, check=False).stderr
    version = re.search(r"OpenSSH_(\d+)\.(\d+)", said)
    return version is None or tuple(map(int, version.groups())) >= wanted


def knows_hybrid() -> bool:
    """Whether it has the hybrid key exchange with ML-KEM."""
    return _is_at_least(9, 9)


def _no_penalties() -> dict[str, str]:
    """Whoever is turned away often is shut out for a while from OpenSSH 9.8 on; an older one does not know the word."""
    return {"PerSourcePenalties": "no"} if _is_at_least(9, 8) else {}


def _make_key(path: Path, kind: str) -> HostKey:
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", path], check=True)  # noqa: S607
    return host_key_in(path.with_suffix(".pub").read_text())


@functools.cache
def _rsa_key() -> tuple[bytes, str]:
    """The private key and the public line of the RSA key that all servers of this process have: making one takes long."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "key"
        _make_key(path, "rsa")
        return path.read_bytes(), path.with_suffix(".pub").read_text()


def _copy_rsa_key(path: Path) -> HostKey:
    private, public = _rsa_key()
    path.write_bytes(private)
    path.chmod(0o600)
    return host_key_in(public)


class Sshd:
    """The server as a process that can be killed, with all its sessions, and started again on the same port."""

    def __init__(self, folder: Path, **options: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.mailbox = FolderMailbox.create(folder / "Kinder & Jugend #1")
        self.host_keys = {
            "ed25519": _make_key(folder / "host_ed25519", "ed25519"),
            "rsa": _copy_rsa_key(folder / "host_rsa"),
        }
        self.log = folder / "log"
        self._authorized = folder / "authorized_keys"
        self._authorized.write_text("")
        self._subsystem = options.pop("Subsystem", "sftp internal-sftp")
        self._options = options
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> SftpAddress:
        return SftpAddress(
            user=getpass.getuser(),
            host="127.0.0.1",
            port=self.port,
            path=str(self.mailbox.folder),
            keys=(self.host_keys["ed25519"],),
        )

    def let_in(self, public_line: str) -> None:
        """Do with a public key what the receiver does who is given it."""
        self._authorized.write_text(public_line + "\n")

    def start(self) -> None:
        """Start it, and return when it listens."""
        if os.geteuid() == 0:
            _PRIVILEGES.mkdir(mode=0o755, exist_ok=True)
        if not self.port:
            self.port = free_port()
        settings = {
            "Port": str(self.port),
            "ListenAddress": "127.0.0.1",
            "AuthorizedKeysFile": str(self._authorized),
            "PidFile": "none",
            "StrictModes": "no",
            "UsePAM": "no",
            "PasswordAuthentication": "no",
            "KbdInteractiveAuthentication": "no",
            "PermitRootLogin": "prohibit-password",
            "Subsystem": self._subsystem,
            "LogLevel": "DEBUG1",
            **_no_penalties(),
            **self._options,
        }
        lines = [f"{name} {value}" for name, value in settings.items()]
        lines += [f"HostKey {self.folder / f'host_{kind}'}" for kind in self.host_keys]
        configuration = self.folder / "sshd_config"
        configuration.write_text("\n".join(lines) + "\n")
        assert _SSHD is not None
        started = subprocess.Popen(
            [_SSHD, "-D", "-E", str(self.log), "-f", str(configuration)], start_new_session=True
        )
        while not self._listens():
            assert started.poll() is None, self.log.read_text()
            time.sleep(0.02)
        self._process = started

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    @property
    def runs(self) -> bool:
        return self._process is not None

    def kill(self) -> None:
        """SIGKILL to the server and all its sessions, as a power cut would look from here."""
        if self._process is None:
            return
        sessions = psutil.Process(self._process.pid).children(recursive=True)
        for each in sessions:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        self._process.kill()
        self._process.wait()
        self._process = None

    def empty(self) -> None:
        """As if it had just been set up: it runs, with nothing in its mailbox or its log."""
        shutil.rmtree(self.mailbox.folder)
        FolderMailbox.create(self.mailbox.folder)
        if self.log.exists():
            os.truncate(self.log, 0)
        if not self.runs:
            self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.kill()
