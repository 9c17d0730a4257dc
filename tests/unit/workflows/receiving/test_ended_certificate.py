"""A desk whose certificate ended: packs are taken in, no receipt is signed that every sender refuses, and the desk is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import Settled, Waits
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from tests.unit.workflows.receiving.in_vault import ReceivingVault
from tests.unit.workflows.receiving.packs_in import NOW, PACK, Desk, certificate_that_ended, sink_of


def take(receiving: ReceivingVault, *, ended: bool, is_shared: bool = False) -> list[ReceivedPack | Settled]:
    """As the inbox does it, with a certificate that has ended or one in force."""
    sink = VaultSink.of(receiving.vault, lambda work: work(receiving.vault), lambda: NOW)
    receiver = with_ended_certificate(sink.receiver) if ended else sink.receiver
    return list(take_from(receiving.mailbox, replace(sink, receiver=receiver, is_shared=is_shared)))


def with_ended_certificate(receiver: ReceivingEnd) -> ReceivingEnd:
    return replace(receiver, receipt_certificate=certificate_that_ended(NOW - timedelta(days=1)))


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_pack_is_taken_in_without_a_receipt_that_every_sender_refuses_and_the_desk_is_told_each_time(
    receiving: ReceivingVault, desk: Desk, is_shared: bool
) -> None:
    receiving.put(desk.signed.pdf)
    (kept,) = take(receiving, ended=True, is_shared=is_shared)
    assert isinstance(kept, ReceivedPack)
    assert receiving.vault.received.all() == (kept,)
    assert kept.receipt == ""
    assert receiving.mailbox.receipt(PACK, at_most=1) is None
    for _round in range(2):
        (told,) = take(receiving, ended=True, is_shared=is_shared)
        assert isinstance(told, Waits)
        assert told.title == "No receipt can be given"
        assert "The certificate of your desk ended" in told.what_happened
    assert receiving.vault.received.all() == (kept,), "once"


@pytest.mark.parametrize("is_shared", [False, True])
def test_once_there_is_a_certificate_in_force_the_sender_gets_a_receipt_that_holds(
    receiving: ReceivingVault, desk: Desk, is_shared: bool
) -> None:
    receiving.put(desk.signed.pdf)
    (kept,) = take(receiving, ended=True, is_shared=is_shared)
    assert isinstance(kept, ReceivedPack)
    take(receiving, ended=False, is_shared=is_shared)
    receipt = receiving.mailbox.receipt(PACK, at_most=100_000)
    assert receipt is not None
    certificate = receiving_end_of(receiving.vault, now=NOW).receipt_certificate
    said = verify_receipt(receipt, certificate, pack_id=PACK, sealed_digest=kept.sealed_digest)
    assert said.received_at == NOW
    assert take(receiving, ended=False, is_shared=is_shared) == [], "nothing is owed any more"


def test_a_service_says_so_and_leaves_the_packs_where_they_came_in(desk: Desk, tmp_path: Path) -> None:
    sink = replace(sink_of(desk, tmp_path), receiver=with_ended_certificate(desk.receiver))
    with pytest.raises(SigningKeyError, match="The certificate of your desk ended"):
        sink.get_ready()
