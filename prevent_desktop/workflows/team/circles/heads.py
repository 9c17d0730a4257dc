"""How far everybody is: the list that each open vault signs daily, and what it tells with the hint that is fetched again and again (`hint`).

A store can only withhold. That shows: somebody cites a change that has not come; a laptop says nothing for days; two members were
given different histories; the store gives an older state, or nothing any more; or others know changes of this vault that it does
not, so that it was restored or runs twice. Pure; `workflows.team.change_sets.heads_kept` keeps lists in the vault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from prevent_desktop.casework.team.roster import Team, listed_id
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.delivery.signed.team import Words, open_words
from prevent_desktop.formatting import short_day
from prevent_desktop.strict_json import CANONICAL, read, write
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.ended_writers import LONGEST_GAP
from prevent_desktop.workflows.team.circles.given_up import GivenUp, count_between
from prevent_desktop.workflows.team.circles.hint import OtherSet
from prevent_desktop.workflows.team.circles.known import (
    HeadsList,
    Known,
    given_up_still,
    lost_with_disk,
    not_waited_for,
    number_here,
    number_told,
    number_wanted,
    whose_word,
)
from prevent_desktop.workflows.team.circles.missing_words import missing_words
from prevent_desktop.workflows.team.circles.sealed_words import DamagedError, NoKeyError
from prevent_desktop.workflows.team.circles.sealed_words import open_words as open_sealed_words

SILENT_DAYS: Final = 2
"""Working days without a word of a laptop, after which that is told."""
TOLD_FOR: Final = timedelta(days=30)
"""So long it is told that a vault was opened with the organisation's key, or was copied."""
SAID_FOR: Final = timedelta(days=3)
"""So long after it came it is told that a lead gave something up: over a weekend."""
_LIST: Final = {"kind": "team-heads", "format": 1}


def list_payload(heads: HeadsList) -> bytes:
    """The words that are signed."""
    return write(heads, fixed=_LIST, **CANONICAL)


def open_list(untrusted: bytes, book: CircleBook, listed: str, day: date) -> HeadsList | None:
    """The list that lay where the vault `listed` publishes on `day`; None where it is none, or is not that vault's."""
    try:
        sealed = open_sealed_words(Words.HEADS, untrusted, book.identities)
        vault = book.team.vault(listed)
        if vault is None or listed_id(sealed.signer) != listed:
            return None
        heads: HeadsList = read(
            HeadsList, open_words(Words.HEADS, sealed.untrusted_jws, vault.signing_key), fixed=_LIST
        )
    except (NoKeyError, DamagedError, ValueError):
        return None
    said = (heads.team, heads.circle, heads.vault, heads.day)
    fits = said == (book.team.id, book.circle, sealed.signer, day) and heads.at.tzinfo is not None
    return heads if fits else None


# -- what they tell


