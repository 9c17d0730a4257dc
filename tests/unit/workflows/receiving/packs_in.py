"""Sealed packs for a receiver, made once, and the receiver's own keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from prevent_desktop.casework.person import Person
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.content import PackCorrection
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.sealing import generate_identity, seal_bytes
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import Settled
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd
from tests.unit.delivery.receivers import Receiver as ReceiptKeys
from tests.unit.packs.examples import SCREENING, SIGNED_AT, pack_content
from tests.unit.packs.making import Signed, make_key_for, make_signed, sign_pack

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
PACK = "P-7QF2K8M4T9XW"
CORRECTION = "P-7QF3K8M4T9XW"
ANSWER_TO = "age1pq1" + "q" * 60

ABOUT = Person(
    id="", forenames="Ali", surname="Bexample", birth_date=PartialDate(2012, 5, 3), address="1 Example Street",
    postcode="EX1 1EX", nhs_number="9434765919", upn="A123456789012", school="Example Primary School",
    created_at=NOW, changed_at=NOW,
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A receiver, and a pack with its correction, each sealed to it."""

    receiver: ReceivingEnd
    signed: Signed
    sealed: bytes
    correction: bytes

    def put(
        self, mailbox: FolderMailbox, content: bytes | None = None, name: str = f"{PACK}.pdf.age"
    ) -> Path:
        """Let a file come in."""
        path = mailbox.incoming.path / name
        path.write_bytes(self.sealed if content is None else content)
        return path

    def signed_again(self) -> bytes:
        """The same pack under the same number, signed by somebody else who is trusted."""
        mallory = make_key_for(self.signed.authority, name="Mallory Example")
        return sign_pack(self.signed.unsigned, mallory)

    def seal(self, pdf: bytes) -> bytes:
        return seal_bytes(pdf, [self.receiver.identities[0].recipient])


def certificate_that_ended(at: datetime) -> bytes:
    """The certificate (PEM) of a desk, for no key that is here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Children’s front door")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=365))
        .not_valid_after(at)
    )
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def take_all(
    receiver: ReceivingEnd,
    mailbox: FolderMailbox,
    output: Path,
    *,
    clock: Callable[[], datetime],
    with_data: bool = False,
) -> Iterator[Kept | Settled]:
    """Take all that has come into a folder."""
    return take_from(mailbox, FolderSink(receiver=receiver, beside=output, clock=clock, with_data=with_data))


def sink_of(desk: Desk, output: Path) -> FolderSink:
    """A folder that packs are kept in."""
    return FolderSink(receiver=desk.receiver, beside=output, clock=lambda: NOW)


def make_desk() -> Desk:
    from prevent_desktop.packs.document import build_document

    content = pack_content(pack_id=PACK, record_json=packed_person(ABOUT), answer_to=ANSWER_TO)
    signed = make_signed(content)
    later = pack_content(
        pack_id=CORRECTION,
        title="Correction",
        correction=PackCorrection(
            pack_id=PACK, signed_on=SIGNED_AT.date(), changes=(), reasons=("Wrong day",)
        ),
        forms=(SCREENING,),
    )
    corrected = sign_pack(build_document(later), signed.key)
    keys = ReceiptKeys.make("Children’s front door")
    receiver = ReceivingEnd(
        name="Children’s front door",
        identities=(generate_identity(),),
        trusted=(signed.authority.certificate_pem,),
        receipt_key=keys.key_pem.encode(),
        receipt_certificate=keys.certificate_pem.encode(),
    )
    recipient = receiver.identities[0].recipient
    return Desk(receiver, signed, seal_bytes(signed.pdf, [recipient]), seal_bytes(corrected, [recipient]))
