from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.chronology import Entry, EntryKind, chronology
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.partial_dates import PartialDate

AT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)

EVENT = Event(
    id="e1", case_id="c", label="In form time", what="Said something", when=PartialDate(2026, 11, 19), source=Source.DIRECT,
    author="Ann", written_at=AT,
)  # fmt: skip
NOTE = Note(
    id="n1", case_id="c", text="Spoke with the class teacher", source=Source.TOLD, author="Ann", written_at=AT
)
DECISION = Decision(
    id="d1", case_id="c", kind=DecisionKind.LEAD_CHECK, choice="Refer", reason="Two events", decided_by="The lead", decided_at=AT
)  # fmt: skip
FORM = FilledForm(
    id="f1", case_id="c", form_id="screening-tool", questionnaire_url="u", questionnaire_version="1", questionnaire_digest="d",
    title="Screening tool", content="{}", author="Ann", started_at=AT, changed_at=AT, finalised_at=AT,
)  # fmt: skip
PACK = PackRecord(
    id="P-ABCDEFGHJKMN", case_id="c", recipient_id="r", recipient_name="Front door", attachment_id="a", page_count=10,
    pdf_digest="d", signed_at=AT,
)  # fmt: skip


QUESTION = AnswerRecord(
    case_id="c1",
    pack_id="P-ABCD",
    direction=Direction.RECEIVED,
    answer=Answer(kind=AnswerKind.QUESTION, number=1, at=AT, text="Which school?", receiver="Front door"),
    jws="",
    recorded_at=AT,
)


def kinds(entries: tuple[Entry, ...]) -> list[EntryKind]:
    return [entry.kind for entry in entries]


RECEIVED = ReceivedPack(
    id="r1", pack_id="P-7QF2ABCDEFGH", title="Prevent referral pack", sender_name="Sam Teacher",
    sender_organisation="Hillside Academy", fingerprint="ab" * 32, claimed_at=AT, received_at=AT, reference="26-00001",
    receipt="a.b.c", sealed_digest="cd" * 32, attachment_id="a1", page_count=3,
)  # fmt: skip


def test_a_pack_that_came_in_says_from_whom_and_what_it_takes_the_place_of() -> None:
    first, later = chronology(received=[RECEIVED, replace(RECEIVED, id="r2", corrects="P-7QF1ABCDEFGH")])
    assert first.what == "Pack P-7QF2 received, signed by Sam Teacher, Hillside Academy; reference 26-00001"
    assert later.what.endswith("It takes the place of pack P-7QF1")


def test_every_kind_of_record_has_its_line() -> None:
    pack = replace(PACK, receipt_at=AT + timedelta(hours=1), receiver_reference="REF-1")
    found = chronology(
        events=[EVENT], notes=[NOTE], forms=[FORM], decisions=[DECISION], packs=[pack], answers=[QUESTION],
        received=[RECEIVED],
    )  # fmt: skip
    assert sorted(kinds(found)) == sorted({*EntryKind} - {EntryKind.RECORD})
    assert all(entry.what and entry.label and entry.source and entry.by for entry in found)
    assert all(entry.kind.label for entry in found)


def test_what_an_answer_decides_stands_there_as_a_decision_alone() -> None:
    said = Answer(
        kind=AnswerKind.DECISION, number=2, at=AT, outcome=Outcome.SIGNPOSTED, reason="Enough", receiver="R"
    )
    assert kinds(chronology(answers=[QUESTION, replace(QUESTION, answer=said)])) == [EntryKind.ANSWER]
    given = chronology(answers=[replace(QUESTION, direction=Direction.GIVEN)])
    assert [entry.by for entry in given] == ["You"]


def test_lines_come_in_the_order_of_time() -> None:
    late = replace(NOTE, id="n2", written_at=AT + timedelta(days=1))
    found = chronology(events=[EVENT], notes=[late, NOTE])
    assert [entry.record_id for entry in found] == ["e1", "n1", "n2"]


def test_a_form_appears_once_it_is_finalised() -> None:
    assert chronology(forms=[replace(FORM, finalised_at=None)]) == ()
    assert kinds(chronology(forms=[FORM])) == [EntryKind.FORM]


def test_a_receipt_appears_once_it_is_there_and_names_the_reference() -> None:
    assert kinds(chronology(packs=[PACK])) == [EntryKind.PACK]
    received = replace(PACK, receipt_at=AT, receiver_reference="REF-1")
    assert "REF-1" in chronology(packs=[received])[-1].what


def test_an_event_of_which_only_the_month_is_known_stands_at_its_start() -> None:
    [entry] = chronology(events=[replace(EVENT, when=PartialDate(2026, 10), approximate=True)])
    assert entry.day == date(2026, 10, 1)
    assert (entry.when, entry.approximate, entry.at) == (PartialDate(2026, 10), True, None)


def test_an_event_without_a_date_stands_where_it_was_written() -> None:
    [entry] = chronology(events=[replace(EVENT, when=None)])
    assert (entry.at, entry.when, entry.day) == (None, None, AT.astimezone().date())


@given(
    st.lists(st.tuples(st.integers(0, 3), st.text("ab", min_size=1, max_size=3)), max_size=8), st.randoms()
)
def test_the_order_does_not_depend_on_the_order_of_the_records(
    written: list[tuple[int, str]], chance: Random
) -> None:
    notes = [replace(NOTE, id=name, written_at=AT + timedelta(days=day)) for day, name in written]
    shuffled = list(notes)
    chance.shuffle(shuffled)
    assert [entry.at for entry in chronology(notes=notes)] == sorted(note.written_at for note in notes)
    assert chronology(notes=shuffled) == chronology(notes=notes)


def test_of_a_form_that_is_kept_apart_the_chronology_says_only_that_it_is_there() -> None:
    [entry] = chronology(forms=[replace(FORM, title="Equality monitoring", kept_apart=True)])
    assert entry.what == "Equality monitoring recorded"


def test_a_note_that_went_on_in_a_form_stands_there_once() -> None:
    form = replace(FORM, title="Home visit note", grown_from=NOTE.id)
    same = replace(EVENT, what=NOTE.text, when=PartialDate(2026, 11, 24), response_id=form.id)
    found = chronology(events=[same], notes=[NOTE], forms=[form])
    assert sorted(kinds(found)) == [EntryKind.FORM, EntryKind.NOTE]
    assert [entry.goes_on_in for entry in found if entry.kind is EntryKind.NOTE] == [("Home visit note",)]
    assert EntryKind.EVENT in kinds(chronology(events=[same], forms=[form])), (
        "a pack has the event, not the note"
    )


def test_an_event_that_says_more_than_the_note_of_its_form_has_a_line_of_its_own() -> None:
    form = replace(FORM, grown_from=NOTE.id)
    same = replace(EVENT, what=NOTE.text, when=None, response_id=form.id)
    for other in (
        replace(same, what="Spoke with the head"),
        replace(same, own_words="you will see"),
        replace(same, when=PartialDate(2026, 11, 20)),
        replace(same, response_id=None),
    ):
        assert EntryKind.EVENT in kinds(chronology(events=[other], notes=[NOTE], forms=[form]))
