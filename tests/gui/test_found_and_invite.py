"""Beginning a team and inviting people in the window, by real vaults: no command, no IT team."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.packs.preview import page_count
from prevent_desktop.ui.routing.routes import FoundTeam
from prevent_desktop.ui.team.founding_page import FoundingPage
from prevent_desktop.ui.team.invite_page import InvitePage
from prevent_desktop.ui.team.page import TeamPage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.joining import founding, invitation_round, inviting, joining_team
from prevent_desktop.workflows.team.joining.founding import NewTeam, Stage
from prevent_desktop.workflows.team.joining.invitation_file import read_invitation
from prevent_desktop.workflows.team.joining.people_file import Invitee
from prevent_desktop.workflows.team.members import authority
from prevent_desktop.workflows.team.members.authority import SECRET
from tests.gui.screens import Screens, nameless, now, table_texts, too_wide
from tests.gui.stepping_up import type_passphrase
from tests.gui.team_made import change_team
from tests.made_vaults import copied_vault

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LEAD = Practitioner(name="Sam Field", role="Lead", organisation="Example School", kinds=("lead",))


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    folder.mkdir()
    return folder


def begin(screens: Screens, mailbox: Path, *, tried: bool = True) -> None:
    screens.read(lambda vault: settings.save_practitioner(vault, LEAD))
    wanted = NewTeam(mailbox=mailbox.as_uri(), device="Office laptop", second_holder="Kim Hale")
    screens.read(lambda vault: founding.found_team(vault, wanted, now=now()))
    if tried:
        second = screens.read(lambda vault: founding.make_second_key(vault, now=now()))
        screens.read(lambda vault: founding.try_second_key(vault, second.content, second.code, now=now()))


def founding_page(screens: Screens) -> FoundingPage:
    page = screens.show(FoundingPage(screens.tasks, screens.navigator, screens.clock))
    page.refresh()
    screens.settle()
    return page


def invite_page(screens: Screens) -> InvitePage:
    page = screens.show(InvitePage(screens.tasks, screens.navigator, screens.clock))
    page.refresh()
    screens.settle()
    return page


def stage(screens: Screens) -> Stage:
    return screens.read(lambda vault: founding.founding(vault, now=now())).stage


def test_a_team_is_begun_and_counts_once_the_second_key_was_tried(
    screens: Screens, mailbox: Path, tmp_path: Path
) -> None:
    screens.read(lambda vault: settings.save_practitioner(vault, LEAD))
    page = founding_page(screens)
    assert page.begin.isVisibleTo(page)
    assert page.join.isVisibleTo(page)
    page.begin.begin.click()
    assert page.begin.mailbox.error.text() == "Say where the mailbox is"
    assert page.begin.holder_field.error.text() == "Enter their name"
    page.begin.mailbox.take_folder(mailbox)
    QTest.keyClicks(page.begin.holder, "Kim Hale")
    QTest.keyClick(page.begin.holder, Qt.Key.Key_Return)
    screens.qtbot.waitUntil(lambda: page.second_key.isVisibleTo(page))
    assert stage(screens) is Stage.NOT_TRIED
    assert not page.ready.isVisibleTo(page)
    assert page.second_key.state.text() == "Not made yet"
    screens.settle()
    assert page.second_key.make.hasFocus()
    page.second_key.make.click()
    assert page.second_key.made.made is None, "an unlocked laptop that was left alone gives no key away"
    type_passphrase(screens, page)
    screens.qtbot.waitUntil(lambda: page.second_key.made.made is not None)
    assert page.second_key.state.text() == "Made, and not tried yet"
    assert not page.second_key.make.isVisibleTo(page), "one green button at a time"
    assert page.second_key.make_new.isVisibleTo(page)
    code, file = page.second_key.made.code.text(), tmp_path / "second-key.pdkey"
    page.second_key.made.save_file(file)
    screens.qtbot.waitUntil(file.exists)
    page.second_key.code.setText(code[:-1])
    page.second_key.try_file(file)
    screens.qtbot.waitUntil(lambda: "typing mistake" in page.second_key.notice.text.text())
    card = page.second_key
    screens.settle()
    assert card.made.geometry().bottom() < card.notice.y() < card.field.y(), "right above what is mended"
    page.second_key.code.setText(code)
    page.second_key.try_file(file)
    screens.qtbot.waitUntil(lambda: page.ready.isVisibleTo(page))
    assert stage(screens) is Stage.STARTED
    assert page.second_key.state.text().startswith("It works: tried on")
    assert "Let Kim Hale join first" in page.ready_words.text()
    assert not page.second_key.made.isVisibleTo(page), "the code is shown once"


def test_a_mailbox_that_cannot_be_reached_is_told_and_nothing_is_made(
    screens: Screens, tmp_path: Path
) -> None:
    screens.read(lambda vault: settings.save_practitioner(vault, LEAD))
    page = founding_page(screens)
    page.begin.mailbox.take_folder(tmp_path / "away")
    page.begin.holder.setText("Kim Hale")
    page.begin.begin.click()
    screens.qtbot.waitUntil(lambda: bool(page.begin.notice.text.text()))
    assert stage(screens) is Stage.NONE
    assert page.begin.begin.isEnabled()


def test_a_list_of_staff_becomes_one_file_and_slips(screens: Screens, mailbox: Path, tmp_path: Path) -> None:
    begin(screens, mailbox)
    page = invite_page(screens)
    (tmp_path / "staff.csv").write_text("Name,Role\nKim Hale,Deputy\nAsh Moor,Reporter\n", encoding="utf-8")
    page.look_at(tmp_path / "staff.csv")
    screens.qtbot.waitUntil(lambda: page.plan.isVisibleTo(page))
    page.name.setText("Jo Lowe")
    page.add.click()
    assert table_texts(page.table) == [
        ["Kim Hale", "Deputy"],
        ["Ash Moor", "Reporter"],
        ["Jo Lowe", "Reporter"],
    ]
    page.make.click()
    assert screens.read(inviting.invitations) == (), "nor a slip"
    type_passphrase(screens, page)
    screens.qtbot.waitUntil(lambda: page.slips.isVisibleTo(page))
    file, slips = tmp_path / "example-school.pdteam", tmp_path / "slips.pdf"
    page.slips.save_file(file)
    page.slips.save_slips(slips)
    screens.qtbot.waitUntil(lambda: file.exists() and slips.exists())
    assert len(read_invitation(file.read_bytes()).entries) == 3
    assert page_count(slips.read_bytes()) == 2
    screens.settle()
    assert [row[0] for row in table_texts(page.slips_table)] == ["Kim Hale", "Ash Moor", "Jo Lowe"]
    assert table_texts(page.slips_table)[0][3].startswith("Waits to be used, until")


def test_a_list_with_a_mistake_is_told_by_its_row_and_nobody_is_invited(
    screens: Screens, mailbox: Path, tmp_path: Path
) -> None:
    begin(screens, mailbox)
    page = invite_page(screens)
    (tmp_path / "staff.csv").write_text("Name,Role\nAsh Moor,Reporter\n,Lead\n", encoding="utf-8")
    page.look_at(tmp_path / "staff.csv")
    screens.qtbot.waitUntil(lambda: "Row 3" in page.notice.text.text())
    assert not page.plan.isVisibleTo(page)


def test_a_slip_is_cancelled_by_its_row(screens: Screens, mailbox: Path) -> None:
    begin(screens, mailbox)
    screens.read(lambda vault: inviting.invite(vault, [Invitee(name="Ash Moor")], now=now()))
    page = invite_page(screens)
    (slip,) = screens.read(inviting.open_invitations)
    page.cancel_slip(slip.id)
    screens.qtbot.waitUntil(lambda: "no longer works" in page.notice.text.text())
    screens.settle()
    assert table_texts(page.slips_table)[0][3] == "Cancelled"


def test_new_slips_for_all_who_wait_are_one_press(screens: Screens, mailbox: Path) -> None:
    begin(screens, mailbox)
    screens.read(lambda vault: inviting.invite(vault, [Invitee(name="Ash Moor")], now=now()))
    page = invite_page(screens)
    assert page.again.isVisibleTo(page)
    page.ask_to_make_again()
    type_passphrase(screens, page)
    screens.qtbot.waitUntil(lambda: page.slips.isVisibleTo(page))
    screens.settle()
    assert sorted(row[3].partition(",")[0] for row in table_texts(page.slips_table)) == [
        "Cancelled",
        "Waits to be used",
    ]


def test_before_the_team_is_begun_the_page_leads_there(screens: Screens, mailbox: Path) -> None:
    begin(screens, mailbox, tried=False)
    page = invite_page(screens)
    assert page.first.isVisibleTo(page)
    assert not page.choose_card.isVisibleTo(page)


@pytest.mark.parametrize("width", [1150, 640])
def test_every_control_has_a_name_and_nothing_is_cut_off(screens: Screens, mailbox: Path, width: int) -> None:
    begin(screens, mailbox)
    for page in (founding_page(screens), invite_page(screens)):
        page.resize(width, 700)
        screens.settle()
        assert nameless(page) == []
        assert too_wide(page) <= 0


def test_the_team_page_says_that_one_waits_and_leads_on(
    screens: Screens, mailbox: Path, tmp_path: Path
) -> None:
    key = copied_vault(tmp_path / "lead", number=1).key
    with Vault.open(tmp_path / "lead", key) as lead:
        settings.save_practitioner(lead, LEAD)
        wanted = NewTeam(mailbox=mailbox.as_uri(), device="", second_holder="Kim Hale")
        founding.found_team(lead, wanted, now=now())
        second = founding.make_second_key(lead, now=now())
        founding.try_second_key(lead, second.content, second.code, now=now())
        made = inviting.invite(lead, [Invitee(name="Ash Moor")], now=now())
    opened = joining_team.look_at_invitation(made.file, made.slips[0].code, now=now())
    screens.read(lambda vault: joining_team.ask_to_join(vault, opened, "Laptop", now=now()))
    page = screens.show(TeamPage(screens.tasks, screens.navigator, screens.clock, found=FoundTeam()))
    page.refresh()
    screens.settle()
    assert page.alone.heading.text() == "You wait to join the team of Example School"
    asked = founding_page(screens)
    assert asked.waiting.isVisibleTo(asked)
    assert not asked.begin.isVisibleTo(asked)
    target = tmp_path / "request.pdjoin"
    asked.waiting.save_request(target)
    screens.qtbot.waitUntil(target.exists)
    with Vault.open(tmp_path / "lead", key) as lead:
        answer = invitation_round.answer_by_hand(lead, target.read_bytes(), now=now())
    (tmp_path / "answer.pdjoined").write_bytes(answer.content)
    asked.waiting.take_file(tmp_path / "answer.pdjoined")
    screens.qtbot.waitUntil(lambda: asked.member.isVisibleTo(asked))
    assert not asked.waiting.isVisibleTo(asked)


def test_a_lead_whose_school_joins_another_says_so_in_one_step(
    screens: Screens, mailbox: Path, tmp_path: Path
) -> None:
    with Vault.open(tmp_path / "lead", copied_vault(tmp_path / "lead", number=1).key) as other:
        settings.save_practitioner(other, LEAD)
        wanted = NewTeam(mailbox=mailbox.as_uri(), device="", second_holder="Kim Hale")
        founding.found_team(other, wanted, now=now())
        second = founding.make_second_key(other, now=now())
        founding.try_second_key(other, second.content, second.code, now=now())
        made = inviting.invite(other, [Invitee(name="Sam Field of the other school")], now=now())
    begin(screens, mailbox)
    page = founding_page(screens)
    assert page.join.heading.text() == "Your team becomes part of another"
    (tmp_path / "other.pdteam").write_bytes(made.file)
    page.join.part.take_file(tmp_path / "other.pdteam")
    screens.qtbot.waitUntil(lambda: page.join.part.file.isVisibleTo(page))
    page.join.part.code.setText(made.slips[0].code)
    page.join.check.click()
    screens.qtbot.waitUntil(page.join.join.isEnabled)
    screens.settle()
    assert page.join.join.hasFocus(), "as whom one is invited and what is next come in sight"
    page.join.join.click()
    assert screens.read(joining_team.joining) is None, "whose team it is decides who reads what is sent"
    type_passphrase(screens, page)
    screens.qtbot.waitUntil(lambda: page.waiting.isVisibleTo(page))
    page.activateWindow()
    screens.qtbot.waitUntil(page.waiting.save.hasFocus)
    assert page.verticalScrollBar().value() == 0, "what it waits for is in sight"
    profile = screens.read(settings.profile)
    assert profile is not None
    assert len(profile.authority) == 2


def test_a_request_that_came_by_hand_is_answered_on_the_page(
    screens: Screens, mailbox: Path, tmp_path: Path
) -> None:
    begin(screens, mailbox)
    made = screens.read(lambda vault: inviting.invite(vault, [Invitee(name="Ash Moor")], now=now()))
    opened = joining_team.look_at_invitation(made.file, made.slips[0].code, now=now())
    with Vault.open(tmp_path / "ash", copied_vault(tmp_path / "ash", number=2).key) as ash:
        asked = joining_team.ask_to_join(ash, opened, "Laptop", now=now())
        answer = screens.read(lambda vault: invitation_round.answer_by_hand(vault, asked.request, now=now()))
        again = screens.read(lambda vault: invitation_round.answer_by_hand(vault, asked.request, now=now()))
        assert joining_team.take_answer(ash, again.content, now=now()) is None, (
            "an answer that was lost is given again"
        )
    page = invite_page(screens)
    page.save_answer(answer, tmp_path / "answer.pdjoined")
    screens.qtbot.waitUntil(lambda: "Ash Moor is in the team" in page.notice.text.text())


def test_a_second_laptop_of_somebody_is_chosen_from_the_members_and_gets_a_slip_of_its_own(
    screens: Screens, mailbox: Path
) -> None:
    begin(screens, mailbox)
    page = invite_page(screens)
    page.known.setCurrentIndex(page.known.findText("Sam Field"))
    page.add.click()
    assert table_texts(page.table) == [["Sam Field", "Lead"]]
    page.make.click()
    assert screens.read(inviting.invitations) == (), "nor a slip"
    type_passphrase(screens, page)
    screens.qtbot.waitUntil(lambda: page.slips.isVisibleTo(page))
    (slip,) = screens.read(inviting.open_invitations)
    profile = screens.read(settings.profile)
    assert profile is not None
    assert profile.team is not None
    assert slip.member == profile.team.members[0].id, "it is theirs, and nobody new"


def test_where_the_lead_has_left_whoever_is_next_goes_on_by_file_and_code(
    screens: Screens, mailbox: Path, tmp_path: Path
) -> None:
    """Nothing was handed over: the key is not in this vault, and the profile names its owner next."""
    begin(screens, mailbox)
    second = screens.read(lambda vault: founding.make_second_key(vault, now=now()))

    def next_is_this_vaults_owner(team: Team) -> Team:
        me, kim = team.members
        return replace(team, members=(me, replace(kim, role=Role.LEAD)), next_lead=me.id)

    screens.read(lambda vault: change_team(vault, next_is_this_vaults_owner))
    screens.read(lambda vault: vault.secrets.set(SECRET, b""))
    team_page = screens.show(TeamPage(screens.tasks, screens.navigator, screens.clock, found=FoundTeam()))
    screens.settle()
    assert team_page.second_key.text() == "The lead has left"
    page = founding_page(screens)
    card = page.take_over
    assert card.isVisible()
    assert nameless(page) == []
    (button,) = card.who.buttons.values()
    button.click()
    file = tmp_path / "second-key.pdkey"
    file.write_bytes(second.content)
    card.code.setText("not the code")
    card.take_file(file)
    screens.qtbot.waitUntil(lambda: bool(card.notice.text.text()))
    screens.settle()
    assert card.notice.y() < card.field.y(), "right above what is mended"
    card.code.setText(second.code)
    with screens.qtbot.waitSignal(card.taken):
        card.take_file(file)
    screens.settle()
    assert page.invite.hasFocus()
    assert page.verticalScrollBar().value() == 0, "what was done is in sight"
    profile = screens.read(settings.profile)
    assert profile is not None
    assert profile.team is not None
    assert [one.name for one in profile.team.members if one.left is not None] == ["Kim Hale"]
    assert screens.read(authority.held) is not None
