"""How the outbox stands as a whole, in numbers: read every few seconds, also while the vault is locked. It names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prevent_desktop.workflows.sending.window_choices import tells_news

if TYPE_CHECKING:
    from prevent_desktop.delivery.outbox.items import SpoolItem
    from prevent_desktop.delivery.outbox.spool import Spool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """How many packs are still to be sent, wait for their receipt, and need a person; whether there is no connection.

    `digest` changes with any pack; `answers` is how many came that no vault has taken yet; `arrived` how many packs have
    their receipt; `last_came` grows with each answer; `tells_news` whether the person wants notifications.
    """

    to_send: int = 0
    for_receipt: int = 0
    need_you: int = 0
    offline: bool = False
    digest: int = 0
    answers: int = 0
    arrived: int = 0
    last_came: int = 0
    paused: bool = False
    tells_news: bool = True

    @property
    def open(self) -> int:
        """How many packs have not arrived."""
        return self.to_send + self.for_receipt + self.need_you

    @classmethod
    def of(
        cls,
        items: Sequence[SpoolItem],
        answers: int = 0,
        last_came: int = 0,
        *,
        paused: bool = False,
        tells_news: bool = True,
    ) -> OutboxState:
        """Count `items`; `answers` wait, and `last_came` changes with each that comes."""
        from prevent_desktop.delivery.failure_reasons.kinds import FailureReason
        from prevent_desktop.delivery.outbox.items import State

        states = [item.state for item in items]
        return cls(
            to_send=sum(states.count(state) for state in (State.QUEUED, State.SENDING, State.WAITING)),
            for_receipt=states.count(State.SENT),
            need_you=states.count(State.NEEDS_YOU),
            offline=any(
                item.reason is not None and item.reason.kind == FailureReason.OFFLINE for item in items
            ),
            answers=answers,
            arrived=states.count(State.DELIVERED),
            last_came=last_came,
            paused=paused,
            tells_news=tells_news,
            digest=hash(
                (last_came, *((item.pack_id, item.state, item.offset, item.changed_at) for item in items))
            ),
        )


@dataclass(frozen=True, slots=True)
class Packs:
    """All packs, the newest first, and whether sending is paused."""

    items: tuple[SpoolItem, ...]
    paused: bool


def read_packs(spool: Spool) -> Packs:
    """What is in the outbox, as far as it tells without a vault. SpoolError where it cannot be read."""
    return Packs(spool.items(), spool.paused)


def read_state(spool: Spool) -> OutboxState:
    """Read it; nothing is changed. SpoolError where the outbox cannot be read."""
    packs, box = read_packs(spool), spool.answer_box
    return OutboxState.of(
        packs.items, box.count(), box.last_came(), paused=packs.paused, tells_news=tells_news(spool)
    )
