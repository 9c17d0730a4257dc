"""Who receives packs: the list, and one recipient at a time to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.casework.organisation import Recipient
from prevent_desktop.translation import _
from prevent_desktop.ui.navigation.settings_parts import SettingsPart
from prevent_desktop.ui.settings.recipient_draft import RecipientDraft
from prevent_desktop.ui.settings.recipient_form import RecipientForm
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.sftp_part import SftpPart
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Cell, Column, DataTable, EmptyState, PrimaryButton, Row
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate
from prevent_desktop.workflows.organisation import settings


def _receipts(recipient: Recipient) -> str:
    """The certificate of its receipts, as words; empty where it writes none."""
    try:
        words = words_for_certificate(recipient.receipt_certificate)
    except ValueError:
        return ""
    return _("Receipts: {words}").format(words=words)


class RecipientsSection(Section):
    """The recipients with their key's fingerprint and what each receives."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            SettingsPart.RECIPIENTS.label,
            _("Compare a key’s words by phone, with a number that you know, before you rely on it."),
        )
        self._recipients: tuple[Recipient, ...] = ()
        self._given = False
        self._titles: dict[str, str] = {}
        self.table = DataTable(
            [Column(title=_("Recipient"), share=3), Column(title=_("Receives"), share=4), Column(title=_("Key in words"), share=3)],
            name=_("Recipients"),
        )  # fmt: skip
        self.table.opened.connect(self._change)
        self.empty = EmptyState(
            _("No recipients yet"), _("Your organisation gives you their keys and addresses.")
        )
        self.add = PrimaryButton(_("&Add a recipient"))
        self.add.clicked.connect(lambda: self._edit(RecipientDraft()))
        self.form: RecipientForm | None = None
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.table)
        column.addWidget(self.empty)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._listing = listing
        self.card.body.addWidget(listing)
        self.sftp = SftpPart(tasks)
        self.add_card(self.sftp)

    def show_state(self, state: SettingsState) -> None:
        """Show the recipients that the vault holds."""
        given = self.show_source(state)
        if given and self.form is not None:
            self._close()
        self._given = given
        self.add.setVisible(not given)
        self._recipients = state.recipients
        self.sftp.show_recipients(state.recipients)
        self._titles = dict(state.form_titles)
        self.table.setVisible(bool(state.recipients))
        self.empty.setVisible(not state.recipients)
        self.table.show_rows([self._row(recipient) for recipient in state.recipients])

    def unsaved(self) -> dict[str, Any]:
        return {} if self.form is None or not self.form.touched else asdict(self.form.draft())

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        if self._given:
            return
        self._edit(RecipientDraft(**{**unsaved, "form_ids": tuple(unsaved["form_ids"])}), touched=True)

    def _row(self, recipient: Recipient) -> Row:
        forms = [self._titles.get(form_id, form_id) for form_id in recipient.form_ids]
        attachments = _("with attachments") if recipient.with_attachments else _("no attachments")
        return Row(
            key=recipient.id,
            cells=(
                Cell(recipient.name, detail=recipient.phone, strong_start=-1),
                Cell(", ".join(forms), detail=attachments),
                Cell(key_words(recipient) or recipient.way.label, detail=_receipts(recipient)),
            ),
        )

    def _change(self, recipient_id: str) -> None:
        if self._given:  # what comes with the profile is looked at, not changed
            return
        found = next(one for one in self._recipients if one.id == recipient_id)
        self._edit(RecipientDraft.of(found))

    def _edit(self, draft: RecipientDraft, *, touched: bool = False) -> None:
        self._close()
        self.notice.clear()
        form = RecipientForm(draft, tuple(self._titles.items()), touched=touched)
        form.kept.connect(self._keep)
        form.removed.connect(self._remove)
        form.cancelled.connect(self._close)
        self.form = form
        self._listing.hide()
        self.card.body.addWidget(form)
        form.name.setFocus()

    def _close(self) -> None:
        if self.form is not None:
            self.card.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._listing.show()
        self.add.setFocus()

    def _keep(self, recipient: Recipient) -> None:
        known = [one.id for one in self._recipients]
        if recipient.id in known:
            values = tuple(recipient if one.id == recipient.id else one for one in self._recipients)
        else:
            values = (*self._recipients, recipient)
        self._store(values, _("Saved {name}.").format(name=recipient.name))

    def _remove(self, recipient_id: str) -> None:
        values = tuple(one for one in self._recipients if one.id != recipient_id)
        self._store(values, _("Removed. Packs that are already signed stay as they are."))

    def _store(self, values: tuple[Recipient, ...], words: str) -> None:
        self._close()
        self.keep(lambda vault: settings.save_recipients(vault, values), words)
