"""What is typed about a received pack: kept while it is typed, shown again, brought back once it was thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.translation import _
from prevent_desktop.ui.components.unfinished_words import going_on
from prevent_desktop.ui.components.writing_keeper import WritingKeeper
from prevent_desktop.ui.receiving.answer_fields import AnswerFields
from prevent_desktop.ui.receiving.place_part import PlacePart
from prevent_desktop.ui.receiving.typed_answer import OUTCOME, PLACE, REASON
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import SecondaryButton
from prevent_desktop.ui.writing.area_undo import AreaUndo
from prevent_desktop.ui.writing.preedit import commit_preedit
from prevent_desktop.workflows.answers.give_answer import Said
from prevent_desktop.workflows.record.writing import (
    ABOUT,
    Discarded,
    Writing,
    bring_back_writing,
    discard_writing,
)


class AnswerKeeping(QObject):
    """Keeps what stands in `answer`, and which `place` is chosen, for the pack with our id `received_id`; `above` are both.

    `throw_away` is shown while there is anything. Signals: `touched()` once something else stands there; `discarded()` once it was
    thrown away.
    """

    touched = Signal()
    discarded = Signal()

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        received_id: str,
        place: PlacePart,
        answer: AnswerFields,
        above: QWidget,
    ) -> None:
        super().__init__(above)
        self._tasks, self._navigator, self._received_id = tasks, navigator, received_id
        self._place, self._answer, self._above = place, answer, above
        self._undo: AreaUndo | None = None
        self._decided: Said | None = None
        self._is_shown = False
        self.throw_away = SecondaryButton(_("Discard"), self._discard)
        self.throw_away.hide()
        self._keeper = WritingKeeper(
            tasks, Writing.ANSWER, received_id, self._read, clock, self, history=self._history
        )
        self._keeper.told.connect(navigator.told)
        self._keeper.unsaved.connect(navigator.unsaved)
        for changed in (place.changed, answer.edited, answer.turned):
            changed.connect(self.touch)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed or chosen."""
        return not self._read()

    def _read(self) -> Mapping[str, str]:
        typed = {**self._answer.to_keep(), PLACE: self._place.wanted}
        about = f"{self._answer.kind.value}/{self._received_id}"
        return {**typed, ABOUT: about} if any(text.strip() for text in typed.values()) else {}

    def _history(self) -> str:
        return "" if self._undo is None else self._undo.to_text()

    def begin(self, kept: Mapping[str, str], history: str, decided: Said | None) -> None:
        """Show what was kept, else what a finished form `decided`, and keep what is typed from now on; once, until `forget_shown`.

        What was typed before that could be shown stays.
        """
        self._decided = decided
        if self._is_shown:
            return
        if self._undo is None:
            self._undo = AreaUndo(self._answer.areas, self._above)
        was_typed = not self.is_empty
        if not was_typed:
            self._show(kept, history)
        self._is_shown = True
        if was_typed:
            self.touch()
        self._show_throw_away()

    def forget_shown(self) -> None:
        """What is kept is shown anew with the next `begin`."""
        self._is_shown = False

    def _show(self, kept: Mapping[str, str], history: str) -> None:
        if kept:
            self._answer.turn_to(AnswerKind(kept[ABOUT].partition("/")[0]))
            self._answer.show_kept(kept)
            self._place.restore(kept.get(PLACE, ""))
        elif self._decided is not None and self._decided.outcome is not None:
            self._answer.show_kept({OUTCOME: self._decided.outcome.value, REASON: self._decided.reason})
        if self._undo is not None:
            self._undo.begin(history)

    def touch(self) -> None:
        """Something else stands there."""
        if self._is_shown:
            self._keeper.touch()
            self._show_throw_away()
            self.touched.emit()

    def _show_throw_away(self) -> None:
        self.throw_away.setVisible(not self.is_empty)

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self._keeper.settled

    def flush(self) -> None:
        """Hand over what is not kept yet, down to the letters that an input method still holds."""
        if self._above.isVisible():
            commit_preedit()
        self._keeper.flush()

    def stop(self) -> None:
        """Keep what was typed last, and nothing more."""
        self.flush()
        self._keeper.stop()

    def go_on(self) -> None:
        """Keep again what stands there."""
        self._keeper.go_on()

    def empty(self) -> None:
        """Nothing stands in it: what was there is signed, or thrown away."""
        self._is_shown = False
        self._keeper.stop()
        self._place.clear()
        self._answer.show_kept({})
        self._answer.turn_to(AnswerKind.DECISION)
        self._show({}, "")
        self._is_shown = True
        self._show_throw_away()
        self._keeper.begin_anew()

    def _discard(self) -> None:
        """At once: what was typed last goes into the vault first, so that all of it can be brought back."""
        place = place_of(self.throw_away)
        self.stop()
        self._tasks.in_vault(
            lambda vault: discard_writing(vault, Writing.ANSWER, self._received_id),
            partial(self._discarded, place),
        )

    def _discarded(self, place: QRect, discarded: Discarded | None) -> None:
        self.empty()
        self.discarded.emit()
        if discarded is not None:
            bring_back = partial(_bring_back, self._tasks, self._navigator, discarded)
            self._navigator.offer_undo(_("What you wrote was discarded."), bring_back, place=place)


def _bring_back(tasks: Tasks, navigator: Navigator, discarded: Discarded) -> None:
    """Once it is in the vault again, it is opened where it was left."""
    _kind, route = going_on(discarded.writing)
    tasks.in_vault(lambda vault: bring_back_writing(vault, discarded), lambda _none: navigator.open(route))
