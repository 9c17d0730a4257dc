"""Decides about differences between a form and the record: each choice goes to the vault at once, and can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from prevent_desktop.ui.forms.check.offers import Choice, OfferState
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import update_record
from prevent_desktop.workflows.forms.fill_form import OpenForm
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.record_offers import RecordOffer


class OfferController(QObject):
    """Holds `states`, one for each offer. Signals: `changed(number)`; `form_changed()` when the form was written to."""

    changed = Signal(int)
    form_changed = Signal()

    def __init__(
        self,
        tasks: Tasks,
        library: FormLibrary,
        clock: Clock,
        opened: OpenForm,
        offers: Sequence[RecordOffer],
    ) -> None:
        super().__init__()
        self._tasks, self._library, self._clock = tasks, library, clock
        self._response_id, self._person_id = opened.filled.id, opened.person.id
        self.states = [OfferState(offer=offer) for offer in offers]

    @property
    def open_count(self) -> int:
        """How many are not decided yet."""
        return sum(state.choice is Choice.OPEN for state in self.states)

    def take(self, number: int) -> None:
        """Put what the form says in the record; of a form that is behind, what the record says in the form."""
        offer, now = self.states[number].offer, self._clock()
        response_id, person_id = self._response_id, self._person_id
        if offer.behind:
            self._tasks.in_vault(
                lambda vault: update_record.use_record_in_draft(
                    vault, self._library, response_id, offer, now=now
                ),
                lambda _done: self.form_changed.emit(),
            )
            return

        def work(vault: Vault) -> tuple[str, ...]:
            update_record.take_on_record(vault, person_id, offer, response_id=response_id, now=now)
            behind = update_record.drafts_behind(vault, self._library, person_id, offer, but=response_id)
            return tuple(draft.id for draft in behind)

        self._tasks.in_vault(work, lambda drafts: self._set(number, Choice.TAKEN, drafts))

    def leave(self, number: int) -> None:
        """Leave the record as it is."""
        offer, now = self.states[number].offer, self._clock()
        self._tasks.in_vault(
            lambda vault: update_record.leave_record(vault, self._person_id, offer, now=now),
            lambda _none: self._set(number, Choice.LEFT),
        )

    def undo(self, number: int) -> None:
        """Take the choice back."""
        state, now = self.states[number], self._clock()

        def work(vault: Vault) -> None:
            if state.choice is Choice.LEFT:
                update_record.ask_again(vault, self._person_id, state.offer)
            else:
                update_record.put_back(
                    vault, self._person_id, state.offer, response_id=self._response_id, now=now
                )

        self._tasks.in_vault(work, lambda _none: self._set(number, Choice.OPEN))

    def bring_drafts(self, number: int) -> None:
        """Write what the record says now into the other drafts that still say the old value."""
        state, now = self.states[number], self._clock()
        self._tasks.in_vault(
            lambda vault: update_record.bring_up_to_date(
                vault, self._library, state.drafts, state.offer, now=now
            ),
            lambda _count: self._set(number, Choice.TAKEN),
        )

    def _set(self, number: int, choice: Choice, drafts: tuple[str, ...] = ()) -> None:
        self.states[number] = replace(self.states[number], choice=choice, drafts=drafts)
        self.changed.emit(number)
