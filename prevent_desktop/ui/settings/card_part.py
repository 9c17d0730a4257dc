"""Sign with a key on a smart card or token: choose its module, look what is on it, choose the key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.tokens.cards import CardKey, keys_on_cards
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import CARD_MODULE
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFile, ask_for_file
from prevent_desktop.ui.settings.managed import ManagedLine
from prevent_desktop.ui.settings.request_part import Keep
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.widgets import BusyLine, Card, FlowRow, SecondaryButton, Text
from prevent_desktop.workflows.organisation.signing_identity import keep_card_key

_MOST = 8


class CardPart(Card):
    """`keep` does work in the vault's lane and then says the words; `failed` shows what went wrong."""

    def __init__(
        self,
        tasks: Tasks,
        keep: Keep,
        failed: Callable[[PreventDesktopError], None],
        *,
        ask_file: AskForFile | None = None,
    ) -> None:
        super().__init__(_("A key on a card"))
        self._tasks, self._keep, self._failed = tasks, keep, failed
        self._ask_file = _managed_module if in_force().locked(CARD_MODULE) else ask_file or _ask_for_module
        self._job: Job | None = None
        self.told = Text("")
        self.module = SecondaryButton(_("Choose the card’s m&odule…"))
        self.found = FlowRow()
        self.keys: list[SecondaryButton] = []
        self.busy = BusyLine(can_stop=True)
        self.body.setSpacing(14)
        self.module_set = ManagedLine(CARD_MODULE, [] if in_force().locked(CARD_MODULE) else [self.module])
        if in_force().locked(CARD_MODULE):
            self.module.setText(_("L&ook for my card"))
        self.body.add(self.told, FlowRow(self.module), self.module_set, self.found, self.busy)
        self.module.clicked.connect(self.choose_module)
        self.busy.stop_wanted.connect(self.stop)

    def show_state(self, state: SettingsState) -> None:
        """Say whether a card signs."""
        card = state.card
        self.told.setText(
            _(
                "A smart card or token signs without its key ever leaving it (PKCS#11). Put in the card, and choose the file "
                "that its program came with: it ends in .dll, .dylib or .so, and your IT support knows where it is."
            )
            if card is None
            else _(
                "The card “{label}” signs, by {module}. Its PIN is asked for at each signing, and never kept."
            ).format(label=card.label, module=Path(card.module).name)
        )

    def choose_module(self) -> None:
        """Choose the module file, and look what keys are on the cards that are there."""
        path = self._ask_file(self)
        if path is not None and self._job is None:
            self._clear()
            self.busy.start(_("Checking what is on the card…"))
            self._job = self._tasks.in_background(lambda: keys_on_cards(path), self._show, self._fail)

    def stop(self) -> None:
        """Wait no longer; the card's own process ends by itself."""
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.busy.stop()

    def _show(self, keys: tuple[CardKey, ...]) -> None:
        self.stop()
        if len(keys) == 1:
            self._use(keys[0])
            return
        for key in keys[:_MOST]:
            name = key.shown.name
            button = SecondaryButton(_("Use {name} on “{label}”").format(name=name, label=key.label))
            button.clicked.connect(partial(self._use, key))
            self.keys.append(button)
            self.found.add(button)

    def _use(self, key: CardKey) -> None:
        self._clear()
        self._keep(
            lambda vault: keep_card_key(vault, key),
            _("The card “{label}” signs from now on.").format(label=key.label),
        )

    def _clear(self) -> None:
        for button in self.keys:
            button.hide()
            button.deleteLater()
        self.keys = []

    def _fail(self, error: PreventDesktopError) -> None:
        self.stop()
        self._failed(error)


def _managed_module(_parent: QWidget) -> Path | None:
    """The module that IT has set."""
    only = in_force().locked(CARD_MODULE)
    return Path(only) if only else None


def _ask_for_module(parent: QWidget) -> Path | None:
    return ask_for_file(
        parent, title=_("Module of the card"), kinds=_("Modules (*.dll *.dylib *.so);;All files (*)")
    )
