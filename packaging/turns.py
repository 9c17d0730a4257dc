"""The tests that start processes, use clocks or wait, many times over: a race that is lost once in twenty is found so.

    python3 packaging/start.py turns --runs 20
    python3 packaging/start.py turns --runs 10 --busy 8        beside eight processes that do nothing but count
    python3 packaging/start.py turns --runs 20 FILE …          all tests of these files
    python3 packaging/start.py turns --afresh …                find anew which tests they are
    python3 packaging/start.py turns --list                    those that were found

Which tests they are is measured (`tests/waiting.py`): the first turn is the whole suite, and what was found stands in
``build/turns/waiting.json`` for later calls. A test that takes more than half a second of processor has a quarter of the turns. What
a turn in which one failed said is printed as it ends; at the end stands each test that failed, in how many of its turns.
Exit code 1 if any did. Linux, as `tests/parts.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import start

FOUND = start.ROOT / "build" / "turns" / "waiting.json"
"""The tests that wait, each with its seconds of processor."""
COSTLY = 0.5
"""Seconds of processor of a test."""
FEWER = 4
RESTLESS = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"
"""It ends with us, however we end."""
AT_A_TIME = 24
"""Test files a process of pytest."""
OPTIONS = ("-q", "-p", "tests.waiting", "-p", "no:cacheprovider", *start.KEPT)
UNDERSTOOD = {0, start.TESTS_FAILED, 5}
"""The exit codes of pytest after which each test has told what came of it; 5 where a file has none of those that were found."""


@dataclass(frozen=True)
class Turn:
    """What came of one: each test that ran with its line, and what is to be told of processes that ended otherwise."""

    tests: dict[str, dict[str, object]]
    killed: list[str]

    @property
    def failed(self) -> list[str]:
        """The names of both."""
        return [*(name for name, line in self.tests.items() if line["failed"]), *self.killed]


def main(arguments: list[str]) -> int:
    """Run what the arguments say; the exit code."""
    given = _given(arguments)
    if given.list:
        print("\n".join(_found()))
        return 0
    if given.afresh:
        FOUND.unlink(missing_ok=True)
    turns, failures = Counter[str](), Counter[str]()
    with _busy(given.busy):
        for number in range(given.runs):
            turn = _run(*_asked_of(number, given.files), given.at_once)
            if not given.files and not FOUND.exists() and not turn.killed:
                _find(turn)
            turns.update(turn.tests.keys())
            failures.update(turn.failed)
            print(
                f"turn {number + 1}: {len(turn.tests)} tests, {failures.total()} failures so far", flush=True
            )
    for test, times in failures.most_common():
        print(f"{times} of {turns[test] or given.runs}\t{test}")
    costly = sum(seconds > COSTLY for seconds in _found().values())
    print(
        f"{turns.total()} runs of {len(turns)} tests; {len(_found())} are known to wait, {costly} of them with fewer turns."
    )
    return int(bool(failures))


def _asked_of(number: int, files: Sequence[str]) -> tuple[list[start.Part], list[str]]:
    """The parts of that turn, and what more pytest is told: all of the suite, where it is not known yet which tests wait."""
    if files:
        return list(_parts(files)), []
    if not FOUND.exists():
        return list(start.parts_of(start.SUITE)), []
    due = [test for test, seconds in _found().items() if seconds <= COSTLY or number % FEWER == 0]
    only = FOUND.with_name("due.json")
    only.write_text(json.dumps(due), "utf-8")
    return list(_parts(_files_of(due))), ["--only-of", str(only)]


def _found() -> dict[str, float]:
    found: dict[str, float] = json.loads(FOUND.read_bytes()) if FOUND.exists() else {}
    return found


def _find(turn: Turn) -> None:
    """Keep which tests of a turn of all wait."""
    waiting = {name: line["seconds"] for name, line in sorted(turn.tests.items()) if line["waits"]}
    FOUND.parent.mkdir(parents=True, exist_ok=True)
    FOUND.write_text(json.dumps(waiting, indent=1), "utf-8")


@contextmanager
def _busy(number: int) -> Iterator[None]:
    """That many processes beside it that never rest, ended by their ids."""
    beside = [subprocess.Popen([sys.executable, "-c", RESTLESS]) for _ in range(number)]
    try:
        yield
    finally:
        for process in beside:
            process.kill()
            process.wait()


def _run(parts: Iterable[start.Part], options: Sequence[str], at_once: int) -> Turn:
    """One turn of these parts."""
    folder = start.folder_for_tests()
    told, order = folder / "told.jsonl", folder / "order.json"
    told.touch()
    asked = [(name, [*OPTIONS, "--told-in", str(told), *options, *files]) for name, files in parts]
    order.write_text(json.dumps({"at_once": at_once, "parts": asked}), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.parts", str(order)], cwd=start.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, start.MADE: str(folder), "TMPDIR": str(folder)}, check=True,
    )  # fmt: skip
    codes = json.loads(order.with_name("codes.json").read_bytes())
    killed = [
        f"{name} (its process ended with {code})" for name, code in codes.items() if code not in UNDERSTOOD
    ]
    lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    turn = Turn({line["test"]: line for line in lines}, killed)
    if turn.failed:
        sys.stdout.buffer.write(ran.stdout)
        print(f"What its tests had written is in {folder}.", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return turn


def _parts(files: Sequence[str]) -> Iterator[start.Part]:
    for place in range(0, len(files), AT_A_TIME):
        yield files[place], list(files[place : place + AT_A_TIME])


def _files_of(tests: Iterable[str]) -> list[str]:
    """Their files, in the order in which the suite has them: what waits longest comes first."""
    asked = {test.partition("::")[0] for test in tests}
    return [file for _folder, files in start.test_files(start.SUITE) for file in files if file in asked]


def _given(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packaging/start.py turns", description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--busy", type=int, default=0, help="processes beside it that never rest")
    parser.add_argument("--at-once", type=int, default=start.AT_ONCE, help="processes of pytest at a time")
    parser.add_argument("--afresh", action="store_true", help="find anew which tests wait")
    parser.add_argument("--list", action="store_true", help="only say which tests were found")
    parser.add_argument("files", nargs="*")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
