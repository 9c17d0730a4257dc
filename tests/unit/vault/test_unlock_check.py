from __future__ import annotations

import hmac
import io
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError, RolledBackError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.audit.anchor import ANCHOR_NAME
from prevent_desktop.vault.audit.closed_file import PAGE_BYTES
from prevent_desktop.vault.audit.keeper import AsFound
from prevent_desktop.vault.keys.key_slots import (
    DATABASE_NAME,
    SLOTS_NAME,
    passphrase_slot,
    read_slots,
)
from prevent_desktop.vault.keys.slots import SlotKind
from prevent_desktop.vault.quiet_check import QuietResult
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin import quiet_check, unlock_methods
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW, a_form, a_note, keep_case


def use(made: Made, word: str) -> None:
    """A sitting in which a note is written and a setting changed."""
    with open_vault(made.folder, made.key) as vault:
        vault.notes.add(a_note(keep_case(vault), f"{word} " * 500))
        vault.settings.set("theme", word)
        vault.audit.append("note.written", "n", "c")


def pages(made: Made) -> list[bytes]:
    content = (made.folder / DATABASE_NAME).read_bytes()
    return [content[start : start + PAGE_BYTES] for start in range(0, len(content), PAGE_BYTES)]


def write_pages(made: Made, content: list[bytes]) -> None:
    (made.folder / DATABASE_NAME).write_bytes(b"".join(content))


def kept(made: Made, target: Path) -> Path:
    shutil.copytree(made.folder, target)
    return target


def test_a_vault_that_was_left_in_order_is_found_as_it_was_left(made: Made) -> None:
    use(made, "first")
    with Vault.open(made.folder, made.key) as vault:
        assert vault.anchor.found is AsFound.WHOLE
        integrity.check_at_unlock(vault)


def test_a_page_size_is_what_the_digest_over_pages_counts_with(vault: Vault) -> None:
    assert vault.database.value("PRAGMA cipher_page_size") == str(PAGE_BYTES)
    assert vault.database.value("PRAGMA cipher_hmac_algorithm") == "HMAC_SHA512"


def test_each_single_older_page_is_noticed(made: Made) -> None:
    use(made, "first")
    older = pages(made)
    use(made, "second")
    newer = pages(made)
    changed = [number for number, page in enumerate(older) if page != newer[number]]
    assert len(changed) > 5
    for number in changed:
        write_pages(made, [*newer[:number], older[number], *newer[number + 1 :]])
        with pytest.raises((RolledBackError, DatabaseDamagedError)):
            open_vault(made.folder, made.key)
    write_pages(made, newer)
    open_vault(made.folder, made.key).close()


def test_an_older_page_of_a_table_without_an_index_is_an_older_copy(made: Made) -> None:
    """The structure is whole and each page verifies: only the digest over the pages tells."""
    use(made, "first")
    with Vault.open(made.folder, made.key) as vault:
        vault.settings.set("theme", "dark ")
    older = pages(made)
    with Vault.open(made.folder, made.key) as vault:
        vault.settings.set("theme", "light")
    newer = pages(made)
    [number] = [number for number, page in enumerate(older) if page != newer[number]]
    write_pages(made, [*newer[:number], older[number], *newer[number + 1 :]])
    with pytest.raises(RolledBackError, match="not as it was left"):
        open_vault(made.folder, made.key)


def test_an_older_database_is_noticed_at_unlock_until_it_is_put_right(made: Made) -> None:
    older = (made.folder / DATABASE_NAME).read_bytes()
    use(made, "first")
    newer = (made.folder / DATABASE_NAME).read_bytes()
    (made.folder / DATABASE_NAME).write_bytes(older)
    for _again in range(3):
        with pytest.raises(RolledBackError, match="older copy"):
            open_vault(made.folder, made.key)
    (made.folder / DATABASE_NAME).write_bytes(newer)
    open_vault(made.folder, made.key).close()


def test_an_older_anchor_alone_is_noticed(made: Made, tmp_path: Path) -> None:
    use(made, "first")
    older = kept(made, tmp_path / "older")
    use(made, "second")
    use(made, "third")
    shutil.copy(older / ANCHOR_NAME, made.folder / ANCHOR_NAME)
    with pytest.raises(RolledBackError):
        open_vault(made.folder, made.key)


def test_an_older_anchor_of_a_sitting_that_was_open_is_noticed(made: Made) -> None:
    with open_vault(made.folder, made.key):
        older = (made.folder / ANCHOR_NAME).read_bytes()
    use(made, "first")
    use(made, "second")
    (made.folder / ANCHOR_NAME).write_bytes(older)
    with pytest.raises(RolledBackError, match="anchor is an older one"):
        open_vault(made.folder, made.key)


