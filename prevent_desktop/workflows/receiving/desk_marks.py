"""Marks that the vaults of a desk of several leave for each other beside its packs: signed, sealed to the desk, put once.

They count where they are signed by a present vault of a lead or deputy, and say what they are found under
(resources/specification/team-changes.md, "A desk of several").
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.signed.signed_words import OtherKindError, SignatureError
from prevent_desktop.delivery.signed.team import Words, open_words, signer_of
from prevent_desktop.errors import SealingError
from prevent_desktop.sealing import open_bytes, seal_bytes
from prevent_desktop.strict_json import ZULU, Held, JsonError, read, write
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.team.circles.sealed_words import sign_as
from prevent_desktop.workflows.team.circles.statements import Membership, membership

_FIXED: Final = {"version": 1, "kind": "desk-pack"}
LARGEST_MARK: Final = 16 * 1024
"""Bytes of a sealed mark."""
SEEN: Final = 0
"""The number of a mark that says that its signer's vault has the pack, and knows that it is in a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """That the member `holder` has a pack; where `in_case`, in a case. One about no pack says that its signer's vault is of the desk."""

    team: Annotated[str, Held(most=200)]
    pack_id: Annotated[str, Held(most=80)]
    sealed_digest: Annotated[str, Held(most=64)]
    number: int
    holder: Annotated[str, Held(most=200)]
    in_case: bool
    at: Annotated[datetime, ZULU]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkWish:
    """What a mark is to say. `pack` is None where it is about the desk itself."""

    pack: ReceivedPack | None
    number: int
    holder: str
    in_case: bool


def holder_name(pack: ReceivedPack, number: int) -> str:
    """What the mark that says who has a pack is called in the store."""
    return _name(f"{pack.pack_id} {pack.sealed_digest} {number}")


def seen_name(pack: ReceivedPack | None, vault_id: str) -> str:
    """What the mark of this vault is called that says that it has a pack, and knows that it is in a case; or that it is of the desk."""
    return _name(
        "desk" + f" {vault_id}" if pack is None else f"{pack.pack_id} {pack.sealed_digest} {vault_id}"
    )


def _name(said: str) -> str:
    digest = hashlib.sha256(said.encode()).hexdigest()
    return f"{digest[:2]}/{digest[2:]}"


def required(vault: Vault) -> Membership:
    """This vault in its team; only for one that is of a desk of several."""
    found = membership(vault)
    assert found is not None  # noqa: S101 - a desk of several is that of members alone
    return found


def sealed_mark(vault: Vault, wish: MarkWish, *, now: datetime) -> bytes:
    """A mark of this vault."""
    found, pack = required(vault), wish.pack
    mark = Mark(
        team=found.team.id,
        pack_id="" if pack is None else pack.pack_id,
        sealed_digest="" if pack is None else pack.sealed_digest,
        number=wish.number,
        holder=wish.holder,
        in_case=wish.in_case,
        at=now.astimezone(UTC).replace(microsecond=0),
    )
    words = sign_as(Words.DESK_PACK, write(mark, fixed=_FIXED), found.own)
    return seal_bytes(words.encode(), [receiving_end_of(vault, now=now).identities[0].recipient])


def opened_mark(vault: Vault, untrusted: bytes) -> tuple[Mark, str] | None:
    """What a mark says, and the id of the listed vault that signed it; None where it does not count."""
    found = required(vault)
    try:
        words = open_bytes(untrusted, receiving_end_of(vault, now=datetime.now(UTC)).identities).decode(
            "ascii"
        )
        signer = found.team.vault(signer_of(Words.DESK_PACK, words))
        if signer is None or signer not in found.team.sharing:
            return None
        mark: Mark = read(Mark, open_words(Words.DESK_PACK, words, signer.signing_key), fixed=_FIXED)
    except (SealingError, SignatureError, OtherKindError, JsonError, ValueError):
        return None
    there = found.team.member(mark.holder)
    return (mark, signer.id) if mark.team == found.team.id and there is not None else None
