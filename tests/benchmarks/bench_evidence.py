"""A pack with 500 MB of evidence: build, sign, verify, seal and queue it, and open it again (FAULTS.md 15).

    python -m tests.benchmarks.bench_evidence [--megabytes 500] [--rounds 3]      (Linux, macOS)

Each measurement is a process of its own, and they take turns. Seconds are those of the work alone, by the
clock and of all processors together (on a busy machine the first tells more of the others); memory is the
highest resident size of the process while it works, interpreter and libraries included, and how much that is more
than before the work, when all libraries were there and a small pack had been made. The baseline reads the same plain
bytes from one file, takes their SHA-256 and seals them into another with PyPI pyrage (age in Rust), synced: about what
nobody could do without. Ours reads them sealed, signs, verifies, and writes two sealed files: our own copy and the receiver's.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.delivery.outbox.sealed_files import StagedPack
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.content import PackAttachment, PackContent
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.sealing import generate_identity, parse_identity, sealed_reader
from prevent_desktop.vault.attachment_files import AttachmentFiles, StoredFile
from prevent_desktop.workflows.packs.sign_pack import WorkFolder, sign_and_seal
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import ISSUED_AT, make_key

_STEPS = ("bare", "send", "receive")
_MOST_SECONDS, _MOST_MB = 3.0, 100
_FILES = 4
_MEGABYTE = 1_000_000
_WORDS = {
    "bare": "SHA-256 and pyrage alone",
    "send": "build, sign, verify, seal, queue",
    "receive": "open and verify from the sealed file",
}


@dataclass(frozen=True)
class Measurement:
    seconds: float
    cpu: float
    peak_mb: float
    more_mb: float


def main() -> None:
    """Runs all measurements and prints medians beside what they should be."""
    options = _options()
    if options.child:
        print(json.dumps(measure(options.child, Path(options.folder), options.megabytes)))
        return
    taken: dict[str, list[Measurement]] = defaultdict(list)
    for _round in range(options.rounds):
        with tempfile.TemporaryDirectory() as name:
            for step in _STEPS:
                taken[step].append(_in_child(step, Path(name), options.megabytes))
    _print(taken, options.megabytes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=_STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", default=".", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_child(step: str, folder: Path, megabytes: int) -> Measurement:
    command = [sys.executable, "-m", __spec__.name, "--child", step, "--folder", str(folder)]
    done = subprocess.run(
        [*command, "--megabytes", str(megabytes)], check=True, capture_output=True, text=True
    )
    return Measurement(**json.loads(done.stdout))


def measure(step: str, folder: Path, megabytes: int) -> dict[str, float]:
    """Do one step in this process, and tell how long it took and what memory it needed."""
    work = {"bare": _bare, "send": _send, "receive": _receive}[step](folder, megabytes)
    before = _peak_mb()
    started, used = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    return {"seconds": seconds, "cpu": cpu, "peak_mb": _peak_mb(), "more_mb": _peak_mb() - before}


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (_MEGABYTE if sys.platform == "darwin" else 1000)


def _bare(folder: Path, megabytes: int) -> Callable[[], object]:
    import pyrage

    plain, sealed = folder / "plain", folder / "plain.age"
    with plain.open("wb") as file:
        for _megabyte in range(megabytes):
            file.write(os.urandom(_MEGABYTE))
    receiver = pyrage.x25519.Identity.generate().to_public()

    def work() -> None:
        with plain.open("rb") as file:
            hashlib.file_digest(file, "sha256")
        pyrage.encrypt_file(str(plain), str(sealed), [receiver])
        with sealed.open("rb+") as file:
            os.fsync(file.fileno())

    return work


def _evidence(files: AttachmentFiles, plain: Path, megabytes: int) -> tuple[PackAttachment, ...]:
    """The same bytes, in a few files, sealed to the vault."""
    size = megabytes * _MEGABYTE // _FILES
    found = []
    with plain.open("rb") as file:
        for number in range(_FILES):
            stored: StoredFile = files.put(io.BufferedReader(_Part(file, size)))
            found.append(
                PackAttachment(
                    file_name=f"film-{number}.mp4",
                    media_type="video/mp4",
                    description="A film",
                    sha256=stored.sha256,
                    source=files.source(stored),
                )
            )
    return tuple(found)


class _Part(io.RawIOBase):
    """The next `size` bytes of a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece = self._file.read(min(len(memoryview(buffer)), self._left))
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)


def _send(folder: Path, megabytes: int) -> Callable[[], object]:
    authority = Authority.create("Example demonstration authority", now=ISSUED_AT)
    key = make_key(authority)
    identity = generate_identity(hybrid=True)
    (folder / "receiver.txt").write_text(identity.secret_text)
    (folder / "authority.pem").write_bytes(authority.certificate_pem)
    receiver = Receiver(
        id="front-door", name="Front door", seal_to=(str(identity.recipient),), receipt_certificate="",
        endpoint="file:///nowhere", form_ids=(), with_attachments=True,
    )  # fmt: skip
    files = AttachmentFiles(folder / "attachments", generate_identity(hybrid=True))
    evidence = _evidence(files, folder / "plain", megabytes)

    def make(content: PackContent) -> None:
        with Spool.open(folder / "outbox") as spool:
            work_folder = WorkFolder(files=files, spool=spool)
            signed = sign_and_seal(content, receiver, key, (authority.certificate_pem,), work_folder)
            assert signed.own is not None
            files.keep(signed.own)
            assert isinstance(signed.sealed, StagedPack)
            spool.queue(content.pack_id, signed.sealed, endpoint=receiver.endpoint, receipt_certificate="")

    make(replace(pack_content(), pack_id="P-000000000000"))
    return lambda: make(replace(pack_content(attachments=evidence), pack_id="P-111111111111"))


def _receive(folder: Path, _megabytes: int) -> Callable[[], object]:
    identity = parse_identity((folder / "receiver.txt").read_text())
    trusted = [(folder / "authority.pem").read_bytes()]

    def open_one(pack_id: str) -> None:
        (path,) = (folder / "outbox" / "packs").glob(f"{pack_id}.*.age")
        with sealed_reader(path.open("rb"), [identity]) as plain:
            verify_pack(plain, trusted)  # type: ignore[arg-type]  # a file

    open_one("P-000000000000")
    return lambda: open_one("P-111111111111")


def _print(taken: dict[str, list[Measurement]], megabytes: int) -> None:
    print(f"{megabytes} MB of evidence, medians of {len(taken['bare'])} rounds\n")
    print(f"{'':38}{'seconds':>9}{'of CPU':>9}{'peak MB':>9}{'more MB':>9}")
    medians = {step: statistics.median(each.seconds for each in found) for step, found in taken.items()}
    for step, found in taken.items():
        peak = statistics.median(each.peak_mb for each in found)
        more = statistics.median(each.more_mb for each in found)
        cpu = statistics.median(each.cpu for each in found)
        print(f"{_WORDS[step]:38}{medians[step]:9.2f}{cpu:9.2f}{peak:9.0f}{more:9.0f}")
    print(f"\nsending against bare: {medians['send'] / medians['bare']:.2f}×")
    print(f"aims: at most {_MOST_SECONDS} s, and {_MOST_MB} MB for the work")


if __name__ == "__main__":
    main()
