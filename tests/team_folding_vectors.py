"""Vectors of folding: ``python -m tests.team_folding_vectors`` makes them once; `test_folding_vectors` folds them for ever.

Each holds the bytes of change-sets as they are signed, and the record that they make together. A change of the rules gets
a file beside this one, and a new format.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from prevent_desktop.casework.team.change_set import STATE
from prevent_desktop.casework.team.folding import FoldedCase, NamedSet, RowName, fold
from prevent_desktop.casework.team.set_codec import decode, digest_of, encode
from prevent_desktop.data_files import resources
from prevent_desktop.strict_json import parts_of
from tests.unit.casework.team.writing_sets import AUTHORS, TIME, Writing, content, state

FILE: Final = Path("specification") / "vectors" / "team-folding.json"
Row = dict[str, Any]


def _form(*texts: str, finished: bool = False) -> Row:
    return state("responses", content=content(*texts), finalised_at=TIME if finished else None)


Acts = tuple[tuple[str, str, str, Any], ...]
HISTORIES: Final[dict[str, Acts]] = {
    "one field, two members, nobody saw the other": (
        ("sam", "people", "phone", "0121 1"), ("pat", "people", "phone", "0121 2"),
    ),
    "two fields of one person": (("sam", "people", "phone", "0121 1"), ("pat", "people", "surname", "Khan")),
    "the further state stands": (
        ("sam", "cases", STATE, state("cases", status="sent")), ("pat", "cases", STATE, state("cases", status="checked")),
    ),
    "two drafts of which one goes on from the other": (
        ("sam", "responses", STATE, _form("begun")), ("pat", "responses", STATE, _form("begun", "and on")),
    ),
    "two drafts": (("sam", "responses", STATE, _form("one")), ("pat", "responses", STATE, _form("other"))),
    "finished, and a draft of which the writer did not know": (
        ("sam", "responses", STATE, _form("end", finished=True)), ("pat", "responses", STATE, _form("other")),
    ),
    "finished twice": (
        ("sam", "responses", STATE, _form("end", finished=True)), ("pat", "responses", STATE, _form("otherwise", finished=True)),
    ),
    "taken away": (("sam", "responses", STATE, None),),
    "taken away, and written on": (("sam", "responses", STATE, None), ("pat", "responses", STATE, _form("on"))),
}  # fmt: skip
"""Who wrote what, each without having seen the others' but for the rows that were there at first."""


def sets_of(acts: Acts) -> list[NamedSet]:
    """The change-sets of such a history."""
    writing = Writing()
    writing.begin()
    for author, table, unit, value in acts:
        writing.put(author, table, unit, value)
    assert len(writing.all) == len(acts) + 1
    assert set(writing.has) == set(AUTHORS)
    return writing.all


def record_of(folded: FoldedCase) -> dict[str, Any]:
    """What a fold makes, as plain JSON in one order."""
    return {
        "rows": [[*_named(name), dict(sorted(row.values.items()))] for name, row in sorted(folded.rows.items())],
        "gone": sorted(_named(name) for name in folded.gone),
        "differences": sorted(
            [one.id, one.unit.table, list(one.unit.key), one.unit.unit, [parts_of(side.value) for side in one.sides]]
            for one in folded.differences
        ),
        "twins": sorted([_named(name), _named(original)] for name, original in folded.twins.items()),
    }  # fmt: skip


def _named(name: RowName) -> list[Any]:
    return [name.table, list(name.key)]


def read(payloads: list[str]) -> list[NamedSet]:
    """The sets of a vector."""
    return [NamedSet(digest_of(one.encode()), decode(one.encode())) for one in payloads]


def made() -> dict[str, Any]:
    """All vectors."""
    found = {}
    for name, acts in HISTORIES.items():
        sets = sets_of(acts)
        found[name] = {
            "sets": [encode(one.change_set).decode() for one in sets],
            "digests": [one.digest for one in sets],
            "record": record_of(fold(sets)),
        }
    return found


def main() -> None:
    """Write them beside the specification."""
    text = json.dumps(
        {"kind": "team-folding", "format": 1, "histories": made()}, indent=1, ensure_ascii=False
    )
    (resources() / FILE).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
