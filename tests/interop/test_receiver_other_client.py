"""npm tus-js-client as the sender: whoever speaks tus can bring a sealed pack to the receiver."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.interop.node_server import MODULES
from tests.interop.receiver_parts import InboxCommand, LoopbackReceiver, why_no_receiver
from tests.unit.workflows.receiving.packs_in import PACK, make_desk

pytestmark = pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")
_SCRIPT = Path(__file__).with_name("tus_client.mjs")


def send(receiver: LoopbackReceiver, path: Path, name: str, *, stop_after: int) -> dict[str, Any]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    ended = subprocess.run(
        [
            shutil.which("node") or "node",
            str(_SCRIPT),
            receiver.endpoint,
            str(path),
            name,
            digest,
            str(stop_after),
        ],
        check=True,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "NODE_MODULES": str(MODULES),
            "NODE_EXTRA_CA_CERTS": str(receiver.authority),
            "NODE_OPTIONS": "--dns-result-order=ipv4first",  # node 18 tries the first address of “localhost” alone
        },
    )
    sent: dict[str, Any] = json.loads(ended.stdout)
    return sent


def test_it_uploads_stops_goes_on_and_the_inbox_takes_the_pack(tmp_path: Path) -> None:
    desk = make_desk()
    path = tmp_path / "sealed"
    path.write_bytes(desk.sealed)
    inbox = InboxCommand(desk, tmp_path / "desk")
    with LoopbackReceiver(tmp_path / "receiver") as receiver:
        sent = send(receiver, path, f"{PACK}.pdf.age", stop_after=64 * 1024)
        assert sent["offsets"] == sorted(set(sent["offsets"])), "a byte went twice"
        assert sent["offsets"][0] == 64 * 1024
        assert sent["offsets"][-1] == len(desk.sealed)
        assert sent["url"].startswith(receiver.endpoint)
        (kept,) = inbox.run(receiver.mailbox)
        assert (kept["result"], kept["pack"]) == ("kept", PACK)
        assert (inbox.output / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
        assert (receiver.mailbox / "receipts" / f"{PACK}.jws").exists()
