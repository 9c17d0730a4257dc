"""Takes packs in: from a folder or a bucket, into a vault or a folder. Each arrival goes one way, `take_in`, whoever asks.

It is claimed, noted, checked where nothing of it is shown, kept, answered and taken away, in this order: so a crash anywhere loses nothing
and promises nothing, and whoever gets the claim next does it again and comes to the same. What fails a check stands aside with its reason.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from prevent_desktop.delivery.mailboxes.attempts import attempt, noted
from prevent_desktop.delivery.mailboxes.mailbox import untrusted_left_digest
from prevent_desktop.errors import (
    DeliveryError,
    PackError,
    PackVerificationError,
    ReaderEndedError,
    SealingError,
    SigningKeyError,
    VaultError,
    reason_of,
)
from prevent_desktop.packs.reader.asking import make_ready
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.answering import (
    Receipted,
    ReceiptPlace,
    another_file,
    give_receipt,
    receipt_owed,
    receipt_to_give,
    standing_receipts,
)
from prevent_desktop.workflows.receiving.checking import (
    CheckedPack,
    CheckStoppedError,
    Held,
    Staged,
    Watch,
    check,
)
from prevent_desktop.workflows.receiving.outcomes import (
    CameAgain,
    SetAside,
    Settled,
    Waits,
    WithAnother,
    held_up,
    waits,
)
from prevent_desktop.workflows.receiving.quarantine import AsidePlace, set_aside
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd

Kept_co = TypeVar("Kept_co", covariant=True)


class Place(ReceiptPlace, AsidePlace, Protocol):
    """Where packs come in and receipts go out: `FolderMailbox` or `BucketMailbox`. Raises OSError or DeliveryError.

    `beside` is a folder of our own, for what is in hand.
    """

    def arrived(self) -> Sequence[Any]:
        """What has come in whole and has not been taken away yet."""

    def called(self, arrival: Any, /) -> str:
        """What an arrival is noted by."""

    def notes_in(self, beside: Path, /) -> Path:
        """The folder where it is noted what somebody began to read."""

    def holding(self, arrival: Any, beside: Path, watch: Watch, /) -> AbstractContextManager[Any]:
        """An arrival for one worker alone (`Held`), while the block runs; None where another has it. `watch` is told what is brought here."""

    def leave(self, held: Any, pack_id: str, digest: str, /) -> None:
        """Put what was received and answered where the other vaults of a desk find it, in place of taking it away."""

    def left(self) -> Sequence[Any]:
        """What other vaults of the desk have left there."""

    def drop_left(self, name: str, /) -> None:
        """Take away what none of them needs any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What is known of a pack that came before: the SHA-256 of its sealed file, and our receipt, where it is still kept.

    `signers` are those (fingerprints) who signed what came under its number; none where that is not known. `is_owed`: the pack is kept
    here, and its receipt could not be signed then.
    """

    sealed_digest: str
    receipt: str
    signers: frozenset[str] = frozenset()
    is_owed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A pack that passed every check, with its receipt, which is not given yet."""

    checked: CheckedPack
    receipt: Receipted
    shares_number: bool
    """Another pack with this number came before, which somebody else signed."""


class Sink(Protocol[Kept_co]):
    """Where packs are kept: `VaultSink` or `FolderSink`."""

    @property
    def receiver(self) -> ReceivingEnd:
        """Whose keys open the packs and sign the receipts."""

    @property
    def beside(self) -> Path:
        """A folder of our own on the disk where packs are kept."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Tells the time."""

    @property
    def is_shared(self) -> bool:
        """Whether other vaults of the same desk take in the same packs: then each leaves the sealed file for them."""

    @property
    def keeps_unanswered(self) -> bool:
        """Whether a pack is kept while no receipt can be signed. Its sealed file lies where it came in until there is one."""

    def known_here(self, among: Collection[str], /) -> Collection[str]:
        """Those of these sealed files (SHA-256) that were kept here; of a shared one alone."""

    def get_ready(self) -> None:
        """Before anything is taken. Raises PackError where nobody is trusted, and whatever stands in the way of all."""

    def earlier(self, receipts: bytes, pack_id: str, digest: str) -> Earlier | None:
        """What is known of a pack's number: first of the sealed file with this digest, else of what else came under it.

        `receipts`, not believed yet, are those that stand where it came in.
        """

    def stage(self, plain: BinaryIO) -> Staged:
        """Take all that there is to read. Raises OSError, VaultError."""

    def keep(self, ready: Ready) -> tuple[Kept_co, str]:
        """Keep it durably; what is told of it, and the receipt to be given. PackError, OSError, VaultError: nothing is kept."""


