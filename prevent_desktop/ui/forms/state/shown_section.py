"""Which section of a form is shown, or all of them, the lines that are asked now, and how far each section is. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from prevent_desktop.questionnaire.items import Item
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.sections import Section, sections_of
from prevent_desktop.ui.forms.state.asking import beside_path
from prevent_desktop.ui.forms.state.lines import Line, lines_of, lines_of_all
from prevent_desktop.ui.forms.state.part_progress import PartProgress, part_progress
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.forms.state.tables import has_tables
from prevent_desktop.ui.forms.state.view import View, uncovered


@dataclass(frozen=True, slots=True)
class Update:
    """What to paint anew: the lines themselves, the answers and the errors of some questions, and where to go.

    `part`: another section is shown. `here`: all of them are, and the person is in another one.
    """

    lines: bool = False
    part: bool = False
    here: bool = False
    answers: frozenset[Path] = frozenset()
    marks: frozenset[Path] = frozenset()
    go_to: Path = ()
    changed: bool = False

    def __or__(self, later: Update) -> Update:
        """Both as one."""
        return Update(
            lines=self.lines or later.lines,
            part=self.part or later.part,
            here=self.here or later.here,
            answers=self.answers | later.answers,
            marks=self.marks | later.marks,
            go_to=later.go_to or self.go_to,
            changed=self.changed or later.changed,
        )


class ShownSection:
    """`response`, of which one section is shown, or the `whole` form, its sections below each other.

    `parts` are the sections; `part` the index of the one that is shown, or in which the person is; `lines` what is asked now,
    `place` where the person was. Every method that changes what is shown returns an `Update`.
    """

    def __init__(self, response: Response, place: Place | None, *, whole: bool) -> None:
        self.response = response
        self.place = place or Place()
        form = response.questionnaire
        self.parts: tuple[Section, ...] = sections_of(form.items, form.title)
        self.is_whole = whole and len(self.parts) > 1
        self.part = 0
        self.part = self._part_at_first()
        self.lines: tuple[Line, ...] = ()
        self._by_path: dict[Path, Line] = {}
        self._has_tables = has_tables(form)
        self._counted: tuple[PartProgress, ...] = ()
        self.view = uncovered(View(tabbed=True), form, self.place.focus)
        self._set_lines()

    @property
    def title(self) -> str:
        """The heading of the section that is shown, or in which the person is."""
        return self.parts[self.part].title

    @property
    def group(self) -> Item | None:
        """The group that the section is; None for loose questions."""
        return self.parts[self.part].group

    def next_part(self, step: int = 1) -> int | None:
        """The index of the section after (or before) the one shown, None where there is none."""
        asked = [one.index for one in self.progress()]
        after = [index for index in asked if (index > self.part if step > 0 else index < self.part)]
        return (after[0] if step > 0 else after[-1]) if after else None

    def progress(self) -> tuple[PartProgress, ...]:
        """How far each section is, those left out that are not asked at present."""
        self._counted = part_progress(self.response, self.parts)
        return self._counted

    # Going about

    def go(self, part: int) -> Update:
        """Show another section; on one page, the person is in it."""
        if part == self.part:
            return Update()
        self.part = part
        if self.is_whole:
            return Update(here=True)
        self._set_lines()
        return Update(lines=True, part=True)

    def open(self, path: Path) -> Update:
        """Show the section that `path` lies in, unfold what hides it, and go to its question."""
        update = self.go(self.part_of(path))
        if path and not self._first_question(path):
            update |= self._look(uncovered(self.view, self.response.questionnaire, path))
        return replace(update, go_to=self._first_question(path))

    def fit(self, ems: float) -> Update:
        """There is room for so many sizes of the text: tables that need more are stacked."""
        view = replace(self.view, ems=ems)
        if self._has_tables or view.pairs:
            return self._look(view)
        self.view = view
        return Update()

    def pair_up(self) -> None:
        """A day and a place are to stand side by side, once it is known how much room there is."""
        self.view = replace(self.view, pairs=True)

    def open_tab(self, holder: Path, tab: Path) -> Update:
        """Show what lies behind another tab."""
        return self._look(self.view.with_tab(holder, tab[-1][0]))

    def fold(self, path: Path) -> Update:
        """Fold a group away, or open it again."""
        folded = self.view.is_folded(path, self.response.node(path).item)
        return self._look(self.view.with_fold(path, folded=not folded))

    def _look(self, view: View) -> Update:
        self.view = view
        old = self.lines
        self._set_lines()
        return Update(lines=self.lines != old)

    def part_of(self, path: Path) -> int:
        """The index of the section that `path` lies in; the one shown where the path leads nowhere."""
        holding = [index for index, part in enumerate(self.parts) if path and part.holds(path[0][0])]
        return self.part if self.part in holding or not holding else holding[0]

    def section_at(self, path: Path) -> Section:
        """The section that `path` lies in, which its title may be."""
        return self.parts[self.part_of(path)]

    def part_named(self, link_id: str) -> int:
        """The index of the section with this link id; the first where there is none."""
        names = [part.link_id for part in self.parts]
        return names.index(link_id) if link_id in names else 0

    def _part_at_first(self) -> int:
        """The section that was left; where an older program showed the whole form, that of the question that was left."""
        names = [part.link_id for part in self.parts]
        named = self.place.section in names
        return self.part_named(self.place.section) if named else self.part_of(self.place.focus)

    def line_at(self, path: Path) -> Line | None:
        """The line that shows the question at `path`: its own, a row of a table, or that of the date beside it."""
        return self._by_path.get(path)

    def asked_at(self, path: Path) -> Path:
        """The question whose row shows `path`: itself, or the date that it stands beside."""
        line = self._by_path.get(path)
        return path if line is None or path in line.asked else line.path

    def _first_question(self, path: Path) -> Path:
        """The first question at or below `path`."""
        if path in self._by_path:
            return self.asked_at(path)
        asked = (one for line in self.lines for one in line.asked)
        return next((one for one in asked if one[: len(path)] == path), ())

    def _set_lines(self) -> None:
        self.lines = self._lines_now() if self.parts else ()
        self._by_path = {path: line for line in self.lines for path in line.asked}
        dated = [line for line in self.lines if line.item and line.item.children and line.path in line.asked]
        ticks = [(beside_path(line.item, line.path), line) for line in dated]
        self._by_path |= {path: line for path, line in ticks if path is not None}

    def _lines_now(self) -> tuple[Line, ...]:
        if self.is_whole:
            return lines_of_all(self.response, self.parts, self.view)
        return lines_of(self.response, self.parts[self.part], self.view)
