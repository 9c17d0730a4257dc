"""A pack with a mistake: who got it, which of its forms can be put right, and taking back what has not left yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.addenda import owed_addenda
from prevent_desktop.workflows.forms.corrections import corrected_by
from prevent_desktop.workflows.organisation.own_lead import everybody
from prevent_desktop.workflows.people.people import person_of_case, set_case_status


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A pack in which one of the forms stands too, and where it is.

    `item` is what the outbox knows of it; `still_a_receiver` whether the settings still name who got it;
    `corrected_by` the pack that took its place.
    """

    pack: PackRecord
    item: SpoolItem | None
    still_a_receiver: bool
    corrected_by: PackRecord | None

    @property
    def may_withdraw(self) -> bool:
        """Whether not one byte of it has left."""
        if self.pack.status is PackStatus.AWAITING:
            return True
        return self.pack.status is PackStatus.QUEUED and self.item is not None and self.item.is_untouched


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What the page about a pack with a mistake shows. `owed` is how many corrections are written and not sent."""

    pack: PackRecord
    person: Person
    forms: tuple[FilledForm, ...]
    got: tuple[Got, ...]
    owed: int


def look_for_mistake(vault: Vault, spool: Spool, pack_id: str) -> Mistake:
    """Everybody who got a form that is in this pack, delivered or not, also those removed from the settings since."""
    pack = vault.packs.get(pack_id)
    packs = vault.packs.of_case(pack.case_id)
    forms = tuple(
        form
        for form in vault.responses.of_case(pack.case_id)
        if form.is_finalised
        and form.is_ours
        and not form.kept_apart
        and form.corrects is None
        and pack.may_hold(form.id)
        and (form.finalised_at or form.changed_at) <= pack.signed_at
    )
    ids = {form.id for form in forms}
    items = {item.pack_id: item for item in spool.items()}
    here = {receiver.id for receiver in everybody(vault)}
    return Mistake(
        pack=pack,
        person=person_of_case(vault, pack.case_id),
        forms=forms,
        got=tuple(
            Got(
                pack=each,
                item=items.get(each.id),
                still_a_receiver=each.recipient_id in here,
                corrected_by=corrected_by(each, packs),
            )
            for each in packs
            if each.status is not PackStatus.WITHDRAWN and (not each.held or ids & set(each.held))
        ),
        owed=len(owed_addenda(vault, pack.case_id)),
    )


def withdraw(vault: Vault, spool: Spool, pack_id: str, *, now: datetime) -> None:
    """Take a pack out of the outbox before any of it leaves; it stays in the record. RecordError where it is too late.

    One that waits for the lead is in no outbox yet, and is never countersigned then.

    The record says so first: what a crash leaves in the outbox, `follow_up` takes out.
    """
    waits_here = vault.packs.get(pack_id).status is PackStatus.AWAITING
    with vault.transaction():
        vault.packs.set_withdrawn(pack_id)
        vault.audit.append("pack.withdrawn", pack_id)
    if not waits_here and not spool.withdraw(pack_id):
        take_back_withdrawal(vault, spool, pack_id)
        raise RecordError(
            _("It is too late to withdraw this pack"),
            _("The pack is on its way already: part of it may have left this computer."),
            _("Write a correction instead. It goes to everybody who got the pack."),
        )
    put_case_back(vault, pack_id, now=now)


def put_case_back(vault: Vault, pack_id: str, *, now: datetime) -> None:
    """Where nothing of the case is on its way any more, the case is finalised again, and no longer queued."""
    case = vault.cases.get(vault.packs.get(pack_id).case_id)
    going = any(pack.status is not PackStatus.WITHDRAWN for pack in vault.packs.of_case(case.id))
    if case.status is CaseStatus.QUEUED and not going:
        set_case_status(vault, case.id, CaseStatus.FINALISED, now=now)


def take_back_withdrawal(vault: Vault, spool: Spool, pack_id: str) -> None:
    """It stands in the outbox all the same: it counts as queued again."""
    item = spool.get(pack_id)
    with vault.transaction():
        vault.packs.set_queued(pack_id, "" if item is None else item.digest)
        vault.audit.append("pack.queued", pack_id)
