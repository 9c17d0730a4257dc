"""Ways in: what opens the records, and adding, rehearsing and taking away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from prevent_desktop.casework.organisation import EscrowKey
from prevent_desktop.errors import PreventDesktopError, UnlockMethodError
from prevent_desktop.formatting import short_day
from prevent_desktop.policies.schema import WAYS_IN
from prevent_desktop.translation import _
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.managed import ManagedLine
from prevent_desktop.ui.settings.new_code_dialog import NewCodeDialog
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.settings.unlock_method_dialogs import (
    AskDialog,
    MorePassphraseDialog,
    NewPinDialog,
    TryCodeDialog,
)
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    FlowRow,
    Heading,
    KeyValue,
    KeyValueTable,
    PrimaryButton,
    SecondaryButton,
    Text,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.vault.keys.slots import KeySlot, SlotKind
from prevent_desktop.vault.keys.system_store import SystemStore
from prevent_desktop.vault.keys.tpm import Tpm
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin import unlock_methods
from prevent_desktop.workflows.vault_admin.step_up import Purpose
from prevent_desktop.workflows.vault_admin.unlock_methods import Material, UnlockMethod


class UnlockMethodsSection(Section):
    """Lists the unlock methods; each change asks for the passphrase first, and is written down."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks,
            SettingsPart.UNLOCK_METHODS,
            _("What opens your records. At least one passphrase or recovery code always stays."),
        )
        self._ways: tuple[UnlockMethod, ...] = ()
        self._organisation: EscrowKey | None = None
        self._known_words: tuple[str, ...] = ()
        self._here, self._looked = (False, False), False
        self.dialog: QDialog | None = None
        self.table = KeyValueTable()
        self.table.chosen.connect(self._ask_to_remove)
        self.try_code = PrimaryButton(_("&Try my recovery code…"))
        self.new_code = SecondaryButton(_("&New recovery code…"))
        self.more = SecondaryButton(_("Add a &passphrase…"))
        self.escrow = SecondaryButton(_("Add my &organisation…"))
        self.login = SecondaryButton(_("Add this &computer’s login…"))
        self.pin = SecondaryButton(_("Add a P&IN…"))
        self.busy = BusyLine()
        self._connect()
        for hidden in (self.escrow, self.login, self.pin):
            hidden.hide()
        body = self.card.body
        body.addWidget(self.table)
        body.addWidget(FlowRow(self.try_code, self.new_code))
        body.addWidget(Heading(_("Add a way in"), 3))
        body.addWidget(FlowRow(self.more, self.escrow, self.login, self.pin))
        self.ways_set = ManagedLine(WAYS_IN, self._not_permitted())
        body.addWidget(self.ways_set)
        body.addWidget(Text(_("Each change asks for your passphrase and is written down."), "small"))
        body.addWidget(self.busy)

    def _connect(self) -> None:
        self.try_code.clicked.connect(self.ask_for_code)
        self.new_code.clicked.connect(
            partial(self._after_step_up, Purpose.RECOVERY_CODE, self._begin_new_code)
        )
        self.more.clicked.connect(
            partial(self._after_step_up, Purpose.UNLOCK_METHODS, self._ask_for_passphrase)
        )
        self.escrow.clicked.connect(self._ask_for_escrow)
        self.login.clicked.connect(self._ask_for_login)
        self.pin.clicked.connect(partial(self._after_step_up, Purpose.UNLOCK_METHODS, self._ask_for_pin))

    def _not_permitted(self) -> list[QWidget]:
        kinds = {SlotKind.ESCROW: self.escrow, SlotKind.SYSTEM: self.login, SlotKind.TPM: self.pin}
        return [button for kind, button in kinds.items() if not unlock_methods.is_permitted(kind)]

    # -- what is shown

    def show_state(self, state: SettingsState) -> None:
        """Show the unlock methods, and what can be added."""
        order = list(SlotKind)
        self._ways = tuple(sorted(state.unlock_methods, key=lambda way: order.index(way.kind)))
        self._organisation = state.escrow_key
        owner = state.practitioner
        self._known_words = () if owner is None else (owner.name, owner.organisation)
        self.table.show_rows([_row(way) for way in self._ways])
        chain_tabs(
            [*self.table.links.values(), self.try_code, self.new_code, self.more, self.escrow, self.login, self.pin]
        )  # fmt: skip
        self.escrow.setVisible(self._organisation is not None and not self._has_organisation())
        self._show_keepers_offered()

    def showEvent(self, event: QShowEvent) -> None:
        """What this computer can keep is asked once, when somebody looks: the system may take its time."""
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            self.tasks.in_background(_keepers_here, self._show_keepers)

    def _show_keepers(self, here: tuple[bool, bool]) -> None:
        self._here = here
        self._show_keepers_offered()

    def _show_keepers_offered(self) -> None:
        store, tpm = self._here
        self.login.setVisible(store)
        self.pin.setVisible(tpm)

    def _has_organisation(self) -> bool:
        if self._organisation is None:
            return False
        try:
            words = unlock_methods.fingerprint_of(self._organisation)
        except PreventDesktopError:
            return False  # adding it tells what is wrong with it
        return any(way.fingerprint == words for way in self._ways)

    # -- rehearsing the recovery code

    def ask_for_code(self) -> None:
        """Ask for the recovery code; nothing changes."""
        dialog = TryCodeDialog(parent=self)
        dialog.submitted.connect(lambda code: self._try(code, dialog))
        self._open(dialog)

    def _try(self, code: str, dialog: TryCodeDialog) -> None:
        def told(opens: bool) -> None:
            self.tasks.in_vault(lambda vault: unlock_methods.note_code_tried(vault, opens=opens))

        def opened(_none: None) -> None:
            told(opens=True)
            dialog.show_opens()

        def failed(error: PreventDesktopError) -> None:
            told(opens=False)
            dialog.show_failure(error)

        self._with_material(lambda made_from: unlock_methods.code_opens(made_from, code), opened, failed)

    # -- adding

    def _begin_new_code(self) -> None:
        self.busy.start(_("Making a new code…"))
        self._with_material(unlock_methods.new_recovery, self._show_new_code, self._failed)

    def _show_new_code(self, made: tuple[str, KeySlot]) -> None:
        self.busy.stop()
        code, slot = made
        dialog = NewCodeDialog(self.tasks, code, parent=self)
        dialog.rehearsed.connect(
            lambda: self._keep(slot, _("The new recovery code counts from now on; the old one opens nothing."), dialog, SlotKind.RECOVERY)
        )  # fmt: skip
        self._open(dialog)

    def _ask_for_passphrase(self) -> None:
        dialog = MorePassphraseDialog(self._known_words, parent=self)
        dialog.submitted.connect(
            lambda passphrase, label: self._add(
                lambda made_from: unlock_methods.new_passphrase(made_from, passphrase, label=label), dialog
            )
        )
        self._open(dialog)

    def _ask_for_pin(self) -> None:
        dialog = NewPinDialog(parent=self)
        dialog.submitted.connect(lambda pin: self._add(lambda made_from: _new_pin(made_from, pin), dialog))
        self._open(dialog)

    def _ask_for_escrow(self) -> None:
        organisation = self._organisation
        if organisation is None:
            return
        try:
            words = " ".join(unlock_methods.fingerprint_of(organisation))
        except PreventDesktopError as error:
            self.show_failure(error)
            return
        self._confirm(
            _("Let {name} open your records?").format(name=organisation.name),
            _(
                "Whoever holds their secret key could then open your records without you, for instance when you "
                "forgot your passphrase or left. Cases that you share with a team are open to them then too. Each "
                "time is written down, shown to you, and told to your team. Compare the words of their key by "
                "phone, with a number that you know: {words}"
            ).format(words=words),
            _("&Add my organisation"),
            lambda: self._add(
                lambda made_from: unlock_methods.new_escrow(made_from, organisation, at=datetime.now(UTC))
            ),
        )

    def _ask_for_login(self) -> None:
        self._confirm(
            _("Unlock with this computer’s login?"),
            _(
                "This computer then keeps a key for whoever is logged in as you. Other programs that run under your "
                "login could use it too, so add it only on a computer that nobody else uses as you. "
                "Your passphrase stays."
            ),
            _("&Add this computer’s login"),
            lambda: self._add(_new_system),
        )

    # -- taking away

    def _ask_to_remove(self, slot_id: str) -> None:
        way = next((each for each in self._ways if each.slot_id == slot_id), None)
        if way is None:
            return
        self._confirm(
            _("Take this way in away?"),
            _("{name}: it opens your records no more. Your records and the other ways in stay.").format(
                name=" · ".join(filter(None, (way.name, way.label)))
            ),
            _("&Take it away"),
            lambda: self.tasks.in_vault(
                lambda vault: unlock_methods.remove(vault, slot_id), self._removed, self._failed
            ),
        )

    def _removed(self, gone: UnlockMethod) -> None:
        self.tell_kept(_("Taken away."))
        if gone.kind is SlotKind.SYSTEM:
            self.tasks.in_background(
                lambda: unlock_methods.forget_secret(SystemStore.here(), gone.slot_id), None, self._failed
            )

    # -- the steps that they share

    def _confirm(self, question: str, consequences: str, yes: str, then: Callable[[], object]) -> None:
        dialog = ConfirmDialog(question, consequences, yes, parent=self)
        dialog.accepted.connect(lambda: self._after_step_up(Purpose.UNLOCK_METHODS, then))
        self._open(dialog)

    def _after_step_up(self, purpose: Purpose, then: Callable[[], object]) -> None:
        asking = Asking(
            purpose=purpose,
            heading=_("Change the ways in"),
            reason=_(
                "An unlocked computer that was left alone must not be enough to add or take away a way in."
            ),
            act=_("&Go on"),
        )
        self.dialog = require_step_up(self, self.tasks, asking, then)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()

    def _add(self, work: Callable[[Material], KeySlot], dialog: AskDialog | None = None) -> None:
        self.busy.start(_("Making the way in…"))
        failed = self._failed if dialog is None else dialog.show_failure

        def made(slot: KeySlot) -> None:
            self._keep(slot, _("Added."), dialog)

        def not_made(error: PreventDesktopError) -> None:
            self.busy.stop()
            failed(error)

        self._with_material(work, made, not_made)

    def _keep(
        self, slot: KeySlot, words: str, dialog: QDialog | None, instead_of: SlotKind | None = None
    ) -> None:
        def work(vault: Vault) -> None:
            gone = () if instead_of is None else unlock_methods.ids_of(vault, instead_of)
            unlock_methods.keep(vault, slot, instead_of=gone)

        def done(_none: None) -> None:
            self.busy.stop()
            if dialog is not None:
                dialog.accept()
            self.tell_kept(words)

        def failed(error: PreventDesktopError) -> None:
            if dialog is not None:
                dialog.reject()
            self._failed(error)

        self.tasks.in_vault(work, done, failed)

    def _with_material(
        self,
        work: Callable[[Material], object],
        done: Callable[..., object],
        failed: Callable[[PreventDesktopError], object],
    ) -> None:
        """Do `work` on a worker, with what the vault's lane gives for it."""
        self.tasks.in_vault(
            unlock_methods.material,
            lambda made_from: self.tasks.in_background(lambda: work(made_from), done, failed),
            failed,
        )

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.show_failure(error)


