"""One recipient to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.organisation import Want
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.settings.recipient_draft import RecipientDraft
from prevent_desktop.ui.widgets import (
    ErrorSummary,
    Field,
    FlowRow,
    Heading,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    TextArea,
    TickBox,
    TickGroup,
    VBox,
)


class RecipientForm(QWidget):
    """Signals `kept(Recipient)`, `removed(id)`, `cancelled()`. `forms` are ids and titles."""

    kept = Signal(object)
    removed = Signal(str)
    cancelled = Signal()

    def __init__(
        self, draft: RecipientDraft, forms: Sequence[tuple[str, str]], *, touched: bool = False
    ) -> None:
        super().__init__()
        self._id = draft.id
        self._first: RecipientDraft | None = None
        self._touched = touched
        self.errors = ErrorSummary()
        self.errors.chosen.connect(self._go_to)
        self.name, self.phone, self.endpoint = (
            QLineEdit(draft.name),
            QLineEdit(draft.phone),
            QLineEdit(draft.endpoint),
        )
        self.keys = TextArea(draft.keys, lines=2, most=6)
        self.certificate = TextArea(draft.receipt_certificate, lines=3, most=6)
        self.forms = TickGroup(forms)
        self.forms.set_values(draft.form_ids)
        self.needs = TickGroup(forms)
        self.needs.set_values(draft.needs)
        self.wants = TickGroup([(want.value, want.label) for want in Want])
        self.wants.set_values(draft.wants)
        self.attachments = TickBox(_("Attachments too"), checked=draft.with_attachments)
        self.fields = {
            "name": Field(_("Organisation"), self.name),
            "phone": Field(_("Phone"), self.phone),
            "keys": Field(_("Key"), self.keys, hint=_("Begins with age1. One a line if there are several.")),
            "endpoint": Field(
                _("Address for packs"), self.endpoint, hint=_("Begins with https://, file:// for a shared folder, sftp:// with the server’s key, or mailto: for mail.")
            ),
            "receipt_certificate": Field(
                _("Certificate for receipts"), self.certificate, hint=_("A delivery counts only with a receipt signed by it.")
            ),
            "form_ids": Field(_("What it receives"), self.forms),
            "needs": Field(
                _("Forms that it must have (optional)"), self.needs, hint=_("Without these it sends a pack back.")
            ),
            "wants": Field(
                _("What else it looks for"), self.wants, hint=_("The check before signing tells what is missing.")
            ),
        }  # fmt: skip
        self._build(new=not draft.id)
        self._first = self.draft()

    def _build(self, *, new: bool) -> None:
        column = VBox(self, spacing=14)
        column.add(Heading(_("New recipient") if new else _("Change recipient"), 3), self.errors)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.attachments)
        save = PrimaryButton(_("&Save"), self.save)
        row = FlowRow(save)
        if not new:
            remove = SecondaryButton(_("&Remove"), lambda: self.removed.emit(self._id))
            row.add(remove)
        cancel = LinkButton(_("Cancel"), self.cancelled)
        row.add(cancel)
        column.addWidget(row)

    def _go_to(self, key: str) -> None:
        self.fields[key].control.setFocus()

    def draft(self) -> RecipientDraft:
        """What stands in the fields."""
        return RecipientDraft(
            id=self._id, name=self.name.text(), phone=self.phone.text(), keys=self.keys.toPlainText(),
            receipt_certificate=self.certificate.toPlainText(), endpoint=self.endpoint.text(),
            form_ids=self.forms.values, with_attachments=self.attachments.checked,
            needs=self.needs.values, wants=tuple(map(Want, self.wants.values)),
        )  # fmt: skip

    @property
    def touched(self) -> bool:
        """Whether anything was typed or ticked that is not kept yet."""
        return self._touched or self.draft() != self._first

    def save(self) -> None:
        """Keep it, or list what is to mend."""
        draft = self.draft()
        problems = draft.problems()
        for key, field in self.fields.items():
            field.set_error(problems.get(key, ""))
        title = ngettext("{number} thing to mend", "{number} things to mend", len(problems))
        self.errors.show_errors(title.format(number=len(problems)), tuple(problems.items()))
        if not problems:
            self.kept.emit(draft.recipient())
