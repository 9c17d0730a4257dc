"""Each kind of record comes back as it was kept."""

from __future__ import annotations

import dataclasses
import hashlib
import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.filled_forms import ResponseStatus
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.errors import ProgramError, RecordError
from prevent_desktop.vault.repositories.columns import read_time, time_text
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import (
    NOW,
    QUESTIONNAIRE_DIGEST,
    a_case,
    a_decision,
    a_form,
    a_note,
    a_pack,
    a_person,
    an_event,
    answers,
    keep_case,
    keep_questionnaire,
    later,
)


class TestTimes:
    def test_the_order_of_texts_is_the_order_of_times(self) -> None:
        west = timezone(timedelta(hours=-5))
        times = [NOW, NOW.replace(microsecond=0), NOW.astimezone(west) + timedelta(microseconds=1)]
        assert sorted(times) == [read_time(text) for text in sorted(map(time_text, times))]

    def test_a_time_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            time_text(datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused

    def test_a_time_comes_back_in_utc(self) -> None:
        assert read_time(time_text(NOW)).tzinfo == UTC


class TestPeople:
    def test_a_person_comes_back_whole(self, vault: Vault) -> None:
        person = a_person()
        vault.people.add(person)
        assert vault.people.get(person.id) == person

    def test_a_person_of_whom_only_the_name_is_known_too(self, vault: Vault) -> None:
        person = Person(id="x", forenames="", surname="Unknown", created_at=NOW, changed_at=NOW)
        vault.people.add(person)
        assert vault.people.get("x") == person

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
    @given(text=some.text(some.characters(exclude_categories=["Cs"])))
    def test_any_text_comes_back_as_it_was_typed(self, vault: Vault, text: str) -> None:
        person = dataclasses.replace(a_person(), forenames=text, address=text)
        vault.people.add(person)
        assert vault.people.get(person.id) == person

    def test_an_update_replaces_and_search_follows(self, vault: Vault) -> None:
        person = a_person("Amara", "Stone")
        vault.people.add(person)
        renamed = dataclasses.replace(person, surname="Rivers", interpreter_needed=None, changed_at=later(1))
        vault.people.update(renamed)
        assert vault.people.get(person.id) == renamed
        assert vault.people.search("rivers") == (renamed,)
        assert vault.people.search("stone") == ()

    def test_all_are_listed_by_surname_and_search_too(self, vault: Vault) -> None:
        people = [a_person("Zed", "abel"), a_person("Abe", "Cain"), a_person("Zoe", "Adams")]
        for person in people:
            vault.people.add(person)
        assert vault.people.all() == (people[0], people[2], people[1])
        assert vault.people.search("z") == (people[0], people[2])

    def test_recent_follows_the_person_and_their_cases(self, vault: Vault) -> None:
        first, second, third = (a_person(str(number)) for number in range(3))
        for minutes, person in enumerate((first, second, third)):
            vault.people.add(dataclasses.replace(person, changed_at=later(minutes)))
        case = a_case(first)
        vault.cases.add(case)
        vault.cases.set_status(case.id, CaseStatus.CHECKED, later(10))
        assert [person.id for person in vault.people.recent()] == [first.id, third.id, second.id]
        assert [person.id for person in vault.people.recent(2)] == [first.id, third.id]

    def test_nobody_is_told_apart_from_somebody(self, vault: Vault) -> None:
        with pytest.raises(RecordError):
            vault.people.get("nobody")
        with pytest.raises(RecordError):
            vault.people.update(a_person())
        assert vault.people.all() == ()

    def test_the_same_id_twice_is_refused(self, vault: Vault) -> None:
        person = a_person()
        vault.people.add(person)
        with pytest.raises(RecordError):
            vault.people.add(dataclasses.replace(person, surname="Other"))
        assert vault.people.get(person.id) == person


class TestCases:
    def test_a_case_comes_back_whole(self, vault: Vault) -> None:
        case = keep_case(vault)
        assert vault.cases.get(case.id) == case
        assert vault.cases.of_person(case.person_id) == (case,)
        assert vault.cases.open_cases() == (case,)

    def test_a_case_of_nobody_is_refused(self, vault: Vault) -> None:
        with pytest.raises(RecordError):
            vault.cases.add(a_case(a_person()))

    @pytest.mark.parametrize("status", list(CaseStatus))
    def test_a_status_that_ends_the_case_closes_it(self, vault: Vault, status: CaseStatus) -> None:
        case = keep_case(vault)
        vault.cases.set_status(case.id, status, later(5))
        kept = vault.cases.get(case.id)
        ended = status in {CaseStatus.CLOSED, CaseStatus.NOT_REFERRED}
        assert (kept.status, kept.changed_at) == (status, later(5))
        assert kept.closed_at == (later(5) if ended else None)
        assert vault.cases.open_cases() == (() if ended else (kept,))

    def test_a_case_that_is_not_there_has_no_status(self, vault: Vault) -> None:
        with pytest.raises(RecordError):
            vault.cases.set_status("none", CaseStatus.CLOSED, NOW)
        with pytest.raises(RecordError):
            vault.cases.get("none")


class TestQuestionnaires:
    def test_it_is_kept_once_under_its_digest(self, vault: Vault) -> None:
        keep_questionnaire(vault)
        vault.questionnaires.keep(QUESTIONNAIRE_DIGEST, "other", "2", "other text")
        assert vault.questionnaires.get(QUESTIONNAIRE_DIGEST) == '{"a": 1}'
        with pytest.raises(RecordError):
            vault.questionnaires.get("00" * 32)


class TestResponses:
    def test_a_response_comes_back_whole(self, vault: Vault) -> None:
        form = a_form(keep_case(vault))
        vault.responses.add(form)
        assert vault.responses.get(form.id) == form
        assert vault.responses.of_case(form.case_id) == (form,)
        assert vault.responses.drafts() == (form,)

    def test_a_response_needs_its_case_and_its_questionnaire(self, vault: Vault) -> None:
        case = keep_case(vault)
        with pytest.raises(RecordError):
            vault.responses.add(dataclasses.replace(a_form(case), questionnaire_digest="00" * 32))
        with pytest.raises(RecordError):
            vault.responses.add(dataclasses.replace(a_form(case), case_id="none"))
        assert vault.responses.of_case(case.id) == ()

    def test_a_draft_is_on_the_disk_when_saving_returns(self, made: Made) -> None:
        with Vault.open(made.folder, made.key) as vault:
            form = a_form(keep_case(vault))
            vault.responses.add(form)
            vault.responses.save_draft(form.id, answers("second"), "s3", 3, 5, later(1))
        with Vault.open(made.folder, made.key) as vault:
            assert vault.responses.get(form.id) == dataclasses.replace(
                form, content=answers("second"), place="s3", sections_done=3, changed_at=later(1)
            )

    def test_a_draft_that_is_not_there_cannot_be_saved(self, vault: Vault) -> None:
        with pytest.raises(RecordError):
            vault.responses.save_draft("none", answers(), "", 0, 0, NOW)

    def test_a_finalised_response_is_frozen_for_every_way_of_writing(self, vault: Vault) -> None:
        form = a_form(keep_case(vault))
        vault.responses.add(form)
        final = answers("final")
        digest = hashlib.sha256(final.encode()).hexdigest()
        vault.responses.finalise(form.id, final, digest, later(2))
        kept = vault.responses.get(form.id)
        assert (kept.content, kept.content_digest, kept.status) == (final, digest, ResponseStatus.COMPLETED)
        assert kept.finalised_at == later(2)
        assert vault.responses.drafts() == ()
        with pytest.raises(RecordError, match="frozen"):
            vault.responses.save_draft(form.id, answers("changed"), "", 0, 0, later(3))
        with pytest.raises(RecordError, match="frozen"):
            vault.responses.finalise(form.id, final, digest, later(3))
        for sql in (
            "UPDATE responses SET title = 'x'",
            "UPDATE responses SET finalised_at = NULL",
            "DELETE FROM responses",
            "REPLACE INTO responses SELECT * FROM responses",
        ):
            with pytest.raises(RecordError, match="frozen"):
                vault.database.run(sql)
        assert vault.responses.get(form.id) == kept
        assert vault.search("final")
        assert not vault.search("changed")

    def test_a_wrong_digest_finalises_nothing(self, vault: Vault) -> None:
        form = a_form(keep_case(vault))
        vault.responses.add(form)
        with pytest.raises(ProgramError):
            vault.responses.finalise(form.id, answers("final"), "00" * 32, NOW)
        assert vault.responses.get(form.id) == form


class TestNotesEventsAndDecisions:
    def test_they_come_back_whole(self, vault: Vault) -> None:
        case = keep_case(vault)
        form = a_form(case)
        vault.responses.add(form)
        note, event, decision = a_note(case), an_event(case, form.id), a_decision(case, form.id)
        vault.notes.add(note)
        vault.events.add(event)
        vault.decisions.add(decision)
        assert vault.notes.get(note.id) == note
        assert vault.notes.of_case(case.id) == (note,)
        assert vault.events.get(event.id) == event
        assert vault.events.of_case(case.id) == (event,)
        assert vault.decisions.get(decision.id) == decision
        assert vault.decisions.of_case(case.id) == (decision,)

    def test_those_of_no_case_are_refused_and_not_found(self, vault: Vault) -> None:
        stray = a_case(a_person())
        with pytest.raises(RecordError):
            vault.notes.add(a_note(stray))
        with pytest.raises(RecordError):
            vault.events.add(an_event(stray))
        with pytest.raises(RecordError):
            vault.decisions.add(a_decision(stray))
        assert vault.search("quiet") == ()
        for get in (vault.notes.get, vault.events.get, vault.decisions.get):
            with pytest.raises(RecordError):
                get("none")

    @pytest.mark.parametrize("table", ["notes", "decisions", "questionnaires"])
    def test_what_is_written_never_changes(self, vault: Vault, table: str) -> None:
        case = keep_case(vault)
        vault.notes.add(a_note(case))
        vault.decisions.add(a_decision(case))
        column = {"notes": "text", "decisions": "reason", "questionnaires": "content"}[table]
        with pytest.raises(RecordError, match="frozen"):
            vault.database.run(f"UPDATE {table} SET {column} = 'changed'")  # noqa: S608 - the three names above


class TestPacks:
    def test_a_pack_goes_from_signed_to_queued_to_delivered(self, vault: Vault) -> None:
        case = keep_case(vault)
        pdf = vault.attachments.add(
            io.BytesIO(b"%PDF"), case_id=case.id, file_name="pack.pdf", media_type="application/pdf", at=NOW
        )
        pack = a_pack(case, pdf.id)
        vault.packs.add(pack)
        assert vault.packs.get(pack.id) == pack
        vault.packs.set_queued(pack.id, "ef" * 32)
        queued = dataclasses.replace(pack, status=PackStatus.QUEUED, sealed_digest="ef" * 32)
        assert vault.packs.get(pack.id) == queued
        vault.packs.set_receipt(pack.id, "a.b.c", later(3), "REF-1")
        delivered = dataclasses.replace(
            queued,
            status=PackStatus.DELIVERED,
            receipt="a.b.c",
            receipt_at=later(3),
            receiver_reference="REF-1",
        )
        assert vault.packs.of_case(case.id) == (delivered,)
        assert vault.packs.all() == (delivered,)

    def test_a_pack_that_is_not_there_is_told(self, vault: Vault) -> None:
        for work in (
            lambda: vault.packs.get("none"),
            lambda: vault.packs.set_queued("none", ""),
            lambda: vault.packs.set_receipt("none", "", NOW, ""),
            lambda: vault.packs.add(a_pack(keep_case(vault), "no attachment")),
        ):
            with pytest.raises(RecordError):
                work()


class TestSettingsAndSecrets:
    def test_a_setting_is_replaced(self, vault: Vault) -> None:
        assert vault.settings.get("lock.minutes") is None
        vault.settings.set("lock.minutes", "10")
        vault.settings.set("lock.minutes", "5")
        assert vault.settings.get("lock.minutes") == "5"

    def test_a_secret_comes_back_as_bytes(self, vault: Vault) -> None:
        assert vault.secrets.get("signing-key") is None
        vault.secrets.set("signing-key", b"\0\xff")
        assert vault.secrets.get("signing-key") == b"\0\xff"


def test_a_transaction_spans_repositories(vault: Vault) -> None:
    person = a_person()

    def add_with_somebody_elses_case() -> None:
        with vault.transaction():
            vault.people.add(person)
            vault.cases.add(a_case(a_person("Somebody", "Else")))

    with pytest.raises(RecordError):
        add_with_somebody_elses_case()
    assert vault.people.all() == ()
    assert vault.search("adaeze") == ()
