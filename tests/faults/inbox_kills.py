"""Kills whoever takes packs in, at random moments, and looks at what is left: a receipt without its pack is a failure.

    python -m tests.faults inbox_kills --runs 200 [--seed 1]

A run is a mailbox with some packs, a vault that is a receiving desk or a folder with two batch workers at once, and workers
that are killed by SIGKILL after a random time and started again until nothing is left to take. After each kill every pack
whose receipt was given is kept whole, and every other one still lies where it came in. At the end each pack is kept once,
has one receipt over its sealed file, and nothing was set aside.

The last part is at volume (`inbox_volume`): four services on a store of hundreds of packs, killed all the time.

Four broken ones must be caught: one answers before it keeps, one takes the sealed file away before it keeps, and one
ignores what others have claimed, so that two of them say that they kept the same pack; the last of them at volume, too.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from prevent_desktop.delivery.mailboxes import claims, mailbox
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import ReceiptError
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.packs.document import build_document
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving import intake, vault_sink
from prevent_desktop.workflows.receiving.answering import give_receipt
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.quarantine import quarantined, try_again
from tests.benchmarks.inbox_ground import make_ground
from tests.faults.harness import ask, fork, was_killed
from tests.faults.inbox_volume import VolumeRun
from tests.faults.reading_here import reading_here
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import make_key, sign_pack
from tests.unit.workflows.receiving.in_vault import MadeVault, ReceivingVault, make_receiving_vault
from tests.unit.workflows.receiving.packs_in import NOW, Desk, make_desk, take_all

_PACKS = 4
_LONGEST_LIFE = 0.4  # seconds; all packs take about half a second
_LONGER_EACH_TIME = 0.05  # so that a run comes to its end on a slow machine too
_MOST_LIVES = 200
_MANY = 500
_PER_RUN = 10
_VOLUME_TURNS = 10


@dataclass(frozen=True)
class Ground:
    """What a run begins with."""

    desk: Desk
    made: MadeVault
    pdfs: dict[str, bytes]


class BrokenError(Exception):
    """What was promised does not hold."""


def prepare(folder: Path) -> Ground:
    """A receiver, its vault, and some signed packs."""
    desk = make_desk()
    key = make_key(desk.signed.authority)
    pdfs = {}
    for number in range(_PACKS):
        pack_id = f"P-{number:04d}K2M8T9XW"
        pdfs[pack_id] = sign_pack(build_document(pack_content(pack_id=pack_id)), key)
    ground = Ground(desk, make_receiving_vault(folder / "made", desk), pdfs)
    for kind in (VaultRun, BatchRun):  # what is imported late is there before anybody forks
        kind(ground, folder / f"warm-{kind.__name__}").work()
    return ground


class Run:
    """One mailbox, and whoever takes its packs in."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        self.ground = ground
        self.folder = folder
        self.mailbox = FolderMailbox.create(folder / "mailbox")
        self.sealed: dict[str, str] = {}
        self.kills = 0
        self.killed_twice = 0

    def put_all(self, recipient: object) -> None:
        """Let all packs come in."""
        for pack_id, pdf in self.ground.pdfs.items():
            sealed = seal_bytes(pdf, [recipient])  # type: ignore[list-item]  # a recipient, whichever kind
            self.sealed[pack_id] = hashlib.sha256(sealed).hexdigest()
            (self.mailbox.incoming.path / f"{pack_id}.pdf.age").write_bytes(sealed)

    def work(self, which: int = 0) -> None:
        """Take in what there is, as the worker of this number; in a child."""
        raise NotImplementedError

    def kept(self) -> dict[str, str]:
        """What is kept now: pack id and SHA-256 of its PDF."""
        raise NotImplementedError

    def certificate(self) -> bytes:
        """That of the receipts."""
        raise NotImplementedError

    def workers(self) -> int:
        """How many at once."""
        return 1

    def to_the_end(self, chance: random.Random) -> None:
        """Kill and begin again until nothing is left to take."""
        for life in range(_MOST_LIVES):
            children = [fork(partial(self.work, which)) for which in range(self.workers())]
            time.sleep(chance.uniform(0, _LONGEST_LIFE + life * _LONGER_EACH_TIME))
            killed = [_end(child) for child in children]
            self.kills += sum(killed)
            self.look()
            if not self.put_back() and not any(killed):
                break
        self.look_at_the_end()

    def put_back(self) -> int:
        """Try again what was killed twice while it was read, as a person does; how many that were."""
        aside = quarantined(self.mailbox)
        for one in aside:
            if "Twice this program ended" not in one.what_happened:
                raise BrokenError(f"{one.name} was set aside: {one.what_happened}")
            try_again(self.mailbox, one)
        self.killed_twice += len(aside)
        return len(aside)

    def look(self) -> None:
        """What must hold at every moment."""
        kept = self.kept()
        aside = {one.untrusted_pack_id for one in quarantined(self.mailbox)}
        for pack_id, pdf in self.ground.pdfs.items():
            incoming = self.mailbox.incoming.path / f"{pack_id}.pdf.age"
            if self.receipt_holds(pack_id) and pack_id not in kept:
                raise BrokenError(f"{pack_id} has a receipt and is not kept")
            if pack_id not in kept and pack_id not in aside and not incoming.exists():
                raise BrokenError(f"{pack_id} is kept nowhere and does not lie where it came in")
            if pack_id in kept and kept[pack_id] != hashlib.sha256(pdf).hexdigest():
                raise BrokenError(f"{pack_id} is kept otherwise than it came")

    def receipt_holds(self, pack_id: str) -> bool:
        """Whether its receipt is given; BrokenError where one stands there that does not hold."""
        path = self.mailbox.receipt_path(pack_id)
        if not path.exists():
            return False
        try:
            verify_receipt(
                path.read_bytes(), self.certificate(), pack_id=pack_id, sealed_digest=self.sealed[pack_id]
            )
        except ReceiptError as error:
            raise BrokenError(f"{pack_id} has a receipt that does not hold") from error
        return True

    def look_at_the_end(self) -> None:
        """What must hold once nothing is left to take."""
        self.look()
        if set(self.kept()) != set(self.ground.pdfs):
            raise BrokenError("not all packs are kept at the end")
        if not all(self.receipt_holds(pack_id) for pack_id in self.ground.pdfs):
            raise BrokenError("not all packs have a receipt at the end")
        if any(self.mailbox.incoming.path.iterdir()):
            raise BrokenError("something still lies where it came in")
        if quarantined(self.mailbox):
            raise BrokenError("something was set aside")


