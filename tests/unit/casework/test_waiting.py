from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Chase, Direction
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.waiting import Waiting, waiting
from prevent_desktop.casework.working_days import WorkingDays

DAYS = WorkingDays()

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def pack(pack_id: str = "P-A", **more: object) -> PackRecord:
    facts: dict[str, object] = {
        "id": pack_id, "case_id": "c", "recipient_id": "front", "recipient_name": "Front door", "attachment_id": pack_id,
        "page_count": 1, "pdf_digest": "", "status": PackStatus.DELIVERED, "signed_at": MONDAY, "receipt_at": MONDAY + HOUR,
    }  # fmt: skip
    return PackRecord(**{**facts, **more})  # type: ignore[arg-type]  # as named above


def answer(
    kind: AnswerKind, at: datetime, number: int = 1, pack_id: str = "P-A", answer_by: date | None = None
) -> AnswerRecord:
    decides = kind.settles
    said = Answer(
        kind=kind,
        number=number,
        at=at,
        text="" if decides else "Words",
        outcome=Outcome.SIGNPOSTED if decides else None,
        reason="Why" if decides else "",
        answer_by=answer_by,
    )
    return AnswerRecord(
        case_id="c", pack_id=pack_id, direction=Direction.RECEIVED, answer=said, jws="", recorded_at=at
    )


def only(*packs: PackRecord, answers: tuple[AnswerRecord, ...] = (), **more: int) -> Waiting:
    (one,) = waiting(packs, answers, {}, more, DAYS)
    return one


def test_a_pack_that_arrived_waits_for_a_working_day_or_as_the_organisation_says() -> None:
    assert only(pack()).day == date(2026, 11, 24)
    assert only(pack(), front=7).day == date(2026, 12, 2)
    assert only(pack(receipt_at=MONDAY + 4 * DAY)).day == date(2026, 11, 30), "from a Friday to the Monday"


def test_the_day_that_the_pack_asks_for_and_a_day_that_somebody_set_come_first() -> None:
    asked = pack(answer_by=date(2026, 12, 24))
    assert only(asked, front=7).day == date(2026, 12, 24)
    chase = Chase(id="1", case_id="c", pack_id="P-A", day=date(2026, 12, 31), set_at=MONDAY + DAY)
    (one,) = waiting([asked], [], {"P-A": chase}, {}, DAYS)
    assert one.day == date(2026, 12, 31)


def test_nothing_is_waited_for_before_a_receipt_or_after_a_decision() -> None:
    assert waiting([pack(receipt_at=None), pack("P-B", status=PackStatus.WITHDRAWN)], [], {}, {}, DAYS) == ()
    for kind in (AnswerKind.DECISION, AnswerKind.OUTCOME):
        assert waiting([pack()], [answer(kind, MONDAY + DAY)], {}, {}, DAYS) == ()
    assert only(pack(), answers=(answer(AnswerKind.FEEDBACK, MONDAY + DAY),)).question is None


def test_a_question_waits_for_us_until_a_pack_is_signed_for_them() -> None:
    question = answer(AnswerKind.QUESTION, MONDAY + DAY)
    assert (only(pack(), answers=(question,)).question, only(pack(), answers=(question,)).day) == (
        question,
        date(2026, 11, 25),
    )
    by = answer(AnswerKind.QUESTION, MONDAY + DAY, answer_by=date(2026, 12, 1))
    assert only(pack(), answers=(by,)).day == date(2026, 12, 1)
    queued = pack(
        "P-B", signed_at=MONDAY + 2 * DAY, receipt_at=None, status=PackStatus.QUEUED, corrects="P-A"
    )
    assert waiting([pack(), queued], [question], {}, {}, DAYS) == (), "it is on its way"
    arrived = replace(queued, receipt_at=MONDAY + 3 * DAY, status=PackStatus.DELIVERED)
    assert (only(pack(), arrived, answers=(question,)).pack.id, only(arrived).question) == ("P-B", None)


def test_a_decision_ends_a_question_that_nobody_answered() -> None:
    question, decision = (
        answer(AnswerKind.QUESTION, MONDAY + DAY),
        answer(AnswerKind.DECISION, MONDAY + 2 * DAY, 2),
    )
    assert waiting([pack()], [question, decision], {}, {}, DAYS) == ()


def test_a_correction_after_a_decision_is_waited_for_again() -> None:
    later = pack("P-B", signed_at=MONDAY + 5 * DAY, receipt_at=MONDAY + 5 * DAY, corrects="P-A")
    decision = answer(AnswerKind.DECISION, MONDAY + DAY)
    assert only(pack(), later, answers=(decision,)).pack.id == "P-B"
    again = answer(AnswerKind.DECISION, MONDAY + 6 * DAY, 2)
    assert waiting([pack(), later], [decision, again], {}, {}, DAYS) == ()


def test_one_receivers_answer_is_not_anothers() -> None:
    police = pack("P-P", recipient_id="police")
    decision = answer(AnswerKind.DECISION, MONDAY + DAY)
    assert only(pack(), police, answers=(decision,)).pack.id == "P-P"


def test_what_we_answered_ourselves_ends_no_waiting() -> None:
    ours = replace(answer(AnswerKind.DECISION, MONDAY + DAY), direction=Direction.GIVEN)
    assert only(pack(), answers=(ours,)).pack.id == "P-A"


@given(st.lists(st.tuples(st.sampled_from(list(AnswerKind)), st.integers(0, 200)), max_size=8))
def test_a_receiver_is_waited_for_once_at_most_and_never_after_its_last_decision(
    said: list[tuple[AnswerKind, int]],
) -> None:
    answers = [
        answer(kind, MONDAY + HOUR * (2 + hours), number)
        for number, (kind, hours) in enumerate(sorted(said, key=lambda one: one[1]), 1)
    ]
    found = waiting([pack()], answers, {}, {}, DAYS)
    assert len(found) == (0 if any(one.answer.kind.settles for one in answers) else 1)
