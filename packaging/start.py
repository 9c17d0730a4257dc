"""Set everything up in ``.venv/`` of this checkout and run it. Needs nothing but Python 3.11 to 3.14 and git.

    python3 packaging/start.py [run] [--headless] …   the app on a demo vault, or the main job without a screen
    python3 packaging/start.py test [PYTEST ARGUMENT …]
    python3 packaging/start.py test --second-look     what fails in the crowd is tried once more, alone, and named in any case
    python3 packaging/start.py harnesses              each benchmark and each fault harness at its smallest size
    python3 packaging/start.py turns --runs N         the tests that start processes, use clocks or wait, N times (--busy 8: beside eight)
    python3 packaging/start.py check                  lint, types, import rules
    python3 packaging/start.py mutation PACKAGE       whether a test notices each small change to it (without: which packages)
    python3 packaging/start.py package windows|deb    the installer, into .venv/dist (--output FOLDER)
    python3 packaging/start.py smoke windows|deb      it is installed, used, upgraded and removed
    python3 packaging/start.py release …              makes a release that others can check (packaging/release.py tells how)
    python3 packaging/start.py python -m tests.benchmarks.bench_vault

Standard library only. Where something of the system is missing it says what, and the line that installs it.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bringing import bring

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
NODE = VENV / "node"
AT_ONCE = 2 * (os.cpu_count() or 1)
"""Processes of pytest at a time: two a core, since many tests wait for a program that they started."""
SUITE = {
    "tests/e2e": 4,
    "tests/interop": 23,
    "tests/unit/workflows": 45,
    "tests/gui": 33,
    "tests/unit": 60,
}
HARNESSES = {"tests/faults": 8, "tests/benchmarks": 1}
"""How many test files a process of pytest has at most, by folder (each file with the first that holds it). What waits is begun first,
what is short last, so that no processor is idle at the end. Only its own files are collected, what is made once a process is shared
(the demonstration's cases and the like; for harnesses the imports too), and its memory ends with it."""
IN_MEMORY = Path("/dev/shm")  # noqa: S108 -- a fresh folder of our own in it
NEEDED = 4 << 30
"""So much must be free there for what tests write: on a disk each of their small files would be waited for."""
MADE = "PREVENT_DESKTOP_TEST_MADE"
"""The variable with a folder for what the tests make once in a run (`tests/made_vaults.py`)."""
SECOND_LOOK = "--second-look"
TESTS_FAILED = 1
"""Pytest's exit code where all ran and some failed."""
KEPT = ("-o", "tmp_path_retention_count=100", "-o", "tmp_path_retention_policy=failed")
"""What a test wrote goes with it unless it fails. Folders of as many processes as a run has are kept: a folder in use went once in a
whole run, where pytest kept its usual three and tidied the others."""
LAST_FAILED = ("--last-failed", "--last-failed-no-failures", "none")
Part = tuple[str, list[str]]
"""Its name, and pytest's arguments or the test files."""

# Shared libraries that Qt's wheel expects from a Linux system, and the Debian package that brings each.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0t64",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# Independent judges and a screen of its own, for the tests.
TOOLS = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "age": "age",
    "node": "nodejs",
    "npm": "npm",
    "dbus-daemon": "dbus",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/lib/python3/dist-packages/pyatspi/__init__.py": "python3-pyatspi",
    "gnome-keyring-daemon": "gnome-keyring",
    "swtpm": "swtpm",
    "tpm2_create": "tpm2-tools libtss2-tcti-swtpm0t64",
    "strace": "strace",
    "softhsm2-util": "softhsm2",
    "cc": "gcc libc6-dev",
    "openssl": "openssl",
    "curl": "curl",
    "ip": "iproute2",
    "/usr/sbin/sshd": "openssh-server openssh-client",
    "setfacl": "acl",
    "/usr/sbin/nginx": "nginx",
    "/usr/sbin/logrotate": "logrotate",
    "docker-compose": "docker-compose",
    "systemd-analyze": "systemd",
    "systemd-nspawn": "systemd-container",
    "radosgw": "radosgw ceph-mon ceph-osd",
    "gsettings": "libglib2.0-bin gsettings-desktop-schemas glib-networking",
    "/usr/libexec/xdg-desktop-portal": "xdg-desktop-portal",
    "/usr/share/unicode/BidiCharacterTest.txt": "unicode-data",
    "/etc/localtime": "tzdata",
}


def main(arguments: list[str]) -> int:
    """Do what the first argument says, with the rest; ``run`` where there is none."""
    _require_python()
    command = arguments.pop(0) if arguments and not arguments[0].startswith("-") else "run"
    if command == "run":
        return _run(arguments)
    if command == "test":
        return _test(arguments)
    if command == "harnesses":
        return _run_tests(HARNESSES, second_look=SECOND_LOOK in arguments)
    if command == "check":
        return _check()
    if command in {"python", "mutation", "release", "turns", "package", "smoke"}:
        return _run_script(command, arguments)
    print(__doc__)
    return 2


