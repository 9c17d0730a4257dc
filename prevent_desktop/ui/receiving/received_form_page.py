"""A form inside a received pack: read here, and changed nowhere but at its sender."""

from __future__ import annotations

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import ReceivedPack
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    EmptyState,
    KeyValue,
    KeyValueTable,
    Notice,
    PageHead,
    ScrollPage,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.receiving.received_forms import ReceivedForm


class ReceivedFormPage(ScrollPage):
    """`form` as `sender` finished it, in the pack called `pack`, which has our id `received_id`."""

    def __init__(
        self, form: ReceivedForm, navigator: Navigator, received_id: str, *, pack: str, sender: str
    ) -> None:
        super().__init__()
        self.setAccessibleName(form.title)
        way = Breadcrumb([("pack", pack), ("", form.title)])
        way.chosen.connect(lambda _key: navigator.open(ReceivedPack(received_id)))
        self.column.addWidget(way)
        words = _form_words(form, sender)
        self.column.addWidget(PageHead(form.title, words))
        told = _(
            "This is the sender’s form. It is only read here; put what you find out into forms of your own."
        )
        self.column.addWidget(Notice(told, Tone.NEUTRAL))
        if not form.is_known:
            self.column.addWidget(
                Notice(
                    _("This version of the form is not here, or parts of it were kept back, so its answers stand as their data tells. The pages of the pack are what was signed."),
                    Tone.INFO,
                )
            )  # fmt: skip
        for section in form.sections:
            card = Card(section.title)
            card.body.addWidget(
                KeyValueTable(
                    [
                        KeyValue(key=str(number), label=line.question, values=line.answers, muted=line.absent)
                        for number, line in enumerate(section.lines)
                    ]
                )
            )
            self.column.addWidget(card)
        if not form.sections:
            self.column.addWidget(EmptyState(_("No question was answered"), ""))
        FirstFocus(self, self)


def _form_words(form: ReceivedForm, sender: str) -> str:
    if not form.version:
        return _("As {sender} finished it").format(sender=sender)
    return _("Version {version}, as {sender} finished it").format(version=form.version, sender=sender)
