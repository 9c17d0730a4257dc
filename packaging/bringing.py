"""Brings what a lock names into an environment: by uv, where that goes where pip would go; by pip otherwise, and where uv fails.

To unpack ``test.lock`` takes pip 34 s of the processor, uv 7. It stands in that lock itself: pip brings it, and holds it to its hashes.
"""

from __future__ import annotations

import ast
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

SAME_FOR_UV = {
    "cache-dir",
    "cert",
    "config-file",
    "constraint",
    "default-timeout",
    "disable-pip-version-check",
    "find-links",
    "no-cache-dir",
    "retries",
    "timeout",
}
"""What pip may be told of, and uv need not hear: versions are in the lock, certificates are handed over, and what lies in a folder of
its own it finds in the index, or pip does. Whoever tells pip of anything else (an index, a proxy) gets pip."""
_UV = re.compile(r"^uv==[^\\\n]*(?:\\\n[^\\\n]*)*\n", re.MULTILINE)


def bring(python: Path, lock: Path, environment: Mapping[str, str]) -> int:
    """Install what `lock` names, held to its hashes; the exit code."""
    return 0 if _by_uv(python, lock, environment) else _by_pip(python, lock, environment)


def _by_uv(python: Path, lock: Path, environment: Mapping[str, str]) -> bool:
    uv, told = lines_of_uv(lock), told_to_pip(python, environment)
    if not uv or not told.keys() <= SAME_FOR_UV:
        return False
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder, "uv.lock")
        alone.write_text(uv, "utf-8")
        if _by_pip(python, alone, environment):
            return False
    program = str(python.with_name(f"uv{python.suffix}"))
    install = [
        program,
        "pip",
        "install",
        "--quiet",
        "--python",
        str(python),
        "--require-hashes",
        "-r",
        str(lock),
    ]
    certificates = {"SSL_CERT_FILE": told["cert"]} if "cert" in told else {}
    return subprocess.call(install, env={**environment, **certificates}) == 0


def _by_pip(python: Path, lock: Path, environment: Mapping[str, str]) -> int:
    # Not compiled: a third of what is installed is never imported, and Python compiles the rest where it first is.
    install = ("install", "--quiet", "--no-compile", "--require-hashes", "-r", str(lock))
    return subprocess.call([str(python), "-m", "pip", *install], env=environment)


def lines_of_uv(lock: Path) -> str:
    """What the lock says of uv; empty where it is not in it."""
    found = _UV.search(lock.read_text("utf-8"))
    return found[0] if found else ""


def told_to_pip(python: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What pip is told by its files and variables, by its name without the command that it is for."""
    lines = [line.partition("=") for line in _pip_config(python, environment, "list").splitlines()]
    told = {name: ast.literal_eval(value) for name, _is, value in lines}
    for name, number in Counter(name for name, _is, _value in lines).items():
        # pip 26 lists what each file says, by the files' names: which of them counts it says if asked
        if number > 1:
            told[name] = _pip_config(python, environment, "get", name).rstrip("\n")
    variables_last = sorted(told, key=lambda name: name.startswith(":env:"))  # they come before every file
    return {name.rpartition(".")[2]: told[name] for name in variables_last}


def _pip_config(python: Path, environment: Mapping[str, str], *words: str) -> str:
    command = [str(python), "-m", "pip", "config", *words]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False).stdout
