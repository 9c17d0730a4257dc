"""Installs the Debian package in bare Debians, uses, upgrades and removes it. As root; takes the machine's own mirror.

    python3 packaging/start.py smoke deb [--package DEB] [--release bookworm|trixie …]

In each release: installed from a signed repository that is made here, every library finds what it wants, ``doctor``, the main job
without a screen and the window on no screen; upgraded from the repository; a changed package and a changed list are refused, and what
was installed goes on; removed, the vault stays as it was. On Debian 12 the system itself is then upgraded to 13 with the program
installed: it must be there, work, and open the vault made before.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import shipping
import staging

from debian import package
from debian.repository import Repository

TOOLS = {"mmdebstrap": "mmdebstrap", "apt-ftparchive": "apt-utils", "gpg": "gpg", "dpkg-deb": "dpkg"}
RELEASES = ("bookworm", "trixie")
NEWER, NEWEST = "0.1.1~smoke", "0.1.2~smoke"
WORKER = "worker"
VAULTS = f"/home/{WORKER}/kept"
_INSIDE = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec env -u TMPDIR chroot "$0" "$@"'
_OPENS = """
import sys
from pathlib import Path
from prevent_desktop.cli.demo import DEMO_PASSPHRASE
from prevent_desktop.workflows.vault_admin import external_audit_heads, unlock
folder = Path(sys.argv[1]) / "vaults" / "headless"
with unlock.open_vault(folder, unlock.derive_key(folder, DEMO_PASSPHRASE)) as vault:
    print(external_audit_heads.check_all(vault))
"""
_OPENED_LATE = """
import sys
import prevent_desktop
print("running", flush=True)
sys.stdin.readline()
try:
    from prevent_desktop.packs import signing
except ImportError:
    print("gone", flush=True)
else:
    print(signing.__file__, flush=True)
