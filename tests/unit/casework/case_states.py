"""Cases in every state, as their facts, for properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, AnswerSetAside, Direction
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.choices import LeadChoice, SharingChoice
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.open_work import CaseState
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.pathway import CaseFacts, Noticed, OwedPack
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.waiting import waiting
from prevent_desktop.casework.working_days import WorkingDays

DAYS = WorkingDays()

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 24)
CASE = Case(id="c", person_id="p", opened_at=NOW, changed_at=NOW)
_ARRIVES = (PackStatus.QUEUED, PackStatus.DELIVERED, PackStatus.SAVED)


def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


def a_form(number: int = 0) -> FilledForm:
    return FilledForm(
        id=f"f{number}", case_id="c", form_id="screening-tool", questionnaire_url="u", questionnaire_version="1",
        questionnaire_digest="d", title="Screening tool", content="", author="Lead", started_at=NOW, changed_at=NOW,
    )  # fmt: skip


def a_decision(kind: DecisionKind, choice: str) -> Decision:
    return Decision(
        id=kind.value, case_id="c", kind=kind, choice=choice, reason="Why", decided_by="Lead", decided_at=NOW
    )


def checked(choice: LeadChoice = LeadChoice.REFER) -> Decision:
    return a_decision(DecisionKind.LEAD_CHECK, choice.label)


def shared(choice: SharingChoice = SharingChoice.SHARE) -> Decision:
    return a_decision(DecisionKind.SHARING, choice.label)


def a_pack(number: int = 0, *, days: int = 0, receipt: bool = False, receiver: str = "r") -> PackRecord:
    return PackRecord(
        id=f"P-{number}", case_id="c", recipient_id=receiver, recipient_name="Front door", attachment_id="a",
        page_count=1, pdf_digest="d", status=PackStatus.DELIVERED if receipt else PackStatus.QUEUED,
        signed_at=at(days), receipt_at=at(days) if receipt else None,
    )  # fmt: skip


def an_answer(pack: PackRecord, kind: AnswerKind, *, days: int = 0, number: int = 1) -> AnswerRecord:
    decides = kind.settles
    said = Answer(
        kind=kind, number=number, at=at(days), text="Which school?", outcome=Outcome.SIGNPOSTED if decides else None,
        reason="Why" if decides else "",
    )  # fmt: skip
    return AnswerRecord(
        case_id="c", pack_id=pack.id, direction=Direction.RECEIVED, answer=said, jws="", recorded_at=at(days)
    )


def a_received() -> ReceivedPack:
    return ReceivedPack(
        id="r1", pack_id="P-R", case_id="c", title="Pack", sender_name="Sam", sender_organisation="School",
        fingerprint="ab", claimed_at=NOW, received_at=NOW, reference="", receipt="", sealed_digest="",
        attachment_id="a", page_count=1,
    )  # fmt: skip


_days = st.integers(min_value=-20, max_value=20)


@st.composite
def packs(draw: st.DrawFn) -> tuple[PackRecord, ...]:
    made = []
    for number in range(draw(st.integers(0, 3))):
        receipt = draw(st.booleans())
        pack = a_pack(number, days=draw(_days), receipt=receipt, receiver=draw(st.sampled_from("rs")))
        status = pack.status if receipt else draw(st.sampled_from(list(PackStatus)))
        made.append(replace(pack, status=status))
    kept = [pack for pack in made if pack.status is not PackStatus.WITHDRAWN]
    return tuple(sorted(kept, key=lambda pack: pack.signed_at))


@st.composite
def case_states(draw: st.DrawFn) -> CaseState:
    """A state of a case; what is waited for follows from its packs and answers by the rule itself."""
    sent = draw(packs())
    answers = tuple(
        an_answer(pack, kind, days=draw(_days), number=number + 1)
        for pack in sent
        if pack.receipt_at is not None
        for number, kind in enumerate(draw(st.lists(st.sampled_from(list(AnswerKind)), max_size=2)))
    )
    ended = draw(st.booleans())
    end = draw(st.sampled_from([CaseStatus.CLOSED, CaseStatus.NOT_REFERRED]))
    received = draw(st.lists(st.builds(a_received), max_size=1))
    finished = a_form(9)
    facts = CaseFacts(
        case=replace(CASE, status=end, closed_at=NOW) if ended else CASE,
        noticed=draw(
            st.none() | st.builds(Noticed, at=st.just(NOW), by=st.just("Lead"), finished=st.booleans())
        ),
        drafts=tuple(a_form(number) for number in range(draw(st.integers(0, 2)))),
        check=draw(st.none() | st.builds(checked, st.sampled_from(list(LeadChoice)))),
        check_at=draw(st.none() | st.builds(at, _days)),
        sharing=draw(st.none() | st.builds(shared, st.sampled_from(list(SharingChoice)))),
        sharing_at=draw(st.none() | st.builds(at, _days)),
        packs=sent,
        answers=answers,
        waiting=() if ended else waiting(sent, answers, {}, {}, DAYS),
        received=tuple(received),
        undecided=() if ended or draw(st.booleans()) else tuple(received),
        outcome=draw(st.none() | st.just(a_decision(DecisionKind.OUTCOME, "Signposted to other help"))),
        review=draw(st.none() | st.builds(_review, _days)),
        owed=tuple(
            OwedPack(addendum=finished, receiver="Front door", day=TODAY + timedelta(days=days))
            for days in draw(st.lists(_days, max_size=2))
        ),
    )
    return CaseState(
        facts=facts,
        last_written=draw(st.none() | st.builds(at, _days)),
        dangers=() if ended else tuple([finished] * draw(st.integers(0, 1))),
        stuck=frozenset(pack.id for pack in sent if draw(st.booleans())),
        set_aside=tuple([_aside()] * draw(st.integers(0, 1))),
    )


def _review(days: int) -> Review:
    due = TODAY + timedelta(days=days)
    return Review(response_id="f9", case_id="c", due=due, what="Plan", set_at=NOW)


def _aside() -> AnswerSetAside:
    return AnswerSetAside(case_id="c", pack_id="P-0", number=1, digest="d", reason="Nothing", found_at=NOW)