_OURS = frozenset({Verdict.NO_TRUST, Verdict.TRUST_UNREADABLE, Verdict.LIST_UNREADABLE})
"""Verdicts that speak of what this receiver knows, not of the pack."""

_MOST_ATTEMPTS = 2
"""How often the reading of a file may end from outside."""

_LONGEST_NOTE = 80


# -- all that has come


def take_from(
    place: Place,
    sink: Sink[Kept_co],
    *,
    stop: Callable[[], bool] = lambda: False,
    leave: Callable[[str], bool] = lambda _name: False,
) -> Iterator[Kept_co | Settled]:
    """Take every pack that has come in. One that fails never blocks another; what stands in the way of all is raised.

    It ends early where `stop` says so, between two packs; files that `leave` names are not touched. Raises as
    `Sink.get_ready` and `take_in`; OSError or DeliveryError where the place is away.
    """
    sink.get_ready()
    left = deque(each for each in in_order(place, sink) if not leave(each.name))
    while left and not stop():
        outcome = take_in(place, left.popleft(), sink)
        if isinstance(outcome, WithAnother) and left:
            # Go on at another place, drawn by chance: workers that met would else ask for one file after the other together.
            left.rotate(random.SystemRandom().randrange(len(left)))
        yield outcome


def in_order(place: Place, sink: Sink[Any]) -> list[Any]:
    """What has come in; what was begun before and never ended comes last. Raises as `Place.arrived`."""
    come = [*place.arrived(), *(_of_colleagues(place, sink) if sink.is_shared else ())]
    if begun := noted(place.notes_in(sink.beside)):
        come.sort(key=lambda each: place.called(each) in begun)
    return come


def _of_colleagues(place: Place, sink: Sink[Any]) -> Iterator[Any]:
    """What other vaults of the desk took in and this one has not; what none needs any more goes later (`desk_tidying`)."""
    left = list(place.left())
    known = sink.known_here({untrusted_left_digest(each.name) for each in left})
    return (each for each in left if untrusted_left_digest(each.name) not in known)


@dataclass(frozen=True, slots=True)
class Seen:
    """What lies in several folders, and what is to be told of each of those that could not be read."""

    came_in: tuple[tuple[Place, Any], ...]
    away: tuple[Waits, ...] = ()


def look(mailboxes: Sequence[Place], sink: Sink[Any]) -> Seen:
    """What lies in these places. One that is away hinders no other, and is told; DeliveryError where none can be read."""
    found: list[tuple[Place, Any]] = []
    away: list[DeliveryError] = []
    for mailbox in mailboxes:
        try:
            found += [(mailbox, arrival) for arrival in in_order(mailbox, sink)]
        except DeliveryError as error:
            away.append(error)
        except OSError as error:
            away.append(_away(error))
    if away and len(away) == len(mailboxes):
        raise away[0]
    return Seen(tuple(found), tuple(held_up("", error) for error in away))


def _away(error: OSError) -> DeliveryError:
    return DeliveryError(
        _("The folder that packs come into is not there"),
        _("{folder}: {reason}.").format(reason=reason_of(error), folder=error.filename or ""),
        _("Connect the drive, or choose another folder in Settings, under “Our desk”. Then check again."),
    )


# -- one arrival


def take_in(
    place: Place, arrival: Any, sink: Sink[Kept_co], *, watch: Watch = lambda _read: None
) -> Kept_co | Settled:
    """Take one file in: what the sink tells of it, or what else became of it. Slow; any thread.

    Nothing about the file is raised, and where it was not taken it lies where it came in. Raises CheckStoppedError where `watch`
    does, and ReaderMissingError where no pack at all can be read here: a service should end and say so.
    """
    make_ready()
    try:
        with place.holding(arrival, sink.beside, watch) as held:
            if held is None:
                return WithAnother(name=arrival.name)
            return _InHand(place, held, sink, watch).take()
    except FileNotFoundError:
        return WithAnother(name=arrival.name)
    except CheckStoppedError:
        raise
    except (VaultError, ReaderEndedError, DeliveryError) as error:
        return held_up(arrival.name, error)
    except OSError as error:
        return waits(arrival.name, error)


