"""Sealing and opening 100 MB, against PyPI pyrage (the age format in Rust), and age (in Go) where it is, in the same run.

    python -m tests.benchmarks.bench_sealing [--megabytes 100] [--rounds 7]      (Linux, macOS)

Each measurement is a process of its own, from one file to another: seconds are those of the work alone, memory
is the highest resident size of the whole process, interpreter and libraries included. The tools take turns, so
that a slow moment of the machine does not fall on one of them. The others have classic keys, and release each chunk
as soon as it verifies; we open in two passes and release nothing before the whole file has verified. `--folder /dev/shm`
leaves the disk out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TOOLS = ("pyrage", *(["age"] if shutil.which("age") else []), "ours, classic", "ours, hybrid")
_BASELINE = _TOOLS[0]


@dataclass(frozen=True)
class Measurement:
    seconds: float
    peak_mb: float


def main() -> None:
    """Runs all measurements and prints medians, and ratios against pyrage."""
    options = _options()
    if options.child:
        print(json.dumps(_measure(options.child, Path(options.folder))))
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        _write_random(folder / "plain", options.megabytes)
        _print_table(_take_turns(folder, options.rounds), options.megabytes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Sealing and opening against pyrage")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--child", choices=_TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help="where the files are written")
    return parser.parse_args()


def _write_random(path: Path, megabytes: int) -> None:
    with path.open("wb") as plain:
        for _megabyte in range(megabytes):
            plain.write(os.urandom(1_000_000))


def _take_turns(folder: Path, rounds: int) -> dict[tuple[str, str], list[Measurement]]:
    taken: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for _round in range(rounds):
        for tool in _TOOLS:
            command = [
                sys.executable,
                "-m",
                "tests.benchmarks.bench_sealing",
                "--child",
                tool,
                "--folder",
                str(folder),
            ]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            for work, (seconds, peak_mb) in json.loads(printed).items():
                taken[tool, work].append(Measurement(seconds, peak_mb))
    return taken


def _measure(tool: str, folder: Path) -> dict[str, tuple[float, float]]:
    plain, sealed, opened = folder / "plain", folder / "sealed", folder / "opened"
    seal, unseal = _works(tool, folder)
    sealed.unlink(missing_ok=True)
    opened.unlink(missing_ok=True)
    figures = {"seal": _timed(seal, plain, sealed), "open": _timed(unseal, sealed, opened)}
    assert opened.stat().st_size == plain.stat().st_size
    return figures


_Work = Callable[[Path, Path], object]


def _works(tool: str, folder: Path) -> tuple[_Work, _Work]:
    if tool == _BASELINE:
        return _pyrage()
    return _age(folder / "key") if tool == "age" else _ours(hybrid=tool.endswith("hybrid"))


def _pyrage() -> tuple[_Work, _Work]:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return (
        lambda plain, sealed: pyrage.encrypt_file(str(plain), str(sealed), [identity.to_public()]),
        lambda sealed, opened: pyrage.decrypt_file(str(sealed), str(opened), [identity]),
    )


def _age(key: Path) -> tuple[_Work, _Work]:
    key.unlink(missing_ok=True)
    _run("age-keygen", "-o", str(key))
    return (
        lambda plain, sealed: _run("age", "-e", "-i", str(key), "-o", str(sealed), str(plain)),
        lambda sealed, opened: _run("age", "-d", "-i", str(key), "-o", str(opened), str(sealed)),
    )


def _run(*command: str) -> object:
    return subprocess.run(command, check=True, capture_output=True)


def _ours(*, hybrid: bool) -> tuple[_Work, _Work]:
    from prevent_desktop.sealing import generate_identity, open_sealed, seal

    identity = generate_identity(hybrid=hybrid)

    def seal_file(plain: Path, sealed: Path) -> None:
        with plain.open("rb") as source, sealed.open("wb") as target:
            seal(source, target, [identity.recipient])

    def open_file(sealed: Path, opened: Path) -> None:
        with sealed.open("rb") as source, opened.open("wb") as target:
            open_sealed(source, target, [identity])

    return seal_file, open_file


def _timed(work: _Work, source: Path, target: Path) -> tuple[float, float]:
    started = time.perf_counter()
    work(source, target)
    took = time.perf_counter() - started
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return took, max(resource.getrusage(who).ru_maxrss for who in whose) / 1000


def _print_table(taken: dict[tuple[str, str], list[Measurement]], megabytes: int) -> None:
    print(f"{megabytes} MB, medians of {len(taken[_BASELINE, 'seal'])} rounds")
    print(f"{'':16}{'work':8}{'seconds':>10}{'ratio':>8}{'peak MB':>10}")
    for work in ("seal", "open"):
        baseline = statistics.median(m.seconds for m in taken[_BASELINE, work])
        for tool in _TOOLS:
            seconds = statistics.median(m.seconds for m in taken[tool, work])
            peak_mb = max(m.peak_mb for m in taken[tool, work])
            print(f"{tool:16}{work:8}{seconds:10.3f}{seconds / baseline:8.2f}{peak_mb:10.1f}")


if __name__ == "__main__":
    main()
