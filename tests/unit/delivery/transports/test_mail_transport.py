"""Mail as a way: the draft is what any mail program reads, says nothing, and nothing counts as sent before the person says so."""

from __future__ import annotations

import io
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from prevent_desktop.delivery.mailboxes.brought_in import reply_names
from prevent_desktop.delivery.mailboxes.mail_drafts import LARGEST, MailDrafts, mail_address
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.mail import MailTransport
from prevent_desktop.errors import RefusedError, WaitingError
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.transport_contract import (
    CONTENT,
    HandedOverContract,
    RecordingJournal,
    StoppedHereError,
    Way,
    parcel,
)


class PersonAtMail(MailTransport):
    """The transport together with the person: they send what is ready, and the receiver saves the attachment."""

    def __init__(self, drafts: MailDrafts, brought: FolderMailbox, receiver: FolderMailbox) -> None:
        super().__init__(drafts, brought)
        self.drafts = drafts
        self.receiver = receiver

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        try:
            super().upload(parcel, journal)
        except RefusedError as error:
            if error.kind != "mail_ready":
                raise
            draft = self.drafts.of(parcel.pack_id, parcel.digest)
            for name, content in attachments(draft.path):
                (self.receiver.incoming.path / name).write_bytes(content)
            draft.say_sent()
            super().upload(parcel, journal)


def attachments(draft: Path) -> list[tuple[str, bytes]]:
    mail = read(draft)
    return [(part.get_filename() or "", part.get_content()) for part in mail.iter_attachments()]


