"""Which store an address means."""

from __future__ import annotations

from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.bucket_address import BucketAddress
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.folder_address import folder_of
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.delivery.team_stores.team_sftp import SftpTeamStore
from prevent_desktop.delivery.team_stores.team_tus import TusTeamStore
from prevent_desktop.delivery.team_stores.team_web import WebTeamStore, by_access_key, by_password
from prevent_desktop.delivery.team_stores.team_words import in_team_words


def open_team_store(
    address: str,
    credentials: StoreCredentials | None = None,
    connections: HttpConnections | None = None,
) -> TeamStore:
    """The store at an address; nothing is asked of it yet. RefusedError for an address that means none.

    ``file:///folder`` (also a share, or a synced folder), ``sftp://user;fingerprint=…@host/folder``, ``https://host/team/name`` (a web
    server that takes PUT), ``tus+https://host/team/name`` (one that takes uploads by tus 1.0), ``s3+https://host/bucket/prefix?region=…``. `connections` is how this computer reaches servers.
    """
    credentials, connections = credentials or StoreCredentials(), connections or HttpConnections()
    with in_team_words(address):
        try:
            parts = urlsplit(address)
            match parts.scheme:
                case "file":
                    return FolderTeamStore(folder_of(address))
                case "sftp":
                    return SftpTeamStore(SftpAddress.parse(address), credentials)
                case "https" | "http":
                    return WebTeamStore(address.rstrip("/"), by_password(credentials), connections)
                case "tus+https" | "tus+http":
                    place = address.removeprefix("tus+").rstrip("/")
                    return TusTeamStore(place, by_password(credentials), connections)
                case "s3+https" | "s3+http":
                    there = BucketAddress.parse(address)
                    return WebTeamStore(there.url, by_access_key(credentials, there.region), connections)
        except ValueError as error:
            raise refused(FailureReason.BAD_ADDRESS) from error
        raise refused(FailureReason.NO_WAY)