class Tells(StrEnum):
    """What can be told of the others and of the store."""

    MISSING = "missing"
    SILENT = "silent"
    TWO_HISTORIES = "two-histories"
    OLD_STATE = "old-state"
    EMPTIED = "emptied"
    OURS_AHEAD = "ours-ahead"
    ESCROW = "escrow"
    DOUBLED = "doubled"
    LATE = "late"
    LEFT_BEHIND = "left-behind"
    LOST = "lost"
    GIVEN_UP = "given-up"
    BEGUN_TWICE = "begun-twice"
    TORN = "torn"
    NO_KEY = "no-key"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to tell. `writer` is whom it is about, `by` whose word it is (empty for its own), `since` the last day of a sign of life.

    Of what was given up `by` is the vault that said so, `since` the day, `why` its reason.
    """

    tells: Tells
    writer: str = ""
    count: int = 0
    by: str = ""
    since: date | None = None
    why: str = ""

    def words(self, team: Team) -> str:
        """It in a sentence."""
        who, laptop = name_of(team, self.writer), _laptop(team, self.writer)
        if self.tells is Tells.MISSING:
            return missing_words(self.count, who, name_of(team, self.by))
        if self.tells in {Tells.LATE, Tells.LEFT_BEHIND, Tells.LOST}:
            return self._of_a_laptop_that_is_gone().format(number=self.count, who=who, laptop=laptop)
        if self.tells is Tells.SILENT and self.since is None:
            return _("Nothing has come from {laptop} of {who} yet").format(laptop=laptop, who=who)
        if self.tells is Tells.TORN:
            return _torn(who, name_of(team, self.by))
        day = "" if self.since is None else short_day(self.since)
        if self.tells in {Tells.GIVEN_UP, Tells.LEFT_OUT}:
            return self._by_a_lead().format(
                by=name_of(team, self.by), day=day, number=self.count, who=who, why=self.why
            )
        return _others()[self.tells].format(laptop=laptop, who=who, by=name_of(team, self.by), day=day)

    def _by_a_lead(self) -> str:
        if self.tells is Tells.LEFT_OUT:
            return ngettext(
                "The copy that {by}’s laptop made on {day} leaves out {number} change of {who}. It says that its case is gone, or that fewer of you share it now",
                "The copy that {by}’s laptop made on {day} leaves out {number} changes of {who}. It says that their cases are gone, or that fewer of you share them now",
                self.count,
            )
        return ngettext(
            "{by} said on {day} that nobody needs to wait for {number} change of {who} any more. It still counts if it comes. {by} wrote: “{why}”",
            "{by} said on {day} that nobody needs to wait for {number} changes of {who} any more. They still count if they come. {by} wrote: “{why}”",
            self.count,
        )

    def _of_a_laptop_that_is_gone(self) -> str:
        if self.tells is Tells.LOST:
            return ngettext(
                "{number} change of {who} was on a disk that was lost. Nobody has it. {who} can look at what is missing, and write it again",
                "{number} changes of {who} were on a disk that was lost. Nobody has them. {who} can look at what is missing, and write it again",
                self.count,
            )
        if self.tells is Tells.LATE:
            return ngettext(
                "{number} change of {who} does not count: {laptop} was removed before it came. A lead can look at it",
                "{number} changes of {who} do not count: {laptop} was removed before they came. A lead can look at them",
                self.count,
            )
        return ngettext(
            "{number} change of {who} had not come to anybody when {laptop} was removed",
            "{number} changes of {who} had not come to anybody when {laptop} was removed",
            self.count,
        )


def _torn(who: str, other: str) -> str:
    """Two took each other out of a restricted circle; `other` is empty for whoever is told."""
    if other:
        return _(
            "{who} and {other} took each other out of a case that some of you share, and nothing new of it goes to either. "
            "Talk to them. Then open the case, “Who may see this case”, and let in whoever should see it"
        ).format(who=who, other=other)
    return _(
        "You and {who} took each other out of a case that some of you share, and nothing new of it goes between you. "
        "Talk to {who}. Somebody else who shares it can let you both in again. Is there nobody? Then open a new case, and share that"
    ).format(who=who)


def _others() -> Mapping[Tells, str]:
    return {
        Tells.SILENT: _("Nothing from {laptop} of {who} since {day}"),
        Tells.ESCROW: _("{laptop} of {who} was opened with the organisation’s key on {day}. It opens the cases that you share, too"),
        Tells.TWO_HISTORIES: _("{by} was given other changes of {who} than you. Both are kept. Ask {who} whether their laptop was copied"),
        Tells.OLD_STATE: _("The mailbox gives an older state than before. What you have stays"),
        Tells.EMPTIED: _("Everything in the mailbox is gone. What this laptop wrote is put there again"),
        Tells.DOUBLED: _("{laptop} of {who} was copied, or an older copy was put back. All that was written on both is kept"),
        Tells.BEGUN_TWICE: _("{laptop} of {who} began cases that you share a second time. That does not count here. Ask {who} about it"),
        Tells.NO_KEY: _("{who} wrote something that does not open on this laptop: its key has not come. If this stays so, ask a lead for a copy of the shared cases"),
        Tells.OURS_AHEAD: _("Others have changes of this laptop that are not here: it was restored, or runs twice. It goes on under a new number"),
    }  # fmt: skip


def name_of(team: Team, writer: str) -> str:
    """Whose a writer is, by name; empty for nobody."""
    owner = team.owner(writer)
    return "" if owner is None else owner.name


def _laptop(team: Team, writer: str) -> str:
    vault = team.vault(writer)
    return (vault.device if vault is not None else "") or _("the laptop")


def findings(
    known: Known, book: CircleBook, *, today: date, working_days: WorkingDays
) -> tuple[Finding, ...]:
    """All that is to be told of a circle, what matters most first."""
    return (
        *_ours_ahead(known),
        *_two_histories(known),
        *missing(known, book),
        *_lost(known, book, today),
        *_given_up_lately(known, book, today),
        *_left_out_lately(known, today),
        *_of_those_who_went(known, book, today),
        *_silent(known, book, today, working_days),
        *_escrow(known, today),
        *_for_a_month(Tells.DOUBLED, known.odd.doubled, today),
        *_for_a_month(Tells.BEGUN_TWICE, known.odd.rivals, today),
        *torn_apart(known.odd.torn, today),
    )


def runs_twice(known: Known) -> bool:
    """Whether others signed that they have changes of this vault that it does not have, or others under its numbers."""
    return any(one.writer == known.own for one in (*_ours_ahead(known), *_two_histories(known)))


def _ours_ahead(known: Known) -> Iterator[Finding]:
    """Signed lists alone count here, since this vault then takes a new number: a mere hint must not make it do so."""
    ours = number_here(known, known.own)
    for one in known.lists.values():
        head = one.heads.get(known.own)
        if head is not None and head.number > ours:
            yield Finding(tells=Tells.OURS_AHEAD, writer=known.own, count=head.number - ours, by=one.vault)
            return


def _two_histories(known: Known) -> Iterator[Finding]:
    for one in known.lists.values():
        numbers = {each.writer: each.number for each in _beside_ours(known, one)}
        for writer, number in numbers.items():
            yield Finding(tells=Tells.TWO_HISTORIES, writer=writer, count=number, by=one.vault)


def _beside_ours(known: Known, one: HeadsList) -> Iterator[OtherSet]:
    """What a list names under a number of which another set is here."""
    heads = (
        OtherSet(writer=writer, number=head.number, digest=head.digest)
        for writer, head in one.heads.items()
        if head.number
    )
    for each in (*one.doubles, *heads):
        here = known.digests(each.writer, each.number)
        if here and each.digest not in here:
            yield each


def missing(known: Known, book: CircleBook) -> Iterator[Finding]:
    """What anybody knows of and has not come."""
    for writer in sorted({*known.cited, *known.heads, *book.last_sets} - {known.own}):
        told, here = number_wanted(known, book, writer), number_here(known, writer)
        come = (*not_waited_for(known, book, writer), *known.beyond.get(writer, ()))
        count = told - here - count_between(come, here, told)
        if count > 0 and book.team.vault(writer) is not None:
            by = whose_word(known, writer) if book.has(writer) else ""
            yield Finding(tells=Tells.MISSING, writer=writer, count=count, by=by)


def _lost(known: Known, book: CircleBook, today: date) -> Iterator[Finding]:
    """For a month: what was on a disk that was lost, and nobody has."""
    for writer, ended in known.lost.stated.items():
        if today - known.lost.heard[ended.stated].date() > TOLD_FOR:
            continue
        if count := _not_here(known, writer, lost_with_disk(known, book, writer)):
            yield Finding(tells=Tells.LOST, writer=writer, count=count)


def _not_here(known: Known, writer: str, numbers: Iterable[range]) -> int:
    """How many of these have not come after all."""
    return sum(
        len(one) - sum(bool(known.digests(writer, each)) for each in one[:LONGEST_GAP]) for one in numbers
    )


def given_up(known: Known, book: CircleBook) -> Iterator[tuple[GivenUp, Finding]]:
    """What leads gave up and has not come since, the newest first."""
    for one in known.lost.given_up:
        still = given_up_still(known, book, one)
        told = range(still.start, min(still.stop, number_wanted(known, book, one.writer) + 1))
        if (count := _not_here(known, one.writer, [told])) > 0:
            day = one.at.date()
            yield (
                one,
                Finding(
                    tells=Tells.GIVEN_UP, writer=one.writer, count=count, by=one.by, since=day, why=one.reason
                ),
            )


def _given_up_lately(known: Known, book: CircleBook, today: date) -> Iterator[Finding]:
    """For some days after it came, so that everybody hears of it; of what was said long ago whoever is new does not."""
    for one, finding in given_up(known, book):
        came = known.lost.heard[one.stated].date()
        if today - came <= SAID_FOR and today - one.at.date() <= TOLD_FOR:
            yield finding


def left_out(known: Known) -> Iterator[Finding]:
    """What the copy that was taken last left out, by its maker's word alone: whoever wrote it may know better."""
    copy = known.lost.copy
    if copy is None:
        return
    for writer, count in copy.counts.items():
        if count > 0:
            day = copy.made_at.date()
            yield Finding(tells=Tells.LEFT_OUT, writer=writer, count=count, by=copy.by, since=day)


