"""Keeping and disposing, as a person does it: the list, a hold, an extension, a disposal with its certificate."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.keeping import KeepingKind, Which
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.casework.team.disposal_steps import LEAD_WAITS, Announced, DisposalStep
from prevent_desktop.casework.team.disposal_steps import Step as Step_
from prevent_desktop.strict_json import text_of
from prevent_desktop.translation import use_catalogue
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.retention.case_page import CaseKeepingPage
from prevent_desktop.ui.retention.case_view import Step
from prevent_desktop.ui.retention.certificates_page import CertificatesPage
from prevent_desktop.ui.retention.disposal_page import DisposalPage
from prevent_desktop.ui.retention.list_page import KeepingPage
from prevent_desktop.ui.retention.team_card import standing_words
from prevent_desktop.ui.routing.routes import CaseKeeping, Certificates, Keeping
from prevent_desktop.ui.settings.keeping_section import KeepingSection
from prevent_desktop.ui.settings.state import read_state
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention import keeping
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from prevent_desktop.workflows.team.cases.team_disposal import TeamDisposal
from tests.gui.pseudo_language import PseudoLanguage, untranslated
from tests.gui.screens import Screens, nameless, now, shown_texts, tab_order, table_texts, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.profiles import change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CLOSED = "LN"


def listed(demo: Screens, which: Which = Which.ALL) -> KeepingPage:
    page = KeepingPage(demo.tasks, demo.navigator, demo.clock)
    page.show_list(which)
    return demo.show(page)


def of_case(demo: Screens, initials: str = CLOSED) -> CaseKeepingPage:
    return demo.show(CaseKeepingPage(demo.tasks, demo.navigator, demo.clock, demo.case(initials)))


def disposal(demo: Screens, initials: str = CLOSED, *, whole: bool = False) -> DisposalPage:
    case_id = "" if whole else demo.case(initials)
    target = Target(person_id=demo.person(initials), case_id=case_id)
    return demo.show(DisposalPage(demo.tasks, demo.navigator, demo.get_spool, demo.clock, target))


def make_due(demo: Screens, initials: str = CLOSED) -> None:
    """Its time is over by a rule that is short enough."""
    case_id = demo.case(initials)

    def shorten(vault: Vault) -> None:
        past = now() - timedelta(days=4000)
        vault.database.run("UPDATE cases SET opened_at = ? WHERE id = ?", (past.isoformat(), case_id))
        vault.cases.set_status(case_id, CaseStatus.CLOSED, at=past)
        rule = RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=12)
        change_profile(vault, retention=(rule,))

    demo.read(shorten)


class TestList:
    def test_it_shows_initials_the_rule_and_the_day(self, demo: Screens) -> None:
        page = listed(demo)
        rows = {row[0]: row for row in table_texts(page.table)}
        assert rows["LN, 13"][1:3] == ["Referral", "1 year from the outcome"]
        assert rows["LN, 13"][3] == "3 Jun 2027"
        assert rows["RS, 15"][1] == "Screening, not referred"
        assert "Brook" not in " ".join(shown_texts(page))
        assert page.tabs.tabText(list(Which).index(Which.ALL)) == "All 6"

    def test_without_rules_it_says_so_and_nothing_is_due(self, demo: Screens) -> None:
        demo.read(lambda vault: change_profile(vault, retention=()))
        page = listed(demo, Which.DUE)
        assert any("has set no rules" in text for text in shown_texts(page))
        assert page.empty.isVisibleTo(page)

    def test_a_row_opens_its_case(self, demo: Screens) -> None:
        page = listed(demo)
        opened: list[CaseKeeping] = []
        demo.navigator.asked.connect(opened.append)
        page.table.setFocus()
        key = page.table.chosen_key
        QTest.keyClick(page.table, Qt.Key.Key_Return)
        assert key is not None
        assert opened == [CaseKeeping(key)]


class TestCase:
    def test_a_hold_is_written_down_with_its_reason_and_lifted_with_another(self, demo: Screens) -> None:
        page = of_case(demo)
        page.steps[Step.HOLD].click()
        page.form.reason.setPlainText("Family court")
        page.form.reference.setText("BM26C00123")
        page.form.keep.click()
        wait_for(demo.qtbot, lambda: page.steps[Step.LIFT].isVisibleTo(page))
        assert table_texts(page.decisions)[0][1:3] == ["Put on hold", "Family court (BM26C00123)"]
        page.steps[Step.LIFT].click()
        assert "Family court" in page.form.line.text()
        page.form.reason.setPlainText("It is over")
        page.form.keep.click()
        wait_for(demo.qtbot, lambda: not page.steps[Step.LIFT].isVisibleTo(page))
        case_id = demo.case(CLOSED)
        kinds = [one.kind for one in demo.read(lambda vault: vault.keeping.of_case(case_id))]
        assert kinds == [KeepingKind.HOLD, KeepingKind.LIFT]

    def test_an_extension_needs_a_day_and_a_reason_beside_the_field_and_on_top(self, demo: Screens) -> None:
        page = of_case(demo)
        page.steps[Step.EXTEND].click()
        page.form.keep.click()
        assert [link.text() for link in page.form.errors.links] == [
            "Give day, month and year", "Write why, in a sentence",
        ]  # fmt: skip
        assert page.form.reason_field.error.isVisibleTo(page)
        page.form.day.set_text("2040-02-03")
        page.form.reason.setPlainText("Public inquiry")
        page.form.keep.click()
        wait_for(demo.qtbot, lambda: "3 Feb 2040" in shown_texts(page))
        case_id = demo.case(CLOSED)
        clock = demo.read(lambda vault: keeping.case_keeping(vault, case_id)).clock
        assert clock.clock.due == date(2040, 2, 3)

    def test_a_day_that_is_not_later_is_refused_and_what_was_typed_stays(self, demo: Screens) -> None:
        page = of_case(demo)
        page.steps[Step.EXTEND].click()
        page.form.day.set_text("2027-01-01")
        page.form.reason.setPlainText("Shorter")
        page.form.keep.click()
        wait_for(demo.qtbot, lambda: "not later" in page.notice.text.text())
        assert page.form.reason.toPlainText() == "Shorter"

    def test_a_case_ends_as_not_referred_and_its_time_runs(self, demo: Screens) -> None:
        page = of_case(demo, "DW")
        assert not page.steps[Step.CLOSE].isVisibleTo(page)
        page.steps[Step.NOT_REFERRED].click()
        page.form.reason.setPlainText("Explained by a school project")
        page.form.keep.click()
        wait_for(demo.qtbot, lambda: "Screening, not referred" in shown_texts(page))

    def test_what_is_typed_outlives_a_lock(self, demo: Screens) -> None:
        page = of_case(demo)
        page.steps[Step.HOLD].click()
        page.form.reason.setPlainText("Half a sen")
        demo.lock_and_unlock(page)
        again = of_case(demo)
        assert again.form.isVisibleTo(again)
        assert again.form.step is Step.HOLD
        assert again.form.reason.toPlainText() == "Half a sen"
        again.form.cancel.click()
        demo.settle()
        assert not of_case(demo).form.isVisible()


class TestDisposal:
    def test_a_waiting_pack_stands_in_the_way_and_nothing_can_be_pressed(self, demo: Screens) -> None:
        page = disposal(demo, "AB", whole=True)
        assert any("waits in the outbox" in text for text in shown_texts(page))
        assert not page.act.isVisibleTo(page)

    def test_what_is_not_due_is_offered_on_other_grounds_alone(self, demo: Screens) -> None:
        page = disposal(demo)
        assert not page.ground.buttons["period-over"].isEnabled()
        assert page.ground.buttons["erasure-request"].isEnabled()
        assert "It is kept until 3 Jun 2027" in page.ground_field.hint.text()

    def test_ground_and_word_are_asked_for(self, demo: Screens) -> None:
        page = disposal(demo)
        page.act.click()
        assert [link.text() for link in page.errors.links] == ["Choose on what ground", "Type “dispose”"]

    def test_begun_forms_must_be_ticked(self, demo: Screens) -> None:
        page = disposal(demo, "DW", whole=True)
        page.ground.set_value("erasure-request")
        page.confirm.setText("erase")
        page.act.click()
        assert len(page.errors.links) == 1
        assert page.drafts.box is not None
        assert "Screening tool" in page.drafts.box.button.accessibleName()

    def test_a_case_is_disposed_of_after_the_passphrase_and_leaves_its_certificate(
        self, demo: Screens
    ) -> None:
        make_due(demo)
        person, case_id = demo.person(CLOSED), demo.case(CLOSED)
        page = disposal(demo)
        done: list[Certificates] = []
        demo.navigator.asked.connect(done.append)
        page.ground.set_value("period-over")
        page.confirm.setText("Dispose ")
        page.act.click()
        assert demo.read(lambda vault: vault.people.get(person)).id == person
        type_passphrase(demo, page)
        wait_for(demo.qtbot, lambda: bool(done))
        certificate = demo.read(lambda vault: vault.disposals.get(done[0].certificate_id))
        assert certificate.finished_at is not None
        assert set(certificate.ids) == {person, case_id}
        assert person not in {one.id for one in demo.read(lambda vault: vault.people.all())}

    def test_a_shared_case_is_announced_and_its_page_tells_who_is_waited_for(
        self, demo: Screens, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_due(demo)
        monkeypatch.setattr(
            "prevent_desktop.ui.retention.disposal_page.dispose_or_announce", lambda *_a, **_b: None
        )
        page = disposal(demo)
        asked: list[object] = []
        demo.navigator.asked.connect(asked.append)
        page.ground.set_value("period-over")
        page.confirm.setText("dispose")
        page.act.click()
        type_passphrase(demo, page)
        wait_for(demo.qtbot, lambda: bool(asked))
        assert asked == [CaseKeeping(demo.case(CLOSED))]


class TestWhatATeamSays:
    """Of a disposal that was announced to it."""

    def standing(
        self,
        *answers: Step_,
        waits: tuple[str, ...] = (),
        seconders: tuple[str, ...] = (),
        may_decide: bool = False,
    ) -> TeamDisposal:
        said = {
            "case_id": "c",
            "said_by": "SF",
            "said_at": datetime(2026, 11, 29, 12, tzinfo=UTC),
            "vault": "v",
        }
        later = {**said, "said_at": datetime(2026, 11, 29, 12, tzinfo=UTC) + LEAD_WAITS}
        lines = tuple(
            DisposalStep(id=str(place), step=step, announcement="a", reason="newer", **later)  # type: ignore[arg-type]
            for place, step in enumerate(answers)
        )
        first = DisposalStep(id="a", step=Step_.ANNOUNCED, ground="moved", **said)  # type: ignore[arg-type]
        return TeamDisposal(
            announced=Announced(first, lines), is_own=True, confirmed=("SF (Office)",), waits_for=waits, seconders=seconders,
            known_since=None, stays_until=date(2026, 12, 13), may_decide=may_decide, may_agree=False, may_say_no=True,
        )  # fmt: skip

    def test_its_card_is_there_where_something_was_announced(self, demo: Screens) -> None:
        page = of_case(demo)
        assert not page.team.isVisibleTo(page)
        page.team.show_standing(self.standing(waits=("JO (Office)",), may_decide=True))
        assert page.team.isVisibleTo(page)
        assert "JO (Office)" in page.team.words.text()
        assert page.team.withdraw.isVisibleTo(page)
        assert page.team.decide.isVisibleTo(page)
        page.team.withdraw.click()
        demo.settle()
        assert not page.team.isVisibleTo(page)  # nothing was announced, so there is nothing to withdraw

    def test_that_a_second_person_has_to_agree_is_told(self) -> None:
        told = " ".join(standing_words(self.standing(waits=("JO (Office)",), seconders=("JO", "PL"))))
        assert "It stays until a second person agrees: JO or PL." in told
        assert "Not yet: JO (Office)." in told

    @pytest.mark.parametrize(
        ("answers", "said"),
        [
            ([], "It goes from this laptop with the first connection from 13 December 2026 on."),
            ([Step_.OBJECTED], "objected. Something was written there"),
            ([Step_.WITHDRAWN], "It was withdrawn"),
            ([Step_.DECIDED], "A lead decided"),
        ],
    )
    def test_how_it_stands_is_told(self, answers: list[Step_], said: str) -> None:
        assert said in " ".join(standing_words(self.standing(*answers)))


class TestCertificates:
    def test_one_is_saved_as_a_signed_pdf(self, demo: Screens, tmp_path: Path) -> None:
        make_due(demo)
        target = Target(person_id=demo.person(CLOSED), case_id=demo.case(CLOSED))
        certificate = demo.read(lambda vault: dispose_now(vault, demo, target))
        saved = tmp_path / "certificate.pdf"
        page = CertificatesPage(
            demo.tasks,
            demo.navigator,
            demo.clock,
            chosen=certificate,
            ask_target=lambda _parent, _name: saved,
        )
        demo.show(page)
        assert certificate in {text.replace(" ", "") for text in shown_texts(page)}
        page.save.click()
        wait_for(demo.qtbot, lambda: "Saved" in page.notice.text.text())
        assert saved.read_bytes().startswith(b"%PDF")
        assert b"/ByteRange" in saved.read_bytes()


def dispose_now(vault: Vault, demo: Screens, target: Target) -> str:
    certificate = dispose(vault, demo.spool, target, Wish(ground=Ground.PERIOD_OVER), now=now())
    finish_disposals(vault, demo.spool, now=now())
    return certificate.id


class TestElsewhere:
    def test_the_record_tells_how_long_it_is_kept(self, demo: Screens) -> None:
        page = demo.show(
            RecordPage(demo.tasks, demo.navigator, demo.library, demo.clock, demo.person(CLOSED))
        )
        page.show_tab(Tab.KEEPING)
        assert "3 Jun 2027" in shown_texts(page)
        wanted: list[CaseKeeping] = []
        demo.navigator.asked.connect(wanted.append)
        page.panels.keeping.decide.click()
        assert wanted == [CaseKeeping(demo.case(CLOSED))]

    def test_my_work_reminds_of_what_is_due_and_leads_to_the_list(self, demo: Screens) -> None:
        make_due(demo)
        page = demo.show(HomePage(demo.tasks, demo.navigator, demo.get_spool, demo.library, demo.clock))
        button = next(one for one in page.today.buttons if "Decide about 1 record" in one.accessibleName())
        led: list[Keeping] = []
        demo.navigator.asked.connect(led.append)
        button.click()
        assert led == [Keeping()]

    def test_the_settings_show_the_rules_with_their_source(self, demo: Screens) -> None:
        section = demo.show(KeepingSection(demo.tasks, demo.navigator))
        section.show_state(demo.read(lambda vault: read_state(vault, demo.library)))
        demo.settle()
        texts = shown_texts(section)
        assert "6 years from leaving Channel" in texts
        assert any("Illustrative until your authority approves it" in text for text in texts)

    def test_rules_come_from_a_file_and_nonsense_changes_nothing(
        self, screens: Screens, tmp_path: Path
    ) -> None:
        file = tmp_path / "rules.json"
        section = screens.show(
            KeepingSection(screens.tasks, screens.navigator, ask_file=lambda _parent: file)
        )
        before = screens.read(settings.retention_rules)
        for untrusted in ("[", '[{"kind": "referral"}]', "x" * 300_000):
            file.write_text(untrusted)
            section.take.click()
            wait_for(screens.qtbot, lambda: "cannot be read" in section.notice.text.text())
            section.notice.clear()
        assert screens.read(settings.retention_rules) == before
        rule = RetentionRule(kind=RetentionCategory.HEALTH, keep_months=300, source="Our policy 7")
        file.write_text(text_of([rule]))
        section.take.click()
        wait_for(screens.qtbot, lambda: "count from now on" in section.notice.text.text())
        assert screens.read(settings.retention_rules) == (rule,)


@pytest.mark.parametrize("make", [listed, of_case, disposal], ids=["list", "case", "disposal"])
def test_every_control_has_a_name_and_tab_reaches_the_main_action(
    demo: Screens, make: Callable[[Screens], QWidget]
) -> None:
    page = make(demo)
    assert nameless(page) == []
    assert len(tab_order(page)) > 2


@pytest.fixture
def pseudo(demo: Screens) -> Iterator[Screens]:
    """The pages in a language that puts each of our texts in brackets."""
    use_catalogue(PseudoLanguage())
    yield demo
    use_catalogue(gettext.NullTranslations())


def certificates(demo: Screens) -> CertificatesPage:
    make_due(demo)
    target = Target(person_id=demo.person(CLOSED), case_id=demo.case(CLOSED))
    return demo.show(
        CertificatesPage(
            demo.tasks,
            demo.navigator,
            demo.clock,
            chosen=demo.read(lambda vault: dispose_now(vault, demo, target)),
        )
    )


def extending(demo: Screens) -> CaseKeepingPage:
    page = of_case(demo)
    page.steps[Step.EXTEND].click()
    page.form.submit()
    return page


@pytest.mark.parametrize("make", [listed, extending, disposal, certificates])
def test_every_text_goes_through_translation(pseudo: Screens, make: Callable[[Screens], QWidget]) -> None:
    page = make(pseudo)
    said = untranslated(page, lambda text: re.search(r"[^\W\d_]{3,}", _SAID.sub("", text)) is None)
    assert said == set()


_SAID = re.compile(
    r"Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec|UTC|Designated safeguarding lead|demo-cas e-ln|demo-per son-ln|\b[0-9a-f]{8}\b"
)
"""What is no text of ours: months, the role, opaque ids."""
