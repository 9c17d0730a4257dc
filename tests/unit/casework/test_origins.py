"""Where each line of a chronology comes from, told from the records alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop.casework.answer import Answer, AnswerKind, Direction
from prevent_desktop.casework.chronology import EntryKind, chronology
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.origins import OriginKind, WordOf, decision_id, in_whose_word
from prevent_desktop.casework.outcomes import Outcome
from tests.unit.casework.test_chronology import AT, DECISION, EVENT, FORM, NOTE, PACK, QUESTION, RECEIVED


def test_what_was_typed_says_by_whom_and_how_they_know() -> None:
    told = replace(EVENT, source=Source.TOLD, source_detail="form tutor")
    [entry] = chronology(events=[told])
    origin = entry.origin
    assert (origin.kind, origin.by, origin.how, origin.told_by) == (
        OriginKind.WRITTEN, "Ann", Source.TOLD, "form tutor",
    )  # fmt: skip


def test_what_a_form_told_leads_to_the_form() -> None:
    event, decision = replace(EVENT, response_id=FORM.id), replace(DECISION, response_id=FORM.id)
    for entry in chronology(events=[event], decisions=[decision], forms=[FORM]):
        if entry.kind is not EntryKind.FORM:
            assert (entry.origin.kind, entry.origin.source_id, entry.origin.title) == (
                OriginKind.FORM, FORM.id, FORM.title,
            )  # fmt: skip


def test_a_form_says_with_what_it_began() -> None:
    later = replace(FORM, id="f2", title="Home visit")
    copied = chronology(forms=[FORM, replace(later, based_on=FORM.id)])[-1].origin
    assert (copied.kind, copied.source_id, copied.title) == (OriginKind.COPY, FORM.id, FORM.title)
    found = {
        entry.kind: entry for entry in chronology(forms=[replace(later, grown_from=NOTE.id)], notes=[NOTE])
    }
    grown = found[EntryKind.FORM].origin
    assert (grown.kind, grown.source_id) == (OriginKind.NOTE, NOTE.id)
    corrected = chronology(forms=[FORM, replace(later, corrects=FORM.id)])[-1].origin
    assert (corrected.kind, corrected.title) == (OriginKind.CORRECTION, FORM.title)


def test_what_a_form_of_another_case_told_still_leads_to_that_form() -> None:
    [entry] = chronology(forms=[replace(FORM, based_on="elsewhere")])
    assert (entry.origin.kind, entry.origin.source_id, entry.origin.title) == (
        OriginKind.COPY,
        "elsewhere",
        "",
    )


def test_what_came_in_says_who_signed_it() -> None:
    sent = replace(PACK, receipt_at=AT, receiver_reference="REF-1")
    found = {
        entry.kind: entry.origin
        for entry in chronology(packs=[sent], received=[RECEIVED], answers=[QUESTION])
    }
    assert found[EntryKind.RECEIVED].source_id == RECEIVED.id
    assert (found[EntryKind.RECEIVED].by, found[EntryKind.RECEIVED].organisation) == (
        "Sam Teacher",
        "Hillside Academy",
    )
    assert (found[EntryKind.RECEIPT].by, found[EntryKind.RECEIPT].source_id) == ("Front door", PACK.id)
    assert (found[EntryKind.ANSWER].by, found[EntryKind.ANSWER].source_id) == ("Front door", QUESTION.pack_id)
    assert all(found[kind].kind.came_in for kind in (EntryKind.RECEIVED, EntryKind.RECEIPT, EntryKind.ANSWER))
    assert not found[EntryKind.PACK].kind.came_in


def test_a_decision_that_an_answer_told_comes_from_the_answer_and_ours_does_not() -> None:
    said = Answer(
        kind=AnswerKind.DECISION, number=2, at=AT, outcome=Outcome.SIGNPOSTED, reason="Enough", receiver="R"
    )
    received = replace(QUESTION, answer=said)
    given = replace(received, direction=Direction.GIVEN)
    for answer, came in ((received, True), (given, False)):
        decision = replace(
            DECISION, id=decision_id(answer), kind=DecisionKind.OUTCOME, choice=Outcome.SIGNPOSTED.label, reason="Enough"
        )  # fmt: skip
        [entry] = chronology(decisions=[decision], answers=[answer])
        assert entry.origin.kind.came_in is came
    [by_hand] = chronology(decisions=[replace(DECISION, kind=DecisionKind.OUTCOME)], answers=[received])
    assert by_hand.origin.kind is OriginKind.WRITTEN


@pytest.mark.parametrize(
    "row", ["West Midlands Police" + " " * 500 + ".", "Police\n\n\nChecked here", "Police\u202e", "P" * 9000]
)
def test_no_name_in_a_row_pushes_whose_word_it_is_out_of_sight(row: str) -> None:
    told = in_whose_word(row, WordOf(colleague="Pat Lee"))
    assert told.endswith(", as Pat Lee’s laptop says")
    assert told.isprintable()
    assert "  " not in told
    assert len(told) < 400