def read(draft: Path) -> EmailMessage:
    mail = message_from_bytes(draft.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


class MailWay(Way):
    """Brought in is what the receiver gave: the person saves it from their mail."""

    def __init__(self, folder: Path) -> None:
        self.receiver = FolderMailbox.create(folder / "receiver")
        self.brought = FolderMailbox(folder / "brought")
        self.transport = PersonAtMail(MailDrafts(folder / "mail"), self.brought, self.receiver)
        self.drafts = self.transport.drafts
        self.endpoint = "mailto:sealed-files@council.example"

    def arrived(self, pack_id: str) -> bytes | None:
        found = [pack for pack in self.receiver.arrived() if pack.untrusted_pack_id == pack_id]
        return found[0].path.read_bytes() if found else None

    def has_a_part(self) -> bool:
        return False

    def answer(self, pack_id: str, receipt: bytes) -> None:
        self.brought.receipts_folder.mkdir(parents=True, exist_ok=True)
        self.brought.receipt_path(pack_id).write_bytes(receipt)

    def put_answer(self, pack_id: str, number: int, sealed: bytes) -> None:
        path = self.brought.answer_path(pack_id, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sealed)

    def go_away(self) -> None:
        raise NotImplementedError

    def come_back(self) -> None:
        raise NotImplementedError

    def forget(self) -> None:
        raise NotImplementedError


@pytest.fixture
def way(tmp_path: Path) -> MailWay:
    return MailWay(tmp_path)


class TestMailTransport(HandedOverContract):
    """Mail passes what of the contract a mail can have: no line of ours leads to the receiver."""


def alone(way: MailWay) -> MailTransport:
    """The transport without the person."""
    return MailTransport(way.drafts, way.brought)


def test_a_mail_is_ready_and_nothing_counts_as_sent_until_the_person_says_so(way: MailWay) -> None:
    transport, journal, sealed = alone(way), RecordingJournal(), parcel(way)[0]
    for _again in range(2):
        with pytest.raises(RefusedError) as caught:
            transport.upload(sealed, journal)
        assert caught.value.kind == "mail_ready"
        assert "sealed-files@council.example" in caught.value.what_happened
    assert journal.offsets == []
    way.drafts.of(PACK, sealed.digest).say_sent()
    transport.upload(sealed, journal)
    assert journal.offsets == [len(CONTENT)]


def test_the_draft_opens_to_be_sent_and_holds_the_pack_byte_for_byte(way: MailWay) -> None:
    sealed = parcel(way)[0]
    with pytest.raises(RefusedError):
        alone(way).upload(sealed, RecordingJournal())
    path = way.drafts.of(PACK, sealed.digest).path
    mail = read(path)
    assert (mail["To"], mail["X-Unsent"]) == ("sealed-files@council.example", "1")
    assert (mail["From"], mail["Date"]) == (None, None)
    assert attachments(path) == [(f"{PACK}.pdf.age", CONTENT)]
    raw = path.read_bytes()
    assert re.search(rb"(?<!\r)\n", raw) is None, "lines end as RFC 5322 says"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert path.stat().st_mode & 0o077 == 0 or path.drive, "for its owner alone"


def test_the_draft_says_of_a_sealed_file_and_nothing_else(way: MailWay) -> None:
    sealed = parcel(way)[0]
    with pytest.raises(RefusedError):
        alone(way).upload(sealed, RecordingJournal())
    mail = read(way.drafts.of(PACK, sealed.digest).path)
    body = mail.get_body(("plain",))
    assert body is not None
    assert mail["Subject"] == f"Sealed file {PACK}"
    said = (str(mail["Subject"]) + body.get_content()).lower()
    for telling in ("prevent", "referral", "concern", "child", "person", "safeguard", "police"):
        assert telling not in said


def test_a_stop_leaves_no_half_draft(way: MailWay) -> None:
    sealed = parcel(way, content=CONTENT * 4)[0]
    with pytest.raises(StoppedHereError):
        alone(way).upload(sealed, RecordingJournal(stop_at_check=3))
    assert [path.name for path in (way.drafts.of(PACK, sealed.digest).path.parent).iterdir()] == []


def test_a_draft_that_was_cancelled_is_gone_and_a_mail_that_was_sent_is_not(way: MailWay) -> None:
    sealed = parcel(way)[0]
    draft = way.drafts.of(PACK, sealed.digest)
    with pytest.raises(RefusedError):
        alone(way).upload(sealed, RecordingJournal())
    assert alone(way).take_back(sealed)
    assert not draft.path.exists()
    draft.say_sent()
    assert not alone(way).take_back(sealed)


def test_a_pack_that_no_mail_server_takes_is_told_before_anything_is_written(way: MailWay) -> None:
    sealed = parcel(way, content=b"x")[0]
    large = Parcel(
        pack_id=PACK, digest=sealed.digest, size=LARGEST + 1, endpoint=way.endpoint, upload_url="", offset=0,
        attempts=0, open=lambda: io.BytesIO(b"never read"),
    )  # fmt: skip
    with pytest.raises(RefusedError, match=r"18 MB, and this pack has 19 MB") as caught:
        alone(way).upload(large, RecordingJournal())
    assert caught.value.kind == "too_large_for_mail"
    assert not way.drafts.of(PACK, sealed.digest).path.exists()


def test_a_folder_that_cannot_be_written_is_waited_for(way: MailWay) -> None:
    way.drafts.of(PACK, "0" * 64).path.parent.write_bytes(b"a file where the folder belongs")
    with pytest.raises(WaitingError):
        alone(way).upload(parcel(way)[0], RecordingJournal())


@pytest.mark.parametrize(
    "endpoint",
    [
        "mailto:", "mailto:nobody", "mailto:a@b?subject=x", "mailto:a@b.example,c@d.example", "mailto:a@b.example#x",
        "mailto://a@b.example", "mailto:a%0d%0aBcc:x@b.example", "mailto:a..b@c.example", "https:a@b.example",
        "mailto:a@-b.example", "mailto:a@b.exa\nmple",
    ],
)  # fmt: skip
def test_only_one_plain_address_is_written_to(way: MailWay, endpoint: str) -> None:
    with pytest.raises(ValueError, match="mail address"):
        mail_address(endpoint)
    way.endpoint = endpoint
    with pytest.raises(RefusedError):
        alone(way).upload(parcel(way)[0], RecordingJournal())


def test_a_plain_address_is_read(way: MailWay) -> None:
    assert mail_address("mailto:first%2Blast@x.example") == "first+last@x.example"
    assert urlsplit(way.endpoint).path == mail_address(way.endpoint)


def test_names_of_what_goes_back_by_mail() -> None:
    assert (reply_names(PACK), reply_names(PACK, 2)) == (f"{PACK}.jws", f"{PACK}.answer-2.age")
