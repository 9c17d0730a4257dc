"""The work of countersigning: read in the vault's lane, verify and sign beside it, keep in the vault's lane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.errors import PreventDesktopError, SigningKeyError
from prevent_desktop.packs.sources import Source
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.packs.countersign_view import handed_words, signed_words, taken_words
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_identities
from prevent_desktop.workflows.organisation.signing_identity import (
    key_to_sign,
    signer_certificate,
    stamping,
    trusted_certificates,
    verification_context,
)
from prevent_desktop.workflows.packs.countersign import (
    Countersigned,
    FileSource,
    Handed,
    HeldSource,
    Judge,
    countersign,
    give_back,
    hand_over,
    keep_countersigned,
    leads,
    look_at,
    of_vault,
    why_not,
)
from prevent_desktop.workflows.record.attachments import sealed_files
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.viewing import note_view

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import CertifiedKey
    from prevent_desktop.packs.stamping import Stamping


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A verified pack, why it cannot be countersigned here, and to whom it can go."""

    handed: Handed
    reason: str
    leads: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    source: Source
    files: AttachmentFiles
    judge: Judge
    key: CertifiedKey | None
    leads: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signing:
    key: CertifiedKey
    judge: Judge
    location: str
    stamping: Stamping | None


class CountersignController(LongWork):
    """The work of one page, also when it is left meanwhile.

    Signals: `looked(Looked)`; `done(words)` once something is kept or saved, with `queued()` before it where a pack goes
    now; or `failed(error)`.
    """

    looked = Signal(object)
    done = Signal(str)
    queued = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, spool: SpoolSource, clock: Clock, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._spool, self._clock = spool, clock
        self._job: Job | None = None
        self._stop = Event()
        self._held: HeldSource | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._job is not None

    def end_if_left(self) -> None:
        """The copy of a file that was handed over goes with the page, once nothing reads it."""
        if self._page_left and not self.busy:
            self._let_go()
        super().end_if_left()

    def look(self, pack_id: str, path: Path | None = None) -> None:
        """Verify the vault's pack with this id, or the file that was handed over, and read what it is."""

        def read(vault: Vault) -> _Ready:
            return _Ready(
                source=self._source(vault, pack_id, path),
                files=sealed_files(vault),
                judge=self._judge(vault),
                key=_own_key(vault),
                leads=leads(vault),
            )

        self._job = self.tasks.in_vault(read, lambda ready: self._verify(ready, pack_id), self._fail)

    def sign(self, handed: Handed, folder: Path | None, pin: str) -> None:
        """Countersign; keep it where it is this vault's, else save it in `folder`, sealed to its author."""
        self._stop = stop = Event()

        def read(vault: Vault) -> _Signing:
            owner = settings.practitioner(vault)
            return _Signing(
                key=key_to_sign(vault, pin, stop),
                judge=self._judge(vault),
                location="" if owner is None else owner.organisation,
                stamping=stamping(vault),
            )

        self._job = self.tasks.in_vault(
            read, lambda ready: self._countersign(ready, handed, folder), self._fail
        )

    def stop(self) -> None:
        """Leave off: a card that does not answer is let go; nothing is signed or kept."""
        self._stop.set()

    def hand(self, handed: Handed, lead: Colleague, folder: Path) -> None:
        """Save a pack that waits for its lead, sealed."""
        self._job = self.tasks.in_vault(
            lambda vault: hand_over(vault, handed, lead, folder),
            lambda path: self._done(handed_words(path, lead.name)),
            self._fail,
        )

    def take_in(self, pack_id: str, path: Path) -> None:
        """Verify the file that came back, and keep it in the place of the pack that waits."""
        now = self._clock()

        def read(vault: Vault) -> _Ready:
            return _Ready(
                source=FileSource(path, answer_identities(vault)),
                files=sealed_files(vault),
                judge=self._judge(vault),
                key=None,
                leads=(),
            )

        def check(ready: _Ready) -> None:
            self._let_go()
            self._job = self.tasks.in_background(
                lambda: look_at(self._hold(ready), ready.judge), keep, self._fail
            )

        def keep(came_back: Handed) -> None:
            self._job = self.tasks.in_vault(
                lambda vault: self._keep(vault, pack_id, came_back.source, came_back, now),
                lambda _none: self._sent(taken_words(pack_id)),
                self._fail,
            )

        self._job = self.tasks.in_vault(read, check, self._fail)

    def _source(self, vault: Vault, pack_id: str, path: Path | None) -> Source:
        if path is not None:
            return FileSource(path, answer_identities(vault))
        note_view(vault, viewing.PACK, pack_id)
        return of_vault(vault, pack_id)[1]

    def _judge(self, vault: Vault) -> Judge:
        return Judge(
            trusted=trusted_certificates(vault), known=verification_context(vault, now=self._clock())
        )

    def _verify(self, ready: _Ready, pack_id: str) -> None:
        def verify() -> Looked:
            source = ready.source if pack_id else self._hold(ready)
            handed = look_at(source, ready.judge, record_id=pack_id)
            return Looked(handed=handed, reason=why_not(handed, ready.key), leads=ready.leads)

        self._let_go()
        self._job = self.tasks.in_background(verify, self._show, self._fail)

    def _hold(self, ready: _Ready) -> HeldSource:
        """What is verified, shown and signed is one copy, whatever becomes of the file."""
        self._held = HeldSource.of(ready.files, ready.source)
        return self._held

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.discard()
            self._held = None

    def _show(self, looked: Looked) -> None:
        self._job = None
        self.looked.emit(looked)
        self.end_if_left()

    def _countersign(self, ready: _Signing, handed: Handed, folder: Path | None) -> None:
        now = self._clock()
        self._job = self.tasks.in_background(
            lambda: countersign(
                handed, ready.key, ready.judge, location=ready.location, now=now, stamping=ready.stamping
            ),
            lambda signed: self._put(signed, folder, now),
            self._fail,
        )

    def _put(self, signed: Countersigned, folder: Path | None, now: datetime) -> None:
        handed = signed.handed

        def put(vault: Vault) -> Path | None:
            if handed.record_id:
                self._keep(vault, handed.record_id, signed.pdf, signed, now)
                return None
            if folder is None:
                raise ValueError("a pack of somebody else needs a folder")
            return give_back(vault, signed, folder)

        def told(path: Path | None) -> None:
            words = signed_words(path, signed.no_timestamp)
            if path is None:
                self._sent(words)
            else:
                self._done(words)

        self._job = self.tasks.in_vault(put, told, self._fail)

    def _keep(
        self, vault: Vault, pack_id: str, pdf: Source, verified: Handed | Countersigned, now: datetime
    ) -> None:
        keep_countersigned(vault, pack_id, pdf, verified.pack, now=now)
        follow_up(vault, self._spool(), now=now)

    def _sent(self, words: str) -> None:
        self.queued.emit()
        self._done(words)

    def _done(self, words: str) -> None:
        self._job = None
        self.done.emit(words)
        self.end_if_left()

    def _fail(self, error: PreventDesktopError) -> None:
        self._job = None
        self.failed.emit(error)
        self.failed_unseen(error)
        self.end_if_left()


def _own_key(vault: Vault) -> CertifiedKey | None:
    try:
        return signer_certificate(vault)
    except SigningKeyError:
        return None