class VaultRun(Run):
    """A vault that is a receiving desk."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        super().__init__(ground, folder)
        shutil.copytree(ground.made.folder, folder / "vault")
        with self._vault() as vault:
            receiver = receiving_end_of(vault, now=NOW)
        self._certificate = receiver.receipt_certificate
        self.put_all(receiver.identities[0].recipient)

    def _vault(self) -> Vault:
        return Vault.open(self.folder / "vault", self.ground.made.key)

    def work(self, which: int = 0) -> None:
        del which  # there is one
        with self._vault() as vault:
            ReceivingVault(vault, self.mailbox).take_all()

    def kept(self) -> dict[str, str]:
        with self._vault() as vault:
            packs = vault.received.all()
            return {pack.pack_id: digest_of_file(vault, pack.attachment_id) for pack in packs}

    def certificate(self) -> bytes:
        return self._certificate

    def look_at_the_end(self) -> None:
        super().look_at_the_end()
        with self._vault() as vault:
            if integrity.check(vault).stray_files:
                raise BrokenError("a file in the vault belongs to nothing")


class BatchRun(Run):
    """Two batch workers at once on one mailbox and one output folder; each names what it kept."""

    def __init__(self, ground: Ground, folder: Path) -> None:
        super().__init__(ground, folder)
        self.output = folder / "out"
        self.named = folder / "named"
        self.put_all(ground.desk.receiver.identities[0].recipient)

    def workers(self) -> int:
        return 2

    def work(self, which: int = 0) -> None:
        del which  # both do the same
        for outcome in take_all(self.ground.desk.receiver, self.mailbox, self.output, clock=lambda: NOW):
            if isinstance(outcome, Kept):
                with self.named.open("a") as file:
                    file.write(json.dumps(outcome.pack_id) + "\n")

    def kept(self) -> dict[str, str]:
        if not self.output.exists():
            return {}
        return {
            path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.output.glob("P-*.pdf")
        }

    def certificate(self) -> bytes:
        return self.ground.desk.receiver.receipt_certificate

    def look(self) -> None:
        super().look()
        lines = self.named.read_text().splitlines() if self.named.exists() else []
        for line, count in Counter(lines).items():
            if count > 1:
                raise BrokenError(f"{json.loads(line)} was kept by two")


def digest_of_file(vault: Vault, file_id: str) -> str:
    plain = io.BytesIO()
    vault.attachments.copy_to(file_id, plain)
    return hashlib.sha256(plain.getbuffer()).hexdigest()


def _end(child: int) -> bool:
    """Kill a worker, if it still works; whether it was killed."""
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return was_killed(child)


# -- the broken ones


def answers_first(ready: intake.Ready, mailbox: FolderMailbox, receipt: str) -> None:
    """As if the receipt were given before the pack is kept; then there is time to be killed in."""
    give_receipt(mailbox, ready.checked.verified.pack_id, ready.checked.sealed_digest, receipt)
    time.sleep(0.05)


@contextmanager
def answering_before_keeping() -> Iterator[None]:
    """A vault's worker that gives the receipt first."""
    keep = vault_sink._keep

    def broken(vault: Vault, ready: intake.Ready) -> object:
        answers_first(ready, FolderMailbox(vault.folder.with_name("mailbox")), ready.receipt.jws)
        return keep(vault, ready)

    with mock.patch.object(vault_sink, "_keep", broken):
        yield


