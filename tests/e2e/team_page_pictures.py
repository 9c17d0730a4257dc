"""Pictures of the team's pages, to be looked at beside ``team.png`` of the designs.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.team_page_pictures FOLDER [--theme …] [--scale …] [--size …]``. It founds a team
in the demo vault, has others join, shares cases, lets a deputy write something else, and writes one PNG a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt

from prevent_desktop.casework.received_pack import ReceivedPack as CamePack
from prevent_desktop.casework.received_pack import received_pack_id
from prevent_desktop.casework.signature_check import Finding
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.casework.team.set_codec import decode, payload_of
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.strict_json import write
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import (
    ChooseCases,
    ReceivedPack,
    RecordOfCase,
    SetAside,
    Settings,
    Team,
    TeamDifference,
    TeamDifferences,
    TeamMember,
    WhoMaySee,
)
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.team.case_page import WhoMaySeePage
from prevent_desktop.ui.team.page import TeamPage, TeamReading, read_team
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.team.conflicts import differences
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.team_making import CARD, VaultCard
from prevent_desktop.workflows.people.people import change_person
from prevent_desktop.workflows.record.checking_claims import keep_found, next_to_check
from prevent_desktop.workflows.team.cases.reported import reported
from prevent_desktop.workflows.team.cases.sharing import share, sharing_of
from prevent_desktop.workflows.team.change_sets.copies_made import note_asks, scope
from prevent_desktop.workflows.team.change_sets.round_state import NotCome, TeamState
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining.asked_admissions import Admission
from prevent_desktop.workflows.team.joining.members import TeamFacts, team_facts
from tests.e2e.manners import manner_arguments
from tests.e2e.screen_pictures import Camera, chosen_camera, unlock, wait_until
from tests.gui.screens import now
from tests.gui.team_made import change_team, kim_left, make_team, with_kim
from tests.gui.team_words import Other, captured
from tests.teams import keys_of

T = TypeVar("T")
_ABOVE = 60
"""Pixels of what stands above a part that is looked at."""
_PATIENCE = 60.0
"""Seconds in which a round that is under way ends."""


def in_vault(camera: Camera, work: Callable[[Vault], T]) -> T:
    """What `work` gives, in the vault's lane."""
    found: list[T] = []
    failed: list[PreventDesktopError] = []
    camera.desktop.tasks.in_vault(work, found.append, failed.append)
    wait_until(lambda: bool(found or failed))
    if failed:
        raise failed[0]
    return found[0]


def work_together(vault: Vault, store: Path) -> str:
    """A team of four and one who left; all cases but two are shared, and one of them differs: its id."""
    store.mkdir(exist_ok=True)
    vault.database.run("DROP TRIGGER profiles_are_never_deleted")  # the demo's profile is somebody else's
    vault.database.run("DELETE FROM profiles")
    make_team(vault, store)
    change_team(vault, with_kim)
    cases = [case.id for case in vault.cases.open_cases()]
    share(vault, cases[:-2], now=now())
    change_team(vault, kim_left)
    first = vault.cases.get(cases[0])
    pat = Other("v-pl", captured(vault, first.id))
    person = vault.people.get(first.person_id)
    change_person(vault, replace(person, school="Hill School, Eastbrook"), now=now())
    captured(vault, first.id)
    pat.says(vault, first.id, "people", person.id, "school", "Vale Academy", at=now() - timedelta(minutes=20))
    pat.adds_file(vault, first.id, "Letter of 12 November.pdf", at=now() - timedelta(days=2))
    pat.goes_on_with_lost_draft(vault, first.id, at=now() - timedelta(days=1))
    with vault.transaction():
        for number, reason in enumerate(("forged", "removed", "foreign"), start=7):
            vault.database.insert(
                "team_sets", circle="c", vault=("v-pl", "v-kim", "v-nobody")[number - 7], number=number, digest="d", case_id="",
                words="", state="set-aside", reason=reason, put_at=None,
                received_at=time_text(now() - timedelta(hours=5 * number)), checked_by="",
            )  # fmt: skip
    return first.id


