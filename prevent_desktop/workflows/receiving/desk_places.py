"""Where the packs of this vault's desk come in: its folders, and its storage on a server, which `inbox run` takes packs out of, too.

Storage is S3-compatible and no server for SFTP: who takes a pack is told apart by a write that succeeds where nothing is yet, and by the
store's own clock. SFTP promises neither (draft-ietf-secsh-filexfer-02 knows an exclusive open, which servers are free to make of several
steps, and no time of the server). A folder of such a server that is mounted here is a folder, with the locks of its drive.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias
from urllib.parse import urlsplit, urlunsplit

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.connection.bucket_address import BucketAddress
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.connection.networks import system_networks
from prevent_desktop.delivery.desk_stores.web_bucket import WebBucket
from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.bucket_claims import FOLDER as CLAIMS
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox
from prevent_desktop.delivery.mailboxes.mailbox import DESK, FolderMailbox
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.errors import DeliveryError
from prevent_desktop.system_store import SystemStore
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.desk import Desk, desk_of, no_storage
from prevent_desktop.workflows.team.circles.mailbox_access import credentials_for

Mailbox: TypeAlias = FolderMailbox | BucketMailbox
_TRIED: Final = 64


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """One of them. `marks` opens the store beside it in which the vaults of a desk of several tell each other who has what."""

    mailbox: Mailbox
    marks: Callable[[], TeamStore]


class DeskReach:
    """How storage on a server is reached. `connections` is asked, with the address, whenever something is asked of that server.

    What was found out about a bucket is kept, so that it is found out once; any thread may ask.
    """

    def __init__(self, connections: Callable[[str], HttpConnections] | None = None) -> None:
        self._connections = connections or (lambda _address: HttpConnections())
        self._buckets: dict[tuple[str, StoreCredentials], Bucket] = {}
        self._guard = threading.Lock()

    def places(self, vault: Vault) -> tuple[DeskPlace, ...]:
        """Those of this vault; none where it is no desk. Nothing is asked of them yet."""
        desk = desk_of(vault)
        return () if desk is None else self.places_of(desk, credentials_for(vault, desk.bucket))

    def places_of(self, desk: Desk, credentials: StoreCredentials) -> tuple[DeskPlace, ...]:
        """Those of a desk. `credentials` sign in to its storage."""
        folders = tuple(DeskPlace(mailbox, partial(_marks_in, mailbox)) for mailbox in desk.mailboxes)
        if not desk.bucket:
            return folders
        marks = _beside(desk.bucket)
        in_storage = DeskPlace(
            BucketMailbox(self.bucket(desk.bucket, credentials)),
            lambda: open_team_store(marks, credentials, self._connections(marks)),
        )
        return (*folders, in_storage)

    def bucket(self, address: str, credentials: StoreCredentials) -> Bucket:
        """The storage at an address, which was looked at when it was kept."""
        with self._guard:
            return self._buckets.setdefault(
                (address, credentials),
                WebBucket(BucketAddress.parse(address), credentials, lambda: self._connections(address)),
            )


def make_reach(spool: Callable[[], Spool]) -> DeskReach:
    """By this computer's connection and the person's rules. `spool` is the outbox that keeps both, opened when it is first needed."""
    made: list[tuple[HttpConnections, NetworkGate]] = []

    def connections(address: str) -> HttpConnections:
        if not made:
            box = spool()
            settings = ConnectionSettings(box.settings, box.folder, SystemStore.here_unattended)
            made.append((HttpConnections(settings=settings), NetworkGate(box.settings, system_networks())))
        reached, gate = made[0]
        if (hindrance := gate.hindrance(address, Leaving.ANSWERS)) is not None:
            raise hindrance
        return reached

    return DeskReach(connections)


def try_storage(bucket: Bucket) -> int:
    """How many packs wait in it. DeliveryError where it does not keep workers apart, or does not take, give back and take away what it should."""
    bucket.require_conditions()
    key, content = f"{CLAIMS}{secrets.token_hex(16)}/00000001", secrets.token_bytes(_TRIED)
    copied = f"{key}-copied"
    is_kept = bucket.create(key, content) and bucket.copy(key, copied)
    came_back = is_kept and bucket.read(copied, at_most=_TRIED + 1) == content
    for each in (key, copied):
        bucket.delete(each)
    if not came_back or bucket.has(key):
        raise DeliveryError(
            _("This storage cannot be used for packs"),
            _("What was put there for a try did not come back as it was, or could not be taken away again."),
            _("Ask whoever looks after it to let this key write, read and delete there."),
        )
    return len(BucketMailbox(bucket).arrived())


def try_storage_of(vault: Vault, reach: DeskReach) -> Callable[[], int]:
    """What tries the storage of this vault's desk, away from the vault's thread. RecordError where it has none."""
    desk = desk_of(vault)
    if desk is None or not desk.bucket:
        raise no_storage("")
    bucket = reach.bucket(desk.bucket, credentials_for(vault, desk.bucket))
    return lambda: try_storage(bucket)


def _marks_in(mailbox: FolderMailbox) -> TeamStore:
    return FolderTeamStore(mailbox.make_desk_folder())


def _beside(address: str) -> str:
    """The part of the storage in which marks are kept."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{DESK}"))
