"""The practitioner's own settings and the organisation's: who I am, who receives, why we may share, when to lock.

They are kept in the vault as JSON, since they name people and places of work.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from prevent_desktop.casework.organisation import (
    Colleague,
    EscrowKey,
    Practitioner,
    Recipient,
    SealingWay,
    SharingBasis,
    Want,
)
from prevent_desktop.casework.retention import RetentionRule
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault

DEFAULT_LOCK_MINUTES = 10
LOCK_MINUTES_CHOICES = (1, 2, 5, 10, 15, 30)

TRUSTED = "trusted-certificates"
"""The secret that holds the PEM certificates of the authorities that this vault trusts."""

_PRACTITIONER = "practitioner"
_RECIPIENTS = "recipients"
_SHARING_BASIS = "sharing-basis"
_LOCK_MINUTES = "lock-minutes"
_CAPTURE = "capture-allowed"
_RETENTION_RULES = "retention-rules"
_ESCROW_KEY = "escrow-key"


def names() -> dict[str, str]:
    """What each setting is called, by its key: those that a person chose."""
    return {
        _PRACTITIONER: _("Who I am"),
        _RECIPIENTS: _("Who receives packs"),
        _SHARING_BASIS: _("Why we may share"),
        _LOCK_MINUTES: _("When to lock"),
        _RETENTION_RULES: _("How long records are kept"),
        _ESCROW_KEY: _("The organisation’s key"),
    }


def practitioner(vault: Vault) -> Practitioner | None:
    """Who the owner of this vault is; None until they said so."""
    kept = vault.settings.get(_PRACTITIONER)
    if kept is None:
        return None
    parts = json.loads(kept)
    return Practitioner(**{**parts, "kinds": tuple(parts.get("kinds", ()))})


def author_of(vault: Vault) -> str:
    """How the owner of the vault signs what they write: their role; empty until they said who they are."""
    owner = practitioner(vault)
    return "" if owner is None else owner.role


def save_practitioner(vault: Vault, value: Practitioner) -> None:
    """Keep who the owner of this vault is."""
    with vault.transaction():
        vault.settings.set(_PRACTITIONER, json.dumps(asdict(value)))


def recipients(vault: Vault) -> tuple[Recipient, ...]:
    """The organisations that packs can be sealed to, in the organisation's order."""
    kept = json.loads(vault.settings.get(_RECIPIENTS) or "[]")
    return tuple(map(_recipient, kept))


def _recipient(entry: dict[str, Any]) -> Recipient:
    """As it was kept, also before recipients said what they need and want."""
    lists: dict[str, Any] = {
        name: tuple(entry[name]) for name in ("seal_to", "form_ids", "needs") if name in entry
    }
    if "wants" in entry:
        lists["wants"] = tuple(map(Want, entry["wants"]))
    if "way" in entry:
        lists["way"] = SealingWay(entry["way"])
    return Recipient(**{**entry, **lists})


def save_recipients(vault: Vault, values: tuple[Recipient, ...]) -> None:
    """Keep the recipients, in this order, and write down that they changed."""
    with vault.transaction():
        vault.settings.set(_RECIPIENTS, json.dumps([asdict(value) for value in values]))


def sharing_basis(vault: Vault) -> SharingBasis:
    """The organisation's lawful basis and marking; the marking alone until it is set."""
    kept = vault.settings.get(_SHARING_BASIS)
    return SharingBasis(lawful_basis="") if kept is None else SharingBasis(**json.loads(kept))


def save_sharing_basis(vault: Vault, value: SharingBasis) -> None:
    """Keep the organisation's lawful basis and marking."""
    with vault.transaction():
        vault.settings.set(_SHARING_BASIS, json.dumps(asdict(value)))


def lock_minutes(vault: Vault) -> int:
    """After how many idle minutes the app locks."""
    return int(vault.settings.get(_LOCK_MINUTES) or DEFAULT_LOCK_MINUTES)


def save_lock_minutes(vault: Vault, minutes: int) -> None:
    """Keep after how many idle minutes the app locks."""
    with vault.transaction():
        vault.settings.set(_LOCK_MINUTES, str(minutes))


def capture_allowed(vault: Vault) -> bool:
    """Whether the window may be in screenshots and shared screens; not unless somebody chose so."""
    return vault.settings.get(_CAPTURE) == "yes"


def save_capture_allowed(vault: Vault, allowed: bool) -> None:
    """Keep whether the window may be in screenshots and shared screens."""
    with vault.transaction():
        vault.settings.set(_CAPTURE, "yes" if allowed else "no")


def retention_rules(vault: Vault) -> tuple[RetentionRule, ...]:
    """How long the organisation keeps which records; none until it has said so, and then nothing is ever due."""
    return tuple(map(RetentionRule.of, json.loads(vault.settings.get(_RETENTION_RULES) or "[]")))


def save_retention_rules(vault: Vault, values: tuple[RetentionRule, ...]) -> None:
    """Keep the organisation's rules, have every clock worked out by them, and write down that they changed."""
    with vault.transaction():
        vault.settings.set(_RETENTION_RULES, json.dumps([value.parts for value in values]))
        vault.clocks.forget()
        vault.audit.append("retention.rules-changed", "", str(len(values)))


def escrow_key(vault: Vault) -> EscrowKey | None:
    """The organisation's key for ways in, for the practitioner to add; None until the organisation gave one."""
    kept = vault.settings.get(_ESCROW_KEY)
    return None if kept is None else EscrowKey(**json.loads(kept))


def save_escrow_key(vault: Vault, value: EscrowKey) -> None:
    """Keep the organisation's key for ways in; the vault has no way in for it before one is added."""
    with vault.transaction():
        vault.settings.set(_ESCROW_KEY, json.dumps(asdict(value)))


def trust(vault: Vault) -> tuple[bytes, ...]:
    """The authorities whose signatures on packs this vault believes, each as PEM."""
    kept = vault.secrets.get(TRUSTED)
    return () if kept is None else (kept,)


def revocation_lists(_vault: Vault) -> tuple[bytes, ...]:
    """The organisation's lists of certificates that count no more (CRL, RFC 5280), each as PEM; none without a profile."""
    return ()


def password_packs_allowed(_vault: Vault) -> bool:
    """Whether a pack may go out under a password; a profile can forbid it."""
    return True


def colleagues(_vault: Vault) -> tuple[Colleague, ...]:
    """Those to whom a draft can be handed, or who countersign; nobody without a profile."""
    return ()


def answer_within_days(_vault: Vault) -> dict[str, int]:
    """Within how many days each recipient says it answers, by its id; empty without a profile."""
    return {}
