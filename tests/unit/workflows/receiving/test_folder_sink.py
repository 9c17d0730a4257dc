"""Packs taken into a folder: what passes is kept and answered, what fails stands aside, and nothing is done twice."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from prevent_desktop.delivery.mailboxes.claims import claim
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.receipts import LARGEST, verify_receipt
from prevent_desktop.errors import PackError, SigningKeyError
from prevent_desktop.sealing import generate_identity, seal_bytes
from prevent_desktop.workflows.receiving import file_sink
from prevent_desktop.workflows.receiving.answering import receipt_for
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import CameAgain, SetAside, Settled, Waits, WithAnother
from prevent_desktop.workflows.receiving.quarantine import dismiss, quarantined, try_again
from tests.unit.delivery.receivers import Receiver as ReceiptKeys
from tests.unit.packs.making import make_signed
from tests.unit.workflows.receiving.packs_in import CORRECTION, NOW, PACK, Desk, take_all


def clock() -> datetime:
    return NOW


def taken(desk: Desk, mailbox: FolderMailbox, output: Path, **how: bool) -> list[Kept | Settled]:
    return list(take_all(desk.receiver, mailbox, output, clock=clock, **how))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


class TestWhatPasses:
    def test_it_is_kept_readable_for_its_owner_alone_and_then_answered(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        (kept,) = taken(desk, mailbox, output)
        assert isinstance(kept, Kept)
        assert (kept.pack_id, kept.signer, kept.organisation) == (
            PACK,
            "Sam Example",
            "Example Primary School",
        )
        assert Path(kept.pdf).read_bytes() == desk.signed.pdf
        assert names(output) == [f"{PACK}.pdf"]
        if os.name == "posix":
            assert stat.S_IMODE(Path(kept.pdf).stat().st_mode) == 0o600
        receipt = verify_receipt(
            mailbox.receipt_path(PACK).read_text(),
            desk.receiver.receipt_certificate,
            pack_id=PACK,
            sealed_digest=hashlib.sha256(desk.sealed).hexdigest(),
        )
        assert receipt.reference == kept.reference
        assert names(mailbox.incoming.path) == []
        assert names(mailbox.folder / "claims") == []

    def test_its_data_goes_into_a_folder_of_its_own(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        (kept,) = taken(desk, mailbox, output, with_data=True)
        assert isinstance(kept, Kept)
        data = Path(kept.data)
        assert json.loads((data / "record.json").read_text())["resourceType"] == "Patient"
        assert {"screening.json", "letter.txt", "answer-to.json"} <= set(names(data))
        assert names(output) == [PACK, f"{PACK}.pdf"]

    def test_an_upload_of_a_tus_server_is_taken_once_it_is_whole(
        self, desk: Desk, tmp_path: Path, output: Path
    ) -> None:
        store = tmp_path / "server" / "store"
        store.mkdir(parents=True)
        info = {"id": "a" * 32, "size": len(desk.sealed), "metadata": {"filename": f"{PACK}.pdf.age"}}
        (store / ("a" * 32)).write_bytes(desk.sealed[:-1])
        (store / ("a" * 32 + ".json")).write_text(json.dumps(info))
        mailbox = FolderMailbox(store.parent)
        assert taken(desk, mailbox, output) == []
        (store / ("a" * 32)).write_bytes(desk.sealed)
        (kept,) = taken(desk, mailbox, output)
        assert isinstance(kept, Kept)
        assert mailbox.receipt_path(PACK).exists()
        assert names(store) == []

    def test_a_correction_says_which_pack_it_takes_the_place_of(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox, desk.correction, f"{CORRECTION}.pdf.age")
        (kept,) = taken(desk, mailbox, output)
        assert isinstance(kept, Kept)
        assert kept.corrects == PACK

    def test_files_on_a_memory_stick_need_no_mailbox(self, desk: Desk, tmp_path: Path, output: Path) -> None:
        stick = tmp_path / "stick"
        stick.mkdir()
        (stick / f"{PACK} (1).pdf.age").write_bytes(desk.sealed)
        (stick / "Holiday.jpg").write_bytes(b"not ours")
        (kept,) = taken(desk, FolderMailbox(stick), output)
        assert isinstance(kept, Kept)
        assert {"Holiday.jpg", "receipts"} <= set(names(stick))


class TestWhatFails:
    @pytest.mark.parametrize(
        ("spoil", "says"),
        [
            (lambda _desk: b"not a pack", "age"),
            (lambda desk: desk.sealed[:-1], "changed"),
            (
                lambda desk: desk.sealed[:5000] + bytes([desk.sealed[5000] ^ 1]) + desk.sealed[5001:],
                "changed",
            ),
            (lambda desk: seal_bytes(desk.signed.pdf, [generate_identity().recipient]), "None of your keys"),
            (lambda desk: desk.seal(desk.signed.unsigned), "not signed"),
            (lambda desk: desk.seal(desk.signed.pdf + b" "), "added"),
            (lambda desk: desk.seal(make_signed().pdf), "authority"),
            (lambda _desk: b"", "age"),
        ],
        ids=["no pack", "cut", "changed", "for others", "unsigned", "added to", "not trusted", "empty"],
    )
    def test_it_stands_aside_with_its_reason_and_gets_no_receipt(
        self,
        desk: Desk,
        mailbox: FolderMailbox,
        output: Path,
        spoil: Callable[[Desk], bytes],
        says: str,
    ) -> None:
        content = spoil(desk)
        desk.put(mailbox, content)
        (outcome,) = taken(desk, mailbox, output)
        assert isinstance(outcome, SetAside)
        assert says in outcome.quarantined.what_happened
        assert outcome.quarantined.next_step
        assert (mailbox.folder / "quarantine" / outcome.quarantined.name).read_bytes() == content
        assert quarantined(mailbox) == (outcome.quarantined,)
        assert not mailbox.receipt_path(PACK).exists()
        assert names(mailbox.incoming.path) == names(output) == []

    def test_one_that_fails_blocks_no_other(self, desk: Desk, mailbox: FolderMailbox, output: Path) -> None:
        desk.put(mailbox, b"not a pack", "P-0000AAAA.pdf.age")
        desk.put(mailbox)
        desk.put(mailbox, desk.correction, f"{CORRECTION}.pdf.age")
        kinds = [type(outcome) for outcome in taken(desk, mailbox, output)]
        assert kinds == [SetAside, Kept, Kept]

    def test_a_pack_under_the_number_of_another_is_refused(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox, name="P-0000AAAA.pdf.age")
        (outcome,) = taken(desk, mailbox, output)
        assert isinstance(outcome, SetAside)
        assert "says one number" in outcome.quarantined.what_happened
        assert names(mailbox.receipts_folder) == []

    def test_a_reason_names_nobody(self, desk: Desk, mailbox: FolderMailbox, output: Path) -> None:
        desk.put(mailbox, desk.seal(desk.signed.pdf + b" "))
        taken(desk, mailbox, output)
        (reason,) = [path for path in (mailbox.folder / "quarantine").iterdir() if path.suffix == ".json"]
        assert not {"Bexample", "Sam Example"} & {
            name for name in ("Bexample", "Sam Example") if name in reason.read_text()
        }

    def test_tried_again_once_the_key_is_right_it_is_taken(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        stranger = replace(desk.receiver, identities=(generate_identity(),))
        (outcome,) = take_all(stranger, mailbox, output, clock=clock)
        assert isinstance(outcome, SetAside)
        try_again(mailbox, outcome.quarantined)
        assert quarantined(mailbox) == ()
        assert [type(each) for each in taken(desk, mailbox, output)] == [Kept]

    @pytest.mark.parametrize(
        "said",
        [
            {"at": "2026-11-26T09:00:00"}, {"at": "0001-01-01T00:00:00+14:00"}, {"at": 5}, {"pack": "../../x"}, {"pack": ["x"]},
        ],
    )  # fmt: skip
    def test_a_reason_that_somebody_put_there_hides_no_other_and_leads_nowhere(
        self, desk: Desk, mailbox: FolderMailbox, output: Path, said: dict[str, object]
    ) -> None:
        desk.put(mailbox, b"junk")
        (outcome,) = taken(desk, mailbox, output)
        assert isinstance(outcome, SetAside)
        folder, other = mailbox.folder / "quarantine", f"P-1111AAAA.{'0' * 12}.pdf.age"
        (reason,) = folder.glob("*.json")
        theirs = {**json.loads(reason.read_bytes()), **said}
        (folder / other).write_bytes(b"theirs")
        (folder / f"{other}{reason.name.removeprefix(outcome.quarantined.name)}").write_text(
            json.dumps(theirs)
        )
        found = quarantined(mailbox)
        assert outcome.quarantined in found
        for one in found:
            assert try_again(mailbox, one).parent == mailbox.incoming.path
        assert {path.parent for path in mailbox.folder.parent.rglob("*.age")} <= {
            mailbox.incoming.path,
            folder,
        }

    def test_dismissed_it_is_gone(self, desk: Desk, mailbox: FolderMailbox, output: Path) -> None:
        desk.put(mailbox, b"junk")
        (outcome,) = taken(desk, mailbox, output)
        assert isinstance(outcome, SetAside)
        dismiss(mailbox, outcome.quarantined)
        dismiss(mailbox, outcome.quarantined)
        assert names(mailbox.folder / "quarantine") == []

    def test_where_nobody_is_trusted_nothing_is_set_aside_for_it(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        with pytest.raises(PackError, match="trusted"):
            list(take_all(replace(desk.receiver, trusted=()), mailbox, output, clock=clock))
        assert names(mailbox.incoming.path) == [f"{PACK}.pdf.age"]

    def test_a_key_that_signs_no_receipts_is_found_before_anything_is_taken(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        with pytest.raises(SigningKeyError):
            list(take_all(replace(desk.receiver, receipt_key=b"no key"), mailbox, output, clock=clock))
        assert names(output) == []


class TestTwice:
    def test_a_second_run_finds_nothing_to_do(self, desk: Desk, mailbox: FolderMailbox, output: Path) -> None:
        desk.put(mailbox)
        taken(desk, mailbox, output)
        receipt = mailbox.receipt_path(PACK).read_bytes()
        assert taken(desk, mailbox, output) == []
        assert mailbox.receipt_path(PACK).read_bytes() == receipt

    def test_the_same_file_again_is_answered_again_and_kept_once(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        taken(desk, mailbox, output)
        receipt, kept = mailbox.receipt_path(PACK).read_bytes(), (output / f"{PACK}.pdf").stat().st_mtime_ns
        desk.put(mailbox)
        assert taken(desk, mailbox, output) == [CameAgain(pack_id=PACK)]
        assert mailbox.receipt_path(PACK).read_bytes() == receipt
        assert (output / f"{PACK}.pdf").stat().st_mtime_ns == kept
        assert names(mailbox.incoming.path) == []

    def test_another_file_under_a_number_that_was_answered_stands_aside(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        taken(desk, mailbox, output)
        receipt = mailbox.receipt_path(PACK).read_bytes()
        desk.put(mailbox, desk.seal(desk.signed.pdf))
        (outcome,) = taken(desk, mailbox, output)
        assert isinstance(outcome, SetAside)
        assert "came before" in outcome.quarantined.what_happened
        assert mailbox.receipt_path(PACK).read_bytes() == receipt

    def test_a_name_that_somebody_gave_a_moment_before_is_not_written_over(
        self, desk: Desk, mailbox: FolderMailbox, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The fault: between looking whether a name is free and giving it, another worker's pack of that number was lost."""
        output.mkdir()
        (output / f"{PACK}.pdf").write_bytes(b"another worker's")
        monkeypatch.setattr(Path, "exists", lambda path, **_how: path.is_dir())
        desk.put(mailbox)
        (outcome,) = taken(desk, mailbox, output)
        assert isinstance(outcome, SetAside)
        assert (output / f"{PACK}.pdf").read_bytes() == b"another worker's"
        assert names(output) == [f"{PACK}.pdf"]

    @pytest.mark.parametrize("false", ["rubbish", "another pack's", "a stranger's", "a stranger's many"])
    def test_a_false_receipt_in_the_place_keeps_no_pack_out_and_hides_no_true_one(
        self, desk: Desk, mailbox: FolderMailbox, output: Path, false: str
    ) -> None:
        stranger = ReceiptKeys.make().receipt(PACK, "00" * 32).encode()
        content = {
            "rubbish": b"rubbish",
            "another pack's": receipt_for(desk.receiver, "P-7QF3ABCDEFGH", "00" * 32, now=NOW).encode(),
            "a stranger's": stranger,
            "a stranger's many": b"\n".join([stranger] * (LARGEST // (len(stranger) + 1))),
        }[false]
        mailbox.receipts.make()
        mailbox.write_receipt(PACK, content)
        desk.put(mailbox)
        assert [type(each) for each in taken(desk, mailbox, output)] == [Kept]
        verify_receipt(
            mailbox.receipt_path(PACK).read_bytes(),
            desk.receiver.receipt_certificate,
            pack_id=PACK,
            sealed_digest=hashlib.sha256(desk.sealed).hexdigest(),
        )

    def test_packs_of_two_signers_under_one_number_are_both_taken_in_either_order_and_each_has_its_receipt(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        false, true = desk.seal(desk.signed_again()), desk.sealed
        for first, second in ((false, true), (true, false)):
            desk.put(mailbox, first)
            (one,) = taken(desk, mailbox, output)
            desk.put(mailbox, second)
            (two,) = taken(desk, mailbox, output)
            assert isinstance(one, Kept)
            assert isinstance(two, Kept)
            assert one.pdf != two.pdf
            assert {one.signer, two.signer} == {"Sam Example", "Mallory Example"}
            assert "another pack with this number came before" in two.warning
            assert "in the name of Mallory" in (one.warning if first is false else two.warning)
            standing = mailbox.receipt_path(PACK).read_bytes()
            for sealed in (first, second):
                digest = hashlib.sha256(sealed).hexdigest()
                certificate = desk.receiver.receipt_certificate
                verify_receipt(standing, certificate, pack_id=PACK, sealed_digest=digest)
                desk.put(mailbox, sealed)
                assert taken(desk, mailbox, output) == [CameAgain(pack_id=PACK)]
            assert mailbox.receipt_path(PACK).read_bytes() == standing
            for path in (Path(one.pdf), Path(two.pdf), mailbox.receipt_path(PACK)):
                path.unlink()

    def test_a_renewed_certificate_sets_nothing_aside_that_was_answered_under_the_old_one(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        taken(desk, mailbox, output)
        receipt = mailbox.receipt_path(PACK).read_bytes()
        desk.put(mailbox)
        keys = ReceiptKeys.make("Children’s front door")
        renewed = replace(
            desk.receiver,
            receipt_key=keys.key_pem.encode(),
            receipt_certificate=keys.certificate_pem.encode(),
        )
        assert [type(each) for each in take_all(renewed, mailbox, output, clock=clock)] == [Kept]
        assert mailbox.receipt_path(PACK).read_bytes() == receipt
        assert names(output) == [f"{PACK}.pdf"]

    def test_what_a_crash_left_between_keeping_and_answering_is_finished(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        output.mkdir()
        (output / f"{PACK}.pdf").write_bytes(desk.signed.pdf)
        desk.put(mailbox)
        assert [type(each) for each in taken(desk, mailbox, output)] == [Kept]
        assert mailbox.receipt_path(PACK).exists()

    def test_another_document_of_that_name_in_the_output_is_never_written_over(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        output.mkdir()
        (output / f"{PACK}.pdf").write_bytes(b"somebody's")
        desk.put(mailbox)
        assert [type(each) for each in taken(desk, mailbox, output)] == [SetAside]
        assert (output / f"{PACK}.pdf").read_bytes() == b"somebody's"
        assert names(output) == [f"{PACK}.pdf"]


class TestManyWorkers:
    def test_what_another_worker_holds_is_left_to_it(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        held = claim(mailbox.folder, PACK)
        assert held is not None
        assert taken(desk, mailbox, output) == [WithAnother(name=f"{PACK}.pdf.age")]
        held.release()
        assert [type(each) for each in taken(desk, mailbox, output)] == [Kept]

    def test_of_several_workers_at_once_one_takes_each_pack(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        desk.put(mailbox)
        desk.put(mailbox, desk.correction, f"{CORRECTION}.pdf.age")
        desk.put(mailbox, b"junk", "P-0000AAAA.pdf.age")
        outcomes: list[Kept | Settled] = []
        together = threading.Barrier(4)

        def work() -> None:
            together.wait()
            outcomes.extend(taken(desk, mailbox, output))

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sorted(each.pack_id for each in outcomes if isinstance(each, Kept)) == [PACK, CORRECTION]
        assert [type(each) for each in outcomes if isinstance(each, SetAside)] == [SetAside]
        assert not [each for each in outcomes if isinstance(each, Waits | CameAgain)]
        assert names(output) == [f"{PACK}.pdf", f"{CORRECTION}.pdf"]
        assert names(mailbox.receipts_folder) == [f"{PACK}.jws", f"{CORRECTION}.jws"]

    def test_a_full_or_closed_output_lets_the_pack_lie_where_it_came_in(
        self, desk: Desk, mailbox: FolderMailbox, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.put(mailbox)

        def no_room(*_arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(file_sink, "write_synced", no_room)
        (outcome,) = taken(desk, mailbox, output)
        assert isinstance(outcome, Waits)
        assert "no space left" in outcome.what_happened
        assert names(mailbox.incoming.path) == [f"{PACK}.pdf.age"]
        assert names(output) == names(mailbox.receipts_folder) == []
        monkeypatch.undo()
        assert [type(each) for each in taken(desk, mailbox, output)] == [Kept]

    def test_hidden_leftovers_of_a_killed_worker_go_once_nobody_can_still_write_them(
        self, desk: Desk, mailbox: FolderMailbox, output: Path
    ) -> None:
        output.mkdir()
        old, new, somebody_elses = f".{'0' * 16}.part", f".{'1' * 16}.part", ".thesis.part"
        for name in (old, new, somebody_elses):
            (output / name).write_bytes(b"half")
        for name in (old, somebody_elses):
            os.utime(output / name, (0, 0))
        taken(desk, mailbox, output)
        assert names(output) == sorted([new, somebody_elses])


def test_a_large_pack_is_read_in_pieces(desk: Desk, mailbox: FolderMailbox, tmp_path: Path) -> None:
    """What is staged comes in pieces, so that its size needs no memory."""
    desk.put(mailbox)
    asked: list[int] = []
    read: Any = io.BufferedReader.read

    class NoRoom(FolderSink):
        def stage(self, plain: BinaryIO) -> Any:
            while piece := read(plain, 1 << 16):
                asked.append(len(piece))
            raise OSError(5, "enough seen")

    sink = NoRoom(receiver=desk.receiver, beside=tmp_path / "out", clock=clock)
    assert [type(each) for each in take_from(mailbox, sink)] == [Waits]
    assert sum(asked) == len(desk.signed.pdf)
    assert max(asked) <= 1 << 16
