"""Where records may lie: the database's write-ahead log wants a disk of this computer, which one program uses at a time.

A backup may lie on a network drive or in a synced folder; records may not, unless IT says so for the container of a virtual
desktop. It is told before anything of theirs is written there, and again at each unlocking.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import VaultPlaceError
from prevent_desktop.files.disks import Ground, ground_of
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import VAULT_ANYWHERE
from prevent_desktop.translation import _

_FOLLOWS_ONE_PERSON = frozenset({Ground.NETWORK, Ground.SYNCED, Ground.ROAMING})
"""Grounds that IT can permit; FAT keeps no rights, and what cannot be written holds no records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTrouble:
    """Why records should not lie in `folder`. `name` is what syncs it, or the kind of its file system."""

    folder: Path
    ground: Ground
    name: str

    @property
    def words(self) -> str:
        """What it is, and what can happen there."""
        return {
            Ground.NETWORK: _("{folder} is on a network drive. If the network fails for a moment, records can be damaged, and two computers can write over each other."),
            Ground.SYNCED: _("{folder} is kept the same on several computers by {name}. It can copy half of a change, or bring an older one back."),
            Ground.ROAMING: _("{folder} follows you from computer to computer. It is copied at log in and log out, and the "
                "last one to log out wins."),
            Ground.FAT: _("{folder} is on a disk with {name}, as sticks have it. Anybody who has the disk can read its names, and pulling it out damages files."),
            Ground.READ_ONLY: _("{folder} is on a disk that cannot be written to."),
        }[self.ground].format(folder=self.folder, name=self.name)  # fmt: skip

    @property
    def next_step(self) -> str:
        """What to do."""
        if self.ground is Ground.READ_ONLY:
            return _(
                "Choose a folder on this computer’s own disk, or ask your IT team for the right to write there."
            )
        return _("Records need this computer’s own disk. A backup may lie there.")


def trouble_with(folder: Path) -> PlaceTrouble | None:
    """Why records should not lie in `folder`, which need not be there yet; None where they may. Nothing is written."""
    ground, name = ground_of(folder)
    if ground is Ground.LOCAL or (ground in _FOLLOWS_ONE_PERSON and in_force().locked(VAULT_ANYWHERE)):
        return None
    return PlaceTrouble(folder=folder, ground=ground, name=name)


def require_place(folder: Path) -> None:
    """VaultPlaceError where no records may be made in `folder`; nothing is written."""
    trouble = trouble_with(folder)
    if trouble is not None:
        raise VaultPlaceError(
            _("Records cannot be kept there"),
            trouble.words + " " + _("Nothing was written."),
            trouble.next_step,
        )
