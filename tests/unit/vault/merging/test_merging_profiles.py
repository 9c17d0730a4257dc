"""Two laptops on which different profiles of the organisation were taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.vault import integrity
from prevent_desktop.vault.repositories.profiles import ProfileRecord
from tests.unit.vault.conftest import Made
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop
from tests.unit.vault.test_profiles import a_profile

TOLD, SILENT = ("organisation-profile",), ()


def laptops(made: Made, folder: Path, both: ProfileRecord | None) -> tuple[Laptop, Laptop]:
    here = Laptop(made.folder, made.key)
    if both is not None:
        take(here, both)
    return here, second_laptop(here, folder)


def take(laptop: Laptop, profile: ProfileRecord | None) -> None:
    with laptop.opened() as vault:
        vault.audit.append("vault.unlocked", "")
        if profile is not None:
            vault.profiles.add(profile)


@pytest.mark.parametrize(
    ("both", "ours", "theirs", "counts", "told"),
    [
        (None, None, a_profile(1), a_profile(1), SILENT),
        (None, a_profile(1), None, a_profile(1), SILENT),
        (a_profile(1), None, a_profile(2), a_profile(2), SILENT),
        (a_profile(1), None, a_profile(2, authority="cc"), a_profile(2, authority="cc"), SILENT),
        (a_profile(1), a_profile(2), None, a_profile(2), SILENT),
        (a_profile(1), a_profile(2), a_profile(3), a_profile(3), SILENT),
        (a_profile(1), a_profile(3), a_profile(2), a_profile(3), SILENT),
        (a_profile(1), a_profile(2), a_profile(3, authority="cc"), a_profile(2), TOLD),
        (None, a_profile(1), a_profile(1, says="other"), a_profile(1), TOLD),
        (None, a_profile(2), a_profile(1, authority="cc"), a_profile(2), TOLD),
        (None, a_profile(1), a_profile(1), a_profile(1), SILENT),
    ],
)
def test_the_newer_counts_where_it_goes_on_from_ours_else_ours_stays_and_it_is_told(
    made: Made, tmp_path: Path, both: ProfileRecord | None, ours: ProfileRecord | None, theirs: ProfileRecord | None,
    counts: ProfileRecord, told: tuple[str, ...],
) -> None:  # fmt: skip
    here, there = laptops(made, tmp_path / "other", both)
    take(here, ours)
    take(there, theirs)
    report = here.join(there)
    assert report.left_settings == told
    with here.opened() as vault:
        assert vault.profiles.newest() == counts
        integrity.check(vault)
