"""What a row of a form may ask of the screen, and what the answers become by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path as FilePath

from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.values import Absent, AttachmentValue, Value
from prevent_desktop.ui.forms.rows.removal import Removal
from prevent_desktop.ui.forms.state.asking import beside_path
from prevent_desktop.ui.forms.state.calling import note_call
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.shown_section import Update


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a row may ask of the screen; `foot` gives what ends a section where that does not stay in sight."""

    edit: Callable[[Path, tuple[Value, ...]], None]
    tick_beside: Callable[[Path, bool], None]
    say_absent: Callable[[Path, Absent], None]
    withdraw_absent: Callable[[Path], None]
    work_out: Callable[[Path], None]
    use_beside: Callable[[Path], None]
    choose_file: Callable[[Path], None]
    take_file: Callable[[Path, FilePath], None]
    guidance: Callable[[str], None]
    add: Callable[[Path], None]
    remove: Callable[[Path], None]
    open_tab: Callable[[Path, Path], None]
    fold: Callable[[Path], None]
    called: Callable[[Path], None]
    change_time: Callable[[Path], None]
    foot: Callable[[], QWidget | None]


class Answering:
    """Changes `state` as the rows ask for it; `apply` paints what came of each."""

    def __init__(self, state: FormState, removal: Removal, apply: Callable[[Update], None]) -> None:
        self._state, self._removal, self._apply = state, removal, apply

    def wishes(
        self,
        *,
        choose_file: Callable[[Path], None],
        take_file: Callable[[Path, FilePath], None],
        guidance: Callable[[str], None],
        change_time: Callable[[Path], None],
        foot: Callable[[], QWidget | None],
    ) -> Wishes:
        """All that a row may ask; what the screen itself does about it is given."""
        state, apply = self._state, self._apply
        return Wishes(
            edit=self.edit,
            tick_beside=self.tick_beside,
            use_beside=lambda path: apply(state.use_beside(path)),
            work_out=lambda path: apply(state.work_out(path)),
            open_tab=lambda holder, tab: apply(state.open_tab(holder, tab)),
            fold=lambda path: apply(state.fold(path)),
            say_absent=lambda path, absent: apply(state.say_absent(path, absent)),
            withdraw_absent=lambda path: apply(state.withdraw_absent(path)),
            choose_file=choose_file,
            take_file=take_file,
            guidance=guidance,
            add=lambda path: apply(state.add(path)),
            remove=lambda path: apply(self._removal.remove(path)),
            called=lambda path: apply(note_call(state, path, datetime.now(UTC))),
            change_time=change_time,
            foot=foot,
        )

    def edit(self, path: Path, answers: tuple[Value, ...]) -> None:
        """The question at `path` is answered so."""
        self._apply(self._state.answer(path, answers))

    def tick_beside(self, path: Path, ticked: bool) -> None:
        """The tick beside the date at `path` is set, or taken away."""
        tick = beside_path(self._state.response.node(path).item, path)
        if tick is not None:
            self._apply(self._state.answer(tick, (True,) if ticked else ()))

    def attach(self, path: Path, value: AttachmentValue) -> None:
        """The file is the answer, or one more of them where the question takes several."""
        repeats = self._state.response.node(path).item.repeats
        before = [answer for answer in self._state.answers(path) if isinstance(answer, AttachmentValue)]
        self._apply(self._state.answer(path, (*before, value) if repeats else (value,)))
