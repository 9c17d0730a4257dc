"""Coverage by mutation: change the code in one small place after the other, and see whether a test fails.

    python3 packaging/start.py mutation                     which packages there are, and the files that each judges
    python3 packaging/start.py mutation sealing             all mutants of one; what an earlier run did is not done again
    python3 packaging/start.py mutation outbox --every 5    a fifth of them, always the same fifth
    python3 packaging/start.py mutation outbox --minutes 20     as many as can be run in that time

mutmut makes the mutants and runs, for each, the tests of the package that reach the changed function, but for what mypy
refuses anyway: that could not land either. It works in ``build/mutation/`` on a copy in which a decorated function is a
plain one that is decorated on the next line, since it would leave it out else. Texts for people are no code, so they are
kept as they are.

Before that, all tests are run without a mutant in the order in which they are run for one: what failed there by itself would
seem to catch every mutant.

Exit code 1 where fewer than nine in ten of those that ran were caught, 3 where some are still to run. A mutant that no test
could tell from the original stands in ``tests/mutation/equivalent.toml`` with the reason, and is not counted.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opened_source import opened

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutation"
EQUIVALENT = ROOT / "tests" / "mutation" / "equivalent.toml"
ENOUGH = 0.9
NOT_WHOLE = 3
SURVIVED, NO_TEST, SKIPPED, REFUSED, STOPPED = 0, {5, 33}, 34, 37, 2
TOO_LONG = {-24, 24, 36, 152}
"""Exit codes as mutmut keeps them; None where a mutant has not run yet."""
SQL = re.compile(
    r"\b(select|insert|update|delete|pragma|begin|commit|where)\b|\brows?(\[0\])?\[\"", re.IGNORECASE
)
TEXT = re.compile("'[^']*'")
LARGEST = 4 << 30
"""Bytes of memory for one mutant: some go round for ever and keep what they make."""
PYTEST = ("-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=ci")
"""Hypothesis tries the same examples each time, and a busy machine fails none."""
LINKED = ("forms", "resources", "packaging")
PRELOADED = "preloaded.txt"
"""The modules of others that the tests load: they are imported once, and not for each mutant anew."""


@dataclass(frozen=True)
class Package:
    """What is mutated (globs below ``prevent_desktop``), and the tests that are to notice.

    Where it `declares`, it is imported anew for each mutant, and all of the tests are run.
    """

    code: tuple[str, ...]
    tests: tuple[str, ...]
    declares: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """All that it judges, as git takes it."""
        return (*(f"prevent_desktop/{glob}" for glob in self.code), *self.tests)


PACKAGES = {
    "sealing": Package(("sealing/*.py",), ("tests/unit/sealing",)),
    # A pack is judged in a confined process, which sees no mutant; these tests judge in their own.
    "verdicts": Package(("packs/verdicts.py", "packs/policy.py"), ("tests/unit/packs/test_policy.py", "tests/unit/packs/test_waiting_field.py")),
    "outbox": Package(("delivery/outbox/*.py",), ("tests/unit/delivery/outbox", "tests/unit/delivery/test_reply_poller.py")),
    "unlock": Package(
        ("vault/keys/*.py", "workflows/vault_admin/unlock.py", "workflows/vault_admin/unlock_methods.py"),
        ("tests/unit/vault/keys", "tests/unit/workflows/vault_admin/test_unlock.py", "tests/unit/workflows/vault_admin/test_unlock_methods.py"),
    ),
    "record_kinds": Package(
        ("casework/record_kind.py", "casework/*_kinds.py", "casework/vault_tables.py", "casework/team/disposal_steps.py"),
        (
            "tests/unit/vault/test_record_kinds.py", "tests/unit/vault/test_disposing.py", "tests/unit/vault/test_search.py",
            "tests/unit/vault/merging/test_merging.py", "tests/unit/casework/test_chronology.py", "tests/unit/casework/team/test_disposal_steps.py",
            "tests/unit/workflows/test_a_new_kind.py",
            "tests/unit/workflows/subject_access/test_every_column.py", "tests/unit/workflows/subject_access/test_subject_access.py",
            "tests/unit/workflows/vault_admin/test_who_saw.py",
        ),
        declares=True,
    ),
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Mutate the package that is named, and tell what was not caught."""
    parser = argparse.ArgumentParser(
        prog="mutation", description="Coverage by mutation, one package at a time."
    )
    parser.add_argument("package", nargs="?", choices=sorted(PACKAGES))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth mutant")
    parser.add_argument("--afresh", action="store_true", help="forget what earlier runs did")
    parser.add_argument("--minutes", type=float, help="what is not done by then is left for the next call")
    asked = parser.parse_args(arguments)
    if asked.package is None:
        print("\n".join(f"{name} {' '.join(package.paths)}" for name, package in PACKAGES.items()))
        return 0
    work = WORK / asked.package
    if asked.afresh:
        shutil.rmtree(work, ignore_errors=True)
    began = time.monotonic()
    _lay_out(work, PACKAGES[asked.package])
    _mutmut(work, "-c", _GENERATE)
    _choose(work, asked.every, PACKAGES[asked.package].tests)
    if any(_waiting(results) for _meta, results in _results(work)):
        _mutmut(work, "-m", "mutmut", "print-time-estimates")
        if PACKAGES[asked.package].declares:
            _mutmut(work, "-c", _PRELOAD, *PYTEST, *PACKAGES[asked.package].tests)
            _have_all_tests(work, PACKAGES[asked.package].tests[0])
        _mutmut(work, "-c", _CONTROL, *PYTEST)
        ends = None if asked.minutes is None else began + 60 * asked.minutes
        _mutmut(work, "-m", "mutmut", "run", ends=ends)
        _forget_half_written(work)
    return _report(work, asked.every, time.monotonic() - began)


