"""``vault mailbox``: what one vault signs in to its team's mailbox with, and whether that mailbox does what it should."""

from __future__ import annotations

import argparse
from dataclasses import replace

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import place
from prevent_desktop.cli.reading import opened_vault, read_secret
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.mailbox_access import (
    credentials_for,
    forget_credentials,
    keep_credentials,
    mailbox_of,
    opener,
    own_public_key,
    try_mailbox,
)


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    mailbox = vault.add_parser(
        "mailbox",
        help=_("what this vault signs in to its team’s mailbox with; with --try, whether that works"),
    )
    mailbox.add_argument("folder", type=place, metavar="VAULT")
    mailbox.add_argument(
        "--address", default="", help=_("the mailbox; else the one in your organisation’s file")
    )
    mailbox.add_argument(
        "--user",
        default="",
        metavar="NAME",
        help=_("name, or id of the access key; what belongs to it is asked for"),
    )
    mailbox.add_argument("--password", action="store_true", help=_("ask for a password alone, as for SFTP"))
    mailbox.add_argument(
        "--own-key", action="store_true", help=_("print the public key of this vault for SFTP")
    )
    mailbox.add_argument("--forget", action="store_true", help=_("keep nothing for this mailbox any more"))
    mailbox.add_argument(
        "--try",
        dest="tried",
        action="store_true",
        help=_("put something there, get it back and take it away again"),
    )
    mailbox.set_defaults(run=run_mailbox)


def run_mailbox(arguments: argparse.Namespace) -> Exit:
    """Keep what was given, then tell what is kept, never the secrets themselves."""
    with opened_vault(arguments.folder, "mailbox") as vault:
        address = arguments.address or mailbox_of(vault)
        if not address:
            raise UsageError(
                _("No mailbox is named"),
                _(
                    "Your organisation’s file in this vault names no mailbox of a team, and no address was given."
                ),
                _("Give one with --address."),
            )
        _change(vault, address, arguments)
        _tell(vault, address)
        if arguments.tried:
            with opener(vault)(address) as store:
                can_delete = try_mailbox(store)
            say(_("It takes, keeps and gives back what is put there."))
            if not can_delete:
                say(_("Nothing can be taken away there: it only ever grows (append-only)."))
    return Exit.DONE


def _change(vault: Vault, address: str, arguments: argparse.Namespace) -> None:
    if arguments.forget:
        forget_credentials(vault, address)
    if arguments.user or arguments.password:
        kept = credentials_for(vault, address)
        password = read_secret(_("Password or secret key: "))
        keep_credentials(vault, address, replace(kept, user=arguments.user or kept.user, password=password))
    if arguments.own_key:
        say(own_public_key(vault, address))


def _tell(vault: Vault, address: str) -> None:
    kept = credentials_for(vault, address)
    say(address)
    if kept.user:
        say(_("Signs in as {user}.").format(user=kept.user))
    if kept.password:
        say(_("A password is kept in this vault."))
    if kept.key_pem:
        say(_("A key for SFTP is kept in this vault."))
    if not (kept.user or kept.password or kept.key_pem):
        say(_("Nothing is kept to sign in with."))
