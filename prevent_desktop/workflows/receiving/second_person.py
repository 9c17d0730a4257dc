"""Closing a repeat takes two people where the organisation's profile says so: one gives their word, another signs the decision.

Children were referred again and again and closed each time by one person, who knew of the earlier referrals and did not weigh them
together (DOMAIN.md section 9). A word is a decision in the record, which the team's copies carry; whose it is, the signature of
the set that brought it says, and not what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.record_kinds import DECISIONS
from prevent_desktop.casework.relations import Relation
from prevent_desktop.errors import AnswerError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.receiving.filing import Place
from prevent_desktop.workflows.record.writing import Writing, forget_writing, note_opinion
from prevent_desktop.workflows.team.circles.statements import membership
from prevent_desktop.workflows.team.members.myself import own_name

_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_ID = "{received_id}.closing.{fresh}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Whether closing a pack `takes_two`, and the words that were given: one's `own`, and those `of_others`, the newest last.

    Words from before the newest pack about the same person do not count: whoever gave them did not know of it. `perhaps`: it is a
    repeat only if somebody else in the record is the same person.
    """

    takes_two: bool = False
    perhaps: bool = False
    own: tuple[Decision, ...] = ()
    of_others: tuple[Decision, ...] = ()

    @property
    def may_close(self) -> bool:
        """Whether whoever sits here may sign the decision."""
        return not self.takes_two or bool(self.of_others)

    @property
    def waits(self) -> bool:
        """Whether somebody gave their word, so that it waits for a second person."""
        return self.takes_two and bool(self.own or self.of_others)

    @property
    def waits_for_me(self) -> bool:
        """Whether somebody else gave their word, and whoever sits here did not."""
        return self.takes_two and bool(self.of_others) and not self.own


ANYBODY = Closing()
"""Of a pack that one person may close."""


def closes(outcome: Outcome | None) -> bool:
    """Whether a decision closes a referral without further action."""
    return outcome is Outcome.NO_FURTHER_ACTION


def closing_of(vault: Vault, pack: ReceivedPack, *, now: datetime, in_list: bool = False) -> Closing:
    """Whether closing this pack takes two people, and what they said. Reads only.

    Whoever records a repeat as somebody new does not close it alone: who in the record could be the same person is looked for, but not for
    a line `in_list`, where nothing is closed, unless somebody gave their word.
    """
    if pack.case_id is None or not terms.second_closes_repeats(vault):
        return ANYBODY
    case = vault.cases.get(pack.case_id)
    about_them, words = _packs_about(vault, case.person_id), tuple(_words(vault, pack))
    is_repeat = _is_repeat(vault, pack, about_them, case.person_id, case.opened_at)
    if not is_repeat and (
        (in_list and not words) or not _may_be_known(vault, vault.people.get(case.person_id))
    ):
        return ANYBODY
    newest = max(one.received_at for one in about_them)
    own, others = [], []
    for word in words:
        # One dated ahead would count beside packs that whoever gave it has not seen.
        if word.time is None or not newest <= word.time <= now + _CLOCKS_DIFFER:
            continue
        authors = _authors(vault, word)
        if authors is None:
            own.append(word)
        elif len(authors) == 1:
            others.append(replace(word, decided_by=authors[0]))
    return Closing(takes_two=True, perhaps=not is_repeat, own=tuple(own), of_others=tuple(others))


def closing_in(vault: Vault, pack: ReceivedPack, place: Place, *, now: datetime) -> Closing:
    """The same of a pack in no case, if it is put there: nobody can have said anything yet. Reads only."""
    if not terms.second_closes_repeats(vault):
        return ANYBODY
    if place.about is not None:
        may_be_known = _may_be_known(vault, place.about)
        return Closing(takes_two=may_be_known, perhaps=may_be_known)
    case = vault.cases.get(place.case_id) if place.case_id else None
    person_id, opened_at = (place.person_id, now) if case is None else (case.person_id, case.opened_at)
    about_them = (*_packs_about(vault, person_id), pack)
    is_repeat = _is_repeat(vault, pack, about_them, person_id, opened_at)
    perhaps = not is_repeat and _may_be_known(vault, vault.people.get(person_id))
    return Closing(takes_two=is_repeat or perhaps, perhaps=perhaps)


