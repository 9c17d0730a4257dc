"""The copies that this vault makes as a lead's, for colleagues whose laptops ask for one: who asks, to whom it was said yes, and what of it lies in the mailbox.

A copy stays there until the signed list of the vault that it is for shows all that is in it, for a month at most. It goes sooner where that vault is
no longer in the team, a case was disposed of since, or the lead takes the yes back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.safe_files import remove_file
from prevent_desktop.vault.team.objects import SealedObjects
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.clearing import STAYS, agreed_now
from prevent_desktop.workflows.team.change_sets.copies_asked import FOLDER
from prevent_desktop.workflows.team.change_sets.copy_asks import open_ask
from prevent_desktop.workflows.team.change_sets.copy_pieces import (
    MOST_GO,
    NUMBERS,
    CopyToPut,
    CopyWords,
    count_gone,
    seal_copy_words,
)
from prevent_desktop.workflows.team.change_sets.heads_kept import newest_list_of
from prevent_desktop.workflows.team.circles.circle_book import CircleBook, main_circle
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership

_SETTING: Final = "team-copies-made"
_BY_ITSELF: Final = "team-copies-by-themselves"
_MOST_AT_ONCE: Final = 32
"""Pieces that one round puts."""
_AGAIN: Final = timedelta(days=1)
"""So long no second copy is made for one vault, whoever asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A copy whose file is whole: up to which number of each writer it has all (`heads`), and how many pieces were `put`.

    `again` are pieces that are to be put once more, `lying` those that were found there when that was tried. `is_told` once the words that tell of it lie there. With `going`
    it is being taken away, and so many names are `gone`.
    """

    told: CopyWords
    heads: Mapping[str, int]
    put: int = 0
    again: tuple[int, ...] = ()
    lying: tuple[int, ...] = ()
    is_told: bool = False
    going: bool = False
    gone: int = 0

    @property
    def is_there(self) -> bool:
        """Whether all of its pieces were put."""
        return self.put == len(self.told.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The number under which a vault signed that it asks, and when by its own clock."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """By the listed ids of other vaults: the number under which each asks, to whom it was said `yes`, to which question `no`, and what was `made`.

    `asks` is what the hint says, which nobody signs; `signed` is what that vault signed, `last` when the last copy for it was made here.
    """

    asks: Mapping[str, int] = field(default_factory=dict)
    signed: Mapping[str, Signed] = field(default_factory=dict)
    yes: tuple[str, ...] = ()
    no: Mapping[str, int] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    last: Mapping[str, datetime] = field(default_factory=dict)

    def with_made(self, to: str, made: Made | None) -> Copies:
        """With this one for that vault, or none any more."""
        others = {vault: one for vault, one in self.made.items() if vault != to}
        return replace(self, made=others if made is None else {**others, to: made})

    def is_signed(self, by: str) -> bool:
        """Whether that vault signed what it is said to ask."""
        return by in self.asks and by in self.signed and self.signed[by].number == self.asks[by]

    def goes_by_itself(self, to: str) -> bool:
        """Whether one may be made for that vault without a yes: it signed that it asks since the last one was made.

        What it signed before that somebody may have laid there again.
        """
        is_new = to not in self.last or (to in self.signed and self.signed[to].at > self.last[to])
        return self.is_signed(to) and is_new and to not in self.no

    def without_yes(self, to: str) -> Copies:
        """Once nobody wants one for this vault any more."""
        return replace(self, yes=tuple(one for one in self.yes if one != to))


class Scope(NamedTuple):
    """This vault as a lead's, and the circle that copies are made of."""

    found: Membership
    book: CircleBook

    @property
    def team(self) -> Team:
        """The team of the profile at hand."""
        return self.found.team


def scope(vault: Vault) -> Scope | None:
    """None where this vault is not one of a lead who is there."""
    here = _maker(vault)
    owner = None if here is None else here.team.owner(here.found.own.id)
    if here is None or not here.found.is_present or owner is None or owner.role is not Role.LEAD:
        return None
    return here


def _maker(vault: Vault) -> Scope | None:
    """This vault with what it made as a lead's, whether it is one still or not."""
    found = membership(vault)
    book = None if found is None else circles(vault).get(main_circle(found.team.id))
    return None if found is None or book is None else Scope(found, book)


def copies(vault: Vault) -> Copies:
    """How it stands."""
    text = vault.settings.get(_SETTING)
    return Copies() if text is None else vault.once_read(_read, text)


def _read(text: str) -> Copies:
    found: Copies = read(Copies, text, older=True)
    return found


def _keep(vault: Vault, before: Copies, after: Copies) -> None:
    if after != before:
        vault.settings.set(_SETTING, text_of(after))


# -- who asks, and what a lead says


