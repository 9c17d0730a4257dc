"""A child's file goes to the new school's lead, over two real vaults and the folder between them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from pikepdf import Pdf

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.casework.correspondence_kinds import FILE_MOVES
from prevent_desktop.casework.file_move import FileMoveKind
from prevent_desktop.casework.identifiers import new_pack_id, short_pack_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import ProfileError, RecordError
from prevent_desktop.packs.content import PackContent
from prevent_desktop.ui.receiving.received_pack_words import takes_place_words
from prevent_desktop.vault import integrity
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs.keep_pack import keep_and_queue, save_to_folder
from prevent_desktop.workflows.packs.protect_pack import sign_and_protect
from prevent_desktop.workflows.packs.sign_pack import sign_and_seal
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving.desk import public_part
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.school_move.file_contents import FileContents
from prevent_desktop.workflows.school_move.moving import Leaving, Move, choice_for, note_move, read_move
from prevent_desktop.workflows.school_move.schools import keep_card, known_schools, read_card, without_program
from prevent_desktop.workflows.school_move.slip import slip_to_print
from tests.lead_desk import LEAD, LeadDesk, exchange, finished_concern, lead_desk
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import finished

LAST_DAY = date(2026, 11, 27)
SECRET = "Quorvexnote"


@pytest.fixture
def school(office: Office, tmp_path: Path) -> Iterator[LeadDesk]:
    """The new school's lead, whom no profile of ours names."""
    with lead_desk(tmp_path, office.organisation) as made:
        yield made


@pytest.fixture
def with_file(office: Office) -> Office:
    """Two cases: a concern and a note in one, a screening in another."""
    finished_concern(office.vault, office.library, office.case.id)
    office.vault.notes.add(
        Note(
            id="9" * 32, case_id=office.case.id, text=f"{SECRET} on the stairs", source=Source.DIRECT,
            source_detail="", author="Teacher", written_at=now(),
        )
    )  # fmt: skip
    second = open_case(office.vault, office.person.id, now=now())
    finished_concern(office.vault, office.library, second.id)
    return office


def compared(office: Office, school: LeadDesk) -> Receiver:
    return keep_card(office.vault, read_card(public_part(school.vault).encode()))


def contents(office: Office, to: Receiver, leaving: Leaving) -> PackContent:
    choice = choice_for(office.vault, to, now=now())
    return FileContents(leaving)(
        office.vault, office.library, choice, case_id=moved(office).case_id, pack_id=new_pack_id(), now=now()
    )


def moved(office: Office) -> Move:
    return read_move(office.vault, office.person.id, now=now())


def send(office: Office, to: Receiver, leaving: Leaving) -> PackRecord:
    """What the page's button does once the passphrase was given."""
    signed = sign_and_seal(
        contents(office, to, leaving), to, signing_key(office.vault), trusted_certificates(office.vault)
    )
    also = partial(note_move, leaving, to)
    return keep_and_queue(
        office.vault, office.spool, signed, case_id=moved(office).case_id, now=now(), also=also
    )


def arrived(office: Office, school: LeadDesk) -> ReceivedPack:
    exchange(office.vault, office.spool)
    (received,) = school.take_in()
    exchange(office.vault, office.spool)
    return received


class TestTheWholeFile:
    def test_it_arrives_with_a_receipt_and_every_case_form_note_and_event(
        self, with_file: Office, school: LeadDesk
    ) -> None:
        office = with_file
        to = compared(office, school)
        pack = send(office, to, Leaving(kind=FileMoveKind.FILE, left_on=LAST_DAY, words="Support goes on."))
        received = arrived(office, school)

        kept = office.vault.packs.get(pack.id)
        assert kept.status is PackStatus.DELIVERED, "the receipt is signed with the key on the card"
        assert moved(office).went[0].arrived
        opened = open_pack(school.vault, received.id, now=now())
        assert opened.about is not None
        record_person(school.vault, received.id, opened.about, now=now())
        record = read_record(school.vault, person_of(school), now=now())
        assert EntryKind.RECEIVED in {entry.kind for entry in record.entries}
        with school.vault.attachments.open(received.attachment_id) as pdf, Pdf.open(pdf) as whole:
            files = {name: one.get_file().read_bytes() for name, one in whole.attachments.items()}
        concerns = [name for name in files if name.startswith("concern") and name.endswith(".json")]
        assert len(concerns) == 2, sorted(files)  # one of each case
        data = json.loads(files["record-in-full.json"])
        assert SECRET in json.dumps(data["cases"])
        assert data["seen"] == []
        assert data["kept_apart"] == []
        assert Pdf.open(io.BytesIO(files["record-in-full.pdf"])).pages

    def test_it_is_in_the_chronology_and_is_asked_for_within_five_school_days(
        self, with_file: Office, school: LeadDesk
    ) -> None:
        office = with_file
        pack = send(office, compared(office, school), Leaving(kind=FileMoveKind.FILE, left_on=LAST_DAY))
        assert pack.answer_by == date(2026, 12, 4)
        assert moved(office).due(LAST_DAY) == date(2026, 12, 4)
        record = read_record(office.vault, office.person.id, now=now())
        lines = [entry.what for entry in record.entries if LEAD in entry.what]
        assert any(short_pack_id(pack.id) in line for line in lines), lines

    def test_a_form_in_a_part_of_its_own_stays(self, with_file: Office, school: LeadDesk) -> None:
        office = with_file
        kept = finished(office, "own-reflection") if "own-reflection" in office.library.form_ids() else None
        made = contents(office, compared(office, school), Leaving(kind=FileMoveKind.FILE))
        assert kept is None or kept.id not in {form.response_id for form in made.forms}


