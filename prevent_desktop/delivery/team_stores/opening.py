"""Which store an address means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.delivery.team_stores.team_words import in_team_words


def open_team_store(address: str, credentials: StoreCredentials | None = None) -> TeamStore:
    """The store at an address; nothing is asked of it yet. RefusedError for an address that means none.

    ``file:///folder`` (also a share, or a synced folder), ``sftp://user;fingerprint=…@host/folder``, ``https://host/team/name`` (a web
    server that takes PUT), ``s3+https://host/bucket/prefix?region=…``.
    """
    credentials = credentials or StoreCredentials()
    with in_team_words(address):
        match urlsplit(address).scheme:
            case "file":
                return FolderTeamStore(Path(url2pathname(urlsplit(address).path)))
            case _:
                raise refused(FailureReason.NO_WAY)
