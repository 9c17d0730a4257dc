"""What the nginx of this machine can do, found out by asking it: which key exchanges it knows, and what it can write into its log.

Debian 12 and Ubuntu 22.04 and 24.04 have OpenSSL 3.0, which knows no hybrid exchange; nginx does not start with a name that it
does not know. Standard library only.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HYBRID = ("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024")
"""Exchanges that hold against quantum computers too (draft-ietf-tls-ecdhe-mlkem)."""
_KNOWS_CURVE = (1, 21, 5)
"""The first nginx with the variable ``$ssl_curve``."""
_NOT_KNOWN = re.compile(r"SSL_CTX_set1_(curves|groups)_list|ssl_ecdh_curve")
_TRIAL = """\
pid {folder}/pid;
error_log {folder}/log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen unix:{folder}/socket ssl;
        ssl_certificate {folder}/certificate.pem;
        ssl_certificate_key {folder}/key.pem;
        ssl_ecdh_curve {exchange};
    }}
}}
"""


class TrialError(Exception):
    """nginx could not be asked; the message is its own."""


class Nginx:
    """The nginx at `program`."""

    def __init__(self, program: str) -> None:
        self._program = program

    @classmethod
    def of_this_machine(cls) -> Nginx | None:
        """The one that is installed; None where none is, or no openssl to try it with."""
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        return cls(program) if program and shutil.which("openssl") else None

    def known_exchanges(self, wanted: str) -> tuple[str, ...]:
        """Those key exchanges of a list with colons that this nginx knows, in the same order. TrialError."""
        names = tuple(name for name in wanted.split(":") if name)
        with tempfile.TemporaryDirectory(prefix="receiver-") as folder:
            _make_certificate(Path(folder))
            if self._takes(wanted, Path(folder)):
                return names
            return tuple(name for name in names if self._takes(name, Path(folder)))

    @property
    def knows_curve(self) -> bool:
        """Whether it can tell the exchange of a connection in its log."""
        version = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", self._said)
        return version is None or tuple(map(int, version.groups())) >= _KNOWS_CURVE

    @property
    def name(self) -> str:
        """Itself and its OpenSSL, with their versions."""
        server = re.search(r"nginx/\S+", self._said)
        library = re.search(r"running with (OpenSSL \S+)", self._said) or re.search(
            r"built with (OpenSSL \S+)", self._said
        )
        return " with ".join(found[found.lastindex or 0] for found in (server, library) if found)

    @property
    def _said(self) -> str:
        return subprocess.run([self._program, "-V"], capture_output=True, text=True, check=False).stderr

    def _takes(self, exchange: str, folder: Path) -> bool:
        trial = folder / "trial.conf"
        trial.write_text(_TRIAL.format(folder=folder, exchange=exchange))
        command = [self._program, "-t", "-q", "-p", str(folder), "-c", str(trial)]
        tried = subprocess.run(command, capture_output=True, text=True, check=False)
        if tried.returncode and not _NOT_KNOWN.search(tried.stderr):
            raise TrialError(tried.stderr.strip())
        return tried.returncode == 0


def _make_certificate(folder: Path) -> None:
    """For trying alone: nginx looks at key exchanges only where there is a certificate."""
    made = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=trial")
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"))
    subprocess.run(["openssl", "req", "-x509", *made, *files], capture_output=True, check=True)  # noqa: S607 - of the PATH, as root has set it
