"""The receiver on S3-compatible storage: nginx before @tus/server and its S3 store, before Ceph's radosgw."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Parcel
from tests.interop.node_server import MODULES
from tests.interop.raw_requests import TUS, Caller
from tests.interop.receiver_parts import LoopbackReceiver, round_of, why_no_bucket
from tests.unit.delivery.receivers import OTHER_PACK, PACK, Receiver
from tests.unit.delivery.transport_contract import CountingFile, RecordingJournal, StoppedHereError

pytestmark = pytest.mark.skipif(bool(why_no_bucket()), reason=why_no_bucket() or "-")
_SCRIPT = Path(__file__).with_name("bucket.mjs")
CHUNK = 3 * 1024 * 1024 + 7
CONTENT = os.urandom(13 * 1024 * 1024)
"""More than two parts of 5 MiB, so that chunks and parts never end at the same place."""


class Owner:
    """Whoever owns the bucket."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self._told = told
        self._environment = {
            **os.environ,
            "NODE_MODULES": str(MODULES),
            "NODE_NO_WARNINGS": "1",
            "AWS_ACCESS_KEY_ID": told["access_key"],
            "AWS_SECRET_ACCESS_KEY": told["secret_key"],
        }

    def ask(self, *arguments: str) -> Any:
        command = [shutil.which("node") or "node", str(_SCRIPT), self._told["endpoint"], self._told["bucket"]]
        ended = subprocess.run(
            [*command, *arguments], check=False, capture_output=True, text=True, env=self._environment
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def anonymous(self, key: str) -> int:
        """What the store itself answers to somebody without a key."""
        place = urlsplit(self._told["endpoint"])
        connection = http.client.HTTPConnection(place.hostname or "", place.port)
        with closing(connection):
            connection.request("GET", f"/{self._told['bucket']}/{key}")
            return connection.getresponse().status


def parcel(receiver: LoopbackReceiver, journal: RecordingJournal) -> tuple[Parcel, list[int]]:
    """The content, from where the journal has it, and the sizes of what is read of it."""
    read: list[int] = []
    made = Parcel(
        pack_id=PACK,
        digest=hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
        endpoint=receiver.endpoint,
        upload_url=journal.upload_url,
        offset=journal.offsets[-1] if journal.offsets else 0,
        attempts=0,
        open=lambda: CountingFile(CONTENT, read),
    )
    return made, read


@pytest.fixture(scope="module")
def owner(receiver_on_bucket: LoopbackReceiver) -> Owner:
    return Owner(receiver_on_bucket.told["bucket"])


def test_a_pack_goes_into_the_bucket_and_its_receipt_comes_out_of_it(
    receiver_on_bucket: LoopbackReceiver, owner: Owner, tmp_path: Path
) -> None:
    keys = Receiver.make()
    with Spool.open(tmp_path / "outbox") as spool:
        spool.queue(
            PACK, CONTENT, endpoint=receiver_on_bucket.endpoint, receipt_certificate=keys.certificate_pem
        )
        transport = receiver_on_bucket.transport(largest_chunk=CHUNK)
        item = round_of(spool, transport)[PACK]
        assert item.state is State.SENT
        key = item.upload_url.rsplit("/", 1)[1]
        owner.ask("get", key, str(tmp_path / "got"))
        assert (tmp_path / "got").read_bytes() == CONTENT
        (tmp_path / "receipt").write_text(keys.receipt(PACK, item.digest))
        owner.ask("put", f"receipts/{PACK}.jws", str(tmp_path / "receipt"))
        assert round_of(spool, transport)[PACK].state is State.DELIVERED
    assert list(receiver_on_bucket.mailbox.rglob("*.*")) == []


def test_what_was_cut_goes_on_at_the_servers_offset(
    receiver_on_bucket: LoopbackReceiver, owner: Owner, tmp_path: Path
) -> None:
    transport = receiver_on_bucket.transport(largest_chunk=CHUNK)
    journal = RecordingJournal(stop_at=CHUNK)
    with pytest.raises(StoppedHereError):
        transport.upload(parcel(receiver_on_bucket, journal)[0], journal)
    key = journal.upload_url.rsplit("/", 1)[1]
    assert key in owner.ask("unfinished")
    assert key not in dict(owner.ask("list")), "what is not whole must not look as if it were"
    rest, read = parcel(receiver_on_bucket, journal)
    transport.upload(rest, RecordingJournal(upload_url=journal.upload_url))
    assert sum(read) <= len(CONTENT) - CHUNK
    owner.ask("get", key, str(tmp_path / "got"))
    assert (tmp_path / "got").read_bytes() == CONTENT
    assert dict(owner.ask("list"))[key] == len(CONTENT)
    assert key not in owner.ask("unfinished")


def test_nobody_reads_a_pack_neither_at_the_door_nor_at_the_store(
    receiver_on_bucket: LoopbackReceiver, owner: Owner
) -> None:
    caller = Caller(receiver_on_bucket.port, receiver_on_bucket.trusting())
    upload = caller.put(OTHER_PACK, b"sealed" * 100)
    key = upload.rsplit("/", 1)[1]
    assert caller.ask("GET", upload, TUS).status == 405
    for path in (
        f"/{key}",
        f"/receipts/{key}.jws",
        f"/receipts/../{key}",
        f"/answers/{OTHER_PACK}/..%2f{key}.age",
    ):
        said = caller.ask("GET", path, TUS)
        assert (said.status, b"sealed" in said.body) == (404, False)
    assert owner.anonymous(key) == owner.anonymous(f"{key}.info") == 403
    assert owner.anonymous("") == 403


def test_an_unfinished_upload_that_its_sender_takes_back_leaves_nothing(
    receiver_on_bucket: LoopbackReceiver, owner: Owner
) -> None:
    caller = Caller(receiver_on_bucket.port, receiver_on_bucket.trusting())
    upload = caller.begin(100, filename=f"{OTHER_PACK}.pdf.age").headers["location"]
    key = upload.rsplit("/", 1)[1]
    assert caller.send(upload, b"x" * 50).headers["upload-offset"] == "50"
    assert caller.ask("DELETE", upload, TUS).status == 204
    assert key not in owner.ask("unfinished")
    assert f"{key}.info" not in dict(owner.ask("list"))
    assert caller.ask("HEAD", upload, TUS).status == 404
