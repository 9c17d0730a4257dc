"""The vectors of the specification make the record that stands beside them, in this version and every later one."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from prevent_desktop.casework.team.folding import fold
from prevent_desktop.casework.team.set_codec import encode
from prevent_desktop.casework.team.shared_kinds import check
from prevent_desktop.data_files import resources
from tests.team_folding_vectors import FILES, HISTORIES, read, record_of

VECTORS: dict[str, dict[str, Any]] = {
    kind: json.loads((resources() / file).read_text(encoding="utf-8"))["histories"]
    for kind, file in FILES.items()
}


@pytest.mark.parametrize("kind", VECTORS)
def test_each_history_has_a_vector(kind: str) -> None:
    assert list(VECTORS[kind]) == list(HISTORIES[kind])


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, one in VECTORS.items() for name in one])
def test_it_makes_this_record_in_every_order(kind: str, name: str) -> None:
    vector = VECTORS[kind][name]
    sets = read(vector["sets"])
    assert [one.digest for one in sets] == vector["digests"]
    for one, payload in zip(sets, vector["sets"], strict=True):
        assert encode(one.change_set).decode() == payload
        check(one.change_set)
    for order in permutations(sets):
        assert record_of(fold(order)) == vector["record"]
