"""A folder's address leads back to the folder, a share's of Windows too."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath
from urllib.parse import urlsplit

import pytest

from prevent_desktop.delivery.mailboxes.folder_address import folder_of, server_of, url_path
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.errors import RefusedError


@pytest.mark.filterwarnings("ignore:.*nturl2path:DeprecationWarning", "ignore:.*as_uri:DeprecationWarning")
@pytest.mark.parametrize("path", [r"C:\Team mailbox", r"\\server\share\Team mailbox ä", r"\\server\share"])
def test_a_share_of_windows_keeps_its_server(path: str) -> None:
    nturl2path = pytest.importorskip("nturl2path")
    parts = urlsplit(PureWindowsPath(path).as_uri())
    found = nturl2path.url2pathname(url_path(parts.netloc, parts.path))
    assert PureWindowsPath(found) == PureWindowsPath(path)


def test_a_folder_of_this_system_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "Kinder & Jugend #1 ä"
    assert folder_of(folder.as_uri()) == folder
    assert folder_of(f"file://localhost{folder.as_uri().removeprefix('file://')}") == folder


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("file://server/share/packs", "server"), ("file:////server/share", "server"), ("file:///%5C%5Cserver/share", "server"),
        ("file:/%2F/server/share", "server"), ("FILE://server/share", "server"), ("file://10.0.0.9/packs", "10.0.0.9"),
        ("file:////?/UNC/server/share", ""), ("file:////%3F/UNC/server/share", "server"), ("file:////./UNC/server/share", "server"),
        ("file:///C:/packs", ""), ("file:///srv/packs", ""), ("file://localhost/srv/packs", ""), ("https://server/packs", ""),
        ("sftp://server/packs", ""), ("mailto:packs@server", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_computer_of_a_share_is_known_by_the_letters_of_its_address(address: str, server: str) -> None:
    assert server_of(address) == server


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has such paths")
def test_a_share_that_is_not_mounted_is_no_folder_of_this_computer() -> None:
    with pytest.raises(ValueError, match="mounted"):
        folder_of("file://server/share")
    with pytest.raises(RefusedError):
        FolderTransport().answer("file://server/share", "P-1", 1)
