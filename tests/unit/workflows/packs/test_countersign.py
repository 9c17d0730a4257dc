"""From a pack that waits for the lead to the receiver: two vaults, sealed files between them, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import pytest

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.organisation import Colleague, Practitioner
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.errors import (
    DatabaseDamagedError,
    NotSavedError,
    PackContentError,
    PackVerificationError,
    SealingError,
    SigningKeyError,
)
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.sources import Source
from prevent_desktop.vault.integrity import check
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import join_demo_organisation
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, SCREENING
from prevent_desktop.workflows.organisation.answer_key import answer_identities, answer_recipient
from prevent_desktop.workflows.organisation.signing_identity import (
    signing_key,
    trusted_certificates,
    verification_context,
)
from prevent_desktop.workflows.packs import keep_pack, prepare_pack
from prevent_desktop.workflows.packs.countersign import (
    Countersigned,
    FileSource,
    Handed,
    Judge,
    countersign,
    keep_countersigned,
    leads,
    look_at,
    of_vault,
    save_sealed,
    why_not,
)
from prevent_desktop.workflows.packs.pack_content import content_for
from prevent_desktop.workflows.packs.pack_mistake import look_for_mistake, withdraw
from prevent_desktop.workflows.packs.sign_pack import WorkFolder, sign_and_seal
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.profiles import change_profile
from tests.unit.workflows.conftest import PASSPHRASE, Office, now
from tests.unit.workflows.examples import finished
from tests.unit.workflows.packs.test_packs import deliver


@pytest.fixture
def waiting(office: Office) -> PackRecord:
    """A pack that was signed for the front door, and waits for the lead."""
    for form_id in (SCREENING, LEAD_CHECK):
        finished(office, form_id)
    choices = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).choices
    choice = next(choice for choice in choices if choice.receiver.id == "front-door")
    content = content_for(
        office.vault, office.library, choice, case_id=office.case.id, pack_id=new_pack_id(), now=now()
    )
    signed = sign_and_seal(
        replace(content, countersigner="Pat Lead, designated safeguarding lead"),
        choice.receiver,
        signing_key(office.vault),
        trusted_certificates(office.vault),
        WorkFolder(files=office.vault.attachments.files, spool=office.spool),
    )
    signed.sealed.discard()
    return keep_pack.keep(office.vault, signed, case_id=office.case.id, status=PackStatus.AWAITING, now=now())


@pytest.fixture
def lead(office: Office, tmp_path: Path) -> Iterator[Vault]:
    """The lead's own vault, in the same organisation."""
    created = copied_vault(tmp_path / "lead", PASSPHRASE, number=1)
    with unlock.open_vault(tmp_path / "lead", created.key) as vault:
        owner = Practitioner(
            name="Pat Lead", role="Designated safeguarding lead", organisation="Example Primary School"
        )
        join_demo_organisation(vault, office.organisation, owner)
        yield vault


def _judge(vault: Vault) -> Judge:
    return Judge(trusted=trusted_certificates(vault), known=verification_context(vault, now=now()))


@dataclass(frozen=True)
class Sent:
    """What went to the lead, as the lead sees it."""

    path: Path
    handed: Handed


@pytest.fixture
def sent(office: Office, waiting: PackRecord, lead: Vault, tmp_path: Path) -> Sent:
    (tmp_path / "stick").mkdir()
    _record, source = of_vault(office.vault, waiting.id)
    path = save_sealed(source, answer_recipient(lead), tmp_path / "stick", waiting.id)
    return Sent(path, look_at(FileSource(path, answer_identities(lead)), _judge(lead)))


def _countersigned(sent: Sent, lead: Vault) -> Countersigned:
    return countersign(
        sent.handed, signing_key(lead), _judge(lead), location="Example Primary School", now=now()
    )


def test_a_waiting_pack_is_not_queued_by_itself_and_its_author_does_not_countersign_it(
    office: Office, waiting: PackRecord
) -> None:
    follow_up(office.vault, office.spool, now=now())
    assert office.spool.get(waiting.id) is None
    assert office.vault.packs.get(waiting.id).status is PackStatus.AWAITING
    _record, source = of_vault(office.vault, waiting.id)
    handed = look_at(source, _judge(office.vault), record_id=waiting.id)
    key = signing_key(office.vault)
    assert "no signing key" in why_not(handed, None)
    with pytest.raises(SigningKeyError, match="You signed it yourself"):
        countersign(handed, key, _judge(office.vault), location="", now=now())
    (got,) = look_for_mistake(office.vault, office.spool, waiting.id).got
    assert got.may_withdraw
    withdraw(office.vault, office.spool, waiting.id, now=now())
    assert office.vault.packs.get(waiting.id).status is PackStatus.WITHDRAWN
    with pytest.raises(PackContentError, match="does not wait"):
        keep_countersigned(office.vault, waiting.id, source, handed.pack, now=now())