@contextmanager
def taking_away_before_keeping() -> Iterator[None]:
    """A batch worker that removes the sealed file first."""
    settled = intake._InHand._settled

    def broken(in_hand: Any, checked: Any) -> object:
        in_hand.held.take_away()
        time.sleep(0.05)
        return settled(in_hand, checked)

    with mock.patch.object(intake._InHand, "_settled", broken):
        yield


@contextmanager
def claiming_nothing() -> Iterator[None]:
    """Batch workers that do not ask who has a pack."""

    def broken(folder: Path, name: str) -> claims.Claim:
        mine = f"nobody-asks-{os.getpid()}-{name}"
        return claims.Claim(SharedFolder(folder), mine, os.open(folder / mine, os.O_RDWR | os.O_CREAT, 0o600))

    with mock.patch.object(mailbox, "claim", broken):
        yield


def caught(
    ground: Ground, folder: Path, kind: type[Run], broken: Callable[[], object], chance: random.Random
) -> str:
    """After how many runs a broken worker was found out; empty where it never was."""
    for number in range(1, 41):
        with broken():  # type: ignore[attr-defined]  # each is a context manager
            try:
                kind(ground, folder / f"{broken.__name__}-{number}").to_the_end(chance)
            except BrokenError as error:
                return f"after {number} runs: {error}"
    return ""


def at_volume(folder: Path, packs: int, chance: random.Random) -> tuple[VolumeRun, str]:
    """A run of many packs, and how the control was caught; empty where it was not."""
    ground = make_ground(folder / "many", packs)
    run = VolumeRun(ground, folder / "volume")
    run.to_the_end(chance)
    for turn in range(_VOLUME_TURNS):  # that two meet at one pack is chance
        with claiming_nothing():
            broken = VolumeRun(ground, folder / f"volume-broken-{turn}")
            broken.to_the_end(chance)
        if broken.wrong:
            return run, "; ".join(broken.wrong[:2])
    return run, ""


def main(arguments: Sequence[str]) -> int:
    """See the top."""
    asked = ask(arguments, __doc__, name="inbox_kills", runs=40)
    failures: list[str] = []
    kills = twice = 0
    with tempfile.TemporaryDirectory() as name, reading_here():
        folder = Path(name)
        ground = prepare(folder)
        for number in range(asked.runs):
            place = folder / f"run-{number}"
            run = (VaultRun, BatchRun)[number % 2](ground, place)
            try:
                run.to_the_end(asked.chance)
            except BrokenError as error:
                failures.append(f"run {number}: {error}")
            kills += run.kills
            twice += run.killed_twice
            shutil.rmtree(place)
        controls = {
            "answers before it keeps": caught(
                ground, folder, VaultRun, answering_before_keeping, asked.chance
            ),
            "takes away before it keeps": caught(
                ground, folder, BatchRun, taking_away_before_keeping, asked.chance
            ),
            "asks nobody who has a pack": caught(ground, folder, BatchRun, claiming_nothing, asked.chance),
        }
        packs = min(_MANY, asked.runs * _PER_RUN)
        volume, controls["asks nobody, at volume"] = at_volume(folder, packs, asked.chance)
        failures += volume.wrong
    print(
        f"  {kills} kills in {asked.runs} runs; {twice} packs were killed twice while they were read, and tried again"
    )
    print(f"  {volume.kills} kills of services while they took {packs} packs in")
    return asked.tell(failures, controls=controls)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