@dataclass(frozen=True, slots=True)
class _InHand(Generic[Kept_co]):
    """A file that is claimed: where it came in, and who keeps it."""

    place: Place
    held: Held
    sink: Sink[Kept_co]
    watch: Watch

    def take(self) -> Kept_co | Settled:
        """Take it. Raises OSError, DeliveryError, VaultError, ReaderEndedError: it lies where it came in."""
        digest, pack_id = self.held.digest(), self.held.untrusted_pack_id
        try:
            if pack_id:
                earlier = self.sink.earlier(standing_receipts(self.place, pack_id), pack_id, digest)
                if earlier is not None and earlier.sealed_digest == digest:
                    return self._again(pack_id, earlier)
            checked = self._checked(digest)
            try:
                return self._settled(checked)
            finally:
                checked.staged.discard()
        except (SealingError, PackError) as error:
            if isinstance(error, PackVerificationError) and error.verdict in _OURS:
                return held_up(self.held.name, error)
            return SetAside(
                quarantined=set_aside(self.place, self.held, digest, error, now=self.sink.clock())
            )

    def _checked(self, digest: str) -> CheckedPack:
        """Check it, noted by the number it gives, else its name. One whose reading ended twice is read no more. Raises as `check`."""
        note = (self.held.untrusted_pack_id or self.held.name)[:_LONGEST_NOTE]
        with attempt(self.place.notes_in(self.sink.beside), note, digest) as attempts:
            if attempts >= _MOST_ATTEMPTS:
                raise refused(Verdict.ENDED_TWICE)
            try:
                return check(self.sink.receiver, self.held, digest, self.sink.stage, self.watch)
            except ReaderEndedError as error:
                if attempts + 1 >= _MOST_ATTEMPTS:
                    raise refused(Verdict.ENDED_TWICE) from error
                raise

    def _settled(self, checked: CheckedPack) -> Kept_co | Settled:
        """Keep what passed, once, and only then answer; what the disk does not let us keep now waits."""
        pack_id, digest, now = checked.verified.pack_id, checked.sealed_digest, self.sink.clock()
        receipts = standing_receipts(self.place, pack_id)
        earlier = self.sink.earlier(receipts, pack_id, digest)
        if earlier is not None and earlier.sealed_digest == digest:
            return self._again(pack_id, earlier)
        # A number is its signer's: whoever else signs a pack under it takes nobody's place.
        if earlier is not None and (not earlier.signers or checked.verified.fingerprint in earlier.signers):
            raise another_file()
        if not self.held.is_ours():
            return WithAnother(name=self.held.name)
        try:
            receipt = self._receipt(receipts, pack_id, digest, now)
            kept, jws = self.sink.keep(
                Ready(checked=checked, receipt=receipt, shares_number=earlier is not None)
            )
            if jws:
                self._answer(pack_id, digest, jws)
        except SigningKeyError as error:  # that is no fault of the pack
            return held_up(self.held.name, error)
        except OSError as error:
            return waits(self.held.name, error)
        return kept

    def _receipt(self, receipts: bytes, pack_id: str, digest: str, now: datetime) -> Receipted:
        """SigningKeyError where there is none, and nothing is kept without."""
        try:
            return receipt_to_give(receipts, self.sink.receiver, pack_id, digest, now=now)
        except SigningKeyError:
            if not (self.sink.keeps_unanswered and self.sink.receiver.ended(now)):
                raise
            return receipt_owed(pack_id, now)

    def _again(self, pack_id: str, earlier: Earlier) -> CameAgain | Waits:
        """This very file was kept before: it is answered again. Of what was disposed of since, the receipt that was given is all there is."""
        receipt = earlier.receipt
        if earlier.is_owed:
            standing, now = standing_receipts(self.place, pack_id), self.sink.clock()
            try:
                receipt = receipt_to_give(
                    standing, self.sink.receiver, pack_id, earlier.sealed_digest, now=now
                ).jws
            except SigningKeyError as error:
                return held_up(self.held.name, error)
        self._answer(pack_id, earlier.sealed_digest, receipt)
        return CameAgain(pack_id=pack_id)

    def _answer(self, pack_id: str, digest: str, receipt: str) -> None:
        """Give the receipt, where there is one, and take the sealed file away, or leave it for the desk's other vaults."""
        if receipt:
            give_receipt(self.place, pack_id, digest, receipt)
        if self.sink.is_shared:
            self.place.leave(self.held, pack_id, digest)
        else:
            self.held.take_away()
