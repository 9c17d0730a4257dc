"""The list of what is kept and for how long."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from prevent_desktop.casework.keeping import Which
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.retention.list_view import PAGE, ListView, read_list, which_label
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import CaseKeeping, Certificates, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    HairLine,
    LinkButton,
    Notice,
    PageHead,
    ScrollPage,
    SecondaryButton,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus


class KeepingPage(ScrollPage):
    """Keeping and disposing."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        self.setAccessibleName(_("Keeping and disposing"))
        self._tasks, self._clock = tasks, clock
        self._navigator = navigator
        self._limit = PAGE
        self._which = Which.DUE
        self.rules = SecondaryButton(_("&Rules"), partial(navigator.open, Settings(SettingsPart.KEEPING)))
        self.rules.setAccessibleDescription(_("How long your organisation keeps which records"))
        self.certificates = SecondaryButton(_("&Certificates"), partial(navigator.open, Certificates()))
        self.certificates.setAccessibleDescription(_("What was disposed of, when and why"))
        line = _("Nothing goes by itself: a person looks at each record, decides, and a certificate stays.")
        self.column.addWidget(PageHead(_("Keeping and disposing"), line, self.rules, self.certificates))
        self.no_rules, self.doubt = Notice(parent=self), Notice(parent=self)
        self.column.add(self.doubt, self.no_rules)
        self._make_tabs()
        self._make_table()
        FirstFocus(self, self.tabs)

    def _make_tabs(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Which records"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for which in Which:
            self.tabs.addTab(which_label(which))
        self.tabs.currentChanged.connect(self._choose)
        self.column.addWidget(self.tabs)
        self.column.addSpacing(-14)
        self.column.addWidget(HairLine())

    def _make_table(self) -> None:
        self.table = DataTable(
            (
                Column(title=_("Person"), share=0),
                Column(title=_("Record"), share=3),
                Column(title=_("How long"), share=5),
                Column(title=_("Until"), share=0),
                Column(title=_("State"), share=0),
            ),
            name=_("Records and how long they are kept"),
            known_as="keeping",
        )
        self.table.opened.connect(lambda case_id: self._navigator.open(CaseKeeping(case_id)))
        self.empty = EmptyState(
            _("Nothing is here"), _("Records come here by the rules of your organisation.")
        )
        self.more = LinkButton("", self._show_more)
        self.more.hide()
        card = Card()
        card.body.add(self.empty, self.table, self.more)
        self.column.addWidget(card)

    def refresh(self) -> None:
        """Read the list again."""
        which, limit, now = self._which, self._limit, self._clock()
        self._tasks.in_vault(lambda vault: read_list(vault, which, now=now, limit=limit), self.show_view)

    def show_view(self, view: ListView) -> None:
        """Show a list, unless another was chosen meanwhile."""
        for number, (_which, words) in enumerate(view.tabs):
            self.tabs.setTabText(number, words)
        if view.which is not self._which:
            return
        self.table.show_rows(view.rows)
        self.table.setVisible(bool(view.rows))
        self.empty.setVisible(not view.rows)
        words = ngettext("Show more: {number} line is left", "Show more: {number} lines are left", view.more)
        self.more.setText(words.format(number=view.more))
        self.more.setVisible(view.more > 0)
        self._tell(view)

    def _tell(self, view: ListView) -> None:
        no_rules = _(
            "Your organisation has set no rules for keeping records. Until it does, nothing is ever due."
        )
        if view.no_rules != self.no_rules.isVisibleTo(self):
            self.no_rules.say(no_rules if view.no_rules else "", Tone.WARNING)
        if view.doubt != self.doubt.text.text():
            self.doubt.say(view.doubt, Tone.WARNING)

    def show_list(self, which: Which) -> None:
        """Go to one of the lists."""
        self.tabs.setCurrentIndex(list(Which).index(which))

    def _choose(self, number: int) -> None:
        self._which = list(Which)[number]
        self._limit = PAGE
        self.refresh()

    def _show_more(self) -> None:
        self._limit += PAGE
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()