class TestOneTransaction:
    @pytest.mark.parametrize("by_folder", [False, True])
    def test_what_cannot_be_written_of_the_move_undoes_the_pack(
        self, with_file: Office, school: LeadDesk, tmp_path: Path, by_folder: bool
    ) -> None:
        """No file has left that no move tells of."""
        office, to = with_file, compared(with_file, school)
        leaving = Leaving(kind=FileMoveKind.FILE, left_on=LAST_DAY)
        case_id = moved(office).case_id
        signed = sign_and_seal(
            contents(office, to, leaving), to, signing_key(office.vault), trusted_certificates(office.vault)
        )
        also = partial(note_move, replace(leaving, words="\ud800"), to)
        vault, spool = office.vault, office.spool
        keep = partial(save_to_folder, folder=tmp_path) if by_folder else partial(keep_and_queue, spool=spool)
        with pytest.raises(RecordError, match="cannot be kept"):
            keep(vault, signed=signed, case_id=case_id, now=now(), also=also)
        assert office.vault.packs.of_case(case_id) == ()
        assert moved(office).went == ()
        assert office.spool.items() == ()
        assert list(tmp_path.glob("*.age")) == []
        assert integrity.check(office.vault).stray_files == ()


class TestWordsAlone:
    def test_the_school_is_told_ahead_without_any_form_or_file(
        self, with_file: Office, school: LeadDesk
    ) -> None:
        office = with_file
        leaving = Leaving(kind=FileMoveKind.AHEAD, left_on=LAST_DAY, words="Channel support goes on.")
        made = contents(office, compared(office, school), leaving)
        assert "Channel support goes on." in made.in_short
        assert "SENCO" in made.ask
        assert (made.forms, made.attachments, made.chronology) == ((), (), ())
        send(office, compared(office, school), leaving)
        assert arrived(office, school).title.startswith(made.title)

    def test_a_wrong_school_is_asked_to_delete_and_is_told_nothing_more_of_the_child(
        self, with_file: Office, school: LeadDesk
    ) -> None:
        office = with_file
        to = compared(office, school)
        wrong = send(office, to, Leaving(kind=FileMoveKind.FILE))
        made = contents(
            office, to, Leaving(kind=FileMoveKind.DELETE, pack_id=wrong.id, words="Wrong Elm Road.")
        )
        assert short_pack_id(wrong.id) in made.in_short
        assert (made.person_facts, made.record_json, made.household) == ((), "", None)
        assert made.answer_by is not None, "without an answer it stands as not answered"

    def test_a_request_to_delete_names_its_pack_so_that_the_receiver_sees_who_signed_that(
        self, with_file: Office, school: LeadDesk
    ) -> None:
        office = with_file
        to = compared(office, school)
        wrong = send(office, to, Leaving(kind=FileMoveKind.FILE))
        file = arrived(office, school)
        asked = send(office, to, Leaving(kind=FileMoveKind.DELETE, pack_id=wrong.id))
        request = arrived(office, school)
        assert request.corrects == wrong.id
        request = replace(
            request, claimed_at=file.claimed_at + timedelta(minutes=1)
        )  # both were signed within one second
        assert request.takes_the_place_of(file)
        assert takes_place_words(request, file) == f"Takes the place of pack {short_pack_id(wrong.id)}"
        others = replace(file, fingerprint="0" * 64, sender_name="Somebody Else")
        assert takes_place_words(request, others).endswith("which Somebody Else signed")
        namesake = replace(file, fingerprint="0" * 64)
        assert takes_place_words(request, namesake).endswith(
            f"which {file.sender_name} signed with another key"
        )
        assert asked.corrects is None, "in the sender's own record nothing takes the place of what went wrong"