_GENERATE = """
import os, mutmut.__main__ as tool
os.makedirs("mutants", exist_ok=True)
tool.copy_src_dir(), tool.copy_also_copy_files(), tool.create_mutants(os.cpu_count() or 1)
"""


# The control: without a mutant nothing fails in the order in which tests are run for one, quickest first. mutmut asks in another.
_CONTROL = """
import json, os, sys, pytest
os.chdir("mutants")
os.environ["MUTANT_UNDER_TEST"] = ""
with open("mutmut-stats.json") as stats:
    took = json.load(stats)["duration_by_test"]
sys.exit(pytest.main(["-x", "-q", *sorted(took, key=took.get), *sys.argv[1:]]))
"""

# What belongs to a plugin of pytest is left out: pytest imports that itself, to rewrite what it asserts.
_PRELOAD = f"""
import importlib.metadata, os, sys, pytest
os.chdir("mutants")
pytest.main(["--collect-only", "-q", *sys.argv[1:]])
ours = {{"prevent_desktop", "tests", "__main__", "__mp_main__"}}
for one in importlib.metadata.distributions():
    if any(entry.group == "pytest11" for entry in one.entry_points):
        ours |= {{file.parts[0].removesuffix(".py") for file in one.files or ()}}
with open("../{PRELOADED}", "w") as kept:
    kept.writelines(f"{{name}}\\n" for name in list(sys.modules) if name.partition(".")[0] not in ours)
"""


def _mutmut(work: Path, *arguments: str, ends: float | None = None) -> None:
    """Run mutmut with `arguments`, at the lowest priority, and so that a mutant without end takes no more than its share.

    At `ends` (of the monotonic clock) it is told to stop, and what it has found out by then is kept.
    """
    mutants = str(work / "mutants")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=work,
        env={**environment, "PYTHONPATH": mutants},
        stdout=_log(work),
        preexec_fn=_within_limits,  # noqa: PLW1509 -- no thread runs here
    ) as running:
        try:
            code = running.wait(None if ends is None else max(0.0, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)
            return  # once it has ended
    if code:
        sys.exit(f"The mutants could not be run (exit code {code}); see {_log(work).name}.")


def _within_limits() -> None:
    if sys.platform != "win32":  # where mutmut does not run
        import resource

        os.nice(19)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell has what runs in its background ignore it
        resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))


def _log(work: Path) -> Any:
    return (work / "log.txt").open("a")


