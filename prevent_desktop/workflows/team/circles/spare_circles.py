"""What hides how many restricted circles there are: heads and lists of circles that are none, put by each vault as those of a circle are.

Whoever may look at a team's mailbox counts its heads, and the lists that a vault puts on a day. So each vault has as many there for circles that
it may begin one day, and a circle that it does begin takes the place of one of them: no head is new then. A deputy who knows all names of the main
circle sees objects whose names they do not know whether or not anything is kept from them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from prevent_desktop.sealing import Identity, generate_identity, parse_identity, parse_recipient, seal_bytes
from prevent_desktop.strict_json import read, write
from prevent_desktop.vault.team.circles import Circles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.hint import Hint, open_hint, read_over, seal_hint
from prevent_desktop.workflows.team.circles.names import SECRET_SIZE, CircleNames
from prevent_desktop.workflows.team.circles.own_vault import OwnVault
from prevent_desktop.workflows.team.circles.sealed_words import padded

HEADS: Final = 3
"""So many heads lie in the store for restricted circles that a vault began, or may begin."""
LISTS: Final = 3
"""So many lists of heads a vault puts on a day besides that of the main circle."""
_SECRET: Final = "team-spares"  # noqa: S105 -- the name of a secret
_FIXED: Final = {"version": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """`names` are secrets of circles that are none yet, `lists` names the lists of none, `published` is the day of the newest ones.

    `writer` is the id under which this vault counted then: a copy of it begins no circle under a secret that the other may have used.
    """

    writer: str
    names: tuple[str, ...] = field(repr=False)
    lists: str = field(repr=False)
    identity: str = field(repr=False)
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpareHeads:
    """Heads of circles that are none, by their names in the store, and the key that they are sealed to, which nobody else knows."""

    names: tuple[str, ...] = ()
    identity: Identity | None = field(default=None, repr=False)

    def sealed(self, lay_there: Mapping[str, Hint]) -> Iterator[tuple[str, Hint, bytes]]:
        """Each as it is put, under its name: with what somebody else laid there, which the head of a circle would carry along, too."""
        if self.identity is not None:
            for name in self.names:
                told = lay_there.get(name, Hint()).carried_on()
                yield name, told, seal_hint(told, str(self.identity.recipient))

    def read(self, before: Hint, untrusted: bytes) -> Hint:
        """What one of them carries along once this was found there."""
        return before if self.identity is None else read_over(before, untrusted, [self.identity])

    def is_one(self, untrusted: bytes) -> bool:
        """Whether a head is one of these still, since its circle has only just begun."""
        return self.identity is not None and open_hint(untrusted, [self.identity]) is not None


def spare_heads(vault: Vault, own: OwnVault) -> SpareHeads:
    """Those of this vault, made now where there are none. In the caller's transaction."""
    kept = _made(vault, own)
    return SpareHeads(
        names=tuple(CircleNames(one).head() for one in kept.names), identity=parse_identity(kept.identity)
    )


def take_names(vault: Vault, own: OwnVault) -> str:
    """The secret of a circle that is begun: one whose head lies in the store already, where there is one left. In the caller's transaction."""
    kept = _made(vault, own)
    if not kept.names:
        return secrets.token_hex(SECRET_SIZE)
    _keep(vault, replace(kept, names=kept.names[1:]))
    return kept.names[0]


def publish_spares(vault: Vault, own: OwnVault, main: str, *, restricted: int, now: datetime) -> None:
    """Have as many lists put today as are lacking to so many restricted circles that this vault is in. In the caller's transaction."""
    kept, today = _made(vault, own), now.astimezone(UTC).date()
    if kept.published == today:
        return
    names = list(_names_of_lists(kept, own, today))[: max(0, LISTS - restricted)]
    recipient = parse_recipient(str(parse_identity(kept.identity).recipient))
    Circles(vault.database).queue([(one, seal_bytes(padded(b""), [recipient])) for one in names], main, now)
    _keep(vault, replace(kept, published=today))


def names_of_spare_lists(vault: Vault, own: OwnVault, day: date) -> tuple[str, ...]:
    """All that this vault may have put on a day."""
    kept = _kept(vault)
    return () if kept is None else tuple(_names_of_lists(kept, own, day))


def _names_of_lists(kept: _Kept, own: OwnVault, day: date) -> Iterator[str]:
    for turn in range(1, LISTS + 1):
        yield CircleNames(kept.lists).heads(own.id, day, turn)


def _made(vault: Vault, own: OwnVault) -> _Kept:
    kept = _kept(vault)
    if kept is not None and kept.writer == own.writer:
        return kept
    fresh = tuple(secrets.token_hex(SECRET_SIZE) for _one in range(HEADS + 1))
    made = _Kept(writer=own.writer, names=fresh[1:], lists=fresh[0], identity=generate_identity().secret_text)
    _keep(vault, made)
    return made


def _kept(vault: Vault) -> _Kept | None:
    kept = vault.secrets.get(_SECRET)
    return None if kept is None else vault.once_read(_kept_in, kept)


def _kept_in(kept: bytes) -> _Kept:
    found: _Kept = read(_Kept, kept, fixed=_FIXED)
    return found


def _keep(vault: Vault, kept: _Kept) -> None:
    vault.secrets.set(_SECRET, write(kept, fixed=_FIXED))
