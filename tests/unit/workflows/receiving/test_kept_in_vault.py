"""Packs received in a vault: verified, kept, answered; and put in a case by a person alone."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.news import NewsKind
from prevent_desktop.casework.received_pack import ReceivedPack, ReceivedStatus, received_file_id
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import DiskFullError, RecordError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.disposing import remove_rows
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.home.news import news
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.people.person_resource import read_person
from prevent_desktop.workflows.receiving import filing
from prevent_desktop.workflows.receiving.answering import receipt_for
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.receiving.outcomes import CameAgain, SetAside, Waits
from prevent_desktop.workflows.record.attachments import own_files
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.subject_access.gathering import gather
from prevent_desktop.workflows.vault_admin.external_audit_heads import check_stray_packs
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.workflows.receiving.in_vault import ReceivingVault
from tests.unit.workflows.receiving.packs_in import ABOUT, ANSWER_TO, CORRECTION, NOW, PACK, Desk


@pytest.fixture
def pack(receiving: ReceivingVault, desk: Desk) -> ReceivedPack:
    receiving.put(desk.signed.pdf)
    (kept,) = receiving.take_all()
    assert isinstance(kept, ReceivedPack)
    return kept


def add_somebody(vault: Vault) -> str:
    _person, case = people.add_person(vault, forenames="Ali", surname="Bexample", birth_date=None, now=NOW)
    return case.id


class TestKeeping:
    def test_a_pack_is_kept_with_what_was_verified_and_what_it_says(
        self, receiving: ReceivingVault, pack: ReceivedPack, desk: Desk
    ) -> None:
        assert receiving.vault.received.all() == (pack,)
        assert (pack.pack_id, pack.sender_name, pack.sender_organisation) == (
            PACK, "Sam Example", "Example Primary School",
        )  # fmt: skip
        assert (pack.claimed_at, pack.trusted_at) == (SIGNED_AT, None)
        assert pack.status is ReceivedStatus.NEW
        assert pack.answer_by == date(2026, 11, 25)
        assert pack.answer_to == ANSWER_TO
        assert read_person(pack.person, now=NOW) == ABOUT
        assert receiving.vault.attachments.read(pack.attachment_id) == desk.signed.pdf

    def test_the_receipt_that_the_sender_finds_is_the_one_that_is_kept(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        given = receiving.mailbox.receipt_path(PACK).read_text()
        assert given == pack.receipt
        certificate = receiving_end_of(receiving.vault, now=NOW).receipt_certificate
        receipt = verify_receipt(given, certificate, pack_id=PACK, sealed_digest=pack.sealed_digest)
        assert (receipt.reference, receipt.received_at, receipt.receiver) == (
            pack.reference, pack.received_at, "Front door",
        )  # fmt: skip

    def test_nothing_readable_lies_anywhere_and_the_sealed_file_is_gone(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        assert pack.page_count > 0
        assert list(receiving.mailbox.incoming.path.iterdir()) == []
        for path in receiving.vault.folder.parent.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert b"%PDF" not in content, path
                assert b"Bexample" not in content, path

    def test_it_is_written_down(self, receiving: ReceivingVault, pack: ReceivedPack) -> None:
        entry = receiving.vault.audit.newest(PACK, "pack.received")
        assert entry is not None
        assert entry.detail == pack.sealed_digest
        assert integrity.check(receiving.vault).stray_files == ()

    def test_what_fails_leaves_nothing_in_the_vault(self, receiving: ReceivingVault, desk: Desk) -> None:
        receiving.put(desk.signed.pdf + b" ")
        (outcome,) = receiving.take_all()
        assert isinstance(outcome, SetAside)
        assert receiving.vault.received.all() == ()
        assert list((receiving.vault.folder / "attachments").iterdir()) == []


class TestTwice:
    def test_the_same_file_is_answered_again_and_kept_once(
        self, receiving: ReceivingVault, desk: Desk
    ) -> None:
        sealed = receiving.put(desk.signed.pdf)
        (kept,) = receiving.take_all()
        receiving.mailbox.receipt_path(PACK).unlink()
        (receiving.mailbox.incoming.path / f"{PACK}.pdf.age").write_bytes(sealed)
        assert receiving.take_all() == [CameAgain(pack_id=PACK)]
        assert isinstance(kept, ReceivedPack)
        assert receiving.mailbox.receipt_path(PACK).read_text() == kept.receipt
        assert receiving.vault.received.all() == (kept,)

    def test_another_file_under_its_number_stands_aside(
        self, receiving: ReceivingVault, pack: ReceivedPack, desk: Desk
    ) -> None:
        receiving.put(desk.signed.pdf)
        (outcome,) = receiving.take_all()
        assert isinstance(outcome, SetAside)
        assert receiving.vault.received.all() == (pack,)

    def test_it_is_new_on_my_work_until_somebody_looks_at_it(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        (new,) = news(receiving.vault, now=NOW)
        assert (new.arrival.kind, new.arrival.record_id, new.person) == (NewsKind.PACK, pack.id, None)
        open_pack(receiving.vault, pack.id, now=NOW)
        assert news(receiving.vault, now=NOW) == ()

    def test_a_pack_that_somebody_else_signed_under_its_number_keeps_the_true_one_from_nobody(
        self, receiving: ReceivingVault, desk: Desk
    ) -> None:
        receiving.put(desk.signed_again())
        (false,) = receiving.take_all()
        receiving.put(desk.signed.pdf)
        (true,) = receiving.take_all()
        assert isinstance(false, ReceivedPack)
        assert isinstance(true, ReceivedPack)
        assert (false.sender_name, true.sender_name) == ("Mallory Example", "Sam Example")
        assert true.pack_id == false.pack_id == PACK
        opened = open_pack(receiving.vault, true.id, now=NOW)
        assert [one.sender_name for one in opened.others] == ["Mallory Example"]
        standing = receiving.mailbox.receipt_path(PACK).read_bytes()
        certificate = receiving_end_of(receiving.vault, now=NOW).receipt_certificate
        for pack in (false, true):
            verify_receipt(standing, certificate, pack_id=PACK, sealed_digest=pack.sealed_digest)

    def test_what_a_crash_left_before_the_record_was_written_is_no_stray_and_no_alarm(
        self, receiving: ReceivingVault, desk: Desk
    ) -> None:
        """The file has its name and the row was never committed."""
        files = receiving.vault.attachments.files
        file_id = received_file_id(PACK, hashlib.sha256(desk.signed.pdf).hexdigest())
        staged = files.stage(io.BytesIO(desk.signed.pdf))
        files.keep(replace(staged, stored=replace(staged.stored, id=file_id)))
        stray = integrity.check(receiving.vault).stray_files
        assert stray == (file_id,)
        assert check_stray_packs(receiving.vault, stray) == 0
        receiving.put(desk.signed.pdf)
        assert [type(each) for each in receiving.take_all()] == [ReceivedPack]
        assert integrity.check(receiving.vault).stray_files == ()

    def test_a_pack_that_was_answered_but_is_gone_with_an_older_backup_is_taken_in_with_its_old_receipt(
        self, receiving: ReceivingVault, desk: Desk
    ) -> None:
        sealed = receiving.put(desk.signed.pdf)
        receiver = receiving_end_of(receiving.vault, now=NOW)
        earlier = NOW - timedelta(hours=3)
        old = receipt_for(receiver, PACK, hashlib.sha256(sealed).hexdigest(), now=earlier)
        receiving.mailbox.receipt_path(PACK).write_text(old)
        (kept,) = receiving.take_all()
        assert isinstance(kept, ReceivedPack)
        assert (kept.receipt, kept.received_at) == (old, earlier)
        assert receiving.mailbox.receipt_path(PACK).read_text() == old

    def test_no_room_keeps_nothing_and_gives_no_receipt(
        self, receiving: ReceivingVault, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receiving.put(desk.signed.pdf)

        def full(*_arguments: object) -> None:
            raise DiskFullError("full", "full", "full")

        with monkeypatch.context() as patch:
            patch.setattr(type(receiving.vault.attachments.files), "stage", full)
            assert [type(each) for each in receiving.take_all()] == [Waits]
        assert not receiving.mailbox.receipt_path(PACK).exists()
        assert [type(each) for each in receiving.take_all()] == [ReceivedPack]


class TestInACase:
    def test_it_is_put_in_the_case_that_a_person_chose(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        case_id = add_somebody(receiving.vault)
        filing.put_in_case(receiving.vault, pack.id, case_id)
        (kept,) = receiving.vault.received.of_case(case_id)
        assert kept.status is ReceivedStatus.IN_CASE
        assert receiving.vault.audit.has("pack.put-in-case", PACK)

    def test_it_stands_in_the_chronology_and_goes_along_in_no_pack_of_ours(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        case_id = add_somebody(receiving.vault)
        filing.put_in_case(receiving.vault, pack.id, case_id)
        person_id = receiving.vault.cases.get(case_id).person_id
        view = read_record(receiving.vault, person_id, now=NOW)
        (entry,) = view.entries
        assert (entry.kind, entry.record_id) == (EntryKind.RECEIVED, pack.id)
        assert "P-7QF2 received, signed by Sam Example, Example Primary School" in entry.what
        assert [file.id for file in view.attachments] == [pack.attachment_id]
        assert own_files(receiving.vault, case_id) == ()

    def test_the_receivers_form_knows_what_was_received_and_about_whom(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        case = filing.record_person(receiving.vault, pack.id, ABOUT, now=NOW)
        assert read_record(receiving.vault, case.person_id, now=NOW).known_from == pack.pack_id
        library = FormLibrary(data_files.forms())
        started = start_form(receiving.vault, library, form_id="receiver-decision", case_id=case.id, now=NOW)
        for said in (pack.reference, PACK, "Sam Example, Example Primary School", "2026-11-26"):
            assert f'"{said}"' in started.content

    def test_a_copy_for_the_person_tells_of_it_and_has_the_pack_among_the_files(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        case_id = add_somebody(receiving.vault)
        filing.put_in_case(receiving.vault, pack.id, case_id)
        person_id = receiving.vault.cases.get(case_id).person_id
        (case,) = gather(receiving.vault, person_id, now=NOW)["cases"]
        (told,) = case["received_packs"]
        assert (told["from"], told["organisation"], told["id"]) == (
            "Sam Example",
            "Example Primary School",
            PACK,
        )
        assert told["person_as_they_know_them"]["resourceType"] == "Patient"
        assert [file["id"] for file in case["attachments"]] == [pack.attachment_id]

    @pytest.mark.harms_vault("the rows alone go, and not the file")
    def test_disposed_of_nothing_of_it_is_left_and_it_does_not_come_back(
        self, receiving: ReceivingVault, pack: ReceivedPack, desk: Desk
    ) -> None:
        vault = receiving.vault
        case_id = add_somebody(vault)
        filing.put_in_case(vault, pack.id, case_id)
        with vault.transaction():
            removed = remove_rows(vault, [case_id], vault.cases.get(case_id).person_id, with_person=True)
        assert removed.files == (pack.attachment_id,)
        assert vault.received.all() == ()
        receiving.put(desk.signed.pdf)
        (outcome,) = receiving.take_all()
        assert isinstance(outcome, SetAside)
        assert vault.received.all() == ()

    def test_a_second_choice_changes_nothing(self, receiving: ReceivingVault, pack: ReceivedPack) -> None:
        first, second = add_somebody(receiving.vault), add_somebody(receiving.vault)
        filing.put_in_case(receiving.vault, pack.id, first)
        with pytest.raises(RecordError, match="already"):
            filing.put_in_case(receiving.vault, pack.id, second)
        assert receiving.vault.received.of_case(second) == ()

    def test_a_new_case_about_somebody_known(self, receiving: ReceivingVault, pack: ReceivedPack) -> None:
        person_id = receiving.vault.cases.get(add_somebody(receiving.vault)).person_id
        case = filing.put_in_new_case(receiving.vault, pack.id, person_id, now=NOW)
        assert case.person_id == person_id
        assert len(receiving.vault.cases.of_person(person_id)) == 2
        assert receiving.vault.received.get(pack.id).case_id == case.id

    def test_somebody_new_is_recorded_as_the_pack_knows_them(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        about = read_person(pack.person, now=NOW)
        assert about is not None
        case = filing.record_person(receiving.vault, pack.id, about, now=NOW)
        recorded = receiving.vault.people.get(case.person_id)
        assert replace(recorded, id="") == replace(about, created_at=NOW, changed_at=NOW)

    def test_where_the_pack_is_in_a_case_already_nobody_new_is_recorded(
        self, receiving: ReceivingVault, pack: ReceivedPack
    ) -> None:
        filing.put_in_case(receiving.vault, pack.id, add_somebody(receiving.vault))
        with pytest.raises(RecordError):
            filing.record_person(receiving.vault, pack.id, ABOUT, now=NOW)
        assert len(receiving.vault.people.all()) == 1

    def test_a_correction_is_known_by_the_pack_that_it_takes_the_place_of(
        self, receiving: ReceivingVault, pack: ReceivedPack, desk: Desk
    ) -> None:
        from prevent_desktop.sealing import open_bytes

        receiving.put(open_bytes(desk.correction, desk.receiver.identities), CORRECTION)
        (later,) = receiving.take_all()
        assert isinstance(later, ReceivedPack)
        assert receiving.vault.received.corrections_of(pack.pack_id) == (later,)