class TestSchools:
    @pytest.mark.parametrize(
        "change",
        [
            {"name": "Elm\u202eRoad"}, {"name": " "}, {"name": "x" * 201}, {"phone": "01\u2028"}, {"seal_to": []},
            {"seal_to": ["age1junk"]}, {"receipt_certificate": "junk"}, {"receipt_certificate": ""},
            {"endpoint": "javascript:1"}, {"endpoint": "http://school.example/in"},
        ],
    )  # fmt: skip
    def test_a_card_that_nothing_can_go_to_is_refused_in_words(
        self, school: LeadDesk, change: dict[str, object]
    ) -> None:
        card = {**json.loads(public_part(school.vault)), **change}
        with pytest.raises(ProfileError):
            read_card(json.dumps(card).encode())

    def test_a_card_is_kept_once_its_words_were_compared(self, office: Office, school: LeadDesk) -> None:
        card = read_card(public_part(school.vault).encode())
        assert known_schools(office.vault) == ()
        assert len(card.key_words.split()) == len(card.receipt_words.split()) == 6
        keep_card(office.vault, card)
        assert [one.name for one in known_schools(office.vault)] == [LEAD]
        assert card.school.id not in {one.id for one in settings.receivers(office.vault)}

    def test_a_card_beside_a_profile_changes_no_receiver_of_it(
        self, office: Office, school: LeadDesk
    ) -> None:
        before = settings.receivers(office.vault)
        compared(office, school)
        assert settings.receivers(office.vault) == before

    @pytest.mark.parametrize(
        "untrusted", [b"", b"{}", b'{"kind": "receiving-desk", "version": 2}', b"\xff" * 90]
    )
    def test_another_file_is_refused_in_words(self, untrusted: bytes) -> None:
        with pytest.raises(ProfileError, match="receiver"):
            read_card(untrusted)

    def test_a_school_without_the_program_gets_a_pdf_under_a_password(self, with_file: Office) -> None:
        office = with_file
        to = without_program("Elm Road School", "01632 960 100")
        assert to.way is SealingWay.PASSWORD
        made = sign_and_protect(
            contents(office, to, Leaving(kind=FileMoveKind.FILE)), to, signing_key(office.vault),
            trusted_certificates(office.vault), now=now(),
        )  # fmt: skip
        with made.signed.sealed.open() as file:
            assert len(Pdf.open(io.BytesIO(file.read()), password=made.password).pages) > 1
        made.signed.sealed.discard()

    def test_the_slip_is_printed_where_a_colleague_wrote_the_move_again(
        self, with_file: Office, school: LeadDesk
    ) -> None:
        office = with_file
        pack = send(office, compared(office, school), Leaving(kind=FileMoveKind.FILE))
        (row,) = office.vault.records(FILE_MOVES).of(pack.case_id)
        office.vault.records(FILE_MOVES).add({**row, "id": "another"})
        assert slip_to_print(office.vault, pack.id, now=now()).subject in {row["id"], "another"}

    def test_a_move_that_a_colleagues_program_put_in_another_case_has_no_slip(
        self, office: Office, school: LeadDesk
    ) -> None:
        pack = send(office, compared(office, school), Leaving(kind=FileMoveKind.FILE))
        (row,) = office.vault.records(FILE_MOVES).of(pack.case_id)
        other = open_case(office.vault, office.person.id, now=now())
        theirs = new_pack_id()
        office.vault.packs.add(replace(pack, id=theirs, status=PackStatus.SIGNED))
        office.vault.records(FILE_MOVES).add({**row, "id": "another", "case_id": other.id, "pack_id": theirs})
        assert theirs in {one.pack.id for one in read_move(office.vault, office.person.id, now=now()).went}
        with pytest.raises(RecordError, match="no slip for this pack"):
            slip_to_print(office.vault, theirs, now=now())

    def test_the_kind_is_listed_as_what_leaves(self) -> None:
        assert FILE_MOVES.held


def person_of(school: LeadDesk) -> str:
    (person,) = school.vault.people.all()
    return person.id
