"""Whether a change-set that arrived counts, waits or is set aside, and why. Pure: it reads and writes no vault.

Nothing depends on this vault's clock, on the order of arrival or on what the store says: two vaults that have the same
profile, statements and change-sets come to the same verdict. What the operations in a set may touch is the affair of whoever joins them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from prevent_desktop.casework.team.change_set import ChangeSet
from prevent_desktop.casework.team.roster import LastSet, Team, listed_id
from prevent_desktop.casework.team.set_codec import NewerFormatError, decode, digest_of
from prevent_desktop.delivery.signed.team import Words, open_words, signer_of
from prevent_desktop.strict_json import JsonError
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.sealed_words import DamagedError, NoKeyError
from prevent_desktop.workflows.team.circles.sealed_words import open_words as open_sealed_words
from prevent_desktop.workflows.team.circles.verdicts import Kind, Missing, Reason, Verdict, set_aside, waits


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Wanted:
    """What was asked for under a name of the store: `digest` where it is one of two under a number."""

    writer: str
    number: int
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a set is judged by: the circle, the version of the profile here, and which sets are here already.

    `digests` gives those of a writer and number that were found VALID. `circle_of` gives the circle in which a case is shared
    here, empty where it is in none. `in_line` tells whether a set belongs to those that were named as the last ones of a vault
    that went (`last_sets.Lines.hold`). `lost` are sets that were on a disk that was lost: what goes on from one counts without it.
    """

    book: CircleBook
    profile: int
    digests: Callable[[str, int], Collection[str]]
    circle_of: Callable[[str], str] = lambda _case_id: ""
    in_line: Callable[[str, int, str], bool | None] = lambda _writer, _number, _digest: True
    lost: Collection[LastSet] = ()

    @property
    def team(self) -> Team:
        """The team of that profile."""
        return self.book.team


def judge(untrusted: bytes, wanted: Wanted, standing: Standing) -> Verdict:
    """What becomes of the bytes that the store gave."""
    try:
        sealed = open_sealed_words(Words.CHANGE_SET, untrusted, standing.book.identities)
    except NoKeyError:
        return waits(Reason.UNKNOWN_EPOCH)
    except DamagedError:
        return set_aside(Reason.DAMAGED)
    return judge_words(sealed.untrusted_jws, wanted, standing)


def judge_words(untrusted_jws: str, wanted: Wanted, standing: Standing) -> Verdict:
    """The same for words that are open: those that waited, or that a snapshot brought.

    Which key opened them tells nothing: what waited for a connection is sealed to the newest, and where whoever made the last one went,
    the newest may have a lower number.
    """
    try:
        signer = signer_of(Words.CHANGE_SET, untrusted_jws)
    except ValueError:
        return set_aside(Reason.DAMAGED)
    if signer != wanted.writer:
        return set_aside(Reason.REPLAYED)
    listed = standing.team.vault(signer)
    if listed is None:
        return waits(Reason.NEWER_PROFILE)
    try:
        payload = open_words(Words.CHANGE_SET, untrusted_jws, listed.signing_key)
    except ValueError:
        return set_aside(Reason.FORGED)
    return replace(_of_payload(payload, wanted, standing), signer=signer, jws=untrusted_jws)


def _of_payload(payload: bytes, wanted: Wanted, standing: Standing) -> Verdict:
    digest = digest_of(payload)
    if wanted.digest not in {"", digest}:
        return set_aside(Reason.REPLAYED)
    try:
        change_set = decode(payload)
    except NewerFormatError:
        return replace(waits(Reason.NEWER_PROGRAM), digest=digest)
    except JsonError:
        return replace(set_aside(Reason.DAMAGED), digest=digest)
    found = (
        _out_of_place(change_set, wanted, standing)
        or _not_allowed(change_set, standing)
        or _in_another_line(change_set, digest, standing)
        or _in_the_chain(change_set, digest, standing)
    )
    return replace(found, digest=digest, change_set=change_set)


def _out_of_place(change_set: ChangeSet, wanted: Wanted, standing: Standing) -> Verdict | None:
    """It says of itself that it belongs elsewhere: another member, or the store, put it here."""
    if change_set.team != standing.team.id:
        return set_aside(Reason.FOREIGN)
    if change_set.vault != wanted.writer:
        return set_aside(Reason.FORGED)
    if change_set.number != wanted.number:
        return set_aside(Reason.REPLAYED)
    if change_set.circle != standing.book.circle:
        return set_aside(Reason.WRONG_CIRCLE)
    if standing.circle_of(change_set.case_id) not in {"", change_set.circle}:
        return set_aside(Reason.WRONG_CIRCLE)
    return None


def _not_allowed(change_set: ChangeSet, standing: Standing) -> Verdict | None:
    """Its writer was not in the circle when it was written, or was removed before; or nobody can say so yet."""
    if change_set.profile > standing.profile:
        return waits(Reason.NEWER_PROFILE)
    made = [one.statement for one in standing.book.counted if one.statement.epoch == change_set.epoch]
    if not made:
        return waits(Reason.UNKNOWN_EPOCH)
    listed = listed_id(change_set.vault)
    if not any(listed in one.vaults for one in made):
        return set_aside(Reason.WRONG_CIRCLE)
    if change_set.number > last_counting(change_set.vault, standing.book):
        return set_aside(Reason.REMOVED)
    return None


def _in_another_line(change_set: ChangeSet, digest: str, standing: Standing) -> Verdict | None:
    """Its vault went, and it is none of the sets that were named as its last ones, nor before them; or nobody can say so yet."""
    writer, number = change_set.vault, change_set.number
    in_line = standing.in_line(writer, number, digest)
    if in_line is None and digest not in standing.digests(writer, number):
        return waits(Reason.OTHER_HISTORY)
    return None if in_line is not False else set_aside(Reason.REMOVED)


def last_counting(writer: str, book: CircleBook) -> float:
    """The number of the last set of a writer that counts; without end while its vault is in the circle."""
    return float("inf") if book.newest is None or book.has(writer) else book.until.get(writer, 0)


def _in_the_chain(change_set: ChangeSet, digest: str, standing: Standing) -> Verdict:
    writer, number = change_set.vault, change_set.number
    here = standing.digests(writer, number)
    if digest in here:
        return Verdict(kind=Kind.KNOWN)
    if number == 1:
        return (
            set_aside(Reason.FORGED) if change_set.previous else Verdict(kind=Kind.VALID, forked=bool(here))
        )
    before, previous = standing.digests(writer, number - 1), change_set.previous
    if previous in before or LastSet(writer=writer, number=number - 1, digest=previous) in standing.lost:
        return Verdict(kind=Kind.VALID, forked=bool(here))
    missing = Missing(writer=writer, number=number - 1, digest=previous if before else "")
    return waits(Reason.OTHER_HISTORY if before else Reason.GAP, missing)
