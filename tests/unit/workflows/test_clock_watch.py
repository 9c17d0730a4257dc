"""A clock that does not fit what is written down is told in words and noted in the audit, until somebody says it is right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_datetime

from prevent_desktop.vault.keys.vault_key import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.clock_watch import DOUBTED, SLACK, confirm_clock, look_at_clock
from tests.made_vaults import copied_vault

NOW = datetime.now(UTC)
YEARS = timedelta(days=3653)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def key(folder: Path) -> VaultKey:
    """Of a vault that was used just now, whenever it was made."""
    key = copied_vault(folder).key
    open_at(folder, key, datetime.now(UTC)).close()
    return key


def doubts(vault: Vault) -> list[str]:
    return [entry.detail for entry in vault.audit.entries() if entry.action == DOUBTED]


def open_at(folder: Path, key: VaultKey, now: datetime) -> Vault:
    vault = Vault.open(folder, key, now=lambda: now)
    vault.audit.append("vault.unlocked", "")
    return vault


@pytest.mark.parametrize(
    "off", [timedelta(), timedelta(hours=1), timedelta(days=30), -SLACK + timedelta(seconds=30)]
)
def test_a_clock_that_fits_is_told_nothing(folder: Path, key: VaultKey, off: timedelta) -> None:
    now = datetime.now(UTC) + off
    with open_at(folder, key, now) as vault:
        assert look_at_clock(vault, now=now) is None
        assert doubts(vault) == []


@pytest.mark.parametrize(
    ("off", "kind"), [(-YEARS, "behind"), (-timedelta(minutes=20), "behind"), (YEARS, "leapt")]
)
def test_one_that_does_not_fit_is_told_and_noted_and_asked_about_until_somebody_says_it_is_right(
    folder: Path, key: VaultKey, off: timedelta, kind: str
) -> None:
    now = datetime.now(UTC) + off
    with open_at(folder, key, now) as vault:
        wrong = look_at_clock(vault, now=now)
        assert wrong is not None
        assert wrong.doubt.kind == kind
        assert format_datetime(now.astimezone(), "d MMMM y, HH:mm", locale="en_GB") in wrong.words
        assert doubts(vault) == [kind]
        assert look_at_clock(vault, now=now) is not None
        confirm_clock(vault)
        assert look_at_clock(vault, now=now) is None
        assert vault.audit.verify() == vault.audit.entries()[-1].position


def test_a_backup_from_the_future_puts_no_reminder_off(folder: Path, key: VaultKey) -> None:
    with Vault.open(folder, key) as vault:
        backup_plan.remember_last(vault, NOW + YEARS, folder)
        assert backup_plan.reminds(vault, NOW)
        backup_plan.remember_last(vault, NOW, folder)
        assert not backup_plan.reminds(vault, NOW + timedelta(days=1))
        assert backup_plan.reminds(vault, NOW + timedelta(days=15))


def test_a_leap_right_after_somebody_said_that_the_clock_is_right_is_told_too(
    folder: Path, key: VaultKey
) -> None:
    with open_at(folder, key, datetime.now(UTC)) as vault:
        confirm_clock(vault)
    with open_at(folder, key, datetime.now(UTC) + YEARS) as vault:
        assert look_at_clock(vault, now=datetime.now(UTC) + YEARS) is not None
