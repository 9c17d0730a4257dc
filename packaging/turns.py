"""The tests that start processes, use clocks or wait, many times over: a race that is lost once in twenty is found so.

    python3 packaging/start.py turns --list                    the test files that it takes
    python3 packaging/start.py turns --runs 20
    python3 packaging/start.py turns --runs 10 --busy 8        beside eight processes that do nothing but count
    python3 packaging/start.py turns --runs 20 FILE …          these files alone

A file whose tests take longer than ten seconds has a quarter of the turns. At the end stands each test that failed, in how
many of its turns; what a turn in which one failed said is printed as it ends. Exit code 1 if any did. Linux, as `tests/parts.py`.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import start

WAITS = re.compile(
    r"\b(subprocess|multiprocessing|Popen|spawn\w*|QProcess|Xvfb|sshd|asyncio|selectors|signal)\b"
    r"|\bwait\w*\(|\bThread\w*\(|Server\(|serve_forever|\btime\.\w+\(|\bQTimer\b"
)
"""What a test, or a helper of the tests that it imports, says where it starts a process, asks a clock or waits."""
COSTLY = 10
"""Seconds of a file's tests."""
FEWER = 4
LASTED = re.compile(rb"^([\d.]+)s \w+ +(\S+?)::", re.MULTILINE)
FAILED = re.compile(rb"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
"""What pytest says at its end."""
RESTLESS = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"
"""It ends with us, however we end."""
AT_A_TIME = 12
"""Files a process of pytest."""


def main(arguments: list[str]) -> int:
    """Run what the arguments say; the exit code."""
    given = _given(arguments)
    files = given.files or sorted(waiting_files())
    if given.list:
        print("\n".join(files))
        return 0
    turns, failures, costly = Counter[str](), Counter[str](), set[str]()
    with _busy(given.busy):
        for turn in range(given.runs):
            due = [file for file in files if file not in costly or turn % FEWER == 0]
            failed, seconds = _run(due, given.at_once)
            failures.update(failed)
            costly.update(file for file, lasted in seconds.items() if lasted > COSTLY)
            turns.update(due)
            print(f"turn {turn + 1}: {len(due)} files, {failures.total()} failures so far", flush=True)
    for test, number in failures.most_common():
        print(f"{number} of {turns[test.partition('::')[0]]}\t{test}")
    print(f"{turns.total()} turns of {len(files)} files, {len(costly)} of them with fewer turns.")
    return int(bool(failures))


def waiting_files() -> Iterator[str]:
    """The test files that start processes, ask a clock or wait, themselves or in a helper that they import."""
    for _folder, files in start.test_files(start.SUITE):
        for file in files:
            if any(WAITS.search(_text(source)) for source in _with_helpers(start.ROOT / file)):
                yield file


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _imported(path: Path) -> frozenset[Path]:
    """The modules of the tests that a file imports."""
    found = set[Path]()
    for node in ast.walk(ast.parse(_text(path))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests"):
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
            modules = (start.ROOT / f"{name.replace('.', '/')}.py" for name in names)
            found.update(module for module in modules if module.exists())
    return frozenset(found)


def _with_helpers(path: Path) -> set[Path]:
    """A file, what it imports of the tests, and what those import."""
    found, new = set[Path](), {path}
    while new:
        found |= new
        new = {module for each in new for module in _imported(each)} - found
    return found


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


def _run(files: list[str], at_once: int) -> tuple[list[str], dict[str, float]]:
    """One turn: the tests that failed, as file::test, and the seconds of each file."""
    folder = start.folder_for_tests()
    options = ["-q", "-rfE", "--durations=0", "--durations-min=0.5", "-p", "no:cacheprovider"]
    options += ["-o", "tmp_path_retention_count=100", "-o", "tmp_path_retention_policy=failed"]
    parts = [
        [files[place], [*options, *files[place : place + AT_A_TIME]]]
        for place in range(0, len(files), AT_A_TIME)
    ]
    order = folder / "order.json"
    order.write_text(json.dumps({"at_once": at_once, "parts": parts}), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.parts", str(order)], cwd=start.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, start.MADE: str(folder), "TMPDIR": str(folder)}, check=True,
    )  # fmt: skip
    seconds = defaultdict[str, float](float)
    for lasted, file in LASTED.findall(ran.stdout):
        seconds[file.decode()] += float(lasted)
    ended = json.loads(order.with_name("codes.json").read_bytes())
    if not any(ended.values()):
        shutil.rmtree(folder, ignore_errors=True)
        return [], seconds
    sys.stdout.buffer.write(ran.stdout)
    print(f"What its tests had written is in {folder}.", flush=True)
    failed = [name.decode() for name in FAILED.findall(ran.stdout)]
    killed = [
        f"{name}::(its process ended with {code})"
        for name, code in ended.items()
        if code not in {0, start.TESTS_FAILED}
    ]
    return [*failed, *killed], seconds


def _given(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packaging/start.py turns", description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--busy", type=int, default=0, help="processes beside it that never rest")
    parser.add_argument("--at-once", type=int, default=start.AT_ONCE, help="processes of pytest at a time")
    parser.add_argument("--list", action="store_true", help="only say which files")
    parser.add_argument("files", nargs="*")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