"""


class FailedError(Exception):
    """Something does not hold."""


@dataclass(frozen=True, slots=True)
class Debian:
    """A bare Debian in `folder`, with the repository of this run."""

    folder: Path
    repository: Repository

    @classmethod
    def made(cls, release: str, folder: Path, repository: Repository) -> Debian:
        """Debian's essential packages and apt, and one account beside root."""
        bare = ["--variant=apt", "--include=passwd", "--dpkgopt=force-unsafe-io"]
        run("mmdebstrap", "--quiet", *bare, release, str(folder), mirror())
        here = cls(folder, repository)
        here.root("useradd", "--create-home", WORKER)
        repository.offer_to(folder)
        here.root("apt-get", "update", "-qq")
        return here

    def root(self, *command: str, may_fail: bool = False) -> str:
        """What a command says, run as root. FailedError where it fails."""
        return run(*self._within(*command), may_fail=may_fail)

    def worker(self, *command: str) -> str:
        """The same as the account that works with the program, with no screen."""
        return self.root(*_AS_WORKER, *command)

    def start_as_worker(self, *command: str) -> subprocess.Popen[str]:
        """Start it, with pipes to it and from it."""
        whole = self._within(*_AS_WORKER, *command)
        return subprocess.Popen(whole, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def apt(self, *words: str, may_fail: bool = False) -> str:
        """apt-get, which asks nothing."""
        quiet = (
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "--yes",
            "-qq",
            "--no-install-recommends",
        )
        return self.root(*quiet, *words, may_fail=may_fail)

    def _within(self, *command: str) -> tuple[str, ...]:
        return ("unshare", "--mount", "--pid", "--fork", "sh", "-c", _INSIDE, str(self.folder), *command)


_AS_WORKER = (
    "runuser",
    "--user",
    WORKER,
    "--",
    "env",
    f"HOME=/home/{WORKER}",
    "QT_QPA_PLATFORM=offscreen",
    "LANG=C.UTF-8",
)


def main(arguments: list[str]) -> int:
    """Do it all; a line for each thing that held."""
    parser = argparse.ArgumentParser(prog="smoke deb", description=__doc__.partition("\n")[0])
    parser.add_argument("--package", type=Path, metavar="DEB")
    parser.add_argument("--release", nargs="+", choices=RELEASES, default=RELEASES)
    given = parser.parse_args(arguments)
    shipping.require_tools(TOOLS)
    with (
        tempfile.TemporaryDirectory(prefix="prevent-desktop-smoke-") as work,
        _versions(Path(work), given.package) as built,
    ):
        for release in given.release:
            try_release(release, Path(work), built)
    return 0


@contextmanager
def _versions(work: Path, given: Path | None) -> Iterator[list[Path]]:
    """The package that is given, or is built here, and two that say they are newer."""
    tree = work / "tree"
    if given is None:
        package.lay_out(tree, staging.version())
        given = package.pack(tree, work, staging.version())
    else:
        run("dpkg-deb", "--raw-extract", str(given), str(tree))
    built, home, before = [given], tree / package.HOME, staging.version()
    for version in (NEWER, NEWEST):
        (home / before).rename(home / version)
        for line in home.glob("lib/python3.*/site-packages/*.pth"):
            line.write_text(f"/{package.HOME}/{version}\n", encoding="utf-8")
        built.append(package.pack(tree, work, version))
        before = version
    yield built


def try_release(release: str, work: Path, built: list[Path]) -> None:
    """All that the head of this file tells, in one release."""
    first, newer, newest = built
    _holds_only_what_belongs_there(first)
    repository = Repository.made(work / f"repository-{release}")
    repository.publish(first)
    debian = Debian.made(release, work / release, repository)
    debian.apt("install", "prevent-desktop")
    require(not debian.root("dpkg", "--verify", "prevent-desktop"), "each file is as dpkg knows it")
    say(release, f"installed {_installed(debian)}, each file as dpkg knows it")
    _finds_all_libraries(debian)
    _works(release, debian)
    entries = _opens(debian)
    _upgrade_under_a_running_program(release, debian, newer)
    _refused(release, debian, newest)
    _works(release, debian)
    if release == "bookworm":
        _upgrade_system(debian)
        require(_opens(debian) == entries, "the vault made on 12 opens on 13")
        say("bookworm to trixie", f"the vault made before opens, with its {entries} entries")
        _works("bookworm to trixie", debian)
    _removed(release, debian)


def _holds_only_what_belongs_there(built: Path) -> None:
    """Every path of the package is the program's or has a place in Debian's tree, is root's, and can be written by root alone."""
    for line in run("dpkg-deb", "--contents", str(built)).splitlines():
        mode, owner, _size, _day, _time, name = line.split(maxsplit=5)
        path = name.partition(" -> ")[0].removeprefix("./").rstrip("/")
        is_ours = path.startswith(_OURS) or any(each.startswith(f"{path}/") for each in _OURS) or not path
        may_be_written = mode[0] != "l" and "w" in mode[4:]
        odd = owner != "root/root" or may_be_written or set(mode) & set("sStT")
        require(is_ours and not odd, f"a file that does not belong there: {line}")


_OURS = (
    f"{package.HOME}/", "usr/bin/prevent-desktop", "usr/share/applications/prevent-desktop", "usr/share/doc/prevent-desktop/",
    "usr/share/icons/hicolor/", "usr/share/lintian/overrides/prevent-desktop", "usr/share/man/man1/prevent-desktop.1.gz", "usr/share/metainfo/org.prevent_desktop.",
    "usr/share/mime/packages/prevent-desktop.xml", "usr/share/python3/runtime.d/prevent-desktop.rtupdate",
)  # fmt: skip


def _finds_all_libraries(debian: Debian) -> None:
    """But for those that a library of the same wheel loads, and Qt's plugins that work where the desktop has what they want."""
    spare = "-not -path '*.libs/*' -not -name libqgtk3.so -not -name libcupsprintersupport.so"
    find = f"find /{package.HOME} -name '*.so*' -type f {spare} -exec ldd {{}} + 2>/dev/null | grep 'not found' | sort -u"
    missing = debian.root("sh", "-c", find, may_fail=True)
    wanted = {line.split()[0] for line in missing.splitlines()}
    require(not wanted, f"libraries are missing: {', '.join(sorted(wanted))}")


def _works(where: str, debian: Debian) -> None:
    findings = json.loads(debian.worker("prevent-desktop", "doctor", "--json"))
    broken = [finding["part"] for finding in findings if not finding["works"]]
    require(not broken, f"doctor: {', '.join(broken)}")
    debian.worker("rm", "-rf", VAULTS)
    steps = debian.worker("prevent-desktop", "demo", "--headless", "--keep", VAULTS).splitlines()
    said = "\n".join(steps)
    require(all(_STEP.match(step) for step in steps), f"nothing but steps is said: {said}")
    require(all(wanted in said for wanted in _WANTED) and "HAS CHANGED" not in said, f"the main job: {said}")
    say(where, f"doctor: {len(findings)} parts work; the main job: {len(steps)} steps")


_STEP = re.compile(r" ?\d+\. +\d+\.\d\d s  ")
_WANTED = ("the draft is as it was left", "Audit chain verified")


def _opens(debian: Debian) -> str:
    return debian.worker(f"/{package.HOME}/bin/python3", "-I", "-c", _OPENS, VAULTS).strip()


def _upgrade_under_a_running_program(where: str, debian: Debian, newer: Path) -> None:
    running = debian.start_as_worker(f"/{package.HOME}/bin/python3", "-I", "-c", _OPENED_LATE)
    assert running.stdin is not None and running.stdout is not None  # noqa: S101, PT018 -- pipes were asked for
    require(running.stdout.readline() == "running\n", "the program runs")
    debian.repository.publish(newer)
    debian.apt("update")
    debian.apt("upgrade")
    require(_installed(debian) == NEWER, "the newer version is installed")
    said, _nothing = running.communicate("go on\n", timeout=120)
    require(said == "gone\n", f"a running program meets the new version's modules: {said}")
    say(where, f"upgraded to {NEWER} from the repository; what ran meanwhile met no module of it")


def _refused(where: str, debian: Debian, newest: Path) -> None:
    debian.repository.publish(newest)
    debian.apt("update")
    with debian.repository.changed(newest.name):
        said = debian.apt("upgrade", may_fail=True)
        require(_installed(debian) == NEWER and "Hash Sum mismatch" in said, f"a changed package: {said}")
        say(where, "one changed byte in the package: refused by its hash")
    with debian.repository.changed("Packages"):
        debian.apt("update", may_fail=True)
    with debian.repository.changed("InRelease"):
        said = debian.apt("update", may_fail=True)
        require("signature" in said.lower() or "not signed" in said.lower(), f"a changed list: {said}")
        say(where, "one changed byte in the signed list: refused by its signature")
    require(_installed(debian) == NEWER, "what was installed goes on")


def _upgrade_system(debian: Debian) -> None:
    sources = debian.folder / "etc" / "apt" / "sources.list"
    sources.write_text(sources.read_text(encoding="utf-8").replace("bookworm", "trixie"), encoding="utf-8")
    debian.apt("update")
    debian.apt("full-upgrade")
    require(_installed(debian) == NEWEST, "the program is still there after the system's upgrade")
    python = debian.root(f"/{package.HOME}/bin/python3", "--version").strip()
    say("bookworm to trixie", f"the system was upgraded: {python}, the program {_installed(debian)}")


def _removed(where: str, debian: Debian) -> None:
    before = _digest_of_kept(debian)
    debian.apt("purge", "prevent-desktop")
    left = debian.root("find", "/usr", "/etc", "/opt", "/var/lib", *_LEFT).split()
    require(not left, f"it is gone, and this is left: {', '.join(left)}")
    require(_digest_of_kept(debian) == before, "the vaults stay")
    say(where, "removed: nothing of it is left, the vaults are as they were")


_LEFT = (
    "-iname", "*prevent?desktop*", "-not", "-path", "/etc/apt/*", "-not", "-path", "/var/lib/apt/*", "-not", "-path", "/var/lib/dpkg/*",
)  # fmt: skip
"""Where apt itself keeps what it knows of the repository is none of it."""


def _digest_of_kept(debian: Debian) -> str:
    return debian.root("sh", "-c", f"find {VAULTS} -type f -exec sha256sum {{}} + | sort | sha256sum")


def _installed(debian: Debian) -> str:
    return debian.root("dpkg-query", "--show", "--showformat", "${Version}", "prevent-desktop").strip()


def mirror() -> str:
    """Where this machine takes Debian from."""
    told = run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
    return next(line for line in told.splitlines() if line.rstrip("/").endswith("/debian"))


def run(*command: str, may_fail: bool = False) -> str:
    """What a command says on both outputs. FailedError where it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})  # fmt: skip
    if done.returncode != 0 and not may_fail:
        raise FailedError(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout


def require(holds: bool, what: str) -> None:
    """FailedError where it does not hold."""
    if not holds:
        raise FailedError(what)


def say(where: str, what: str) -> None:
    """One line, at once."""
    print(f"{where}: {what}", flush=True)
