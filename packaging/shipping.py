"""What ``start.py package`` and ``start.py smoke`` run: for each system a folder beside this file, with a module for either.

… package windows [--output FOLDER] …     the installer
… smoke windows                           it is installed, used, upgraded and removed
"""

from __future__ import annotations

import hashlib
import importlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import start

FOLDERS = {"windows": "windows", "deb": "debian"}
DIST = start.VENV / "dist"
"""Where packages go unless somebody says otherwise."""


def main(arguments: list[str]) -> int:
    """Run `package` or `smoke` of a system with the rest of the arguments."""
    command, system, rest = arguments[0], arguments[1:2], arguments[2:]
    if not system or system[0] not in FOLDERS:
        print(__doc__)
        return 2
    run: Callable[[list[str]], int] = importlib.import_module(f"{FOLDERS[system[0]]}.{command}").main
    return run(rest)


def build_twice(build: Callable[[Path], Path], output: Path) -> None:
    """Have `build` make a file in each of two new folders, and put it into `output` where both are alike. SystemExit."""
    with tempfile.TemporaryDirectory(prefix="prevent-desktop-package-") as work:
        folders = [Path(work) / name for name in ("first", "second")]
        for folder in folders:
            folder.mkdir()
        first, second = map(build, folders)
        digest, again = (hashlib.sha256(made.read_bytes()).hexdigest() for made in (first, second))
        if digest != again:
            raise SystemExit(f"Two builds differ: SHA-256 {digest}, {again}.")
        output.mkdir(parents=True, exist_ok=True)
        built = shutil.copy(first, output)
    print(f"{built}   built twice, alike: SHA-256 {digest}")


def require_tools(tools: Mapping[str, str]) -> None:
    """Stop, with the line that installs them, where one of `tools` (a program and its Debian package) is not here."""
    missing = [tool for tool in tools if shutil.which(tool) is None and not Path(tool).exists()]
    if missing:
        print(f"Missing here: {', '.join(missing)}. To install:", file=sys.stderr)
        print(f"    {start.install_line(tools[tool] for tool in missing)}", file=sys.stderr)
        raise SystemExit(3)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
