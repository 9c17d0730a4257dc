"""One thing that two laptops say differently: both sides, and the choice."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.merge_conflict import Choice
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import CaseKeeping, Differences, Form, Record, Route
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.vault_admin.merge.words import ConflictWords, Sides, read_conflict
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    FlowRow,
    KeyValue,
    KeyValueTable,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.vault_admin.merge_conflicts import settle


class ConflictPage(ScrollPage):
    """The one with `conflict_id`; once it is settled the list of them comes."""

    def __init__(
        self, tasks: Tasks, navigator: Navigator, library: FormLibrary, clock: Clock, conflict_id: str
    ) -> None:
        super().__init__()
        self._tasks, self._library, self._clock, self._id = tasks, library, clock, conflict_id
        self._navigator = navigator
        title = _("Two laptops differ")
        self.setAccessibleName(title)
        self.crumbs = Breadcrumb((("list", _("Differences between your laptops")), ("", title)))
        self.crumbs.chosen.connect(lambda _key: navigator.open(Differences()))
        self.head = PageHead("", "")
        self.notice = PageNotice(parent=self)
        self.explanation = Text("")
        self.choices: dict[Choice, PrimaryButton | SecondaryButton] = {}
        self.links: list[LinkButton] = []
        self._below = QWidget()
        self._rows = VBox(self._below, spacing=14)
        self.column.add(self.crumbs, self.head, self.notice, self.explanation, self._below)
        self.column.addStretch(1)
        self._read()

    def _read(self) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: read_conflict(vault, self._library, self._id, now), self._show, self._failed
        )

    def _show(self, words: ConflictWords) -> None:
        if words.settled:  # by a joining in between
            self._settled()
            return
        self.head.show_words(words.title, words.about)
        self.explanation.setText(words.explanation)
        take_all_out(self._rows)
        for sides in words.sides:
            self._rows.addWidget(_card(sides, words))
        if not words.sides:
            self._rows.addWidget(Text(f"{words.kept_label}\n{words.other_label}", "muted"))
        if words.more:
            self._rows.addWidget(Text(words.more, "small"))
        self._add_links(words)
        self._rows.addWidget(self._choice_row(words))
        first = next(iter(self.choices.values()))
        if self.isVisible():
            first.setFocus()

    def _add_links(self, words: ConflictWords) -> None:
        self.links = []
        for response_id, text in words.responses:
            self._add_link(text, Form(response_id))
        self._add_link(_("Open the person’s record"), Record(words.person_id))
        self._rows.addWidget(FlowRow(*self.links))

    def _add_link(self, text: str, route: Route) -> None:
        link = LinkButton(text, partial(self._navigator.open, route))
        self.links.append(link)

    def _choice_row(self, words: ConflictWords) -> FlowRow:
        """What loses least to somebody in a hurry is the primary one."""
        self.choices = {}
        offered = [choice for choice, _text in words.choices]
        main = Choice.KEEP_BOTH if Choice.KEEP_BOTH in offered else Choice.KEEP
        for choice, text in words.choices:
            button = PrimaryButton(text) if choice is main else SecondaryButton(text)
            button.clicked.connect(partial(self.choose, choice))
            self.choices[choice] = button
        buttons: list[QWidget] = [self.choices[main], *(b for c, b in self.choices.items() if c is not main)]
        if words.erasable_case:
            erase = SecondaryButton(_("&Erase it here too…"))
            erase.clicked.connect(partial(self._navigator.open, CaseKeeping(words.erasable_case)))
            buttons.append(erase)
        return FlowRow(*buttons)

    def choose(self, choice: Choice, _checked: bool = False) -> None:
        """Settle it so."""
        for button in self.choices.values():
            button.setEnabled(False)
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: settle(vault, self._id, choice, now=now),
            lambda _none: self._settled(),
            self._failed,
        )

    def _settled(self) -> None:
        self._navigator.told.emit(_("Settled"))
        self._navigator.open(Differences())

    def _failed(self, error: PreventDesktopError) -> None:
        for button in self.choices.values():
            button.setEnabled(True)
        self.notice.say_failure(error)


def _card(sides: Sides, words: ConflictWords) -> Card:
    card = Card(sides.what)
    card.body.addWidget(
        KeyValueTable(
            (
                KeyValue(key="kept", label=words.kept_label, values=tuple(sides.kept.split("\n"))),
                KeyValue(key="other", label=words.other_label, values=tuple(sides.other.split("\n"))),
            )
        )
    )
    return card
