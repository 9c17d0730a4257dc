"""One file on its way in: claim it, check it, and say what is to be done with it.

`begin` does all that is slow and needs no vault. A pack that passed is `Ready`: whoever keeps packs keeps it, and then `finish`
gives the receipt and takes the sealed file away, in this order, so that a crash anywhere loses nothing and promises nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from prevent_desktop.delivery.mailboxes.arrivals import Arrived, take_away
from prevent_desktop.delivery.mailboxes.claims import Claim, claim
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import PackError, PackVerificationError, SealingError, VaultError
from prevent_desktop.packs.verdicts import Verdict
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.answering import another_file, give_receipt
from prevent_desktop.workflows.receiving.checking import CheckedPack, Stage, Watch, check
from prevent_desktop.workflows.receiving.quarantine import Quarantined, set_aside
from prevent_desktop.workflows.receiving.receiver import Receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What is known of a pack that came before: the SHA-256 of its sealed file, and our receipt, where it is still kept.

    `signers` are those (fingerprints) who signed what came under its number; none where that is not known.
    """

    sealed_digest: str
    receipt: str
    signers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A pack that passed every check and is claimed: keep it, then `finish`, or else `give_back`."""

    arrival: Arrived
    checked: CheckedPack
    claim: Claim
    shares_number: bool = False
    """Another pack with this number came before, which somebody else signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameAgain:
    """A pack that was kept before: it was answered again, and not kept twice."""

    pack_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A file that failed a check and stands in quarantine."""

    quarantined: Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class WithAnother:
    """Another worker has the file, or has taken it already."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Nothing is said against the file, but it could not be read or kept just now; it lies where it came in."""

    name: str
    title: str
    what_happened: str
    next_step: str


_OURS = frozenset({Verdict.NO_TRUST, Verdict.TRUST_UNREADABLE, Verdict.LIST_UNREADABLE})
"""Verdicts that speak of what this receiver knows, not of the pack."""

Settled: TypeAlias = CameAgain | SetAside | WithAnother | Waits

Known = Callable[[str, str], Earlier | None]
"""What is known of a pack by its id, for a sealed file with this digest: that file first, else what else came under the id."""


def begin(
    receiver: Receiver,
    mailbox: FolderMailbox,
    arrival: Arrived,
    known: Known,
    stage: Stage,
    *,
    now: datetime,
    watch: Watch = lambda _read: None,
) -> Ready | Settled:
    """Claim and check one file. Slow; any thread. Raises CheckStoppedError alone: the file lies where it came in."""
    held = None
    try:
        if not arrival.is_there():  # it was taken meanwhile: spares a claim, and decides nothing
            return WithAnother(name=arrival.name)
        held = claim(mailbox.folder, arrival.untrusted_pack_id or arrival.name)
        if held is None:
            return WithAnother(name=arrival.name)
        outcome = _begun(receiver, mailbox, arrival, known, stage, held, now=now, watch=watch)
    except FileNotFoundError:
        outcome = WithAnother(name=arrival.name)
    except VaultError as error:
        outcome = Waits(
            name=arrival.name, title=error.title, what_happened=error.what_happened, next_step=error.next_step
        )
    except OSError as error:
        outcome = waits(arrival.name, error)
    except BaseException:
        if held is not None:
            held.release()
        raise
    if held is not None and not isinstance(outcome, Ready):
        held.release()
    return outcome


def _begun(
    receiver: Receiver,
    mailbox: FolderMailbox,
    arrival: Arrived,
    known: Known,
    stage: Stage,
    held: Claim,
    *,
    now: datetime,
    watch: Watch,
) -> Ready | Settled:
    digest = arrival.digest()
    try:
        if arrival.untrusted_pack_id and _came_before(
            mailbox, arrival, known, arrival.untrusted_pack_id, digest
        ):
            return CameAgain(pack_id=arrival.untrusted_pack_id)
        checked = check(receiver, arrival, digest, stage, watch)
        pack_id = checked.verified.pack_id
        if _came_before(mailbox, arrival, known, pack_id, digest):
            checked.staged.discard()
            return CameAgain(pack_id=pack_id)
        shares_number = _shares_number(known, checked, digest)
    except (SealingError, PackError) as error:
        if isinstance(error, PackVerificationError) and error.verdict in _OURS:
            return Waits(
                name=arrival.name,
                title=error.title,
                what_happened=error.what_happened,
                next_step=error.next_step,
            )
        return SetAside(quarantined=set_aside(mailbox, arrival, digest, error, now=now))
    return Ready(arrival=arrival, checked=checked, claim=held, shares_number=shares_number)


def _came_before(mailbox: FolderMailbox, arrival: Arrived, known: Known, pack_id: str, digest: str) -> bool:
    """Whether this very file was kept before: then it is answered again."""
    earlier = known(pack_id, digest)
    if earlier is None or earlier.sealed_digest != digest:
        return False
    if earlier.receipt:  # of what was disposed of since, the receipt that was given is all there is
        give_receipt(mailbox, pack_id, earlier.receipt)
    take_away(arrival)
    return True


def _shares_number(known: Known, checked: CheckedPack, digest: str) -> bool:
    """Whether a pack of somebody else came under this number. Raises PackVerificationError for another file of one signer.

    A number is its signer's: whoever else signs a pack under it takes nobody's place.
    """
    earlier = known(checked.verified.pack_id, digest)
    if earlier is None:
        return False
    if not earlier.signers or checked.verified.fingerprint in earlier.signers:
        checked.staged.discard()
        raise another_file()
    return True


def finish(mailbox: FolderMailbox, ready: Ready, receipt: str) -> Waits | None:
    """Give the receipt of a pack that is kept, and take its sealed file away. Where that cannot be, it is done next time."""
    try:
        give_receipt(mailbox, ready.checked.verified.pack_id, receipt)
        take_away(ready.arrival)
    except OSError as error:
        return waits(ready.arrival.name, error)
    finally:
        ready.claim.release()
    return None


def give_back(ready: Ready) -> None:
    """Let a pack that was not kept lie where it came in, for the next one who looks."""
    ready.checked.staged.discard()
    ready.claim.release()


def waits(name: str, error: OSError) -> Waits:
    """A file of this name that the disk or the drive did not let us read or keep."""
    return Waits(
        name=name,
        title=_("A file could not be taken in"),
        what_happened=_("{file}: {reason}.").format(file=name, reason=error.strerror or type(error).__name__),
        next_step=_("It lies where it came in. See that the folder is there and has room, then check again."),
    )