def _lay_out(work: Path, package: Package) -> None:
    """Bring the copy up to date; what did not change keeps its time, so that its mutants keep their results."""
    mutated = {path for glob in package.code for path in (ROOT / "prevent_desktop").glob(glob)}
    for source in (ROOT / "prevent_desktop").rglob("*.*"):
        if source.suffix != ".pyc":
            text, path = source.read_text("utf-8"), source.relative_to(ROOT)
            _write(work / path, opened(text) if source in mutated else text)
            if source.suffix != ".py":  # mutmut copies it once, and never again
                _write(work / "mutants" / path, text)
    _write(work / "pyproject.toml", _project(package, mutated))
    for folder, names in ((work, ("tests",)), (work / "mutants", LINKED)):
        for name in names:
            if not (folder / name).exists():
                (folder / name).symlink_to(ROOT / name)
    (work / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)  # which test reaches what is found anew


def _project(package: Package, mutated: Iterable[Path]) -> str:
    """Our own settings and those of mutmut."""
    settings: dict[str, object] = {
        "source_paths": ["prevent_desktop/"],
        "only_mutate": sorted(path.relative_to(ROOT).as_posix() for path in mutated),
        "pytest_add_cli_args_test_selection": list(package.tests),
        "pytest_add_cli_args": PYTEST,
        "timeout_multiplier": 40.0,  # by the clock: on a busy machine no mutant may seem to be without end
        "use_git_change_detection": False,
        "process_isolation": "forkserver" if package.declares else "fork",
        "forkserver_warmup": "import" if package.declares else "collect",
        "preload_modules_file": PRELOADED,
    }
    lines = (f"{name} = {json.dumps(value)}" for name, value in settings.items())
    return "\n".join([(ROOT / "pyproject.toml").read_text("utf-8"), "[tool.mutmut]", *lines, ""])


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _choose(work: Path, every: int, tests: Iterable[str]) -> None:
    """Have those run that are of the sample and did not run yet, or that no test caught before the tests were changed."""
    texts = (path.read_bytes() for test in tests for path in _files(ROOT / test.partition("::")[0]))
    digest, judged_by = hashlib.sha256(b"".join(texts)).hexdigest(), work / "tests.sha256"
    is_new = not judged_by.exists() or judged_by.read_text("ascii") != digest
    judged_by.write_text(digest, "ascii")
    refused = _refused_by_types(work)
    for meta, results in list(_results(work)):
        codes = results["exit_code_by_key"]
        for name, code in codes.items():
            if code in {None, SKIPPED, STOPPED} or (is_new and code in {SURVIVED, *NO_TEST, *TOO_LONG}):
                wanted = REFUSED if name in refused else None
                codes[name] = SKIPPED if zlib.crc32(name.encode()) % every else wanted
        meta.write_text(json.dumps(results, indent=4), "utf-8")


def _have_all_tests(work: Path, first: str) -> None:
    """What is declared is made while a module is imported, so that every test reaches it, and not the first alone.

    The quickest is run first: those of the file `first`, which asks about declarations themselves, are told to take no time.
    """
    path = work / "mutants" / "mutmut-stats.json"
    stats = json.loads(path.read_text("utf-8"))
    took = stats["duration_by_test"]
    took |= {name: 0.0 for name in took if name.startswith(first)}
    for _meta, results in _results(work):
        for name in results["exit_code_by_key"]:
            stats["tests_by_mangled_function_name"][name.rpartition("__mutmut_")[0]] = sorted(
                stats["duration_by_test"]
            )
    path.write_text(json.dumps(stats), "utf-8")


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _waiting(results: dict[str, Any]) -> list[str]:
    """The mutants that have not run, or were stopped."""
    return [name for name, code in results["exit_code_by_key"].items() if code in {None, STOPPED}]


def _forget_half_written(work: Path) -> None:
    """Where it was stopped while it wrote down what it had found, that module's mutants are made anew the next time."""
    for meta in (work / "mutants").rglob("*.meta"):
        try:
            json.loads(meta.read_text("utf-8"))
        except ValueError:
            meta.with_suffix("").unlink()
            meta.unlink()