def as_reporter(vault: Vault) -> TeamReading:
    """The page as Ash Moor would see it, with what this vault sent."""
    facts = team_facts(vault)
    assert facts is not None
    members = tuple(replace(one, is_self=one.member.name == "Ash Moor") for one in facts.members)
    theirs = TeamFacts(organisation=facts.organisation, members=members)
    return TeamReading(facts=theirs, reported=reported(vault)[:5])


def picture_team(camera: Camera, pages: PageRegistry, store: Path) -> None:
    """Every page of the team."""
    pages.navigator.open(Team())
    camera.take("team-none")
    case_id = _begin_team(camera, store)
    pages.team.tell_state(TeamState(up_to_date_at=now()))
    pages.navigator.open(Team())
    camera.take("team")
    page = pages.main_view.page
    assert isinstance(page, TeamPage)
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    camera.take("team-below")
    page.by_words.take_card(_card())
    camera.settle()
    page.ensureWidgetVisible(page.by_words)
    camera.take("team-six-words")
    page.by_words.end()
    page.by_words.show_asked((_asked(),), (), signs_here=False)
    page.ensureWidgetVisible(page.by_words)
    camera.take("team-asked")
    page.by_words.show_asked((), (), signs_here=True)
    page.copies.make.click()
    page.ensureWidgetVisible(page.copies)
    camera.take("team-copy")
    page.copies.make.click()
    pages.team.tell_state(TeamState(up_to_date_at=now(), not_come=(NotCome(who="PL", number=2),)))
    page.verticalScrollBar().setValue(0)
    camera.take("team-withheld")
    _picture_wait(camera, page)
    _picture_asked_copies(camera, page)
    pages.main_view.go(NavSection.MY_WORK)
    camera.take("team-my-work")
    pages.navigator.open(Team())
    page.show_reading(in_vault(camera, as_reporter))
    camera.take("team-reporter")
    page.show_reading(in_vault(camera, lambda vault: read_team(vault, now=now())))
    for name, route in (
        ("choose", ChooseCases()),
        ("who-may-see", WhoMaySee(case_id)),
        ("differences", TeamDifferences()),
        ("difference", TeamDifference(in_vault(camera, lambda vault: differences(vault)[0].id))),
        ("set-aside", SetAside()),
        ("member", TeamMember(_second(camera))),
        ("record", RecordOfCase(case_id)),
        ("leaving", Settings(SettingsPart.LEAVING)),
    ):
        pages.navigator.open(route)
        camera.take(f"team-{name}")
    _picture_waiting_file(camera, pages, case_id)
    _picture_word_of_a_colleague(camera, pages, case_id)
    pages.navigator.open(WhoMaySee(case_id))
    camera.settle()
    who_later = pages.main_view.page
    who_later.choice.buttons["some"].click()  # type: ignore[union-attr]  # the page of that route
    camera.take("team-keep-from-later")
    alone = in_vault(camera, lambda vault: vault.cases.open_cases()[-1].id)
    pages.navigator.open(WhoMaySee(alone))
    camera.settle()
    who = pages.main_view.page
    who.choice.buttons["some"].click()  # type: ignore[union-attr]  # the page of that route
    camera.take("team-keep-from")


def _begin_team(camera: Camera, store: Path) -> str:
    """A team that works, and the id of a case of it.

    Its own round comes once, for the line at the bottom, and then no more: what is noted here is not in the mailbox, and a round would take it away again.
    """
    case_id = in_vault(camera, lambda vault: work_together(vault, store))
    service = camera.desktop.team_service
    assert service is not None
    service.bring_up_to_date()
    wait_until(lambda: service.last.up_to_date_at is not None)
    service.thread_.stop(_PATIENCE)
    return case_id


