"""A concern is recorded: talk to the lead, send it to them, or go on with a screening."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.forms.filling.lead_card import LeadCard
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import MyWork, RecordOfCase, Settings, StartForm
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    FlowRow,
    LinkButton,
    PageHead,
    PageNotice,
    ScrollPage,
    SecondaryButton,
    Text,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.forms.form_library import SCREENING

_WIDEST = 640


class ConcernDonePage(ScrollPage):
    """What comes next in the case with `case_id`. `sending` is the card that sends it to the lead; `read` has it read anew."""

    def __init__(
        self, navigator: Navigator, case_id: str, sending: QWidget, read: Callable[[], object]
    ) -> None:
        super().__init__(widest=_WIDEST)
        title = _("Recorded. Now talk to your lead")
        self.setAccessibleName(title)
        self.way = Breadcrumb([("record", ""), ("", _("To your lead"))])
        self.way.chosen.connect(lambda _key: navigator.open(RecordOfCase(case_id)))
        self.notice = PageNotice()
        self.lead = LeadCard(partial(navigator.open, Settings(SettingsPart.LEAD, back=case_id)))
        self.sending, self._read = sending, read
        self.screening = SecondaryButton(
            _("&Go on as a screening"), partial(navigator.open, StartForm(case_id, SCREENING))
        )
        card = Card(_("Or look closer, together"))
        words = _(
            "It is enough to talk to your lead. If you both want to look closer, a screening starts with all "
            "that you wrote: nothing is typed twice."
        )
        card.body.addWidget(Text(words))
        card.body.addSpacing(6)
        card.body.addWidget(FlowRow(self.screening, gap=12))
        back = LinkButton(_("Back to My work"), partial(navigator.open, MyWork()))
        self.column.setSpacing(16)
        self.column.add(self.way, PageHead(title), self.notice, sending, self.lead, card, back)
        FirstFocus(self, self)

    def refresh(self) -> None:
        """Read again what the lead would get, and where it is."""
        self._read()

    def show_known(self, about: str, has_desk: bool) -> None:
        """Say whom it is about, as lists do. Where the lead's desk is known, nobody is asked to name them."""
        self.way.name_step("record", about)
        self.lead.setVisible(self.lead.is_named or not has_desk)