def test_a_log_that_is_put_beside_a_closed_vault_is_noticed(made: Made) -> None:
    with open_vault(made.folder, made.key) as vault:
        vault.settings.set("theme", "dark")
        log = (made.folder / f"{DATABASE_NAME}-wal").read_bytes()
        assert log
    use(made, "first")
    (made.folder / f"{DATABASE_NAME}-wal").write_bytes(log)
    with pytest.raises((RolledBackError, DatabaseDamagedError)):
        open_vault(made.folder, made.key)


def test_after_a_crash_nothing_is_a_false_alarm(made: Made, tmp_path: Path) -> None:
    with open_vault(made.folder, made.key) as vault:
        for number in range(5):
            vault.settings.set("theme", str(number))
            vault.audit.append("pack.signed", "P-1")
            crashed = kept(made, tmp_path / f"crash {number}")
            with open_vault(crashed, made.key) as after:
                assert after.anchor.found is AsFound.NOT_CLOSED
                assert after.settings.get("theme") == str(number)
                integrity.check(after)
            open_vault(crashed, made.key).close()


def test_an_older_copy_goes_on_with_a_reason_which_is_written_down(made: Made) -> None:
    older = (made.folder / DATABASE_NAME).read_bytes()
    use(made, "first")
    (made.folder / DATABASE_NAME).write_bytes(older)
    with open_vault(made.folder, made.key, accepted_because="restored") as vault:
        accepted = [entry for entry in vault.audit.entries() if entry.action == "rollback.accepted"]
        assert [entry.detail for entry in accepted] == ["restored"]
        integrity.check(vault)
    open_vault(made.folder, made.key).close()


def test_a_lost_anchor_goes_on_with_a_reason(made: Made) -> None:
    (made.folder / ANCHOR_NAME).unlink()
    with pytest.raises(RolledBackError, match="anchor cannot be trusted"):
        open_vault(made.folder, made.key)
    open_vault(made.folder, made.key, accepted_because="unknown").close()
    open_vault(made.folder, made.key).close()


