"""All that counts in a circle as one sealed file, for a vault that is new, was away for long, or whose mailbox is lost.

The file holds what each author signed, and for each case a lead's signed statement when each change-set was received and found
valid ("checked by … on …"). So nobody has to have been there: the history of somebody who left stays worth something, and
a lead cannot change another's words unnoticed, as each set is verified by its author's key again. What a lead leaves out is
missed by its number, or they sign that its case is gone (`left_out`). The file is sealed to one vault alone and read line by line, so that
its size costs no memory.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from prevent_desktop.casework.team.folding import NamedSet
from prevent_desktop.casework.team.roster import Role, listed_id
from prevent_desktop.casework.team.set_codec import decode, digest_of
from prevent_desktop.delivery.signed.team import Words, open_words, signer_of
from prevent_desktop.errors import SealingError, SnapshotError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.sealing import sealed_reader
from prevent_desktop.strict_json import Held, JsonError, parse, value_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.arriving import keep_form
from prevent_desktop.vault.team.materialise import Form, materialise
from prevent_desktop.vault.team.readable import check
from prevent_desktop.vault.team.tables import JOINED, SetState, StoredSet
from prevent_desktop.vault.transactions import PartUndoneError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.ask_vault import AskVault, directly
from prevent_desktop.workflows.team.change_sets.heads_kept import known_of
from prevent_desktop.workflows.team.change_sets.left_out import (
    OF_LEFT_OUT,
    LeftOut,
    LeftOutStatement,
    counts_of,
    credible,
    keep_left_out,
    step_over_left_out,
)
from prevent_desktop.workflows.team.change_sets.standing import step_over_lost, writers
from prevent_desktop.workflows.team.circles.circle_book import HIGHEST
from prevent_desktop.workflows.team.circles.known import CopyLeftOut, numbers_listed
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership

COVER: Final = {"kind": "team-snapshot", "format": 1}
OF_CASE: Final = {"kind": "team-snapshot-case", "format": 1}
_AT_ONCE: Final = 1000
"""Cases that are taken in one transaction."""
_LONGEST_LINE: Final = 64 * 1024 * 1024
_MOST_BYTES: Final = 16 * 1024 * 1024
"""Of lines that are taken in one transaction; the last of them may be longer."""
PIECE: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One set as a lead's vault has it: its digest, when it came, and the vault that checked it where that was another."""

    digest: str
    received_at: datetime
    checked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverHead:
    """Up to this number the sets of a vault stand in the snapshot, or are told as left out: so its maker says, and what came is held against it."""

    vault: str
    number: Annotated[int, Held(least=1, most=HIGHEST)]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What stands first: for whom it is, and how far each vault is with all that follows."""

    team: str
    circle: str
    to: str
    at: datetime
    cases: int
    heads: tuple[CoverHead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStatement:
    """What a lead says of a case: which sets were found valid, and when they came."""

    team: str
    circle: str
    to: str
    case: str
    sets: tuple[Checked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a snapshot brought: how many cases and sets, made by whose vault and when; `refused` sets did not hold."""

    circle: str
    cases: int
    sets: int
    refused: int
    made_by: str
    made_at: datetime


Progress = Callable[[int, int], object]
"""Hears how many cases of how many are done."""


def silent(_done: int, _all: int) -> None:
    """Nobody hears."""


def no_other_form(_digest: str) -> Form | None:
    """Every form that is needed stands in the snapshot, or comes from the team's mailbox."""
    return None


# -- taking


def take_snapshot(
    vault: Vault, source: Path, *, now: Callable[[], datetime], progress: Progress = silent
) -> Taken:
    """Take what a lead's snapshot holds into the record. On the vault's thread; cases that were taken stay where it breaks off.

    SnapshotError where it is not for this vault, was not made by a lead of the team, or is cut or changed.
    """
    with vault.database.more_pages():
        *_parts, taken = taking(directly(vault), source, now=now, progress=progress)
    if taken is None:
        raise _broken()
    return taken


def taking(
    ask: AskVault,
    source: Path,
    *,
    now: Callable[[], datetime],
    progress: Progress = silent,
    at_once: int = _AT_ONCE,
    by: str = "",
) -> Iterator[Taken | None]:
    """The same in parts: so many cases are taken with each, and the last gives what came. Raises as `take_snapshot`.

    `by` is the lead's vault that must have made it, where that is known.
    """
    found = ask(membership)
    if found is None:
        raise _not_for_us()
    try:
        with open_chosen(source) as sealed, sealed_reader(sealed, [found.own.identity]) as plain:
            one, lines = ask(lambda vault: _Taking(vault, found, now)), _inflated_lines(plain)
            first = [next(lines, b""), next(lines, b"")]
            ask(lambda _vault: one.begin(*first, by=by))
            for some in in_batches(lines, at_once):
                ask(lambda _vault, some=some: one.take_some(some))  # type: ignore[misc]  # these cases
                progress(*one.count)
                yield None
            yield ask(lambda _vault: one.end())
    except (SealingError, JsonError, zlib.error) as error:
        raise _broken() from error