def note_asks(vault: Vault, wanted: Collection[str], *, now: datetime) -> None:
    """Who asks for a copy, by what colleagues look for and did not get; and which pieces of one are missed."""
    here = scope(vault)
    if here is None:
        return
    before = copies(vault)
    asks = {
        one.id: number
        for one in (here.team.sharing if wanted else ())
        if one.id != here.found.own.id and not _has_all(vault, here, one.id, _heads(vault, here))
        for number in NUMBERS
        if here.book.names.copy(one.id, number) in wanted
    }
    after = replace(before, asks=asks)
    if makes_by_itself(vault):
        after = replace(after, yes=tuple(sorted({*after.yes, *filter(after.goes_by_itself, asks)})))
    for to, made in before.made.items():
        names = made.told.names(here.book.names) if made.is_there and wanted else []
        missed = [place for place, name in enumerate(names) if name in wanted and place not in made.lying]
        after = after.with_made(to, replace(made, again=tuple(missed)))
        if made.is_told and not made.going and asks.get(to) == made.told.number:
            _queue_words(vault, here, made, now)
    _keep(vault, before, after)


def asks_to_prove(vault: Vault) -> dict[str, str]:
    """By the vault that is said to ask, and for which no copy is made yet, the name under which it signs that it does."""
    here, kept = scope(vault), copies(vault)
    if here is None:
        return {}
    unproven = (one for one in kept.asks if not kept.is_signed(one) and one not in kept.made)
    return {one: here.book.names.copy_ask(one, kept.asks[one]) for one in unproven}


def take_asks(vault: Vault, untrusted: Mapping[str, bytes]) -> None:
    """What lay under those names."""
    here, before = scope(vault), copies(vault)
    if here is None:
        return
    signed = dict(before.signed)
    for by, sealed in untrusted.items():
        ask = open_ask(sealed, here.book, by, before.asks.get(by, 0))
        if ask is not None:
            signed[by] = Signed(number=ask.number, at=ask.at)
    _keep(vault, before, replace(before, signed=signed))


def _heads(vault: Vault, here: Scope) -> dict[str, int]:
    return {one.vault: one.number for one in vault.team.heads(here.book.circle).values() if one.number}


def _has_all(vault: Vault, here: Scope, listed: str, heads: Mapping[str, int]) -> bool:
    """Whether that vault has signed that it has all of this."""
    shown = newest_list_of(vault, here.book.circle, listed)
    return shown is not None and all(
        writer in shown.heads and shown.heads[writer].number >= number for writer, number in heads.items()
    )


def say_yes(vault: Vault, to: str) -> None:
    """Have a copy made for this vault."""
    before = copies(vault)
    no = {one: number for one, number in before.no.items() if one != to}
    _keep(vault, before, replace(before, yes=tuple(sorted({*before.yes, to})), no=no))


def say_no(vault: Vault, to: str) -> None:
    """Have none made for what this vault asks now; what was made of one goes again."""
    before = copies(vault)
    number = before.asks.get(to) or (before.made[to].told.number if to in before.made else 0)
    _keep(vault, before, replace(before.without_yes(to), no={**before.no, to: number}))


def makes_by_itself(vault: Vault) -> bool:
    """Whether a copy is made for whoever asks, without a yes."""
    return vault.settings.get(_BY_ITSELF) == "1"


def make_by_itself(vault: Vault, *, wanted: bool) -> None:
    """Have it so, or not."""
    vault.settings.set(_BY_ITSELF, "1" if wanted else "0")


# -- making


def next_to_make(vault: Vault, *, now: datetime) -> tuple[str, int]:
    """The vault that a copy is to be made for now, and the number under which it asks; empty where there is none."""
    here, kept = scope(vault), copies(vault)
    if here is None:
        return "", 0
    present = {one.id for one in here.team.sharing}
    due = (one for one in kept.yes if one in kept.asks and one in present and one not in kept.made)
    return next(((one, kept.asks[one]) for one in due if not _was_made_lately(kept, one, now)), ("", 0))


def _was_made_lately(kept: Copies, to: str, now: datetime) -> bool:
    return to in kept.last and abs(now - kept.last[to]) < _AGAIN


def is_still_wanted(vault: Vault, to: str) -> bool:
    """Whether the copy that is being made is still to be."""
    return to in copies(vault).yes and scope(vault) is not None


def copy_path(vault: Vault, to: str) -> Path:
    """Where the file of the copy for a vault stands."""
    return vault.folder / FOLDER / f"for-{to}.age"


def note_made(vault: Vault, told: CopyWords, heads: Mapping[str, int], *, now: datetime) -> None:
    """The file is whole."""
    before = copies(vault)
    made = replace(
        before.with_made(told.to, Made(told=told, heads=heads)),
        last={**before.last, told.to: now.astimezone(UTC)},
    )
    _keep(vault, before, made)


# -- to the mailbox, and out of it again


