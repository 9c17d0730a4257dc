"""Pictures of what goes wrong: each fault is provoked in the real program, and what it says then is looked at.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.error_pictures FOLDER [--quick] [--theme dark] [--scale 200] [--size 1024x700]``.
A full and a read-only disk are made in memory, which only root on Linux can do; elsewhere these scenes are left out.
"""

from __future__ import annotations

import shutil
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.cli.demo import DEMO_PASSPHRASE, prepare_demo_vault
from prevent_desktop.delivery.failure_reasons import FailureReason
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.system.printing import process
from prevent_desktop.ui.team.page import TeamPage
from prevent_desktop.ui.vault_admin.unlock.away_pane import AwayPane
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.window.clock_watch import ClockBanner
from prevent_desktop.ui.window.failure_dialog import FailureDialog
from prevent_desktop.ui.window.unsaved_banner import UnsavedBanner
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import PROFILE
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import keep_signing_key
from prevent_desktop.workflows.places import Places
from tests.e2e.colleague_pictures import Watched
from tests.e2e.manners import Manner, chosen_manners, manners_arguments
from tests.e2e.screen_pictures import Camera, camera_before, unlock, wait_until
from tests.e2e.team_page_pictures import in_vault
from tests.gui.printers import PaperTray
from tests.gui.screens import now
from tests.gui.team_made import change_team, make_team
from tests.print_server import CAN_SERVE, Asked, print_server
from tests.profiles import change_profile
from tests.unit.delivery.strange_servers import TUS, Say, StrangeServer, answer, self_made_context
from tests.unit.packs.making import make_key_for
from tests.unit.vault.disks import CAN_MOUNT, small_disk

_MEGABYTES = 64
_NEWER = 9_999
_SILENCE, _AT_ONCE = 3.0, 1_000_000_000
_TYPED = "She told me about the leaflet, in her own words."
AWAY = {
    "not-found": "https://packs.example.invalid/files",
    "switched-off": "https://127.0.0.1:9/files",
    "no-folder": "file:///nowhere/front-door",
}
"""Where nothing can be put: by the name of its picture."""


@dataclass
class Bench:
    """A demo vault that each scene gets a copy of, and the camera that is put before it."""

    folder: Path
    manner: Manner
    made: Path
    work: Path
    kind: type[Camera] = Camera

    def copy(self, name: str) -> Path:
        """A data folder of its own."""
        return Path(shutil.copytree(self.made, self.work / name))

    @contextmanager
    def before(self, data: Path) -> Iterator[Camera]:
        """The camera before a locked vault."""
        with camera_before(data, self.folder, self.manner, self.kind) as camera:
            yield camera

    @contextmanager
    def at_work(self, data: Path) -> Iterator[Watched]:
        """The camera before the open window."""
        with self.before(data) as camera:
            yield Watched(camera, unlock(camera.desktop))


Scene = Callable[[Bench], None]


def vault_in(data: Path) -> Path:
    """The folder of the one vault of that data folder."""
    return next(Places.of(data).vaults.iterdir())


def opened(data: Path, work: Callable[[Vault], object], *, at: datetime | None = None) -> None:
    """Do something in the vault, at this time."""
    folder = vault_in(data)
    with Vault.open(folder, unlock_key(folder, DEMO_PASSPHRASE), now=lambda: at or now()) as vault:
        work(vault)


def _try_passphrase(camera: Camera) -> UnlockPane:
    """Type the passphrase, and wait until the pane says why it does not open."""
    pane = camera.desktop.unlock_screen.pane
    assert isinstance(pane, UnlockPane)
    QTest.keyClicks(pane.passphrase.line, DEMO_PASSPHRASE)
    QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)
    wait_until(lambda: bool(pane.field.error.text()))
    return pane


# -- it does not open


def picture_newer_vault(bench: Bench) -> None:
    """A newer version of the program wrote it."""
    data = bench.copy("newer")
    opened(data, lambda vault: vault.database.run(f"PRAGMA user_version = {_NEWER}"))
    with bench.before(data) as camera:
        _try_passphrase(camera)
        camera.take("error-newer-vault")


def picture_second_window(bench: Bench) -> None:
    """It is open in another window already."""
    data = bench.copy("second")
    with bench.at_work(data), bench.before(data) as camera:
        _try_passphrase(camera)
        camera.take("error-second-window")


