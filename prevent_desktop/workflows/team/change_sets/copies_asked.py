"""That this vault asks the leads for a copy, through the team's mailbox: under which number, what came of it, and when it asks anew.

To ask is to look for the words that tell of a copy: what a vault looks for and does not get stands in the circle's hint (`wanted`), where each
lead's vault knows the name. Whoever shares the circle can write it there, so the vault that asks also signs that it does (`copy_asks`). All that comes of it
is a copy that is sealed to a vault which may have everything in it. What lies there of a copy is taken away by whoever asked for it, too: whoever made it
may be a lead no more, or may not know of it since they were restored from a backup.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.safe_files import make_folder, remove_file
from prevent_desktop.vault.team.objects import SealedObjects
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.copy_asks import CopyAsk, seal_ask
from prevent_desktop.workflows.team.change_sets.copy_pieces import (
    MOST_GO,
    NUMBERS,
    CopyWanted,
    CopyWords,
    Lying,
    NotACopyError,
    open_copy_words,
    pieces_here,
)
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, main_circle
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership

_SETTING: Final = "team-copy-asked"
FOLDER: Final = "team-copies"
"""Where the sealed files of copies stand in the vault's folder, until they were taken, or taken away from the mailbox."""
_AGAIN: Final = timedelta(days=1)
"""So long after it asked it asks anew at the earliest: a copy that did not bring everything brings it no sooner."""
_TOO_LONG: Final = timedelta(days=7)
"""After so long what was told of and never came whole is asked for anew, and comes under other names."""

_MOST_LEFT: Final = 4
"""Copies that are being taken away at once: of more, the mailbox lets nothing be taken away."""
_MOST_BEGUN: Final = 5
"""So often it is begun to take one copy: a file may be such that the program ends at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """`number` is that of the newest question, `since` when it was asked first; `open` until a copy was taken, or all came otherwise.

    `by` is the lead's vault that tells of a copy, `told` what it says; `tried` is the file that was had last, `begun` how often
    it was begun to take the one that came. `signed` are the numbers under which a signed question lies in the mailbox, `left` what lies
    there of copies that nobody needs any more.
    """

    number: int
    since: datetime
    open: bool = True
    by: str = ""
    told: CopyWords | None = None
    tried: str = ""
    begun: int = 0
    signed: tuple[int, ...] = ()
    left: tuple[Lying, ...] = ()

    @property
    def left_behind(self) -> tuple[Lying, ...]:
        """That, and the copy which was told of."""
        return self.left if self.told is None else (*self.left, Lying.of(self.told))[-_MOST_LEFT:]


class Came(NamedTuple):
    """A copy of which all pieces are here, and the lead's vault that told of it."""

    path: Path
    by: str
    told: CopyWords


def note_need(vault: Vault, *, lacks: bool, lacks_nothing: bool, now: datetime) -> None:
    """Ask for a copy where this vault `lacks` what the mailbox gives no more; no more once it `lacks_nothing` that others have."""
    asked = _asked(vault)
    if lacks_nothing and asked is not None and asked.open and asked.told is None:
        _keep(vault, replace(asked, open=False))
    elif asked is None:
        if lacks:
            _keep(vault, _Asked(number=NUMBERS[0], since=now.astimezone(UTC)))
    elif (lacks and not asked.open and _is_over(asked.since, _AGAIN, now)) or (
        asked.open and _is_over(asked.since, _TOO_LONG, now) and asked.told is not None
    ):
        _ask_anew(vault, asked, now)


def _is_over(since: datetime, how_long: timedelta, now: datetime) -> bool:
    """So long ago, or by a clock that was ahead."""
    return not now - how_long < since <= now + how_long


def _ask_anew(vault: Vault, asked: _Asked, now: datetime) -> None:
    """Under the next number: under this one lies what cannot be used."""
    _forget_file(vault, asked)
    number = asked.number % NUMBERS[-1] + 1
    anew = replace(asked, number=number, since=now.astimezone(UTC), open=True, by="", told=None, begun=0)
    _keep(vault, replace(anew, left=asked.left_behind if asked.open else asked.left))


def copy_wanted_here(vault: Vault, found: Membership, book: CircleBook) -> CopyWanted | None:
    """What this vault asks for in this round; None where it asks for nothing."""
    asked = _asked(vault)
    if asked is None or not asked.open:
        return None
    make_folder(vault.folder / FOLDER)
    return CopyWanted(
        name=book.names.copy(found.own.id, asked.number), path=_path(vault, asked), names=book.names,
        identity=found.own.identity, told=asked.told,
    )  # fmt: skip


def asked_no_more(vault: Vault, found: Membership, book: CircleBook) -> frozenset[str]:
    """Names that others are not to be asked for any more in this vault's name, as far as the hint may still have them."""
    asked = _asked(vault)
    if asked is None:
        return frozenset()
    names = [book.names.copy(found.own.id, one) for one in NUMBERS if one != asked.number or not asked.open]
    pieces = [] if asked.told is None or asked.open else asked.told.names(book.names)
    return frozenset((*names, *pieces))


def sign_what_is_asked(vault: Vault, *, now: datetime) -> None:
    """Have it put, signed, that this vault asks; once for each number."""
    here, asked = _here(vault), _asked(vault)
    if here is None or asked is None or not asked.open or asked.number in asked.signed:
        return
    found, book = here
    if book.newest is None or not book.may_seal:
        return
    ask = CopyAsk(
        team=found.team.id, circle=book.circle, by=found.own.id, number=asked.number, at=now.astimezone(UTC)
    )
    name = book.names.copy_ask(found.own.id, asked.number)
    sealed = seal_ask(ask, found.own, book.newest.recipient)
    SealedObjects(vault.database).keep(name, sealed, circle=book.circle, case_id="", at=now)
    _keep(vault, replace(asked, signed=(*asked.signed, asked.number)))


