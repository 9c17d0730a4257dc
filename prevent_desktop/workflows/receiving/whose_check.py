"""Who checked a pack that came in: this vault, or a colleague's, whose word it is then."""

from __future__ import annotations

from prevent_desktop.casework.correspondence_kinds import RECEIVED_PACKS
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.tables import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.members.myself import own_member, team_of


def checked_by_others(vault: Vault, pack: ReceivedPack) -> str:
    """The colleagues whose laptops wrote down that this pack came, and who signed it; empty where it came here, too.

    They are named by the keys that signed it, and not by what the row says.
    """
    came = vault.audit.newest(pack.pack_id, "pack.received")
    if pack.case_id is None or (came is not None and came.detail == pack.sealed_digest):
        return ""
    place = UnitPlace(RECEIVED_PACKS.table, key_text([pack.id]), ROW)
    said = vault.team.units_of(pack.case_id).get(place)
    team, own = team_of(vault), own_member(vault)
    if said is None or not said.operations:
        return ""
    members = [None if team is None else team.owner(one.vault) for one in said.operations]
    if own is not None and own in members:
        return ""
    return all_of(list(dict.fromkeys(_("Somebody") if one is None else one.name for one in members)))
