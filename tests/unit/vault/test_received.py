"""Packs that came in: kept before anybody decided where they belong."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest

from prevent_desktop.casework.correspondence_kinds import RECEIVED_PACKS
from prevent_desktop.casework.identifiers import new_id, new_pack_id
from prevent_desktop.casework.received_pack import (
    SAID_IN_IT,
    ReceivedPack,
    ReceivedStatus,
    received_file_id,
)
from prevent_desktop.errors import RecordError
from prevent_desktop.ui.receiving.received_pack_words import replaced_words, takes_place_words
from prevent_desktop.vault import integrity
from prevent_desktop.vault.repositories.rows import codec_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.conversations import conversations
from prevent_desktop.workflows.receiving.inbox import read_inbox
from tests.unit.vault.examples import NOW, keep_case, later


def receive(
    vault: Vault,
    pack_id: str = "",
    *,
    corrects: str = "",
    minute: int = 0,
    signed: int = 0,
    fingerprint: str = "ab" * 32,
) -> ReceivedPack:
    """A pack of nobody in particular, kept and in no case."""
    pack_id = pack_id or new_pack_id()
    content = f"%PDF-{pack_id}".encode()
    file_id = received_file_id(pack_id, hashlib.sha256(content).hexdigest())
    files = vault.attachments.files
    staged = files.stage(io.BytesIO(content))
    stored = files.keep(replace(staged, stored=replace(staged.stored, id=file_id)))
    pack = ReceivedPack(
        id=new_id(), pack_id=pack_id, title="Prevent referral pack", sender_name="Sam Teacher",
        sender_organisation="Hillside Academy", later_signers=("Kim Lead",), fingerprint=fingerprint, claimed_at=later(signed),
        trusted_at=later(1), received_at=later(minute), reference="26-00001", receipt="a.b.c", sealed_digest="cd" * 32,
        attachment_id=stored.id, page_count=3, person='{"resourceType": "Patient"}', answer_by=date(2026, 12, 1),
        answer_to="age1pq1", corrects=corrects,
    )  # fmt: skip
    with vault.transaction():
        vault.attachments.add_stored(
            stored, case_id=None, file_name=f"{pack_id}.pdf", media_type="application/pdf", at=NOW
        )
        vault.received.add(pack)
    return pack


def test_a_received_pack_comes_back_as_it_was_kept(vault: Vault) -> None:
    pack = receive(vault)
    assert vault.received.get(pack.id) == pack
    assert vault.received.some([pack.pack_id, "P-OTHER"]) == (pack,)


def test_the_newest_stands_first(vault: Vault) -> None:
    first, second = receive(vault, minute=1), receive(vault, minute=2)
    assert vault.received.all() == (second, first)


def test_packs_under_one_number_are_told_apart_by_signer_file_and_what_stands_in_them(vault: Vault) -> None:
    pack = receive(vault)
    with pytest.raises(RecordError):
        vault.received.add(pack)
    row, digest = codec_of(RECEIVED_PACKS).columns(pack), vault.attachments.get(pack.attachment_id).sha256
    elsewhere = {
        "id": "other",
        "receipt": "other",
        "received_at": "later",
        "reference": "other",
        "attachment_id": "other",
    }
    assert vault.received.same({**row, **elsewhere}, digest) == pack
    assert vault.received.same(row, "ab" * 32) is None
    for name in SAID_IN_IT:
        assert vault.received.same({**row, name: "other"}, digest) is None, name
    other = replace(pack, id=new_id(), fingerprint="cd" * 32)
    vault.received.add(other)
    assert vault.received.under_its_number(pack) == (other,)
    correction = receive(vault, corrects=pack.pack_id, minute=1)
    assert vault.received.corrected_by(correction) == pack
    assert vault.received.corrected_by(replace(correction, fingerprint=other.fingerprint)) == other


def test_its_file_belongs_to_no_case_and_is_found_by_no_search_before_somebody_puts_it_in_one(
    vault: Vault,
) -> None:
    pack = receive(vault)
    assert vault.attachments.get(pack.attachment_id).case_id is None
    assert vault.search(pack.pack_id) == ()
    assert integrity.check(vault).stray_files == ()


def test_put_in_a_case_it_belongs_to_it_with_its_file(vault: Vault) -> None:
    case, pack = keep_case(vault), receive(vault)
    vault.received.put_in_case(pack.id, case.id)
    (kept,) = vault.received.of_case(case.id)
    assert (kept.status, kept.case_id) == (ReceivedStatus.IN_CASE, case.id)
    assert vault.attachments.of_case(case.id)[0].id == pack.attachment_id
    (hit,) = vault.search(pack.pack_id)
    assert (hit.kind, hit.case_id) == ("attachment", case.id)


def test_a_pack_in_the_wrong_case_can_be_put_in_the_right_one(vault: Vault) -> None:
    wrong, right, pack = keep_case(vault), keep_case(vault), receive(vault)
    vault.received.put_in_case(pack.id, wrong.id)
    vault.received.put_in_case(pack.id, right.id)
    assert vault.received.of_case(wrong.id) == ()
    assert vault.attachments.of_case(wrong.id) == ()
    assert [hit.case_id for hit in vault.search(pack.pack_id)] == [right.id]


def test_it_is_put_in_no_case_that_is_not_there(vault: Vault) -> None:
    pack = receive(vault)
    with pytest.raises(RecordError):
        vault.received.put_in_case(pack.id, "nowhere")
    assert vault.received.get(pack.id) == pack
    assert vault.attachments.get(pack.attachment_id).case_id is None


def test_what_was_verified_never_changes_and_is_never_deleted(vault: Vault) -> None:
    pack = receive(vault)
    for sql in (
        "UPDATE received_packs SET sender_name = 'Somebody else' WHERE id = ?",
        "UPDATE received_packs SET receipt = 'x.y.z' WHERE id = ?",
        "DELETE FROM received_packs WHERE id = ?",
    ):
        with pytest.raises(RecordError):
            vault.database.run(sql, (pack.id,))
    assert vault.received.get(pack.id) == pack


def test_a_correction_is_found_by_the_pack_that_it_takes_the_place_of(vault: Vault) -> None:
    first = receive(vault)
    second = receive(vault, corrects=first.pack_id, minute=5)
    assert vault.received.corrections_of(first.pack_id) == (second,)
    assert vault.received.corrections_of(second.pack_id) == ()


class TestWhoTakesThePlaceOfAnother:
    def test_its_own_signer_ends_what_is_owed(self, vault: Vault) -> None:
        case, first = keep_case(vault), receive(vault)
        put_right = corrected(vault, first)
        for pack in (first, put_right):
            vault.received.put_in_case(pack.id, case.id)
        assert [one.id for one in vault.received.undecided()] == [put_right.id]

    def test_another_signer_does_not(self, vault: Vault) -> None:
        case, first = keep_case(vault), receive(vault)
        others = corrected(vault, first, fingerprint="cd" * 32)
        for pack in (first, others):
            vault.received.put_in_case(pack.id, case.id)
        assert {one.id for one in vault.received.undecided()} == {first.id, others.id}
        talks = conversations(vault, case.id)
        assert [[one.id for one in talk.packs] for talk in talks] == [[first.id], [others.id]], (
            "and each is answered"
        )
        lines = {line.pack.id: line for line in read_inbox(vault, now=NOW).lines}
        assert lines[first.id].replaced_by is None
        assert replaced_words(first, others).endswith("says that it takes the place of this one.")
        assert takes_place_words(others, lines[others.id].takes_place_of).startswith(
            "Says that it takes the place"
        )

    def test_nor_does_one_that_stands_in_the_case_of_somebody_else(self, vault: Vault) -> None:
        case, other_case, first = keep_case(vault), keep_case(vault), receive(vault)
        put_right = corrected(vault, first)
        vault.received.put_in_case(first.id, case.id)
        vault.received.put_in_case(put_right.id, other_case.id)
        assert {one.id for one in vault.received.undecided()} == {first.id, put_right.id}

    def test_two_that_name_each_other_do_not_end_both(self, vault: Vault) -> None:
        case, number = keep_case(vault), new_pack_id()
        first = receive(vault, number, corrects="P-AAAA-AAAA")
        second = receive(vault, "P-AAAA-AAAA", corrects=number)
        itself = receive(vault, "P-BBBB-BBBB", corrects="P-BBBB-BBBB")
        for pack in (first, second, itself):
            vault.received.put_in_case(pack.id, case.id)
        last = max((first, second), key=lambda one: one.pack_id)
        assert {one.id for one in vault.received.undecided()} == {last.id, itself.id}


def corrected(vault: Vault, first: ReceivedPack, *, fingerprint: str = "") -> ReceivedPack:
    """A pack that says that it takes the place of another, signed an hour later."""
    return receive(
        vault, corrects=first.pack_id, minute=60, signed=60, fingerprint=fingerprint or first.fingerprint
    )


def test_the_same_document_has_the_same_file_id_and_another_has_not() -> None:
    one = received_file_id("P-ABCD", "00")
    assert one == received_file_id("P-ABCD", "00") != received_file_id("P-ABCD", "01")
    assert len(one) == 32