def _run_script(command: str, arguments: list[str]) -> int:
    if command == "turns":
        _ready_to_test()
    _set_up("test")
    if command == "mutation":
        _set_up("mutation")
    if command in {"package", "smoke"}:
        arguments, command = [command, *arguments], "shipping"
    if command != "python":
        arguments = [str(ROOT / "packaging" / f"{command}.py"), *arguments]
    return _in_venv(*arguments)


def _run(arguments: list[str]) -> int:
    headless = "--headless" in arguments
    if not headless:
        _require_libraries({**QT_LIBRARIES, **WINDOW_LIBRARIES})
        if sys.platform.startswith("linux") and not (
            os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        ):
            return _stop(
                "There is no screen here to show the window on.",
                "See the main job without a screen: python3 packaging/start.py --headless",
            )
    _set_up("run")
    return _in_venv("-m", "prevent_desktop", "demo", *arguments)


def _test(arguments: list[str]) -> int:
    if arguments and arguments != [SECOND_LOOK]:
        _ready_to_test()
        return _in_venv("-m", "pytest", *arguments)
    return _run_tests(SUITE, second_look=bool(arguments))


def _run_tests(sizes: Mapping[str, int], *, second_look: bool) -> int:
    """All parts, whatever comes of the others; the worst exit code."""
    _ready_to_test()
    folder = folder_for_tests()
    os.environ[MADE] = os.environ["TMPDIR"] = str(folder)
    parts = [(name, [*_options(name), *files]) for name, files in parts_of(sizes)]
    code = _run_all(
        parts, second_look=second_look, forked=sizes is SUITE and sys.platform.startswith("linux")
    )
    if code:
        print(f"What they had written is in {folder}, until you delete it.", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return code


def folder_for_tests() -> Path:
    """A new one for all that the tests of a run write, in memory where that can be."""
    folder = Path(tempfile.mkdtemp(prefix="prevent-desktop-tests-", dir=_memory()))
    folder.chmod(0o1777)  # as the system's own: some tests act as other users
    return folder


def _memory() -> Path | None:
    """A folder in memory, where the system has one with room in which programs may be started."""
    if not IN_MEMORY.is_dir() or os.statvfs(IN_MEMORY).f_flag & (os.ST_NOEXEC | os.ST_RDONLY):
        return None
    return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free >= NEEDED else None


def _run_all(parts: list[Part], *, second_look: bool, forked: bool) -> int:
    codes = (_run_forked if forked else _run_fresh)(parts, AT_ONCE)
    failed = [part for part, code in zip(parts, codes, strict=True) if code == TESTS_FAILED]
    print(f"{len(parts)} parts, {sum(code != 0 for code in codes)} of them with failures.", flush=True)
    if not failed or not second_look:
        return max(codes)
    print("Once more, alone, what failed above:", flush=True)
    again = _run_fresh([(name, [*LAST_FAILED, *arguments]) for name, arguments in failed], 1)
    # Where nothing had run, there is nothing to run again, and that fails too.
    return max([*again, *(code for code in codes if code != TESTS_FAILED)])


def parts_of(sizes: Mapping[str, int]) -> Iterator[Part]:
    """A name and the test files of each process."""
    for folder, files in test_files(sizes):
        size = sizes[folder]
        count = -(-len(files) // size)
        cuts = [len(files) * number // count for number in range(count + 1)]
        for number, (start, end) in enumerate(itertools.pairwise(cuts), start=1):
            yield f"{Path(folder).name}-{number}", files[start:end]


def test_files(folders: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each folder with the test files in it that no earlier one holds."""
    taken = set[str]()
    for folder in folders:
        found = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("test_*.py")}
        yield folder, sorted(found - taken)
        taken |= found


def _options(name: str) -> list[str]:
    """Each part remembers for itself what failed."""
    return ["-o", f"cache_dir=.pytest_cache/{name}", *KEPT]


def _run_forked(parts: list[Part], at_once: int) -> list[int]:
    """The exit code of each, in processes that share what they import (`tests/parts.py`)."""
    order = Path(os.environ[MADE]) / "order.json"
    order.write_text(json.dumps({"at_once": at_once, "parts": parts}), "utf-8")
    if code := _in_venv("-m", "tests.parts", str(order)):
        raise SystemExit(code)
    codes = json.loads(order.with_name("codes.json").read_bytes())
    return [abs(codes[name]) for name, _arguments in parts]  # it is negative where a signal ended it


def _run_fresh(parts: list[Part], at_once: int) -> list[int]:
    """The same in fresh processes: where none can be forked, and for harnesses, which look at what a process holds."""
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(_run_part, parts))


def _run_part(part: Part) -> int:
    """What it says is shown at its end, in one piece."""
    name, arguments = part
    command = [str(PYTHON), "-m", "pytest", *arguments]
    ran = subprocess.run(
        command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    sys.stdout.buffer.write(f"\n{name}\n".encode() + ran.stdout)
    sys.stdout.flush()
    return abs(ran.returncode)


def _ready_to_test() -> None:
    _require_libraries({**QT_LIBRARIES, **WINDOW_LIBRARIES})
    missing = _missing_tools()
    if missing:
        print(f"Missing for some tests: {', '.join(missing)}. Those tests are skipped. To install:")
        print(f"    {install_line(TOOLS[tool] for tool in missing)}", flush=True)
        if os.environ.get("CI"):
            raise SystemExit(3)
    with ThreadPoolExecutor(1) as beside:
        node = beside.submit(_set_up_node)
        _set_up("test")
        node.result()


def _check() -> int:
    _set_up("test")
    return max(
        _in_venv("-m", "ruff", "check"),
        _in_venv("-m", "ruff", "format", "--check"),
        _in_venv("-m", "mypy"),
        subprocess.call([str(BIN / "lint-imports")], cwd=ROOT, env=_environment()),
    )


def _set_up(lock_name: str) -> None:
    """Make ``.venv/`` hold what the lock names, and this checkout; nothing is done where it already does."""
    lock = ROOT / "packaging" / f"{lock_name}.lock"
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / f"{lock_name}.stamp"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        _make_venv()
    print("Setting up .venv (once; takes a minute or two) …", flush=True)
    _require(bring(PYTHON, lock, _environment()), "the packages")
    checkout = (
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--editable",
        str(ROOT),
    )
    _require(_in_venv("-m", "pip", *checkout), "this checkout")
    stamp.write_text(wanted)


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        _exit("Python's own venv module is missing here.", install_line(["python3-venv"]))
    _require(subprocess.call([sys.executable, "-m", "venv", str(VENV)]), "a virtual environment")


def _set_up_node() -> None:
    """Bring the independent implementations that the interop tests talk to into ``.venv/node``."""
    lock = ROOT / "packaging" / "node" / "package-lock.json"
    stamp = NODE / "lock.stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    npm = shutil.which("npm")
    if npm is None or (stamp.exists() and stamp.read_text() == wanted):
        return
    NODE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(lock.with_name(name), NODE / name)
    install = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    _require(subprocess.call(install, cwd=NODE), "the Node packages")
    stamp.write_text(wanted)


def _in_venv(*arguments: str) -> int:
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env=_environment())


def _environment() -> dict[str, str]:
    """Ours; without compiled modules on the disk each of the many processes would compile all that it imports."""
    own = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONNOUSERSITE": "1"}
    left_out = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **own}


def _require_python() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        found = ".".join(str(part) for part in sys.version_info[:3])
        _exit(
            f"Python 3.11 to 3.14 is needed; this is {found}.", "Start it with another, such as python3.13."
        )


def _require_libraries(wanted: Mapping[str, str]) -> None:
    if not sys.platform.startswith("linux"):
        return
    missing = [library for library in wanted if not _loads(library)]
    if missing:
        _exit(
            f"Missing system libraries: {', '.join(missing)}.",
            install_line(wanted[name] for name in missing),
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _missing_tools() -> list[str]:
    if not sys.platform.startswith("linux"):
        return [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    return [tool for tool in TOOLS if shutil.which(tool) is None and not Path(tool).exists()]


def install_line(packages: Iterable[str]) -> str:
    """What a person types to install Debian's `packages`."""
    names = dict.fromkeys(name for package in packages for name in package.split())
    return "apt-get update && apt-get install --yes " + " ".join(map(_here, names)) + "   (as root)"


def _here(package: str) -> str:
    """What a package is called here: Debian 13 and Ubuntu 24.04 gave some the ending ``t64``, which older ones lack."""
    older, ask = package.removesuffix("t64"), shutil.which("apt-cache")
    if older == package or ask is None:
        return package
    told = subprocess.run([ask, "policy", package], capture_output=True, text=True, check=False)
    return older if "Candidate: (none)" in told.stdout or not told.stdout else package


def _require(code: int, what: str) -> None:
    if code != 0:
        _exit(
            f"Could not set up {what} (see above).",
            "Check the connection to your package index, then try again.",
        )


def _stop(what: str, next_step: str) -> int:
    print(what, file=sys.stderr)
    print(f"    {next_step}", file=sys.stderr)
    return 3


def _exit(what: str, next_step: str) -> None:
    raise SystemExit(_stop(what, next_step))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
