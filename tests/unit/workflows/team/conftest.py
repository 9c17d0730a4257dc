"""The vaults of `circle_vaults`, for every test here."""

from __future__ import annotations

from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, removed, three_vaults

__all__ = ("NOW", "TeamOf", "removed", "three_vaults")
