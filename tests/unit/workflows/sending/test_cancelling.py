"""A pack that is cancelled is withdrawn in the record too, whoever cancelled it, and stays there as it was signed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.errors import SpoolError
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.sending.outbox import cancel_pack, read_outbox
from tests.unit.delivery.receivers import Receiver
from tests.unit.vault.examples import a_pack
from tests.unit.workflows.conftest import Office, now

RECEIVER = Receiver.make()


@pytest.fixture
def queued(office: Office) -> PackRecord:
    kept = office.vault.attachments.add(
        io.BytesIO(b"pdf"), case_id=office.case.id, file_name="p.pdf", media_type="application/pdf", at=now()
    )
    made = a_pack(office.case, kept.id)
    item = office.spool.queue(
        made.id,
        b"sealed",
        endpoint="https://receiver.example/files",
        receipt_certificate=RECEIVER.certificate_pem,
    )
    pack = replace(made, status=PackStatus.QUEUED, sealed_digest=item.digest)
    office.vault.packs.add(pack)
    return pack


def actions(office: Office) -> list[str]:
    return [entry.action for entry in office.vault.audit.entries()]


def half_sent(office: Office) -> None:
    lease = office.spool.claim(now() + timedelta(seconds=1))
    assert lease is not None
    lease.remember("https://receiver.example/files/1")
    lease.acknowledge(3)
    lease.release()


def test_it_is_withdrawn_in_the_record_and_said_once(office: Office, queued: PackRecord) -> None:
    half_sent(office)
    item = cancel_pack(office.vault, office.spool, queued.id, now=now())
    assert (item.state, item.to_tell) == (State.CANCELLED, True)
    for _again in range(2):
        follow_up(office.vault, office.spool, now=now())
    assert office.vault.packs.get(queued.id).status is PackStatus.WITHDRAWN
    assert actions(office).count("pack.cancelled") == 1
    line = read_outbox(office.vault, office.spool).lines[0]
    assert line.record is not None, "it stays on the list, with its receiver's name"


def test_one_cancelled_while_locked_is_written_down_after_unlocking(
    office: Office, queued: PackRecord
) -> None:
    office.spool.orders.cancel(queued.id)
    follow_up(office.vault, office.spool, now=now())
    assert office.vault.packs.get(queued.id).status is PackStatus.WITHDRAWN
    item = office.spool.get(queued.id)
    assert item is not None
    assert item.recorded_at is not None


def test_one_that_had_arrived_after_all_is_delivered_in_the_record(
    office: Office, queued: PackRecord
) -> None:
    half_sent(office)
    cancel_pack(office.vault, office.spool, queued.id, now=now())
    lease = office.spool.claim(now() + timedelta(seconds=1))
    assert lease is not None
    lease.delivered(RECEIVER.receipt(queued.id, queued.sealed_digest))
    for _round in range(2):
        follow_up(office.vault, office.spool, now=now())
    assert office.vault.packs.get(queued.id).status is PackStatus.DELIVERED
    assert "receipt.verified" in actions(office)


def test_what_was_wholly_sent_stays_as_it_is_in_both(office: Office, queued: PackRecord) -> None:
    lease = office.spool.claim(now() + timedelta(seconds=1))
    assert lease is not None
    lease.sent()
    with pytest.raises(SpoolError, match="correction"):
        cancel_pack(office.vault, office.spool, queued.id, now=now())
    assert office.vault.packs.get(queued.id) == queued
    assert "pack.cancelled" not in actions(office)


def test_what_is_in_the_record_leaves_the_list_and_the_receipt_stays(
    office: Office, queued: PackRecord
) -> None:
    lease = office.spool.claim(now() + timedelta(seconds=1))
    assert lease is not None
    lease.delivered(RECEIVER.receipt(queued.id, queued.sealed_digest))
    assert office.spool.orders.clear_recorded(timedelta()) == 0, "no record has it yet"
    follow_up(office.vault, office.spool, now=now())
    assert office.spool.orders.clear_recorded(timedelta()) == 1
    follow_up(office.vault, office.spool, now=now())
    pack = office.vault.packs.get(queued.id)
    assert (pack.status, bool(pack.receipt)) == (PackStatus.DELIVERED, True)
