"""Where the parts of a JSON text stand: the line and column of each member, entry and value.

A small scanner over text that `json` has accepted. Kept libraries that know positions read JSON as YAML, some fifty times
slower, or have rested for years; this is used by the review of a form only.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final, NamedTuple

JsonPath = tuple[str | int, ...]
"""Names of members and indexes of entries, from the top down."""

_TOKEN: Final = re.compile(r'[ \t\r\n]*("(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+)', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)  # fmt: skip


class Mark(NamedTuple):
    """A place in a text; both count from 1, columns in characters."""

    line: int
    column: int


@dataclass(slots=True)
class Positions:
    """Where each value and each member's name begins, by path. `doubles` are members whose name stood there before."""

    text: str
    values: dict[JsonPath, int] = field(default_factory=dict)
    names: dict[JsonPath, int] = field(default_factory=dict)
    doubles: list[tuple[JsonPath, int]] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    def at(self, path: JsonPath) -> Mark:
        """Where the member or entry at `path` begins; of what is not there, the nearest that holds it."""
        while path and path not in self.names and path not in self.values:
            path = path[:-1]
        return self.mark(self.names.get(path, self.values.get(path, 0)))

    def in_text(self, path: JsonPath, position: int) -> Mark:
        """Where the character `position` of the text at `path` stands, behind all escapes before it."""
        at = self.values[path] + 1
        for _count in range(position):
            found = _ESCAPE.match(self.text, at)
            if found is None or found[0] == '"':
                break
            at = found.end()
        return self.mark(at)

    def mark(self, offset: int) -> Mark:
        """The line and column of a character."""
        if not self._lines:
            self._lines = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._lines, offset)
        return Mark(line, offset - self._lines[line - 1] + 1)


def read_positions(text: str) -> Positions:
    """The positions in `text`, which is JSON."""
    found = Positions(text)
    path: list[str | int] = []
    in_objects: list[bool] = []
    wants_name = False
    for token in _TOKEN.finditer(text):
        word, at = token[1], token.start(1)
        if word == ":":
            continue
        if word == ",":
            wants_name = in_objects[-1]
            if not wants_name:
                path[-1] = int(path[-1]) + 1
        elif word in {"}", "]"}:
            path.pop()
            in_objects.pop()
            wants_name = False
        elif wants_name:
            path[-1] = json.loads(word)
            _note_name(found, tuple(path), at)
            wants_name = False
        else:
            found.values[tuple(path)] = at
            if word in {"{", "["}:
                wants_name = word == "{"
                in_objects.append(wants_name)
                path.append("" if wants_name else 0)
    return found


def _note_name(found: Positions, path: JsonPath, at: int) -> None:
    if path in found.names:
        found.doubles.append((path, at))
    found.names[path] = at


def path_text(path: JsonPath) -> str:
    """A path as FHIR writes it: ``Questionnaire.item[2].enableWhen[0]``."""
    return "Questionnaire" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
