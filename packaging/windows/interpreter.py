"""CPython for Windows, as the Python Software Foundation released and signed it (the "embeddable package", a ZIP)."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

SIGNED = {".exe", ".dll", ".pyd"}
SIGNERS = ("CN=Python Software Foundation", "CN=Microsoft Windows Software Compatibility Publisher")
"""Who signed what lies in the archive: its maker, and Microsoft the runtime of its compiler."""


class NotGenuineError(Exception):
    """A file of the interpreter that neither signed."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The unpacked archive in `folder`."""

    folder: Path

    @classmethod
    def unpacked(cls, archive: Path, into: Path, *, authorities: Path) -> Interpreter:
        """`archive` unpacked into `into`, when all of its programs verify up to `authorities` (PEM). NotGenuineError."""
        into.mkdir(parents=True)
        with zipfile.ZipFile(archive) as untrusted:
            for member in untrusted.infolist():
                if not member.is_dir():
                    (into / Path(member.filename).name).write_bytes(untrusted.read(member))
        for path in sorted(into.iterdir()):
            if path.suffix in SIGNED:
                _require_signature(path, authorities)
        return cls(into)

    @property
    def _paths(self) -> Path:
        return next(self.folder.glob("python3*._pth"))

    @property
    def minor(self) -> str:
        """Such as ``3.13``."""
        digits = self._paths.stem.removeprefix("python")
        return f"{digits[0]}.{digits[1:]}"

    def place(self, target: Path, *, also_from: Iterable[PurePath]) -> None:
        """Copy it to `target`; modules are looked for in its own archive and in `also_from`, and nowhere else."""
        shutil.copytree(self.folder, target)
        more = (str(folder).replace("/", "\\") for folder in also_from)
        lines = (f"python{self.minor.replace('.', '')}.zip", ".", *more)
        (target / self._paths.name).write_text("".join(f"{line}\r\n" for line in lines), encoding="ascii")

    def compile(self, program: Path) -> None:
        """Compile all of `program` (a folder, or one module), never to be compared with the sources again: nobody may write there once it is installed."""
        command = [self._same_here(), "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
        # One process: what a module shares with those compiled before it shows in its bytes. Some libraries carry files for other versions
        # of Python, which do not compile: they are not imported either.
        subprocess.run(
            [*command, "-s", str(program.parent), str(program)],
            env={**os.environ, "PYTHONHASHSEED": "0"}, check=False, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def _same_here(self) -> str:
        """A Python of this machine that writes the same compiled modules."""
        with zipfile.ZipFile(next(self.folder.glob("python3*.zip"))) as library:
            wanted = library.read("abc.pyc")[:4].hex()
        ask = "import importlib.util; print(importlib.util.MAGIC_NUMBER.hex())"
        for name in (f"/usr/bin/python{self.minor}", f"python{self.minor}"):
            found = shutil.which(name)
            if found is None:
                continue
            told = subprocess.run([found, "-c", ask], capture_output=True, text=True, check=False)
            if told.stdout.strip() == wanted:
                return found
        raise SystemExit(
            f"Python {self.minor} is needed on this machine, to compile for the same on Windows."
        )


def _require_signature(path: Path, authorities: Path) -> None:
    verify = [
        "osslsigncode",
        "verify",
        "-ignore-crl",
        "-CAfile",
        str(authorities),
        "-TSA-CAfile",
        str(authorities),
    ]
    told = subprocess.run([*verify, "-in", str(path)], capture_output=True, text=True, check=False)
    signer = told.stdout.partition("Signer #0:")[2].partition("Issuer")[0].strip()
    if told.returncode != 0 or not signer.endswith(SIGNERS):
        raise NotGenuineError(f"{path.name} was not signed by Python's makers: {signer or 'no signature'}")
