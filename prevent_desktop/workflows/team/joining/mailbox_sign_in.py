"""What a person sees and sets of how their vault signs in to the team's mailbox. Secrets go in and are never shown again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.sftp_address import SCHEME as SFTP
from prevent_desktop.delivery.connection.sftp_keys import public_line
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.mailbox_access import (
    address_here,
    credentials_for,
    is_folder,
    keep_credentials,
    mailbox_of,
)
from prevent_desktop.workflows.team.joining.joining_team import joining


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSignIn:
    """`address` is empty where there is no team and none is being joined; `public_key` before a key was made."""

    address: str = ""
    user: str = ""
    has_password: bool = False
    public_key: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, which wants no sign-in."""
        return is_folder(self.address)

    @property
    def wants_user(self) -> bool:
        """Whether a name belongs to the password; an SFTP address has it in itself."""
        return not self.is_folder and not self.wants_key

    @property
    def wants_key(self) -> bool:
        """Whether a key signs in there."""
        return urlsplit(self.address).scheme == SFTP


def read_sign_in(vault: Vault) -> MailboxSignIn:
    """How this vault signs in to the mailbox of its team, or of the one that it waits to join."""
    waiting = joining(vault)
    return sign_in_of(
        vault, mailbox_of(vault) or ("" if waiting is None else address_here(vault, waiting.head.mailbox))
    )


def sign_in_of(vault: Vault, address: str) -> MailboxSignIn:
    """How this vault signs in to the store at an address; nothing where that is empty."""
    kept = credentials_for(vault, address)
    return MailboxSignIn(
        address=address,
        user=kept.user,
        has_password=bool(kept.password),
        public_key=public_line(kept.key_pem) if kept.key_pem else "",
    )


def keep_sign_in(vault: Vault, address: str, *, user: str, password: str) -> None:
    """Keep a name and a password; an empty password leaves the one that is kept for this name."""
    kept = credentials_for(vault, address)
    if not password and user == kept.user:
        password = kept.password
    keep_credentials(vault, address, replace(kept, user=user, password=password))