def picture_read_only(bench: Bench) -> None:
    """Nothing can be written where it is."""
    with small_disk(bench.work / "read-only", _MEGABYTES) as disk:
        data = Path(shutil.copytree(bench.made, disk.folder / "data"))
        with disk.read_only(), bench.at_work(data) as at:
            at.camera.take("error-read-only")
            home = at.pages.main_view.page
            assert isinstance(home, HomePage)
            assert home.to_finish.table.rows_model.rows, "what is kept is shown without the outbox"


# -- while somebody works


def picture_full_disk(bench: Bench) -> None:
    """The disk fills while a note is typed; then there is room again."""
    with small_disk(bench.work / "full", _MEGABYTES) as disk:
        data = Path(shutil.copytree(bench.made, disk.folder / "data"))
        with bench.at_work(data) as at:
            case_id = in_vault(at.camera, lambda vault: vault.cases.open_cases()[0].id)
            page = at.open(routes.Note(case_id), NotePage)
            disk.fill()
            QTest.keyClicks(page.text, _TYPED)
            wait_until(lambda: "Not saved" in at.camera.desktop.window.status.saved.text())
            at.camera.take("error-full-disk")
            assert _unsaved(at).isVisible()
            page.save.click()
            wait_until(page.errors.isVisible)
            at.camera.take("error-full-disk-kept")
            at.pages.navigator.open(routes.Outbox())
            asked = _unsaved(at).dialog
            assert asked is not None
            at.camera.take_dialog(asked, "error-full-disk-leave")
            asked.reject()
            disk.empty()
            wait_until(lambda: page.keeper.settled)
            at.camera.take("error-full-disk-over")
            assert page.text.toPlainText() == _TYPED
            assert not page.errors.isVisible()
            assert not _unsaved(at).isVisible()


def _unsaved(at: Watched) -> UnsavedBanner:
    found = at.camera.desktop.window.findChild(UnsavedBanner)
    assert found is not None
    return found


def picture_folder_gone(bench: Bench) -> None:
    """The folder with the vault is moved away while it is open; at the next start it is not there, and then it comes back."""
    data = bench.copy("gone")
    with bench.at_work(data) as at:
        case_id = in_vault(at.camera, lambda vault: vault.cases.open_cases()[0].id)
        page = at.open(routes.Note(case_id), NotePage)
        Places.of(data).vaults.rename(data / "moved")
        QTest.keyClicks(page.text, _TYPED)
        at.camera.settle()
        at.camera.take("error-folder-gone")
    with bench.before(data) as camera:
        pane = camera.desktop.unlock_screen.pane
        assert isinstance(pane, AwayPane)
        camera.take("error-folder-gone-next-start")
        (data / "moved").rename(Places.of(data).vaults)
        wait_until(lambda: isinstance(camera.desktop.unlock_screen.pane, UnlockPane))


def picture_clock(bench: Bench) -> None:
    """The computer's clock is behind by an hour, behind by a year, and has gone ahead by a year."""
    for name, change in (
        ("hour-behind", timedelta(hours=1)),
        ("year-behind", timedelta(days=365)),
        ("year-ahead", -timedelta(days=365)),
    ):
        data = bench.copy(name)
        opened(data, lambda vault: vault.audit.append("vault.unlocked", ""), at=now() + change)
        with bench.at_work(data) as at:
            window = at.camera.desktop.window
            wait_until(lambda: any(one.isVisible() for one in window.findChildren(ClockBanner)))  # noqa: B023
            at.camera.take(f"error-clock-{name}")


# -- sending


def picture_outbox(bench: Bench) -> None:
    """Packs for a server that nobody finds, for one that is switched off, and for a folder that is away."""
    with bench.at_work(bench.copy("outbox")) as at:
        spool = at.camera.desktop.spool.get()
        ids = {}
        for name, endpoint in AWAY.items():
            ids[name] = new_pack_id()
            spool.queue(ids[name], b"sealed", endpoint=endpoint, receipt_certificate="")
        page = at.open(routes.Outbox(), OutboxPage)
        service = at.camera.desktop.outbox_service
        assert service is not None
        service.courier.wake()
        wait_until(lambda: all(_reason(at, one) for one in ids.values()))
        at.camera.settle()
        at.camera.take("error-outbox")
        for name, pack_id in ids.items():
            page.open_pack(pack_id)
            at.camera.take(f"error-outbox-{name}")


