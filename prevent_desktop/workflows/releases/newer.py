"""Whether a newer version lies where IT has said that releases are: looked for in the background, told and never installed.

There is one look a day, over locks and starts too: else whoever keeps the place would see when somebody locks.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.connection.networks import Networks, system_networks
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import ReleaseError
from prevent_desktop.files.durable import write_atomically
from prevent_desktop.policies.values import SECURE
from prevent_desktop.system_store import SystemStore
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.releases.checking import Age, ReleaseTrust, age
from prevent_desktop.workflows.releases.release_folder import ReleaseFolder
from prevent_desktop.workflows.releases.release_server import SECONDS, ReleaseServer
from prevent_desktop.workflows.releases.signed_lists import SignedLists

_OWN_FOLDER: Final = "releases-looked-at"
"""What a look took for the first time, unseen by anybody, is trusted for nothing but the next look."""
_LOOKED: Final = "releases-looked-at.txt"
_ONE_DAY: Final = timedelta(hours=20)
"""A little less, so that who begins work a little earlier is not told a day later."""


@dataclass(frozen=True, slots=True)
class UpdateSource:
    """The `place` that IT has named: a full path, or an address (``https:``).

    `spool` keeps the person's rules and how this computer connects. `connections` and `networks` are this computer's own by default.
    """

    place: str
    spool: Callable[[], Spool]
    connections: HttpConnections | None = None
    networks: Networks | None = None

    def newer_release(self, places: Places, *, own_version: str, now: datetime) -> str | None:
        """The newer version that lies there, by its signed lists alone.

        ReleaseError where these are refused, DeliveryError where nothing may go there, or the place cannot be reached.
        """
        trust = ReleaseTrust(places.data / _OWN_FOLDER)
        version = self._version(trust, places.data / _LOOKED, now)
        return version if version and age(version, own_version) is Age.NEWER else None

    def _version(self, trust: ReleaseTrust, looked: Path, now: datetime) -> str:
        if _was_within_a_day(looked, now):
            return trust.kept_version()
        self._require_allowed()
        try:
            version = trust.newest_version(self._lists(), now)
        except ReleaseError:
            if self._is_on_server:  # it answered; a folder may only be away for now
                _note(looked, now)
            raise
        _note(looked, now)
        return version

    def _require_allowed(self) -> None:
        endpoint = self.place if self._is_on_server else Path(self.place).as_uri()
        with closing(self.networks or system_networks()) as networks:
            gate = NetworkGate(self.spool().settings, networks)
            if trouble := gate.hindrance(endpoint, Leaving.VERSIONS):
                raise trouble

    def _lists(self) -> SignedLists:
        if not self._is_on_server:
            return ReleaseFolder(Path(self.place))
        return ReleaseServer(self.place, self.connections or self._own_connections())

    def _own_connections(self) -> HttpConnections:
        spool = self.spool()
        settings = ConnectionSettings(spool.settings, spool.folder, SystemStore.here_unattended)
        return HttpConnections(settings=settings, patience=SECONDS, whole=SECONDS)

    @property
    def _is_on_server(self) -> bool:
        return self.place.startswith(SECURE)


def _was_within_a_day(looked: Path, now: datetime) -> bool:
    """Whether there was an answer within the last day; a clock that was put back says nothing."""
    try:
        return timedelta(0) <= now - datetime.fromisoformat(looked.read_text(encoding="ascii")) < _ONE_DAY
    except (OSError, ValueError):
        return False


def _note(looked: Path, now: datetime) -> None:
    write_atomically(looked, now.isoformat().encode())
