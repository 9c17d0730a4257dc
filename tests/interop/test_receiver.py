"""The receiver that a council runs, on loopback: nginx before @tus/server, `inbox run` behind it, the real courier before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from prevent_desktop.delivery.connection.client_certificates import ClientCertificates
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.interop.receiver_parts import InboxCommand, LoopbackReceiver, round_of, why_no_receiver
from tests.unit.delivery.memory_store import memory_store
from tests.unit.workflows.receiving.packs_in import CORRECTION, PACK, Desk, make_desk

pytestmark = pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackReceiver]:
    """A receiver that lets only known certificates in."""
    folder = tmp_path_factory.mktemp("guarded")
    with LoopbackReceiver(folder, "--client-certificates", "on") as started:
        yield started


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox") as opened:
        yield opened


def queue(spool: Spool, receiver: LoopbackReceiver, desk: Desk, packs: dict[str, bytes]) -> None:
    for pack_id, sealed in packs.items():
        certificate = desk.receiver.receipt_certificate.decode()
        spool.queue(pack_id, sealed, endpoint=receiver.endpoint, receipt_certificate=certificate)


def test_packs_go_in_with_a_certificate_are_taken_and_their_receipts_come_back(
    spool: Spool, guarded: LoopbackReceiver, desk: Desk, tmp_path: Path
) -> None:
    settings = ConnectionSettings(spool.settings, tmp_path, lambda: store)
    store = memory_store()
    mine = guarded.keys("client")
    ClientCertificates(settings).take(mine.together.read_bytes(), mine.password)
    transport = TusTransport(HttpConnections(settings=settings, context=guarded.trusting()))
    inbox = InboxCommand(desk, tmp_path / "desk")
    queue(spool, guarded, desk, {PACK: desk.sealed, CORRECTION: desk.correction})
    assert {item.state for item in round_of(spool, transport).values()} == {State.SENT}
    assert {outcome["result"] for outcome in inbox.run(guarded.mailbox)} == {"kept"}
    assert (inbox.output / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
    assert list(guarded.store.iterdir()) == []
    assert {item.state for item in round_of(spool, transport).values()} == {State.DELIVERED}


@pytest.mark.parametrize(
    ("whose", "kind"),
    [("nobody", "client_certificate_wanted"), ("stranger", "client_certificate_refused")],
)
def test_without_a_known_certificate_nobody_comes_in_and_it_is_said_why(
    spool: Spool, guarded: LoopbackReceiver, desk: Desk, whose: str, kind: str
) -> None:
    shown = None if whose == "nobody" else guarded.keys(whose)
    before = set(guarded.store.iterdir())
    queue(spool, guarded, desk, {PACK: desk.sealed})
    item = round_of(spool, guarded.transport(shown))[PACK]
    assert (item.state, item.offset) == (State.NEEDS_YOU, 0)
    assert item.reason is not None
    assert item.reason.kind == kind
    assert set(guarded.store.iterdir()) == before


def test_an_optional_certificate_may_be_left_out_but_a_false_one_is_turned_away(
    tmp_path: Path, desk: Desk
) -> None:
    with LoopbackReceiver(tmp_path / "open", "--client-certificates", "optional") as receiver:
        for whose, state in (
            ("nobody", State.SENT),
            ("client", State.SENT),
            ("stranger", State.NEEDS_YOU),
        ):
            with Spool.open(tmp_path / whose) as spool:
                queue(spool, receiver, desk, {PACK: desk.sealed})
                shown = None if whose == "nobody" else receiver.keys(whose)
                assert round_of(spool, receiver.transport(shown))[PACK].state is state
        verified = [line.rsplit("certificate=")[1] for line in receiver.access_log.read_text().splitlines()]
        assert set(verified) == {"none", "verified", "failed"}


def test_a_certificate_that_was_revoked_no_longer_opens_the_door(tmp_path: Path, desk: Desk) -> None:
    folder = tmp_path / "receiver"
    states = []
    for revoked in (False, True):
        if revoked:
            _revoke(folder)
        with (
            LoopbackReceiver(folder, "--client-certificates", "on") as receiver,
            Spool.open(tmp_path / str(revoked)) as spool,
        ):
            queue(spool, receiver, desk, {PACK: desk.sealed})
            states.append(round_of(spool, receiver.transport(receiver.keys("client")))[PACK].state)
    assert states == [State.SENT, State.NEEDS_YOU]


def _revoke(folder: Path) -> None:
    """Put the client's certificate on a list, as the runbook says."""
    of = folder / "certificates"
    authority = x509.load_pem_x509_certificate((of / "clients.pem").read_bytes())
    client = x509.load_pem_x509_certificate((of / "client.pem").read_bytes())
    key = load_pem_private_key((of / "clients.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    now = datetime.now(UTC)
    entry = x509.RevokedCertificateBuilder().serial_number(client.serial_number).revocation_date(now).build()
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(now - timedelta(days=1))
        .next_update(now + timedelta(days=1))
        .add_revoked_certificate(entry)
        .sign(key, hashes.SHA256())
    )
    (folder / "more").mkdir()
    (folder / "more" / "revoked.pem").write_bytes(revoked.public_bytes(Encoding.PEM))
    (folder / "more" / "revoked.conf").write_text(f"ssl_crl {folder / 'more' / 'revoked.pem'};\n")
