"""What was said about the packs of a case: what went out or came in, and each answer, in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.answer import AnswerRecord, AnswerSetAside, Direction
from prevent_desktop.casework.origins import Told, WordOf
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.waiting import Waiting, by_receiver, waiting
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import everybody
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.record.whose_word import unchecked

WhoseWords = Mapping[Told, WordOf]
"""Whose word it is that something came in, where this vault does not know that it was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentConversation:
    """With one receiver of ours. `packs` are oldest first; `waits` is for whom something is due, if for anybody."""

    packs: tuple[PackRecord, ...]
    answers: tuple[AnswerRecord, ...]
    set_aside: tuple[AnswerSetAside, ...]
    waits: Waiting | None
    phone: str
    words: WhoseWords

    @property
    def newest(self) -> PackRecord:
        """The pack that was signed last."""
        return self.packs[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedConversation:
    """About a pack that came in, with those by which its signer took its place; `packs` are oldest first."""

    packs: tuple[ReceivedPack, ...]
    answers: tuple[AnswerRecord, ...]
    to_give: frozenset[str]
    words: WhoseWords

    @property
    def newest(self) -> ReceivedPack:
        """The pack that came last: the one to answer."""
        return self.packs[-1]


Conversation = SentConversation | ReceivedConversation


def conversations(vault: Vault, case_id: str) -> tuple[Conversation, ...]:
    """Every conversation of a case: those about packs that came in first, then ours, those that wait on top. Reads only."""
    answers = vault.answers.of_case(case_id)
    words = {one.told: one.word for one in unchecked(vault, case_id)}
    return (*_received(vault, case_id, answers, words), *_sent(vault, case_id, answers, words))


def conversations_about(vault: Vault, received_id: str) -> tuple[ReceivedConversation, ...]:
    """Those of the case in which one pack that came in takes part; nothing before it is in a case."""
    pack = vault.received.get(received_id)
    return tuple(
        one
        for one in (conversations(vault, pack.case_id) if pack.case_id else ())
        if isinstance(one, ReceivedConversation) and pack.id in {each.id for each in one.packs}
    )


def _sent(
    vault: Vault, case_id: str, answers: tuple[AnswerRecord, ...], words: WhoseWords
) -> tuple[SentConversation, ...]:
    packs, aside = vault.packs.of_case(case_id), vault.answers.set_aside_in(case_id)
    closed = vault.cases.get(case_id).closed_at is not None
    chases = vault.answers.chases([case_id])
    within, days = terms.answer_within_days(vault), settings.working_days(vault)
    due = () if closed else waiting(packs, answers, chases, within, days)
    waits_of = {one.pack.recipient_id: one for one in due}
    phones = {receiver.id: receiver.phone for receiver in everybody(vault)}
    found = [
        SentConversation(
            packs=tuple(theirs),
            answers=_about(answers, Direction.RECEIVED, {pack.id for pack in theirs}),
            set_aside=tuple(one for one in aside if one.pack_id in {pack.id for pack in theirs}),
            waits=waits_of.get(theirs[0].recipient_id),
            phone=phones.get(theirs[0].recipient_id, ""),
            words=words,
        )
        for theirs in by_receiver(packs)
    ]
    return tuple(sorted(found, key=lambda one: (one.waits is None, one.waits.day if one.waits else date.max)))


def _received(
    vault: Vault, case_id: str, answers: tuple[AnswerRecord, ...], words: WhoseWords
) -> tuple[ReceivedConversation, ...]:
    threads: dict[str, list[ReceivedPack]] = defaultdict(list)
    began: dict[str, str] = {}
    packs = vault.received.of_case(case_id)
    for pack in packs:
        earlier = (began[one.id] for one in packs if one.id in began and pack.takes_the_place_of(one))
        began[pack.id] = next(earlier, pack.id)
        threads[began[pack.id]].append(pack)
    to_give = frozenset(record.id for record, _sealed in vault.answers.to_give()) if threads else frozenset()
    return tuple(
        ReceivedConversation(
            packs=tuple(packs),
            answers=_about(answers, Direction.GIVEN, {pack.pack_id for pack in packs}),
            to_give=to_give,
            words=words,
        )
        for packs in threads.values()
    )


def _about(
    answers: tuple[AnswerRecord, ...], direction: Direction, pack_ids: set[str]
) -> tuple[AnswerRecord, ...]:
    return tuple(one for one in answers if one.direction is direction and one.pack_id in pack_ids)