def _picture_asked_copies(camera: Camera, page: TeamPage) -> None:
    """A colleague's laptop asks for a copy."""

    def note(vault: Vault, *, asks: bool) -> None:
        here = scope(vault)
        assert here is not None
        note_asks(vault, {here.book.names.copy("v-pl", 1)} if asks else (), now=now())

    in_vault(camera, lambda vault: note(vault, asks=True))
    page.refresh()
    camera.settle()
    page.asked_copies.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    page.verticalScrollBar().setValue(0)
    camera.take("team-asked-copies")
    in_vault(camera, lambda vault: note(vault, asks=False))
    page.refresh()
    camera.settle()


def _picture_wait(camera: Camera, page: TeamPage) -> None:
    """A wait that a lead may end, what is asked before, and what all read afterwards."""

    def told_of_more(vault: Vault, more: int, by: str, beside: int = 0) -> None:
        circle = next(iter(circles(vault)))
        for writer in ("v-pl", *(f"v-pl~{one:08x}" for one in range(beside))):
            number = vault.team.number_of(circle, writer) + more
            vault.team.was_told(circle, writer, number, by=by, at=now() - timedelta(days=6))

    in_vault(camera, lambda vault: told_of_more(vault, 1, "v-am"))
    page.refresh()
    camera.settle()
    page.waits.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    page.verticalScrollBar().setValue(page.waits.mapTo(page.content, QPoint(0, -_ABOVE)).y())
    camera.take("team-wait-by-another-word")
    in_vault(camera, lambda vault: told_of_more(vault, 1, "v-am", beside=3))
    page.refresh()
    camera.settle()
    page.waits.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    camera.take("team-waits-by-one-word")
    page.waits.buttons[0].click()
    assert page.waits.dialog is not None
    camera.settle()
    camera.take_dialog(page.waits.dialog, "team-waits-asked")
    page.waits.dialog.why.setText("Ash’s laptop was changed by somebody. Pat never wrote these.")
    page.waits.dialog.submit()
    page.refresh()
    camera.settle()
    in_vault(camera, lambda vault: told_of_more(vault, 2, ""))
    page.refresh()
    camera.settle()
    page.waits.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    camera.take("team-wait")
    page.waits.buttons[0].click()
    assert page.waits.dialog is not None
    camera.settle()
    camera.take_dialog(page.waits.dialog, "team-wait-asked")
    page.waits.dialog.submit()
    camera.settle()
    camera.take_dialog(page.waits.dialog, "team-wait-no-reason")
    page.waits.dialog.why.setText("Pat’s laptop was stolen, and the copy is gone. Pat wrote both again.")
    page.waits.dialog.submit()
    camera.settle()
    camera.take("team-wait-ended")


def _picture_waiting_file(camera: Camera, pages: PageRegistry, case_id: str) -> None:
    """A file of a colleague that has not come, among the attachments and opened."""
    pages.navigator.open(RecordOfCase(case_id))
    camera.settle()
    record = pages.main_view.page
    assert isinstance(record, RecordPage)
    record.show_tab(Tab.ATTACHMENTS)
    camera.take("team-file-not-come")
    record.panels.attachments.table.opened.emit(record.panels.attachments.table.rows_model.rows[0].key)
    camera.take("team-file-not-come-opened")
    _picture_not_whole(camera, pages, case_id)


def _picture_not_whole(camera: Camera, pages: PageRegistry, case_id: str) -> None:
    """What came of a form whose beginning was lost."""
    pages.navigator.open(WhoMaySee(case_id))
    camera.settle()
    page = pages.main_view.page
    assert isinstance(page, WhoMaySeePage)
    page.ensureWidgetVisible(page.not_whole)
    camera.take("team-not-whole")
    told = in_vault(camera, lambda vault: sharing_of(vault, case_id))
    assert told is not None
    page.show_sharing(replace(told, restricted=True, later=True, begun_by="Pat Lee"), [])
    page.verticalScrollBar().setValue(0)
    camera.take("team-mover-gone")


