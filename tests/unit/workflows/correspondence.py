"""A sender's vault and outbox, and a receiving desk's vault, with a folder between them; all real, but for a pack's pages.

The two are made once for all tests of a module; each test gets a person, a case and a delivered pack of its own.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.answer import AnswerKind, AnswerRecord
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.identifiers import new_id, new_pack_id
from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import ReceivedPack, ReceivedStatus
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, give_answer, put_out
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.receiving.answering import receipt_for, reference_for
from prevent_desktop.workflows.receiving.desk import Desk, make_desk, receiving_end_of
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.follow_up import follow_up
from tests.made_vaults import copied_vault

QUESTION = Said(kind=AnswerKind.QUESTION, text="Which school does he go to?")
FRONT_DOOR, POLICE = "Children’s front door", "Police Prevent team"
PHONE = "01632 960 010"


def now() -> datetime:
    """The device clock: keys and certificates are made by it too."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desks:
    """The sender's vault and outbox, and the receiver's vault, keys and folder."""

    vault: Vault
    spool: Spool
    theirs: Vault
    receiver: ReceivingEnd
    mailbox: FolderMailbox
    police: ReceivingEnd


@contextmanager
def two_desks(folder: Path) -> Iterator[Desks]:
    """Make both."""
    made = copied_vault(folder / "sender")
    for name in ("receiver", "police"):
        shutil.copytree(folder / "sender", folder / name)
    mailboxes = {name: FolderMailbox.create(folder / f"mailbox-{name}") for name in ("receiver", "police")}
    with (
        Vault.open(folder / "sender", made.key) as vault,
        Vault.open(folder / "receiver", made.key) as theirs,
        Vault.open(folder / "police", made.key) as police,
        Spool.open(folder / "outbox") as spool,
    ):
        receivers = []
        for desk, its_name, phone, name in (
            (theirs, FRONT_DOOR, PHONE, "receiver"),
            (police, POLICE, "", "police"),
        ):
            make_desk(desk, Desk(name=its_name, phone=phone, folders=(mailboxes[name].folder,)), now=now())
            keys = receiving_end_of(desk, now=now())
            receivers.append(
                Receiver(
                    id=name, name=its_name, seal_to=(str(keys.identities[0].recipient),),
                    receipt_certificate=keys.receipt_certificate.decode(), endpoint=mailboxes[name].endpoint,
                    form_ids=("screening-tool",), phone=phone,
                )
            )  # fmt: skip
        settings.save_receivers(vault, tuple(receivers))
        yield Desks(
            vault,
            spool,
            theirs,
            receiving_end_of(theirs, now=now()),
            mailboxes["receiver"],
            receiving_end_of(police, now=now()),
        )


@dataclass
class Correspondence:
    """One pack: `pack` is the sender's record of it, `received` the receiver's."""

    desks: Desks
    person: Person
    case: Case
    pack: PackRecord
    received: ReceivedPack
    receiver: ReceivingEnd

    @property
    def vault(self) -> Vault:
        """The sender's."""
        return self.desks.vault

    @property
    def spool(self) -> Spool:
        """The sender's."""
        return self.desks.spool

    @property
    def theirs(self) -> Vault:
        """The receiver's vault."""
        return self.desks.theirs

    @property
    def mailbox(self) -> FolderMailbox:
        """The folder between them."""
        return self.desks.mailbox

    def give(self, said: Said) -> AnswerRecord:
        """The receiver answers."""
        there = self.mailbox.answers_given(self.pack.id)
        record = give_answer(self.theirs, self.receiver, self.received.id, said, there=there, now=now())
        put_out(self.theirs)
        return record

    def fetch(self) -> int:
        """The sender's outbox asks, and the vault takes what came."""
        self.spool.send_now()
        make_courier(self.spool).run_once()
        return follow_up(self.vault, self.spool, now=now())


def correspond(desks: Desks) -> Correspondence:
    """Somebody new, and a pack about them that the front door has got and receipted."""
    person, case = people.add_person(
        desks.vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now()
    )
    pack = send(desks, case)
    made = Correspondence(
        desks,
        person,
        case,
        pack,
        receive(
            desks.theirs,
            desks.receiver,
            desks.mailbox,
            pack.id,
            pack.sealed_digest,
            answer_recipient(desks.vault),
        ),
        desks.receiver,
    )
    made.fetch()
    made.pack = desks.vault.packs.get(pack.id)
    assert made.pack.status is PackStatus.DELIVERED
    return made


def send(desks: Desks, case: Case, to: str = "receiver", *, corrects: str | None = None) -> PackRecord:
    """A pack in the outbox, and on its way to the mailbox."""
    vault, spool = desks.vault, desks.spool
    receiver = next(one for one in settings.receivers(vault) if one.id == to)
    pack_id = new_pack_id()
    item = spool.queue(
        pack_id,
        pack_id.encode() * 50,
        endpoint=receiver.endpoint,
        receipt_certificate=receiver.receipt_certificate,
    )
    file = vault.attachments.add(
        io.BytesIO(b"%PDF"), case_id=case.id, file_name="p.pdf", media_type="application/pdf", at=now()
    )
    pack = PackRecord(
        id=pack_id, case_id=case.id, recipient_id=receiver.id, recipient_name=receiver.name,
        attachment_id=file.id, page_count=1, pdf_digest=file.sha256, sealed_digest=item.digest,
        status=PackStatus.QUEUED, signed_at=now(), corrects=corrects,
    )  # fmt: skip
    vault.packs.add(pack)
    vault.cases.set_status(case.id, CaseStatus.QUEUED, at=now())
    make_courier(spool).run_once()
    return pack


def receive(
    theirs: Vault,
    receiver: ReceivingEnd,
    mailbox: FolderMailbox,
    pack_id: str,
    sealed_digest: str,
    answer_to: str,
) -> ReceivedPack:
    """A pack in a case of the receiver's, with its receipt in the mailbox."""
    receipt = receipt_for(receiver, pack_id, sealed_digest, now=now())
    mailbox.receipt_path(pack_id).write_text(receipt)
    _person, case = people.add_person(
        theirs, forenames="A", surname="B", birth_date=PartialDate(2012), now=now()
    )
    file = theirs.attachments.files.put(io.BytesIO(b"%PDF"))
    theirs.attachments.add_stored(
        file, case_id=case.id, file_name="p.pdf", media_type="application/pdf", at=now()
    )
    received = ReceivedPack(
        id=new_id(), pack_id=pack_id, case_id=case.id, title="Pack", sender_name="Sam Field",
        sender_organisation="Example School", fingerprint="ab" * 32, claimed_at=now(), received_at=now(),
        reference=reference_for(pack_id, now()), receipt=receipt, sealed_digest=sealed_digest,
        attachment_id=file.id, page_count=1, answer_to=answer_to, status=ReceivedStatus.IN_CASE,
    )  # fmt: skip
    theirs.received.add(received)
    return received


def without_a_key(one: Correspondence) -> ReceivedPack:
    """A received pack of an older program, which names no key for answers."""
    old = replace(one.received, id=new_id(), pack_id=new_pack_id(), answer_to="")
    one.theirs.received.add(old)
    return old
