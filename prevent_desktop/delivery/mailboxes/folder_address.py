"""Which folder a ``file:`` address means: on Windows also one of a share, whose server stands where others have a host (RFC 8089, E.3.1)."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname


def folder_of(address: str) -> Path:
    """The folder. ValueError where a server is named and this system has no paths that name one."""
    parts = urlsplit(address)
    server = "" if parts.netloc == "localhost" else parts.netloc
    if server and sys.platform != "win32":
        raise ValueError("a share has to be mounted here")
    return Path(url2pathname(url_path(server, parts.path)))


def url_path(server: str, path: str) -> str:
    """The path part from which the system's own path is made; a server goes before it."""
    return f"//{server}{path}" if server else path
