"""Packs out of S3-compatible storage, a real one (Ceph's radosgw): claims by conditional writes, kept once, answered.

Kills are tried by `tests/faults/bucket_kills.py`.
"""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.cli.main import run_command
from prevent_desktop.delivery.connection.bucket_address import BucketAddress
from prevent_desktop.delivery.connection.http_connection import HttpConnection, HttpConnections
from prevent_desktop.delivery.connection.unexpected_responses import ServerResponse
from prevent_desktop.delivery.desk_stores.boto_bucket import BotoBucket
from prevent_desktop.delivery.desk_stores.web_bucket import WebBucket
from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.bucket_claims import BucketClaim, claim, key_of, sweep
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.answers import verify_answer
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import DeliveryError
from prevent_desktop.packs.document import build_document
from prevent_desktop.sealing import generate_identity, open_bytes
from prevent_desktop.workflows.answers.answer_kept import answer_kept
from prevent_desktop.workflows.answers.give_answer import Said
from prevent_desktop.workflows.receiving.bucket_sink import BucketSink
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import CameAgain, SetAside, Settled, Waits, WithAnother
from tests.interop.receiver_parts import ROOT, InboxCommand, LoopbackReceiver, round_of, why_no_bucket
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import make_key, sign_pack
from tests.unit.workflows.receiving.packs_in import NOW, PACK, Desk, make_desk

pytestmark = pytest.mark.skipif(bool(why_no_bucket()), reason=why_no_bucket() or "-")

OVER = timedelta(days=-1)
"""A lease that every claim has outlived: as if its holder had been killed long ago."""


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


