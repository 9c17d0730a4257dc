"""What came in at a desk: five packs by five organisations, one in danger, each about somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.statement import Statement
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.sealing import Recipient, generate_identity, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.receiving import desk as desks
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import make_key_for
from tests.unit.workflows.receiving.packs_in import certificate_that_ended

RULED_OUT = StatedDanger(DangerAnswer.NO)
CALLED = StatedDanger(DangerAnswer.YES, time(14, 32))
MAIL = (
    ("P-2AAF2K8M4T9X", "Example Academy", ("Emre", "Celik"), 10, "Help today", CALLED, 0),
    ("P-2BBF2K8M4T9X", "Example School", ("Łukasz", "Kowalczyk"), 15, "An initial assessment", RULED_OUT, 2),
    ("P-2CCF2K8M4T9X", "Health visiting team", ("Fiona", "Nowak"), 17, "Advice on telling a parent", RULED_OUT, 4),
    ("P-2DDF2K8M4T9X", "Example College", ("Gwen", "Davies"), 19, "What to do next", RULED_OUT, 5),
    ("P-2EEF2K8M4T9X", "Youth justice service", ("Ian", "Pole"), 16, "For information", StatedDanger(), 6),
)  # fmt: skip


def make_mail_desk(vault: Vault, mailbox: FolderMailbox, authority: Authority) -> Recipient:
    """The vault is a desk that trusts `authority`; what is sealed to it opens there."""
    now = datetime.now(UTC)
    vault.secrets.set(terms.TRUSTED, authority.certificate_pem)
    desks.make_desk(vault, desks.Desk(name="Children’s front door", folders=(mailbox.folder,)), now=now)
    return desks.receiving_end_of(vault, now=now).identities[0].recipient


def end_certificate(vault: Vault) -> None:
    """The desk signs with a certificate of its own that has ended."""
    vault.secrets.set(
        desks.RECEIPT_CERTIFICATE, certificate_that_ended(datetime.now(UTC) - timedelta(days=1))
    )


def signed_mail(authority: Authority) -> dict[str, bytes]:
    """All five by their numbers, the one in danger with the others; each says to which key it is answered."""
    signed = {}
    answer_to = str(generate_identity().recipient)
    for number, organisation, name, age, ask, danger, days in MAIL:
        now = datetime.now(UTC)
        content = pack_content(
            pack_id=number, sender=Practitioner(name="Sam Field", role="Lead", organisation=organisation, phone="01632 960 001", email=""),
            about_label=f"{name[0][0]}{name[1][0]}, {age}", signed_at=now, ask=f"{ask}.", stated_danger=danger,
            answer_by=now.date() + timedelta(days=days), record_json=packed_person(_person(name, age)), answer_to=answer_to,
        )  # fmt: skip
        key = make_key_for(authority, name="Sam Field", organisation=organisation)
        signed[number] = sign(
            build_document(content),
            key,
            Statement(reason="Prevent referral", location=organisation, claimed_time=now),
        )
    return signed


def send_mail(mailbox: FolderMailbox, signed: Mapping[str, bytes], to: Recipient) -> None:
    """Let them come in."""
    for number, pack in signed.items():
        (mailbox.incoming.path / f"{number}.pdf.age").write_bytes(seal_bytes(pack, [to]))


def _person(name: tuple[str, str], age: int) -> Person:
    now = datetime.now(UTC)
    born = date(now.year - age, 1, 1)
    person = Person(id="", forenames=name[0], surname=name[1], created_at=now, changed_at=now)
    return replace(person, birth_date=PartialDate.of(born))
