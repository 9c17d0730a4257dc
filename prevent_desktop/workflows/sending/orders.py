"""What a person decides about sending: all of it paused, or one pack tried again, held or sent first. Needs no vault.

Each decision is committed when its function returns, and holds in every process. SpoolError where the outbox cannot be used, or does
not have the pack. Where the vault is open, a pack is cancelled by `outbox.cancel_pack`, so that the record knows of it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from prevent_desktop.delivery.outbox.items import SpoolItem
    from prevent_desktop.delivery.outbox.spool import Spool


@dataclass(frozen=True, slots=True)
class Given:
    """A pack before an order and after it."""

    before: SpoolItem
    item: SpoolItem


PackOrder: TypeAlias = "Callable[[Spool, str], Given]"
"""An order over the pack with an id, which `take_back` can undo."""


def send_now(spool: Spool) -> int:
    """Let nobody wait any longer; how many packs waited."""
    return spool.send_now()


def pause(spool: Spool) -> None:
    """Send nothing until `go_on`."""
    spool.pause()


def go_on(spool: Spool) -> None:
    """Send again."""
    spool.resume()


def retry(spool: Spool, pack_id: str) -> None:
    """Try a pack again at once."""
    spool.retry(pack_id)


def hold(spool: Spool, pack_id: str) -> Given:
    """Send nothing more of it for now. SpoolError where all of it was sent."""
    return _given(spool, pack_id, spool.orders.hold)


def let_go(spool: Spool, pack_id: str) -> Given:
    """Send it again that was held."""
    return _given(spool, pack_id, spool.orders.let_go)


def send_first(spool: Spool, pack_id: str) -> Given:
    """Send it before all others."""
    return _given(spool, pack_id, spool.orders.send_first)


def send_in_turn(spool: Spool, pack_id: str) -> Given:
    """Send it when its turn comes."""
    return _given(spool, pack_id, spool.orders.send_in_turn)


def cancel(spool: Spool, pack_id: str) -> SpoolItem:
    """Send no more of it. SpoolError where all was sent. Its vault writes it down when it is open."""
    return spool.orders.cancel(pack_id)


def take_back(spool: Spool, given: Given) -> None:
    """Have the pack be held or not, first or in turn, as it was before. SpoolError where it is to wait and all is sent."""
    spool.orders.take_back(given.before)


def _given(spool: Spool, pack_id: str, order: Callable[[str], SpoolItem]) -> Given:
    return Given(spool.expect(pack_id), order(pack_id))
