"""Judges one sealed file: seal, signer, trust, whether it is whole, and what it says of itself. Nothing is shown before.

What was opened lies where whoever keeps packs staged it, and is judged there: nobody can change it in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from prevent_desktop.delivery.mailboxes.mailbox import LARGEST_PACK
from prevent_desktop.errors import DeliveryError, PackError, PackVerificationError
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pack_facts import PackFacts, read_facts
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.sealing import sealed_reader
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd
from prevent_desktop.workflows.watched_stream import watched


class Held(Protocol):
    """A sealed file that has come in, and that nobody else takes meanwhile."""

    @property
    def name(self) -> str:
        """Its own in the place where it came in."""

    @property
    def untrusted_pack_id(self) -> str:
        """The pack's number as the sender gives it; empty where it says none."""

    @property
    def size(self) -> int:
        """In bytes."""

    def open(self) -> BinaryIO:
        """It, to be read. OSError."""

    def digest(self) -> str:
        """Its SHA-256, in hexadecimal digits. OSError."""

    def is_ours(self) -> bool:
        """Whether it is still ours to keep."""

    def take_away(self) -> None:
        """Remove it where it came in. OSError, DeliveryError."""


class Staged(Protocol):
    """A pack that was opened and is kept nowhere yet. `digest` is the SHA-256 of the PDF, in hexadecimal."""

    @property
    def digest(self) -> str:
        """Of all its bytes."""

    def open(self) -> BinaryIO:
        """The PDF, to be read from any place."""

    def discard(self) -> None:
        """Take it away, where it has not been kept. Again does nothing."""


Stage = Callable[[BinaryIO], Staged]
"""Takes all that it reads; raises OSError or VaultError where there is no room."""

Watch = Callable[[int], None]
"""Is told how many bytes were read; raises CheckStoppedError to stop."""


class CheckStoppedError(DeliveryError):
    """A person stopped the check. The file lies where it came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPack:
    """A pack that passed every check, staged and not yet kept."""

    verified: VerifiedPack
    facts: PackFacts
    sealed_digest: str
    staged: Staged


def require_trust(receiver: ReceivingEnd) -> None:
    """Raise PackError where nobody is trusted yet: that is no fault of the packs, so none is set aside for it."""
    if not receiver.trusted:
        raise PackError(
            _("No authority is trusted yet"),
            _(
                "Packs are checked against the certificates that your organisation trusts, and there are none."
            ),
            _(
                "Take your organisation’s file in Settings, Organisation, or name the certificate, then check "
                "again."
            ),
        )


def check(
    receiver: ReceivingEnd, arrival: Held, sealed_digest: str, stage: Stage, watch: Watch = lambda _read: None
) -> CheckedPack:
    """Open, stage, and judge. Slow; any thread.

    Raises SealingError or PackError where the file fails, CheckStoppedError; OSError and VaultError pass through.
    """
    staged = _opened(receiver, arrival, stage, watch)
    try:
        return _judged(receiver, arrival, sealed_digest, staged)
    except BaseException:
        staged.discard()
        raise


def _opened(receiver: ReceivingEnd, arrival: Held, stage: Stage, watch: Watch) -> Staged:
    if arrival.size > LARGEST_PACK:
        raise _too_large()
    with arrival.open() as sealed, sealed_reader(sealed, receiver.identities) as plain:
        return stage(watched(plain, watch))


def _judged(receiver: ReceivingEnd, arrival: Held, sealed_digest: str, staged: Staged) -> CheckedPack:
    with staged.open() as pdf:
        verified = verify_pack(pdf, receiver.trusted, receiver.verification_context)
    if arrival.untrusted_pack_id not in {"", verified.pack_id}:
        raise _other_name()
    with staged.open() as pdf:
        facts = read_facts(pdf)
    return CheckedPack(verified=verified, facts=facts, sealed_digest=sealed_digest, staged=staged)


def _too_large() -> PackVerificationError:
    return PackVerificationError(
        _("The file is too large"),
        _("It is larger than any pack may be."),
        _("Ask the sender to send less at once, such as a long video by another way."),
    )


def _other_name() -> PackVerificationError:
    return PackVerificationError(
        _("The file has the number of another pack"),
        _("Its name says one number, and the signed pack in it another."),
        _("Ask the sender for the pack again, as their program sends it."),
    )
