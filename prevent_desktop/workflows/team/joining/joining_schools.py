"""Two schools that become one: the members of one team are invited into the other, and their old organisation's file says that they may go.

A vault takes a profile only under an authority that the one before it names. So the lead of the team that ends signs one last
version, which names the other team's authority beside its own; after that each of its members uses a slip of the other team.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.joining.joining_team import Joining, OpenedInvitation, ask_to_join
from prevent_desktop.workflows.team.members import authority


def go_into(
    vault: Vault, opened: OpenedInvitation, device: str, *, folder: Path | None = None, now: datetime
) -> Joining:
    """Let this vault's team become part of the one that its lead is invited to, and ask to join that. All or nothing.

    `opened` is the lead's own invitation: its code vouches for the other team's authority. UsageError where this vault does
    not sign for a team, or is in that one already.
    """
    authority.require(vault)
    with vault.transaction():
        asked = ask_to_join(vault, opened, device, folder=folder, now=now)
        present = settings.profile(vault)
        assert present is not None  # noqa: S101 -- whoever holds an authority has its profile
        if opened.head.authority not in present.authority:
            named = replace(present, authority=(*present.authority, opened.head.authority))
            authority.sign_next(vault, named, now=now)
        vault.audit.append("team.goes-into", opened.head.team)
    return asked
