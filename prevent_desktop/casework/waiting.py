"""Who waits for whom after packs were sent: the receiver's answer to chase, or the receiver's question to answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.answer import AnswerKind, AnswerRecord, Chase, Direction
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.working_days import WorkingDays

USUAL_DAYS = 1
"""Working days within which a receiver decides, where the organisation set no other (DOMAIN.md section 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One receiver of a case, with the newest pack that arrived there, and the `day` by which something is to come.

    With a `question` it is for us to answer; else the receiver's answer is waited for.
    """

    pack: PackRecord
    day: date
    question: AnswerRecord | None = None


def waiting(
    packs: Iterable[PackRecord],
    answers: Iterable[AnswerRecord],
    chases: Mapping[str, Chase],
    within: Mapping[str, int],
    days: WorkingDays,
) -> tuple[Waiting, ...]:
    """What is waited for, the nearest day first. `chases` are by pack id, `within` working days by receiver id.

    `days` are our own working days; a receiver keeps the same bank holidays, and our breaks are not theirs.

    The packs that one receiver got in one case, and what it said to any of them, are one conversation.
    """
    heard: dict[str, list[AnswerRecord]] = defaultdict(list)
    for answer in answers:
        if answer.direction is Direction.RECEIVED:
            heard[answer.pack_id].append(answer)
    found = (
        _of_one(
            their_packs, [answer for pack in their_packs for answer in heard[pack.id]], chases, within, days
        )
        for their_packs in by_receiver(packs)
    )
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.day))


def by_receiver(packs: Iterable[PackRecord]) -> Iterator[list[PackRecord]]:
    """The packs of each receiver in each case, oldest first; not those that were withdrawn."""
    threads: dict[tuple[str, str], list[PackRecord]] = defaultdict(list)
    for pack in packs:
        if pack.status is not PackStatus.WITHDRAWN:
            threads[pack.case_id, pack.recipient_id].append(pack)
    for thread in threads.values():
        yield sorted(thread, key=lambda pack: (pack.signed_at, pack.id))


def open_question(packs: Sequence[PackRecord], answers: Iterable[AnswerRecord]) -> AnswerRecord | None:
    """The receiver's last question, where no pack was signed for them since and they have not decided since."""
    said = sorted(answers, key=lambda one: (one.answer.at, one.answer.number))
    turns = [one for one in said if one.answer.kind is not AnswerKind.FEEDBACK]
    if not turns or turns[-1].answer.kind is not AnswerKind.QUESTION:
        return None
    question = turns[-1]
    answered = any(pack.signed_at > question.recorded_at for pack in packs)
    return None if answered else question


def _of_one(
    packs: Sequence[PackRecord],
    answers: Sequence[AnswerRecord],
    chases: Mapping[str, Chase],
    within: Mapping[str, int],
    days: WorkingDays,
) -> Waiting | None:
    arrived = [pack for pack in packs if pack.receipt_at is not None]
    if not arrived:
        return None
    newest, received = arrived[-1], arrived[-1].receipt_at or arrived[-1].signed_at
    if any(one.answer.kind.settles and one.answer.at >= received for one in answers):
        return None
    question = open_question(packs, answers)
    if question is not None:
        asked = question.recorded_at.astimezone().date()
        return Waiting(pack=newest, day=question.answer.answer_by or days.after(asked), question=question)
    if packs[-1] is not newest:
        return None  # something newer is on its way to them
    chased = chases.get(newest.id)
    if chased is not None:
        return Waiting(pack=newest, day=chased.day)
    number = within.get(newest.recipient_id, USUAL_DAYS)
    usual = days.of_others.after(received.astimezone().date(), number)
    return Waiting(pack=newest, day=newest.answer_by or usual)
