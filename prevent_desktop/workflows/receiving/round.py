"""One round of looking: what has come in at the desk's folders, each file checked and kept, with the vault at its own pace.

`start` and `keep_ready` run on the vault's thread; `look`, `check_one` and `answer` anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.mailboxes.arrivals import Arrived, arrived
from prevent_desktop.delivery.mailboxes.attempts import called, noted
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import DeliveryError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.checking import Watch, require_trust
from prevent_desktop.workflows.receiving.desk import desk_of, receiver_of
from prevent_desktop.workflows.receiving.importing import (
    Receipted,
    VaultStage,
    keep,
    known_by,
    known_in,
    sign_receipt,
)
from prevent_desktop.workflows.receiving.receiver import Receiver
from prevent_desktop.workflows.receiving.taking import (
    Earlier,
    Ready,
    Settled,
    Waits,
    begin,
    finish,
    give_back,
)


@dataclass(frozen=True, slots=True)
class CameIn:
    """A file at one of the desk's folders."""

    mailbox: FolderMailbox
    arrival: Arrived


@dataclass(frozen=True, slots=True)
class Passed:
    """A pack that passed, with its receipt signed and not given yet."""

    mailbox: FolderMailbox
    ready: Ready
    receipt: Receipted


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round of looking takes."""

    receiver: Receiver
    mailboxes: tuple[FolderMailbox, ...]
    stage: VaultStage
    known: Mapping[str, tuple[Earlier, ...]] = field(default_factory=dict)


def start(vault: Vault, *, now: datetime) -> Round | None:
    """Begin a round; None where the vault is no desk, or can only be read. Raises PackError where nobody is trusted."""
    desk = desk_of(vault)
    if desk is None or vault.is_read_only:
        return None
    receiver = receiver_of(vault, now=now)
    require_trust(receiver)
    return Round(receiver=receiver, mailboxes=desk.mailboxes, stage=VaultStage(vault.attachments.files))


@dataclass(frozen=True, slots=True)
class Seen:
    """What lies in the folders, and what is to be told of each of those that could not be read."""

    came_in: tuple[CameIn, ...]
    away: tuple[Waits, ...] = ()


def look(mailboxes: tuple[FolderMailbox, ...]) -> Seen:
    """What lies in the folders. One that is away hinders no other, and is told; DeliveryError where none can be read.

    What was begun before and never ended comes last.
    """
    found: list[CameIn] = []
    last: list[CameIn] = []
    away: list[DeliveryError] = []
    for mailbox in mailboxes:
        try:
            begun = noted(mailbox.folder)
            for arrival in arrived(mailbox):
                (last if called(arrival) in begun else found).append(CameIn(mailbox, arrival))
        except OSError as error:
            away.append(_away(mailbox, error))
    if away and len(away) == len(mailboxes):
        raise away[0]
    return Seen((*found, *last), tuple(map(told, away)))


def _away(mailbox: FolderMailbox, error: OSError) -> DeliveryError:
    return DeliveryError(
        _("The folder that packs come into is not there"),
        _("{reason}: {folder}.").format(reason=error.strerror or type(error).__name__, folder=mailbox.folder),
        _("Connect the drive, or choose another folder in settings, under “Receiving”. Then check again."),
    )


def told(error: DeliveryError) -> Waits:
    """A folder that is away, as something that waits."""
    return Waits(name="", title=error.title, what_happened=error.what_happened, next_step=error.next_step)


def knowing(vault: Vault, round_: Round, came_in: tuple[CameIn, ...]) -> Round:
    """The round with what the vault knows of these files."""
    known = known_in(vault, (each.arrival for each in came_in))
    return Round(receiver=round_.receiver, mailboxes=round_.mailboxes, stage=round_.stage, known=known)


def check_one(round_: Round, came_in: CameIn, *, now: datetime, watch: Watch) -> Passed | Settled:
    """Claim, check and sign the receipt of one file. Slow. Raises CheckStoppedError."""
    known = known_by(round_.known, came_in.mailbox, round_.receiver)
    outcome = begin(
        round_.receiver, came_in.mailbox, came_in.arrival, known, round_.stage, now=now, watch=watch
    )
    if not isinstance(outcome, Ready):
        return outcome
    try:
        return Passed(
            came_in.mailbox, outcome, sign_receipt(round_.receiver, came_in.mailbox, outcome, now=now)
        )
    except BaseException:
        give_back(outcome)
        raise


def keep_ready(vault: Vault, passed: Passed, *, now: datetime) -> ReceivedPack:
    """Keep it in the vault. Raises VaultError; the file lies where it came in then, and the claim is let go."""
    try:
        return keep(vault, passed.ready, passed.receipt, now=now)
    except BaseException:
        give_back(passed.ready)
        raise


def answer(passed: Passed, kept: ReceivedPack) -> ReceivedPack | Waits:
    """Give the receipt, now that the pack is kept, and take the sealed file away."""
    return finish(passed.mailbox, passed.ready, kept.receipt) or kept
