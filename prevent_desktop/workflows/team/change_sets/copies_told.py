"""What a lead reads of copies: whose laptop asks for one, whether it signed that it does, and how far those are that are made."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.casework.team.roster import Team
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.copies_made import Copies, Made, copies, scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A colleague's laptop that asks for a copy, or that one is made for: `words` say how it stands.

    With `waits` nobody has said yes or no yet; `is_signed` where that laptop signed that it asks.
    """

    vault_id: str
    name: str
    words: str
    waits: bool = False
    is_signed: bool = True


def asking(vault: Vault) -> tuple[Asking, ...]:
    """All of them, who waits for an answer first. Reads only."""
    here, kept = scope(vault), copies(vault)
    if here is None:
        return ()
    refused = {one for one, number in kept.asks.items() if kept.no.get(one) == number and one not in kept.yes}
    told = [_asking(here.team, one, kept) for one in sorted({*kept.asks, *kept.made}) if one not in refused]
    return tuple(sorted(told, key=lambda one: not one.waits))


def _asking(team: Team, to: str, kept: Copies) -> Asking:
    owner, made, is_signed = team.owner(to), kept.made.get(to), kept.is_signed(to)
    name, waits = to if owner is None else owner.name, made is None and to not in kept.yes
    put, every = (0, 0) if made is None else (made.put, len(made.told.pieces))
    words = _words(made, waits=waits, is_signed=is_signed).format(name=name, put=put, all=every)
    return Asking(vault_id=to, name=name, words=words, waits=waits, is_signed=is_signed)


def _words(made: Made | None, *, waits: bool, is_signed: bool) -> str:
    if waits and not is_signed:
        return _("{name}’s laptop seems to ask for a copy of the shared cases")
    if waits:
        return _("{name}’s laptop asks for a copy of the shared cases")
    if made is None:
        return _("The copy for {name}’s laptop is made with the next rounds")
    if made.going:
        return _("The copy for {name}’s laptop is being taken out of the mailbox")
    if made.is_told:
        return _("The copy for {name}’s laptop lies in the mailbox until they have it, a month at most")
    return _("The copy for {name}’s laptop goes to the mailbox: {put} of {all} parts are there")


def asks_in_words(vault: Vault) -> tuple[str, ...]:
    """Who waits for a yes or no, for My work."""
    return tuple(one.words for one in asking(vault) if one.waits)
