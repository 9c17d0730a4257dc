"""Vectors of folding: ``python -m tests.team_folding_vectors`` makes those that are not there; `test_folding_vectors` folds all for ever.

Each holds the bytes of change-sets as they are signed, and the record that they make together. A change of the rules gets
a file beside this one, and a new format.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from prevent_desktop.casework.team.change_set import STATE
from prevent_desktop.casework.team.folding import FoldedCase, NamedSet, RowName, fold
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import decode, digest_of, encode
from prevent_desktop.data_files import resources
from prevent_desktop.strict_json import parts_of
from tests.unit.casework.team.writing_sets import AUTHORS, TIME, Writing, content, pack, state

FILES: Final = {
    "team-folding": Path("specification") / "vectors" / "team-folding.json",
    "team-folding-packs": Path("specification") / "vectors" / "team-folding-packs.json",
    "team-folding-given-way": Path("specification") / "vectors" / "team-folding-given-way.json",
    "team-folding-ended": Path("specification") / "vectors" / "team-folding-ended.json",
}
"""By kind."""
Row = dict[str, Any]


def _form(*texts: str, finished: bool = False) -> Row:
    return state("responses", content=content(*texts), finalised_at=TIME if finished else None)


Acts = tuple[tuple[str, str, str, Any], ...]
PLAIN: Final[dict[str, Acts]] = {
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

ENDED: Final[dict[str, Acts]] = {
    "a case that one closed and another sent on": (
        ("sam", "cases", STATE, state("cases", status="closed", closed_at=TIME)), ("pat", "cases", STATE, state("cases", status="queued")),
        ("kim", "cases", STATE, state("cases", status="finalised")),
    ),
    "a case that one did not refer and another did": (
        ("sam", "cases", STATE, state("cases", status="not-referred", closed_at=TIME)),
        ("pat", "cases", STATE, state("cases", status="sent")),
    ),
}  # fmt: skip
"""The same of a case that ended or goes on."""

Said = tuple[tuple[str, Row], ...]
PACKS: Final[dict[str, Said]] = {
    "one who did not sign it brings its receipt": (("pat", pack("delivered", receipt="r")),),
    "whoever signed it says otherwise": (("pat", pack("delivered", receipt="r")), ("sam", pack("queued"))),
    "the same, once their vault was restored": (
        ("pat", pack("delivered", receipt="r")), ("sam~0a1b2c3d", pack("queued", sealed_digest="ab")),
    ),
    "nobody else takes a receipt away": (
        ("sam", pack("delivered", receipt="r")), ("pat", pack("queued")), ("kim", pack("delivered", receipt="other")),
    ),
}  # fmt: skip
"""What who said of a pack that Sam signed, each having seen all before."""

GIVEN_WAY: Final[dict[str, tuple[Acts, Acts]]] = {
    "a case that is set back after two had moved it on": (
        (("sam", "cases", STATE, state("cases", status="sent")), ("pat", "cases", STATE, state("cases", status="checked"))),
        (("kim", "cases", STATE, state("cases", status="draft")),),
    ),
    "a time by a clock that is behind": (
        tuple((who, "people", "changed_at", f"20{year}-11-29T09:00:00.000000+00:00") for who, year in (("sam", 33), ("pat", 29))),
        (("kim", "people", "changed_at", TIME),),
    ),
    "a draft that is begun anew after one had gone on from another": (
        (("sam", "responses", STATE, _form("begun")), ("pat", "responses", STATE, _form("begun", "and on"))),
        (("kim", "responses", STATE, _form("anew")),),
    ),
    "what is shown of three drafts is written over": (
        (
            ("sam", "responses", STATE, _form("begun")), ("pat", "responses", STATE, _form("begun", "and then")),
            ("kim", "responses", STATE, _form("another")),
        ),
        (("kim", "responses", STATE, _form("anew")),),
    ),
    "a pack that whoever signed it sets back, over what another had said of it": (
        (("sam", "packs", STATE, pack("delivered", receipt="r")), ("pat", "packs", STATE, pack("withdrawn"))),
        (("sam", "packs", STATE, pack("queued", sealed_digest="ab")),),
    ),
}  # fmt: skip
"""Who wrote what without having seen the others', and then who wrote what having seen all."""


def sets_of(acts: Acts) -> list[NamedSet]:
    """The change-sets of such a history."""
    writing = Writing()
    writing.begin()
    for author, table, unit, value in acts:
        writing.put(author, table, unit, value)
    assert len(writing.all) == len(acts) + 1
    assert set(writing.has) == set(AUTHORS)
    return writing.all


def sets_of_pack(said: Said) -> list[NamedSet]:
    """The change-sets of a history of a pack."""
    writing = Writing()
    writing.begin()
    writing.begin_pack("sam")
    for writer, value in said:
        writing.say_pack(writer, value)
        writing.hand_on(listed_id(writer))
    return writing.all


def sets_of_given_way(acts: tuple[Acts, Acts]) -> list[NamedSet]:
    """The change-sets of a history in which somebody writes over what others gave way to."""
    apart, then = acts
    writing = Writing()
    writing.begin()
    if any(table == "packs" for _author, table, *_said in apart):
        writing.begin_pack("sam")
    first = len(writing.all)
    for act in apart:
        _said(writing, *act)
    for author, *_act in apart:
        writing.hand_on(author)
    for act in then:
        _said(writing, *act)
    assert len(writing.all) == first + len(apart) + len(then)
    return writing.all


def _said(writing: Writing, author: str, table: str, unit: str, value: Any) -> None:
    if table == "packs":
        writing.say_pack(author, value)
    else:
        writing.put(author, table, unit, value)


HISTORIES: Final[dict[str, dict[str, list[NamedSet]]]] = {
    "team-folding": {name: sets_of(acts) for name, acts in PLAIN.items()},
    "team-folding-packs": {name: sets_of_pack(said) for name, said in PACKS.items()},
    "team-folding-ended": {name: sets_of(acts) for name, acts in ENDED.items()},
    "team-folding-given-way": {name: sets_of_given_way(acts) for name, acts in GIVEN_WAY.items()},
}
"""The change-sets of all histories, by the kind of their file."""


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


def made(kind: str) -> dict[str, Any]:
    """All vectors of a file."""
    found = {}
    for name, sets in HISTORIES[kind].items():
        found[name] = {
            "sets": [encode(one.change_set).decode() for one in sets],
            "digests": [one.digest for one in sets],
            "record": record_of(fold(sets)),
        }
    return found


def main() -> None:
    """Write those beside the specification that are not there yet."""
    for kind, file in FILES.items():
        words = {"kind": kind, "format": 1, "histories": made(kind)}
        if not (resources() / file).exists():
            text = json.dumps(words, indent=1, ensure_ascii=False)
            (resources() / file).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
