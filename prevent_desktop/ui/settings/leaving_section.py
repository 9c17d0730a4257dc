"""What leaves this computer, a kind of thing a line, each with a switch."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtGui import QShowEvent

from prevent_desktop.casework.leaving import IN_OUTBOX, Leaving
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, Text, TickBox
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.sending import sending_choices
from prevent_desktop.workflows.sending.shared_spool import SpoolSource


class LeavingSection(Section):
    """A choice is kept at once: beside the outbox for what leaves while the vault is locked too, else in the vault."""

    def __init__(self, tasks: Tasks, spool: SpoolSource) -> None:
        super().__init__(
            tasks,
            SettingsPart.LEAVING,
            _("Nothing else leaves it. You can record, check and prepare with all of these switched off."),
        )
        self._spool = spool
        self._on_their_way = 0
        self.boxes: dict[Leaving, TickBox] = {}
        for kind in Leaving:
            box = TickBox(kind.label, detail=kind.detail, checked=True)
            box.toggled.connect(partial(self._keep, kind))
            self.boxes[kind] = box
            self.card.body.addWidget(box)
        self.add_card(self._never_card())

    @staticmethod
    def _never_card() -> Card:
        """What other programs send or fetch, and this one does not: there is no switch for what never happens."""
        card = Card(_("What never leaves it"))
        card.body.add(
            Text(
                _(
                    "Lists of revoked certificates are not fetched: they come with your organisation’s file. No "
                    "new version of the program is fetched, and nobody is asked for one unless your IT team names "
                    "a place. This version asks no agency by itself, and gives your council no figures."
                )
            ),
            Text(
                _("What you print, save to a folder or put on a stick leaves by your own hand, and is written down."),
                "small",
            ),
        )  # fmt: skip
        return card

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    def read(self) -> None:
        """Read what is switched off beside the outbox."""
        self.tasks.in_background(
            lambda: sending_choices.kept_in(self._spool()), partial(self._tick, IN_OUTBOX), self.show_failure
        )

    def show_state(self, state: SettingsState) -> None:
        """Show what is switched off in the vault."""
        self._tick(frozenset(Leaving) - IN_OUTBOX, state.kept_in)

    def _tick(self, kinds: Collection[Leaving], kept_in: Collection[Leaving]) -> None:
        """Show it, but for what was read while a newer choice was on its way."""
        for kind in kinds if not self._on_their_way else ():
            button = self.boxes[kind].button
            button.blockSignals(True)
            button.setChecked(kind not in kept_in)
            button.blockSignals(False)

    def _keep(self, kind: Leaving, leaves: bool) -> None:
        self._on_their_way += 1
        words = _("Saved. It leaves again.") if leaves else _("Saved. It stays on this computer.")
        if kind in IN_OUTBOX:
            self.tasks.in_background(
                lambda: sending_choices.keep_kind_in(self._spool(), kind, kept_in=not leaves),
                lambda _none: self._kept(words),
                self._not_kept,
            )
        else:
            self.tasks.in_vault(
                lambda vault: settings.keep_in(vault, kind, kept_in=not leaves),
                lambda _none: self._kept(words),
                self._not_kept,
            )

    def _kept(self, words: str) -> None:
        self._on_their_way -= 1
        self.tell_kept(words)

    def _not_kept(self, error: PreventDesktopError) -> None:
        self._on_their_way -= 1
        self.show_failure(error)
        self.read()
        self.changed.emit()
