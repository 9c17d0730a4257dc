"""What came by mail or on a stick is brought in: receipts count at once, answers reach the record, packs on a stick too."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import Direction
from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.mailboxes.mail_replies import reply
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.transports.mail import MailTransport
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.workflows.answers.give_answer import give_answer, put_out
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.receiving.answering import receipt_for
from prevent_desktop.workflows.sending.bring_in import Became, BroughtIn, bring_in
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.sending.returned_files import (
    brought_to,
    draft_for,
    drafts_of,
    keep_receipt,
    say_sent,
    take_brought,
)
from tests.unit.workflows.correspondence import QUESTION, Desks, now, receive, send, two_desks

MAIL = "mailto:sealed-files@council.example"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with two_desks(tmp_path) as made:
        yield made


@pytest.fixture
def case(desks: Desks) -> Case:
    _person, case = people.add_person(
        desks.vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now()
    )
    return case


def by_mail(desks: Desks, case: Case) -> PackRecord:
    """A pack for a receiver that gets packs by mail."""
    first, *others = settings.receivers(desks.vault)
    settings.save_receivers(desks.vault, (replace(first, endpoint=MAIL), *others))
    return send(desks, case)


def saved(desks: Desks, case: Case) -> PackRecord:
    """A pack that was saved to a stick and is in no outbox, as the record knows it."""
    pack_id = new_pack_id()
    file = desks.vault.attachments.add(
        io.BytesIO(b"%PDF"), case_id=case.id, file_name="p.pdf", media_type="application/pdf", at=now()
    )
    pack = PackRecord(
        id=pack_id, case_id=case.id, recipient_id="receiver", recipient_name="Children’s front door",
        attachment_id=file.id, page_count=1, pdf_digest=file.sha256, sealed_digest="ab" * 32,
        status=PackStatus.SAVED, signed_at=now(),
    )  # fmt: skip
    desks.vault.packs.add(pack)
    return pack


def answered(desks: Desks, pack: PackRecord, *, answers: int = 0) -> None:
    """The receiver takes the pack, and answers, in the folder where its desk works."""
    received = receive(
        desks.theirs, desks.receiver, desks.mailbox, pack.id, pack.sealed_digest, answer_recipient(desks.vault)
    )  # fmt: skip
    for number in range(answers):
        given = desks.mailbox.answers_given(pack.id)
        said = replace(QUESTION, text=f"{QUESTION.text} ({number})")
        give_answer(desks.theirs, desks.receiver, received.id, said, there=given, now=now())
        put_out(desks.theirs)


def state_of(desks: Desks, pack: PackRecord) -> State:
    item = desks.spool.get(pack.id)
    assert item is not None
    return item.state


def became(results: tuple[BroughtIn, ...]) -> list[Became]:
    assert all(one.words and one.words[-1] in ".…" for one in results), results
    return [one.became for one in results]


def test_a_pack_by_mail_from_its_draft_to_its_answers(desks: Desks, case: Case, tmp_path: Path) -> None:
    pack = by_mail(desks, case)
    item = desks.spool.get(pack.id)
    assert item is not None
    assert (item.state, item.reason and item.reason.kind, item.offset) == (State.NEEDS_YOU, "mail_ready", 0)
    mail = message_from_bytes(draft_for(desks.spool, item).path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == pack.id.encode() * 50
    assert say_sent(desks.spool, pack.id)
    make_courier(desks.spool).run_once()
    assert state_of(desks, pack) is State.SENT
    answered(desks, pack, answers=2)
    came = tmp_path / "Re_ Sealed file.eml"
    came.write_bytes(reply(desks.mailbox, pack.id))
    results = bring_in(desks.spool, [came], now=now())
    assert became(results) == [Became.DELIVERED, Became.ANSWER, Became.ANSWER]
    assert state_of(desks, pack) is State.DELIVERED
    follow_up(desks.vault, desks.spool, now=now())
    assert desks.vault.packs.get(pack.id).status is PackStatus.DELIVERED
    assert [one.answer.text for one in desks.vault.answers.of_case(case.id)] == [
        "Which school does he go to? (0)",
        "Which school does he go to? (1)",
    ]
    assert became(bring_in(desks.spool, [came], now=now())) == [Became.KNOWN] * 3
    assert list((desks.spool.folder / "mail").iterdir()) == [], "the draft is gone with the receipt"
    assert list(brought_to(desks.spool).receipts_folder.iterdir()) == []


def test_a_receipt_counts_also_where_nobody_said_that_the_mail_was_sent(
    desks: Desks, case: Case, tmp_path: Path
) -> None:
    pack = by_mail(desks, case)
    answered(desks, pack)
    came = tmp_path / "came.eml"
    came.write_bytes(reply(desks.mailbox, pack.id, to="us@school.example"))
    desks.spool.pause()
    assert became(bring_in(desks.spool, [came], now=now())) == [Became.DELIVERED]
    assert state_of(desks, pack) is State.DELIVERED


def test_a_mail_that_may_have_been_sent_is_not_called_untouched_and_is_deleted_when_it_is_cancelled(
    desks: Desks, case: Case
) -> None:
    pack = by_mail(desks, case)
    item = desks.spool.get(pack.id)
    assert item is not None
    assert not item.is_untouched
    assert not desks.spool.withdraw(pack.id)
    desks.spool.orders.cancel(pack.id)
    make_courier(desks.spool).run_once()
    told = desks.spool.get(pack.id)
    assert told is not None
    assert (told.state, told.to_tell) == (State.CANCELLED, False)
    assert "If you had sent it already" in told.what_happens_next
    assert not draft_for(desks.spool, item).path.exists()


def test_a_mail_whose_receipt_stays_away_is_told_with_what_to_do(desks: Desks, case: Case) -> None:
    pack = by_mail(desks, case)
    say_sent(desks.spool, pack.id)
    make_courier(desks.spool).run_once()
    sent = desks.spool.get(pack.id)
    assert sent is not None
    assert sent.what_happens_next.startswith("You sent it by email.")
    later = now() + timedelta(days=4)
    Courier(
        desks.spool, {"mailto": MailTransport(drafts_of(desks.spool), brought_to(desks.spool))}, clock=lambda: later
    ).run_once()  # fmt: skip
    told = desks.spool.get(pack.id)
    assert told is not None
    assert (told.state, told.reason and told.reason.kind) == (State.NEEDS_YOU, "no_receipt_by_mail")


@pytest.mark.parametrize("saved_to_a_stick", [True, False])
def test_whoever_forgets_a_pack_leaves_nothing_of_it_here(
    desks: Desks, case: Case, saved_to_a_stick: bool
) -> None:
    pack = saved(desks, case) if saved_to_a_stick else by_mail(desks, case)
    keep_receipt(desks.spool, pack.id, b"a.b.c")
    if saved_to_a_stick:
        desks.spool.forget(pack.id)
    else:
        assert desks.spool.remove_received(pack.id)
    left = [path.name for path in desks.spool.folder.rglob("*") if pack.id in path.name]
    assert left == []


def test_a_pack_on_a_stick_gets_its_receipt_and_its_answers(desks: Desks, case: Case, tmp_path: Path) -> None:
    pack = saved(desks, case)
    answered(desks, pack, answers=2)
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in ("receipts", "answers"):
        shutil.copytree(desks.mailbox.folder / name, stick / name)
    (stick / "holiday.jpg").write_bytes(b"\xff\xd8")
    results = bring_in(desks.spool, [stick], now=now(), vault=desks.vault)
    assert sorted(became(results)) == [Became.ANSWER, Became.ANSWER, Became.DELIVERED]
    follow_up(desks.vault, desks.spool, now=now())
    kept = desks.vault.packs.get(pack.id)
    assert (kept.status, bool(kept.receipt)) == (PackStatus.DELIVERED, True)
    assert (
        len([one for one in desks.vault.answers.of_case(case.id) if one.direction is Direction.RECEIVED]) == 2
    )
    assert pack.id in {watch.pack_id for watch in desks.spool.answer_box.watched()}
    assert (stick / "receipts" / f"{pack.id}.jws").exists(), "what is on the stick stays there"


def test_a_receipt_that_came_while_locked_is_taken_when_the_record_opens(
    desks: Desks, case: Case, tmp_path: Path
) -> None:
    pack = saved(desks, case)
    answered(desks, pack)
    file = tmp_path / "anything.jws"
    shutil.copy(desks.mailbox.receipt_path(pack.id), file)
    assert became(bring_in(desks.spool, [file], now=now())) == [Became.KEPT]
    assert desks.vault.packs.get(pack.id).status is PackStatus.SAVED
    follow_up(desks.vault, desks.spool, now=now())
    assert desks.vault.packs.get(pack.id).status is PackStatus.DELIVERED
    assert take_brought(desks.vault, desks.spool, now=now()) == {}


def test_an_answer_whose_name_was_lost_is_told_by_the_record(
    desks: Desks, case: Case, tmp_path: Path
) -> None:
    pack = saved(desks, case)
    answered(desks, pack, answers=1)
    file = tmp_path / "attachment.age"
    shutil.copy(desks.mailbox.answer_path(pack.id, 1), file)
    assert became(bring_in(desks.spool, [file], now=now())) == [Became.REFUSED]
    (told,) = bring_in(desks.spool, [file], now=now(), vault=desks.vault)
    assert (told.became, told.pack_id) == (Became.ANSWER, pack.id)
    assert became(bring_in(desks.spool, [file], now=now(), vault=desks.theirs)) == [Became.REFUSED]


@pytest.mark.parametrize("in_outbox", [True, False])
def test_a_false_receipt_counts_nowhere_and_leaves_nothing(
    desks: Desks, case: Case, tmp_path: Path, in_outbox: bool
) -> None:
    pack = send(desks, case) if in_outbox else saved(desks, case)
    file = tmp_path / "false.jws"
    for false in (
        receipt_for(desks.police, pack.id, pack.sealed_digest, now=now()),
        receipt_for(desks.receiver, pack.id, "cd" * 32, now=now()),
    ):
        file.write_text(false)
        (result,) = bring_in(desks.spool, [file], now=now(), vault=desks.vault)
        assert result.became is Became.REFUSED
        assert not brought_to(desks.spool).receipt_path(pack.id).exists()
    assert desks.vault.packs.get(pack.id).receipt == ""
    assert not in_outbox or state_of(desks, pack) is State.SENT


def test_a_receipt_by_hand_ends_the_waiting_on_every_other_way(
    desks: Desks, case: Case, tmp_path: Path
) -> None:
    pack = send(desks, case)
    (mailbox_away := desks.mailbox.folder).rename(tmp_path / "unplugged")
    receipt = receipt_for(desks.receiver, pack.id, pack.sealed_digest, now=now())
    keep_receipt(desks.spool, pack.id, receipt.encode())  # as where it is being sent at that moment
    desks.spool.send_now()
    make_courier(desks.spool).run_once()
    assert not mailbox_away.exists()
    assert state_of(desks, pack) is State.DELIVERED


def test_a_receipt_of_a_pack_that_is_just_being_sent_counts_afterwards(
    desks: Desks, case: Case, tmp_path: Path
) -> None:
    pack = send(desks, case)
    desks.spool.send_now()
    lease = desks.spool.claim(now())
    assert lease is not None
    file = tmp_path / "came.jws"
    file.write_text(receipt_for(desks.receiver, pack.id, pack.sealed_digest, now=now()))
    assert became(bring_in(desks.spool, [file], now=now())) == [Became.KEPT]
    lease.release()
    make_courier(desks.spool).run_once()
    assert state_of(desks, pack) is State.DELIVERED
    follow_up(desks.vault, desks.spool, now=now())
    assert list(brought_to(desks.spool).receipts_folder.iterdir()) == []


def test_what_is_nothing_is_told_as_nothing(desks: Desks, tmp_path: Path) -> None:
    contents = {
        "notes.txt": b"nothing", "P-ABCD.pdf.age": b"age-encryption.org/v1\nx", "large.age": b"age-encryption.org/v1\n" + bytes(100_000),
        "mail.eml": b"Subject: hello\r\n\r\nhello", "broken.eml": b"\x00\xff" * 50, "empty.jws": b"",
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    paths = [*(tmp_path / name for name in contents), tmp_path / "missing.jws"]
    assert set(became(bring_in(desks.spool, paths, now=now(), vault=desks.vault))) == {Became.NOTHING}
    assert became(bring_in(desks.spool, [FolderMailbox(tmp_path / "outbox").folder], now=now())) == []


def test_a_receipt_that_names_no_pack_is_told(desks: Desks, tmp_path: Path) -> None:
    (tmp_path / "x.jws").write_bytes(b"YQ.YQ.YQ")
    assert became(bring_in(desks.spool, [tmp_path / "x.jws"], now=now())) == [Became.REFUSED]


def test_saying_sent_without_a_draft_says_so(desks: Desks, case: Case) -> None:
    pack = send(desks, case)
    assert not say_sent(desks.spool, pack.id)
    assert not say_sent(desks.spool, new_pack_id())


@pytest.mark.parametrize(
    ("before", "after"),
    [(CaseStatus.FINALISED, CaseStatus.ACKNOWLEDGED), (CaseStatus.OUTCOME, CaseStatus.OUTCOME)],
)
def test_a_case_is_acknowledged_by_a_receipt_from_a_stick(
    desks: Desks, case: Case, tmp_path: Path, before: CaseStatus, after: CaseStatus
) -> None:
    pack = saved(desks, case)
    desks.vault.cases.set_status(case.id, before, at=now())
    (tmp_path / "r.jws").write_text(receipt_for(desks.receiver, pack.id, pack.sealed_digest, now=now()))
    bring_in(desks.spool, [tmp_path / "r.jws"], now=now(), vault=desks.vault)
    assert desks.vault.cases.get(case.id).status is after


def test_a_pack_that_is_brought_to_the_wrong_place_is_told_the_right_one(
    desks: Desks, tmp_path: Path
) -> None:
    for name, said in (
        ("P-7QF2.pdf", "Is it a pack?"),
        ("letter.txt", "Choose what the receiver sent back."),
    ):
        file = tmp_path / name
        file.write_bytes(b"%PDF-1.7 nothing else")
        (brought,) = bring_in(desks.spool, [file], now=now(), vault=desks.vault)
        assert brought.became is Became.NOTHING
        assert said in brought.words
