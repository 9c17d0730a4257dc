"""Pictures of keeping and disposing: the list, a hold, an extension, what a disposal takes, its certificate, the rules.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.keeping_pictures FOLDER``: at 1366×768 and 1024×700, at 100 % and
200 %, light and dark.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.keeping import Which
from prevent_desktop.cli.demo import prepare_demo_vault
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.retention.case_page import CaseKeepingPage
from prevent_desktop.ui.retention.case_view import Step
from prevent_desktop.ui.retention.disposal_page import DisposalPage
from prevent_desktop.ui.retention.list_page import KeepingPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import CaseKeeping, Certificates, Disposal, Erasure, Keeping, Record
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.retention import keeping
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from tests.e2e.screen_pictures import SCALES, SIZES, THEMES, Camera, unlock

DUE, HELD, CLOSED, WAITING = "demo-case-rs", "demo-case-jt", "demo-case-ln", "demo-person-ab"


def prepare(vault: Vault) -> None:
    """One case is due, one on hold, and there is a backup."""
    now = datetime.now(UTC)
    vault.cases.set_status(DUE, CaseStatus.NOT_REFERRED, at=now - timedelta(days=500))
    keeping.hold(
        vault, HELD, reason="Family court proceedings, disclosure ordered", reference="BM26C00123", now=now
    )
    vault.audit.append("backup.made", "")


def picture_keeping(camera: Camera, pages: PageRegistry) -> None:
    """The screens, one after the other."""
    pages.tasks.in_vault(prepare)
    pages.main_view.go(NavSection.MY_WORK)
    camera.take("keeping-my-work")
    pages.navigator.open(Keeping())
    camera.take("keeping-due")
    listed = pages.main_view.page
    assert isinstance(listed, KeepingPage)
    listed.show_list(Which.ALL)
    camera.take("keeping-all")
    _picture_cases(camera, pages)
    _picture_disposal(camera, pages)
    screen = pages.main_view.go(NavSection.SETTINGS)
    assert isinstance(screen, SettingsScreen)
    screen.show_section(screen.keeping)
    camera.take("keeping-rules")


def _picture_cases(camera: Camera, pages: PageRegistry) -> None:
    for case_id, step, name in ((HELD, Step.LIFT, "keeping-lift"), (CLOSED, Step.EXTEND, "keeping-extend")):
        pages.navigator.open(CaseKeeping(case_id))
        camera.settle()
        page = pages.main_view.page
        assert isinstance(page, CaseKeepingPage)
        camera.take(f"{name}-before")
        page.steps[step].click()
        page.form.submit()
        camera.take(name)
    pages.navigator.open(Record("demo-person-ln"))
    camera.settle()
    record = pages.main_view.page
    assert isinstance(record, RecordPage)
    record.show_tab(Tab.KEEPING)
    camera.take("keeping-record")


def _picture_disposal(camera: Camera, pages: PageRegistry) -> None:
    pages.navigator.open(Erasure(WAITING))
    camera.take("keeping-blocked")
    pages.navigator.open(Disposal(DUE))
    camera.settle()
    page = pages.main_view.page
    assert isinstance(page, DisposalPage)
    camera.take("keeping-disposal")
    page.ensureWidgetVisible(page.cancel)
    camera.take("keeping-disposal-below")
    page.submit()
    camera.take("keeping-disposal-missing")
    pages.tasks.in_vault(_dispose, lambda made: pages.navigator.open(Certificates(made)))
    camera.settle()
    camera.take("keeping-certificate")


def _dispose(vault: Vault) -> str:
    now = datetime.now(UTC)
    target = Target(person_id=vault.cases.get(DUE).person_id, case_id=DUE)
    certificate = dispose(vault, None, target, Wish(ground=Ground.PERIOD_OVER), now=now)
    finish_disposals(vault, None, now=now)
    return certificate.id


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["pictures", *QT_ARGUMENTS])
    for size, scale, theme in itertools.product(SIZES, SCALES, THEMES):
        with tempfile.TemporaryDirectory() as name:
            places = Places.of(Path(name))
            prepare_demo_vault(places)
            options = AppOptions(data=places.data, appearance=theme, scale=scale)
            desktop = Desktop(app, options, fresh_process=lambda: None)
            desktop.start()
            desktop.window.resize(*size)
            ending = f"{size[0]}x{size[1]}-{scale}-{theme.value}"
            picture_keeping(Camera(desktop, folder, ending), unlock(desktop))
            desktop.window.close()


if __name__ == "__main__":
    main()
