"""``vault team-card``: what the organisation's profile needs of a vault that shares cases; nothing of it is secret."""

from __future__ import annotations

import argparse

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_write, place
from prevent_desktop.cli.profile.files import write_file
from prevent_desktop.cli.reading import opened_vault
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for_team_keys
from prevent_desktop.workflows.organisation.profile.team_making import vault_from_card
from prevent_desktop.workflows.team.circles.own_vault import card_text, make_own_vault


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``team-card``."""
    card = vault.add_parser("team-card", help=_("write the public keys with which this vault joins a team"))
    card.add_argument("folder", type=place, metavar="VAULT")
    card.add_argument("--device", default="", metavar="NAME", help=_("what colleagues call this laptop"))
    card.add_argument("-o", "--output", required=True, type=file_to_write, metavar="CARD.json")
    card.set_defaults(run=run_card)


def run_card(arguments: argparse.Namespace) -> Exit:
    """Write it, make the keys where there are none yet, and tell them in words, to be compared by phone."""
    with opened_vault(arguments.folder, "team") as vault:
        own = make_own_vault(vault)
    card = card_text(own, arguments.device)
    write_file(arguments.output, card)
    say(_("{file}: give it to whoever makes your organisation’s file.").format(file=arguments.output))
    words = words_for_team_keys(vault_from_card(card))
    say(_("The keys of the vault in words, to compare by phone: {words}").format(words=words))
    return Exit.DONE