def test_a_countersigned_pack_comes_back_and_reaches_the_receiver_with_both_signatures(
    office: Office, sent: Sent, lead: Vault, waiting: PackRecord, tmp_path: Path
) -> None:
    assert sent.path.name == f"{waiting.id}.pdf.age"
    assert (sent.handed.pack.pack_id, sent.handed.facts.page_count) == (waiting.id, waiting.page_count)
    assert not why_not(sent.handed, signing_key(lead))
    signed = _countersigned(sent, lead)
    back = save_sealed(signed.pdf, sent.handed.facts.answer_to, tmp_path, waiting.id)
    came_back = look_at(FileSource(back, answer_identities(office.vault)), _judge(office.vault))
    record = keep_countersigned(office.vault, waiting.id, came_back.source, came_back.pack, now=now())
    assert record.status is PackStatus.SIGNED
    follow_up(office.vault, office.spool, now=now())
    (received,) = [one for one in deliver(office) if isinstance(one, Kept) and one.pack_id == waiting.id]
    pack = verify_pack(Path(received.pdf).read_bytes(), trusted_certificates(office.vault))
    assert [signer.name for signer in pack.later_signers] == ["Pat Lead"]
    assert office.vault.audit.has("pack.countersigned", waiting.id)


@dataclass
class Remembering:
    """A source that keeps what it opened."""

    source: Source
    opened: list[BinaryIO] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.source.size

    def open(self) -> BinaryIO:
        self.opened.append(self.source.open())
        return self.opened[-1]


def test_once_it_is_signed_nothing_holds_the_file_open_that_was_handed_over(sent: Sent, lead: Vault) -> None:
    """The fault: signing left it open until garbage was searched, so that Windows did not let its stick be taken out."""
    handed_over = Remembering(sent.handed.source)
    _countersigned(replace(sent, handed=replace(sent.handed, source=handed_over)), lead)
    assert [file.closed for file in handed_over.opened] == [True] * len(handed_over.opened)
    assert handed_over.opened


def test_only_this_very_pack_with_one_more_signature_is_taken_in_and_once(
    office: Office, sent: Sent, lead: Vault, waiting: PackRecord
) -> None:
    with pytest.raises(PackContentError, match="but another one"):
        keep_countersigned(office.vault, waiting.id, sent.handed.source, sent.handed.pack, now=now())
    signed = _countersigned(sent, lead)
    again = look_at(signed.pdf, _judge(lead))
    assert why_not(again, signing_key(lead)) == "It is countersigned already, by Pat Lead."
    keep_countersigned(office.vault, waiting.id, signed.pdf, signed.pack, now=now())
    with pytest.raises(PackContentError, match="does not wait"):
        keep_countersigned(office.vault, waiting.id, signed.pdf, signed.pack, now=now())
    choices = prepare_pack.prepare(office.vault, office.library, office.case.id, now=now()).choices
    assert all(not choice.attachments for choice in choices), "the pack as it waited is no evidence"


def test_nobody_is_offered_to_hand_a_pack_over_to_themselves(office: Office, lead: Vault) -> None:
    everybody = tuple(
        Colleague(name=name, role="Lead", recipient=answer_recipient(vault))
        for name, vault in (("Sam Field", office.vault), ("Pat Lead", lead))
    )
    change_profile(office.vault, colleagues=everybody)
    assert [one.name for one in leads(office.vault)] == ["Pat Lead"]


@pytest.mark.harms_vault("its row is put back behind the triggers")
def test_a_vault_with_a_countersigned_pack_is_whole_and_one_where_it_was_put_back_is_not(
    office: Office, sent: Sent, lead: Vault, waiting: PackRecord
) -> None:
    signed = _countersigned(sent, lead)
    record = keep_countersigned(office.vault, waiting.id, signed.pdf, signed.pack, now=now())
    assert record.pdf_digest != waiting.pdf_digest
    check(office.vault)
    office.vault.database.run(
        "UPDATE packs SET pdf_digest = ? WHERE id = ?", (waiting.pdf_digest, waiting.id)
    )
    with pytest.raises(DatabaseDamagedError):
        check(office.vault)


def test_a_pack_of_a_shared_case_may_be_countersigned_on_the_laptop_of_a_colleague(
    office: Office, sent: Sent, lead: Vault, waiting: PackRecord
) -> None:
    signed = _countersigned(sent, lead)
    stored = office.vault.attachments.add(
        io.BytesIO(signed.pdf.open().read()), case_id=office.case.id, file_name="p.pdf", media_type="application/pdf", at=now()
    )  # fmt: skip
    office.vault.packs.set_countersigned(waiting.id, attachment_id=stored.id, pdf_digest=stored.sha256)
    with pytest.raises(DatabaseDamagedError):
        check(office.vault)
    office.vault.team.share(office.case.id, "circle", now())
    check(office.vault)


def test_a_file_that_is_changed_or_sealed_to_another_is_shown_to_nobody(
    sent: Sent, lead: Vault, office: Office, tmp_path: Path
) -> None:
    with pytest.raises(SealingError):
        look_at(FileSource(sent.path, answer_identities(office.vault)), _judge(lead))
    with sent.handed.source.open() as file:
        changed = file.read().replace(b"/Lang (en-GB)", b"/Lang (en-GX)", 1)
    path = tmp_path / "changed.pdf"
    path.write_bytes(changed)
    with pytest.raises(PackVerificationError, match="changed or damaged"):
        look_at(FileSource(path), _judge(lead))
    with pytest.raises(PackContentError, match="cannot be read"):
        look_at(FileSource(tmp_path / "gone.pdf"), _judge(lead))
    with pytest.raises(NotSavedError, match="is there already"):
        save_sealed(sent.handed.source, answer_recipient(lead), sent.path.parent, sent.handed.pack.pack_id)
