"""The vaults of `circle_vaults` and of `circles`, for every test here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.vault.vault import Vault
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, removed, three_vaults
from tests.unit.workflows.team.circles import vaults_of

__all__ = ("NOW", "TeamOf", "removed", "three_vaults")


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Vault, Vault]]:
    """The vaults of Sam, who leads, and of Pat."""
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        yield sam, pat
