"""Pictures of what a team does together: whose a case is, cover, and what was done while somebody was away.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.team_pictures FOLDER [--theme dark] [--scale 200] [--size 1024x700]``. The demo
vault becomes one of a team of two, of which nobody asks a store.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QScrollArea

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.ownership import Cover
from prevent_desktop.casework.team.change_set import ROW, ChangeSet, Operation
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.casework.team.set_codec import digest_of, encode
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import CaseKeeping, HandOver, RecordOfCase, WhileAway
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.owning import give_case
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from prevent_desktop.workflows.team.members.myself import myself
from tests.e2e.manners import manner_arguments
from tests.e2e.screen_pictures import Camera, chosen_camera, unlock, wait_until
from tests.gui.announcing import colleague_announces
from tests.gui.cared_for import colleague
from tests.gui.screens import now
from tests.profiles import change_profile
from tests.teams import keys_of

T = TypeVar("T")
ABSENCE = "absence"


def make_team_of_demo(vault: Vault, store: Path) -> dict[str, str]:
    """Sam Field is its lead, Pat Lee the deputy. Cases: one's own, Pat's that is covered, Pat's, and one that nobody owns."""
    own = make_own_vault(vault).listed(member="sf", device="Office laptop 1")
    members = (
        Member(id="sf", name="Sam Field", role=Role.LEAD),
        Member(id="pl", name="Pat Lee", role=Role.DEPUTY),
        Member(id="km", name="Kim Moss", role=Role.DEPUTY),
    )
    vaults = (own, keys_of("v-pl").listed("pl", "Office laptop 2"), keys_of("v-km").listed("km"))
    change_profile(vault, team=Team(id="team", mailbox=store.as_uri(), members=members, vaults=vaults))
    ids = [case.id for case in vault.cases.open_cases()]
    kinds = dict(zip(("nobodys", "covered", "theirs"), ids, strict=False))
    share(vault, [one for one in ids if one != kinds["nobodys"]], now=now())
    vault.team.share(kinds["nobodys"], vault.team.circle_of(kinds["covered"]) or "", now())
    pat = colleague(vault, "Pat Lee")
    for what in ("covered", "theirs"):
        give_case(vault, kinds[what], pat, why="Pat knows the family", now=now())
    today, me = now().astimezone().date(), myself(vault)
    assert me is not None
    vault.case_care.add_cover(
        Cover(
            id=new_id(), case_id=kinds["covered"], cover=new_id(), owned_by=pat.name, away_member=pat.member,
            covered_by=me.name, covering_member=me.member, first_day=today, last_day=today + timedelta(days=9),
            set_by=pat.name, set_at=now(),
        )
    )  # fmt: skip
    vault.case_care.add_cover(
        Cover(
            id=new_id(), case_id=ids[-1], cover=ABSENCE, owned_by=me.name, away_member=me.member, covered_by=pat.name,
            covering_member=pat.member, first_day=today - timedelta(days=9), last_day=today - timedelta(days=1),
            set_by=me.name, set_at=now(),
        )
    )  # fmt: skip
    _pat_wrote(vault, ids[-1])
    return kinds


def _pat_wrote(vault: Vault, case_id: str) -> None:
    """Two change-sets of Pat's laptop, as they stand in the vault once they were judged."""
    circle = vault.team.circle_of(case_id) or ""
    for number, tables in enumerate((("notes", "notes", "decisions"), ("events",)), start=1):
        operations = tuple(
            Operation(table=table, key=(f"{number}{place}",), unit=ROW, value={"id": f"{number}{place}"})
            for place, table in enumerate(tables)
        )
        change_set = ChangeSet(
            team="team", circle=circle, epoch=1, profile=1, vault="v-pl", number=number, previous="", case_id=case_id,
            author="pl", at=now() - timedelta(days=number), operations=operations,
        )  # fmt: skip
        payload = encode(change_set)
        words = f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2ln"
        vault.team.keep(
            StoredSet(
                circle=circle, vault="v-pl", number=number, digest=digest_of(payload), case_id=case_id, words=words,
                state=SetState.APPLIED, put_at=now(), received_at=now(),
            )
        )  # fmt: skip


def picture_team(camera: Camera, pages: PageRegistry) -> None:
    """My work with what waits for anybody, a record with its owner, handing over, the Team page with cover, what was done."""
    with tempfile.TemporaryDirectory() as folder:
        kinds = _in_vault(camera, lambda vault: make_team_of_demo(vault, Path(folder)))
        for part, name in ((0, "team-my-work"), (1, "team-my-work-anybody"), (2, "team-my-work-all")):
            home = pages.main_view.go(NavSection.MY_WORK)
            home.parts.setCurrentIndex(part)  # type: ignore[attr-defined]  # My work has them
            camera.take(name)
        _picture_going(camera, pages, kinds)
        pages.main_view.go(NavSection.PEOPLE)
        camera.take("team-people")
        pages.navigator.open(RecordOfCase(kinds["covered"]))
        camera.settle()
        camera.take("team-record")
        pages.navigator.open(HandOver(kinds["theirs"]))
        camera.settle()
        camera.take("team-hand-over")
        pages.navigator.open(WhileAway(ABSENCE))
        camera.take("team-while-away")
        team = pages.main_view.go(NavSection.TEAM)
        camera.take("team-page")
        if isinstance(team, QScrollArea):
            team.verticalScrollBar().setValue(team.verticalScrollBar().maximum())
            camera.take("team-page-end")


def _picture_going(camera: Camera, pages: PageRegistry, kinds: dict[str, str]) -> None:
    """Kim Moss wants two records to go: on My work, and where one agrees or says no."""
    ids = [kinds["theirs"], kinds["covered"]]
    _in_vault(camera, lambda vault: colleague_announces(vault, ids, by="km"))
    home = pages.main_view.go(NavSection.MY_WORK)
    camera.settle()
    home.ensureWidgetVisible(home.going)  # type: ignore[attr-defined]  # My work has it
    camera.take("team-going")
    pages.navigator.open(CaseKeeping(ids[0]))
    camera.settle()
    camera.take("team-going-one")


def _in_vault(camera: Camera, work: Callable[[Vault], T]) -> T:
    found: list[T] = []
    camera.desktop.tasks.in_vault(work, found.append)
    wait_until(lambda: bool(found))
    return found[0]


def main() -> None:
    """Read the arguments and take the pictures."""
    chosen = manner_arguments(__doc__).parse_args()
    with chosen_camera(chosen) as camera:
        picture_team(camera, unlock(camera.desktop))


if __name__ == "__main__":
    main()
