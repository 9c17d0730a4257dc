"""Readable copies that go where a person chose: what a lock or a cut leaves of one is taken away after the next unlocking.

Until a copy is whole it lies under a hidden name beside its own (`files.durable.beside`), and a lock ends the process while it
is written. Where each was to go stands in the vault, since the name of such a file tells of a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prevent_desktop.files.durable import take_away_unfinished
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.vault import Vault

_BEGUN: Final = "copies-begun"
_MOST: Final = 50
"""So many are remembered whose folder is away, such as on a stick; the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAway:
    """`found` are the copies of which something lay there, and is gone; `away` those whose folder cannot be reached now."""

    found: tuple[Path, ...] = ()
    away: tuple[Path, ...] = ()


def note_begun(vault: Vault, target: Path) -> None:
    """Remember that a readable copy will be written to `target`; before it is. A damaged vault remembers nothing."""
    if not vault.is_read_only:
        _keep(vault, (*(one for one in begun(vault) if one != target), target))


def begun(vault: Vault) -> tuple[Path, ...]:
    """Where copies were to go since the last look."""
    kept: tuple[str, ...] = read(tuple[str, ...], vault.settings.get(_BEGUN) or "[]")
    return tuple(map(Path, kept))


def forget(vault: Vault) -> None:
    """Remember none: a name of a file may be of somebody who is disposed of."""
    if begun(vault):
        _keep(vault, ())


def take_away(targets: Iterable[Path]) -> TakenAway:
    """Take away what is left of copies that never became whole (slow, needs no vault); those that did stay as they are."""
    found, away = list[Path](), list[Path]()
    for target in targets:
        try:
            if take_away_unfinished(target):
                found.append(target)
        except OSError:
            away.append(target)
    return TakenAway(found=tuple(found), away=tuple(away))


def keep_those_away(vault: Vault, looked: Iterable[Path], away: Iterable[Path]) -> None:
    """Of those that were `looked` for, only those `away` are looked for again."""
    if not vault.is_read_only:
        new = [one for one in begun(vault) if one not in set(looked)]
        _keep(vault, (*away, *new))


def _keep(vault: Vault, targets: tuple[Path, ...]) -> None:
    with vault.transaction():
        vault.settings.set(_BEGUN, text_of(tuple(map(str, targets[-_MOST:]))))