def _row(way: UnlockMethod) -> KeyValue:
    values = [way.label] if way.label else []
    if way.created_at is not None:
        values.append(_("Added {day}").format(day=short_day(way.created_at.astimezone().date())))
    if way.fingerprint:
        values.append(_("Their key in words: {words}").format(words=" ".join(way.fingerprint)))
    return KeyValue(
        key=way.slot_id,
        label=way.name,
        values=tuple(values) or (_("Made before dates were kept"),),
        link=_("Take away") if way.can_go else "",
    )


def _keepers_here() -> tuple[bool, bool]:
    return SystemStore.here() is not None, Tpm.here() is not None


def _new_system(made_from: Material) -> KeySlot:
    store = SystemStore.here()
    if store is None:
        raise _gone()
    return unlock_methods.new_system(made_from, store, at=datetime.now(UTC))


def _new_pin(made_from: Material, pin: str) -> KeySlot:
    tpm = Tpm.here()
    if tpm is None:
        raise _gone()
    return unlock_methods.new_pin(made_from, tpm, pin, at=datetime.now(UTC))


def _gone() -> UnlockMethodError:
    return UnlockMethodError(
        _("This computer does not offer that any more"),
        _("What it needs for it is not running. Nothing was changed."),
        _("Use your passphrase as before."),
    )
