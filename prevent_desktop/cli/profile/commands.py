"""The command ``profile`` and what stands below it."""

from __future__ import annotations

import argparse

from prevent_desktop.cli.profile import changing, keys, schools, signing, team
from prevent_desktop.translation import _


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``profile`` and its commands."""
    profile = commands.add_parser(
        "profile", help=_("make and sign your organisation’s file: receivers, keys, rules")
    ).add_subparsers(required=True)
    for module in (changing, team, signing, schools, keys):
        module.add_commands(profile)