def in_batches(lines: Iterable[bytes], at_once: int) -> Iterator[list[bytes]]:
    """So many lines at a time, fewer where they are long: a file that is small may unpack to any size."""
    some: list[bytes] = []
    size = 0
    for line in lines:
        some.append(line)
        size += len(line)
        if len(some) == at_once or size >= _MOST_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _inflated_lines(plain: io.RawIOBase) -> Iterator[bytes]:
    unpacking, line = zlib.decompressobj(), bytearray()
    reader = io.BufferedReader(plain, PIECE)
    while not unpacking.eof:
        piece = unpacking.unconsumed_tail or reader.read(PIECE)
        if not piece:
            raise JsonError("cut")
        ended, *following = unpacking.decompress(piece, PIECE).split(b"\n")
        line += ended
        if len(line) > _LONGEST_LINE:
            raise JsonError("too long")
        for begun in following:
            yield bytes(line)
            line = bytearray(begun)


class _Taking:
    """One snapshot while it is taken."""

    def __init__(self, vault: Vault, found: Membership, now: Callable[[], datetime]) -> None:
        self._vault = vault
        self._found = found
        self._writers = writers(vault, now=now)
        self._cases = self._sets = self._refused = 0
        self._nameless = 0
        self._now = now
        self._left_out: tuple[LeftOut, ...] = ()

    def begin(self, untrusted_cover: bytes, untrusted_forms: bytes, *, by: str) -> None:
        """What stands first says for whom it is, and by whom."""
        self._lead, payload = self._opened(untrusted_cover.decode("ascii", "replace"))
        cover: Cover = value_of(Cover, parse(payload), fixed=COVER)
        if (cover.team, cover.to) != (self._found.team.id, self._found.own.id):
            raise _not_for_us()
        if by and self._lead != by:
            raise _not_by_a_lead()
        book = circles(self._vault).get(cover.circle)
        if book is None:
            raise _no_key_yet()
        if book.newest is None or self._lead not in {one.id for one in book.team.sharing}.intersection(
            book.newest.vaults
        ):
            raise _not_by_a_lead()
        self._cover = cover
        self._keep_forms(untrusted_forms)

    @property
    def count(self) -> tuple[int, int]:
        """How many cases of how many are taken."""
        return self._cases, self._cover.cases

    def take_some(self, untrusted_lines: Collection[bytes]) -> None:
        """Some cases, all or none of them. Where one of them has a row that the database refuses, each once more by itself."""
        before = self._cases, self._sets, self._refused, self._nameless, self._left_out
        try:
            with self._vault.database.transaction_in_one():
                self._take_each(untrusted_lines)
        except PartUndoneError:
            self._cases, self._sets, self._refused, self._nameless, self._left_out = before
            with self._vault.transaction():
                self._take_each(untrusted_lines)

    def _take_each(self, untrusted_lines: Collection[bytes]) -> None:
        for line in untrusted_lines:
            self._take_case(self._cover, line)

    def end(self) -> Taken:
        """How far each vault is counts once everything was there: by what is here, whatever the cover says."""
        cover = self._cover
        if self._cases != cover.cases:
            raise JsonError("cut")
        with self._vault.transaction():
            self._count_what_came()
            self._vault.audit.append("team.snapshot-taken", self._lead, cover.circle)
        return Taken(
            circle=cover.circle, cases=self._cases - self._nameless, sets=self._sets, refused=self._refused, made_by=self._lead,
            made_at=cover.at,
        )  # fmt: skip

    def _count_what_came(self) -> None:
        """What the cover says beyond that, and beyond what was left out, is the lead's word, and missing."""
        cover, team = self._cover, self._vault.team
        for head in cover.heads:
            team.go_on(cover.circle, head.vault)
        book = circles(self._vault)[cover.circle]
        left = credible(self._left_out, {one.vault: one.number for one in cover.heads})
        known = known_of(self._vault, book, self._found.own.writer)
        copy = CopyLeftOut(
            by=self._lead, made_at=cover.at, taken_at=self._now().astimezone(UTC), counts=counts_of(left, known, book)
        )  # fmt: skip
        keep_left_out(self._vault, cover.circle, left, copy)
        step_over_lost(self._vault, book)
        step_over_left_out(self._vault, book, numbers_listed(known))
        for head in cover.heads:
            if team.number_of(cover.circle, head.vault) < head.number:
                team.was_told(cover.circle, head.vault, head.number, by=self._lead, at=self._now())

    def _keep_forms(self, line: bytes) -> None:
        """The forms that responses need; what they are is told by their digests."""
        untrusted = parse(line)
        if not isinstance(untrusted, dict) or not all(type(one) is str for one in untrusted.values()):
            raise JsonError("forms are wanted")
        for digest, form in untrusted.items():
            keep_form(self._vault, digest, form.encode())

    def _opened(self, untrusted: str) -> tuple[str, bytes]:
        """Which lead's vault signed words of a snapshot, and what they say."""
        try:
            lead = listed_id(signer_of(Words.CHECKED, untrusted))
            listed, owner = self._found.team.vault(lead), self._found.team.owner(lead)
            if listed is None or owner is None or owner.role is not Role.LEAD:
                raise _not_by_a_lead()
            return lead, open_words(Words.CHECKED, untrusted, listed.signing_key)
        except ValueError as error:
            raise JsonError("not signed words") from error

    def _take_case(self, cover: Cover, line: bytes) -> None:
        untrusted = parse(line)
        if not isinstance(untrusted, list) or not untrusted or not all(type(one) is str for one in untrusted):
            raise JsonError("a case is wanted")
        lead, payload = self._opened(untrusted[0])
        told: CaseStatement = value_of(CaseStatement, parse(payload), fixed=OF_CASE)
        if (lead, told.team, told.circle, told.to) != (self._lead, cover.team, cover.circle, cover.to):
            raise JsonError("of another snapshot")
        self._note_left_out(told, untrusted[-1])
        checked = {one.digest: one for one in told.sets}
        found = [one for words in untrusted[1:] if (one := self._verified(told, checked, words)) is not None]
        self._cases += 1
        self._nameless += not told.case
        self._refused += len(checked) - len(found)
        new = self._vault.team.keep_checked(stored for stored, _named in found)
        self._sets += new
        if new:
            self._vault.audit.append(JOINED, told.case, digest_of(payload))
            known = [named for _stored, named in found] if new == len(found) else []
            self._bring_up(told, known)

    def _note_left_out(self, told: CaseStatement, untrusted: str) -> None:
        """Where the last words of a case are the lead's own, they say what was left out."""
        try:
            lead, payload = self._opened(untrusted)
            left: LeftOutStatement = value_of(LeftOutStatement, parse(payload), fixed=OF_LEFT_OUT)
        except (JsonError, SnapshotError):
            return  # a change-set, as in all other cases, or what stands before these
        if (lead, left.team, left.circle, left.to) == (self._lead, told.team, told.circle, told.to):
            self._left_out = left.sets

    def _bring_up(self, told: CaseStatement, sets: list[NamedSet]) -> None:
        fresh = self._vault.team.circle_of(told.case) is None
        materialise(
            self._vault,
            told.case,
            told.circle,
            writers=self._writers,
            forms=no_other_form,
            sets=sets if fresh else (),
        )

    def _verified(
        self, told: CaseStatement, checked: dict[str, Checked], words: str
    ) -> tuple[StoredSet, NamedSet] | None:
        """A set whose author signed it, and which the lead says to have found valid; None for anything else."""
        try:
            writer = signer_of(Words.CHANGE_SET, words)
            listed = self._found.team.vault(writer)
            if listed is None:
                return None
            payload = open_words(Words.CHANGE_SET, words, listed.signing_key)
            change_set, digest = decode(payload), digest_of(payload)
            check(change_set)
        except ValueError:
            return None
        place = (change_set.team, change_set.circle, change_set.case_id, change_set.vault)
        if digest not in checked or place != (told.team, told.circle, told.case, writer):
            return None
        one = checked[digest]
        stored = StoredSet(
            circle=told.circle, vault=writer, number=change_set.number, digest=digest, case_id=told.case, words=words,
            state=SetState.APPLIED, put_at=one.received_at, received_at=one.received_at,
            checked_by=one.checked_by or self._lead, here=listed_id(writer) == self._found.own.id,
        )  # fmt: skip
        return stored, NamedSet(digest, change_set)


def _not_for_us() -> SnapshotError:
    return SnapshotError(
        _("This copy is for another vault"),
        _("A copy of shared cases is made for one vault of the team, and this is not it. Nothing was taken."),
        _("Ask a lead to make one for this vault."),
    )


def _not_by_a_lead() -> SnapshotError:
    return SnapshotError(
        _("This copy was not made by a lead of your team"),
        _("Your organisation’s file names nobody with this key as a lead. Nothing was taken."),
        _("Ask a lead to make one, and call them to be sure that it comes from them."),
    )


def _no_key_yet() -> SnapshotError:
    return SnapshotError(
        _("The key of these cases has not come yet"),
        _("It comes through the team’s mailbox. Nothing was taken."),
        _("Connect, wait until the team is up to date, then open the copy again."),
    )


def _broken() -> SnapshotError:
    return SnapshotError(
        _("This copy is damaged"),
        _(
            "It is not for this vault, or a part of it is missing or was changed. What was read before that is kept."
        ),
        _("Ask for it to be sent again."),
    )
