"""The first screen: one pane at a time in the middle, and the way from pane to pane.

It imports the vault and its cryptography only when a worker needs them, so that it shows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from prevent_desktop.errors import HeaderDamagedError, PreventDesktopError
from prevent_desktop.files.disks import Ground
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.vault_admin.unlock.pane import Pane
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.vault_admin.unlock.vault_list import VaultList, is_vault
from prevent_desktop.ui.widgets import HBox, ScrollPage
from prevent_desktop.workflows.places import VAULTS_NAME, usual_folder
from prevent_desktop.workflows.vault_place import PlaceTrouble, trouble_with

if TYPE_CHECKING:
    from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
    from prevent_desktop.ui.vault_admin.unlock.pin_pane import PinPane
    from prevent_desktop.ui.vault_admin.unlock.recovering import Recovering
    from prevent_desktop.vault.creation import CreatedVault
    from prevent_desktop.vault.keys.key_slots import VaultKey
    from prevent_desktop.workflows.vault_admin.first_run import SetUp
    from prevent_desktop.workflows.vault_admin.recover import OtherMethods

MakeVault = Callable[[Path, str, str, "SetUp"], "CreatedVault"]
"""Makes a vault: its folder, the passphrase, the recovery code that was shown, and what was said in the steps."""


class UnlockScreen(ScrollPage):
    """Signal `unlocked(folder, key, how)` once a key fits; how is passphrase, login, PIN, recovery code or created.

    `vault` is the folder to offer first, if it is still there, or with `choose` the list of all, for whoever comes
    next; `make_vault` creates one. `practise` opens the invented ones. Signal `step_told(words)` while one is set up, empty after that.
    """

    unlocked = Signal(object, object, str)
    step_told = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        vault_list: VaultList,
        *,
        vault: Path | None = None,
        choose: bool = False,
        practise: Callable[[], object],
        make_vault: MakeVault | None = None,
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._vault_list = self._new_list = vault_list
        self._make_vault, self._practise = make_vault or _create, practise
        self._wanted = vault
        self._pane: Pane | FirstRunPane | None = None
        self._login_job: Job | None = None
        self._middle = HBox()
        self._middle.addStretch(1)
        self._middle.addStretch(1)
        self.column.addStretch(1)
        self.column.addLayout(self._middle)
        self.column.addStretch(1)
        self.centre()
        self.show_start()
        if choose and self._vault_list.vaults():
            self._show_vaults()

    @property
    def pane(self) -> Pane | FirstRunPane:
        """The pane that is shown."""
        if self._pane is None:
            raise AssertionError("there is always a pane once the screen is made")
        return self._pane

    def show_start(self) -> None:
        """The passphrase of the vault that was used last; that it is away where there is no other; the first steps where there never was one."""
        vaults = self._vault_list.vaults()
        wanted = self._wanted
        if wanted is not None and is_vault(wanted):
            self._show_unlock(wanted)
        elif vaults:
            self._show_unlock(vaults[0])
        elif wanted is not None:
            self._show_away(wanted)
        else:
            self._vault_list.remove_unconfirmed()
            self._show_create()

    def show_failure(self, error: PreventDesktopError) -> None:
        """The key fitted but the vault did not open: say so where the person is."""
        self.pane.show_failure(error)

    def show_pane(self, pane: Pane | FirstRunPane) -> None:
        """Show `pane` in place of the one before, with the keyboard in it."""
        old, self._pane = self._pane, pane
        pane.setFixedWidth(self._pane_width(pane))
        self._middle.insertWidget(1, pane)
        if old is not None:
            self._middle.removeWidget(old)
            old.hide()
            old.deleteLater()
        above = isinstance(
            pane, Pane
        )  # the steps stand at the top, so that nothing moves from one to the next
        self.column.setStretch(0, int(above))
        if above:
            self.step_told.emit("")
        pane.enter()

    def _pane_width(self, pane: Pane | FirstRunPane) -> int:
        """As wide as the designs at 100 %, in proportion for larger text, never wider than the window."""
        scale = self.font().pixelSize() / _TEXT_AT_100
        return min(round(pane.base_width * max(1.0, scale)), max(300, self.width() - 80))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt hands a QResizeEvent
        if self._pane is not None:
            self._pane.setFixedWidth(self._pane_width(self._pane))

    # -- unlock

    def _show_unlock(self, folder: Path) -> None:
        pane = UnlockPane(_("Your records · on this computer only"))
        pane.submitted.connect(lambda passphrase: self._derive(folder, passphrase, pane))
        pane.login_wanted.connect(lambda: self._use_login(folder, pane))
        pane.pin_wanted.connect(lambda: self._show_pin(folder))
        pane.forgotten.connect(lambda: self._show_recover(folder))
        pane.other_wanted.connect(self._show_vaults)
        self._tell_place(folder, pane)
        self.show_pane(pane)
        # Once the screen is painted: what this asks for is heavy.
        QTimer.singleShot(_AFTER_PAINT_MS, pane, lambda: self._look_for_ways(folder, pane))

    def _tell_place(self, folder: Path, pane: UnlockPane) -> None:
        """Before a passphrase is typed: why the records should not lie there, and the move to a disk of this computer."""
        trouble = trouble_with(folder)
        if trouble is None:
            return
        from prevent_desktop.ui.vault_admin.unlock.place_pane import PlaceNotice

        here = self._good_list()
        notice = PlaceNotice(trouble, can_move=here is not None and trouble.ground is not Ground.READ_ONLY)
        if here is not None:
            notice.move_wanted.connect(lambda: self._move(folder, here, pane))
        pane.tell_place(notice)

    def _good_list(self) -> VaultList | None:
        """Where records may lie on this computer; None where there is no such place."""
        for one in (self._vault_list, VaultList(usual_folder() / VAULTS_NAME)):
            if trouble_with(one.folder) is None:
                return one
        return None

    def _move(self, folder: Path, here: VaultList, pane: UnlockPane) -> None:
        def work() -> Path:
            from prevent_desktop.vault.copies.moving import move_vault

            target = _on_disk(here.place_for_restored)
            move_vault(folder, target)
            return target

        pane.wait(_("Copying and comparing…"))
        self._tasks.in_background(work, self._show_unlock, pane.show_failure)

    def _look_for_ways(self, folder: Path, pane: UnlockPane) -> None:
        """Which other unlock methods this computer offers, and whether a passphrase has to wait."""

        def work() -> OtherMethods:
            from prevent_desktop.workflows.vault_admin.recover import other_ways

            return other_ways(folder)

        # Slots that cannot be read are told when the passphrase is tried.
        self._tasks.in_background(work, pane.show_methods, lambda _error: None)

    def _derive(self, folder: Path, passphrase: str, pane: UnlockPane) -> None:
        def work() -> VaultKey:
            from prevent_desktop.workflows.vault_admin.unlock import derive_key

            return derive_key(folder, passphrase)

        if self._login_job is not None:
            self._login_job.cancel()  # whoever types does not wait for the system

        def failed(error: PreventDesktopError) -> None:
            if isinstance(error, HeaderDamagedError):
                self.show_ways_back(folder)
                return
            pane.show_failure(error)
            self._look_for_ways(folder, pane)

        self._tasks.in_background(work, self._opener(folder, "passphrase"), failed)

    def _use_login(self, folder: Path, pane: UnlockPane) -> None:
        def work() -> VaultKey:
            from prevent_desktop.workflows.vault_admin.recover import derive_key_from_login

            return derive_key_from_login(folder)

        self._login_job = self._tasks.in_background(work, self._opener(folder, "login"), pane.show_failure)

    def _show_pin(self, folder: Path) -> None:
        from prevent_desktop.ui.vault_admin.unlock.pin_pane import PinPane

        pane = PinPane()
        pane.submitted.connect(lambda pin: self._use_pin(folder, pin, pane))
        pane.back_wanted.connect(lambda: self._show_unlock(folder))
        self.show_pane(pane)

    def _use_pin(self, folder: Path, pin: str, pane: PinPane) -> None:
        def work() -> VaultKey:
            from prevent_desktop.workflows.vault_admin.recover import derive_key_from_pin

            return derive_key_from_pin(folder, pin)

        self._tasks.in_background(work, self._opener(folder, "PIN"), pane.show_failure)

    def _opener(self, folder: Path, how: str) -> Callable[[VaultKey], None]:
        return lambda key: self.unlocked.emit(folder, key, how)

    # -- somebody else

    def _show_vaults(self) -> None:
        from prevent_desktop.ui.vault_admin.unlock.vaults_pane import VaultsPane

        pane = VaultsPane(self._vault_list.vaults())
        pane.chosen.connect(self._show_unlock)
        pane.create_wanted.connect(self._show_create)
        pane.restore_wanted.connect(self.show_restore)
        pane.back_wanted.connect(self.show_start)
        self.show_pane(pane)

    def show_restore(self) -> None:
        """From a backup."""
        from prevent_desktop.ui.vault_admin.unlock.restore_pane import RestorePane

        pane = RestorePane(self._tasks, (self._good_list() or self._vault_list).place_for_restored)
        pane.restored.connect(self._take_restored)
        pane.back_wanted.connect(self.show_start)
        self.show_pane(pane)

    def show_ways_back(self, folder: Path) -> None:
        """The key file of these records is damaged: put it back from a backup."""
        from prevent_desktop.ui.vault_admin.unlock.restore_pane import WaysBackPane

        pane = WaysBackPane(self._tasks, folder)
        pane.restored.connect(self._take_restored)
        pane.back_wanted.connect(self._show_vaults)
        self.show_pane(pane)

    def _take_restored(self, folder: Path, key: VaultKey, by_code: bool) -> None:
        """Whoever came with the recovery code chooses a new passphrase first."""
        if by_code:
            self._recovering().choose(folder, key)
        else:
            self.unlocked.emit(folder, key, "passphrase")

    # -- recover

    def _show_recover(self, folder: Path) -> None:
        self._recovering().begin(folder)

    def _recovering(self) -> Recovering:
        from prevent_desktop.ui.vault_admin.unlock.recovering import Recovering

        return Recovering(self._tasks, self.show_pane, self.unlocked.emit, self._show_unlock)

    # -- create

    def _show_away(self, folder: Path) -> None:
        from prevent_desktop.ui.vault_admin.unlock.away_pane import AwayPane

        pane = AwayPane(folder)
        pane.came_back.connect(self.show_start)
        pane.restore_wanted.connect(self.show_restore)
        pane.begin_wanted.connect(self._begin_anew)
        self.show_pane(pane)

    def _begin_anew(self) -> None:
        """Without the records that are away."""
        self._wanted = None
        self.show_start()

    def _show_create(self) -> None:
        trouble = trouble_with(self._new_list.folder)
        if trouble is not None:
            self._show_place(trouble)
            return
        from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane

        pane = FirstRunPane(self._tasks, can_go_back=bool(self._vault_list.vaults()), practise=self._practise)
        pane.finished.connect(self._create)
        pane.step_told.connect(self.step_told)
        pane.restore_wanted.connect(self.show_restore)
        pane.back_wanted.connect(self.show_start)
        self.show_pane(pane)
        self.tell_step()

    def _show_place(self, trouble: PlaceTrouble) -> None:
        """No records may be made in the folder that counts: say so before anything is asked or written."""
        from prevent_desktop.ui.vault_admin.unlock.place_pane import PlacePane

        here = self._good_list()
        pane = PlacePane(trouble, can_be_here=here is not None, can_go_back=bool(self._vault_list.vaults()))
        if here is not None:
            pane.here_wanted.connect(lambda: self._create_in(here))
        pane.back_wanted.connect(self.show_start)
        self.show_pane(pane)

    def _create_in(self, here: VaultList) -> None:
        self._new_list = here
        self._show_create()

    def tell_step(self) -> None:
        """Which step of setting up is shown."""
        self.step_told.emit("" if isinstance(self._pane, Pane) or self._pane is None else self._pane.told)

    def _create(self, said: SetUp, passphrase: str, code: str) -> None:
        def work() -> tuple[Path, CreatedVault]:
            folder = _on_disk(self._new_list.place_for_new)
            created = self._make_vault(folder, passphrase, code, said)
            return _on_disk(lambda: self._new_list.confirm(folder)), created

        self._tasks.in_background(
            work, lambda made: self.unlocked.emit(made[0], made[1].key, "created"), self.show_failure
        )


_AFTER_PAINT_MS = 60
_TEXT_AT_100 = 15
"""The size of text at 100 %, in pixels."""


def _on_disk(act: Callable[[], Path]) -> Path:
    """What `act` gives; what the disk refuses in words, as VaultError."""
    from prevent_desktop.vault.safe_files import in_our_words

    with in_our_words():
        return act()


def _create(folder: Path, passphrase: str, code: str, said: SetUp) -> CreatedVault:
    from prevent_desktop.workflows.vault_admin.first_run import make_vault

    return make_vault(folder, passphrase, code, said)
