"""Who receives packs: the list, and one receiver at a time to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.organisation import Receiver, Want
from prevent_desktop.formatting import each_of
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROFILE_REQUIRED
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.receiver_draft import ReceiverDraft
from prevent_desktop.ui.settings.section import UndoSection
from prevent_desktop.ui.settings.sftp_part import SftpPart
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Cell,
    Column,
    DataTable,
    EmptyState,
    ErrorSummary,
    Field,
    FlowRow,
    Heading,
    LinkButton,
    PrimaryButton,
    Row,
    SecondaryButton,
    TextArea,
    TickBox,
    TickGroup,
    VBox,
)
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.vault_admin.step_up import Purpose


class ReceiverForm(QWidget):
    """Signals `kept(Receiver)`, `removed(id)`, `cancelled()`. `forms` are ids and titles."""

    kept = Signal(object)
    removed = Signal(str)
    cancelled = Signal()

    def __init__(
        self, draft: ReceiverDraft, forms: Sequence[tuple[str, str]], *, touched: bool = False
    ) -> None:
        super().__init__()
        self._id = draft.id
        self._first: ReceiverDraft | None = None
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
                _("Address for packs"), self.endpoint, hint=_("Begins with https://, file:// for a shared folder, sftp:// with the server’s key, or mailto: for email.")
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
        column.add(Heading(_("New receiver") if new else _("Change receiver"), 3), self.errors)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.attachments)
        save = PrimaryButton(_("&Save"), self.save)
        row = FlowRow(save)
        self.remove = SecondaryButton(_("&Remove"), lambda: self.removed.emit(self._id))
        if not new:
            row.add(self.remove)
        cancel = LinkButton(_("Cancel"), self.cancelled)
        row.add(cancel)
        column.addWidget(row)
        enter_sends(self, save)

    def _go_to(self, key: str) -> None:
        self.fields[key].control.setFocus()

    def draft(self) -> ReceiverDraft:
        """What stands in the fields."""
        return ReceiverDraft(
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
        title = ngettext("{number} thing to fix", "{number} things to fix", len(problems))
        self.errors.show_errors(title.format(number=len(problems)), tuple(problems.items()))
        if not problems:
            self.kept.emit(draft.receiver())


def _receipts(receiver: Receiver) -> str:
    """The certificate of its receipts, as words; empty where it writes none."""
    try:
        words = words_for_certificate(receiver.receipt_certificate)
    except ValueError:
        return ""
    return _("Receipts: {words}").format(words=words)


def _asking_to_keep(receiver: Receiver) -> Asking:
    """Before a receiver counts: at a computer that was left alone somebody could put their own key in the place of one."""
    return Asking(
        purpose=Purpose.RECEIVER,
        heading=_("Keep {receiver}").format(receiver=receiver.name),
        reason=_("From now on packs can go there. Whoever has its key can read them."),
        act=_("&Keep it"),
    )


class ReceiversSection(UndoSection):
    """The receivers with their key's fingerprint and what each receives."""

    def __init__(self, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__(
            tasks,
            navigator,
            SettingsPart.RECEIVERS,
            _("Compare a key’s words by phone, with a number that you know, before you rely on it."),
        )
        self._receivers: tuple[Receiver, ...] = ()
        self._given = False
        self._titles: dict[str, str] = {}
        self.table = DataTable(
            [Column(title=_("Receiver"), share=3), Column(title=_("Receives"), share=4), Column(title=_("Key in words"), share=3)],
            name=_("Receivers"),
            known_as="recipients",
        )  # fmt: skip
        self.table.opened.connect(self._change)
        self.empty = EmptyState(
            _("No receivers yet"), _("Your organisation gives you their keys and addresses.")
        )
        self.add = PrimaryButton(_("&Add a receiver"), lambda: self._edit(ReceiverDraft()))
        self.form: ReceiverForm | None = None
        listing = QWidget()
        column = VBox(listing, spacing=14)
        column.add(self.table, self.empty)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._listing = listing
        self.card.body.addWidget(listing)
        self.take_file = LinkButton(
            _("Take your organisation’s file"),
            partial(navigator.open, Settings(SettingsPart.ORGANISATION)),
        )
        self.take_file.hide()
        below = self.column.indexOf(self.source) + 1
        self.column.insertWidget(below, self.take_file, 0, Qt.AlignmentFlag.AlignLeft)
        self.sftp = SftpPart(tasks)
        self.add_card(self.sftp)

    def _tell_required(self) -> bool:
        """Say that IT requires the organisation's profile, where it does and there is none; whether it does."""
        if not in_force().locked(PROFILE_REQUIRED):
            return False
        self.source.setText(_("Receivers come with your organisation’s file here. Take it first."))
        self.source.show()
        return True

    def show_state(self, state: SettingsState) -> None:
        """Show the receivers that the vault holds."""
        sourced = self.show_source(state)
        required = not sourced and self._tell_required()
        self.take_file.setVisible(required)
        given = sourced or required
        if given and self.form is not None:
            self._close()
        self._given = given
        self.add.setVisible(not given)
        self._receivers = state.receivers
        self.sftp.show_receivers(state.receivers)
        self._titles = dict(state.form_titles)
        self.table.setVisible(bool(state.receivers))
        self.empty.setVisible(not state.receivers)
        self.table.show_rows([self._row(receiver) for receiver in state.receivers])

    def unsaved(self) -> dict[str, Any]:
        return {} if self.form is None or not self.form.touched else asdict(self.form.draft())

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        if self._given:
            return
        self._edit(ReceiverDraft(**{**unsaved, "form_ids": tuple(unsaved["form_ids"])}), touched=True)

    def _row(self, receiver: Receiver) -> Row:
        forms = [self._titles.get(form_id, form_id) for form_id in receiver.form_ids]
        attachments = _("with attachments") if receiver.with_attachments else _("no attachments")
        return Row(
            key=receiver.id,
            cells=(
                Cell(receiver.name, detail=receiver.phone, strong_start=-1),
                Cell(each_of(forms), detail=attachments),
                Cell(key_words(receiver) or receiver.way.label, detail=_receipts(receiver)),
            ),
        )

    def _change(self, recipient_id: str) -> None:
        if self._given:  # what comes with the profile is looked at, not changed
            return
        found = next(one for one in self._receivers if one.id == recipient_id)
        self._edit(ReceiverDraft.of(found))

    def _edit(self, draft: ReceiverDraft, *, touched: bool = False) -> None:
        self._close()
        self.notice.clear()
        form = ReceiverForm(draft, tuple(self._titles.items()), touched=touched)
        form.kept.connect(self._ask_to_keep)
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

    def _ask_to_keep(self, receiver: Receiver) -> None:
        require_step_up(self, self.tasks, _asking_to_keep(receiver), partial(self._keep, receiver))

    def _keep(self, receiver: Receiver) -> None:
        known = [one.id for one in self._receivers]
        if receiver.id in known:
            values = tuple(receiver if one.id == receiver.id else one for one in self._receivers)
        else:
            values = (*self._receivers, receiver)
        self._store(values, _("Saved {name}.").format(name=receiver.name))

    def _remove(self, recipient_id: str) -> None:
        form, at = self.form, [one.id for one in self._receivers].index(recipient_id)
        if form is None:
            return
        gone = self._receivers[at]
        self.take_away(
            lambda vault: settings.remove_receiver(vault, gone.id),
            _("{name} was removed. Packs that are already signed stay as they are.").format(name=gone.name),
            lambda vault: settings.bring_back_receiver(vault, gone, at),
            form.remove,
        )
        self._close()

    def _store(self, values: tuple[Receiver, ...], words: str) -> None:
        self._close()
        self.keep(lambda vault: settings.save_receivers(vault, values), words)
