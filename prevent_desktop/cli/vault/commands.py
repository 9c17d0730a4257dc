"""The command ``vault`` and what stands below it."""

from __future__ import annotations

import argparse

from prevent_desktop.cli.vault import (
    access,
    audit,
    checking,
    copies,
    keeping,
    keys,
    mailbox,
    merging,
    names,
    peer_review,
    profile,
    signing,
    team_card,
    team_copy,
)
from prevent_desktop.translation import _


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``vault`` and its commands."""
    vault = commands.add_parser(
        "vault", help=_("verify a vault, back it up, and change the ways into it")
    ).add_subparsers(required=True)
    for module in (
        checking,
        copies,
        keys,
        merging,
        audit,
        keeping,
        access,
        names,
        profile,
        signing,
        peer_review,
        mailbox,
        team_card,
        team_copy,
    ):
        module.add_commands(vault)