def _is_told(page: OutboxPage, spool: Spool, pack_id: str, kind: FailureReason) -> bool:
    """Whether the page says what to do next about what a pack waits for; it is tried again meanwhile."""
    reason = spool.expect(pack_id).reason
    return (
        reason is not None
        and reason.kind == kind
        and reason.next_step in page.details.accessibleDescription()
    )


def picture_refusals(bench: Bench) -> None:
    """Servers that answer, and take no pack: not from this person, not of this size, not now, or not over this connection."""
    with ExitStack() as servers, bench.at_work(bench.copy("refusals")) as at:
        spool = at.camera.desktop.spool.get()
        ids = {}
        for name, server in _refusing(bench, servers).items():
            ids[name] = new_pack_id()
            spool.queue(ids[name], b"sealed", endpoint=server, receipt_certificate="")
        page = at.open(routes.Outbox(), OutboxPage)
        service = at.camera.desktop.outbox_service
        assert service is not None
        service.courier.wake()
        wait_until(lambda: all(_reason(at, one) for one in ids.values()))
        at.camera.settle()
        at.camera.take("error-refusals")
        for name, pack_id in ids.items():
            page.open_pack(pack_id)
            wait_until(partial(_is_told, page, spool, pack_id, REFUSALS[name]))
            at.camera.take(f"error-refusals-{name}")
            with spool.open_sealed(spool.expect(pack_id)) as kept:
                assert kept.read() == b"sealed"


REFUSALS = {
    "signed-out": FailureReason.SIGN_IN_WANTED,
    "password": FailureReason.NOT_ALLOWED,
    "forbidden": FailureReason.NOT_ALLOWED,
    "too-large": FailureReason.TOO_LARGE,
    "full": FailureReason.SERVER_FULL,
    "fault": FailureReason.SERVER_FAULT,
    "busy": FailureReason.SERVER_BUSY,
    "own-certificate": FailureReason.CERTIFICATE_SELF_MADE,
    "old-tls": FailureReason.NOT_SECURE,
}
"""How a receiver's server refuses, by the name of its picture, and as what that is told."""


def _refusing(bench: Bench, servers: ExitStack) -> dict[str, str]:
    """The addresses of servers that do, in this order."""
    to_creation = {"too-large": 413, "full": 507, "fault": 500, "busy": 503}
    says: dict[str, Say] = {
        "signed-out": lambda _method, _path: answer(401, "WWW-Authenticate: Bearer"),
        "password": lambda _method, _path: answer(401, 'WWW-Authenticate: Basic realm="packs"'),
        "forbidden": lambda _method, _path: answer(403),
        **{name: partial(_to_creation, status) for name, status in to_creation.items()},
    }
    found = {
        name: f"http://127.0.0.1:{servers.enter_context(StrangeServer(say)).port}/files"
        for name, say in says.items()
    }
    old = self_made_context(bench.work)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    for name, context in (("own-certificate", self_made_context(bench.work)), ("old-tls", old)):
        server = servers.enter_context(StrangeServer(says["forbidden"], context))
        found[name] = f"https://127.0.0.1:{server.port}/files"
    return found


def _to_creation(status: int, method: str, _path: str) -> bytes:
    greeting = answer(204, TUS, "Tus-Version: 1.0.0", "Tus-Extension: creation")
    return greeting if method == "OPTIONS" else answer(status, TUS)


def _reason(at: Watched, pack_id: str) -> object:
    return at.camera.desktop.spool.get().expect(pack_id).reason


def picture_prepare(bench: Bench) -> None:
    """The signing key has expired; the receivers have no key."""
    with bench.at_work(bench.copy("expired")) as at:
        in_vault(at.camera, _let_the_key_expire)
        case_id = _case_with_pack(at)
        at.open(routes.PreparePack(case_id), PackPage)
        at.camera.take("error-expired-key")
        at.open(routes.Settings(SettingsPart.SIGNING), SettingsScreen)
        at.camera.take("error-expired-key-settings")
    with bench.at_work(bench.copy("keyless")) as at:
        in_vault(at.camera, _take_keys_away)
        at.open(routes.PreparePack(_case_with_pack(at)), PackPage)
        at.camera.take("error-receiver-without-key")


