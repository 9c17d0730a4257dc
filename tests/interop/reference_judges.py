"""Runs the reference validators, each over all files at once, in one Java process.

Their libraries lie in ``../shared/judges/lib`` beside the checkout, or where `packaging/judges/pom.xml` brings them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "tests" / "interop" / "judges"
_LIBRARIES = (ROOT.parent / "shared" / "judges" / "lib", ROOT / "packaging" / "judges" / "lib")
_QUIET = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-Djava.util.logging.config.file=/dev/null")
_SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx700m")
"""A judge runs for seconds: what compiles and collects for hours of running costs more than it brings."""
_LONGEST = 600


@dataclass
class Said:
    """What a judge said about one file: a line for each verdict, the first word of which is the verdict."""

    verdicts: list[list[str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every verdict is a good one."""
        return bool(self.verdicts) and all(line[0] in {"pass", "TOTAL_PASSED"} for line in self.verdicts)


def libraries() -> Path:
    """Where the libraries are; skips the test where they, or a Java compiler for these small programs, are missing."""
    found = next((folder for folder in _LIBRARIES if folder.is_dir()), None)
    if found is None:
        pytest.skip("the reference validators are not here: see packaging/judges/pom.xml")
    if shutil.which("java") is None or shutil.which("javac") is None:
        pytest.skip("no JDK is installed: the reference validators need one")
    return found


def strict_policy(folder: Path) -> Path:
    """DSS's own policy, in which every later change to a document that it does not know is a failure."""
    ready = libraries().parent / "strict.xml"
    if ready.is_file():
        return ready
    with zipfile.ZipFile(next(libraries().glob("dss-policy-jaxb*.jar"))) as jar:
        policy = jar.read("policy/constraint.xml").decode()
    for check in ("PdfAnnotationOverlap", "PdfVisualDifference", "DocMDP", "UndefinedChanges"):
        policy = policy.replace(f'<{check} Level="WARN" />', f'<{check} Level="FAIL" />')
    (folder / "strict.xml").write_text(policy, "utf-8")
    return folder / "strict.xml"


@dataclass(frozen=True)
class Judges:
    """The process that knows every judge."""

    process: subprocess.Popen[str]
    errors: Path

    def ask(self, judge: str, *arguments: str | Path, about: Sequence[Path]) -> dict[Path, Said]:
        """What a judge (documents, archives, signatures, resources, texts) said about each file.

        A line that is moved in is a remark about the one before.
        """
        found = {file: Said() for file in about}
        current: Said | None = None
        for line in self._lines("\t".join([judge, *map(str, arguments)])):
            *words, last = line.split("\t")
            if not line.startswith(" ") and Path(last) in found:
                current = found[Path(last)]
                current.verdicts.append(words)
            elif current is not None:
                current.remarks.append(line.strip())
        return found

    def _lines(self, question: str) -> Iterator[str]:
        asked, told = self.process.stdin, self.process.stdout
        assert asked is not None
        assert told is not None
        too_long = threading.Timer(_LONGEST, self.process.kill)
        too_long.start()
        try:
            print(question, file=asked, flush=True)
            for line in told:
                if line == "end\n":
                    return
                yield line.rstrip("\n")
            raise AssertionError(self.errors.read_text("utf-8")[-2000:])
        finally:
            too_long.cancel()


@contextmanager
def judges(folder: Path) -> Iterator[Judges]:
    """All of them in one process, compiled into `folder` at once: a Java process and a compiler each took longer than some judge."""
    path = f"{libraries()}/*{os.pathsep}{folder}"
    compiler = shutil.which("javac") or "javac"
    sources = map(str, sorted(SOURCES.glob("*.java")))
    compiled = subprocess.run(
        [compiler, *(f"-J{each}" for each in _SMALL), "-proc:none", "-encoding", "UTF-8", "-cp", path, "-d", str(folder), *sources],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert compiled.returncode == 0, compiled.stderr
    command = ["java", *_QUIET, *_SMALL, "-Dfile.encoding=UTF-8", "-cp", path, "Judges"]
    errors = folder / "errors.txt"
    with (
        errors.open("wb") as written,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        yield Judges(process, errors)
