"""The key that answers are sealed to: made in the vault when the first pack needs it, and never anywhere else.

Two laptops with copies of one vault may each have made one before they were joined: all of them open answers here, and
the first is the one that packs name.
"""

from __future__ import annotations

from typing import Final

from prevent_desktop.sealing import Identity, generate_identity, parse_identities
from prevent_desktop.vault.vault import Vault

ANSWER_IDENTITY: Final = "answer-identity"


def answer_recipient(vault: Vault) -> str:
    """The public half as an age recipient; empty in a vault that can only be read and has none yet."""
    kept = answer_identities(vault)
    if kept:
        return str(kept[0].recipient)
    if vault.is_read_only:
        return ""
    made = generate_identity()
    vault.secrets.set(ANSWER_IDENTITY, f"{made.secret_text}\n".encode())
    return str(made.recipient)


def answer_identities(vault: Vault) -> tuple[Identity, ...]:
    """What opens answers that came to this vault; none before the first pack."""
    kept = vault.secrets.get(ANSWER_IDENTITY)
    return () if kept is None else parse_identities(kept.decode("ascii"))
