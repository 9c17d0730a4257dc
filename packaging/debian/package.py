"""Builds the Debian package, twice, and compares the two byte for byte.

    python3 packaging/start.py package deb [--output FOLDER]

One package for each of Debian's releases that has a Python named in ``staging.DEBIAN``: the compiled modules of each lie side by
side, so that the system's own Python runs it before and after an upgrade of the system. It is laid out so:

    /usr/bin/prevent-desktop                     the command
    /usr/lib/prevent-desktop/bin/python3         the system's Python, as a virtual environment
    /usr/lib/prevent-desktop/lib/python3.*/      one line, that names the folder of the version
    /usr/lib/prevent-desktop/0.1.0/              the program and its libraries

A running program goes on with its own version's folder, or fails cleanly where an upgrade has taken that away; it never meets
another version's modules, and the next process is of the new one.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import parts
import shipping
import staging
import start

HERE = Path(__file__).resolve().parent
TOOLS = {
    "dpkg-deb": "dpkg",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
}
ARCHITECTURE = "amd64"
HOME = Path("usr/lib/prevent-desktop")
_MODES = {"usr/bin/prevent-desktop": 0o755, "usr/share/python3/runtime.d/prevent-desktop.rtupdate": 0o755}
_GLIBC = staging.DEBIAN.platform.rpartition("manylinux_")[2].replace("_", ".")
_QT_NEEDS = ("libgssapi-krb5-2", "libstdc++6", "libgcc-s1", "libfreetype6", "libx11-xcb1", "libxcb-render0", "libxcb-shm0", "libxcb-sync1",
             "libxcb-xfixes0", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "zlib1g")  # fmt: skip
"""What Qt needs beside what `start` looks for. `smoke` looks whether every library of the package finds all that it wants."""


def main(arguments: list[str]) -> int:
    """Build it, and say where it is."""
    parser = argparse.ArgumentParser(prog="package deb", description=__doc__.partition("\n")[0])
    parser.add_argument("--output", type=Path, default=shipping.DIST, metavar="FOLDER")
    given = parser.parse_args(arguments)
    shipping.require_tools(TOOLS)
    shipping.build_twice(lambda work: build(work, staging.version()), given.output)
    return 0


def build(work: Path, version: str) -> Path:
    """Lay everything out in the folder `work`, and pack it; tells the package."""
    tree = lay_out(work / "tree", version)
    return pack(tree, work, version)


def lay_out(tree: Path, version: str) -> Path:
    """The files as they lie on the system, below a new folder `tree`."""
    staging.stage(tree / HOME / version, staging.DEBIAN)
    _environment(tree / HOME, version)
    _desktop(tree / "usr" / "share")
    _place(HERE / "prevent-desktop", tree / "usr" / "bin" / "prevent-desktop")
    _place(HERE / "prevent-desktop.rtupdate", tree / "usr/share/python3/runtime.d/prevent-desktop.rtupdate")
    _told(tree / HOME / version, tree / "usr/share/doc/prevent-desktop", version)
    return tree


def pack(tree: Path, folder: Path, version: str) -> Path:
    """The package of what lies below `tree`."""
    control = tree / "DEBIAN"
    control.mkdir(exist_ok=True)
    content = [path for path in sorted(tree.rglob("*")) if control not in path.parents and path.is_file()]
    values = {
        "version": version,
        "architecture": ARCHITECTURE,
        "kilobytes": sum(path.stat().st_size // 1024 + 1 for path in content),
        "depends": ", ".join(_depends()),
    }
    for source in (HERE / "control").iterdir():
        text = source.read_text(encoding="utf-8")
        (control / source.name).write_text(
            text.format(**values) if source.name == "control" else text, encoding="utf-8"
        )
    sums = (
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in content
        if not path.is_symlink()
    )
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")
    _settle(tree)
    package = folder / f"prevent-desktop_{version}_{ARCHITECTURE}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(package)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(staging.source_time())}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return package


def _told(site_packages: Path, doc: Path, version: str) -> None:
    doc.mkdir(parents=True)
    _place(start.ROOT / "LICENSE", doc / "copyright")
    _place_zipped(_changelog(version), doc / "changelog.gz")
    parts.write_licences(site_packages, doc / "THIRD-PARTY-LICENCES.txt")
    parts.write_list(site_packages, doc / "parts.cdx.json", system="debian")


def _changelog(version: str) -> bytes:
    """One entry, as Debian wants it; what changed stands in the source's own list."""
    control = (HERE / "control" / "control").read_text(encoding="utf-8")
    maintainer = next(line for line in control.splitlines() if line.startswith("Maintainer: "))
    day = format_datetime(datetime.fromtimestamp(staging.source_time(), UTC))
    return (
        f"prevent-desktop ({version}) stable; urgency=medium\n\n  * What changed stands in CHANGELOG.md of the source.\n\n"
        f" -- {maintainer.partition(' ')[2]}  {day}\n"
    ).encode()


