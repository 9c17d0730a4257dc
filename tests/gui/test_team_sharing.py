"""Which cases are shared with whom: chosen, kept from somebody, told on the record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.ui.components.sharing_words import on_record
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.routes import Team, WhoMaySee
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from prevent_desktop.ui.team.case_page import Choice, WhoMaySeePage
from prevent_desktop.ui.team.choose_page import ChooseCasesPage
from prevent_desktop.ui.team.member_page import MemberPage
from prevent_desktop.ui.team.set_aside_page import SetAsidePage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.sharing import (
    Sharing,
    keep_here,
    keep_sharing_new,
    share,
    share_new,
    sharing_of,
)
from prevent_desktop.workflows.team.change_sets.round_state import TeamState
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining.changing_members import remove_laptop
from prevent_desktop.workflows.team.joining.members import team_facts
from tests.gui.screens import Screens, nameless, now, press, table_texts, too_wide
from tests.gui.stepping_up import type_passphrase
from tests.gui.team_made import change_team, with_kim

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def a_case(screens: Screens, name: str = "Ada") -> str:
    return screens.read(
        lambda vault: add_person(vault, forenames=name, surname="Bell", birth_date=None, now=now())[1].id
    )


def sharing(screens: Screens, case_id: str) -> Sharing:
    found = screens.read(lambda vault: sharing_of(vault, case_id))
    assert found is not None
    return found


def pat(screens: Screens) -> str:
    facts = screens.read(team_facts)
    assert facts is not None
    return facts.present[1].member.id


# -- choosing


def test_ticked_cases_are_shared_and_the_others_stay(led: Screens) -> None:
    ada, bo = a_case(led), a_case(led, "Bo")
    page = led.show(ChooseCasesPage(led.tasks, led.navigator, led.clock))
    page.ticks.buttons[ada].setFocus()
    press(Qt.Key.Key_Space)
    page.share.click()
    assert "goes to Pat Lee" in page.dialog.cancel.accessibleDescription()
    page.dialog.cancel.click()
    assert not sharing(led, ada).shared, "it asks first: it cannot be taken back"
    page.share.click()
    with led.qtbot.waitSignal(led.navigator.asked) as wanted:
        page.dialog.yes.click()
    assert wanted.args == [Team()]
    assert sharing(led, ada).shared
    assert not sharing(led, bo).shared
    page.refresh()
    led.settle()
    assert list(page.ticks.buttons) == [bo]
    assert table_texts(page.table)[0][2] == "You and PL"


def test_with_none_ticked_nothing_happens_and_it_says_so(led: Screens) -> None:
    a_case(led)
    page = led.show(ChooseCasesPage(led.tasks, led.navigator, led.clock))
    page.share.click()
    assert page.notice.text.text() == "Tick the cases first."


def test_a_shared_case_opens_on_who_may_see_it(led: Screens) -> None:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))
    page = led.show(ChooseCasesPage(led.tasks, led.navigator, led.clock))
    page.table.setFocus()
    page.table.selectRow(0)
    with led.qtbot.waitSignal(led.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert wanted.args == [WhoMaySee(case)]


def test_without_a_team_the_way_leads_to_the_team_page(screens: Screens) -> None:
    a_case(screens)
    page = ChooseCasesPage(screens.tasks, screens.navigator, screens.clock)
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        screens.show(page)
    assert wanted.args == [Team()]


# -- keeping a case from somebody


def who_may_see(screens: Screens, case_id: str) -> WhoMaySeePage:
    return screens.show(WhoMaySeePage(screens.tasks, screens.navigator, screens.clock, case_id))


def test_a_case_is_kept_from_a_deputy_in_a_circle_of_its_own(led: Screens) -> None:
    case = a_case(led)
    led.read(lambda vault: change_team(vault, with_kim))
    page = who_may_see(led, case)
    initials = page.head.subtitle.text().partition(" · ")[0]
    assert page.crumbs.links["record"].text() == initials, "the way back names the person as everywhere"
    page.choice.buttons[Choice.SOME].click()
    assert "not even that there is such a case" in page.explanation.text()
    page.kept_from.buttons[pat(led)].click()
    page.save.click()
    assert "goes to Kim." in page.dialog.cancel.accessibleDescription(), "to nobody else"
    page.dialog.yes.click()
    led.settle()
    found = sharing(led, case)
    assert [one.name for one in found.kept_from] == ["Pat Lee"]
    assert [one.name for one in found.others] == ["Kim"]
    page.refresh()
    led.settle()
    assert "nothing shows that there is such a case" in page.notice.text.text()
    assert page.kept_from.values == (pat(led),), "and it can be changed"


def test_where_nobody_is_left_it_is_said_and_nothing_is_shared(led: Screens) -> None:
    case = a_case(led)
    page = who_may_see(led, case)
    page.choice.buttons[Choice.SOME].click()
    page.kept_from.buttons[pat(led)].click()
    page.save.click()
    assert page.notice.text.text() == "Then nobody else would see it: choose “Only me, on this laptop”."
    assert not sharing(led, case).shared


def test_a_case_that_all_have_is_kept_from_one_of_them_from_now_on_once_it_is_said_what_they_have(
    led: Screens,
) -> None:
    case = a_case(led)
    led.read(lambda vault: change_team(vault, with_kim))
    led.read(lambda vault: share(vault, [case], now=now()))
    page = who_may_see(led, case)
    assert "can be kept from somebody" in page.notice.text.text()
    assert not page.choice.buttons[Choice.NONE].isVisible(), "nothing is taken back"
    page.choice.buttons[Choice.SOME].click()
    assert "What they have, they have" in page.explanation.text(), "before anything is done"
    assert nameless(page) == []
    assert too_wide(page) == 0
    page.kept_from.buttons[pat(led)].click()
    page.save.click()
    assert "What they have, they have" in page.dialog.cancel.accessibleDescription()
    page.dialog.cancel.click()
    assert not sharing(led, case).restricted, "it asks first"
    page.save.click()
    page.dialog.yes.click()
    led.settle()
    found = sharing(led, case)
    assert [one.name for one in found.kept_from] == ["Pat Lee"]
    assert [one.name for one in found.others] == ["Kim"]
    assert found.later


def test_the_record_leads_to_keeping_the_case_from_somebody(led: Screens) -> None:
    case = a_case(led)
    person = led.read(lambda vault: vault.cases.get(case).person_id)
    page = led.show(RecordPage(led.tasks, led.navigator, led.library, led.clock, person))
    assert page.menu.keep_from.isVisible()
    with led.qtbot.waitSignal(led.navigator.asked) as wanted:
        page.menu.keep_from.trigger()
    assert wanted.args == [WhoMaySee(case)]


def test_who_is_left_out_is_told_by_whom_and_what_of_it_stays(led: Screens) -> None:
    case = a_case(led)
    page = who_may_see(led, case)
    left = replace(sharing(led, case), gone_on=now(), moved_by="Pat Lee")
    page.show_sharing(left, [])
    assert "Pat Lee keeps this case from you since" in page.notice.text.text()
    assert not page.save.isVisible()
    page.show_sharing(replace(sharing(led, case), shared=True, restricted=True, later=True, late=2), [])
    assert page.late.isVisible()
    assert page.notice.text.text().startswith("2 changes of somebody")
    page.show_sharing(replace(sharing(led, case), shared=True, restricted=True, rival="Pat Lee"), [])
    assert "Pat Lee says to keep this case from you, too" in page.notice.text.text()
    page.show_sharing(
        replace(sharing(led, case), shared=True, restricted=True, later=True, begun_by="Pat Lee"), []
    )
    assert "A lead can let it count" in page.notice.text.text()


def test_whose_words_the_mover_of_a_case_changed_is_told_where_it_is_shared_and_on_the_record(
    led: Screens,
) -> None:
    case = a_case(led)
    facts = led.read(team_facts)
    assert facts is not None
    told = replace(
        sharing(led, case), shared=True, restricted=True, later=True, reworded_by="Pat Lee",
        reworded=(facts.present[0].member,), others=(facts.present[1].member,),
    )  # fmt: skip
    page = who_may_see(led, case)
    page.show_sharing(told, [])
    assert "Pat Lee’s laptop wrote other words" in page.notice.text.text()
    assert on_record(told, now(), 0) == "Shared with PL; PL changed words of others"


def test_a_case_that_stays_here_is_not_shared_by_itself(led: Screens) -> None:
    led.read(lambda vault: keep_sharing_new(vault, shares=True, now=now()))
    case = a_case(led)
    assert sharing(led, case).soon is not None
    led.read(lambda vault: keep_here(vault, case))
    assert sharing(led, case).soon is None

    def much_later(vault: Vault) -> int:
        return share_new(vault, now=now().replace(year=now().year + 1))

    assert led.read(much_later) == 0
    assert not sharing(led, case).shared


# -- on the record


def test_the_record_says_with_whom_it_is_shared_and_leads_to_where_that_is_chosen(led: Screens) -> None:
    case = a_case(led)
    person = led.read(lambda vault: vault.cases.get(case).person_id)

    def record() -> RecordPage:
        return led.show(RecordPage(led.tasks, led.navigator, led.library, led.clock, person))

    assert record().sharing.text() == "On this laptop alone"
    led.read(lambda vault: share(vault, [case], now=now()))
    page = record()
    assert page.sharing.text() == "Shared with PL"
    page.sharing.setFocus()
    with led.qtbot.waitSignal(led.navigator.asked) as wanted:
        press(Qt.Key.Key_Space)
    assert wanted.args == [WhoMaySee(case)]


def test_without_a_team_a_record_says_nothing_of_sharing(screens: Screens) -> None:
    case = a_case(screens)
    person = screens.read(lambda vault: vault.cases.get(case).person_id)
    page = screens.show(RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, person))
    assert not page.sharing.isVisible()


# -- one member


def member_page(screens: Screens) -> MemberPage:
    return screens.show(MemberPage(screens.tasks, screens.navigator, screens.clock, pat(screens)))


def test_a_lost_laptop_is_removed_and_its_owner_stays(led: Screens) -> None:
    page = member_page(led)
    assert page.head.heading.text() == "Pat Lee"
    next(iter(page.laptops.links.values())).click()
    assert "stays readable there" in page.dialog.cancel.accessibleDescription()
    page.dialog.yes.click()
    type_passphrase(led, page)
    led.settle()
    team = led.read(settings.profile).team  # type: ignore[union-attr]
    assert team is not None
    assert [one.device for one in team.vaults if one.removed is not None] == ["Office laptop 2"]
    assert team.members[1].left is None
    assert page.no_laptop.isVisible()


def test_whoever_has_left_shares_nothing_any_more(led: Screens) -> None:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))
    page = member_page(led)
    page.left.click()
    page.dialog.yes.click()
    type_passphrase(led, page)
    led.settle()
    book = next(iter(led.read(circles).values()))
    assert book.newest is not None
    assert len(book.newest.vaults) == 1


def test_the_last_lead_cannot_stop_being_one(led: Screens) -> None:
    own = led.read(team_facts).own  # type: ignore[union-attr]
    assert own is not None
    page = led.show(MemberPage(led.tasks, led.navigator, led.clock, own.member.id))
    page.roles.buttons["deputy"].click()
    page.save_role.click()
    type_passphrase(led, page)
    led.settle()
    assert page.notice.text.text().startswith("The team would have no lead")


def test_another_role_is_signed_after_the_passphrase_and_shown(led: Screens) -> None:
    page, before = member_page(led), led.read(settings.profile)
    assert not page.save_role.isEnabled()
    page.roles.buttons["lead"].click()
    page.save_role.click()
    led.settle()
    assert led.read(settings.profile) == before
    type_passphrase(led, page)
    led.settle()
    assert page.head.subtitle.text() == "Lead"


# -- set aside


def test_what_was_set_aside_says_who_and_why(led: Screens) -> None:
    def put(vault: Vault) -> None:
        with vault.transaction():
            vault.database.insert(
                "team_sets", circle="c", vault="v-pl", number=3, digest="d", case_id="", words="", state="set-aside",
                reason="forged", put_at=None, received_at=now().isoformat(), checked_by="",
            )  # fmt: skip

    led.read(put)
    page = led.show(SetAsidePage(led.tasks, led.navigator, led.clock))
    row = table_texts(page.table)[0]
    assert row[1] == "Pat Lee, Office laptop 2"
    assert row[2] not in {"", "forged"}, "in words"


def test_a_lead_lets_what_a_removed_laptop_wrote_count_after_all(led: Screens) -> None:
    def remove(vault: Vault) -> str:
        share(vault, [], now=now())
        remove_laptop(vault, "v-pl", now=now())
        circle = next(iter(circles(vault)))
        with vault.transaction():
            vault.database.insert(
                "team_sets", circle=circle, vault="v-pl", number=3, digest="d", case_id="", words="", state="set-aside",
                reason="removed", put_at=None, received_at=now().isoformat(), checked_by="",
            )  # fmt: skip
        return circle

    circle = led.read(remove)
    page = led.show(SetAsidePage(led.tasks, led.navigator, led.clock))
    page.table.setFocus()
    page.table.selectRow(0)
    press(Qt.Key.Key_Return)
    assert "Ask Pat Lee first" in page.dialog.cancel.accessibleDescription()
    page.dialog.yes.click()
    led.settle()
    assert page.notice.text.text() == "It counts once your copies are brought up to date."
    assert led.read(lambda vault: circles(vault)[circle].until["v-pl"]) == 3


def test_the_outbox_says_how_many_changes_wait(led: Screens) -> None:
    page = led.show(OutboxPage(led.tasks, led.navigator, led.get_spool, led.clock, led.wake))
    page.show_team_state(TeamState(waiting=3))
    assert page.team.text() == "3 changes wait for a connection."
    page.show_team_state(TeamState())
    assert page.team.isHidden()


@pytest.mark.parametrize("width", [1150, 560])
def test_every_page_has_names_and_room(led: Screens, width: int) -> None:
    case = a_case(led)
    for page in (
        ChooseCasesPage(led.tasks, led.navigator, led.clock),
        who_may_see(led, case),
        member_page(led),
        SetAsidePage(led.tasks, led.navigator, led.clock),
    ):
        led.show(page, (width, 700))
        assert nameless(page) == []
        assert too_wide(page) == 0
