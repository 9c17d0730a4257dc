"""What is being written is in the vault at each moment: kept as writing, or kept for good, never both and never neither."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prevent_desktop.casework.notes import Source
from prevent_desktop.errors import RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.workflows.record import writing
from prevent_desktop.workflows.record.writing import Writing
from tests.unit.workflows.conftest import Office, now


def keep(office: Office, kind: Writing, **fields: str) -> None:
    writing.keep_writing(office.vault, kind, office.case.id, fields, now=now())


def test_what_was_typed_is_read_back_as_it_stood(office: Office) -> None:
    keep(office, Writing.NOTE, text="“Ünfinished\n", source="told")
    assert writing.writing(office.vault, Writing.NOTE, office.case.id) == {
        "text": "“Ünfinished\n",
        "source": "told",
    }


def test_the_last_state_counts(office: Office) -> None:
    keep(office, Writing.NOTE, text="a")
    keep(office, Writing.NOTE, text="ab")
    assert [dict(each.fields) for each in writing.unfinished(office.vault)] == [{"text": "ab"}]


def test_a_note_and_an_event_of_one_case_are_two(office: Office) -> None:
    keep(office, Writing.NOTE, text="note")
    keep(office, Writing.EVENT, text="event")
    assert writing.writing(office.vault, Writing.EVENT, office.case.id) == {"text": "event"}
    writing.forget_writing(office.vault, Writing.EVENT, office.case.id)
    assert [each.kind for each in writing.unfinished(office.vault)] == [Writing.NOTE]


def test_fields_that_are_empty_again_leave_nothing(office: Office) -> None:
    keep(office, Writing.NOTE, text="a")
    keep(office, Writing.NOTE, text="  ", source="")
    assert writing.unfinished(office.vault) == ()


def test_a_kept_note_is_no_longer_being_written(office: Office) -> None:
    keep(office, Writing.NOTE, text="Heard at the gate")
    note = writing.keep_note(
        office.vault, office.case.id, text="Heard at the gate", source=Source.DIRECT, source_detail="", now=now()
    )  # fmt: skip
    assert office.vault.notes.get(note.id).text == "Heard at the gate"
    assert writing.unfinished(office.vault) == ()


def test_an_empty_note_is_refused_and_the_writing_stays(office: Office) -> None:
    keep(office, Writing.NOTE, text="half")
    with pytest.raises(RecordError):
        writing.keep_note(
            office.vault, office.case.id, text=" ", source=Source.DIRECT, source_detail="", now=now()
        )  # fmt: skip
    assert len(writing.unfinished(office.vault)) == 1


def test_a_note_that_cannot_be_kept_leaves_the_writing_where_it_was(office: Office) -> None:
    keep(office, Writing.NOTE, text="half")
    with pytest.raises(RecordError):
        writing.keep_note(
            office.vault, "no such case", text="half", source=Source.DIRECT, source_detail="", now=now()
        )  # fmt: skip
    assert len(writing.unfinished(office.vault)) == 1


@pytest.mark.parametrize(
    ("what", "label"),
    [
        ("Short and plain", "Short and plain"),
        (
            "Older pupils waited at the bus stop, and took the bag.",
            "Older pupils waited at the bus stop…",
        ),
        ("x" * 60, "x" * 40 + "…"),
        ("Two\nlines   here", "Two lines here"),
    ],
)
def test_an_event_without_a_label_is_called_by_its_first_words(office: Office, what: str, label: str) -> None:
    event = writing.keep_event(
        office.vault, office.case.id, what=what, when=PartialDate(2026), approximate=True, own_words="",
        source=Source.TOLD, source_detail="", label=" ", now=now(),
    )  # fmt: skip
    assert event.label == label
    assert office.vault.events.get(event.id).when == PartialDate(2026)


def test_an_event_without_what_happened_is_refused(office: Office) -> None:
    before = len(office.vault.events.of_case(office.case.id))
    with pytest.raises(RecordError):
        writing.keep_event(
            office.vault, office.case.id, what="", when=None, approximate=False, own_words="",
            source=Source.TOLD, source_detail="", label="a", now=now(),
        )  # fmt: skip
    assert len(office.vault.events.of_case(office.case.id)) == before


def test_a_person_who_is_added_is_no_longer_being_written(office: Office) -> None:
    writing.keep_writing(office.vault, Writing.PERSON, "", {"surname": "Bell"}, now=now())
    person, case = writing.keep_person(
        office.vault, forenames="", surname="Bell", birth_date=None, approximate_age=9, now=now()
    )
    assert office.vault.people.get(person.id).approximate_age == 9
    assert case.person_id == person.id
    assert writing.unfinished(office.vault) == ()


names = st.sampled_from(["text", "own_words", "source", "day"])
typed = st.dictionaries(names, st.text(max_size=30), min_size=1).filter(
    lambda fields: any(text.strip() for text in fields.values())
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(mine=typed, begun=st.none() | typed, history=st.sampled_from(["", "[1]"]))
def test_what_was_discarded_comes_back_and_nothing_that_was_begun_meanwhile_is_lost(
    office: Office, mine: dict[str, str], begun: dict[str, str] | None, history: str
) -> None:
    vault, case_id = office.vault, office.case.id
    writing.forget_writing(vault, Writing.NOTE, case_id)
    keep(office, Writing.EVENT, text="another piece")
    writing.keep_writing(vault, Writing.NOTE, case_id, mine, now=now(), history=history)
    before = writing.unfinished(vault)
    gone = writing.discard_writing(vault, Writing.NOTE, case_id)
    assert gone is not None
    assert [each.kind for each in writing.unfinished(vault)] == [Writing.EVENT]
    assert writing.writing_history(vault, Writing.NOTE, case_id) == ""
    if begun is not None:
        keep(office, Writing.NOTE, **begun)
    writing.bring_back_writing(vault, gone)
    if begun is None:
        assert writing.unfinished(vault) == before
        assert writing.writing_history(vault, Writing.NOTE, case_id) == history
    back = writing.writing(vault, Writing.NOTE, case_id)
    for fields in (mine, begun or {}):
        for name in ("text", "own_words"):
            assert fields.get(name, "").strip() in back.get(name, "")


def test_discarding_nothing_writes_nothing_down(office: Office) -> None:
    before = office.vault.audit.head
    assert writing.discard_writing(office.vault, Writing.NOTE, office.case.id) is None
    assert office.vault.audit.head == before