def give_word(vault: Vault, received_id: str, reason: str, *, note: str = "", now: datetime) -> Decision:
    """Say first that a repeat is to be closed, and why; meant for after a step-up. Whoever says it again says it anew.

    A `note` goes into the case, as with an answer. What was being written for one goes. Raises AnswerError where the pack is in no
    case, or no reason is given.
    """
    pack = vault.received.get(received_id)
    if pack.case_id is None or not reason.strip():
        raise _cannot_close(_("Its case, or the reason, is missing."), _("Add it to a case, and write why."))
    word = Decision(
        id=_ID.format(received_id=pack.id, fresh=new_id()), case_id=pack.case_id, kind=DecisionKind.CLOSING,
        choice=Outcome.NO_FURTHER_ACTION.label, reason=reason.strip(), decided_by=own_name(vault), decided_at=now,
    )  # fmt: skip
    with vault.transaction():
        vault.decisions.add(word)
        forget_writing(vault, Writing.ANSWER, pack.id)
        note_opinion(vault, word.case_id, note, now=now)
        vault.audit.append("decision.recorded", word.id)
    return word


def require_second_person(
    vault: Vault, pack: ReceivedPack, outcome: Outcome | None, *, now: datetime
) -> None:
    """Raises AnswerError where this would close a repeat and nobody else has said so."""
    if closes(outcome) and not closing_of(vault, pack, now=now).may_close:
        raise _cannot_close(
            _("This is a repeat, and your organisation wants two people to close it. Nobody else has said so yet."),
            _("It waits for a second person. A colleague who shares the case reads it and says so, or decides otherwise."),
        )  # fmt: skip


def _may_be_known(vault: Vault, person: Person) -> bool:
    """Whether somebody else in the record, of whom there is a case, could be this person; twins and family are not."""
    return any(
        repeat.relation is Relation.SAME_PERSON and vault.cases.of_person(repeat.person_id)
        for repeat in vault.people.repeats_of(person)
    )


def _packs_about(vault: Vault, person_id: str) -> tuple[ReceivedPack, ...]:
    """All that came about a person."""
    return vault.received.of_cases([case.id for case in vault.cases.of_person(person_id)])


def _is_repeat(
    vault: Vault,
    pack: ReceivedPack,
    about_them: tuple[ReceivedPack, ...],
    person_id: str,
    opened_at: datetime,
) -> bool:
    """Whether another referral about the same person came before, or an earlier case of theirs is here; a correction is none.

    `opened_at` is when the case was opened that the pack is in.
    """
    corrections = _chain(pack, about_them)
    before = (
        one for one in about_them if one.pack_id not in corrections and one.received_at <= pack.received_at
    )
    if next(before, None) is not None:
        return True
    return any(one.opened_at < opened_at for one in vault.cases.of_person(person_id))


def _chain(pack: ReceivedPack, packs: tuple[ReceivedPack, ...]) -> frozenset[str]:
    """The numbers of a pack, of those whose place it takes and of those that take its place; of its own signer alone."""
    ours = [one for one in packs if one.fingerprint == pack.fingerprint]
    chain = {pack.pack_id}
    for _step in ours:
        chain |= {one.corrects for one in ours if one.pack_id in chain and one.corrects}
        chain |= {one.pack_id for one in ours if one.corrects in chain}
    return frozenset(chain)


def _words(vault: Vault, pack: ReceivedPack) -> Iterator[Decision]:
    start = _ID.format(received_id=pack.id, fresh="")
    for decision in vault.decisions.of_case(pack.case_id or ""):
        if decision.kind is DecisionKind.CLOSING and decision.id.startswith(start):
            yield decision


def _authors(vault: Vault, word: Decision) -> tuple[str, ...] | None:
    """The names of the members whose laptops signed it; None for one's own. A laptop that is nobody's makes it no word of anybody."""
    found = membership(vault)
    writers = vault.team.units.writers_of(word.case_id, DECISIONS.table, word.id)
    if found is None or writers is None:
        return None
    owners, own = {found.team.owner(one) for one in writers}, found.team.owner(found.own.id)
    if owners == {own}:
        return None
    return () if None in owners or own in owners else tuple(one.name for one in owners if one is not None)


def _cannot_close(what_happened: str, next_step: str) -> AnswerError:
    return AnswerError(_("It takes two people to close this"), what_happened, next_step)