def _environment(home: Path, version: str) -> None:
    (home / "bin").mkdir()
    (home / "bin" / "python3").symlink_to("../../../bin/python3")
    (home / "pyvenv.cfg").write_text(
        "home = /usr/bin\ninclude-system-site-packages = false\n", encoding="utf-8"
    )
    for python in staging.DEBIAN.pythons:
        packages = home / "lib" / f"python{python}" / "site-packages"
        packages.mkdir(parents=True)
        (packages / "prevent-desktop.pth").write_text(f"/{HOME}/{version}\n", encoding="utf-8")


def _desktop(share: Path) -> None:
    source = HERE / "share"
    subprocess.run(["desktop-file-validate", *map(str, source.glob("*.desktop"))], check=True)  # noqa: S607
    (metadata,) = source.glob("*.metainfo.xml")
    judge = ["appstreamcli", "validate", "--no-net", "--override=url-homepage-missing=info", str(metadata)]
    subprocess.run(judge, check=True, stdout=subprocess.DEVNULL)
    _place(metadata, share / "metainfo" / metadata.name)
    for entry in source.glob("*.desktop"):
        _place(entry, share / "applications" / entry.name)
    _place(source / "prevent-desktop.mime.xml", share / "mime" / "packages" / "prevent-desktop.xml")
    _place_zipped(
        (source / "prevent-desktop.1").read_bytes(), share / "man" / "man1" / "prevent-desktop.1.gz"
    )
    _place(source / "lintian-overrides", share / "lintian" / "overrides" / "prevent-desktop")
    icons = share / "icons" / "hicolor"
    for picture in (start.ROOT / "resources" / "icons" / "app").glob("*.png"):
        _place(picture, icons / f"{picture.stem}x{picture.stem}" / "apps" / "prevent-desktop.png")
    drawn = start.ROOT / "packaging" / "icons" / "prevent-desktop.svg"
    _place(drawn, icons / "scalable" / "apps" / "prevent-desktop.svg")


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _place_zipped(content: bytes, target: Path) -> None:
    """The same bytes each time: without a name and a day."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, mtime=0))


def _settle(tree: Path) -> None:
    for path in (tree / HOME).rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.chmod(0o644)  # nothing of it is started by its name
    for name, mode in _MODES.items():
        (tree / name).chmod(mode)
    for script in ("postinst", "prerm"):
        (tree / "DEBIAN" / script).chmod(0o755)
    staging.settle(tree)


def _depends() -> list[str]:
    """Debian 13 gave some packages the ending ``t64``; in 12 they are called without it."""
    minors = sorted(int(python.partition(".")[2]) for python in staging.DEBIAN.pythons)
    python = [f"python3 (>= 3.{minors[0]})", f"python3 (<< 3.{minors[-1] + 1})"]
    gaps = [minor for minor in range(minors[0], minors[-1]) if minor not in minors]
    python += [f"python3 (<< 3.{minor}) | python3 (>= 3.{minor + 1})" for minor in gaps]
    needed = [*start.QT_LIBRARIES.values(), *start.WINDOW_LIBRARIES.values(), *_QT_NEEDS]
    libraries = [f"{name} | {name.removesuffix('t64')}" if name.endswith("t64") else name for name in needed]
    return [*python, f"libc6 (>= {_GLIBC})", *sorted(libraries), "tzdata"]
