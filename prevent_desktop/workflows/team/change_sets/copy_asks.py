"""What a vault signs when it asks the leads for a copy, so that nobody else can ask in its name.

It lies in the mailbox beside what the hint says, sealed to the circle. A program that does not know of it shows who asks by the hint alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.delivery.signed.team import Words
from prevent_desktop.delivery.signed.team import open_words as verified
from prevent_desktop.strict_json import CANONICAL, Held, read, write
from prevent_desktop.workflows.team.change_sets.copy_pieces import NUMBERS
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.own_vault import OwnVault
from prevent_desktop.workflows.team.circles.sealed_words import open_words, seal_words, sign_as

FIXED: Final = {"kind": "team-copy-ask", "format": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyAsk:
    """The vault `by` (listed id) asks for a copy of what a circle shares, under this number."""

    team: str
    circle: str
    by: str
    number: Annotated[int, Held(least=NUMBERS[0], most=NUMBERS[-1])]
    at: datetime


def seal_ask(ask: CopyAsk, own: OwnVault, recipient: str) -> bytes:
    """Signed by this vault, and sealed to the circle."""
    return seal_words(sign_as(Words.COPY_ASK, write(ask, fixed=FIXED, **CANONICAL), own), recipient)


def open_ask(untrusted: bytes, book: CircleBook, by: str, number: int) -> CopyAsk | None:
    """What lay where a present vault signs that it asks under this number; None where it is anything else."""
    listed = next((one for one in book.team.sharing if one.id == by), None)
    try:
        sealed = open_words(Words.COPY_ASK, untrusted, book.identities)
        if listed is None or listed_id(sealed.signer) != by:
            return None
        payload = verified(Words.COPY_ASK, sealed.untrusted_jws, listed.signing_key)
        ask: CopyAsk = read(CopyAsk, payload, fixed=FIXED)
    except ValueError:
        return None
    fits = (ask.team, ask.circle, ask.by, ask.number) == (book.team.id, book.circle, by, number)
    return ask if fits and ask.at.tzinfo is not None else None
