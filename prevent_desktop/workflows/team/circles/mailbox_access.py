"""What this vault signs in to its team's mailbox with: kept in the vault, and never in the store of secrets of the computer's login.

Several teachers may use one login of Windows on a shared computer; none of them is to reach the mailbox as another one. What is kept goes to the
server that it was kept for, and to no other, whatever a profile says later.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.connection_settings import origin_of
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.sftp_keys import new_key, public_line
from prevent_desktop.delivery.mailboxes.folder_address import folder_of, server_of
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import ProfileError, RefusedError
from prevent_desktop.strict_json import read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.other_computers import servers_in, servers_in_words

_SECRET: Final = "team-mailbox"  # noqa: S105 - the name of a secret


def keep_credentials(vault: Vault, address: str, credentials: StoreCredentials) -> None:
    """Keep what signs in to the mailbox at this address, in the place of what was kept for it."""
    vault.secrets.set(_SECRET, write(_kept(vault) | {_place(address): credentials}))


def forget_credentials(vault: Vault, address: str) -> None:
    """Keep nothing any more for the mailbox at this address."""
    kept = _kept(vault)
    if kept.pop(_place(address), None) is not None:
        vault.secrets.set(_SECRET, write(kept))


def credentials_for(vault: Vault, address: str) -> StoreCredentials:
    """What signs in to the mailbox at this address; empty where nothing is kept for it."""
    return _kept(vault).get(_place(address), StoreCredentials())


def own_public_key(vault: Vault, address: str) -> str:
    """The public half of this vault's own key for SFTP, for the server's ``authorized_keys``; the key is made once."""
    credentials = credentials_for(vault, address)
    if not credentials.key_pem:
        credentials = replace(credentials, key_pem=new_key())
        keep_credentials(vault, address, credentials)
    return public_line(credentials.key_pem)


def opener(vault: Vault, connections: HttpConnections | None = None) -> Callable[[str], TeamStore]:
    """What opens the store at an address with what this vault signs in with, away from the vault's thread.

    RefusedError for an address that means none. `connections` is how this computer reaches servers.
    """
    kept = _kept(vault)
    return lambda address: open_team_store(
        address, kept.get(_place(address), StoreCredentials()), connections
    )


def mailbox_of(vault: Vault) -> str:
    """Where the mailbox of the organisation's profile is, as this computer reaches it; empty where it names no team."""
    profile = settings.profile(vault)
    return "" if profile is None or profile.team is None else address_here(vault, profile.team.mailbox)


def address_here(vault: Vault, address: str) -> str:
    """A mailbox's address as this computer reaches it: the same folder of OneDrive or a share has another path on each."""
    return (vault.settings.get(settings.TEAM_FOLDER) or address) if is_folder(address) else address


def use_folder(vault: Vault, folder: Path) -> None:
    """The team's folder is here, on this computer."""
    with vault.transaction():
        vault.settings.set(settings.TEAM_FOLDER, folder.as_uri())


def is_folder(address: str) -> bool:
    """Whether a mailbox is a folder, rather than a server."""
    return urlsplit(address).scheme == "file"


def is_folder_away(address: str) -> bool:
    """Whether a mailbox is a folder, and this computer has none at its path, or it is on another computer, where nobody looks unasked."""
    if server_of(address):
        return True
    return is_folder(address) and not folder_of(address).is_dir()


def require_told(vault: Vault, mailbox: str, told: str) -> None:
    """ProfileError where `mailbox` is on another computer than `told`, the address that a person knows of, and they chose no folder."""
    new = servers_in((mailbox,)) - servers_in((told,))
    if new and not vault.settings.get(settings.TEAM_FOLDER):
        raise ProfileError(
            _("The team’s mailbox would move to another computer"),
            " ".join((*servers_in_words(new), _("Nothing was changed."))),
            _(
                "Call your lead. If it is right, choose your organisation’s file under Settings, Organisation."
            ),
        )


def try_mailbox(store: TeamStore) -> bool:
    """Whether things can be taken away there; DeliveryError where it does not take, keep and give back what is put there.

    Something without meaning is put there under a name that nobody else has; it stays where nothing can be taken away.
    """
    name, content = f"zz/{secrets.token_hex(32)}", secrets.token_bytes(64)
    is_kept = store.put(name, content) and not store.put(name, content[::-1])
    if not is_kept or store.get(name, len(content)) != content:
        raise RefusedError(
            _("This store cannot keep a team’s mailbox"),
            _("What was put there for a try did not come back as it was."),
            _("Ask whoever looks after the mailbox to set it up as the guide says, or use another one."),
            kind="loses",
        )
    try:
        store.delete(name)
    except RefusedError:
        return False
    return store.get(name, len(content)) is None


def _kept(vault: Vault) -> dict[str, StoreCredentials]:
    kept = vault.secrets.get(_SECRET)
    found: dict[str, StoreCredentials] = read(dict[str, StoreCredentials], kept) if kept else {}
    return found


def _place(address: str) -> str:
    """The server and account, or the folder, that an address means, however its path and its keys are written."""
    parts = urlsplit(address)
    if not parts.netloc:
        return address
    account = parts.netloc.rpartition("@")[0].partition(";")[0]
    return f"{account}@{origin_of(address)}"