def _left_out_lately(known: Known, today: date) -> Iterator[Finding]:
    """For some days after it came; the Team page has it for longer."""
    copy = known.lost.copy
    if copy is not None and today - copy.taken_at.date() <= SAID_FOR:
        yield from left_out(known)


def _of_those_who_went(known: Known, book: CircleBook, today: date) -> Iterator[Finding]:
    """For a month: what came of them and does not count, and what is known to have been there and never came."""
    for writer in sorted({*known.cited, *known.odd.aside}):
        went = book.team.went(writer)
        if book.has(writer) or went is None or today - went > TOLD_FOR:
            continue
        late = known.odd.aside.get(writer, ())
        if late:
            yield Finding(tells=Tells.LATE, writer=writer, count=len(late))
        here = max((*late, book.until.get(writer, 0)))
        if (count := number_told(known, writer) - here) > 0:
            yield Finding(tells=Tells.LEFT_BEHIND, writer=writer, count=count)


def _silent(known: Known, book: CircleBook, today: date, working_days: WorkingDays) -> Iterator[Finding]:
    newest = book.newest
    for listed in () if newest is None else newest.vaults:
        if listed == listed_id(known.own) or listed not in {one.id for one in book.team.sharing}:
            continue
        heard = known.heard.get(listed)
        since = None if heard is None or heard.date() > today else heard.date()  # this clock was wrong then
        begun = newest.at.date() if since is None and newest is not None else since
        if begun is not None and working_days.after(begun, SILENT_DAYS) < today:
            yield Finding(tells=Tells.SILENT, writer=listed, since=since)