def take_copy_words(vault: Vault, untrusted: bytes, *, now: datetime) -> bool:
    """What lay where a lead tells of a copy: whether its pieces are fetched from now on. Where it is none, it is asked for anew."""
    here, asked = _here(vault), _asked(vault)
    if here is None or asked is None or asked.told is not None:
        return False
    found, book = here
    try:
        told = open_copy_words(untrusted, book, found.own, asked.number, tried=asked.tried)
        if told is None:
            return False  # the profile that names that vault has not come
        vault.attachments.files.require_room(told[1].size)
        _keep(vault, replace(asked, since=now.astimezone(UTC), by=told[0], told=told[1]))
    except NotACopyError:
        _ask_anew(vault, asked, now)
        return False
    return True


def note_useless(vault: Vault, *, now: datetime) -> None:
    """A piece is another one than was told, or the lead took the copy away: it never comes whole."""
    asked = _asked(vault)
    if asked is not None and asked.told is not None:
        _ask_anew(vault, asked, now)


def copy_that_came(vault: Vault) -> Came | None:
    """The copy whose pieces are all here."""
    asked = _asked(vault)
    if asked is None or asked.told is None or not asked.open:
        return None
    path = _path(vault, asked)
    is_whole = pieces_here(path, asked.told.size) == len(asked.told.pieces)
    return Came(path, asked.by, asked.told) if is_whole else None


def may_begin(vault: Vault) -> bool:
    """Whether the copy that came may be taken once more: what ended the program each time is left alone in the end."""
    asked = _asked(vault)
    if asked is None or asked.begun >= _MOST_BEGUN:
        return False
    _keep(vault, replace(asked, begun=asked.begun + 1))
    return True


def note_copy_tried(vault: Vault, *, is_good: bool, now: datetime) -> None:
    """The copy was taken; where it was not good, another one is asked for."""
    asked = _asked(vault)
    if asked is None or asked.told is None:
        return
    with vault.transaction():
        tried = replace(asked, tried=asked.told.digest)
        if is_good:
            _keep(vault, replace(tried, open=False, left=asked.left_behind))
        else:
            _ask_anew(vault, tried, now)
    _forget_file(vault, asked)


def names_asked_no_more(vault: Vault) -> tuple[str, ...]:
    """What this round takes out of the mailbox of what was asked, and of copies that came or were given up."""
    here, asked = _here(vault), _asked(vault)
    if here is None or asked is None:
        return ()
    found, book = here
    pieces = [name for one in asked.left for name in one.names(book.names, found.own.id)[:MOST_GO]]
    return (*(book.names.copy_ask(found.own.id, one) for one in _answered(asked)), *pieces)


def _answered(asked: _Asked) -> list[int]:
    """The numbers of questions that are asked no more."""
    return [one for one in asked.signed if one != asked.number or not asked.open]


def note_asked_gone(vault: Vault, removed: Collection[str], *, kept: bool) -> None:
    """These names are out of the mailbox; with `kept` it lets nothing be taken out."""
    here, asked = _here(vault), _asked(vault)
    if here is None or asked is None:
        return
    found, book = here
    asks = {one: book.names.copy_ask(found.own.id, one) for one in _answered(asked)}
    gone = [one for one, name in asks.items() if kept or name in removed]
    SealedObjects(vault.database).remove(asks[one] for one in gone)
    left = [one.without(removed, book.names, found.own.id) for one in asked.left]
    after = replace(
        asked,
        signed=tuple(one for one in asked.signed if one not in gone),
        left=tuple(one for one in left if one.is_there and not kept),
    )
    if after != asked:
        _keep(vault, after)


def asking_words(vault: Vault) -> str:
    """How it stands with the copy that was asked for, in a sentence; empty where none is."""
    asked = _asked(vault)
    if asked is None or not asked.open:
        return ""
    if asked.told is None:
        return _("This laptop has asked the leads for a copy. It comes by itself, once one of them makes it.")
    here = pieces_here(_path(vault, asked), asked.told.size)
    words = _("A lead’s copy is on its way: {number} of {all} parts are here.")
    return words.format(number=here, all=len(asked.told.pieces))


def own_file(vault: Vault) -> Path | None:
    """The file that pieces of a copy for this vault go to; None where none is on its way."""
    asked = _asked(vault)
    return _path(vault, asked) if asked is not None and asked.open and asked.told is not None else None


def _here(vault: Vault) -> tuple[Membership, CircleBook] | None:
    """This vault and the main circle; None where it is in none."""
    found = membership(vault)
    book = None if found is None else circles(vault).get(main_circle(found.team.id))
    return None if found is None or book is None else (found, book)


def _path(vault: Vault, asked: _Asked) -> Path:
    return vault.folder / FOLDER / f"for-us-{asked.told.digest[:32] if asked.told else ''}.age"


def _forget_file(vault: Vault, asked: _Asked) -> None:
    if asked.told is not None:
        remove_file(_path(vault, asked))


def _asked(vault: Vault) -> _Asked | None:
    text = vault.settings.get(_SETTING)
    asked: _Asked | None = None if text is None else read(_Asked, text, older=True)
    return asked


def _keep(vault: Vault, asked: _Asked) -> None:
    vault.settings.set(_SETTING, text_of(asked))
