from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import NotSavedError, PackContentError, PackError, SealingError
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.opening import extract_files
from prevent_desktop.sealing import open_bytes
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING, SHARING_DECISION
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs import keep_pack, prepare_pack
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.readiness import Readiness
from prevent_desktop.workflows.packs.sign_pack import SignedPack, sign_and_seal
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.outcomes import SetAside, Settled
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.follow_up import follow_up
from tests.profiles import change_profile
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.examples import draft, finished


@pytest.fixture
def ready(office: Office) -> Office:
    """A case whose screening, lead check and decision to share are finished, with an attachment."""
    for form_id in (SCREENING, LEAD_CHECK, SHARING_DECISION):
        finished(office, form_id)
    office.vault.attachments.add(
        io.BytesIO(b"an account"),
        case_id=office.case.id,
        file_name="account.txt",
        media_type="text/plain",
        at=now(),
    )
    return office


def content(office: Office, recipient_id: str, pack_id: str) -> PackContent:
    choices = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).choices
    choice = next(choice for choice in choices if choice.receiver.id == recipient_id)
    return content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id=pack_id, now=now()
    )


def signed(office: Office, recipient_id: str) -> SignedPack:
    receiver = next(one for one in office.organisation.known_receivers if one.id == recipient_id)
    return sign_and_seal(
        content(office, recipient_id, new_pack_id()),
        receiver,
        signing_key(office.vault),
        trusted_certificates(office.vault),
    )


def deliver(office: Office) -> list[Kept | Settled]:
    courier = make_courier(office.spool)
    courier.run_once()
    results = office.organisation.take_in(now)
    office.spool.send_now()
    courier.run_once()
    return results


def test_each_receiver_gets_its_own_parts_and_no_other(ready: Office) -> None:
    front_door = content(ready, "front-door", "P-0123456789AB")
    police = content(ready, "police-prevent", "P-0123456789AC")
    assert [form.title for form in front_door.forms] == ["Screening tool", "Lead check"]
    assert [form.title for form in police.forms] == ["Screening tool"]
    assert [attachment.file_name for attachment in front_door.attachments] == ["account.txt"]
    assert police.attachments == ()


def test_the_first_page_holds_the_writers_own_words(ready: Office) -> None:
    made = content(ready, "front-door", "P-0123456789AB")
    assert made.in_short.startswith("Two events in one week")
    assert made.ask
    assert made.what_else
    assert made.what_protects
    assert made.answer_by is not None
    assert made.what_happened[0].startswith("19 Nov, seen or heard directly: ")
    assert made.decision is not None


def test_of_a_form_that_is_there_twice_the_first_page_holds_the_words_of_the_last(ready: Office) -> None:
    again = draft(ready, SCREENING)
    said = again.content.replace("Two events in one week", "Three events in two weeks")
    fill_form.save_draft(
        ready.vault, again.id, content=said, place="", sections_done=1, sections_total=9, now=now()
    )
    fill_form.finalise(ready.vault, ready.library, again.id, now=now())
    made = content(ready, "police-prevent", "P-0123456789AB")
    assert [form.title for form in made.forms] == ["Screening tool", "Screening tool"]
    assert made.in_short.startswith("Three events in two weeks")


def test_a_pack_says_what_is_missing_before_it_can_be_signed(office: Office) -> None:
    preparation = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now())
    assert not preparation.may_sign
    assert {line.go_to for line in preparation.lines if line.state is Readiness.MISSING} == {
        "",
        SHARING_DECISION,
    }
    with pytest.raises(PackContentError):
        content(office, "front-door", "P-0123456789AB")


def test_a_ready_case_may_be_signed(ready: Office) -> None:
    assert prepare_pack.prepare(ready.vault, ready.library, ready.case.id, now=now()).may_sign


def test_a_form_that_is_kept_apart_is_in_no_pack_whoever_asks_for_it(ready: Office) -> None:
    from dataclasses import replace

    from prevent_desktop.workflows.organisation import settings

    greedy = tuple(
        replace(receiver, form_ids=(*receiver.form_ids, "equality-monitoring"))
        for receiver in settings.receivers(ready.vault)
    )
    change_profile(ready.vault, recipients=greedy)
    filled = ready.vault.responses.of_case(ready.case.id)[0]
    ready.vault.responses.add(
        replace(filled, id="f" * 32, form_id="equality-monitoring", title="Equality", finalised_at=None,
                content_digest="", kept_apart=True)
    )  # fmt: skip
    ready.vault.responses.finalise("f" * 32, filled.content, filled.content_digest, now())
    for choice in prepare_pack.prepare(ready.vault, ready.library, ready.case.id, now=now()).choices:
        assert "equality-monitoring" not in {form.form_id for form in choice.forms}


def test_a_queued_pack_is_delivered_and_its_receipt_stands_in_the_record(ready: Office) -> None:
    record = keep_pack.keep_and_queue(
        ready.vault, ready.spool, signed(ready, "front-door"), case_id=ready.case.id, now=now()
    )
    assert record.status is PackStatus.QUEUED
    results = deliver(ready)
    assert [type(result) for result in results] == [Kept]
    assert follow_up(ready.vault, ready.spool, now=now()) == 1
    settled = ready.vault.packs.get(record.id)
    assert settled.status is PackStatus.DELIVERED
    assert settled.receiver_reference == results[0].reference  # type: ignore[union-attr]
    assert ready.vault.cases.get(ready.case.id).status is CaseStatus.ACKNOWLEDGED
    assert follow_up(ready.vault, ready.spool, now=now()) == 0