@pytest.fixture(scope="module")
def receiver(receiver_on_bucket: LoopbackReceiver) -> Iterator[LoopbackReceiver]:
    with pytest.MonkeyPatch.context() as patch:
        told = receiver_on_bucket.told["bucket"]
        patch.setenv("AWS_ACCESS_KEY_ID", told["access_key"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", told["secret_key"])
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield receiver_on_bucket


@pytest.fixture(params=["as a service", "as the window"])
def opened(receiver: LoopbackReceiver, request: pytest.FixtureRequest) -> Callable[[], Bucket]:
    """Opens a part of the bucket that is the test's own, as each sink does: by boto3, or over this computer's own connections."""
    told, part = receiver.told["bucket"], request.node.name.replace("[", "/").replace("]", "")
    if request.param == "as a service":
        return lambda: BotoBucket.open(f"s3://{told['bucket']}/{part}", endpoint=told["endpoint"])
    address = BucketAddress.parse(f"s3+{told['endpoint']}/{told['bucket']}/{part}")
    keys = StoreCredentials(user=told["access_key"], password=told["secret_key"])
    return lambda: WebBucket(address, keys, HttpConnections)


@pytest.fixture
def sink(desk: Desk, tmp_path: Path) -> FolderSink:
    return FolderSink(receiver=desk.receiver, beside=tmp_path / "out", clock=lambda: NOW)


def taken(sink: FolderSink, bucket: Bucket, **how: Any) -> list[Kept | Settled]:
    return list(take_from(BucketMailbox(bucket, **how), sink))


def forget_conditions(bucket: Bucket) -> None:
    """From now on the store is asked without the condition, as if it did not heed it."""

    def forgets(params: dict[str, Any], **_more: object) -> None:
        params["headers"].pop("If-None-Match", None)

    if isinstance(bucket, BotoBucket):
        bucket._client.meta.events.register("before-call.s3.PutObject", forgets)
    else:
        put = bucket.put
        bucket._create = lambda key, content: put(key, content) is None  # type: ignore[method-assign, arg-type]


def change_on_its_way(bucket: Bucket, name: str, patch: pytest.MonkeyPatch) -> None:
    """From now on other bytes than were signed reach the store under this name."""

    def changed(request: Any, **_more: object) -> None:
        if request.url.endswith(name):
            request.body = b"%PDF" + bytes(int(request.headers["Content-Length"]) - 4)

    if isinstance(bucket, BotoBucket):
        bucket._client.meta.events.register("before-send.s3.PutObject", changed)
        return
    honest = HttpConnection.ask

    def ask(
        connection: HttpConnection, method: str, url: str, headers: Mapping[str, str], *more: Any
    ) -> ServerResponse:
        if method == "PUT" and url.endswith(name):
            wrong = b"%PDF" + bytes(int(headers["Content-Length"]) - 4)
            return honest(connection, method, url, headers, lambda: [wrong])
        return honest(connection, method, url, headers, *more)

    patch.setattr(HttpConnection, "ask", ask)


def keys(bucket: Bucket) -> list[str]:
    return [each.key for each in bucket.list() if each.key != "claims/heeds-conditions"]


def test_from_the_courier_through_tus_and_the_bucket_to_the_inbox_and_the_receipt_back(
    receiver: LoopbackReceiver, desk: Desk, tmp_path: Path
) -> None:
    told = receiver.told["bucket"]
    with Spool.open(tmp_path / "outbox") as spool:
        certificate = desk.receiver.receipt_certificate.decode()
        spool.queue(PACK, desk.sealed, endpoint=receiver.endpoint, receipt_certificate=certificate)
        assert round_of(spool, receiver.transport())[PACK].state is State.SENT
        inbox = InboxCommand(desk, tmp_path / "inbox")
        (outcome,) = inbox.run(f"s3://{told['bucket']}", "--endpoint", told["endpoint"])
        assert (outcome["result"], outcome["pack"]) == ("kept", PACK)
        assert (inbox.output / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
        assert round_of(spool, receiver.transport())[PACK].state is State.DELIVERED
    bucket = BotoBucket.open(f"s3://{told['bucket']}", endpoint=told["endpoint"])
    assert [key for key in keys(bucket) if not key.startswith("test_")] == [f"receipts/{PACK}.jws"]


class TestClaims:
    def test_of_many_who_ask_at_once_one_gets_it(self, opened: Callable[[], Bucket]) -> None:
        buckets = [opened() for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            got = list(pool.map(lambda bucket: claim(bucket, "a"), buckets))
        assert sum(each is not None for each in got) <= 1
        for each in filter(None, got):
            assert each.is_held()
            each.release()
        assert keys(opened()) == []
        assert claim(opened(), "a") is not None

    def test_one_that_shows_life_is_left_alone_and_one_that_does_not_is_taken_over(
        self, opened: Callable[[], Bucket]
    ) -> None:
        assert claim(opened(), "a") is not None  # and its sink is killed
        assert claim(opened(), "a") is None
        taker = claim(opened(), "a", lease=OVER)
        assert taker is not None
        assert keys(opened()) == [key_of("a", 2)]
        assert claim(opened(), "a") is None
        assert taker.is_held()

    def test_whoever_slept_too_long_notices_that_another_has_it(self, opened: Callable[[], Bucket]) -> None:
        passed = [0.0]
        slept = claim(opened(), "a", passed=lambda: passed[0])
        assert slept is not None
        passed[0] = 3600.0
        other = claim(opened(), "a", lease=OVER)
        assert other is not None
        assert not slept.is_held()
        slept.release()
        assert other.is_held()
        assert key_of("a", 2) in keys(opened())

    def test_a_long_piece_of_work_lengthens_its_claim(self, opened: Callable[[], Bucket]) -> None:
        passed = [0.0]
        held = claim(opened(), "a", passed=lambda: passed[0])
        assert held is not None
        passed[0] = 60.0
        assert held.is_held()
        assert held.was_lengthened
        assert keys(opened()) == [key_of("a", 1), key_of("a", 2)]
        held.release()
        assert keys(opened()) == []

    def test_what_a_killed_worker_left_is_swept_away_once_it_is_old(
        self, opened: Callable[[], Bucket]
    ) -> None:
        bucket = opened()
        assert claim(bucket, "a") is not None
        sweep(bucket)
        assert keys(bucket) == [key_of("a", 1)]
        sweep(bucket, older_than=OVER)
        assert keys(bucket) == []

    def test_a_store_that_does_not_heed_conditions_is_refused_before_anything_is_taken(
        self, opened: Callable[[], Bucket], desk: Desk, sink: FolderSink
    ) -> None:
        """The control: the same store, asked without the condition."""
        bucket = opened()
        forget_conditions(bucket)
        bucket.create(f"{PACK}.pdf.age", desk.sealed)
        with pytest.raises(DeliveryError, match="cannot keep workers apart"):
            taken(sink, bucket)
        assert f"{PACK}.pdf.age" in keys(bucket)


class TestKeeping:
    """A bucket as the place where packs are kept."""

    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> FolderMailbox:
        return FolderMailbox.create(tmp_path / "mailbox")

    @pytest.fixture
    def kept_in(self, opened: Callable[[], Bucket], desk: Desk, tmp_path: Path) -> BucketSink:
        return BucketSink(
            receiver=desk.receiver, beside=tmp_path / "work", clock=lambda: NOW, bucket=opened()
        )

    def test_what_passed_is_kept_whole_under_its_number_then_answered_and_nothing_is_left_on_this_machine(
        self, mailbox: FolderMailbox, kept_in: BucketSink, desk: Desk
    ) -> None:
        desk.put(mailbox)
        (kept,) = take_from(mailbox, replace(kept_in, with_data=True))
        assert isinstance(kept, Kept)
        bucket = kept_in.bucket
        assert (kept.pdf, kept.data) == (bucket.address(f"{PACK}.pdf"), bucket.address(f"{PACK}/"))
        assert bucket.read(f"{PACK}.pdf", at_most=1 << 20) == desk.signed.pdf
        data = {key.removeprefix(f"{PACK}/") for key in keys(bucket) if key.startswith(f"{PACK}/")}
        assert {"record.json", "screening.json", "letter.txt", "answer-to.json"} <= data
        assert mailbox.receipt_path(PACK).exists()
        assert not list(kept_in.beside.glob("*"))
        desk.put(mailbox)
        assert [type(each) for each in take_from(mailbox, kept_in)] == [CameAgain]

    def test_a_crash_before_the_receipt_keeps_once_and_answers_the_second_time(
        self, mailbox: FolderMailbox, kept_in: BucketSink, desk: Desk
    ) -> None:
        kept_in.bucket.create(f"{PACK}.pdf", desk.signed.pdf)
        desk.put(mailbox)
        assert [type(each) for each in take_from(mailbox, kept_in)] == [Kept]
        assert mailbox.receipt_path(PACK).exists()
        assert keys(kept_in.bucket) == [f"{PACK}.pdf"]

    @pytest.mark.parametrize("theirs", [f"{PACK}.pdf", f"{PACK}/record.json"])
    def test_what_somebody_put_under_its_name_is_not_written_over_and_the_pack_stands_aside(
        self, mailbox: FolderMailbox, kept_in: BucketSink, desk: Desk, theirs: str
    ) -> None:
        kept_in.bucket.create(theirs, b"theirs")
        desk.put(mailbox)
        (outcome,) = take_from(mailbox, replace(kept_in, with_data=True))
        assert isinstance(outcome, SetAside)
        assert kept_in.bucket.read(theirs, at_most=100) == b"theirs"
        assert not mailbox.receipt_path(PACK).exists()

    def test_packs_of_two_signers_under_one_number_are_both_kept(
        self, mailbox: FolderMailbox, kept_in: BucketSink, desk: Desk
    ) -> None:
        for sealed in (desk.sealed, desk.seal(desk.signed_again())):
            desk.put(mailbox, sealed)
            assert [type(each) for each in take_from(mailbox, kept_in)] == [Kept]
        assert len(keys(kept_in.bucket)) == 2
        desk.put(mailbox, desk.seal(desk.signed.pdf))  # a third file, by a signer who is known
        assert [type(each) for each in take_from(mailbox, kept_in)] == [SetAside]

    def test_what_changes_on_its_way_is_refused_by_the_store_and_the_pack_waits(
        self, mailbox: FolderMailbox, kept_in: BucketSink, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change_on_its_way(kept_in.bucket, f"{PACK}.pdf", monkeypatch)
        desk.put(mailbox)
        assert [type(each) for each in take_from(mailbox, kept_in)] == [Waits]
        assert keys(kept_in.bucket) == []
        assert [each.untrusted_pack_id for each in mailbox.arrived()] == [PACK]
        assert not mailbox.receipt_path(PACK).exists()

    def test_a_store_that_lets_names_be_given_twice_is_refused_before_anything_is_taken(
        self, mailbox: FolderMailbox, kept_in: BucketSink, desk: Desk
    ) -> None:
        forget_conditions(kept_in.bucket)
        desk.put(mailbox)
        with pytest.raises(DeliveryError, match="cannot keep workers apart"):
            list(take_from(mailbox, kept_in))
        assert [each.untrusted_pack_id for each in mailbox.arrived()] == [PACK]

    def test_on_the_command_line_from_one_part_of_the_store_into_another(
        self, receiver: LoopbackReceiver, opened: Callable[[], Bucket], desk: Desk, tmp_path: Path
    ) -> None:
        told, bucket = receiver.told["bucket"], opened()
        bucket.create(f"in/{PACK}.pdf.age", desk.sealed)
        inbox = InboxCommand(desk, tmp_path / "inbox", output=bucket.address("out"))
        options = ["--endpoint", told["endpoint"], "--work", str(tmp_path / "work")]
        (outcome,) = inbox.run(bucket.address("in"), *options)
        assert (outcome["result"], outcome["pdf"]) == ("kept", bucket.address(f"out/{PACK}.pdf"))
        assert bucket.read(f"out/{PACK}.pdf", at_most=1 << 20) == desk.signed.pdf
        assert bucket.has(f"in/receipts/{PACK}.jws")
        assert run_command(inbox.command(bucket.address("in"), *options[:2])[3:]) == 2


class TestTaking:
    def test_what_fails_stands_aside_in_the_bucket_with_its_reason(
        self, opened: Callable[[], Bucket], sink: FolderSink
    ) -> None:
        bucket = opened()
        bucket.create(f"{PACK}.pdf.age", b"junk")
        assert [type(each) for each in taken(sink, bucket)] == [SetAside]
        aside, reason = keys(bucket)
        assert (aside.startswith(f"quarantine/{PACK}."), reason) == (True, f"{aside}.reason.json")
        assert bucket.read(aside, at_most=100) == b"junk"
        assert not sink.beside.exists() or not list(sink.beside.glob("P-*"))

    def test_what_stands_aside_is_listed_tried_again_and_removed_on_the_command_line(
        self,
        receiver: LoopbackReceiver,
        opened: Callable[[], Bucket],
        sink: FolderSink,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        told, bucket = receiver.told["bucket"], opened()
        place = [f"s3://{told['bucket']}/{bucket._prefix}", "--endpoint", told["endpoint"]]
        bucket.create(f"{PACK}.pdf.age", b"junk")
        taken(sink, bucket)
        assert run_command(["inbox", "quarantine", *place, "--json"]) == 1
        (aside,) = json.loads(capsys.readouterr().out)
        assert run_command(["inbox", "retry", *place, aside["file"]]) == 0
        assert keys(bucket) == [f"{PACK}.pdf.age"]
        assert run_command(["inbox", "retry", *place, aside["file"]]) == 2
        taken(sink, bucket)
        assert run_command(["inbox", "dismiss", *place, aside["file"]]) == 0
        assert run_command(["inbox", "quarantine", *place]) == 0
        assert keys(bucket) == []

    def test_what_comes_again_is_answered_again_and_another_file_with_its_number_is_refused(
        self, opened: Callable[[], Bucket], desk: Desk, sink: FolderSink
    ) -> None:
        bucket = opened()
        bucket.create(f"{PACK}.pdf.age", desk.sealed)
        assert [type(each) for each in taken(sink, bucket)] == [Kept]
        receipt = bucket.read(f"receipts/{PACK}.jws", at_most=10_000)
        bucket.create(f"{PACK}.pdf.age", desk.sealed)
        assert [type(each) for each in taken(sink, bucket)] == [CameAgain]
        bucket.create(f"{PACK}.pdf.age", desk.seal(desk.signed.pdf))
        assert [type(each) for each in taken(sink, bucket)] == [SetAside]
        assert bucket.read(f"receipts/{PACK}.jws", at_most=10_000) == receipt
        bucket.create(f"{PACK}.pdf.age", desk.seal(desk.signed_again()))
        assert [type(each) for each in taken(sink, bucket)] == [Kept]
        both = bucket.read(f"receipts/{PACK}.jws", at_most=10_000)
        assert receipt is not None
        assert both is not None
        assert both.startswith(receipt)
        assert len(both.splitlines()) == 2

    def test_a_false_receipt_in_the_place_hides_no_true_one(
        self, opened: Callable[[], Bucket], desk: Desk, sink: FolderSink
    ) -> None:
        """The fault: rubbish stayed in the place of the receipt, and the sender never saw the true one."""
        bucket = opened()
        bucket.create(f"receipts/{PACK}.jws", b"rubbish")
        bucket.create(f"{PACK}.pdf.age", desk.sealed)
        assert [type(each) for each in taken(sink, bucket)] == [Kept]
        verify_receipt(
            bucket.read(f"receipts/{PACK}.jws", at_most=10_000) or b"",
            desk.receiver.receipt_certificate,
            pack_id=PACK,
            sealed_digest=hashlib.sha256(desk.sealed).hexdigest(),
        )

    def test_whether_the_store_heeds_conditions_is_asked_once(
        self, opened: Callable[[], Bucket], sink: FolderSink
    ) -> None:
        bucket = opened()
        taken(sink, bucket)
        bucket.delete("claims/heeds-conditions")
        taken(sink, bucket)
        assert bucket.list() == ()

    def test_a_name_that_says_nothing_is_told_from_what_was_answered_by_the_pack_itself(
        self, opened: Callable[[], Bucket], desk: Desk, sink: FolderSink
    ) -> None:
        bucket = opened()
        for name in ("0123456789abcdef", "fedcba9876543210"):
            bucket.create(name, desk.sealed)
            bucket.create(f"{name}.info", b'{"size": 1, "metadata": {}}')
        bucket.create("half-a-name-without-information", b"not ours")
        outcomes = taken(sink, bucket)
        assert sorted(type(each).__name__ for each in outcomes) == ["CameAgain", "Kept"]
        assert keys(bucket) == ["half-a-name-without-information", f"receipts/{PACK}.jws"]

    def test_what_was_kept_is_answered_in_the_bucket_and_nothing_there_is_written_over(
        self, opened: Callable[[], Bucket], desk: Desk, sink: FolderSink
    ) -> None:
        bucket, sender = opened(), generate_identity()
        content = pack_content(pack_id=PACK, answer_to=str(sender.recipient))
        sealed = desk.seal(sign_pack(build_document(content), make_key(desk.signed.authority)))
        bucket.create(f"{PACK}.pdf.age", sealed)
        (kept,) = taken(sink, bucket)
        assert isinstance(kept, Kept)
        mailbox = BucketMailbox(bucket)
        assert mailbox.write_answer(PACK, 1, b"another desk's")
        asked = Said(kind=AnswerKind.QUESTION, text="Who saw the flyer?")
        given = answer_kept(desk.receiver, mailbox, Path(kept.pdf), asked, now=NOW)
        assert given.number == 2
        assert mailbox.answers_given(PACK) == (1, 2)
        assert bucket.read(f"answers/{PACK}/1.age", at_most=100) == b"another desk's"
        untrusted = open_bytes(bucket.read(f"answers/{PACK}/2.age", at_most=100_000) or b"", [sender])
        answer = verify_answer(
            untrusted,
            [desk.receiver.receipt_certificate.decode()],
            pack_id=PACK,
            number=2,
            sealed_digest=hashlib.sha256(sealed).hexdigest(),
        )
        assert answer.text == "Who saw the flyer?"

    def test_whoever_lost_the_claim_keeps_nothing(
        self, opened: Callable[[], Bucket], desk: Desk, sink: FolderSink
    ) -> None:
        """A machine that slept between the check and the keeping, while another took the pack and let its claim go."""
        bucket = opened()
        bucket.create(f"{PACK}.pdf.age", desk.sealed)
        passed = [0.0]

        other = FolderSink(receiver=sink.receiver, beside=sink.beside.with_name("other"), clock=lambda: NOW)

        def sleeper(where: Bucket, name: str) -> BucketClaim | None:
            held = claim(where, name, passed=lambda: passed[0])
            assert held is not None
            real = held.is_held

            def after_sleep() -> bool:
                if len(list(sink.beside.glob(".*.part"))) > 1:  # beside the sealed file: it is opened by now
                    passed[0] = 3600.0
                    over = partial(claim, lease=OVER)
                    assert [type(each) for each in taken(other, opened(), claim_on=over)] == [Kept]
                return real()

            held.is_held = after_sleep  # type: ignore[method-assign]  # to sleep at one place
            return held

        assert [type(each) for each in taken(sink, bucket, claim_on=sleeper)] == [WithAnother]
        assert not list(sink.beside.glob("P-*"))
        assert (other.beside / f"{PACK}.pdf").exists()


def test_services_on_a_bucket_end_well_when_they_are_stopped(
    receiver: LoopbackReceiver, opened: Callable[[], Bucket], desk: Desk, tmp_path: Path
) -> None:
    told = receiver.told["bucket"]
    bucket = opened()
    inbox = InboxCommand(desk, tmp_path / "inbox")
    address = f"s3://{told['bucket']}/{bucket._prefix}"
    command = inbox.command(address, "--endpoint", told["endpoint"], "--watch", "--every", "0.2")
    services = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) for _ in range(2)]
    try:
        bucket.create(f"{PACK}.pdf.age", desk.sealed)
        while f"receipts/{PACK}.jws" not in keys(bucket) or f"{PACK}.pdf.age" in keys(bucket):
            assert all(service.poll() is None for service in services)
            time.sleep(0.1)
        for service in services:
            service.send_signal(signal.SIGTERM)
        told_by = [service.communicate()[0] for service in services]
    finally:
        for service in services:
            service.kill()
            service.wait()
    assert [service.returncode for service in services] == [0, 0]
    assert "".join(told_by).count('"kept"') == 1
