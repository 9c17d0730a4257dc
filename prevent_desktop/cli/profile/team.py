"""``profile team …``: who keeps cases together, and on which laptops; in the file that is not signed yet."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read
from prevent_desktop.cli.profile.files import read_plain, write_plain
from prevent_desktop.cli.reading import read_file
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for_team_keys
from prevent_desktop.workflows.organisation.profile.taking import is_signed, profile_in
from prevent_desktop.workflows.organisation.profile.team_making import (
    team_of,
    vault_from_card,
    with_leaver,
    with_member,
    with_next_lead,
    with_role,
    with_team,
    with_vault,
    without_vault,
)

_Change = Callable[[OrganisationProfile, argparse.Namespace], OrganisationProfile]


def add_commands(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``team`` and its commands."""
    team = profile.add_parser("team", help=_("who keeps cases together, and on which laptops"))
    below = team.add_subparsers(required=True)
    begin = _command(below, "begin", _("begin a team, or move its mailbox"), _begin)
    begin.add_argument(
        "--mailbox", required=True, metavar="ADDRESS", help=_("of the mailbox, which all of them reach")
    )
    add = _command(below, "add-member", _("put somebody into the team"), _add_member)
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    role = _command(below, "set-role", _("give a member another role"), _set_role)
    _member(role)
    role.add_argument("role", choices=[role.value for role in Role])
    vault = _command(below, "add-vault", _("put a member’s vault in, by the file that it wrote"), _add_vault)
    _member(vault)
    vault.add_argument("--from", dest="card", required=True, type=file_to_read, metavar="CARD.json")
    gone = _command(
        below, "remove-vault", _("a lost laptop: nothing new goes to it; its owner stays"), _remove_vault
    )
    gone.add_argument("vault", metavar="ID")
    leave = _command(below, "leave", _("a member leaves, with all of their vaults"), _leave)
    _member(leave)
    leave.add_argument(
        "--on", type=date.fromisoformat, metavar="DAY", help=_("such as 2027-12-31; else today")
    )
    following = _command(below, "next-lead", _("who takes over where no lead is left"), _next_lead)
    following.add_argument(
        "member", nargs="?", default="", metavar="MEMBER", help=_("name or id; nobody without one")
    )
    show = below.add_parser("show", help=_("tell who is in the team"))
    show.add_argument("file", type=file_to_read, metavar="PROFILE")
    show.set_defaults(run=run_show)


def _command(
    below: argparse._SubParsersAction[argparse.ArgumentParser], name: str, words: str, change: _Change
) -> argparse.ArgumentParser:
    parser = below.add_parser(name, help=words)
    parser.add_argument("file", type=file_to_read, metavar="PROFILE.json")
    parser.set_defaults(run=run_change, change=change)
    return parser


def _member(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("member", metavar="MEMBER", help=_("name or id"))


def run_change(arguments: argparse.Namespace) -> Exit:
    """Change the team, and tell who is in it now."""
    changed = arguments.change(read_plain(arguments.file), arguments)
    write_plain(arguments.file, changed)
    _tell(team_of(changed))
    return Exit.DONE


def run_show(arguments: argparse.Namespace) -> Exit:
    """Who is in the team, with which vaults, keys as words. Of a signed profile too."""
    content = read_file(arguments.file)
    _tell(team_of(profile_in(content) if is_signed(content) else read_plain(arguments.file)))
    return Exit.DONE


def _tell(team: Team) -> None:
    say(_("Mailbox: {address}").format(address=team.mailbox or "–"))
    following = team.member(team.next_lead)
    if following is not None:
        say(_("Takes over where no lead is left: {name}").format(name=following.name))
    for member in team.members:
        left = "" if member.left is None else _("left on {day}").format(day=short_day(member.left))
        say(f"{member.name}, {left or member.role.label.lower()}  {member.id}")
        for vault in (one for one in team.vaults if one.member == member.id):
            state = (
                words_for_team_keys(vault)
                if vault.removed is None
                else _("removed on {day}").format(day=short_day(vault.removed))
            )
            say(f"    {vault.device or '–'}  {vault.id}  {state}")


def _begin(profile: OrganisationProfile, arguments: argparse.Namespace) -> OrganisationProfile:
    return with_team(profile, mailbox=arguments.mailbox)


def _add_member(profile: OrganisationProfile, arguments: argparse.Namespace) -> OrganisationProfile:
    return with_member(profile, arguments.name, Role(arguments.role))


def _set_role(profile: OrganisationProfile, arguments: argparse.Namespace) -> OrganisationProfile:
    return with_role(profile, arguments.member, Role(arguments.role))


def _add_vault(profile: OrganisationProfile, arguments: argparse.Namespace) -> OrganisationProfile:
    card = vault_from_card(read_file(arguments.card))
    words = words_for_team_keys(card)
    say(_("The keys of the vault in words, to compare by phone: {words}").format(words=words))
    return with_vault(profile, arguments.member, card)


def _remove_vault(profile: OrganisationProfile, arguments: argparse.Namespace) -> OrganisationProfile:
    return without_vault(profile, arguments.vault, today=_today())


def _leave(profile: OrganisationProfile, arguments: argparse.Namespace) -> OrganisationProfile:
    return with_leaver(profile, arguments.member, day=arguments.on or _today())


def _next_lead(profile: OrganisationProfile, arguments: argparse.Namespace) -> OrganisationProfile:
    return with_next_lead(profile, arguments.member)


def _today() -> date:
    return datetime.now(UTC).date()
