"""What was recorded goes to one's lead: whether it can, what they would get and what stands in the way, and where it is by now.

A lead who has a desk gets a sealed pack by the outbox, made as every pack is (`prepare_pack`). Any other lead gets it as a file under six
words, where that is allowed, or on paper, from the page where packs are prepared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from prevent_desktop.casework.answer import Direction
from prevent_desktop.casework.notes import Note
from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.forms.forms_for_lead import as_forms, forms_for_lead, notes_to_give
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import (
    OWN_LEAD,
    is_inside,
    is_lead,
    lead_by_password,
    possible_receivers,
)
from prevent_desktop.workflows.packs.prepare_pack import Choice, Preparation, prepare
from prevent_desktop.workflows.packs.readiness import (
    LAWFUL_BASIS,
    ORGANISATION,
    RECEIVERS,
    Readiness,
    ReadyLine,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToLead:
    """What the way to the lead shows. `choice` is what they would get; None where nothing can be closed for them.

    `signed_as` is the practitioner as packs name them: name, role, organisation. `in_the_way` says what is to be put right first, or looked at.
    `sent` is the newest pack that they have, `item` what the outbox knows of it, `is_answered` whether they have said anything to it.
    `notes` are those of the case that they have not got: each goes as a form of its own, where the person wants it.
    """

    person: Person
    choice: Choice | None
    signed_as: tuple[str, ...]
    in_the_way: ReadyLine | None = None
    sent: PackRecord | None = None
    item: SpoolItem | None = None
    notes: tuple[Note, ...] = ()
    is_answered: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether no desk of theirs is known, so that it goes as a file under a password."""
        return self.choice is not None and self.choice.receiver.way is not SealingWay.AGE

    @property
    def may_send(self) -> bool:
        """Whether a pack can be signed now."""
        missing = self.in_the_way is not None and self.in_the_way.state is Readiness.MISSING
        return self.choice is not None and not missing

    @property
    def has_news(self) -> bool:
        """Whether there is anything that the lead has not got yet."""
        return self.sent is None or bool(self.notes) or self.forms_are_news

    @property
    def forms_are_news(self) -> bool:
        """Whether a form or a file waits for them, whatever becomes of the notes."""
        if self.choice is None or not self.choice.forms:
            return False
        return self.sent is None or self.choice.is_newer_than(self.sent)


def can_be_given(vault: Vault, library: FormLibrary, case_id: str) -> bool:
    """Whether the next step is that the lead gets what waits: nobody got a pack about the case, and a form is finished or a note written.

    Where a profile names no lead inside, the next step is to ask them; a file under six words is offered beside it.
    """
    if is_lead(vault) or vault.packs.of_case(case_id):
        return False
    inside = [one for one in possible_receivers(vault, library.form_ids()) if is_inside(one, CONCERN)]
    finished = {
        form.form_id
        for form in vault.responses.of_case(case_id)
        if form.is_finalised and form.is_ours and not form.kept_apart
    }
    has_notes = any(one.way is SealingWay.AGE for one in inside) and bool(notes_to_give(vault, case_id))
    return bool(inside) and (has_notes or bool(finished & forms_for_lead(library)))


def with_notes(
    vault: Vault, library: FormLibrary, case_id: str, notes: Collection[str], *, now: datetime
) -> Choice:
    """What the lead gets, with these notes (by id) as forms. UsageError where nothing can be closed for them any more."""
    with vault.transaction():
        as_forms(vault, library, notes, now=now)
        choice = _theirs(_prepared(vault, library, case_id, now))
        if choice is None:
            raise UsageError(
                _("It was not sent"), _no_desk(vault).text, _("Look at it again: Settings, Receivers.")
            )
        return choice


def to_lead(vault: Vault, library: FormLibrary, spool: Spool, case_id: str, *, now: datetime) -> ToLead:
    """Read what the lead would get of a case, or has got."""
    preparation = _prepared(vault, library, case_id, now)
    choice = _theirs(preparation)
    notes = () if choice is None or is_lead(vault) else notes_to_give(vault, case_id)
    sent = _newest_for(preparation, choice)
    return ToLead(
        person=preparation.person,
        choice=choice,
        signed_as=_signed_as(vault),
        in_the_way=_no_desk(vault) if choice is None else next(_in_the_way(preparation, choice, notes), None),
        sent=sent,
        item=None if sent is None else spool.get(sent.id),
        notes=notes,
        is_answered=sent is not None and _is_answered(vault, sent),
    )


def _is_answered(vault: Vault, sent: PackRecord) -> bool:
    said = vault.answers.of_case(sent.case_id)
    return any(one.pack_id == sent.id and one.direction is Direction.RECEIVED for one in said)


def look_again(vault: Vault, spool: Spool, found: ToLead) -> ToLead:
    """The same, with where the pack is by now."""
    if found.sent is None:
        return found
    return replace(found, sent=vault.packs.get(found.sent.id), item=spool.get(found.sent.id))


def _signed_as(vault: Vault) -> tuple[str, ...]:
    owner = settings.practitioner(vault)
    return () if owner is None else tuple(filter(None, (owner.name, owner.role, owner.organisation)))


def _prepared(vault: Vault, library: FormLibrary, case_id: str, now: datetime) -> Preparation:
    besides = lead_by_password(vault, library.form_ids(), CONCERN)
    return prepare(vault, library, case_id, now=now, besides=besides)


def _theirs(preparation: Preparation) -> Choice | None:
    """What the lead's desk gets; without one, what they get under a password."""
    inside = [one for one in preparation.choices if one.inside]
    desks = (one for one in inside if one.receiver.way is SealingWay.AGE)
    return next(desks, None) or next((one for one in inside if one.receiver.id == OWN_LEAD), None)


def _newest_for(preparation: Preparation, choice: Choice | None) -> PackRecord | None:
    theirs = [
        pack
        for pack in preparation.packs
        if choice is not None
        and pack.recipient_id == choice.receiver.id
        and pack.status is not PackStatus.WITHDRAWN
    ]
    return max(theirs, key=lambda pack: pack.signed_at, default=None)


def _no_desk(vault: Vault) -> ReadyLine:
    if settings.profile(vault) is None:
        text = _(
            "Your organisation’s file is not here, so nothing can be sealed to your lead. Send it as a file under a password, "
            "or on paper."
        )
        return ReadyLine(state=Readiness.MISSING, text=text, go_to=ORGANISATION)
    text = _(
        "Your organisation’s file names no lead who gets concerns, so nothing can be sealed to one. Talk to your lead now, and give "
        "them a print. Ask whoever makes the file to add your lead: what you wrote waits here, and goes by one press then."
    )
    return ReadyLine(state=Readiness.MISSING, text=text, go_to=RECEIVERS)


def _in_the_way(preparation: Preparation, choice: Choice, notes: Collection[Note]) -> Iterator[ReadyLine]:
    """What a pack for the lead cannot do without, then what its first page would lack. A note is a form by the time it goes."""
    name = choice.receiver.name
    theirs = [line for line in preparation.lines if not line.whom or name in line.whom]
    theirs = [line for line in theirs if not (line.no_form and notes)]
    yield from (line for line in theirs if line.state is Readiness.MISSING)
    if choice.refusal:
        yield ReadyLine(state=Readiness.MISSING, text=choice.refusal, go_to=RECEIVERS)
    if not choice.forms and not notes:
        text = _(
            "Nothing that your lead gets is finished yet. They get a form once it is finished, and a note once it is written."
        )
        yield ReadyLine(state=Readiness.MISSING, text=text)
    yield from (line for line in theirs if line.go_to == LAWFUL_BASIS)
