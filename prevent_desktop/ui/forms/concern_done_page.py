"""A concern is recorded: talk to the lead, send it to them, or go on with a screening."""

from __future__ import annotations

from functools import partial

from prevent_desktop.translation import _
from prevent_desktop.ui.forms.lead_card import LeadCard
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import MyWork, PreparePack, Record, StartForm
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    FlowRow,
    LinkButton,
    Notice,
    PageHead,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.forms.form_library import SCREENING

_WIDEST = 640


class ConcernDonePage(ScrollPage):
    """What comes next. `about` is whom the concern is about, as lists say it."""

    def __init__(self, navigator: Navigator, *, person_id: str, case_id: str, about: str) -> None:
        super().__init__(widest=_WIDEST)
        title = _("Recorded. Now talk to your lead")
        self.setAccessibleName(title)
        way = Breadcrumb([("record", about), ("", _("Concern"))])
        way.chosen.connect(lambda _key: navigator.open(Record(person_id)))
        self.notice = Notice()
        self.lead = LeadCard()
        self.send = PrimaryButton(_("&Send to your lead"), partial(navigator.open, PreparePack(case_id)))
        self.screening = SecondaryButton(
            _("&Go on as a screening"), partial(navigator.open, StartForm(case_id, SCREENING))
        )
        card = Card(_("What comes next"))
        words = _(
            "It is enough to talk to your lead. If you both want to look closer, a screening starts with all "
            "that you wrote: nothing is typed twice."
        )
        card.body.addWidget(Text(words))
        card.body.addSpacing(6)
        card.body.addWidget(FlowRow(self.send, self.screening, gap=12))
        back = LinkButton(_("Back to My work"), partial(navigator.open, MyWork()))
        self.column.setSpacing(16)
        self.column.add(way, PageHead(title), self.notice, card, self.lead, back)
        FirstFocus(self, self.send)
