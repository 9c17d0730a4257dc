"""What protects the line to the receiver: TLS 1.3 alone, with a hybrid key exchange, and a log without names."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from tests.interop.raw_requests import TUS, Caller
from tests.interop.receiver_parts import LoopbackReceiver, round_of, why_no_receiver
from tests.unit.delivery.receivers import PACK, Receiver

HYBRID = "X25519MLKEM768"


def _openssl() -> str:
    return shutil.which("openssl") or "openssl"


def why_not_hybrid() -> str:
    command = [_openssl(), "list", "-tls-groups", "-tls1_3"]
    groups = subprocess.run(command, check=False, capture_output=True, text=True)
    return "" if HYBRID in groups.stdout else "openssl here knows no hybrid key exchange (3.5 is needed)"


pytestmark = pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")
hybrid = pytest.mark.skipif(bool(why_no_receiver() or why_not_hybrid()), reason=why_not_hybrid() or "-")


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackReceiver]:
    with LoopbackReceiver(tmp_path_factory.mktemp("tls")) as started:
        yield started


def handshake(receiver: LoopbackReceiver, *options: str) -> subprocess.CompletedProcess[str]:
    command = [_openssl(), "s_client", "-connect", f"localhost:{receiver.port}", "-servername", "localhost"]
    return subprocess.run(
        [*command, "-CAfile", str(receiver.authority), "-verify_return_error", *options],
        check=False,
        capture_output=True,
        text=True,
        input="",
        timeout=120,
    )


@hybrid
def test_an_independent_client_gets_the_hybrid_exchange_without_asking(receiver: LoopbackReceiver) -> None:
    said = handshake(receiver).stdout
    assert f"Negotiated TLS1.3 group: {HYBRID}" in said
    assert "Verify return code: 0 (ok)" in said


def test_a_client_that_knows_no_hybrid_exchange_still_comes_in(receiver: LoopbackReceiver) -> None:
    said = handshake(receiver, "-groups", "X25519")
    assert (said.returncode, "Temp Key: X25519, 253 bits" in said.stdout) == (0, True)


@hybrid
def test_a_receiver_may_ask_for_the_hybrid_exchange(tmp_path: Path) -> None:
    with LoopbackReceiver(tmp_path / "strict", key_exchange=HYBRID) as strict:
        assert handshake(strict, "-groups", HYBRID).returncode == 0
        assert handshake(strict, "-groups", "X25519").returncode != 0


@pytest.mark.parametrize("old", ["-tls1_2", "-tls1_1"])
def test_older_protocols_are_turned_away(receiver: LoopbackReceiver, old: str) -> None:
    assert handshake(receiver, old).returncode != 0


def test_nothing_is_answered_in_clear(receiver: LoopbackReceiver) -> None:
    said = Caller(receiver.port, None).ask("OPTIONS", "/files", TUS)
    assert said.status == 400
    assert "tus-resumable" not in said.headers


LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d (OPTIONS|POST|HEAD|PATCH|DELETE|GET|other) "
    r"(uploads|upload|receipt|answer|elsewhere) \d{3} in=\d+ out=\d+ seconds=[\d.]+ "
    r"(TLSv1\.3|-) (\w+|-) certificate=(none|verified|failed)"
)


def test_a_delivery_and_all_that_goes_wrong_leave_a_log_that_names_nobody(tmp_path: Path) -> None:
    with (
        LoopbackReceiver(tmp_path / "receiver", requests_per_second=5, requests_burst=40) as receiver,
        Spool.open(tmp_path / "outbox") as spool,
    ):
        certificate = Receiver.make().certificate_pem
        spool.queue(PACK, b"x" * 1000, endpoint=receiver.endpoint, receipt_certificate=certificate)
        item = round_of(spool, receiver.transport())[PACK]
        assert item.state is State.SENT
        upload = item.upload_url.rsplit("/", 1)[1]
        caller = Caller(receiver.port, receiver.trusting())
        for path in (f"/receipts/{PACK}.jws", "/Ali-Bexample", "/files/../store", f"/files/{upload}"):
            for method in ("GET", "ALI", "PATCH", "POST"):
                caller.ask(method, path, {**TUS, "User-Agent": "Ali", "Referer": "https://ali.example/"})
        caller.ask("PATCH", f"/files/{upload}", TUS, b"x" * 100)
        Caller(receiver.port, None).ask("GET", "/Ali")
        handshake(receiver, "-tls1_2")
        statuses = {caller.ask("GET", f"/receipts/{PACK}.jws").status for _ in range(100)}
        assert statuses == {404, 429}
        log, errors = receiver.access_log.read_text(), receiver.error_log.read_text()
        server = (receiver.folder / "tus.out").read_text()
        start = (receiver.folder / "nginx-start.log").read_text()
    lines = log.splitlines()
    assert len(lines) > 100
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert f"TLSv1.3 {HYBRID}" in log or not ssl.OPENSSL_VERSION_INFO >= (3, 5)
    for said in (log, errors, server, start):
        for name in (PACK, PACK[2:6], upload, "127.0.0.1", "localhost", "Ali", "python", "prevent-desktop"):
            assert name not in said, (name, said)
    assert errors == ""
    assert server == "receiver: ready\n"
