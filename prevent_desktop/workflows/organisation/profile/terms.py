"""What the organisation's profile trusts, allows and asks for, or what holds in a vault without one."""

from __future__ import annotations

from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.casework.profile import MAILBOX_DAYS, Routes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings

TRUSTED = "trusted-certificates"
"""The secret that holds the PEM certificates of the authorities that this vault trusts."""


def trust(vault: Vault) -> tuple[bytes, ...]:
    """The authorities whose signatures on packs this vault believes, each as PEM."""
    if (given := settings.profile(vault)) is not None:
        return _encoded(given.trust)
    kept = vault.secrets.get(TRUSTED)
    return () if kept is None else (kept,)


def form_trust(vault: Vault) -> tuple[bytes, ...]:
    """The authorities whose publishers may bring forms, as the profile says, each as PEM; empty without a profile."""
    given = settings.profile(vault)
    return () if given is None else _encoded(given.form_trust or given.trust)


def revocation_lists(vault: Vault) -> tuple[bytes, ...]:
    """The organisation's lists of certificates that count no more (CRL, RFC 5280), each as PEM; none without a profile."""
    given = settings.profile(vault)
    return () if given is None else _encoded(given.revocation)


def timestamp_url(vault: Vault) -> str:
    """Where a time is asked for when a pack is signed online (RFC 3161); empty without a profile that names one."""
    given = settings.profile(vault)
    return "" if given is None else given.timestamp_url


def timestamp_roots(vault: Vault) -> tuple[bytes, ...]:
    """Whoever may vouch for a time, each as PEM; none without a profile."""
    given = settings.profile(vault)
    return () if given is None else _encoded(given.timestamp_trust)


def password_packs_allowed(vault: Vault) -> bool:
    """Whether a pack may go out under a password; a profile can forbid it."""
    given = settings.profile(vault)
    return given is None or given.password_packs


def printing_allowed(vault: Vault) -> bool:
    """Whether anything of the record may be printed; a profile can forbid it."""
    given = settings.profile(vault)
    return given is None or given.printing


def answer_minutes(vault: Vault) -> int:
    """For how many minutes one passphrase covers answers; 0 where each asks for it, and without a profile."""
    given = settings.profile(vault)
    return 0 if given is None else given.answer_minutes


def second_closes_repeats(vault: Vault) -> bool:
    """Whether it takes two people to close a repeat without further action; only where a profile says so."""
    given = settings.profile(vault)
    return given is not None and given.second_closes_repeats


def mailbox_days(vault: Vault) -> int:
    """After how many days a change of the team leaves its mailbox at most."""
    given = settings.profile(vault)
    return MAILBOX_DAYS if given is None else given.mailbox_days


def colleagues(vault: Vault) -> tuple[Colleague, ...]:
    """Those to whom a draft can be handed, or who countersign; nobody without a profile."""
    given = settings.profile(vault)
    return () if given is None else given.colleagues


def routes(vault: Vault) -> Routes:
    """In which order receivers are asked; all at once without a profile."""
    given = settings.profile(vault)
    return Routes() if given is None else given.routes


def answer_within_days(vault: Vault) -> dict[str, int]:
    """Within how many days each receiver says it answers, by its id; empty without a profile."""
    given = settings.profile(vault)
    return {} if given is None else dict(given.answer_within_days)


def _encoded(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)
