from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.audit_chain import Example, Noticing, missed


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    folder: Path = tmp_path_factory.mktemp("audit_chain") / "vault"
    made = Example.make(folder)
    yield made
    made.vault.close()


def test_every_change_to_the_chain_is_noticed(example: Example) -> None:
    """A small number; `python -m tests.faults audit_chain --runs 10000` is the full one."""
    assert missed(example, Noticing(), 60, random.Random(11)) == []


@pytest.mark.parametrize(
    "broken", [Noticing(with_anchor=False, with_packs=False), Noticing(with_packs=False)]
)
def test_the_controls_without_anchor_or_packs_miss_some(example: Example, broken: Noticing) -> None:
    assert missed(example, broken, 60, random.Random(11)) != []
