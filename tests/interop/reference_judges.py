"""Runs the reference validators: each once, over all files, in a Java process of its own.

Their libraries lie in ``../shared/judges/lib`` beside the checkout, or where `packaging/judges/pom.xml` brings them.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Sequence
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
    """Where the libraries are; skips the test where they, or a Java compiler for the four small programs, are missing."""
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


def start(judge: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """The process of a judge: the name of one of the programs in `SOURCES`."""
    command = [
        "java",
        *_QUIET,
        *_SMALL,
        "-Dfile.encoding=UTF-8",
        "-cp",
        f"{libraries()}/*",
        str(SOURCES / f"{judge}.java"),
    ]
    return subprocess.Popen(
        [*command, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )  # fmt: skip


def heard(process: subprocess.Popen[str], files: Sequence[Path]) -> dict[Path, Said]:
    """What it said about each file, once it has ended. A line that is moved in is a remark about the one before."""
    told, errors = process.communicate(timeout=_LONGEST)
    found = {file: Said() for file in files}
    current: Said | None = None
    for line in told.splitlines():
        *words, last = line.split("\t")
        if not line.startswith(" ") and Path(last) in found:
            current = found[Path(last)]
            current.verdicts.append(words)
        elif current is not None:
            current.remarks.append(line.strip())
    assert process.returncode in {0, 1}, errors[-2000:]
    return found
