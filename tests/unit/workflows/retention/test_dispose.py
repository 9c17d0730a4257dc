"""Keeping, holds, and disposing, over a real vault and a real outbox."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.clock_doubt import DoubtKind
from prevent_desktop.casework.disposal import Certificate, Ground
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.keeping import Which
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.casework.record_kinds import KINDS
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule, WaitsFor, months_after
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import DiskFullError, RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.copies.rotation import Keep
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.repositories.disposals import Left
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan, clock_watch
from prevent_desktop.workflows.copies_begun import begun, note_begun
from prevent_desktop.workflows.demo.demo_organisation import RETENTION_RULES
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.record import writing_aids
from prevent_desktop.workflows.record.writing import write_note
from prevent_desktop.workflows.retention import keeping
from prevent_desktop.workflows.retention.certificates import certificate_pairs
from prevent_desktop.workflows.retention.counting import counted
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.made_vaults import copied_vault
from tests.unit.workflows.subject_access.full_person import THEN, FullPerson, keep_full_person

OVER = Wish(ground=Ground.PERIOD_OVER)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VaultKey]:
    folder = tmp_path_factory.mktemp("made") / "vault"
    key = copied_vault(folder).key
    with Vault.open(folder, key) as vault:
        settings.save_retention_rules(vault, RETENTION_RULES)
    return folder, key


@pytest.fixture
def vault(made_once: tuple[Path, VaultKey], tmp_path: Path) -> Iterator[Vault]:
    shutil.copytree(made_once[0], tmp_path / "vault")
    with Vault.open(tmp_path / "vault", made_once[1]) as opened:
        yield opened


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox") as spool:
        yield spool


@pytest.fixture
def full(vault: Vault) -> FullPerson:
    """Two closed cases that have been over for long, and nothing begun."""
    return keep_full_person(vault, random.Random(3), drafts=False)


def whole(full: FullPerson) -> Target:
    return Target(person_id=full.person.id)


def first_case(full: FullPerson) -> Target:
    return Target(person_id=full.person.id, case_id=full.cases[0].id)


def why_not(vault: Vault, target: Target, wish: Wish = OVER, spool: Spool | None = None) -> str:
    with pytest.raises(RecordError) as refused:
        dispose(vault, spool, target, wish, now=now())
    vault.people.get(target.person_id)
    assert vault.disposals.all() == ()
    return refused.value.what_happened


class TestClock:
    def test_a_case_is_due_by_the_organisations_rule(self, vault: Vault, full: FullPerson) -> None:
        clock = keeping.case_keeping(vault, full.cases[0].id).clock
        assert clock.kinds == {RetentionCategory.REFERRAL}
        assert clock.clock.rule == RETENTION_RULES[1]
        assert clock.clock.due == date(2021, 3, 4)

    def test_without_rules_nothing_is_due_and_the_list_says_so(self, vault: Vault, full: FullPerson) -> None:
        settings.save_retention_rules(vault, ())
        listed = keeping.keeping_list(vault, Which.ALL, now=now(), limit=10)
        assert not listed.has_rules
        assert {each.clock.clock.waits_for for each in listed.cases} == {WaitsFor.NO_RULE}
        assert listed.counts[Which.DUE] == 0
        assert "No rule fits" in why_not(vault, whole(full))

    def test_a_changed_rule_a_note_and_a_birth_date_set_the_clock_anew(
        self, vault: Vault, full: FullPerson
    ) -> None:
        case = full.cases[0].id
        rule = RetentionRule(kind=RetentionCategory.REFERRAL, until_age=50)
        settings.save_retention_rules(vault, (rule,))
        assert keeping.case_keeping(vault, case).clock.clock.due == date(2030, 1, 2)
        people.change_person(vault, replace(full.person, birth_date=PartialDate(1990)), now=now())
        assert keeping.case_keeping(vault, case).clock.clock.due == date(2040, 12, 31)
        assert not vault.clocks.any_to_set()
        write_note(
            vault, case_id=case, text="More", source=Source.DIRECT, source_detail="", author="", now=now()
        )
        assert vault.clocks.any_to_set()

    def test_the_case_of_a_child_that_was_helped_is_a_child_protection_file(self, vault: Vault) -> None:
        _person, case = people.add_person(
            vault, forenames="A", surname="B", birth_date=PartialDate(2012, 5, 3), now=now()
        )
        clock = keeping.case_keeping(vault, case.id).clock
        assert clock.kinds == {RetentionCategory.REFERRAL, RetentionCategory.CHILD_PROTECTION}
        assert clock.clock.waits_for is WaitsFor.CLOSING

    def test_the_lists_part_the_cases(self, vault: Vault, full: FullPerson) -> None:
        keeping.hold(vault, full.cases[0].id, reason="Court", now=now())
        people.add_person(vault, forenames="A", surname="B", birth_date=None, now=now())
        listed = keeping.keeping_list(vault, Which.HOLD, now=now(), limit=10)
        assert [each.clock.case_id for each in listed.cases] == [full.cases[0].id]
        assert listed.counts == {
            Which.DUE: 1, Which.SOON: 0, Which.HOLD: 1, Which.WAITING: 1, Which.ALL: 3,
        }  # fmt: skip

    def test_what_becomes_due_within_three_months_is_soon(self, vault: Vault, full: FullPerson) -> None:
        later = keeping.today_of(now()) + timedelta(days=60)
        keeping.extend(vault, full.cases[1].id, until=later, reason="Inquiry", now=now())
        listed = keeping.keeping_list(vault, Which.SOON, now=now(), limit=10)
        assert [each.clock.clock.due for each in listed.cases] == [later]


class TestDecisions:
    def test_an_extension_keeps_a_case_and_is_never_shortened(self, vault: Vault, full: FullPerson) -> None:
        case = full.cases[0].id
        keeping.extend(vault, case, until=date(2040, 1, 1), reason="Public inquiry", now=now())
        assert keeping.case_keeping(vault, case).clock.clock.due == date(2040, 1, 1)
        with pytest.raises(RecordError, match="not later"):
            keeping.extend(vault, case, until=date(2039, 1, 1), reason="Shorter", now=now())
        assert "1 Jan 2040" in why_not(vault, first_case(full))

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_no_decision_without_a_reason(self, vault: Vault, full: FullPerson, reason: str) -> None:
        case = full.cases[0].id
        with pytest.raises(RecordError, match="reason"):
            keeping.hold(vault, case, reason=reason, now=now())
        with pytest.raises(RecordError, match="reason"):
            keeping.extend(vault, case, until=date(2050, 1, 1), reason=reason, now=now())

    def test_nothing_on_hold_is_disposed_of_until_the_hold_is_lifted(
        self, vault: Vault, full: FullPerson
    ) -> None:
        held = keeping.hold(vault, full.cases[1].id, reason="Court proceedings", reference="CO/12", now=now())
        for wish in (OVER, Wish(ground=Ground.ERASURE_REQUEST)):
            assert "hold" in why_not(vault, whole(full), wish)
        keeping.lift(vault, full.cases[1].id, held.id, reason="Proceedings ended", now=now())
        with pytest.raises(RecordError, match="already"):
            keeping.lift(vault, full.cases[1].id, held.id, reason="Again", now=now())
        dispose(vault, None, whole(full), OVER, now=now())

    def test_a_case_is_closed_only_where_its_pathway_allows(self, vault: Vault) -> None:
        _person, case = people.add_person(vault, forenames="A", surname="B", birth_date=None, now=now())
        assert keeping.case_keeping(vault, case.id).may_close_as == (CaseStatus.NOT_REFERRED,)
        with pytest.raises(RecordError, match="closed yet"):
            keeping.close_case(vault, case.id, end=CaseStatus.CLOSED, reason="Over", now=now())
        keeping.close_case(vault, case.id, end=CaseStatus.NOT_REFERRED, reason="Explained", now=now())
        clock = keeping.case_keeping(vault, case.id).clock
        assert clock.kinds == {RetentionCategory.NOT_REFERRED}
        assert clock.clock.rule == RETENTION_RULES[0]

    def test_leaving_channel_is_counted_from_the_day_that_was_given(
        self, vault: Vault, full: FullPerson
    ) -> None:
        rule = RetentionRule(
            kind=RetentionCategory.REFERRAL, keep_months=12, from_what=RETENTION_RULES[3].from_what
        )
        settings.save_retention_rules(vault, (rule,))
        case = full.cases[0].id
        vault.cases.set_status(case, CaseStatus.OUTCOME, at=THEN)
        keeping.close_case(
            vault, case, end=CaseStatus.CLOSED, reason="Left", left_channel=date(2026, 1, 5), now=now()
        )
        assert keeping.case_keeping(vault, case).clock.clock.due == date(2027, 1, 5)


class TestDispose:
    def test_a_person_goes_and_a_certificate_that_names_nobody_stays(
        self, vault: Vault, full: FullPerson
    ) -> None:
        head = vault.audit.head
        certificate = dispose(vault, None, whole(full), OVER, now=now())
        assert vault.people.all() == ()
        assert vault.disposals.all() == (certificate,)
        assert certificate.audit_head == head
        assert certificate.rule == RETENTION_RULES[1]
        assert (certificate.opened, certificate.closed) == ("2020-03", "2021-03")
        assert certificate.counts["cases"] == 2
        text = certificate.to_json()
        assert not [word for word in full.words.made if word in text]
        assert Certificate.read(text) == certificate
        gone = [full.person.id, *(case.id for case in full.cases)]
        assert all(map(vault.disposals.is_disposed, gone))
        assert [e.action for e in vault.audit.entries()[-3:]] == ["case.disposed"] * 2 + ["person.erased"]
        vault.audit.verify()

    def test_where_copies_were_saved_is_forgotten(
        self, vault: Vault, full: FullPerson, tmp_path: Path
    ) -> None:
        note_begun(vault, tmp_path / "letter about Alex.pdf")
        dispose(vault, None, whole(full), OVER, now=now())
        assert begun(vault) == ()

    @pytest.mark.parametrize("everything", [True, False])
    def test_the_page_before_it_and_the_certificate_count_the_same_and_all_of_it(
        self, vault: Vault, everything: bool
    ) -> None:
        full = keep_full_person(vault, random.Random(4), drafts=True)
        target = whole(full) if everything else first_case(full)
        before = counted(preview_disposal(vault, None, target, now=now()).goes)
        certificate = dispose(vault, None, target, replace(OVER, throw_drafts_away=True), now=now())
        assert counted(certificate.counts) == before
        told = {" ".join(words.split(" ")[1:]) for words in before}
        lost = [kind for kind in KINDS if kind.may_be_counted]
        assert len(told) == len(lost) + (
            1 if everything else 0
        )  # what is unfinished, but for the person who stays
        printed = dict(certificate_pairs(certificate))["How much went"]
        assert all(words in printed for words in before)

    def test_the_last_case_takes_the_person_with_it_an_earlier_one_does_not(
        self, vault: Vault, full: FullPerson
    ) -> None:
        dispose(vault, None, first_case(full), OVER, now=now())
        assert vault.people.get(full.person.id) == full.person
        assert not vault.disposals.is_disposed(full.person.id)
        dispose(vault, None, replace(first_case(full), case_id=full.cases[1].id), OVER, now=now())
        assert vault.people.all() == ()

    def test_a_person_without_a_case_can_be_erased(self, vault: Vault, full: FullPerson) -> None:
        alone = replace(full.person, id=new_id(), surname="Alone")
        vault.people.add(alone)
        wish = Wish(ground=Ground.RECORDED_IN_ERROR)
        certificate = dispose(vault, None, Target(person_id=alone.id), wish, now=now())
        assert certificate.ids == (alone.id,)
        assert vault.people.all() == (full.person,)

    def test_what_is_not_due_goes_only_on_another_ground(self, vault: Vault, full: FullPerson) -> None:
        _person, case = people.add_person(vault, forenames="A", surname="B", birth_date=None, now=now())
        target = Target(person_id=case.person_id)
        assert "still open" in why_not(vault, target)
        view = preview_disposal(vault, None, target, now=now())
        assert Ground.PERIOD_OVER not in view.grounds
        dispose(vault, None, target, Wish(ground=Ground.ERASURE_REQUEST), now=now())
        assert vault.people.all() == (full.person,)

    def test_what_is_begun_must_be_finished_or_thrown_away(self, vault: Vault) -> None:
        begun = keep_full_person(vault, random.Random(4), drafts=True)
        assert "not finished" in why_not(vault, whole(begun))
        view = preview_disposal(vault, None, whole(begun), now=now())
        assert (len(view.drafts), len(view.unfinished)) == (2, 2)
        dispose(vault, None, whole(begun), replace(OVER, throw_drafts_away=True), now=now())
        assert vault.settings.get("place-to-return-to-0") is None
        assert vault.settings.get("unfinished-writing") == '{"version": 1, "writing": []}'

    def test_a_pack_that_waits_in_the_outbox_stands_in_the_way(
        self, vault: Vault, full: FullPerson, outbox: Spool
    ) -> None:
        outbox.queue(full.packs[0], b"sealed", endpoint="file:///nowhere", receipt_certificate="none")
        assert "outbox" in why_not(vault, whole(full), spool=outbox)
        assert outbox.withdraw(full.packs[0])
        dispose(vault, outbox, whole(full), OVER, now=now())

    def test_sealed_copies_of_delivered_packs_leave_the_outbox(
        self, vault: Vault, full: FullPerson, outbox: Spool
    ) -> None:
        pack = full.packs[1]
        outbox.queue(pack, b"sealed", endpoint="file:///nowhere", receipt_certificate="none")
        with outbox._database.transaction() as connection:
            connection.execute(
                "UPDATE items SET state = 'delivered', receipt = 'r', uploaded = 1, acknowledged = size"
            )
        item = outbox.get(pack)
        assert item is not None
        assert item.state is State.DELIVERED
        dispose(vault, outbox, whole(full), OVER, now=now())
        finish_disposals(vault, outbox, now=now())
        assert outbox.items() == ()
        assert list((outbox.folder / "packs").iterdir()) == []
        assert vault.disposals.all()[0].finished_at is not None

    def test_a_reference_with_a_name_in_it_is_refused(self, vault: Vault, full: FullPerson) -> None:
        wish = Wish(ground=Ground.ERASURE_REQUEST, reference=f"Letter of {full.person.surname.upper()}")
        assert "no name" in why_not(vault, whole(full), wish)
        wish = Wish(ground=Ground.ERASURE_REQUEST, reference="SAR 2026/17")
        assert dispose(vault, None, whole(full), wish, now=now()).reference == "SAR 2026/17"

    def test_words_of_the_name_leave_the_spelling_list_unless_somebody_else_has_them(
        self, vault: Vault, full: FullPerson
    ) -> None:
        mother = full.person.household[0].name
        other = replace(full.person, id=new_id(), household=(), surname="Other", aliases=mother, agencies=())
        other = replace(other, forenames="Somebody", known_as="")
        vault.people.add(other)
        writing_aids.save_own_words(vault, (full.person.surname, mother, "Zumba"))
        dispose(vault, None, whole(full), OVER, now=now())
        assert writing_aids.own_words(vault) == tuple(sorted((mother, "Zumba"), key=str.casefold))

    def test_a_list_of_packs_of_several_people_stays(self, vault: Vault, full: FullPerson) -> None:
        vault.settings.set("packs-not-sent-by-themselves", f'["{full.packs[0]}", "P-OTHER"]')
        dispose(vault, None, whole(full), OVER, now=now())
        assert "P-OTHER" in (vault.settings.get("packs-not-sent-by-themselves") or "")

    def test_a_record_that_names_the_person_is_told_of(self, vault: Vault, full: FullPerson) -> None:
        name = full.person.full_name
        sibling = replace(
            full.person, id=new_id(), forenames="Sister", surname="Of", known_as="", aliases="",
            household=(HouseholdMember(name=name, relationship="brother"),),
        )  # fmt: skip
        vault.people.add(sibling)
        view = preview_disposal(vault, None, whole(full), now=now())
        assert any("names this person" in words for words in view.warnings)

    def test_backups_that_hold_the_record_are_told_by_their_days(
        self, vault: Vault, full: FullPerson
    ) -> None:
        vault.audit.append("backup.made", "")
        certificate = dispose(vault, None, whole(full), OVER, now=now())
        today = keeping.today_of(now())
        assert (certificate.backup_count, certificate.backups) == (1, (today, today))
        assert certificate.backups_replaced_by is None

    def test_backups_that_are_made_by_themselves_age_out_by_a_day(
        self, vault: Vault, full: FullPerson, tmp_path: Path
    ) -> None:
        plan = backup_plan.BackupPlan(place=tmp_path, every_days=1, keep=Keep(months=6))
        backup_plan.save_plan(vault, plan)
        vault.audit.append("backup.made", "")
        certificate = dispose(vault, None, whole(full), OVER, now=now())
        assert certificate.backups_replaced_by == months_after(keeping.today_of(now()), 7)
        assert Certificate.read(certificate.to_json()) == certificate


def test_on_a_full_disk_the_vault_still_opens_and_the_next_unlock_completes(
    vault: Vault, full: FullPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispose(vault, None, whole(full), OVER, now=now())
    vault.close()

    def no_room(_self: Database) -> None:
        raise DiskFullError("full", "full", "full")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(Database, "rewrite", no_room)
        with open_vault(vault.folder, vault.key) as opened:
            assert opened.disposals.all()[0].finished_at is None
    with open_vault(vault.folder, vault.key) as opened:
        assert {one.kind for one in opened.disposals.left()} == {Left.PACK}
        assert opened.attachments.files.ids() == frozenset()


class TestWrongClock:
    @pytest.mark.parametrize("years", [-10, -1, 1, 10])
    def test_a_clock_that_is_years_off_disposes_of_nothing_by_itself(
        self, vault: Vault, full: FullPerson, years: int
    ) -> None:
        vault.audit.append("record.opened", full.person.id)
        vault.audit.write_anchor()  # as whoever unlocks does first
        wrong = now() + timedelta(days=366 * years)
        vault.audit._now = lambda: wrong
        vault.audit.append("vault.unlocked", "")
        doubt = clock_watch.doubt_about_clock(vault, now=wrong)
        assert doubt is not None
        assert doubt.kind is (DoubtKind.BEHIND if years < 0 else DoubtKind.LEAPT)
        keeping.keeping_list(vault, Which.DUE, now=wrong, limit=10)
        finish_disposals(vault, None, now=wrong)
        assert vault.people.all() == (full.person,)
        with pytest.raises(RecordError, match=r"clock of this computer|It is kept until"):
            dispose(vault, None, whole(full), OVER, now=wrong)

    def test_a_person_who_says_that_the_date_is_right_is_believed_and_it_is_written_down(
        self, vault: Vault, full: FullPerson
    ) -> None:
        later = now() + timedelta(days=400)
        vault.audit._now = lambda: later
        vault.audit.append("vault.unlocked", "")
        dispose(vault, None, whole(full), replace(OVER, date_is_right=True), now=later)
        assert "clock.confirmed" in {entry.action for entry in vault.audit.entries()}
        assert clock_watch.doubt_about_clock(vault, now=later) is None


def test_a_backup_that_reads_delays_the_end_and_following_up_goes_on(
    vault: Vault, full: FullPerson, outbox: Spool
) -> None:
    dispose(vault, outbox, whole(full), OVER, now=now())
    reader = Database.open(vault.folder / "vault.db", vault.key, read_only=True)
    reader.run("BEGIN")
    reader.value("SELECT count(*) FROM people")
    assert follow_up(vault, outbox, now=now()) == 0
    assert vault.disposals.all()[0].finished_at is None
    reader.close()
    follow_up(vault, outbox, now=now())
    assert vault.disposals.all()[0].finished_at is not None
    assert vault.disposals.left() == ()
