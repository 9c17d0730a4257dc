"""A team's lead as the one to whom reporters give their concerns: a receiving desk in the team's folder, named in the profile.

Reporters are in no circle. What they write goes to the lead as a sealed pack, as it does without a team. Where the mailbox is a
server, packs need an address of their own, which whoever looks after the server gives (Settings, Our desk).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.delivery.mailboxes.folder_address import folder_of
from prevent_desktop.errors import RecordError, reason_of
from prevent_desktop.files.durable import make_folder
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.making import (
    receiver_from_desk,
    with_receiver,
    without_receiver,
)
from prevent_desktop.workflows.receiving.desk import Desk, desk_of, make_desk, public_part
from prevent_desktop.workflows.team.circles.mailbox_access import is_folder, mailbox_of
from prevent_desktop.workflows.team.joining.founding import NewTeam, found_team
from prevent_desktop.workflows.team.joining.taking_over import take_over
from prevent_desktop.workflows.team.members import authority

LEAD_DESK: Final = "safeguarding-lead"
"""The id of the lead as a receiver in a profile that was begun in the window."""
_FOLDER: Final = "concerns"


def begin_team(vault: Vault, wanted: NewTeam, *, now: datetime) -> OrganisationProfile:
    """Begin a team, with the lead as the one who gets concerns. Raises as `found_team`, and RecordError; then nothing is made."""
    with vault.transaction():
        found_team(vault, wanted, now=now)
        return _named_as_lead(vault, now)


def go_on_with_team(
    vault: Vault, untrusted: bytes, typed_code: str, left: Collection[str], *, now: datetime
) -> OrganisationProfile:
    """Take the team over, with its new lead as the one who gets concerns from now on. Raises as `take_over`, and RecordError."""
    with vault.transaction():
        take_over(vault, untrusted, typed_code, left, now=now)
        return _named_as_lead(vault, now)


def _named_as_lead(vault: Vault, now: datetime) -> OrganisationProfile:
    profile = settings.profile(vault)
    assert profile is not None  # noqa: S101 -- it was just signed
    if desk_of(vault) is None and is_folder(mailbox_of(vault)):
        _make_desk(vault, now)
    known = any(one.id == LEAD_DESK for one in profile.recipients)
    if desk_of(vault) is None:  # by a server: nobody who has left may go on getting concerns
        return authority.sign_next(vault, without_receiver(profile, LEAD_DESK), now=now) if known else profile
    told = receiver_from_desk(public_part(vault).encode(), {"id": LEAD_DESK, "form_ids": [CONCERN]})
    if any(one.seal_to == told.seal_to for one in profile.recipients):
        return profile
    return authority.sign_next(vault, with_receiver(profile, _told_apart(profile, told)), now=now)


def _told_apart(profile: OrganisationProfile, told: Receiver) -> Receiver:
    names = {one.name.casefold() for one in profile.recipients if one.id != told.id}
    return (
        replace(told, name=_("{name} (lead)").format(name=told.name))
        if told.name.casefold() in names
        else told
    )


def _make_desk(vault: Vault, now: datetime) -> None:
    owner = settings.practitioner(vault)
    folder = folder_of(mailbox_of(vault)) / _FOLDER
    try:
        make_folder(folder)
    except OSError as error:
        raise RecordError(
            _("The folder for concerns cannot be made"),
            _("{folder}: {reason}.").format(folder=folder, reason=reason_of(error)),
            _("Choose a folder that you may write in."),
        ) from error
    name = "" if owner is None else owner.name
    make_desk(vault, Desk(name=_("{name}, safeguarding lead").format(name=name), folders=(folder,)), now=now)
