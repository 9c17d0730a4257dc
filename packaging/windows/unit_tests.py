"""Runs the unit tests on a Windows that is made for it (Wine), with the interpreter that the installer brings.

    python3 packaging/start.py smoke windows --tests [PATH …]

`expected_failures.toml` names what is not run there and what fails there, each with its reason. A test that fails and is not named
fails the run; one that is named and passes is told, so that the list stays true. Where all are run, or it is among them, that file follows
which sets up such a Windows from outside (`SET_UP_FROM_OUTSIDE`): its registry, and the network that it is in.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

import staging
import start

from windows.machine import Machine, there
from windows.package import Parts

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "expected_failures.toml"
TESTS = "tests/unit"
FILES_EACH = 14
"""Test files a process of pytest: one that dies takes no more with it."""
HANGS = 1200
"""Seconds after which a test is not waited for any longer; it is told as one that never ended."""
SET_UP_FROM_OUTSIDE = "tests/interop/test_registry_under_wine.py"
NEVER_ENDED = "never ended"
"""What comes of a test that was found, where the process died."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test: passed, skipped, failed or never ended; and what it said."""

    result: str
    why: str = ""

    @property
    def failed(self) -> bool:
        """It did not hold."""
        return self.result in {"failed", NEVER_ENDED}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is not run, and what fails, by the beginning of the tests' names."""

    left_out: tuple[str, ...]
    failing: tuple[str, ...]

    @classmethod
    def read(cls, file: Path) -> Expected:
        """As the list has it; each entry gives its reason. ValueError where one gives none."""
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        for entry in (*told.get("left_out", ()), *told.get("failing", ())):
            if not entry.get("reason"):
                raise ValueError(f"{file.name}: no reason is given for {entry['tests']}")
        return cls(_named(told.get("left_out", ())), _named(told.get("failing", ())))

    def runs(self, file: str) -> bool:
        """Whether the file's tests are run."""
        return not _among(file, self.left_out)

    @property
    def single_tests_left_out(self) -> list[str]:
        """Single tests that are not run: they would take the process with them."""
        return [name for name in self.left_out if "::" in name]

    def surprises(self, outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
        """What failed and is not named."""
        return {
            test: outcome
            for test, outcome in outcomes.items()
            if outcome.failed and not _among(test, self.failing)
        }

    def no_more(self, outcomes: Mapping[str, Outcome]) -> list[str]:
        """What is named, was run, and failed nowhere."""
        return [
            name
            for name in self.failing
            if (results := [outcome for test, outcome in outcomes.items() if _among(test, (name,))])
            and not any(outcome.failed for outcome in results)
        ]


def _named(entries: Iterable[Mapping[str, Sequence[str]]]) -> tuple[str, ...]:
    return tuple(name for entry in entries for name in entry["tests"])


def _among(test: str, names: Iterable[str]) -> bool:
    """Whether it is one of `names`, or of a folder, a file or a test with parameters that is named."""
    return any(test == name or test.startswith((f"{name}/", f"{name}::", f"{name}[")) for name in names)


def run(paths: Sequence[str]) -> int:
    """The tests of `paths`, or all; the exit code."""
    expected = Expected.read(EXPECTED)
    paths = paths or [TESTS, SET_UP_FROM_OUTSIDE]
    inside = [path for path in paths if path != SET_UP_FROM_OUTSIDE]
    files = [file for file in _files(inside) if expected.runs(file)]
    with tempfile.TemporaryDirectory(prefix="prevent-desktop-tests-") as work:
        python = _interpreter(Path(work))
        with Machine(Path(work) / "machine") as machine:
            outcomes = _all(machine, python, files, expected, Path(work))
        code = _tell(outcomes, expected)
        return max(code, _set_up_from_outside(python)) if SET_UP_FROM_OUTSIDE in paths else code


def _set_up_from_outside(python: Path) -> int:
    """The exit code of those tests; each makes a machine of its own, and runs this interpreter in it."""
    environment = {**os.environ, "PREVENT_DESKTOP_WINDOWS_PYTHON": str(python.parent)}
    command = [sys.executable, "-m", "pytest", "-q", SET_UP_FROM_OUTSIDE]
    return subprocess.run(command, cwd=start.ROOT, env=environment, check=False).returncode


def _files(paths: Iterable[str]) -> list[str]:
    """The test files of folders and files, as this checkout calls them."""
    found = (
        file
        for path in map(Path, paths)
        for file in ([path] if path.suffix else (start.ROOT / path).rglob("test_*.py"))
    )
    return sorted({(start.ROOT / file).relative_to(start.ROOT).as_posix() for file in found})


def _interpreter(work: Path) -> Path:
    """The installer's interpreter, which finds this checkout and all that the tests want for Windows."""
    packages = work / "packages"
    wanted = ("--require-hashes", "--requirement", str(start.ROOT / "packaging" / "test.lock"))
    staging.install(packages, staging.WINDOWS.platform, staging.WINDOWS.pythons[0], *wanted)
    interpreter = Parts.brought(work, None).interpreter
    interpreter.place(
        work / "interpreter", also_from=map(PureWindowsPath, map(there, (packages, start.ROOT)))
    )
    return work / "interpreter" / "python.exe"


def _all(
    machine: Machine, python: Path, files: Sequence[str], expected: Expected, work: Path
) -> dict[str, Outcome]:
    """What came of every test of the files; a few processes at a time."""
    count = -(-len(files) // FILES_EACH)
    parts = [files[number::count] for number in range(count)]

    def tried(number: int) -> dict[str, Outcome]:
        told = work / f"outcomes-{number}"
        options = [
            "-q",
            "--no-header",
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
            f"--basetemp=C:\\tests-{number}",
            "-o",
            f"faulthandler_timeout={HANGS}",
            "-o",
            "faulthandler_exit_on_timeout=true",
            *(word for test in expected.single_tests_left_out for word in ("--deselect", test)),
        ]
        code, said = machine.run(
            str(python), str(HERE / "under_pytest.py"), str(told), *options, *parts[number]
        )
        outcomes = read_outcomes(told)
        counts = Counter(outcome.result for outcome in outcomes.values())
        print(f"part {number + 1} of {count} (exit code {code}):", *(f"{many} {each}" for each, many in sorted(counts.items())), flush=True)  # fmt: skip
        if not outcomes or NEVER_ENDED in counts:
            print(said[-4000:], flush=True)
        return outcomes

    with ThreadPoolExecutor(start.AT_ONCE) as at_once:
        return {test: outcome for each in at_once.map(tried, range(count)) for test, outcome in each.items()}


def read_outcomes(file: Path) -> dict[str, Outcome]:
    """What `under_pytest.py` wrote; the worst counts where a test has told more than once."""
    outcomes: dict[str, Outcome] = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        told = json.loads(line)
        test, outcome = told["test"], Outcome(told["outcome"].replace("found", NEVER_ENDED), told["why"])
        if test not in outcomes or outcomes[test].result != "failed":
            outcomes[test] = outcome
    return outcomes


def _tell(outcomes: Mapping[str, Outcome], expected: Expected) -> int:
    surprises = expected.surprises(outcomes)
    for test, outcome in surprises.items():
        print(f"\nFAILED {test}\n{outcome.why[-3000:] or outcome.result}")
    for name in expected.no_more(outcomes):
        print(f"named as failing, and fails no more: {name}")
    counts = Counter(outcome.result for outcome in outcomes.values())
    named = sum(outcome.failed for outcome in outcomes.values()) - len(surprises)
    told = ", ".join(f"{many} {each}" for each, many in sorted(counts.items()))
    print(f"\n{told}; of those that failed {named} are named in {EXPECTED.name}, {len(surprises)} are not")
    return 1 if surprises or not outcomes else 0
