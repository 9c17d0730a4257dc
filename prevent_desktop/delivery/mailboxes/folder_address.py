"""Which folder a ``file:`` address means: on Windows also one of a share, whose server stands where others have a host (RFC 8089, E.3.1)."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from prevent_desktop.files.names import server_in


def folder_of(address: str) -> Path:
    """The folder. ValueError where a server is named and this system has no paths that name one."""
    parts = urlsplit(address)
    server = "" if parts.netloc == "localhost" else parts.netloc
    if server and sys.platform != "win32":
        raise ValueError("a share has to be mounted here")
    return Path(url2pathname(url_path(server, parts.path)))


def server_of(address: str) -> str:
    """The other computer to which a ``file:`` address leads on Windows, by its letters alone; empty for every other address."""
    parts = urlsplit(address)
    if parts.scheme != "file":
        return ""
    return server_in(unquote(url_path("" if parts.netloc == "localhost" else parts.netloc, parts.path)))


def url_path(server: str, path: str) -> str:
    """The path part from which the system's own path is made; a server goes before it."""
    return f"//{server}{path}" if server else path
