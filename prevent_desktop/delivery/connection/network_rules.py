"""What the person set about networks: no metered one, or only certain ones. Where the system cannot tell, packs stay here.

The rules are about what goes over a network. A folder or memory stick of this computer is none; a network drive is, and
so is a folder of which nobody can tell.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.connection.networks import Network, Networks, trace
from prevent_desktop.delivery.failure_reasons import FailureReason, waiting
from prevent_desktop.delivery.mailboxes.folder_address import server_of
from prevent_desktop.delivery.outbox.sending_settings import may_leave
from prevent_desktop.delivery.outbox.spool_settings import SpoolSettings
from prevent_desktop.errors import WaitingError
from prevent_desktop.files.disks import LOCAL_SYSTEMS, file_system_of, is_network_drive, is_untold_drive
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import METERED, NETWORKS

_NOT_METERED = "not_metered"
_ONLY = "only_networks"
METERED_CHOSEN = "metered_chosen"
"""Stands in the settings once somebody chose, so that what IT presets no longer counts."""
_TRACE = "network_trace"
_LOOK_AGAIN_AFTER = 10.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRules:
    """`not_metered`: send over no metered connection. `only`: send over these networks alone (keys); None for all.

    `named` are the names of those that IT allows; None for all.
    """

    not_metered: bool = False
    only: frozenset[str] | None = None
    named: frozenset[str] | None = None

    @property
    def any(self) -> bool:
        """Whether there is a rule at all."""
        return self.not_metered or self.only is not None or self.named is not None


def read_rules(settings: SpoolSettings) -> NetworkRules:
    """The rules that count: the person's own, and IT's beside them."""
    return managed(own_rules(settings), settings)


def own_rules(settings: SpoolSettings) -> NetworkRules:
    """The rules of the person. What cannot be read lets nothing out over any network: it was a rule once."""
    kept = settings.get(_ONLY)
    only: frozenset[str] | None = None
    if kept is not None:
        try:
            only = frozenset(key for key in json.loads(kept) if isinstance(key, str) and key)
        except (ValueError, TypeError):
            only = frozenset()
    return NetworkRules(not_metered=settings.get(_NOT_METERED) is not None, only=only)


def managed(rules: NetworkRules, settings: SpoolSettings) -> NetworkRules:
    """The rules that count where `rules` are the person's own: IT's are added, and none is taken away by them."""
    counted = in_force()
    named = counted.locked(NETWORKS)
    not_metered = rules.not_metered
    if settings.get(METERED_CHOSEN) is None and (preset := counted.preset(METERED)) is not None:
        not_metered = rules.not_metered or not preset
    if counted.locked(METERED) is False:
        not_metered = True
    return replace(rules, not_metered=not_metered, named=None if named is None else frozenset(named))


def keep_rules(settings: SpoolSettings, rules: NetworkRules) -> None:
    """Set the rules; they hold in every process, also for what is being sent at this moment."""
    if rules.not_metered:
        settings.put(_NOT_METERED, "")
    else:
        settings.remove(_NOT_METERED)
    if rules.only is None:
        settings.remove(_ONLY)
    else:
        settings.put(_ONLY, json.dumps(sorted(rules.only)))


def hindrance(rules: NetworkRules, network: Network) -> WaitingError | None:
    """Why nothing may go over `network`; None where it may."""
    if rules.named is not None:
        if not network.name:
            return waiting(FailureReason.NETWORK_UNTOLD)
        if network.name not in rules.named:
            return waiting(FailureReason.OTHER_NETWORK)
    if rules.only is not None:
        if not network.key:
            return waiting(FailureReason.NETWORK_UNTOLD)
        if network.key not in rules.only:
            return waiting(FailureReason.OTHER_NETWORK)
    if rules.not_metered and network.metered is not False:
        return waiting(FailureReason.METERED_UNTOLD if network.metered is None else FailureReason.METERED)
    return None


class NetworkGate:
    """Says for each endpoint whether something may go there now, and whether the network is another one.

    `look` tells that it changed, in microseconds (`networks.trace`); `networks` is asked when it did, or 10 seconds later.
    """

    def __init__(
        self, settings: SpoolSettings, networks: Networks, *, look: Callable[[], str] = trace
    ) -> None:
        self._settings = settings
        self._networks = networks
        self._look = look
        self._seen = ""
        self._present = Network()
        self._asked_at: float | None = None
        self._one_at_a_time = threading.Lock()

    def hindrance(self, endpoint: str, kind: Leaving = Leaving.PACKS) -> WaitingError | None:
        """Why nothing of this kind may go to `endpoint` now; None where it may."""
        if not may_leave(self._settings, kind):
            return waiting(FailureReason.SWITCHED_OFF)
        rules = read_rules(self._settings)
        if not rules.any or not goes_over_a_network(endpoint):
            return None
        with self._one_at_a_time:
            return hindrance(rules, self._network())

    def changed(self) -> bool:
        """Whether the network is another one than when any process last looked; the answer is yes once."""
        seen = self._look()
        if seen == self._seen:
            return False
        self._seen = seen
        self._asked_at = None
        before = self._settings.get(_TRACE)
        if before == seen:
            return False
        self._settings.put(_TRACE, seen)
        return before is not None

    def _network(self) -> Network:
        seen, now = self._look(), time.monotonic()
        if self._asked_at is None or seen != self._seen or now - self._asked_at > _LOOK_AGAIN_AFTER:
            self._present = self._networks.present()
            self._asked_at = now
        return self._present


def goes_over_a_network(endpoint: str) -> bool:
    """Whether what is sent there leaves this computer by a network, or may."""
    parts = urlsplit(endpoint)
    if parts.scheme == "mailto":  # a draft is written on this computer; the mail program sends it
        return False
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or server_of(endpoint):
        return True
    folder = Path(url2pathname(parts.path))
    platform: str = sys.platform  # a plain text, so that mypy on one system reads the branches of the others
    if platform == "linux":
        return file_system_of(folder) not in LOCAL_SYSTEMS
    if platform == "win32":
        return is_network_drive(folder) or is_untold_drive(folder)
    return str(folder).startswith("/Volumes/")  # macOS mounts shares there; sticks too, and those then wait
