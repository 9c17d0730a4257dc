"""Signs packs one after the other: read in the vault's lane, sign and seal beside it, keep in the vault's lane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.errors import PackContentError, PreventDesktopError
from prevent_desktop.packs.content import PackContent
from prevent_desktop.translation import _
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.packs.orders import Order
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.ui.widgets import BusyLine
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.signing_identity import (
    key_to_sign,
    stamping,
    trusted_certificates,
)
from prevent_desktop.workflows.packs.keep_pack import keep, keep_and_queue, keep_to_print, save_to_folder
from prevent_desktop.workflows.packs.pictures import Album
from prevent_desktop.workflows.packs.protect_pack import ProtectedPack, sign_and_protect, sign_readable
from prevent_desktop.workflows.packs.sign_pack import SignedPack, WorkFolder, sign_and_seal
from prevent_desktop.workflows.record.attachments import sealed_files
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import CertifiedKey
    from prevent_desktop.packs.stamping import Stamping


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    content: PackContent
    key: CertifiedKey
    trusted: tuple[bytes, ...]
    work_folder: WorkFolder
    stamping: Stamping | None


class SigningController(LongWork):
    """Works through orders, also when the page is left meanwhile; `wake` tells the courier of each pack queued.

    Signals: `began(words)` for each; `kept(receiver id)` once a pack is queued or saved; `made(PasswordToTell)` where it is
    under a password, which is known nowhere else; `remarked(words)` where there is no timestamp, though one was asked for; then one of `finished()`,
    `stopped()`, or `failed(receiver id, error)`, which leaves the orders after it undone.
    """

    began = Signal(str)
    kept = Signal(str)
    made = Signal(object)
    remarked = Signal(str)
    finished = Signal()
    stopped = Signal()
    failed = Signal(str, object)

    def __init__(
        self,
        tasks: Tasks,
        library: FormLibrary,
        spool: SpoolSource,
        clock: Clock,
        wake: Callable[[], None],
        page: QWidget,
    ) -> None:
        super().__init__(tasks, page)
        self._wake = wake
        self._library = library
        self._spool = spool
        self._clock = clock
        self._orders: list[Order] = []
        self._job: Job | None = None
        self._unwanted = Event()
        self._album = Album()

    def show_in(self, busy: BusyLine) -> None:
        """Have `busy` tell what is being done, and stop it."""
        busy.stop_wanted.connect(self.stop)
        self.began.connect(busy.start)
        for over in (self.finished, self.stopped, self.failed):
            over.connect(busy.stop)

    @property
    def busy(self) -> bool:
        """Whether orders are being worked through."""
        return bool(self._orders)

    def work(self, orders: Sequence[Order]) -> None:
        """Begin; nothing is begun while others are being worked through."""
        if not self._orders and orders:
            self._orders = list(orders)
            self._read()

    def stop(self) -> None:
        """Leave off: what is signed and not kept yet is dropped; what is being kept is kept whole."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._unwanted.set()
            self._orders = []
            self.stopped.emit()
            self.end_if_left()
        else:
            self._orders = self._orders[:1]

    def _read(self) -> None:
        order, now = self._orders[0], self._clock()
        unwanted = self._unwanted = Event()
        self.began.emit(_("Signing the pack for {receiver}…").format(receiver=order.choice.receiver.name))

        def read(vault: Vault) -> _Ready:
            content = order.contents(
                vault, self._library, order.choice, case_id=order.case_id, pack_id=order.pack_id, now=now
            )
            work_folder = WorkFolder(
                files=sealed_files(vault),
                spool=self._spool(),
                stopped=unwanted.is_set,
                album=self._album,
            )
            return _Ready(
                content=replace(content, countersigner=order.countersigner),
                key=key_to_sign(vault, order.pin, unwanted),
                trusted=trusted_certificates(vault),
                work_folder=work_folder,
                stamping=stamping(vault),
            )

        self._job = self.tasks.in_vault(read, self._sign, self._fail)

    def _sign(self, ready: _Ready) -> None:
        order, now = self._orders[0], self._clock()
        receiver = order.choice.receiver

        def sign() -> ProtectedPack:
            work = (ready.content, receiver, ready.key, ready.trusted, ready.work_folder)
            if order.readable:
                made = sign_readable(*work, stamping=ready.stamping)
            elif order.is_sealed:
                made = ProtectedPack(signed=sign_and_seal(*work, stamping=ready.stamping), password="")
            else:
                made = sign_and_protect(*work, now=now, stamping=ready.stamping)
            if ready.work_folder.stopped():
                made.signed.discard()  # nobody will ask for it any more
            return made

        self._job = self.tasks.in_background(sign, self._keep, self._fail)

    def _keep(self, made: ProtectedPack) -> None:
        order, now = self._orders[0], self._clock()
        self._job = None  # from here on it is kept whole
        if made.signed.no_timestamp:
            self.remarked.emit(made.signed.no_timestamp)
        self.tasks.in_vault(
            lambda vault: self._put(vault, made.signed, order, now),
            lambda path: self._kept(made.password, path),
            self._fail,
        )

    def _put(self, vault: Vault, signed: SignedPack, order: Order, now: datetime) -> Path | None:
        if order.countersigner:
            keep(
                vault,
                signed,
                case_id=order.case_id,
                status=PackStatus.AWAITING,
                now=now,
                also=order.also,
            )
            signed.sealed.discard()  # it is sealed anew once the second signature is there
            return None
        if order.folder is None and order.readable:
            keep_to_print(vault, signed, case_id=order.case_id, now=now)
            return None
        if order.folder is None:
            keep_and_queue(vault, self._spool(), signed, case_id=order.case_id, now=now, also=order.also)
            return None
        return save_to_folder(vault, signed, order.folder, case_id=order.case_id, now=now, also=order.also)[1]

    def _kept(self, password: str, path: Path | None) -> None:
        done = self._orders.pop(0)
        if path is None and not done.countersigner and not done.readable:
            self._wake()
        self.kept.emit(done.choice.receiver.id)
        if password and path is not None:
            receiver = done.choice.receiver
            self.made.emit(
                PasswordToTell(
                    pack_id=done.pack_id,
                    receiver=receiver.name,
                    phone=receiver.phone,
                    file_name=path.name,
                    password=password,
                )
            )
            self.failed_unseen(_not_shown(done.pack_id))
        if self._orders:
            self._read()
        else:
            self.finished.emit()
            self.end_if_left()

    def _fail(self, error: PreventDesktopError) -> None:
        failed = self._orders[0].choice.receiver.id
        self._orders = []
        self._job = None
        self.failed.emit(failed, error)
        self.failed_unseen(error)
        self.end_if_left()


def _not_shown(pack_id: str) -> PackContentError:
    return PackContentError(
        _("A password was not shown"),
        _(
            "The page was left while pack {pack} was being made; it is saved under a password that nobody knows."
        ).format(pack=short_pack_id(pack_id)),
        _("Open the pack in the record and choose “New password”."),
    )


def stopped_words() -> str:
    """What became of the packs that somebody stopped."""
    return _("Stopped. What was not finished was not kept, and nothing of it was sent.")
