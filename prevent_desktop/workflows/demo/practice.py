"""The practice vault: invented cases in a folder of its own, for trying everything out where nothing can be sent.

It lies beside the real vaults, never among them, with an outbox of its own that no courier looks after.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.files.durable import remove_tree, replace_synced
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PRACTICE
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import open_demo_organisation
from prevent_desktop.workflows.demo.demo_vault import fill_demo_vault, read_cases
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin import unlock

PRACTICE_PASSPHRASE = "four example words here"  # noqa: S105 -- the vault holds invented people only
_PRACTICE, _MAKING = "practice", "unconfirmed-practice"


def practice_passphrase(vault: Vault) -> str:
    """What opens a vault of invented people, to be said where it is asked for; empty for a real one."""
    return PRACTICE_PASSPHRASE if settings.practice_words(vault) else ""


def make_example_vault(folder: Path, places: Places) -> VaultKey:
    """Make a vault with the example cases in `folder` (slow), its packs in the outbox of `places`."""
    created = unlock.create(folder, PRACTICE_PASSPHRASE, cost=FLOOR_COST)
    organisation = open_demo_organisation(places.demo_organisation)
    library = FormLibrary(data_files.forms())
    with unlock.open_vault(folder, created.key, how="demo") as vault, Spool.open(places.spool) as spool:
        settings.mark_as_practice(vault)
        cases = read_cases(data_files.resources())
        fill_demo_vault(vault, spool, library, organisation, cases, now=datetime.now(UTC))
    return created.key


def require_practice() -> None:
    """UsageError where IT wants nobody to practise here."""
    if in_force().locked(PRACTICE) is False:
        in_force().require_free(PRACTICE)


def open_practice(places: Places) -> tuple[Path, VaultKey]:
    """The practice vault's folder and key; made the first time, whole or not at all (slow). UsageError where IT wants none."""
    require_practice()
    folder = places.vaults / _PRACTICE
    if folder.exists():
        key = unlock.derive_key(folder, PRACTICE_PASSPHRASE)
        _mark(folder, key)
        return folder, key
    making = places.vaults / _MAKING
    remove_tree(making, ignore_errors=True)
    key = make_example_vault(making, places)
    replace_synced(making, folder)
    return folder, key


def _mark(folder: Path, key: VaultKey) -> None:
    """One that was made before pages were marked. Whatever stands in the way is told where it is opened for good."""
    with contextlib.suppress(PreventDesktopError), Vault.open(folder, key) as vault:
        settings.mark_as_practice(vault)
