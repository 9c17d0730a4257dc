"""The passphrase again, before anything is signed or leaves the vault, and before a way in is changed.

An unlocked computer that was left alone is thus not enough. A passed step-up counts for the one act that it was asked
for and is remembered nowhere, so that there is nothing to steal or to let run out. Both answers are written down:
``step-up.passed`` and ``step-up.refused``, with the purpose.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from prevent_desktop.errors import WrongSecretError
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin.unlock import derive_key


class Purpose(StrEnum):
    """What the passphrase is asked for. The value stands in the audit."""

    SIGN = "sign"
    COUNTERSIGN = "countersign"
    SAVE_COPY = "save-copy"
    SAVE_PACK = "save-pack"
    EXPORT_PERSON = "export-person"
    EXPORT_AUDIT = "export-audit"
    DISPOSE = "dispose"
    RECOVERY_CODE = "recovery-code"
    UNLOCK_METHODS = "ways-in"
    PROFILE = "profile"
    HAND_ON = "hand-on"
    GIVE_DESK = "give-desk"
    SECOND_KEY = "second-key"
    TEAM = "team"
    SCHOOL = "school"
    RECEIVER = "receiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUp:
    """What a worker needs to judge a typed passphrase: where the vault's slots are, and the key that it opened with."""

    folder: Path
    key: VaultKey


def step_up_for(vault: Vault) -> StepUp:
    """What to judge with; in the vault's lane."""
    return StepUp(folder=vault.folder, key=vault.key)


def require_passphrase(step_up: StepUp, passphrase: str) -> None:
    """Return where `passphrase` opens this very vault (slow: 0.5 to 1 s, on a worker).

    Raises WrongSecretError where it does not, and as `derive_key` where the slots cannot be read or a wait is due.
    """
    derived = derive_key(step_up.folder, passphrase)
    if not hmac.compare_digest(derived.raw, step_up.key.raw):
        raise WrongSecretError(
            _("The passphrase opens another vault"),
            _("The key file in the vault’s folder is not the one that this vault was opened with."),
            _("Put back slots.json from your newest backup, then unlock again."),
        )


def note_passed(vault: Vault, purpose: Purpose, subject: str = "") -> None:
    """Write down that the passphrase was given for `purpose` about `subject` (an opaque id); before the act."""
    vault.audit.append("step-up.passed", subject, purpose.value)


def note_refused(vault: Vault, purpose: Purpose, subject: str = "") -> None:
    """Write down that something else was typed."""
    vault.audit.append("step-up.refused", subject, purpose.value)