def copies_to_put(vault: Vault) -> tuple[CopyToPut, ...]:
    """What this round puts of copies."""
    here = scope(vault)
    if here is None:
        return ()
    recipients = {one.id: one.recipient for one in here.team.sharing}
    return tuple(
        CopyToPut(
            to=to, path=copy_path(vault, to), told=made.told, names=here.book.names, recipient=recipients[to],
            numbers=made.again or range(made.put, min(made.put + _MOST_AT_ONCE, len(made.told.pieces))),
        )
        for to, made in copies(vault).made.items()
        if to in recipients and not made.going and (made.again or not made.is_there)
    )  # fmt: skip


def note_pieces_put(vault: Vault, to: str, put: Mapping[int, bool], *, now: datetime) -> None:
    """These pieces lie there now; of each whether it did not before. Once all do, the words follow that tell of the copy."""
    here, before = scope(vault), copies(vault)
    made = before.made.get(to)
    if here is None or made is None or made.going:
        return
    if made.again:
        lying = tuple(sorted({*made.lying, *(number for number, was_new in put.items() if not was_new)}))
        made = replace(made, again=(), lying=lying)
    else:
        made = replace(made, put=max((made.put, *(number + 1 for number in put))))
    with vault.transaction():
        _keep(vault, before, before.with_made(to, made))
        if made.is_there:
            _queue_words(vault, here, made, now)


def _queue_words(vault: Vault, here: Scope, made: Made, now: datetime) -> None:
    recipient = next((one.recipient for one in here.team.sharing if one.id == made.told.to), "")
    if recipient:
        sealed = seal_copy_words(made.told, here.found.own, recipient)
        name = here.book.names.copy(made.told.to, made.told.number)
        SealedObjects(vault.database).keep(name, sealed, circle=here.book.circle, case_id="", at=now)


def note_words(vault: Vault, put: Collection[str], taken: Collection[str]) -> None:
    """Of these names something lies there now, of these somebody else's was there first: another lead made a copy, too."""
    here, before = _maker(vault), copies(vault)
    if here is None:
        return
    after = before
    for to, made in before.made.items():
        name = here.book.names.copy(to, made.told.number)
        if name in put and not made.is_told:
            after = after.with_made(to, replace(made, is_told=True))
        elif name in taken and not made.is_told:
            after = after.without_yes(to).with_made(to, replace(made, going=True))
    _keep(vault, before, after)


def let_copies_go(vault: Vault, *, now: datetime) -> None:
    """Have those taken away that nobody needs any more; all of them where this vault is no lead's any more."""
    here, before = _maker(vault), copies(vault)
    if here is None or not before.made:
        return
    after, is_leads = before, scope(vault) is not None
    for to, made in before.made.items():
        if made.going:
            continue
        if not is_leads or _is_done(vault, here, to, made, now):
            after = after.without_yes(to).with_made(to, replace(made, going=True))
        elif to not in before.yes or _is_useless(vault, before, to, made, now):
            after = after.with_made(to, replace(made, going=True))
    _keep(vault, before, after)


def _is_done(vault: Vault, here: Scope, to: str, made: Made, now: datetime) -> bool:
    """Its vault has all of it, or is in the team no more; or it lay there for a month."""
    if to not in {one.id for one in here.team.sharing} or _has_all(vault, here, to, made.heads):
        return True
    return agreed_now(vault, here.book.circle, now) - made.told.at >= STAYS


def _is_useless(vault: Vault, kept: Copies, to: str, made: Made, now: datetime) -> bool:
    """It is asked for under another number, a case in it was disposed of since, or its file was lost before all was put."""
    asks_anew = kept.asks.get(to, made.told.number) != made.told.number and not _was_made_lately(
        kept, to, now
    )
    disposed = any(one.disposed_at >= made.told.at for one in vault.disposals.all()[:1])
    return asks_anew or disposed or (not made.is_there and not copy_path(vault, to).is_file())


def names_to_go(vault: Vault) -> tuple[str, ...]:
    """What of copies this round takes out of the mailbox."""
    here = _maker(vault)
    going = [one for one in copies(vault).made.values() if one.going]
    return () if here is None else tuple(name for one in going for name in _left_of(here, one)[:MOST_GO])


def _left_of(here: Scope, made: Made) -> list[str]:
    """The words that tell of it first: nobody begins to fetch what goes. Somebody else's stay."""
    words = [here.book.names.copy(made.told.to, made.told.number)] if made.is_told else []
    return [*words, *made.told.names(here.book.names)[: made.put]][made.gone :]


def note_copies_gone(vault: Vault, removed: Collection[str], *, kept: bool) -> None:
    """These names are out of the mailbox; with `kept` it lets nothing be taken out."""
    here, before = _maker(vault), copies(vault)
    if here is None:
        return
    after = before
    for to, made in before.made.items():
        left = _left_of(here, made) if made.going else []
        gone = count_gone(left, removed)
        if made.going and (kept or gone == len(left)):
            SealedObjects(vault.database).remove([here.book.names.copy(to, made.told.number)])
            remove_file(copy_path(vault, to))
            after = after.with_made(to, None)
        elif gone:
            after = after.with_made(to, replace(made, gone=made.gone + gone))
    _keep(vault, before, after)
