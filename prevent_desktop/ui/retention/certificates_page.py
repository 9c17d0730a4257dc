"""What was disposed of, when and why: certificates that name nobody."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt

from prevent_desktop.casework.disposal import Certificate
from prevent_desktop.casework.retention_words import kind_words
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForTarget, ask_for_target
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Keeping
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Cell,
    Column,
    DataTable,
    EmptyState,
    KeyValue,
    KeyValueTable,
    PageHead,
    PageNotice,
    Row,
    ScrollPage,
    SecondaryButton,
    Tone,
)
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.certificates import certificate_pairs, certificates, save_certificate


class CertificatesPage(ScrollPage):
    """`chosen` is the certificate that is open at first."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        *,
        chosen: str = "",
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Certificates of disposal"))
        self._tasks, self._clock, self._ask_target = tasks, clock, ask_target
        self._chosen, self._just_done = chosen, bool(chosen)
        self._by_id: dict[str, Certificate] = {}
        crumbs = Breadcrumb((("list", _("Keeping and disposing")), ("", _("Certificates"))))
        crumbs.chosen.connect(lambda _key: navigator.open(Keeping()))
        line = _("What was disposed of, when and why. Nobody is named in them.")
        self.notice = PageNotice(parent=self)
        self.table = DataTable(
            (
                Column(title=_("When"), share=0),
                Column(title=_("What"), share=4),
                Column(title=_("Ground"), share=5),
                Column(title=_("State"), share=0),
            ),
            name=_("Certificates"),
            known_as="certificates",
        )
        self.table.opened.connect(self.open_certificate)
        self.empty = EmptyState(
            _("Nothing was disposed of yet"), _("Each disposal leaves its certificate here.")
        )
        self.card, self.facts = Card(), KeyValueTable()
        self.save = SecondaryButton(_("&Save as a signed PDF…"), self._save)
        listed = Card()
        listed.body.add(self.empty, self.table)
        self.card.body.addWidget(self.facts)
        self.card.body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.hide()
        head = PageHead(_("Certificates of disposal"), line)
        self.column.add(crumbs, head, self.notice, listed, self.card)

    def refresh(self) -> None:
        """Read them again."""
        self._tasks.in_vault(certificates, self.show_certificates)

    def show_certificates(self, certificates: tuple[Certificate, ...]) -> None:
        """Show the list, and the one that is open."""
        self._by_id = {one.id: one for one in certificates}
        now = self._clock()
        self.table.show_rows([_row(one, now) for one in certificates])
        self.table.setVisible(bool(certificates))
        self.empty.setVisible(not certificates)
        if self._just_done:
            self._just_done = False
            self._tell_done()
        if self._chosen:
            self.open_certificate(self._chosen)

    def _tell_done(self) -> None:
        one = self._by_id.get(self._chosen)
        if one is not None and one.finished_at is not None:
            self.notice.say(
                _("The records are gone, with every trace. This certificate stays."), Tone.SUCCESS
            )
        else:
            words = _("The records are gone. What is left of them in files is taken away at the next unlock.")
            self.notice.say(words, Tone.WARNING)

    def open_certificate(self, certificate_id: str) -> None:
        """Show one in full."""
        one = self._by_id.get(certificate_id)
        if one is not None:
            self._chosen = certificate_id
            self.facts.show_rows(
                [KeyValue(key=label, label=label, values=(value,)) for label, value in certificate_pairs(one)]
            )
            self.card.setAccessibleName(
                _("Certificate of {when}").format(when=short_moment_near(one.disposed_at, self._clock()))
            )
            self.card.show()

    # -- handing on

    def _save(self) -> None:
        target = self._ask_target(self, f"disposal-{self._chosen[:8]}.pdf")
        if target is not None:
            self._save_to(target)

    def _save_to(self, target: Path) -> None:
        chosen, now = self._chosen, self._clock()

        def work(vault: Vault) -> Path:
            return save_certificate(vault, chosen, target, now=now)

        self.save.setEnabled(False)
        self._tasks.in_vault(work, self._saved, self._failed)

    def _saved(self, target: Path) -> None:
        self.save.setEnabled(True)
        self.notice.say(_("Saved: {path}.").format(path=target), Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self.save.setEnabled(True)
        self.notice.say_failure(error)


def _row(one: Certificate, now: datetime) -> Row:
    state = (
        Cell(_("Complete"), pill=Tone.SUCCESS)
        if one.finished_at is not None
        else Cell(_("Unfinished"), pill=Tone.WARNING)
    )
    cells = (
        Cell(short_moment_near(one.disposed_at, now)),
        Cell(one.scope.label, detail=kind_words(one.kinds)),
        Cell(one.ground.label, detail=one.reference),
        state,
    )
    return Row(key=one.id, cells=cells)