def _results(work: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for meta in sorted((work / "mutants").rglob("*.meta")):
        yield meta, json.loads(meta.read_text("utf-8"))


def _report(work: Path, every: int, seconds: float) -> int:
    codes = {
        name: code for _, results in _results(work) for name, code in results["exit_code_by_key"].items()
    }
    waiting = _waiting({"exit_code_by_key": codes})
    left = [name for name, code in codes.items() if code in {SURVIVED, *NO_TEST}]
    known = {(each["function"], each["was"], each["is"]) for each in _equivalents()}
    changes = {name: _change(work, name) for name in left}
    equivalent = {
        name for name, change in changes.items() if change in known or _is_sql_in_other_case(*change[1:])
    }
    for name in left:
        if name not in equivalent:
            function, was, becomes = changes[name]
            print(
                f"\n{name}{'  (no test reaches it)' if codes[name] in NO_TEST else ''}\n  {function}\n- {was}\n+ {becomes}"
            )
    counts = Counter(codes.values())
    run, survived = len(codes) - counts[SKIPPED] - len(waiting), len(left) - len(equivalent)
    share = 1 - survived / max(1, run - len(equivalent))
    print(
        f"\n{work.name}: {run} mutants of {len(codes)} (every {every}), {run - len(left) - counts[REFUSED]} caught by tests "
        f"({sum(counts[code] for code in TOO_LONG)} of them by going on too long), "
        f"{counts[REFUSED]} refused by types, {survived} survived, {len(equivalent)} equivalent: {share:.1%} caught, {seconds:.0f} s"
        + (f"; {len(waiting)} still to run: call it again" if waiting else "")
    )
    if share < ENOUGH:
        return 1
    return NOT_WHOLE if waiting else 0


def _refused_by_types(work: Path) -> set[str]:
    """The mutants in which mypy finds what it does not find in the original."""
    errors = _type_errors(work)
    refused = set()
    for meta, results in _results(work):
        path = meta.with_suffix("")
        spans = json.loads(path.with_suffix(".py.spans").read_text("utf-8"))["spans"]
        for name in results["exit_code_by_key"]:
            function = name.rpartition(".")[2]
            original = function.rpartition("__mutmut_")[0] + "__mutmut_orig"
            if _within(errors[path], spans[function]) - _within(errors[path], spans[original]):
                refused.add(name)
    return refused


def _type_errors(work: Path) -> dict[Path, list[tuple[int, str]]]:
    """By file: the lines, and what is wrong there."""
    files = [str(meta.with_suffix("").relative_to(work / "mutants")) for meta, _ in _results(work)]
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--follow-imports=silent", "--output=json", *files],
        cwd=work / "mutants", capture_output=True, text=True, check=False,
    )  # fmt: skip
    found: dict[Path, list[tuple[int, str]]] = defaultdict(list)
    for error in map(json.loads, filter(None, told.stdout.splitlines())):
        if error["severity"] == "error" and error["code"] != "unused-ignore":
            found[work / "mutants" / error["file"]].append((error["line"], error["message"]))
    return found


def _within(errors: Iterable[tuple[int, str]], span: tuple[int, int]) -> set[str]:
    return {message for line, message in errors if span[0] <= line <= span[1]}


def _is_sql_in_other_case(was: str, becomes: str) -> bool:
    """SQLite's language and the names of a row's columns are the same in capital and small letters; texts in it are not."""
    is_case = was != becomes and was.casefold() == becomes.casefold()
    return is_case and SQL.search(was) is not None and TEXT.findall(was) == TEXT.findall(becomes)


def _equivalents() -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]
    return found


def _change(work: Path, name: str) -> tuple[str, str, str]:
    """The function, and the line or lines before and after, with single blanks."""
    os.chdir(work)
    show = importlib.import_module("mutmut.mutation.diff_apply").get_diff_for_mutant
    module, _, mangled = name.rpartition(".")
    path = Path(module.replace(".", "/") + ".py")
    diff = show(name, path=path if path.exists() else Path(module.replace(".", "/")) / "__init__.py")
    function = mangled.rpartition("__mutmut_")[0][2:].replace("ǁ", ".")
    sides = [_side(diff.splitlines(), sign) for sign in "-+"]
    return f"{module.removeprefix('prevent_desktop.')}.{function}", sides[0], sides[1]


def _side(diff: Iterable[str], sign: str) -> str:
    lines = (line[1:] for line in diff if line.startswith(sign) and not line.startswith(sign * 3))
    return " ".join(" ".join(lines).split())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
