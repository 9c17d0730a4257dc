"""Installs the Windows program on a Windows that is made for it (Wine), uses it, upgrades it while it runs, and removes it.

    python3 packaging/start.py smoke windows [--pictures FOLDER] [--installers FOLDER]
    python3 packaging/start.py smoke windows --tests [PATH …]     the unit tests there (unit_tests.py)

The installer and a later one are built from the same source, or taken from a folder where an earlier run has put them. What is not shown so, Wine being no Windows: that Windows' Restart
Manager closes a running program before an upgrade, SmartScreen, and that a silent installation asks for no signature.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import shipping
import staging

from windows import launched, package, unit_tests
from windows.launcher import GROUP, split_icon
from windows.machine import PROGRAM_FILES, TOOLS, Kind, Machine, there
from windows.package import Parts
from windows.stage import ICON, LAUNCHERS

HERE = Path(__file__).resolve().parent
LATER = "99.0.0"
PASSPHRASE = "four example words here"  # noqa: S105  # the demo's, which it tells everybody
RESTART_WANTED = 3010
"""ERROR_SUCCESS_REBOOT_REQUIRED (winerror.h): done, and what was in use goes at the next start of Windows."""
PYTHON = f"{PROGRAM_FILES}\\python\\python.exe"
FIND = "Find a person, an action or a page"
"""The button at the top of an open vault, and the field that it opens."""
CLASSES = "HKLM\\Software\\Classes\\"


class FailedError(Exception):
    """Something does not hold."""


def main(arguments: list[str]) -> int:
    """All of it, in order; each step is told when it has held."""
    parser = argparse.ArgumentParser(prog="smoke windows", description=__doc__.partition("\n")[0])
    parser.add_argument("--pictures", type=Path, default=shipping.DIST / "windows-pictures", metavar="FOLDER")
    parser.add_argument("--installers", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--tests",
        nargs="*",
        metavar="PATH",
        help="the unit tests instead: all, or those of files and folders",
    )
    given = parser.parse_args(arguments)
    shipping.require_tools({**package.TOOLS, **TOOLS, "openssl": "openssl", "wrestool": "icoutils"})
    if given.tests is not None:
        return unit_tests.run(given.tests)
    given.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="prevent-desktop-smoke-") as work:
        version = staging.version()
        older, newer = installers(given.installers or Path(work) / "msi", version, Path(work))
        older = signatures(Path(work), older)
        with Machine(Path(work) / "machine") as machine:
            Smoke(machine, older, newer, version, given.pictures).run()
    return 0


def installers(folder: Path, version: str, work: Path) -> tuple[Path, Path]:
    """The one of `version` and a later one."""
    older, newer = (folder / package.file_name(each) for each in (version, LATER))
    if not (older.exists() and newer.exists()):
        parts = Parts.brought(work, None)
        parts.build(folder, version)
        parts.build_later(folder, version, LATER)
    return older, newer


def signatures(work: Path, msi: Path) -> Path:
    """Sign the installer with a key made here: it verifies, and with one bit changed, or unsigned, it does not."""
    key, certificate, signed = work / "key.pem", work / "certificate.pem", work / "signed.msi"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:3072",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=Smoke test",
    ]
    usage = ["-addext", "extendedKeyUsage=codeSigning", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *usage], check=True, capture_output=True)
    sign = ["osslsigncode", "sign", "-h", "sha256", "-certs", str(certificate), "-key", str(key)]
    subprocess.run([*sign, "-in", str(msi), "-out", str(signed)], check=True, capture_output=True)

    def verifies(file: Path) -> bool:
        verify = [
            "osslsigncode",
            "verify",
            "-ignore-timestamp",
            "-CAfile",
            str(certificate),
            "-in",
            str(file),
        ]
        return subprocess.run(verify, capture_output=True, check=False).returncode == 0

    changed = work / "changed.msi"
    shutil.copy(signed, changed)
    with changed.open("r+b") as file:
        file.seek(signed.stat().st_size // 2)
        (byte,) = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    hold(verifies(signed), "the signed installer verifies")
    hold(not verifies(changed), "with one bit changed it is refused")
    hold(not verifies(msi), "unsigned it is refused")
    return signed


def hold(holds: object, what: str) -> None:
    """Tell `what` where it holds. FailedError."""
    if not holds:
        raise FailedError(what)
    print(f"ok  {what}", flush=True)


@dataclass(frozen=True, slots=True)
class Smoke:
    """One machine's life with the program."""

    machine: Machine
    older: Path
    newer: Path
    version: str
    pictures: Path

    def run(self) -> None:
        """Everything, in order."""
        for step in (
            self.install, self.repair, self.command_line, self.known_to_the_system, self.unlock_lock_unlock, self.sign, self.open_file,
            self.upgrade_while_it_runs, self.no_way_back, self.remove,
        ):  # fmt: skip
            step()

    def install(self) -> None:
        """Silently, for all users."""
        hold(self.machine.installer("/i", there(self.older)) == 0, "installed without a question")
        hold(self.machine.program("--version") == (0, f"{self.version}\n"), f"it is version {self.version}")

    def repair(self) -> None:
        """What is missing, or was changed, is put back: as `msiexec /fa` does, which Wine's takes no package for."""
        gone = self.machine.installed(f"{self.version}/prevent_desktop/__main__.py")
        changed = self.machine.installed("THIRD-PARTY-LICENCES.txt")
        before = changed.read_bytes()
        gone.unlink()
        changed.write_bytes(b"not these")
        again = ("REINSTALL=ALL", "REINSTALLMODE=amus")
        hold(self.machine.installer("/i", there(self.older), *again) == 0, "repaired without a question")
        hold(
            gone.exists() and changed.read_bytes() == before, "what was missing and what was changed is back"
        )

    def command_line(self) -> None:
        """The doctor and the main job."""
        code, told = self.machine.program("doctor")
        hold(code == 0 and "BROKEN" not in told, "doctor finds every part working")
        code, told = self.machine.program("demo", "--headless")
        hold(
            code == 0 and "as it was left" in told and told.count("receipt verified") > 1,
            "the main job without a screen",
        )
        self.part_missing()

    def part_missing(self) -> None:
        """As in the middle of an upgrade."""
        part = self.machine.installed(f"{self.version}/prevent_desktop/cli")
        away = part.rename(part.with_name("away"))
        code, told = self.machine.program("--version")
        away.rename(part)
        hold(
            code == launched.WORLD and told.strip() == launched.MISSING, "where a part is missing, it says so"
        )

    def known_to_the_system(self) -> None:
        """Its shortcut, its icon, and which files it opens."""
        hold(
            list(self.machine.disk.rglob("Start Menu/**/Prevent Desktop.lnk")), "it stands in the start menu"
        )
        for name in LAUNCHERS:
            hold(
                icon_of(self.machine.installed(name)) == split_icon(ICON.read_bytes()), f"{name} has our icon"
            )
        for ending in (".pdprofile", ".pdforms"):
            hold(
                "PreventDesktop." in self.machine.registered(f"{CLASSES}{ending}"),
                f"{ending} is opened by it",
            )
        offered = self.machine.registered(f"{CLASSES}.age")
        hold(
            "OpenWithProgids" in offered and "(Default)" not in offered.partition("OpenWith")[0],
            ".age is offered, not taken",
        )

    def unlock_lock_unlock(self) -> None:
        """The window, as the shortcut starts it."""
        code, told = self.machine.run(PYTHON, there(HERE / "prepare.py"))
        hold(code == 0, "a vault with one case" if code == 0 else told)
        self.machine.start_window()
        self._see_locked()
        self._picture("1-locked")
        self._unlock(1)
        self._picture("2-unlocked")
        self._lock(2)
        self._unlock(2)
        hold(self.machine.events("fault") == 0, "unlocked, locked, unlocked")

    def sign(self) -> None:
        """One pack for each receiver, by the keyboard."""
        machine = self.machine
        machine.press("ctrl+k")
        machine.see(Kind.FIELD, FIND, with_keyboard=True)
        machine.write("AB")
        machine.see(Kind.LIST_ITEM, "AB, 14", with_keyboard=True)
        machine.press("Return")
        machine.see(Kind.BUTTON, "Prepare pack")
        machine.press("alt+p")
        machine.see(Kind.BUTTON, "Sign")
        self._picture("3-before-signing")
        machine.press("alt+s")
        machine.see(Kind.FIELD, "Your passphrase", with_keyboard=True)
        machine.write(PASSPHRASE)
        machine.press("Return")
        boxes = machine.data / "demo-organisation"
        machine.wait(lambda: len(list(boxes.rglob("incoming/*.age"))) > 1, "a sealed pack in each mailbox")
        machine.see(Kind.BUTTON, FIND)
        self._picture("4-signed")
        hold(True, "two packs signed, sealed, queued and sent")

    def open_file(self) -> None:
        """A double click on a file goes to the window that is there."""
        starts = self.machine.events("started")
        profile = next(self.machine.data.rglob("*.pdprofile"))
        code, _told = self.machine.run("start", "/wait", there(profile))
        self.machine.see(Kind.BUTTON, "Change nothing")
        self._picture("5-opened")
        hold(
            code == 0 and self.machine.events("started") == starts,
            "a double click is for the window that is there",
        )

    def upgrade_while_it_runs(self) -> None:
        """A lock while Python itself is gone waits for the new version, and starts it; nothing is lost."""
        before, used = f"{PROGRAM_FILES}\\{self.version}", self.machine.disk / "in-use"
        code, told = self.machine.run(PYTHON, there(HERE / "in_use.py"), before, there(used))
        hold(code == 0 and used.stat().st_size, told or "some of its files are in use")
        with ThreadPoolExecutor() as beside:
            upgraded = beside.submit(self.machine.installer, "/i", there(self.newer))
            self.machine.wait(lambda: not self._has_python() or upgraded.done(), "an upgrade that has begun")
            hold(not upgraded.done(), "the upgrade takes Python away for a while")
            self.machine.press("ctrl+l")
            self.machine.see(Kind.TEXT, "Locked. Prevent Desktop is being updated.")
            self._picture("6-being-updated")
            hold(not upgraded.done() and not self._has_python(), "a lock in the middle of it covers the page")
            code = upgraded.result()
        hold(code in {0, RESTART_WANTED}, f"upgraded while it runs (exit code {code})")
        self.machine.wait_for_event("started", 3)
        self._see_locked()
        code, told = self.machine.run(PYTHON, there(HERE / "next_start.py"), before, there(used))
        hold(
            code == 0,
            told or "of the version before only what was in use is left, until the next start of Windows",
        )
        self._unlock(3)
        self._picture("7-upgraded")
        hold(self.machine.program("--version") == (0, f"{LATER}\n"), f"it is version {LATER}")
        self.machine.press("alt+F4")
        self.machine.see(Kind.BUTTON, "Lock and end")
        self.machine.press("alt+e")  # packs wait for their receipts, so it asks: “Lock and end”
        self.machine.wait_for_event("ended", 1)
        hold(self.machine.events("fault") == 0, "closed in good order")

    def no_way_back(self) -> None:
        """The older installer is refused."""
        hold(self.machine.installer("/i", there(self.older)) != 0, "the older version is refused")
        hold(self.machine.program("--version") == (0, f"{LATER}\n"), "and changed nothing")

    def remove(self) -> None:
        """What it brought goes, what people wrote stays."""
        before = _digests(self.machine.data / "vaults")
        hold(before and self.machine.installer("/x", there(self.newer)) == 0, "removed without a question")
        hold(_digests(self.machine.data / "vaults") == before, "the vault is as it was")
        self.machine.restart()
        left = [path for path in self.machine.installed(".").rglob("*") if path.is_file()]
        hold(not left, f"{left[0]} is left" if left else "nothing of the program is left")
        hold(
            not self.machine.registered(f"{CLASSES}PreventDesktop.Profile"), "nor of what it told the system"
        )

    def _unlock(self, times: int) -> None:
        self.machine.write(PASSPHRASE)
        self.machine.press("Return")
        self.machine.wait_for_event("unlocked", times)
        self.machine.see(Kind.BUTTON, FIND)

    def _see_locked(self) -> None:
        self.machine.see(Kind.FIELD, "Passphrase", with_keyboard=True)

    def _has_python(self) -> bool:
        """All of it: what runs is left lying by Wine."""
        return any(self.machine.installed("python").glob("python3*.zip"))

    def _lock(self, starts: int) -> None:
        self.machine.press("ctrl+l")
        self.machine.wait_for_event("started", starts)
        self._see_locked()

    def _picture(self, name: str) -> None:
        self.machine.picture(self.pictures / f"{name}.png")


def icon_of(program: Path) -> tuple[list[bytes], bytes]:
    """The pictures of a program's icon and their directory, as an independent tool reads them."""
    take = ["wrestool", "--extract", f"--type={GROUP}", str(program)]
    return split_icon(subprocess.run(take, capture_output=True, check=True).stdout)


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
