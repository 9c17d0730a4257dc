"""The sections in both of their shapes, kept up to date without slowing the typing down."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.questionnaire.progress import SectionState
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.filling.section_list import SectionChooser, SectionList, SectionWords
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.part_progress import PartProgress

_SOON_MS = 150


class SectionPanel(QObject):
    """`list` stands beside the questions, `chooser` above them where there is little room.

    The last entry is the check of all, where the form `checks`.

    Signals: `chosen(part)`, `check_wanted()`, `counted(done)`. `here` says which section is shown, for whoever hears the
    form; `place` is the same without its title.
    """

    chosen = Signal(int)
    check_wanted = Signal()
    counted = Signal(int)

    def __init__(self, state: FormState, parent: QObject | None = None, *, checks: bool = True) -> None:
        super().__init__(parent)
        self._state, self._checks = state, checks
        self._progress: tuple[PartProgress, ...] = ()
        self.here = self.place = ""
        self.list = SectionList()
        self.chooser = SectionChooser()
        self.list.chosen.connect(self._chosen)
        self.chooser.chosen.connect(self._chosen)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.refresh()

    def _chosen(self, index: int) -> None:
        if index < len(self._progress):
            self.chosen.emit(self._progress[index].index)
            return
        self.refresh()  # the list to open shows the section again
        self.check_wanted.emit()

    def refresh_soon(self) -> None:
        """Something was answered: count again when the typing pauses."""
        self._soon.start()

    def catch_up(self) -> None:
        """Count now what waits for a pause in the typing."""
        if self._soon.isActive():
            self.refresh()

    def refresh(self) -> None:
        """Count again and show it."""
        self._soon.stop()
        self._progress = self._state.progress()
        self.show_here()
        self.counted.emit(sum(1 for part in self._progress if part.state is SectionState.COMPLETE))

    def show_here(self) -> None:
        """Show where the person is, with what was counted last."""
        parts = [part.index for part in self._progress]
        words = [SectionWords(part.title, part.words) for part in self._progress]
        current = parts.index(self._state.part) if self._state.part in parts else -1
        self.here = here_words(words, current)
        self.place = place_words(len(words), current)
        if self._checks:
            words.append(check_words(sum(part.missing for part in self._progress)))
        self.list.show_sections(words, current)
        self.chooser.show_sections(words, current)


def check_words(missing: int) -> SectionWords:
    """The last entry: all answers on one page, and how much is left."""
    title = ngettext("Check answers ({number} left)", "Check answers ({number} left)", missing)
    left = _("What is still to answer, with links")
    done = SectionWords(_("Check answers"), _("All of them on one page"), apart=True)
    return SectionWords(title.format(number=missing), left, apart=True) if missing else done


def place_words(count: int, current: int) -> str:
    """Which of how many sections is shown; nothing while none is."""
    return "" if current < 0 else _("Section {number} of {count}").format(number=current + 1, count=count)


def here_words(words: list[SectionWords], current: int) -> str:
    """Which of how many sections is shown; nothing while none is."""
    if current < 0:
        return ""
    of = _("Section {number} of {count}: {title}")
    return of.format(number=current + 1, count=len(words), title=words[current].title)
