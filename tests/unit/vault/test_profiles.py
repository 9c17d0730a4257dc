from __future__ import annotations

import pytest

from prevent_desktop.errors import DatabaseDamagedError, RecordError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.repositories.profiles import ProfileRecord
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import later


def a_profile(version: int, authority: str = "aa", says: str = "") -> ProfileRecord:
    return ProfileRecord(
        version=version, digest=f"digest {version} {authority} {says}", organisation="Council", jws=f"jws {version}",
        signer="An administrator", fingerprint="bb", authority=authority, imported_at=later(version),
    )  # fmt: skip


def test_the_newest_version_counts_in_whatever_order_they_were_taken(vault: Vault) -> None:
    assert vault.profiles.newest() is None
    for version in (1, 3, 2):
        vault.profiles.add(a_profile(version))
    assert vault.profiles.newest() == a_profile(3)
    assert vault.profiles.of_version(2) == a_profile(2)
    assert vault.profiles.of_version(4) is None
    integrity.check(vault)


def test_a_version_is_kept_once_and_never_changes(vault: Vault) -> None:
    vault.profiles.add(a_profile(1))
    with pytest.raises(RecordError):
        vault.profiles.add(a_profile(1, says="otherwise"))
    for change in ("UPDATE profiles SET jws = 'x'", "DELETE FROM profiles"):
        with pytest.raises(RecordError):
            vault.database.run(change)


@pytest.mark.parametrize(
    "change", ["UPDATE profiles SET jws = 'another' WHERE version = 2", "DELETE FROM profiles", "DELETE FROM profiles WHERE version = 2"]
)  # fmt: skip
def test_an_older_or_other_profile_that_was_put_back_is_noticed_at_unlock(made: Made, change: str) -> None:
    with Vault.open(made.folder, made.key) as vault:
        vault.profiles.add(a_profile(1))
        vault.profiles.add(a_profile(2))
        integrity.check_at_unlock(vault)
        for trigger in ("profiles_never_change", "profiles_are_never_deleted"):
            vault.database.run(f"DROP TRIGGER {trigger}")
        vault.database.run(change)
        with pytest.raises(DatabaseDamagedError):
            integrity.check(vault)
