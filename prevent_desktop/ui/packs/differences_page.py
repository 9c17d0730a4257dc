"""What each receiver sees of a case, side by side, and what is withheld from them."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.packs.differences_view import (
    WHAT_DIFFERS,
    KeptBackLine,
    chosen_rows,
    columns_of,
    kept_back_line,
    parts_of,
    table_row,
)
from prevent_desktop.ui.packs.withhold_card import Wanted, WithholdCard
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import PreparePack, Record
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    DataTable,
    EmptyState,
    Field,
    LinkButton,
    PageHead,
    PageNotice,
    ScrollPage,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.tab_order import chain_tabs, stop_before
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.packs.pack_differences import DifferenceRow, Differences, differences
from prevent_desktop.workflows.packs.withholding.deciding import give_again, withhold
from prevent_desktop.workflows.packs.withholding.passages import Passage

_RECORD, _PREPARE = "record", "prepare"


class DifferencesPage(ScrollPage):
    """About the case with `case_id`."""

    def __init__(
        self, tasks: Tasks, navigator: Navigator, library: FormLibrary, clock: Clock, case_id: str
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("What each receiver sees"))
        self._tasks, self._library, self._clock, self._case_id = tasks, library, clock, case_id
        self._navigator = navigator
        self._found: Differences | None = None
        self._begun: dict[str, str] = {}
        self._make_parts()
        self._lay_out()
        FirstFocus(self, self)

    def _make_parts(self) -> None:
        self.way = Breadcrumb(
            [(_RECORD, ""), (_PREPARE, _("Prepare a pack")), ("", _("What each receiver sees"))]
        )
        self.way.chosen.connect(self._leave)
        self.head = PageHead(
            _("What each receiver sees"),
            _(
                "Each gets a pack of its own from the same record. Open a line to withhold it, or some words of it: a bar with your "
                "reason stands there instead, and the words are nowhere in the pack."
            ),
        )
        self.notice = PageNotice()
        self.card = WithholdCard()
        self.card.wanted.connect(self._withhold)
        self.card.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.part = QComboBox()
        self.part_field = Field(_("Show"), self.part)
        self.part.currentIndexChanged.connect(self._show_rows)
        self.who_sees = Card(_("Who sees what"))
        self.nothing = EmptyState(
            _("Everybody sees all of it"), _("Choose “Everything” above to withhold something.")
        )
        self.table: DataTable = DataTable((), name=_("Who sees what"), known_as="who-sees-what")
        self.kept_back = Card(_("Withheld"))
        self.lines: list[QWidget] = []
        self.links: list[LinkButton] = []

    def _lay_out(self) -> None:
        self.column.setSpacing(12)
        self.who_sees.body.add(self.part_field, self.nothing, self.table)
        self.column.add(self.way, self.head, self.notice, self.card, self.kept_back, self.who_sees)
        self.column.addStretch(1)
        self.nothing.hide()
        self.kept_back.hide()

    # -- what is shown

    def refresh(self) -> None:
        """Read it again."""
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: differences(vault, self._library, self._case_id, now=now), self._show, self._failed
        )

    def _show(self, found: Differences) -> None:
        first = self._found is None
        self._found = found
        self.way.name_step(_RECORD, found.person.label_on(self._clock().astimezone().date()))
        if first:
            self._make_table(found)
        self._offer_parts(found)
        self._show_rows()
        self._show_kept_back(found)
        self._go_on()

    def _make_table(self, found: Differences) -> None:
        """The table with a column for each receiver, in place of the empty one."""
        old = self.table
        self.table = DataTable(columns_of(found), name=_("Who sees what"), known_as="who-sees-what")
        self.table.opened.connect(self._open)
        self.who_sees.body.replaceWidget(old, self.table)
        chain_tabs([self.part, self.table])
        old.hide()
        old.deleteLater()

    def _offer_parts(self, found: Differences) -> None:
        before = self.part.currentData()
        self.part.blockSignals(True)  # Qt's own signature
        self.part.clear()
        for key, words in parts_of(found):
            self.part.addItem(words, key)
        self.part.setCurrentIndex(max(0, self.part.findData(before if before is not None else WHAT_DIFFERS)))
        self.part.blockSignals(False)  # Qt's own signature

    def _show_rows(self) -> None:
        if self._found is None:
            return
        part = str(self.part.currentData())
        rows = chosen_rows(self._found, part)
        one_part = len({row.part for _number, row in rows}) == 1 and part not in {"", WHAT_DIFFERS}
        self.table.show_rows([table_row(number, row, with_part=not one_part) for number, row in rows])
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)

    def _show_kept_back(self, found: Differences) -> None:
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines, self.links = [], []
        for one in found.kept_back:
            self._add_line(kept_back_line(one, found))
        chain_tabs([stop_before(self.kept_back), *self.links])
        self.kept_back.setVisible(bool(found.kept_back))

    def _add_line(self, line: KeptBackLine) -> None:
        what, whom = Text(line.what, "strong", parent=self.kept_back), Text(line.whom, parent=self.kept_back)
        link = LinkButton(
            _("Stop withholding it"), name=_("Stop withholding it: {what}").format(what=line.what)
        )
        link.clicked.connect(partial(self._give_again, line.id))
        self.kept_back.body.add(what, whom)
        self.kept_back.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.lines += [what, whom, link]
        self.links.append(link)

    # -- withholding

    def _open(self, key: str) -> None:
        if self._found is None:
            return
        row = self._found.rows[int(key)]
        if row.passage is None or not row.passage.can_be_withheld:
            self.notice.say(_why_not(row), Tone.INFO)
            return
        self.notice.clear()
        self._begin(row.passage)

    def _begin(self, passage: Passage) -> None:
        if self._found is not None:
            among = [row.passage for row in self._found.rows if row.passage is not None]
            self.card.begin(passage, among, self._found.receivers)
            self.ensureWidgetVisible(self.card)

    def _withhold(self, wanted: Wanted) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: withhold(
                vault,
                wanted.passage,
                case_id=self._case_id,
                recipient_id=wanted.recipient_id,
                words=wanted.words,
                reason=wanted.reason,
                now=now,
            ),
            lambda _none: self._done(
                _("It is withheld from the next pack on. What was sent before does not change.")
            ),
            lambda error: self.card.say(f"{error.what_happened} {error.next_step}"),
        )

    def _give_again(self, withholding_id: str) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: give_again(vault, withholding_id, case_id=self._case_id, now=now),
            lambda _none: self._done(_("It is no longer withheld, from the next pack on.")),
            self._failed,
        )

    def _done(self, words: str) -> None:
        self.card.put_away()
        self.notice.say(words, Tone.SUCCESS)
        self.refresh()

    def _leave(self, key: str) -> None:
        if key == _PREPARE:
            self._navigator.open(PreparePack(self._case_id))
        elif self._found is not None:
            self._navigator.open(Record(self._found.person.id))

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)

    # -- over a lock

    def place_within(self) -> str:
        """What was being withheld, and the reason as far as it was typed."""
        passage = self.card.passage
        if passage is None:
            return ""
        typed = {"reason": self.card.reason.text(), "whom": self.card.whom.value}
        return json.dumps({"passage": _name_of(passage), **typed})

    def return_within(self, untrusted_place: str) -> None:
        """Open the same passage again, once it is read."""
        if untrusted_place:
            self._begun = dict(json.loads(untrusted_place))

    def _go_on(self) -> None:
        begun, self._begun = self._begun, {}
        for row in self._found.rows if self._found is not None and begun else ():
            if row.passage is not None and _name_of(row.passage) == begun.get("passage"):
                self._begin(row.passage)
                self.card.restore(str(begun.get("reason", "")), begun.get("whom"))
                return


def _name_of(passage: Passage) -> str:
    return f"{passage.kind}/{passage.record_id}/{passage.place or passage.label}"


def _why_not(row: DifferenceRow) -> str:
    if row.passage is None:
        return _("“{what}” goes into no pack: there is nothing to withhold.").format(what=row.label)
    return _(
        "“{what}” says nothing by itself that could be found again. Change it in the person’s details instead."
    ).format(what=row.label)