def _let_the_key_expire(vault: Vault) -> None:
    authority = Authority.create("Trust")
    begun = datetime.now(UTC) - timedelta(days=800)
    keep_signing_key(vault, make_key_for(authority, start=begun, end=begun + timedelta(days=700)))


def _take_keys_away(vault: Vault) -> None:
    recipients = settings.receivers(vault)
    change_profile(vault, recipients=tuple(replace(one, seal_to=()) for one in recipients))


def _case_with_pack(at: Watched) -> str:
    return in_vault(at.camera, lambda vault: vault.packs.all()[0].case_id)


# -- files, a team, a printer


def picture_backup_full(bench: Bench) -> None:
    """There is no room in the folder for the backup."""
    with small_disk(bench.work / "stick", 8) as disk, bench.at_work(bench.copy("backup")) as at:
        section = at.open(routes.Settings(SettingsPart.BACK_UP), SettingsScreen).back_up
        disk.fill()
        section.controller.start(disk.folder)
        wait_until(section.notice.isVisible)
        at.camera.take("error-backup-full")


def picture_team(bench: Bench) -> None:
    """The team's mailbox cannot be reached."""
    with bench.at_work(bench.copy("team")) as at:
        store = bench.work / "mailbox"
        store.mkdir()

        in_vault(at.camera, lambda vault: _begin_team(vault, store))
        shutil.rmtree(store)
        _see_trouble(at, "cannot be reached")
        at.camera.take("error-team-mailbox-away")


def _begin_team(vault: Vault, store: Path) -> None:
    vault.database.run("DROP TRIGGER profiles_are_never_deleted")  # the demo's profile is somebody else's
    vault.database.run("DELETE FROM profiles")
    make_team(vault, store)


def _see_trouble(at: Watched, told: str) -> None:
    """Bring the copies up to date; the page says what stands in the way."""
    page = at.open(routes.Team(), TeamPage)
    service = at.camera.desktop.team_service
    assert service is not None
    before = service.last
    page.bring.click()
    wait_until(lambda: service.last is not before and told in service.last.trouble)
    at.camera.settle()
    wait_until(lambda: service.last.trouble_in_full in page.notice.text.text())
    assert page.notice.isVisible()


def picture_team_refused(bench: Bench) -> None:
    """The team's mailbox wants another password, lets nobody in, and is full; where the password is set it says so too."""
    with ExitStack() as servers, bench.at_work(bench.copy("team-refused")) as at:
        store, said = bench.work / "mailbox-refusing", [answer(401, 'WWW-Authenticate: Basic realm="team"')]
        store.mkdir()
        in_vault(at.camera, lambda vault: _begin_team(vault, store))
        server = servers.enter_context(StrangeServer(lambda _method, _path: said[0]))
        mailbox = f"http://127.0.0.1:{server.port}/team"
        in_vault(at.camera, lambda vault: change_team(vault, lambda team: replace(team, mailbox=mailbox)))
        _see_trouble(at, "does not let this vault in")
        at.camera.take("error-team-mailbox-password")
        page = at.pages.main_view.page
        assert isinstance(page, TeamPage)
        page.mailbox.click()
        wait_until(lambda: isinstance(at.pages.main_view.page, SettingsScreen))
        screen = at.pages.main_view.page
        assert isinstance(screen, SettingsScreen)
        section = screen.team_mailbox
        wait_until(section.sign_in.tried.isVisible)
        section.sign_in.tried.click()
        wait_until(section.notice.isVisible)
        at.camera.take("error-team-mailbox-password-settings")
        for name, status, told in (
            ("forbidden", 403, "does not let this vault in"),
            ("full", 507, "is full"),
        ):
            said[0] = answer(status)
            _see_trouble(at, told)
            at.camera.take(f"error-team-mailbox-{name}")


# -- the organisation's file


