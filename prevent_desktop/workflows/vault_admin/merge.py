"""Join the copy of this vault from another laptop, and settle what the two say differently.

In order: `take_copy` (slow, any thread), `look` (the vault's thread), `bring_files` (slow, any thread), `join` (the vault's
thread), and `leave` in the end, whatever happened. The copy itself is never written to.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.translation import _
from prevent_desktop.vault.copies.progress import SILENT, Progress
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.merging import merging
from prevent_desktop.vault.merging.merging import Looked
from prevent_desktop.vault.merging.other_copy import OtherCopy, leave_other, take_other
from prevent_desktop.vault.merging.state import InTeam, Meaning
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import version_order
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.record import writing, writing_aids
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.circles.own_vault import go_on_as_new_writer
from prevent_desktop.workflows.vault_admin.restore import hold_packs

_COPIED: Final = "joined with another copy"


def _meaning(now: datetime) -> Meaning:
    team = InTeam(
        writers=lambda vault: writers(vault, now=lambda: now),
        go_on_as_new_writer=lambda vault: go_on_as_new_writer(vault, _COPIED),
    )
    return Meaning(
        team=team,
        unite={**writing.uniting(), **writing_aids.uniting()},
        told=frozenset(settings.names()),
        naming=frozenset(writing_aids.names()),
        version_order=version_order,
    )


def take_copy(folder: Path, key: VaultKey, chosen: Path, progress: Progress = SILENT) -> OtherCopy:
    """Find the copy in `chosen` and check all of it (slow; any thread). Raises as `other_copy.take_other`."""
    return take_other(folder, key, chosen, progress)


def look(vault: Vault, other: OtherCopy, *, now: datetime, progress: Progress = SILENT) -> Looked:
    """What joining would bring; nothing is changed. Raises MergeError, CopyStoppedError."""
    return merging.look(vault, other, _meaning(now), at=now, progress=progress)


def bring_files(other: OtherCopy, looked: Looked, progress: Progress = SILENT) -> None:
    """Bring the files that come (slow; any thread). Raises as `merging.stage_files`."""
    merging.stage_files(other, looked, progress)


def join(
    vault: Vault, other: OtherCopy, *, now: datetime, progress: Progress = SILENT, spool: Spool | None = None
) -> MergeReport:
    """Take the other copy in: all of it, or nothing. Raises as `merging.join`.

    What is on its way from the other laptop is not sent from this one as well; what arrived goes out of the outbox.
    """
    with vault.transaction():
        report = merging.join(vault, other, _meaning(now), at=now, progress=progress)
        _forget_writing_about_the_erased(vault)
        on_their_way = {PackStatus.AWAITING, PackStatus.SIGNED, PackStatus.QUEUED}
        hold_packs(vault, [one for one in report.came_packs if vault.packs.get(one).status in on_their_way])
    if spool is not None:
        for pack_id in report.delivered:
            spool.remove_received(pack_id)
    return report


def _forget_writing_about_the_erased(vault: Vault) -> None:
    """What was begun about a case that was erased here goes with it."""
    for each in writing.unfinished(vault):
        if each.case_id and vault.disposals.is_disposed(each.case_id):
            writing.forget_writing(vault, *each.key)


def leave(folder: Path) -> None:
    """Take away what was copied for the joining beside the vault in `folder`."""
    leave_other(folder)


def left_settings_in_words(report: MergeReport) -> tuple[str, ...]:
    """The settings that differ and stayed as they are here, by name."""
    names = {**settings.names(), **writing_aids.names()}
    told = [names[key] for key in report.left_settings]
    return (*told, _("Signing key")) if report.other_signing_key else tuple(told)
