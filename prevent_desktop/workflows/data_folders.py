"""The data folder that IT has set another one for: its records are named and moved, so that nobody meets an empty program.

Until they are moved the program goes on where they are. A move copies everything, compares it, and only then takes the old
away: whatever ends it in between, all of it is in one place.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import VaultError
from prevent_desktop.files.attached import is_attached
from prevent_desktop.files.durable import (
    make_folder,
    remove_tree,
    replace_synced,
    sync_folder,
    write_atomically,
)
from prevent_desktop.files.own import new_folder, remove_file
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import DATA_FOLDER
from prevent_desktop.strict_json import text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.copies.moving import copy_whole, is_elsewhere, require_same
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.safe_files import in_our_words
from prevent_desktop.workflows.places import (
    KNOWN_NAME,
    MOVING_NAME,
    VAULTS_NAME,
    Places,
    known_folders,
    usual_folder,
    vaults_in,
    wanted_folder,
)
from prevent_desktop.workflows.vault_place import trouble_with

_MOST_KNOWN = 20
_STAYS = {KNOWN_NAME, MOVING_NAME, "events.txt"}
"""What is no record: the last is written to while the records move."""


@dataclass(frozen=True, slots=True)
class WantedMove:
    """Records lie in `source`, and IT wants them in `target`. `number` is how many records there are."""

    source: Path
    target: Path
    number: int


def wanted_move(data: Path | None = None) -> WantedMove | None:
    """What IT wants moved; None where the records lie where they should, or somebody named the folder by hand."""
    wanted, used = wanted_folder(data)[0], Places.of(data).data
    if wanted == used or not vaults_in(used) or not is_attached(wanted) or trouble_with(wanted) is not None:
        return None
    return WantedMove(used, wanted, len(vaults_in(used)))


def remember(places: Places) -> None:
    """Know this folder again, once IT has set another one; what cannot be kept is no matter."""
    known = known_folders()
    if places.data in known or in_force().value(DATA_FOLDER) is None or not vaults_in(places.data):
        return
    with suppress(OSError):
        make_folder(usual_folder())
        texts = tuple(str(each) for each in (places.data, *known))[:_MOST_KNOWN]
        write_atomically(usual_folder() / KNOWN_NAME, text_of(texts).encode())


def move(wanted: WantedMove) -> None:
    """Move all of a data folder to where IT wants it (slow); nothing of it may be open.

    VaultInUseError where somebody has one of its records open, SpoolError where somebody has its outbox; VaultError where there
    are others in the new place, or its disk takes them not. Then all is where it was.
    """
    outbox = Places(wanted.source).spool
    with ExitStack() as held, in_our_words():
        for folder in vaults_in(wanted.source):
            lock = InstanceLock(folder)
            held.callback(lock.release)
        _require_unused(outbox)
        names = [
            each.name
            for each in wanted.source.iterdir()
            if each.name not in _STAYS and not is_elsewhere(each)
        ]
        making = _begin(wanted.source, wanted.target, names)
        for name in names:
            copy_whole(wanted.source / name, making / name)
            require_same(wanted.source / name, making / name)
        _require_unused(outbox)
        for name in sorted(
            names, key=lambda one: one == VAULTS_NAME
        ):  # the records last: with them the new folder counts
            replace_synced(making / name, wanted.target / name)
        remove_tree(making)
        sync_folder(wanted.target)
    _take_away(wanted.source, names)


def _require_unused(outbox: Path) -> None:
    """What a command or another window sends or queues meanwhile would be lost with the old one."""
    from prevent_desktop.delivery.outbox.rebuilding import require_alone

    if outbox.is_dir():
        require_alone(outbox)


def _begin(source: Path, target: Path, names: list[str]) -> Path:
    """A fresh folder in the new place to copy to. What an interrupted move has put there is a copy, and goes."""
    if target.is_relative_to(source) or source.is_relative_to(target):
        raise VaultError(
            _("One folder lies in the other"),
            _("{source} and {target} cannot hold each other. Nothing was changed.").format(source=source, target=target),
            _("Ask your IT team to set a data folder of its own."),
        )  # fmt: skip
    make_folder(target)
    making = target / MOVING_NAME
    if making.exists():
        for name in names:
            _remove(target / name)
        remove_tree(making)
    in_the_way = [name for name in names if (target / name).exists() and not _is_empty(target / name)]
    if in_the_way:
        raise VaultError(
            _("There is something in the new place already"),
            _("In {folder}: {names}. Nothing was changed.").format(folder=target, names=" · ".join(sorted(in_the_way)[:5])),
            _("Ask your IT team to look at that folder. Your records stay where they are until then."),
        )  # fmt: skip
    for name in names:
        _remove(target / name)
    new_folder(making)
    return making


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _take_away(source: Path, names: list[str]) -> None:
    """The old ones: the records first, so that the old folder counts no more."""
    with suppress(OSError):  # what cannot be removed is a copy; the new place counts
        for name in sorted(names, key=lambda one: one != VAULTS_NAME):
            _remove(source / name)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        remove_tree(path)
    elif os.path.lexists(path):
        remove_file(path)
