"""Pictures of keeping and disposing: the list, a hold, an extension, what a disposal takes, its certificate, the rules.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.keeping_pictures FOLDER [--quick] [--theme dark] [--scale 200]
[--size 1024x700]``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.keeping import Which
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
from prevent_desktop.workflows.retention import keeping
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from tests.e2e.manners import chosen_manners, manners_arguments
from tests.e2e.screen_pictures import Camera, demo_camera, unlock

DUE, HELD, CLOSED, WAITING = "demo-case-rs", "demo-case-jt", "demo-case-ln", "demo-person-ab"


def prepare(vault: Vault) -> None:
    """One case is due, one on hold, and there is a backup."""
    now = datetime.now(UTC)
    past = now - timedelta(days=500)
    vault.database.run("UPDATE cases SET opened_at = ? WHERE id = ?", (past.isoformat(), DUE))
    vault.cases.set_status(DUE, CaseStatus.NOT_REFERRED, at=past)
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
    screen.show_part(screen.keeping.part)
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
    """Read the arguments and take the pictures."""
    chosen = manners_arguments(__doc__).parse_args()
    for manner in chosen_manners(chosen):
        with demo_camera(chosen.folder, manner) as camera:
            picture_keeping(camera, unlock(camera.desktop))


if __name__ == "__main__":
    main()
