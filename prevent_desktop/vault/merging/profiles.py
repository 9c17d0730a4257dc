"""The organisation's profiles of both copies: the newer one counts, where it goes on from ours."""

from __future__ import annotations

from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.vault.merging.state import Joining
from prevent_desktop.vault.repositories.profiles import BOUND_NAME, ProfileRecord


def join_profiles(joining: Joining) -> None:
    """Take theirs where it is newer and goes on from ours; where it does not, ours stays and a person is told.

    It goes on from ours where they had taken ours, or where both stand under one authority. Where ours is the newer one
    the same holds the other way round, and nothing is to be done.
    """
    ours, theirs = joining.ours.profiles.newest(), joining.theirs.profiles.newest()
    joining.tell(1)
    if theirs is None or (ours is not None and ours.digest == theirs.digest):
        return
    if ours is None or (theirs.version > ours.version and _goes_on(ours, theirs, joining)):
        joining.ours.profiles.add(theirs)
        joining.ours.clocks.forget()
        joining.came(OTHER)
    elif ours.version <= theirs.version or not _had(joining.ours.profiles.of_version(theirs.version), theirs):
        _tell_unless_same_line(joining, ours, theirs)


def _goes_on(ours: ProfileRecord, theirs: ProfileRecord, joining: Joining) -> bool:
    return ours.authority == theirs.authority or _had(joining.theirs.profiles.of_version(ours.version), ours)


def _had(found: ProfileRecord | None, wanted: ProfileRecord) -> bool:
    return found is not None and found.digest == wanted.digest


def _tell_unless_same_line(joining: Joining, ours: ProfileRecord, theirs: ProfileRecord) -> None:
    """An older one of the same authority needs no word: theirs will take ours."""
    if ours.version > theirs.version and ours.authority == theirs.authority:
        return
    joining.left_settings.append(BOUND_NAME)