def test_no_reason_lets_a_broken_chain_pass(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        vault.database.run("DROP TRIGGER audit_is_never_changed")
        vault.database.run("UPDATE audit SET detail = 'x' WHERE position = 1")
    (made.folder / ANCHOR_NAME).unlink()
    with pytest.raises(AuditChainError, match="Entry 1 "):
        open_vault(made.folder, made.key, accepted_because="unknown")


def test_an_edit_since_the_chain_was_last_read_is_noticed_at_unlock(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        integrity.check(vault)
        for number in range(5):
            vault.audit.append("pack.signed", f"P-{number}")
        vault.database.run("DROP TRIGGER audit_is_never_changed")
        vault.database.run("UPDATE audit SET detail = 'x' WHERE position = 3")
    with pytest.raises(AuditChainError, match="Entry 3 "):
        open_vault(made.folder, made.key)


def test_a_setting_that_was_changed_behind_the_audit_is_noticed(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        vault.settings.set("recipients", "[1]")
        integrity.check_at_unlock(vault)
        vault.database.run("UPDATE settings SET value = '[2]' WHERE key = 'recipients'")
    with pytest.raises(DatabaseDamagedError):
        open_vault(made.folder, made.key)


def test_an_authority_that_was_changed_behind_the_audit_is_noticed(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        vault.secrets.set("trusted-certificates", b"ours")
        integrity.check_at_unlock(vault)
        vault.database.run("UPDATE secrets SET value = x'00' WHERE name = 'trusted-certificates'")
    with pytest.raises(DatabaseDamagedError):
        open_vault(made.folder, made.key)


def test_a_setting_that_stays_the_same_is_not_written_down_again(vault: Vault) -> None:
    for _again in range(3):
        vault.settings.set("recipients", "[1]")
        vault.settings.set("theme", "dark")
    assert [entry.subject for entry in vault.audit.entries() if entry.action == "settings.changed"] == [
        "recipients"
    ]


def test_an_older_key_file_with_a_former_passphrase_is_noticed(made: Made) -> None:
    older = (made.folder / SLOTS_NAME).read_bytes()
    with open_vault(made.folder, made.key) as vault:
        former = read_slots(made.folder).of_kind(SlotKind.PASSPHRASE)[0].id
        slot = passphrase_slot(read_slots(made.folder), made.key, "umbrella orchid gravel pancake")
        unlock_methods.keep(vault, slot, instead_of=(former,))
        integrity.check_at_unlock(vault)
    open_vault(made.folder, made.key).close()
    (made.folder / SLOTS_NAME).write_bytes(older)
    with pytest.raises(RolledBackError, match="older key file"):
        open_vault(made.folder, made.key)
    open_vault(made.folder, made.key, accepted_because="restored").close()
    open_vault(made.folder, made.key).close()


def test_a_sitting_without_changes_leaves_the_folder_as_it_was(made: Made) -> None:
    Vault.open(made.folder, made.key).close()
    before = {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()}
    Vault.open(made.folder, made.key).close()
    assert {path.name: path.read_bytes() for path in made.folder.iterdir() if path.is_file()} == before


@pytest.fixture
def first_anchor() -> Callable[[Made], None]:
    """Writes the anchor as the program did before its second format."""

    def write(made: Made) -> None:
        path = made.folder / ANCHOR_NAME
        now = json.loads(path.read_bytes())
        key = made.key.derived(b"audit anchor")
        text = f"prevent-desktop vault anchor 1 {now['position']} {now['head']}"
        members = {
            "format": "prevent-desktop vault anchor", "version": 1, "position": now["position"], "head": now["head"],
            "mac": hmac.digest(key, text.encode(), "sha256").hex(),
        }  # fmt: skip
        path.write_bytes(json.dumps(members).encode() + b"\n")

    return write


class TestQuietCheck:
    def run(self, vault: Vault) -> object:
        """As the program does: beside the vault's thread."""
        check = quiet_check.quiet_check(vault)
        found: list[object] = []

        def work() -> None:
            try:
                found.append(check.run())
            except Exception as error:  # noqa: BLE001  # given back to the test
                found.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        vault.settings.set("meanwhile", "written")
        thread.join()
        return found[0]

    def test_a_whole_vault_passes_and_the_day_is_remembered(self, made: Made) -> None:
        use(made, "first")
        with Vault.open(made.folder, made.key) as vault:
            assert quiet_check.checked_at(vault) is None
            result = self.run(vault)
            assert isinstance(result, QuietResult)
            quiet_check.take_result(vault, result)
            assert quiet_check.checked_at(vault) is not None
            assert vault.anchor.read().verified == vault.audit.last()

    @pytest.mark.parametrize(
        ("harm", "error"),
        [
            ("UPDATE audit SET detail = 'x' WHERE position = 2", AuditChainError),
            ("DELETE FROM people", DatabaseDamagedError),
            ("UPDATE responses SET content_digest = 'x', finalised_at = 'y'", DatabaseDamagedError),
        ],
    )
    def test_what_is_wrong_is_found(self, made: Made, harm: str, error: type[Exception]) -> None:
        with open_vault(made.folder, made.key) as vault:
            vault.responses.add(a_form(keep_case(vault)))
            vault.database.run("PRAGMA foreign_keys = OFF")
            for row in vault.database.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
                if "never" in row["name"] or "clock" in row["name"]:
                    vault.database.run(f"DROP TRIGGER {row['name']}")
            vault.database.run(harm)
            assert isinstance(self.run(vault), error)

    def test_a_damaged_file_is_found(self, made: Made) -> None:
        with open_vault(made.folder, made.key) as vault:
            case = keep_case(vault)
            added = vault.attachments.add(
                io.BytesIO(b"x" * 9000), case_id=case.id, file_name="a", media_type="x/y", at=NOW
            )
            path = vault.attachments.files.path(added.id)
            path.write_bytes(path.read_bytes()[:-1])
            assert isinstance(self.run(vault), DatabaseDamagedError)

    def test_an_edited_branch_of_a_joined_laptop_is_found(self, made: Made) -> None:
        with open_vault(made.folder, made.key) as vault:
            vault.database.insert(
                "audit_branches", digest="d", position=7, at=NOW.isoformat(), action="record.viewed", subject="p",
                detail="", previous="x",
            )  # fmt: skip
            assert isinstance(self.run(vault), AuditChainError)

    def test_closing_ends_it_and_leaves_the_vault_in_order(self, made: Made) -> None:
        with open_vault(made.folder, made.key) as vault:
            check = quiet_check.quiet_check(vault)
        assert check.run() is None
        with Vault.open(made.folder, made.key) as vault:
            assert vault.anchor.found is AsFound.WHOLE


def test_a_version_one_anchor_is_still_read(made: Made, first_anchor: Callable[[Made], None]) -> None:
    use(made, "first")
    first_anchor(made)
    with open_vault(made.folder, made.key) as vault:
        assert vault.anchor.found is AsFound.NOT_CLOSED
        integrity.check(vault)
    with Vault.open(made.folder, made.key) as vault:
        assert vault.anchor.found is AsFound.WHOLE