def picture_profile(bench: Bench) -> None:
    """The organisation's file runs out while the window is open; the one that is brought then is older than it."""
    with bench.at_work(bench.copy("profile")) as at:
        unlocked, today = at.camera.desktop.unlocked, now().date()
        assert unlocked is not None
        in_vault(at.camera, lambda vault: change_profile(vault, expires=today - timedelta(days=2)))
        unlocked.profile.look()
        wait_until(lambda: unlocked.profile.banner is not None)
        at.open(routes.PreparePack(_case_with_pack(at)), PackPage)
        at.camera.take("error-profile-run-out")
        screen = at.open(routes.Settings(SettingsPart.ORGANISATION), SettingsScreen)
        screen.organisation.offer_file(at.camera.desktop.places.demo_organisation / PROFILE)
        wait_until(screen.organisation.notice.isVisible)
        at.camera.take("error-profile-older")
        assert "older" in screen.organisation.notice.text.text()


def picture_print(bench: Bench) -> None:
    """No printer is set up on this computer."""
    with bench.at_work(bench.copy("print")) as at:
        _fail_to_print(at, "error-no-printer", "No printer is set up")


def _fail_to_print(at: Watched, name: str, told: str) -> None:
    """Print a record; what is told then, and the window is as before."""
    page = at.open(routes.RecordOfCase(_case_with_pack(at)), RecordPage)
    page.print_shown()
    wait_until(lambda: page.findChild(ConfirmDialog) is not None)
    question = page.findChild(ConfirmDialog)
    assert question is not None
    question.accept()
    wait_until(lambda: _failure(at) is not None)
    dialog = _failure(at)
    assert dialog is not None
    at.camera.take_dialog(dialog, name)
    assert told in dialog.accessibleName() + dialog.accessibleDescription()
    dialog.accept()
    wait_until(lambda: _failure(at) is None)
    assert not page.printing.busy


def _failure(at: Watched) -> FailureDialog | None:
    found = at.camera.desktop.window.findChildren(FailureDialog)
    return next((one for one in found if one.isVisible()), None)


def picture_print_service(bench: Bench) -> None:
    """The print service is silent from the beginning, falls silent while it is given the pages, and refuses them."""
    with pytest.MonkeyPatch.context() as patch, bench.at_work(bench.copy("print-service")) as at:
        patch.setattr(process, "command", PaperTray("-").command)
        with print_server() as server:
            patch.setattr(process, "SILENCE_SECONDS", _SILENCE)
            server.fall_silent()
            _fail_to_print(at, "error-print-silent", "does not answer")
        patch.undo()
        patch.setattr(process, "command", PaperTray("-").command)
        patch.setattr(process, "HAND_OVER_SECONDS", _SILENCE)
        patch.setattr(process, "SLOWEST", _AT_ONCE)
        with print_server() as server:
            server.fall_silent((Asked.SEND_DOCUMENT,))
            _fail_to_print(at, "error-print-hangs", "may still come out")
        with print_server() as server:
            server.refuses = True
            _fail_to_print(at, "error-print-refuses", "refused the pages")


ANYWHERE = (
    picture_newer_vault, picture_second_window, picture_folder_gone, picture_clock, picture_outbox, picture_refusals, picture_prepare,
    picture_team, picture_team_refused, picture_profile, picture_print,
)  # fmt: skip
WITH_PRINT_SERVICE = (picture_print_service,)
ON_SMALL_DISKS = (picture_read_only, picture_full_disk, picture_backup_full)


@contextmanager
def bench_of(folder: Path, manner: Manner, kind: type[Camera] = Camera) -> Iterator[Bench]:
    """A vault to be copied, in this manner."""
    with tempfile.TemporaryDirectory() as work:
        made = Path(work) / "made"
        prepare_demo_vault(Places.of(made))
        yield Bench(folder, manner, made, Path(work), kind)


def main() -> None:
    """Read the arguments and take the pictures."""
    arguments = manners_arguments(__doc__)
    chosen = arguments.parse_args()
    scenes = (
        *ANYWHERE,
        *(WITH_PRINT_SERVICE if CAN_SERVE else ()),
        *(ON_SMALL_DISKS if CAN_MOUNT else ()),
    )
    for manner in chosen_manners(chosen):
        with bench_of(chosen.folder, manner) as bench:
            for picture in scenes:
                picture(bench)


if __name__ == "__main__":
    main()
