"""Packs that are to be signed at once: which go into the outbox, and which into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.workflows.packs.keep_pack import AlsoKept, nothing_more
from prevent_desktop.workflows.packs.pack_content import Contents, content_for
from prevent_desktop.workflows.packs.prepare_pack import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A pack to be signed for one receiver under `pack_id`; into `folder`, or where that is None into the outbox.

    `contents` gathers what is in it, `also` writes down what belongs to it as it is kept. `readable`: closed to nobody, a copy to read; one to print where there is no folder. With a `countersigner` (who, in words) it is kept and waits. `pin` is that of the card that signs, where one does.
    """

    choice: Choice
    pack_id: str
    case_id: str
    folder: Path | None = None
    countersigner: str = ""
    readable: bool = False
    pin: str = field(default="", repr=False)
    contents: Contents = content_for
    also: AlsoKept = nothing_more

    @property
    def is_sealed(self) -> bool:
        """Whether it is sealed to an age key, and not closed in a weaker way."""
        return self.choice.receiver.way is SealingWay.AGE and not self.readable


@dataclass(frozen=True, slots=True)
class Orders:
    """All of one signing."""

    several: Sequence[Order]

    @property
    def names(self) -> tuple[str, ...]:
        """Whom they are for."""
        return tuple(order.choice.receiver.name for order in self.several)

    @property
    def queued(self) -> tuple[Order, ...]:
        """Those that go into the outbox."""
        return tuple(
            order
            for order in self.several
            if order.folder is None and not order.countersigner and not order.readable
        )

    @property
    def waiting(self) -> tuple[Order, ...]:
        """Those that are kept, and wait for the countersignature."""
        return tuple(order for order in self.several if order.countersigner)

    @property
    def sealed(self) -> tuple[Order, ...]:
        """Those that are sealed and saved."""
        return tuple(order for order in self.several if order.folder is not None and order.is_sealed)

    @property
    def protected(self) -> tuple[Order, ...]:
        """Those that are under a password or encrypted to a certificate."""
        return tuple(order for order in self.several if not order.is_sealed and not order.readable)

    @property
    def readable(self) -> tuple[Order, ...]:
        """Files that anybody can read."""
        return tuple(order for order in self.several if order.readable and order.folder is not None)

    @property
    def printed(self) -> tuple[Order, ...]:
        """Copies on paper."""
        return tuple(order for order in self.several if order.readable and order.folder is None)

    @property
    def folder(self) -> Path | None:
        """Where those go that are saved."""
        return next((order.folder for order in self.several if order.folder is not None), None)


def needs_folder(choices: Sequence[Choice]) -> bool:
    """Whether any of them cannot go into the outbox, which carries what is sealed and nothing else."""
    return any(choice.receiver.way is not SealingWay.AGE for choice in choices)
