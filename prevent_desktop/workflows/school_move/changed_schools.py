"""A newer directory says something else of a school that is kept: what, and whether that counts, a person decides.

A school is known by its key, so a new address or another key for receipts is a change of the same school. It is never taken in silence:
whoever could change a directory could lead a child's file to another place, where it opens for nobody, and have a receipt signed for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.errors import ProfileError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_certificate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.school_move.directory import ListedSchool, choose_school, directory_of


@dataclass(frozen=True, slots=True)
class Difference:
    """What is said of a school: as it is kept, and as the directory has it."""

    what: str
    kept: str
    listed: str


@dataclass(frozen=True, slots=True)
class ChangedSchool:
    """A kept school and how the directory has it. `under_way` are packs (short ids) that still go to the address that is kept."""

    kept: Receiver
    listed: ListedSchool
    under_way: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What differs, by name."""
        return tuple(_differences(self.kept, self.listed.receiver))


def changed_schools(vault: Vault) -> dict[str, ChangedSchool]:
    """The kept schools of which the directory that counts says something else, by their ids. Reads only.

    Several schools may have one desk: then one of them as it is kept is enough.
    """
    kept = {one.id: one for one in settings.schools(vault) if one.seal_to}
    directory = directory_of(vault) if kept else None
    by_id: dict[str, list[ListedSchool]] = {}
    for listed in () if directory is None else directory.schools:
        if (school_id := listed.receiver.id) in kept:
            by_id.setdefault(school_id, []).append(listed)
    return {
        school_id: ChangedSchool(
            kept[school_id], _alike(kept[school_id], several), _under_way(vault, school_id)
        )
        for school_id, several in by_id.items()
        if all(one.receiver != kept[school_id] for one in several)
    }


def take_change(vault: Vault, change: ChangedSchool) -> Receiver:
    """Keep the school as the directory has it from now on; what is under way goes where it was to go.

    ProfileError where the directory says something else by now than was shown.
    """
    if changed_schools(vault).get(change.kept.id) != change:
        raise ProfileError(
            _("The school was not changed"),
            _("The directory or the school is another by now than what you were shown."),
            _("Look at it again."),
        )
    with vault.transaction():
        return choose_school(vault, change.listed)


def _alike(kept: Receiver, several: list[ListedSchool]) -> ListedSchool:
    """The one of this name, else the first."""
    return next((one for one in several if one.name == kept.name), several[0])


def _under_way(vault: Vault, school_id: str) -> tuple[str, ...]:
    return tuple(short_pack_id(one.id) for one in vault.packs.unsettled() if one.recipient_id == school_id)


def _differences(kept: Receiver, listed: Receiver) -> Iterator[Difference]:
    facts = (
        (_("Name"), kept.name, listed.name),
        (_("Phone"), kept.phone, listed.phone),
        (_("Address that it is sent to"), kept.endpoint, listed.endpoint),
        (
            _("Key that signs their receipts"),
            words_for_certificate(kept.receipt_certificate),
            words_for_certificate(listed.receipt_certificate),
        ),
    )
    yield from (Difference(what, one, other) for what, one, other in facts if one != other)
