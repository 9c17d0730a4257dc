"""What the program says, and its own lines: read once for all tests of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

PROGRAM = Path(__file__).resolve().parents[3] / "prevent_desktop"


@cache
def messages() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each text of the program that can be translated, in all its forms, with the file that it stands in."""
    return tuple(
        (file, (found,) if isinstance(found, str) else tuple(found))
        for file, _line, found, _comments, _context in extract_from_dir(str(PROGRAM))
    )


@cache
def lines() -> tuple[tuple[str, str], ...]:
    """Each line of the program, with the module that it stands in."""
    return tuple(
        (path.relative_to(PROGRAM).as_posix(), line)
        for path in sorted(PROGRAM.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
