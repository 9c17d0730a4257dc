"""``inbox answer`` on the command line: what it puts where its sender looks, and what it refuses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import Answer, AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.cli.main import run_command
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.answers import verify_answer
from prevent_desktop.packs.document import build_document
from prevent_desktop.sealing import Identity, generate_identity, open_bytes
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import make_key, sign_pack
from tests.unit.workflows.receiving.packs_in import CORRECTION, PACK, Desk, make_desk


@dataclass(frozen=True)
class Office:
    """A desk that has kept a pack, and the key of whoever sent it."""

    desk: Desk
    sender: Identity
    mailbox: FolderMailbox
    pdf: Path
    digest: str
    options: list[str]

    def answer(self, *more: str) -> int:
        return run_command(["inbox", "answer", *self.options, str(self.mailbox.folder), str(self.pdf), *more])

    def opened(self, number: int) -> Answer:
        """The answer, as its sender opens and verifies it."""
        sealed = self.mailbox.answer_path(PACK, number).read_bytes()
        signed = open_bytes(sealed, [self.sender]).decode()
        certificate = self.desk.receiver.receipt_certificate.decode()
        return verify_answer(signed, [certificate], pack_id=PACK, number=number, sealed_digest=self.digest)


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    desk, sender = make_desk(), generate_identity()
    content = pack_content(pack_id=PACK, answer_to=str(sender.recipient))
    sealed = desk.seal(sign_pack(build_document(content), make_key(desk.signed.authority)))
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    desk.put(mailbox, sealed)
    receiver = desk.receiver
    files = {
        "identity": f"{receiver.identities[0].secret_text}\n".encode(),
        "trust": receiver.trusted[0],
        "receipt-key": receiver.receipt_key,
        "receipt-certificate": receiver.receipt_certificate,
    }
    options = []
    for name, each in files.items():
        (tmp_path / name).write_bytes(each)
        options += [f"--{name}", str(tmp_path / name)]
    output = tmp_path / "out"
    assert run_command(["inbox", "run", *options, str(mailbox.folder), "-o", str(output)]) == 0
    capsys.readouterr()
    digest = hashlib.sha256(sealed).hexdigest()
    return Office(desk, sender, mailbox, output / f"{PACK}.pdf", digest, options[2:])


def words(folder: Path, text: str) -> str:
    path = folder / "words.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_question_is_signed_sealed_and_lies_where_its_sender_looks(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = words(tmp_path, "Who saw the flyer?\n")
    assert office.answer("question", "--text", asked, "--answer-by", "2026-12-04", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pack"], told["number"]) == (PACK, 1)
    answer = office.opened(1)
    assert (answer.kind, answer.text) == (AnswerKind.QUESTION, "Who saw the flyer?")
    assert str(answer.answer_by) == "2026-12-04"
    assert answer.reference
    assert Path(told["kept"]).exists()
    assert b"flyer" not in office.mailbox.answer_path(PACK, 1).read_bytes()


def test_a_decision_follows_a_question_under_the_next_number(office: Office, tmp_path: Path) -> None:
    assert office.answer("feedback", "--text", words(tmp_path, "Thank you.")) == 0
    reason = words(tmp_path, "Support is in place.")
    assert office.answer("decision", "--outcome", "signposted", "--reason", reason) == 0
    answer = office.opened(2)
    assert (answer.outcome, answer.reason) == (Outcome.SIGNPOSTED, "Support is in place.")


def test_what_another_gave_under_a_number_is_never_written_over(office: Office, tmp_path: Path) -> None:
    office.mailbox.write_answer(PACK, 1, b"another desk's")
    assert office.answer("question", "--text", words(tmp_path, "When?")) == 0
    assert office.mailbox.answer_path(PACK, 1).read_bytes() == b"another desk's"
    assert office.opened(2).text == "When?"


@pytest.mark.parametrize(
    "said",
    [
        ["question"],
        ["decision", "--outcome", "signposted"],
        ["feedback", "--outcome", "signposted"],
        ["decision", "--reason", "REASON"],
    ],
)
def test_too_little_or_too_much_is_refused_and_nothing_is_put_anywhere(
    office: Office, tmp_path: Path, said: list[str]
) -> None:
    reason = words(tmp_path, "Because.")
    assert office.answer(*[reason if each == "REASON" else each for each in said]) == 3
    assert office.mailbox.answers_given(PACK) == ()
    assert not list(office.pdf.parent.glob("*.jws"))


def test_a_pack_without_a_receipt_of_ours_or_without_a_key_for_answers_is_refused(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.mailbox.receipt_path(PACK).unlink()
    assert office.answer("question", "--text", words(tmp_path, "When?")) == 3
    assert "No receipt of ours" in capsys.readouterr().err
    desk = office.desk
    no_key = pack_content(pack_id=CORRECTION)
    office.pdf.write_bytes(sign_pack(build_document(no_key), make_key(desk.signed.authority)))
    assert office.answer("question", "--text", words(tmp_path, "When?")) == 3
    assert "names no key" in capsys.readouterr().err


def test_a_pack_that_somebody_changed_is_not_answered(office: Office, tmp_path: Path) -> None:
    office.pdf.write_bytes(office.pdf.read_bytes() + b" ")
    assert office.answer("question", "--text", words(tmp_path, "When?")) == 3
    assert office.mailbox.answers_given(PACK) == ()
