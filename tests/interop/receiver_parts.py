"""The receiver of packaging/receiver, started on loopback as its own script does, and a sender in front of it."""

from __future__ import annotations

import json
import random
import shutil
import ssl
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.interop.node_server import MODULES
from tests.interop.tus_parts import why_no_tus_server
from tests.unit.workflows.receiving.packs_in import Desk

ROOT = Path(__file__).resolve().parents[2]
RECEIVER = ROOT / "packaging" / "receiver"
_CEPH = ("ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin")


def why_no_receiver() -> str:
    """Why the receiver cannot be started here; empty where it can."""
    if shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin") is None:
        return "nginx is not installed"
    if shutil.which("openssl") is None:
        return "openssl is not installed"
    return why_no_tus_server()


def why_no_bucket() -> str:
    """Why a receiver on S3-compatible storage cannot be started here; empty where it can."""
    if missing := [program for program in _CEPH if shutil.which(program) is None]:
        return f"Ceph is not installed: {', '.join(missing)}"
    if not (MODULES / "@tus" / "s3-store").is_dir():
        return "npm @tus/s3-store is not installed in .venv/node"
    return why_no_receiver()


@dataclass(frozen=True)
class KeyFiles:
    """A client's certificate and key: two PEM files, and both as PKCS#12."""

    certificate: Path
    key: Path
    together: Path
    password: str


class LoopbackReceiver(AbstractContextManager["LoopbackReceiver"]):
    """``python packaging/receiver/loopback FOLDER …`` as a process; killed, all its parts end."""

    def __init__(self, folder: Path, *options: str, **settings: object) -> None:
        self.folder = folder
        pairs = [f"RECEIVER_{name.upper()}={value}" for name, value in settings.items()]
        self._command = [sys.executable, str(RECEIVER / "loopback"), str(folder), *options, *pairs]
        self._process: subprocess.Popen[str] | None = None
        self.told: Mapping[str, Any] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            _out, said = self._process.communicate()
            raise AssertionError(f"the receiver did not start: {said}")
        self.told = json.loads(line)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._process.communicate()
        assert self._process.returncode == 0

    @property
    def endpoint(self) -> str:
        return str(self.told["endpoint"])

    @property
    def port(self) -> int:
        return int(self.endpoint.split(":")[2].split("/")[0])

    @property
    def authority(self) -> Path:
        return Path(self.told["authority"])

    @property
    def mailbox(self) -> Path:
        return Path(self.told["mailbox"])

    @property
    def settings(self) -> dict[str, str]:
        """What it was told, as receiver.env has it."""
        lines = Path(self.told["settings"]).read_text().splitlines()
        return {name: value for name, _equals, value in (line.partition("=") for line in lines)}

    @property
    def store(self) -> Path:
        return self.mailbox / "store"

    @property
    def access_log(self) -> Path:
        return Path(self.told["logs"]) / "receiver-access.log"

    @property
    def error_log(self) -> Path:
        return Path(self.told["logs"]) / "receiver-error.log"

    def keys(self, whose: str) -> KeyFiles:
        """Those of ``client``, whom the receiver knows, or of ``stranger``."""
        told = self.told[whose]
        return KeyFiles(
            Path(told["certificate"]), Path(told["key"]), Path(told["together"]), told["password"]
        )

    def trusting(self, shown: KeyFiles | None = None) -> ssl.SSLContext:
        """A context that trusts this receiver, and shows a certificate where one is given."""
        context = ssl.create_default_context(cafile=str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        if shown is not None:
            context.load_cert_chain(shown.certificate, shown.key)
        return context

    def transport(self, shown: KeyFiles | None = None, *, largest_chunk: int | None = None) -> TusTransport:
        """What the program sends with."""
        return TusTransport(HttpConnections(context=self.trusting(shown)), largest_chunk=largest_chunk)


class ShortestWait(random.Random):
    """A back-off without chance, so that a round comes at once."""

    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


def round_of(spool: Spool, transport: TusTransport) -> dict[str, SpoolItem]:
    """One round of the real courier; where each pack is after it."""
    spool.send_now()
    Courier(spool, {"https": transport}, random=ShortestWait()).run_once()
    return {item.pack_id: item for item in spool.items()}


class InboxCommand:
    """``prevent-desktop inbox run`` on a mailbox, as a service runs it: a process of its own, with the keys in files."""

    def __init__(self, desk: Desk, folder: Path, *, output: str = "") -> None:
        self.output = folder / "kept"
        self._output = output or str(self.output)
        folder.mkdir(exist_ok=True)
        receiver = desk.receiver
        files = {
            "identity": f"{receiver.identities[0].secret_text}\n".encode(),
            "trust": receiver.trusted[0],
            "receipt-key": receiver.receipt_key,
            "receipt-certificate": receiver.receipt_certificate,
        }
        self._options: list[str] = []
        for name, content in files.items():
            (folder / name).write_bytes(content)
            self._options += [f"--{name}", str(folder / name)]

    def command(self, mailbox: Path | str, *options: str) -> list[str]:
        """The command line."""
        command = [sys.executable, "-m", "prevent_desktop", "inbox", "run", *self._options, str(mailbox)]
        return [*command, "-o", self._output, "--json", *options]

    def run(self, mailbox: Path | str, *options: str) -> list[dict[str, Any]]:
        """Take all that has come; what came of each."""
        ended = subprocess.run(
            self.command(mailbox, *options),
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert ended.returncode in {0, 1}, ended.stderr
        outcomes: list[dict[str, Any]] = json.loads(ended.stdout)
        return outcomes
