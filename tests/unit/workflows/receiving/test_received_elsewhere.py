"""A pack that stands in the outboxes of two laptops is one pack: once its receipt came by a joining, it is not sent again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.workflows.sending.follow_up import follow_up
from tests.unit.vault.examples import a_pack
from tests.unit.workflows.conftest import Office, now

RECEIVER = {"endpoint": "https://receiver.example/files", "receipt_certificate": ""}


def test_a_pack_whose_receipt_came_with_the_other_copy_leaves_the_outbox(office: Office) -> None:
    kept = office.vault.attachments.add(
        io.BytesIO(b"pdf"), case_id=office.case.id, file_name="p.pdf", media_type="application/pdf", at=now()
    )
    pack = replace(a_pack(office.case, kept.id), status=PackStatus.QUEUED)
    office.vault.packs.add(pack)
    office.spool.queue(pack.id, b"sealed", **RECEIVER)
    follow_up(office.vault, office.spool, now=now())
    assert [item.pack_id for item in office.spool.items()] == [pack.id]
    office.vault.packs.set_receipt(pack.id, "jws", now(), "26-1")
    follow_up(office.vault, office.spool, now=now())
    assert office.spool.items() == ()
    assert [path.name for path in (office.spool.folder / "packs").iterdir()] == []


def test_one_that_is_being_sent_stays_until_it_is_free(office: Office) -> None:
    item = office.spool.queue("P-ABCDEFGHJKMN", b"sealed", **RECEIVER)
    lease = office.spool.claim(now() + timedelta(seconds=1))
    assert lease is not None
    assert not office.spool.remove_received(item.pack_id)
    assert len(office.spool.items()) == 1
