"""Addresses of SFTP mailboxes, with the server's key in them: no server is trusted at first sight.

``sftp://user;fingerprint=ssh-ed25519-<digest>@host:port/path``, after draft-ietf-secsh-scp-sftp-ssh-uri-04 (section 3), whose
fingerprint is MD5; here it is what ``ssh-keygen -l`` prints: SHA-256 in base 64, with ``-`` and ``_`` for ``+`` and ``/`` (RFC 4648,
section 5) so that it can stand in an address. Several fingerprints may stand there while a server changes its key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import itertools
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

SCHEME = "sftp"
PORT = 22
KINDS = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")
"""Kinds of host keys; signatures of RSA keys are taken with SHA-2 alone (RFC 8332)."""

_PARAMETER = "fingerprint="
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?|[0-9A-Fa-f:.]{2,45}")
_PRINTED = re.compile(r"[!-~]+")  # urlsplit would leave out line ends
_MOST_KEYS = 8


@dataclass(frozen=True, slots=True)
class HostKey:
    """A server's key: its kind, and its SHA-256 as 43 letters of base64url."""

    kind: str
    digest: str

    @classmethod
    def of(cls, blob: bytes) -> HostKey:
        """The key in wire format (RFC 4253, section 6.6). ValueError where it is none."""
        length = int.from_bytes(blob[:4], "big")
        kind = blob[4 : 4 + length].decode("ascii", "replace")
        if kind not in KINDS:
            raise ValueError("not a host key")
        digest = base64.urlsafe_b64encode(hashlib.sha256(blob).digest()).rstrip(b"=").decode()
        return cls(kind, digest)

    @property
    def shown(self) -> str:
        """As ``ssh-keygen -l`` shows it."""
        return "SHA256:" + self.digest.translate(str.maketrans("-_", "+/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpAddress:
    """A mailbox on a server. `path` is its folder: from the root (``/`` where the account sees no more), or ``~/…`` from home."""

    user: str
    host: str
    port: int = PORT
    path: str
    keys: tuple[HostKey, ...]

    @classmethod
    def parse(cls, address: str) -> SftpAddress:
        """Read strictly: a user, at least one key and a folder must be there, a password must not. ValueError otherwise."""
        if _PRINTED.fullmatch(address) is None:
            raise ValueError("signs that stand in no address")
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORT
        userinfo, at, _rest = parts.netloc.rpartition("@")
        user, *parameters = userinfo.split(";")
        if parts.scheme != SCHEME or parts.query or parts.fragment or not at:
            raise ValueError("not an SFTP address")
        if _USER.fullmatch(user) is None or _HOST.fullmatch(host) is None:
            raise ValueError("no user or no host")
        path = unquote(parts.path, errors="strict")
        path = path.rstrip("/") or path[:1]
        if path == "/~" or path.startswith("/~/"):
            path = path.removeprefix("/")
        if not path or "\0" in path or ".." in path.split("/"):
            raise ValueError("no folder")
        keys = tuple(map(_key, parameters))
        if not 0 < len(keys) <= _MOST_KEYS:
            raise ValueError("no fingerprint of a host key")
        return cls(user=user, host=host, port=port, path=path, keys=keys)

    def __str__(self) -> str:
        """The address as it stands in a profile."""
        keys = "".join(f";{_PARAMETER}{key.kind}-{key.digest}" for key in self.keys)
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORT else f":{self.port}"
        path = f"/{self.path}" if self.path.startswith("~") else self.path
        return f"{SCHEME}://{self.user}{keys}@{host}{port}{quote(path, safe='/~')}"

    @property
    def account(self) -> str:
        """Whose account it is, for the name of a secret."""
        return f"{self.user}@{self.host}:{self.port}"

    def inside(self, *names: str) -> str:
        """The path of something in the mailbox, as the server takes it."""
        folder = "." if self.path == "~" else self.path.removeprefix("~/").rstrip("/")
        return "/".join((folder, *names))


def host_key_in(text: str) -> HostKey:
    """The key in a line of a ``.pub`` file or of known_hosts, or of ``ssh-keyscan``. ValueError where there is none."""
    for line in text.splitlines():
        words = line.split()
        for kind, encoded in itertools.pairwise(words):
            if kind in KINDS and not line.startswith("#"):
                try:
                    return HostKey.of(base64.b64decode(encoded, validate=True))
                except binascii.Error as error:
                    raise ValueError("not a host key") from error
    raise ValueError("no host key")


def _key(parameter: str) -> HostKey:
    value = unquote(parameter.removeprefix(_PARAMETER))
    kind, digest = value[:-44], value[-43:]
    if not parameter.startswith(_PARAMETER) or value[-44:-43] != "-" or kind not in KINDS:
        raise ValueError("not a fingerprint")
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError("not a fingerprint")
    return HostKey(kind, digest)