def test_the_receiver_reads_the_answers_and_the_attachment_out_of_the_pack(ready: Office) -> None:
    keep_pack.keep_and_queue(
        ready.vault, ready.spool, signed(ready, "front-door"), case_id=ready.case.id, now=now()
    )
    (received,) = deliver(ready)
    assert isinstance(received, Kept)
    names = {name for name, _media_type, _data in extract_files(Path(received.pdf).read_bytes())}
    assert {"screening-tool.json", "lead-check.json", "sharing-decision.json", "account.txt"} <= names


def test_the_pack_of_a_case_says_whom_and_by_whom_with_its_forms_beside_it(ready: Office) -> None:
    pack = content(ready, "front-door", "P-0123456789AB")
    files = {name: data for name, _kind, data in extract_files(build_document(pack))}
    person = json.loads(files["record.json"])
    assert person["id"] not in {ready.person.id, ready.case.id}, "our own ids stay here"
    forms = {
        hashlib.sha256(data).hexdigest() for name, data in files.items() if name.startswith("questionnaire-")
    }
    for form in pack.all_forms:
        answers = json.loads(files[form.data_name])
        assert answers["subject"]["reference"] == f"urn:uuid:{person['id']}"
        assert answers["author"]["display"] == "Sam Field, Lead, Example School"
        assert answers["extension"][0]["valueString"] in forms


def test_a_pack_that_was_signed_but_not_queued_is_queued_at_the_next_start(ready: Office) -> None:
    record = keep_pack.keep(
        ready.vault, signed(ready, "front-door"), case_id=ready.case.id, status=PackStatus.SIGNED, now=now()
    )
    assert follow_up(ready.vault, ready.spool, now=now()) == 1
    assert ready.vault.packs.get(record.id).status is PackStatus.QUEUED
    item = ready.spool.get(record.id)
    assert item is not None
    assert item.digest == ready.vault.packs.get(record.id).sealed_digest


def test_a_pack_in_the_spool_that_the_record_calls_signed_is_not_queued_twice(ready: Office) -> None:
    pack = signed(ready, "front-door")
    record = keep_pack.keep(ready.vault, pack, case_id=ready.case.id, status=PackStatus.SIGNED, now=now())
    ready.spool.queue(
        record.id,
        pack.sealed.open(),
        endpoint=pack.receiver.endpoint,
        receipt_certificate=pack.receiver.receipt_certificate,
    )
    follow_up(ready.vault, ready.spool, now=now())
    assert len(ready.spool.items()) == 1
    assert ready.vault.packs.get(record.id).sealed_digest == record.sealed_digest


def test_one_bad_file_does_not_block_the_others(ready: Office) -> None:
    keep_pack.keep_and_queue(
        ready.vault, ready.spool, signed(ready, "front-door"), case_id=ready.case.id, now=now()
    )
    mailbox = ready.organisation.receivers[0].mailbox
    (mailbox.incoming.path / "P-000000000000.pdf.age").write_bytes(b"not a pack")
    results = deliver(ready)
    assert {type(result) for result in results} == {Kept, SetAside}
    assert not mailbox.receipt_path("P-000000000000").exists()


def test_another_receivers_key_does_not_open_the_pack(ready: Office) -> None:
    sealed = signed(ready, "front-door").sealed.open().read()
    police = ready.organisation.receivers[1].end
    with pytest.raises(SealingError):
        open_bytes(sealed, police.identities)


def test_a_pack_signed_under_an_authority_that_the_receiver_does_not_trust_is_refused(
    ready: Office, tmp_path: Path
) -> None:
    from prevent_desktop.workflows.demo.demo_organisation import open_demo_organisation

    other = open_demo_organisation(tmp_path / "other")
    with pytest.raises(PackError):
        sign_and_seal(
            content(ready, "front-door", new_pack_id()),
            ready.organisation.known_receivers[0],
            signing_key(ready.vault),
            (other.authority.certificate_pem,),
        )


def test_a_sealed_pack_is_saved_to_a_folder(ready: Office, tmp_path: Path) -> None:
    pack = signed(ready, "front-door")
    record, path = keep_pack.save_to_folder(ready.vault, pack, tmp_path, case_id=ready.case.id, now=now())
    assert path.read_bytes() == pack.sealed.open().read()
    assert record.status is PackStatus.SAVED
    assert list(tmp_path.glob("*.part")) == []


def test_a_pack_that_cannot_be_saved_is_not_said_to_be(ready: Office, tmp_path: Path) -> None:
    before = ready.vault.packs.all()
    with pytest.raises(NotSavedError):
        keep_pack.save_to_folder(
            ready.vault, signed(ready, "front-door"), tmp_path / "missing", case_id=ready.case.id, now=now()
        )
    assert ready.vault.packs.all() == before


def test_the_outbox_holds_no_word_of_the_person(ready: Office, tmp_path: Path) -> None:
    keep_pack.keep_and_queue(
        ready.vault, ready.spool, signed(ready, "front-door"), case_id=ready.case.id, now=now()
    )
    assert isinstance(ready.spool, Spool)
    for path in (tmp_path / "outbox").rglob("*"):
        if path.is_file():
            assert b"Brook" not in path.read_bytes()
