"""What a profile changes in the team, in words, before it is taken."""

from __future__ import annotations

from collections.abc import Iterator

from prevent_desktop.casework.team.roster import Member, Team, TeamVault
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.fingerprint_words import words_for_team_keys


def team_contents(team: Team) -> Iterator[str]:
    """What there is to say of a team that was not there before."""
    present = [one for one in team.members if one.left is None]
    words = ngettext("A team of {number} member.", "A team of {number} members.", len(present))
    yield words.format(number=len(present))
    for vault in team.sharing:
        yield _vault_added(team, vault)


def team_changes(before: Team | None, after: Team | None) -> Iterator[str]:
    """One sentence for each change."""
    if before == after:
        return
    if after is None:
        yield _("There is no team any more.")
    elif before is None:
        yield from team_contents(after)
    elif before.id != after.id:
        yield _("It is another team now: its shared cases are others too.")
        yield from team_contents(after)
    else:
        yield from _changes(before, after)


def _changes(before: Team, after: Team) -> Iterator[str]:
    for member in after.members:
        was = before.member(member.id)
        if was is None:
            yield _("Member added: {name}, {role}.").format(name=member.name, role=member.role.label.lower())
        else:
            yield from _member_changes(was, member)
    present = {one.id for one in after.present}
    for vault in after.vaults:
        known = before.vault(vault.id)
        if known is None and vault.id in present:
            yield _vault_added(after, vault)
        elif known is not None and vault.removed is not None and known.removed is None:
            yield _("{name} of {owner} is removed: nothing new goes to it.").format(
                name=vault.device or _("A vault"), owner=_owner(after, vault)
            )
    if before.mailbox != after.mailbox:
        yield _("The team’s mailbox is at {address} now.").format(address=after.mailbox or "–")
    if before.begun != after.begun:
        yield _("It says how the cases that the team shares began, so that nobody can begin them again.")
    if before.next_lead != after.next_lead:
        next_lead = after.member(after.next_lead)
        yield _("Who takes over where no lead is left: {name}.").format(
            name="–" if next_lead is None else next_lead.name
        )


def _member_changes(was: Member, now: Member) -> Iterator[str]:
    if was.name != now.name:
        yield _("{before} is called {name} now.").format(before=was.name, name=now.name)
    if was.role is not now.role:
        yield _("{name} is {role} now.").format(name=now.name, role=now.role.label.lower())
    if was.left is None and now.left is not None:
        yield _("{name} left the team on {day}.").format(name=now.name, day=short_day(now.left))
    elif was.left is not None and now.left is None:
        yield _("{name} is back in the team.").format(name=now.name)


def _vault_added(team: Team, vault: TeamVault) -> str:
    return _("Vault added: {name} of {owner}, with the key {words}.").format(
        name=vault.device or _("a vault"), owner=_owner(team, vault), words=words_for_team_keys(vault)
    )


def _owner(team: Team, vault: TeamVault) -> str:
    owner = team.owner(vault.id)
    return "–" if owner is None else owner.name