def _escrow(known: Known, today: date) -> Iterator[Finding]:
    for one in known.lists.values():
        if one.escrow is not None and today - one.escrow <= TOLD_FOR:
            yield Finding(tells=Tells.ESCROW, writer=one.vault, since=one.escrow)


def _for_a_month(tells: Tells, came: Mapping[str, datetime], today: date) -> Iterator[Finding]:
    for writer, at in came.items():
        if today - at.date() <= TOLD_FOR:
            yield Finding(tells=tells, writer=writer)


def torn_apart(torn: Mapping[tuple[str, str], datetime], today: date) -> Iterator[Finding]:
    """For a month: who took each other out of a circle."""
    for (writer, by), at in torn.items():
        if today - at.date() <= TOLD_FOR:
            yield Finding(tells=Tells.TORN, writer=writer, by=by)


def other_sets(known: Known) -> tuple[OtherSet, ...]:
    """Sets that others have under a number that another set has here. They lie under a name of their own (`CircleNames.other_set`).

    Of several under the next number each is looked for: under the number itself somebody's noise may lie.
    """
    lists = known.lists.values()
    following = (
        each for one in lists for each in one.doubles if each.number == number_here(known, each.writer) + 1
    )
    return tuple(dict.fromkeys((*(each for one in lists for each in _beside_ours(known, one)), *following)))
