"""What the receiver promises with its last acknowledgement, and what a sender hears while a part of it is dead."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest

from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from tests.interop.raw_requests import TUS, Caller
from tests.interop.receiver_parts import LoopbackReceiver, round_of, why_no_receiver
from tests.unit.delivery.receivers import PACK, Receiver

pytestmark = pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[LoopbackReceiver]:
    with LoopbackReceiver(tmp_path / "receiver") as started:
        yield started


def tus_process(receiver: LoopbackReceiver) -> psutil.Process:
    script = str(receiver.folder / "tus" / "receiver.mjs")
    (found,) = [each for each in psutil.process_iter(["cmdline"]) if script in (each.info["cmdline"] or ())]
    return found


@pytest.mark.skipif(
    shutil.which("strace") is None or not sys.platform.startswith("linux"), reason="strace is not here"
)
def test_a_whole_pack_is_on_the_disk_before_its_last_byte_is_acknowledged(
    receiver: LoopbackReceiver, tmp_path: Path
) -> None:
    caller = Caller(receiver.port, receiver.trusting())
    upload = caller.begin(2000, filename=f"{PACK}.pdf.age").headers["location"]
    caller.send(upload, b"x" * 1000)
    trace = tmp_path / "trace"
    calls = "fsync,fdatasync,write,writev,sendto,sendmsg"
    command = ["strace", "-f", "-y", "-s", "200", "-e", f"trace={calls}", "-o", str(trace), "-p"]
    with subprocess.Popen(
        [*command, str(tus_process(receiver).pid)], stderr=subprocess.PIPE, text=True
    ) as strace:
        assert strace.stderr is not None
        said = strace.stderr.readline()
        if "attached" not in said:
            strace.kill()
            pytest.skip(f"strace may not look here: {said}")
        assert caller.send(upload, b"x" * 1000, 1000).status == 204
        strace.send_signal(signal.SIGINT)
        strace.communicate()
    lines = trace.read_text().splitlines()
    answered = next(number for number, line in enumerate(lines) if "HTTP/1.1 204" in line)
    name = upload.rsplit("/", 1)[1]
    for path in (f"/store/{name}>", f"/store/{name}.json>", "/store>"):
        synced = [number for number, line in enumerate(lines) if "sync(" in line and path in line]
        assert synced, path
        assert min(synced) < answered, path


def test_while_the_tus_server_is_dead_the_door_says_come_again_later(
    receiver: LoopbackReceiver, tmp_path: Path
) -> None:
    with Spool.open(tmp_path / "outbox") as spool:
        spool.queue(
            PACK, b"x" * 1000, endpoint=receiver.endpoint, receipt_certificate=Receiver.make().certificate_pem
        )
        tus_process(receiver).kill()
        assert Caller(receiver.port, receiver.trusting()).ask("OPTIONS", "/files", TUS).status == 503
        Path(receiver.settings["RECEIVER_LISTEN"]).unlink()
        said = Caller(receiver.port, receiver.trusting()).ask("OPTIONS", "/files", TUS)
        assert (said.status, said.headers["retry-after"]) == (503, "90")
        assert b"<" not in said.body
        item = round_of(spool, receiver.transport())[PACK]
        assert item.reason is not None
        assert (item.state, item.reason.kind) == (State.WAITING, "server_busy")
        receipts = receiver.mailbox / "receipts"
        (receipts / f"{PACK}.jws").write_text("a.b.c")
        assert Caller(receiver.port, receiver.trusting()).ask("GET", f"/receipts/{PACK}.jws").status == 200
    assert receiver.error_log.read_text() == ""


def test_the_script_ends_all_its_parts_also_when_it_is_killed(tmp_path: Path) -> None:
    with LoopbackReceiver(tmp_path / "receiver") as receiver:
        parts = [tus_process(receiver)]
    for part in parts:
        part.wait()
    killed = LoopbackReceiver(tmp_path / "other")
    with pytest.raises(AssertionError), killed:
        parts = kill_the_script_of(killed)
    for part in parts:
        if part.is_running():
            part.wait()


def kill_the_script_of(receiver: LoopbackReceiver) -> list[psutil.Process]:
    """Kill the script alone; the parts that it had."""
    script = tus_process(receiver).parent()
    assert script is not None
    parts: list[psutil.Process] = script.children(recursive=True)
    assert len(parts) > 2
    script.kill()
    return parts