def _picture_word_of_a_colleague(camera: Camera, pages: PageRegistry, case_id: str) -> None:
    """A pack that came in on Pat Lee's laptop: its line in the record, and its page; then the same once it was found false."""
    received_id = in_vault(camera, lambda vault: _brought_by_pat(vault, case_id))
    _picture_received(camera, pages, case_id, received_id, "by-a-colleague")
    in_vault(camera, lambda vault: _find_false(vault, case_id))
    _picture_received(camera, pages, case_id, received_id, "found-false")


def _picture_received(camera: Camera, pages: PageRegistry, case_id: str, received_id: str, name: str) -> None:
    pages.navigator.open(RecordOfCase(case_id))
    camera.take(f"team-record-{name}")
    pages.navigator.open(ReceivedPack(received_id))
    camera.settle()
    opened = pages.main_view.page
    assert isinstance(opened, ReceivedPackPage)
    wait_until(lambda: opened.pages.sheet.page is not None)
    camera.take(f"team-received-{name}")
    opened.verticalScrollBar().setValue(opened.facts.mapTo(opened.content, QPoint(0, -_ABOVE)).y())
    camera.take(f"team-received-{name}-facts")


def _find_false(vault: Vault, case_id: str) -> None:
    """All that colleagues say that somebody signed in a case was checked here, and is not so."""
    while (found := next_to_check(vault, case_id, now=now())) is not None:
        keep_found(vault, found, Finding.FALSE)


def _brought_by_pat(vault: Vault, case_id: str) -> str:
    """Pat's laptop says that the police signed a pack, over the pages of one that is there; the id of it."""
    pack, fingerprint = vault.packs.all()[0], "ef" * 32
    came = CamePack(
        id=received_pack_id("P-1111AAAABBBB", fingerprint), pack_id="P-1111AAAABBBB", title="Referral", sender_name="Chief Constable",
        sender_organisation="Police", fingerprint=fingerprint, claimed_at=now(), received_at=now(), reference="26-1", receipt="r",
        sealed_digest="cd" * 32, attachment_id=pack.attachment_id, page_count=pack.page_count,
    )  # fmt: skip
    vault.received.add(came)
    vault.received.put_in_case(came.id, case_id)
    pat = Other("v-pl", captured(vault, case_id), number=20)
    newest = vault.database.row(
        "SELECT words FROM team_sets WHERE case_id = ? ORDER BY received_at DESC, number DESC", (case_id,)
    )
    for said in decode(payload_of(newest["words"])).operations:
        pat.says(vault, case_id, said.table, str(said.key[0]), said.unit, said.value)
    return came.id


def _card() -> bytes:
    """What the laptop of Jo tells of itself."""
    keys = keys_of("v-jo")
    card = VaultCard(
        id="v-jo", device="Office laptop 3", recipient=str(keys.identity.recipient), signing_key=keys.pair.public_pem
    )  # fmt: skip
    return write(card, fixed=CARD)


def _asked() -> Admission:
    """Somebody whom a lead let in, while the key is on another laptop."""
    return Admission(
        team="t", to="v", at=now() - timedelta(hours=2), member="m", name="Jo Lowe", role=Role.DEPUTY, vault="v-jo",
        device="Office laptop 3", recipient="", signing_key="",
    )  # fmt: skip


def _second(camera: Camera) -> str:
    facts = in_vault(camera, team_facts)
    assert facts is not None
    return facts.present[1].member.id


def main() -> None:
    """Take the pictures in one manner."""
    chosen = manner_arguments(__doc__).parse_args()
    with chosen_camera(chosen) as camera:
        pages = unlock(camera.desktop)
        picture_team(camera, pages, camera.desktop.places.data / "mailbox")


if __name__ == "__main__":
    main()
