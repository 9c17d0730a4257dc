"""What goes into a package: the program and the packages of ``app.lock``, as one folder of site-packages. For Windows and Debian alike.

    python3 packaging/start.py python packaging/staging.py FOLDER windows|debian|macos     lays it out to look at

The folder is the same, byte for byte, from the same source: no compiled Python, no record of who installed, one time for all files.
What the program never loads of Qt (its markup language, its designer, its databases, its tools) stays out: 240 of 470 MB.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_HISTORY = 1_580_601_600
"""The time of all files where the source has no history (2020-02-02), as hatchling has it."""
QT = ("Core", "DBus", "Gui", "Network", "PrintSupport", "Svg", "Widgets")
"""The modules of Qt that the program imports, and SVG for the pictures of its style sheet."""


@dataclass(frozen=True, slots=True)
class Target:
    """A system as uv names it, and the minor versions of Python whose compiled modules lie side by side in the folder."""

    platform: str
    pythons: tuple[str, ...]


WINDOWS = Target("x86_64-pc-windows-msvc", ("3.13",))
DEBIAN = Target("x86_64-manylinux_2_34", ("3.11", "3.13"))
MACOS = Target("aarch64-apple-darwin", ("3.13",))
TARGETS = {"windows": WINDOWS, "debian": DEBIAN, "macos": MACOS}
_OLDEST_MACOS = {"MACOSX_DEPLOYMENT_TARGET": "15.0"}
"""By which uv knows which wheels are for it."""

_QT_LIBRARIES = (*QT, "OpenGL", "WaylandClient", "WlShellIntegration", "XcbQpa")
"""With what its plugins for Linux's screens need."""
_QT_PLUGINS = {
    "iconengines": "svg",
    "imageformats": "gif|icns|ico|jpeg|svg|tiff|webp",
    "platforminputcontexts": "compose|ibus",
    "platforms": "cocoa|minimal|offscreen|wayland|windows|xcb",
    "platformthemes": "gtk3|xdgdesktopportal",
    "printsupport": "cups",
    "styles": "mac|modernwindows|windowsvista",
    "wayland-decoration-client": "adwaita|bradient",
    "wayland-graphics-integration-client": "wayland-egl",
    "wayland-shell-integration": "xdg-shell",
    "xcbglintegrations": "xcb-(egl|glx)-integration",
}
"""By folder, the plugins that are kept, by the middle of their file's name."""
_QT_KEPT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"Qt({'|'.join(QT)})(\.abi3)?\.(so|pyd)",
        rf"(Qt/lib/lib)?Qt6({'|'.join(_QT_LIBRARIES)})\.(so\.6|dll)",
        r"Qt/lib/libicu.*",
        r"(lib)?pyside6\.abi3\.(so\..*|dll|.*dylib)",
        r"(concrt|msvcp|vcruntime)[^/]*\.dll",
        r"(support/)?[^/]*\.py",
        rf"Qt/lib/Qt({'|'.join(_QT_LIBRARIES)})\.framework/(?!.*Headers/).*",
        *(
            rf"(Qt/)?plugins/{folder}/(lib)?q?(qt-plugin-)?({names})(style)?(platforminputcontextplugin|printersupport|icon)?\.(so|dll|dylib)"
            for folder, names in _QT_PLUGINS.items()
        ),
    )
)
_LEFT_OUT = (
    "bin",
    "dukpy/jsmodules",
    "phonenumbers/carrierdata",
    "phonenumbers/geodata",
    "reportlab/fonts",
    "shiboken6/include",
    "shiboken6/lib",
    "uniseg/docs",
)
"""Commands of other packages, compilers written in JavaScript, where in the world a telephone number is, fonts beside our own (two of them hold
code of Adobe's that is not free), what is for building on Qt, and pages for programmers."""
_FOR_BUILDING = {".lib", ".pxd", ".pyi", ".pyx", ".sh"}
_OF_THE_INSTALLER = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"}


def stage(site_packages: Path, target: Target) -> None:
    """Lay out everything in a new folder `site_packages`. SystemExit where a package cannot be had."""
    for python in target.pythons:
        with tempfile.TemporaryDirectory(prefix="prevent-desktop-stage-") as temporary:
            folder = Path(temporary) / python
            install(folder, target.platform, python, "--require-hashes", "--requirement", str(lock()))
            install(folder, target.platform, python, str(build_wheel(Path(temporary))))
            _prune(folder)
            _merge(folder, site_packages)
    settle(site_packages)


def build_wheel(folder: Path) -> Path:
    """The program's own wheel, made in `folder`."""
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    (wheel,) = folder.glob("*.whl")
    return wheel


def settle(folder: Path) -> None:
    """Give all that is below the folder, and itself, one time and the rights that everybody may read."""
    when = source_time()
    for path in (*folder.rglob("*"), folder):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def source_time() -> int:
    """When the source was last changed, in seconds since 1970: the last commit's time."""
    git = shutil.which("git")
    if git is None:
        return WITHOUT_HISTORY
    command = [git, "log", "-1", "--format=%ct"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return int(told.stdout) if told.returncode == 0 and told.stdout.strip() else WITHOUT_HISTORY


def version() -> str:
    """The program's version."""
    text = (ROOT / "prevent_desktop" / "__init__.py").read_text(encoding="utf-8")
    return text.split('"')[-2]


def lock() -> Path:
    """The libraries of the program alone."""
    return ROOT / "packaging" / "app.lock"


def install(folder: Path, platform: str, python: str, *what: str) -> None:
    """Bring packages for another system into a new folder. SystemExit where one cannot be had."""
    uv = Path(sys.executable).with_name("uv")
    words = ["pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy"]
    _run(str(uv), *words, "--python-platform", platform, "--python-version", python, "--target", str(folder), *what)  # fmt: skip


def _run(*command: str) -> None:
    environment = {**os.environ, **_OLDEST_MACOS}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{done.stderr}\nThis did not work (see above): {' '.join(command)}")


def _prune(folder: Path) -> None:
    for name in _LEFT_OUT:
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in _left_out(folder):
        path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _left_out(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if not path.is_dir() and (
            path.suffix in _FOR_BUILDING
            or path.name in {".gitignore", ".lock"}
            or (path.name in _OF_THE_INSTALLER and path.parent.suffix == ".dist-info")
            or _is_spare_qt(path.relative_to(folder).as_posix())
        ):
            yield path


def _is_spare_qt(name: str) -> bool:
    return name.startswith("PySide6/") and not any(
        kept.fullmatch(name.removeprefix("PySide6/")) for kept in _QT_KEPT
    )


def _merge(source: Path, target: Path) -> None:
    """Add what is not there; what is there under the same name must be the same, so that each Python finds its own."""
    for path in sorted(source.rglob("*")):
        there = target / path.relative_to(source)
        if path.is_dir():
            there.mkdir(parents=True, exist_ok=True)
        elif not there.exists():
            shutil.move(path, there)
        elif ".dist-info/" not in path.relative_to(source).as_posix() and not filecmp.cmp(
            path, there, shallow=False
        ):
            raise SystemExit(f"{path.relative_to(source)} differs between the minor versions of Python.")


def main(arguments: list[str]) -> int:
    """Lay out the folder that is named for the system that is named."""
    folder, system = arguments
    stage(Path(folder), TARGETS[system])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
