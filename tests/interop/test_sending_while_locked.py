"""The real program, with no vault at all, sends to a receiver that lets in known certificates alone: nginx before @tus/server.

The certificate's password lies in a real Secret Service, the trust in the receiver is the system's own (its file of
authorities), and each step is a process of its own, as a scheduler starts them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.workflows.places import Places
from tests.interop.receiver_parts import LoopbackReceiver, why_no_receiver
from tests.unit.delivery.receivers import PACK
from tests.unit.vault.keys.keepers import lock_all, secret_service, why_no_secret_service

WHY_NOT = why_no_receiver() or why_no_secret_service()
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "-")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackReceiver]:
    with LoopbackReceiver(tmp_path_factory.mktemp("guarded"), "--client-certificates", "on") as started:
        yield started


@pytest.fixture
def around(receiver: LoopbackReceiver) -> Iterator[dict[str, str]]:
    """The surroundings of a person's login: their store of secrets, and a system that trusts the receiver's authority."""
    with tempfile.TemporaryDirectory(prefix="pd-") as short, secret_service(Path(short)) as reached:
        trust = {"SSL_CERT_FILE": str(receiver.authority), "SSL_CERT_DIR": "/nowhere"}
        yield {**os.environ, **reached, **trust, "PYTHONPATH": str(ROOT)}


def program(around: dict[str, str], *arguments: object, typed: str = "") -> Any:
    """What a command of the program prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "prevent_desktop", *map(str, arguments), "--json"],
        input=typed, env=around, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode in {0, 1, 3}, done.stderr
    return json.loads(done.stdout)


def test_a_pack_leaves_by_a_certificate_from_the_systems_store(
    receiver: LoopbackReceiver, around: dict[str, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with Spool.open(Places.of(data).spool) as spool:
        spool.queue(PACK, os.urandom(700_000), endpoint=receiver.endpoint, receipt_certificate="")
    (pack,) = program(around, "outbox", "send", "--data", data)
    assert pack["state"] == "needs_you"
    assert "wants" in pack["next_step"] or "certificate" in pack["next_step"]
    mine = receiver.keys("client")
    told = program(
        around,
        "outbox",
        "connection",
        "--data",
        data,
        "--certificate",
        mine.together,
        typed=f"{mine.password}\n",
    )
    assert told["certificate"]["name"]
    with Spool.open(Places.of(data).spool) as spool:
        spool.retry(PACK)
    lock_all(around["DBUS_SESSION_BUS_ADDRESS"])
    (pack,) = program(around, "outbox", "send", "--data", data)
    assert pack["state"] == "waiting"
    assert "store of secrets" in pack["next_step"]
    assert not list(receiver.store.glob("*.json"))


def test_once_the_store_is_open_it_goes(
    receiver: LoopbackReceiver, around: dict[str, str], tmp_path: Path
) -> None:
    data, mine = tmp_path / "data", receiver.keys("client")
    program(
        around,
        "outbox",
        "connection",
        "--data",
        data,
        "--certificate",
        mine.together,
        typed=f"{mine.password}\n",
    )
    with Spool.open(Places.of(data).spool) as spool:
        spool.queue(PACK, os.urandom(700_000), endpoint=receiver.endpoint, receipt_certificate="")
    (pack,) = program(around, "outbox", "send", "--data", data)
    assert (pack["state"], pack["acknowledged"]) == ("sent", 700_000)
    told = program(around, "outbox", "connection", "--data", data)
    assert told["seen"]["localhost"]["protocol"] == "TLSv1.3"
    assert told["seen"]["localhost"]["public"] is False
    assert not list(data.rglob("vault.db")), "no vault took part"
