"""A real pack by SFTP to the receiver's batch command, and its receipt and answer back; the courier and the server killed meanwhile."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.sftp import SftpTransport
from prevent_desktop.workflows.receiving.file_sink import Kept
from tests.interop.sshd import Sshd, why_no_sshd
from tests.interop.test_sftp_transport import SftpWay
from tests.interop.tus_parts import BadLine, Cut
from tests.unit.delivery.receivers import Receiver
from tests.unit.delivery.transport_contract import CHUNK, SEALED_ANSWER
from tests.unit.workflows.receiving.packs_in import NOW, PACK, Desk, make_desk, take_all

pytestmark = pytest.mark.skipif(bool(why_no_sshd()), reason=why_no_sshd() or "-")

COURIER = """
import sys
from pathlib import Path
from keyring.backend import KeyringBackend
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.sftp import SftpTransport
from prevent_desktop.system_store import SystemStore
class Fixed(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        return Path(sys.argv[2]).read_bytes().hex() if username == "sending: sftp key" else None
    def set_password(self, service, username, password): ...
    def delete_password(self, service, username): ...
with Spool.open(Path(sys.argv[1])) as spool:
    spool.send_now()
    print("open", flush=True)
    store = SystemStore(Fixed())
    Courier(spool, {"sftp": SftpTransport(SftpKeys(lambda: store), largest_chunk=65536)}).run_once()
"""


class ShortestWait(random.Random):
    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


@pytest.fixture
def way(tmp_path: Path) -> Iterator[SftpWay]:
    with Sshd(tmp_path / "receiver") as server:
        yield SftpWay(server)


def round_of(spool: Spool, keys: SftpKeys) -> dict[str, State]:
    spool.send_now()
    transport = SftpTransport(keys, largest_chunk=CHUNK)
    Courier(spool, {"sftp": transport}, random=ShortestWait()).run_once()
    return {item.pack_id: item.state for item in spool.items()}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


def test_a_pack_goes_by_sftp_is_taken_into_a_folder_and_its_receipt_and_answer_come_back(
    tmp_path: Path, way: SftpWay, desk: Desk
) -> None:
    with Spool.open(tmp_path / "outbox") as spool:
        certificate = desk.receiver.receipt_certificate.decode()
        spool.queue(PACK, io.BytesIO(desk.sealed), endpoint=way.endpoint, receipt_certificate=certificate)
        assert round_of(spool, way.keys) == {PACK: State.SENT}
        (outcome,) = take_all(desk.receiver, way.server.mailbox, tmp_path / "out", clock=lambda: NOW)
        assert isinstance(outcome, Kept)
        assert (tmp_path / "out" / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
        way.server.mailbox.write_answer(PACK, 1, SEALED_ANSWER + b"x")
        assert round_of(spool, way.keys) == {PACK: State.DELIVERED}
        assert [one.content for one in spool.answer_box.waiting()] == [SEALED_ANSWER + b"x"]


def test_a_courier_and_a_server_killed_at_any_moment_bring_each_pack_once(
    tmp_path: Path, way: SftpWay
) -> None:
    receiver = Receiver.make()
    packs = {f"P-KILL{number}": 20 * CHUNK for number in range(2)}
    key = tmp_path / "key"
    key.write_bytes(way.keys.secrets_for(way.server.address).key_pem)
    chance = random.Random(7)
    bad = True

    def cut() -> Cut | None:
        cuts = bad and chance.random() < 0.5
        return Cut(after=chance.randrange(8_000, 1_500_000), upward=True) if cuts else None

    with BadLine(lambda: way.server.port, cut) as line:
        endpoint = way.endpoint.replace(f":{way.server.port}/", f":{line.port}/")
        with Spool.open(tmp_path / "outbox") as spool:
            for pack_id, size in packs.items():
                spool.queue(
                    pack_id, chance.randbytes(size), endpoint=endpoint, receipt_certificate=receiver.certificate_pem
                )  # fmt: skip
        for _kill in range(4):
            words = [sys.executable, "-c", COURIER, str(tmp_path / "outbox"), str(key)]
            with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                process.stdout.readline()
                time.sleep(chance.uniform(0.0, 0.8))
                if chance.random() < 0.5:
                    way.go_away()
                process.kill()
            way.come_back()
        bad = False
        with Spool.open(tmp_path / "outbox") as spool:
            answered: set[str] = set()
            for _round in range(30):
                if set(round_of(spool, way.keys).values()) == {State.DELIVERED}:
                    break
                for pack_id in packs:
                    item, content = spool.get(pack_id), way.arrived(pack_id)
                    if item is not None and content is not None and pack_id not in answered:
                        receipt = receiver.receipt(pack_id, item.digest)
                        way.answer(pack_id, receipt.encode())
                        answered.add(pack_id)
            told = {item.pack_id: (item.state, item.offset, item.reason) for item in spool.items()}
            assert {item.state for item in spool.items()} == {State.DELIVERED}, told
            assert answered == set(packs)
            assert not way.has_a_part()
