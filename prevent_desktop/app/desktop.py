"""The running app: puts the pieces together, shows the unlock screen at once, opens the window, and ends in good order."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from prevent_desktop.app.data_move import DataMove
from prevent_desktop.app.options import AppOptions
from prevent_desktop.app.window_look import WindowLook
from prevent_desktop.data_files import installed
from prevent_desktop.errors import PreventDesktopError, RolledBackError, VaultInUseError
from prevent_desktop.event_log import Event, record
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.tasks import Tasks, our_fault
from prevent_desktop.ui.vault_admin.unlock.unlock_screen import UnlockScreen
from prevent_desktop.ui.vault_admin.unlock.vault_list import VaultList
from prevent_desktop.ui.window.failures import Failures
from prevent_desktop.ui.window.file_to_open import FileToOpen
from prevent_desktop.ui.window.later_imports import PagesImport, import_beside, import_courier, read_ahead
from prevent_desktop.ui.window.policy_banner import tell_policy_trouble
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.shared_spool import SharedSpool

if TYPE_CHECKING:
    from datetime import datetime

    from prevent_desktop.ui.system.clipboard_guard import ClipboardGuard
    from prevent_desktop.ui.window.giving_way import GivingWay
    from prevent_desktop.ui.window.in_tray import InTray
    from prevent_desktop.ui.window.newer_release import NewerReleaseWatch
    from prevent_desktop.ui.window.outbox_service import OutboxService
    from prevent_desktop.ui.window.single_instance import SingleInstance
    from prevent_desktop.ui.window.team_service import Rounds, TeamService
    from prevent_desktop.ui.window.unlocked_window import UnlockedWindow
    from prevent_desktop.ui.window.upgrade_watch import UpgradeWatch
    from prevent_desktop.vault.keys.key_slots import VaultKey


class Desktop:
    """The running app. `fresh_process` takes its place at a lock; in the real program it does not return.

    `fresh_in_tray` does so where the window is closed and packs go on leaving from the tray; `practise` where somebody
    wants to try things out first. On the practice vault there is no courier, no team and no tray: nothing of it can leave.

    Only what the first screen needs is there at once. The outbox service follows when that is painted, and the open
    window when the vault is open.
    """

    def __init__(
        self,
        app: QApplication,
        options: AppOptions,
        *,
        fresh_process: Callable[[], None],
        fresh_in_tray: Callable[[], None] | None = None,
        practise: Callable[[], None] | None = None,
    ) -> None:
        self._app = app
        self._options = options
        self._fresh_process = fresh_process
        self._fresh_in_tray = fresh_in_tray or fresh_process
        self._to_tray = False
        self._to_outbox = False
        self.file_to_open = FileToOpen(options.file)
        self._practise = practise or fresh_process
        real = Places.of(options.data)
        real.keep_to_owner()
        self.places = real.practice if options.practice else real
        self.places.keep_to_owner()
        self.look = WindowLook(app, self.places.window_settings, options)
        self.window = self.look.window
        self.window.closing.connect(self._close)
        self.failures = Failures(self.window)
        self.tasks = Tasks(self.failures.show, app)
        self.spool = SharedSpool(self.places.spool)
        self.unlock_screen = UnlockScreen(
            self.tasks,
            VaultList(self.places.vaults),
            vault=self.look.vault,
            choose=self.look.chooses_vault,
            practise=self._go_and_practise,
        )
        self.unlock_screen.unlocked.connect(self._open)
        self.unlock_screen.step_told.connect(self.window.status.tell_step)
        self.unlock_screen.tell_step()
        self.outbox_service: OutboxService | None = None
        self.team_service: TeamService | None = None
        self.in_tray: InTray | None = None
        self.clipboard: ClipboardGuard | None = None
        self.upgrade: UpgradeWatch | None = None
        self.newer: NewerReleaseWatch | None = None
        self.giving_way: GivingWay | None = None
        self._installed = installed()
        self.single_instance: SingleInstance | None = None
        self.unlocked: UnlockedWindow | None = None
        self.data_move = DataMove(self.window, self.unlock_screen, self.tasks, self._let_go, fresh_process)

    def start(self) -> None:
        """Show the unlock screen; what is heavy begins once it is painted."""
        record(Event.STARTED)
        self.window.show_first(self.unlock_screen)
        tell_policy_trouble(self.window)
        if self._options.practice:
            self._begin_practice()
        if not self._options.in_tray:
            self.window.show()
            self.unlock_screen.pane.enter()
        QTimer.singleShot(0, self._begin_in_background)

    def _let_go(self) -> None:
        """Use nothing of the data folder any more, also where the outbox was only about to begin."""
        if self.outbox_service is not None:
            self.outbox_service.stop()
        self.spool.close()

    def _begin_in_background(self) -> None:
        gc.freeze()  # what the start has made stays anyway
        if not self._options.practice:
            self.data_move.offer(self._options.data)
        from prevent_desktop.ui.system.clipboard_guard import CLEAR_AFTER_SECONDS, ClipboardGuard
        from prevent_desktop.ui.system.garbage import WindowThreadCollector
        from prevent_desktop.ui.window.giving_way import GivingWay
        from prevent_desktop.ui.window.newer_release import watch_for_newer
        from prevent_desktop.ui.window.outbox_service import OutboxService
        from prevent_desktop.ui.window.upgrade_watch import UpgradeWatch

        WindowThreadCollector(self.window)
        self.clipboard = ClipboardGuard(self._app, self.window)
        self.clipboard.copied.connect(lambda: self.window.status.tell_copied(CLEAR_AFTER_SECONDS))
        self.clipboard.cleared.connect(lambda: self.window.status.tell_copied(0))
        self.upgrade = UpgradeWatch(self.window, self._installed, self._go_on_anew)
        self.upgrade.start()
        self.giving_way = GivingWay(self.window)
        if self._options.practice or self.spool.is_closed:
            self._make_ready()
            return
        self.newer = watch_for_newer(self.window, self.tasks, self.places, self.spool.get, present_time)
        self.outbox_service = OutboxService(self.spool, self.tasks, self.window, self.window)
        self.outbox_service.failed.connect(self.failures.show)
        self._stand_by_tray(self.outbox_service)
        # The courier begins once it is imported: beside other imports it could be given a module that is half made.
        if self._options.in_tray:
            begin = self.outbox_service.start
            self.tasks.import_first(import_courier, lambda _none: begin())
        else:
            self._make_ready(self.outbox_service.start)

    # -- practice

    def _go_and_practise(self) -> None:
        """End this process in good order; one on the practice vault takes its place."""
        self._end()
        self._hand_over(self._practise)

    def _begin_practice(self) -> None:
        from prevent_desktop.ui.vault_admin.unlock.practice_pane import PracticePane
        from prevent_desktop.ui.window.practice_bar import PracticeBar
        from prevent_desktop.workflows.demo.practice import PRACTICE_PASSPHRASE, open_practice

        bar = PracticeBar(PRACTICE_PASSPHRASE, above=self.window.emergency, status=self.window.status)
        bar.leave_wanted.connect(self.window.close)
        self.window.show_banner(bar)
        pane = PracticePane()
        self.unlock_screen.show_pane(pane)
        self.tasks.in_background(
            lambda: open_practice(self.places), lambda made: self._open(*made, "practice"), pane.show_failure
        )

    @property
    def session_ended(self) -> bool:
        """Whether the system ended the session, so that no window is to come back."""
        return self.unlocked is not None and self.unlocked.session_ends

    def _stand_by_tray(self, outbox_service: OutboxService) -> None:
        from prevent_desktop.ui.window.in_tray import InTray

        self.in_tray = InTray(
            self._app,
            self.window,
            outbox_service,
            self.spool,
            self.tasks,
            lock_into_tray=self._lock_into_tray,
            open_outbox=self._go_to_outbox,
            hidden=self._options.in_tray,
        )
        self.in_tray.ending.connect(self._end_for_good)
        self.in_tray.shown.connect(self._came_back)
        self.in_tray.given.connect(self.file_to_open.take)

    def _lock_into_tray(self) -> bool:
        if self.unlocked is None:
            return False
        self._to_tray = True
        self.unlocked.locker.lock()
        return True

    def _go_on_anew(self) -> None:
        """Another version was installed: a lock starts it, and so does this where no vault is open."""
        if self.unlocked is not None:
            self.unlocked.locker.lock()
            return
        self._to_tray = not self.window.isVisible()
        self._end()
        self._give_way()

    def _give_way(self) -> None:
        record(Event.LOCKED)
        self._hand_over(self._fresh_in_tray if self._to_tray else self._fresh_process)

    def _hand_over(self, begin: Callable[[], None]) -> None:
        if self.giving_way is None:
            begin()
        else:
            self.giving_way.to(begin, self._forget_what_was_open)

    def _forget_what_was_open(self) -> None:
        if self.unlocked is not None:
            self.unlocked.deleteLater()
            self.unlocked = None

    def _go_to_outbox(self) -> None:
        """A notification was clicked; while the vault is locked, the outbox comes after unlocking."""
        self._to_outbox = self.unlocked is None
        if self.unlocked is not None:
            self.unlocked.pages.main_view.go(NavSection.OUTBOX)

    def _came_back(self) -> None:
        self.unlock_screen.pane.enter()
        if self._options.in_tray:
            self._options = replace(self._options, in_tray=False)
            self._make_ready()

    def _end_for_good(self) -> None:
        """Quit from the tray, with or without a window on the screen."""
        if self.window.isVisible():
            self.window.close()
            return
        self._close()
        self._app.exit()

    def _make_ready(self, begin: Callable[[], object] | None = None) -> None:
        """Import and read ahead what unlocking needs; `begin` is called when all that is not Qt's is imported.

        All else is imported once somebody is there.
        """

        def imported(_none: object) -> None:
            if begin is not None:
                begin()
            if isValid(self.window):
                PagesImport(self.window, self.tasks)

        self.tasks.import_first(import_beside, imported)
        vault = self.look.vault
        if vault is not None:
            self.tasks.in_background(lambda: read_ahead(vault))

    def _open(self, folder: Path, key: VaultKey, how: str, accepted_because: str = "") -> None:
        from prevent_desktop.workflows import last_location
        from prevent_desktop.workflows.vault_admin.damage import open_or_what_is_left

        self.look.on_vault(folder)
        self.data_move.withdraw()
        self.tasks.open_vault(
            lambda: open_or_what_is_left(folder, key, how=how, accepted_because=accepted_because),
            lambda _none: self.tasks.in_vault(last_location.kept, partial(self._opened, folder)),
            lambda error: self._not_opened(folder, key, how, error),
        )

    def _not_opened(self, folder: Path, key: VaultKey, how: str, error: PreventDesktopError) -> None:
        """Whoever put an older copy back on purpose goes on with it; all else stands on the unlock screen."""
        self.unlock_screen.show_failure(error)
        self.data_move.offer_again()
        if isinstance(error, VaultInUseError):
            from prevent_desktop.ui.window.single_instance import knock

            knock(folder)
        if isinstance(error, RolledBackError):
            from prevent_desktop.ui.window.older_copy import OlderCopyDialog

            dialog = OlderCopyDialog(error, parent=self.window)
            dialog.reasoned.connect(lambda reason: self._open(folder, key, how, reason))
            dialog.open()

    def _opened(self, folder: Path, place: str) -> None:
        from prevent_desktop.ui.page_registry.registry import PageRegistry, Parts
        from prevent_desktop.ui.window.unlocked_window import UnlockedWindow
        from prevent_desktop.workflows.data_folders import remember

        self.look.keep()
        remember(self.places)
        self.window.status.tell_step("")
        record(Event.UNLOCKED)
        parts = Parts(
            tasks=self.tasks, spool=self.spool, places=self.places, theme=self.look.theme, clock=present_time
        )
        self.unlocked = UnlockedWindow(
            self._app,
            self.window,
            PageRegistry(parts, self.window),
            before_lock=self._end,
            lock=self._give_way,
            place_for_restored=VaultList(self.places.vaults).place_for_restored,
        )
        self.unlocked.look_chosen.connect(self.look.choose)
        self.unlocked.switching.connect(self.look.switch_user)
        self._open_single_instance(folder)
        self.unlocked.begin("" if self._to_outbox else place)
        if self._to_outbox:
            self.unlocked.pages.main_view.go(NavSection.OUTBOX)
        if self.outbox_service is not None:
            self.outbox_service.serve(self.unlocked.pages)
        self.file_to_open.serve(self.unlocked.pages.open_file)
        if not self._options.practice:
            self._begin_team(self.unlocked)
        else:
            self.unlocked.pages.team.round_wanted.connect(self._say_that_practice_sends_nothing)

    def _begin_team(self, unlocked: UnlockedWindow) -> None:
        """Keep what a team shares up to date for as long as the vault is open."""
        from prevent_desktop.ui.window.team_service import TeamService

        pages, status = unlocked.pages, self.window.status
        self.team_service = TeamService(self.tasks, self._rounds, status, pages, present_time)
        unlocked.idle.touched.connect(self.team_service.worked)
        pages.team.round_wanted.connect(self.team_service.bring_up_to_date)
        self.team_service.told.connect(pages.team.tell_state)
        self.team_service.came.connect(unlocked.signatures.take)
        self.team_service.start()

    def _say_that_practice_sends_nothing(self) -> None:
        from prevent_desktop.workflows.team.change_sets.round_state import TeamState

        if self.unlocked is not None:
            words = _("This is practice: nothing leaves this computer.")
            self.unlocked.pages.team.tell_state(TeamState(trouble=words))

    def _rounds(self) -> Rounds:
        """Called on the thread of the rounds."""
        from prevent_desktop.workflows.team.rounds.here import make_rounds

        return make_rounds(self.spool.get, now=present_time)

    def _open_single_instance(self, folder: Path) -> None:
        from prevent_desktop.ui.window.single_instance import SingleInstance

        self.single_instance = SingleInstance(folder, self.window)
        self.single_instance.knocked.connect(self.window.come_forward)
        self.single_instance.knocked.connect(self.file_to_open.take)

    def show_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """A fault that nobody caught (`sys.excepthook`): show it, and log no word of what was typed."""
        del kind, trace
        self.failures.show(our_fault(error))

    def _close(self) -> None:
        if self.unlocked is not None:
            self.unlocked.leave()
        record(Event.ENDED)
        self._end()

    def _end(self) -> None:
        """Stop all that runs; what the vault was asked for is finished, and then the outbox that it may need is closed."""
        if self.clipboard is not None:
            self.clipboard.clear()
        for watch in (self.upgrade, self.newer, self.giving_way):
            if watch is not None:
                watch.stop()
        self.look.keep()
        if self.unlocked is not None:
            self.unlocked.stop()
        if self.in_tray is not None:
            self.in_tray.close()
        for service in (self.team_service, self.outbox_service):
            if service is not None:
                service.stop()
        if self.single_instance is not None:
            self.single_instance.close()
        self.tasks.close()
        self.spool.close()


def present_time() -> datetime:
    """The device clock, with this machine's zone."""
    from datetime import datetime

    return datetime.now().astimezone()
