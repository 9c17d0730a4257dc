"""Each setting of IT's counts where it is really used: locked over what somebody chose, preset below it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.connection.connection_settings import ProxyWay
from prevent_desktop.delivery.connection.network_rules import hindrance, read_rules
from prevent_desktop.delivery.connection.networks import Network
from prevent_desktop.delivery.failure_reasons import FailureReason
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import ProfileError, UsageError
from prevent_desktop.packs.tokens.cards import keys_on_cards
from prevent_desktop.vault.keys.slots import SlotKind
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.backup_plan import BackupPlan
from prevent_desktop.workflows.demo.practice import open_practice
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.taking import look_at_profile, take_profile
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending import connection, sending_choices, start_at_login
from prevent_desktop.workflows.sending.sign_in import connection_settings
from prevent_desktop.workflows.sending.window_choices import OnClose, keep_on_close, on_close
from prevent_desktop.workflows.vault_admin import recover, unlock_methods
from tests.managed import managed
from tests.profiles import Administrator, a_profile, a_receiver

NOW = datetime.now(UTC)
COMMAND = ("prevent-desktop", "tray")


@pytest.fixture(scope="module")
def ada() -> Administrator:
    return Administrator.create()


@pytest.fixture(scope="module")
def bea() -> Administrator:
    return Administrator.create()


class TestLocking:
    def test_the_longest_time_counts_whatever_was_chosen(self, vault: Vault) -> None:
        settings.save_lock_minutes(vault, 30)
        with managed({"LongestMinutesToLock": 5}):
            assert settings.lock_minutes(vault) == 5
            with pytest.raises(UsageError, match="set by your organisation"):
                settings.save_lock_minutes(vault, 10)
            settings.save_lock_minutes(vault, 2)
            assert settings.lock_minutes(vault) == 2
        assert settings.lock_minutes(vault) == 2

    def test_a_preset_time_counts_until_somebody_chooses(self, vault: Vault) -> None:
        with managed(preset={"LongestMinutesToLock": 15}):
            assert settings.lock_minutes(vault) == 15
            settings.save_lock_minutes(vault, 30)
            assert settings.lock_minutes(vault) == 30

    def test_screenshots(self, vault: Vault) -> None:
        settings.save_capture_allowed(vault, True)
        with managed({"ScreenCapture": False}):
            assert not settings.capture_allowed(vault)
            with pytest.raises(UsageError):
                settings.save_capture_allowed(vault, True)
        assert settings.capture_allowed(vault)


class TestBackups:
    def test_a_locked_folder_and_pace_count(self, vault: Vault, tmp_path: Path) -> None:
        backup_plan.save_plan(vault, BackupPlan(place=tmp_path / "own", every_days=0))
        with managed({"BackupFolder": str(tmp_path / "drive"), "BackupDays": 3}):
            plan = backup_plan.plan(vault)
            assert (plan.place, plan.every_days) == (tmp_path / "drive", 3)
            assert plan.is_due(None, NOW)
            for wrong in (
                BackupPlan(place=tmp_path, every_days=1),
                BackupPlan(place=plan.place, every_days=7),
            ):
                with pytest.raises(UsageError):
                    backup_plan.save_plan(vault, wrong)
            backup_plan.save_plan(vault, BackupPlan(place=plan.place, every_days=1))
            assert backup_plan.plan(vault).every_days == 1

    def test_preset_ones_count_until_somebody_chooses(self, vault: Vault, tmp_path: Path) -> None:
        with managed(preset={"BackupFolder": str(tmp_path / "drive"), "BackupDays": 7}):
            assert backup_plan.plan(vault).place == tmp_path / "drive"
            assert backup_plan.plan(vault).every_days == 7
            backup_plan.save_plan(vault, BackupPlan(place=tmp_path / "own", every_days=1))
            assert backup_plan.plan(vault).place == tmp_path / "own"

    def test_a_folder_of_ones_own_has_the_persons_name(
        self, vault: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("USERNAME", "alex")
        named = "%USERNAME%" if sys.platform == "win32" else "$USERNAME"
        with managed({"BackupFolder": str(tmp_path / named)}):
            assert backup_plan.plan(vault).place == tmp_path / "alex"


class TestSending:
    def test_closing_the_window(self, spool: Spool) -> None:
        keep_on_close(spool, OnClose.TRAY)
        with managed({"OnClose": "end"}):
            assert on_close(spool) is OnClose.END
            with pytest.raises(UsageError):
                keep_on_close(spool, OnClose.TRAY)
        with managed(preset={"OnClose": "end"}):
            assert on_close(spool) is OnClose.TRAY

    def test_start_at_login_follows_what_is_locked_and_once_what_is_preset(
        self, spool: Spool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
        with managed(preset={"StartAtLogin": True}):
            sending_choices.follow_start_at_login(spool, COMMAND)
            assert start_at_login.is_on()
            sending_choices.set_start_at_login(spool, COMMAND, wanted=False)
            sending_choices.follow_start_at_login(spool, COMMAND)
            assert not start_at_login.is_on()
        with managed({"StartAtLogin": True}):
            sending_choices.follow_start_at_login(spool, COMMAND)
            assert start_at_login.is_on()
            with pytest.raises(UsageError):
                sending_choices.set_start_at_login(spool, COMMAND, wanted=False)
        sending_choices.follow_start_at_login(spool, COMMAND)
        assert start_at_login.is_on()

    def test_only_named_networks_let_packs_out(self, spool: Spool) -> None:
        with managed({"Networks": ["School Wi-Fi"]}):
            rules = read_rules(spool.settings)
            assert hindrance(rules, Network(key="1", name="School Wi-Fi")) is None
            other = hindrance(rules, Network(key="2", name="Café"))
            untold = hindrance(rules, Network())
            assert other is not None
            assert other.kind == FailureReason.OTHER_NETWORK
            assert untold is not None
            assert untold.kind == FailureReason.NETWORK_UNTOLD

    def test_where_the_person_and_it_differ_the_stricter_counts(self, spool: Spool) -> None:
        sending_choices.set_chosen_networks(spool)
        with managed({"Networks": ["School Wi-Fi"]}):
            found = hindrance(read_rules(spool.settings), Network(key="1", name="School Wi-Fi"))
            assert found is not None
            assert found.kind == FailureReason.OTHER_NETWORK

    def test_metered(self, spool: Spool) -> None:
        with managed({"Metered": False}):
            assert read_rules(spool.settings).not_metered
            with pytest.raises(UsageError):
                sending_choices.set_metered(spool, allowed=True)
            sending_choices.set_all_networks(spool)
        assert not read_rules(spool.settings).not_metered
        with managed(preset={"Metered": False}):
            assert read_rules(spool.settings).not_metered
            sending_choices.set_metered(spool, allowed=True)
            assert not read_rules(spool.settings).not_metered

    def test_the_proxy(self, spool: Spool) -> None:
        connection.set_proxy(spool, ProxyWay.MANUAL, address="own.example:3128")
        found = connection_settings(spool)
        with managed({"Proxy": "proxy.school.example:8080"}):
            assert found.choices().proxy is ProxyWay.MANUAL
            assert found.choices().proxy_address == "proxy.school.example:8080"
            with pytest.raises(UsageError):
                connection.set_proxy(spool, ProxyWay.NONE)
            connection.set_limit(spool, 64)
        assert found.choices().proxy_address == "own.example:3128"
        assert found.choices().most_bytes == 64_000

    def test_a_preset_proxy_counts_until_somebody_chooses(self, spool: Spool) -> None:
        found = connection_settings(spool)
        with managed(preset={"Proxy": "none"}):
            assert found.choices().proxy is ProxyWay.NONE
            connection.set_proxy(spool, ProxyWay.MANUAL, address="own.example:3128")
            assert found.choices().proxy_address == "own.example:3128"

    def test_the_real_command_line_tells_why(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with managed({"Proxy": "none", "SetBy": "IT of Northfield"}):
            code = run_command(["outbox", "connection", "--data", str(tmp_path), "--proxy", "a.example:1"])
        assert code == Exit.USAGE
        assert "Set by your organisation (IT of Northfield)" in capsys.readouterr().err


class TestWaysIn:
    def test_what_is_not_permitted_is_neither_added_nor_used(self, vault: Vault) -> None:
        with managed({"WaysIn": ["pin"]}):
            assert not unlock_methods.is_permitted(SlotKind.SYSTEM)
            assert not unlock_methods.is_permitted(SlotKind.ESCROW)
            for always in (SlotKind.PASSPHRASE, SlotKind.RECOVERY, SlotKind.TPM):
                assert unlock_methods.is_permitted(always)
            with pytest.raises(UsageError):
                recover.derive_key_from_login(vault.folder)
            assert not recover.other_ways(vault.folder).by_login

    def test_an_empty_list_permits_no_other_way(self) -> None:
        with managed({"WaysIn": []}):
            assert not unlock_methods.is_permitted(SlotKind.TPM)
            assert unlock_methods.is_permitted(SlotKind.PASSPHRASE)

    def test_no_other_module_is_loaded_for_cards(self) -> None:
        with (
            managed({"CardModule": "/usr/lib/opensc-pkcs11.so"}),
            pytest.raises(UsageError, match="smart cards"),
        ):
            keys_on_cards(Path("/tmp/evil.so"))  # noqa: S108


def test_practice_that_is_not_allowed_makes_nothing(tmp_path: Path) -> None:
    with managed({"Practice": False}), pytest.raises(UsageError):
        open_practice(Places(tmp_path))
    assert not list(tmp_path.iterdir())


class TestTheProfile:
    def test_without_a_profile_that_is_required_typed_receivers_do_not_count(
        self, vault: Vault, ada: Administrator
    ) -> None:
        settings.save_receivers(vault, (a_receiver(),))
        with managed({"ProfileRequired": True}):
            assert settings.receivers(vault) == ()
            with pytest.raises(UsageError):
                settings.save_receivers(vault, (a_receiver(),))
            take_profile(vault, ada.sign(a_profile()), now=NOW, compared=ada.words)
            assert settings.receivers(vault)

    def test_the_fingerprint_stands_in_for_the_words_of_new_records(self, ada: Administrator) -> None:
        signed = ada.sign(a_profile())
        assert not look_at_profile(None, signed, now=NOW).is_known_by_it
        with managed({"ProfileAuthority": ada.fingerprint}):
            assert look_at_profile(None, signed, now=NOW).is_known_by_it

    def test_a_first_profile_of_another_authority_is_refused(
        self, vault: Vault, ada: Administrator, bea: Administrator
    ) -> None:
        with (
            managed({"ProfileAuthority": bea.fingerprint}),
            pytest.raises(ProfileError, match="another authority"),
        ):
            take_profile(vault, ada.sign(a_profile()), now=NOW, compared=ada.words)
        assert vault.profiles.newest() is None

    def test_it_replaces_no_authority_silently(
        self, vault: Vault, ada: Administrator, bea: Administrator
    ) -> None:
        take_profile(vault, ada.sign(a_profile()), now=NOW, compared=ada.words)
        newer = bea.sign(a_profile(version=2, organisation="New Council"))
        with pytest.raises(ProfileError):
            look_at_profile(vault, newer, now=NOW)
        with managed({"ProfileAuthority": bea.fingerprint}):
            offered = look_at_profile(vault, newer, now=NOW)
            assert offered.replaces is not None
            assert ada.words in offered.replaces.words
            assert bea.words in offered.replaces.words
            head = vault.audit.head
            with pytest.raises(ProfileError, match="trust another authority"):
                take_profile(vault, newer, now=NOW, compared=bea.words)
            assert vault.audit.head == head
            take_profile(vault, newer, now=NOW, replacing=ada.fingerprint)
        kept = vault.profiles.newest()
        assert kept is not None
        assert kept.authority == bea.fingerprint
        told = [entry for entry in vault.audit.entries() if entry.action == "profile.authority-replaced"]
        assert [entry.detail for entry in told] == [f"{ada.fingerprint} {bea.fingerprint}"]

    def test_newer_versions_of_the_authority_that_is_trusted_go_on_meanwhile(
        self, vault: Vault, ada: Administrator, bea: Administrator
    ) -> None:
        take_profile(vault, ada.sign(a_profile()), now=NOW, compared=ada.words)
        with managed({"ProfileAuthority": bea.fingerprint}):
            assert look_at_profile(vault, ada.sign(a_profile(version=2)), now=NOW).replaces is None

    def test_a_third_authority_is_refused_all_the_same(
        self, vault: Vault, ada: Administrator, bea: Administrator
    ) -> None:
        take_profile(vault, ada.sign(a_profile()), now=NOW, compared=ada.words)
        stranger = Administrator.create()
        with managed({"ProfileAuthority": bea.fingerprint}), pytest.raises(ProfileError):
            look_at_profile(vault, stranger.sign(a_profile(version=2)), now=NOW)

    def test_an_older_version_of_the_new_authority_does_not_count(
        self, vault: Vault, ada: Administrator, bea: Administrator
    ) -> None:
        take_profile(vault, ada.sign(a_profile(version=5)), now=NOW, compared=ada.words)
        with managed({"ProfileAuthority": bea.fingerprint}), pytest.raises(ProfileError, match="older one"):
            look_at_profile(vault, bea.sign(a_profile(version=4)), now=NOW)
