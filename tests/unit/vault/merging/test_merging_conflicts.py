"""What both laptops changed: what stands, what is kept beside it, and what a person is asked."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.merge_conflict import Choice, ConflictKind
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.review import Review
from prevent_desktop.errors import DatabaseDamagedError
from prevent_desktop.vault.structure import require_records
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import a_form, a_pack, answers, keep_case, later
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop

Work = Callable[[Vault], object]


@pytest.fixture
def here(made: Made) -> Laptop:
    laptop = Laptop(made.folder, made.key)
    with laptop.opened() as vault:
        case = keep_case(vault)
        vault.responses.add(a_form(case, answers("He was quiet.")))
        kept = vault.attachments.add(
            io.BytesIO(b"pdf"), case_id=case.id, file_name="p", media_type="x/y", at=later(0)
        )
        vault.packs.add(replace(a_pack(case, kept.id), status=PackStatus.QUEUED, sealed_digest="ab" * 32))
        vault.settings.set("laptop", "Desk")
        vault.audit.append("form.started", "x")
        vault.audit.append("vault.closed", "")
    return laptop


@pytest.fixture
def there(here: Laptop, tmp_path: Path) -> Laptop:
    return second_laptop(here, tmp_path / "other")


def on(laptop: Laptop, *works: Work) -> None:
    with laptop.opened() as vault:
        vault.audit.append("vault.unlocked", "")
        for work in works:
            work(vault)


def draft_of(vault: Vault) -> FilledForm:
    return min(vault.responses.drafts(), key=lambda form: len(form.title))


def write(text: str, minute: int) -> Work:
    def work(vault: Vault) -> None:
        vault.responses.save_draft(draft_of(vault).id, answers(text), "s2", 2, 5, later(minute))
        vault.undo_histories.keep(draft_of(vault).id, f"steps to {text}")

    return work


SPOILED = '{"resourceType": "QuestionnaireResponse", "item": 7}'


def spoil(minute: int) -> Work:
    """The words of the draft become none that anybody can read, as by a disk or another program."""

    def work(vault: Vault) -> None:
        vault.responses.save_draft(draft_of(vault).id, SPOILED, "s2", 2, 5, later(minute))

    return work


def a_second_form(vault: Vault) -> None:
    (case,) = vault.cases.open_cases()
    vault.responses.add(replace(a_form(case, answers("Came.")), title="Second form"))


def finish(text: str, minute: int) -> Work:
    def work(vault: Vault) -> None:
        content = answers(text)
        digest = hashlib.sha256(content.encode()).hexdigest()
        vault.responses.finalise(draft_of(vault).id, content, digest, later(minute))

    return work


def contents(laptop: Laptop) -> dict[str, str]:
    with laptop.opened() as vault:
        (case,) = vault.cases.open_cases()
        return {form.title: form.content for form in vault.responses.of_case(case.id)}


class TestDrafts:
    def test_one_that_went_on_only_there_is_taken(self, here: Laptop, there: Laptop) -> None:
        on(there, write("Something else.", 10))
        assert not here.join(there).conflicts
        assert contents(here) == {"Screening tool": answers("Something else.")}
        with here.opened() as vault:
            assert vault.undo_histories.get(draft_of(vault).id) == "steps to Something else."
            assert len(vault.search("something else")) == 1

    def test_one_that_went_on_only_here_stays(self, here: Laptop, there: Laptop) -> None:
        on(here, write("Something else.", 10))
        on(there, lambda vault: vault.settings.set("other", "work"))
        assert not here.join(there).conflicts
        assert contents(here) == {"Screening tool": answers("Something else.")}

    def test_a_clock_that_was_set_back_loses_nothing(self, here: Laptop, there: Laptop) -> None:
        on(here, write("Written here.", 10))
        on(there, write("Written there, by a clock ten years back.", -60 * 24 * 3650))
        here.join(there)
        assert set(contents(here).values()) == {
            answers("Written here."), answers("Written there, by a clock ten years back."),
        }  # fmt: skip

    def test_one_that_went_on_in_both_is_kept_twice_with_its_laptop_and_time(
        self, here: Laptop, there: Laptop
    ) -> None:
        on(here, write("Written here.", 10))
        on(there, write("Written there.", 20), lambda vault: vault.settings.set("laptop", "Train"))
        report = here.join(there)
        (conflict,) = report.conflicts
        assert (conflict.kind, conflict.kept_here) == (ConflictKind.DRAFT, False)
        saved = later(10).astimezone()
        assert contents(here) == {
            "Screening tool": answers("Written there."),
            f"Screening tool (from Desk, saved {saved:%d %b %Y %H:%M})": answers("Written here."),
        }
        with here.opened() as vault:
            assert vault.undo_histories.get(conflict.twin_id or "") == "steps to Written here."
            assert len(vault.search("written here")) == 1
            assert len(vault.search("written there")) == 1
        there.join(here)
        assert contents(there) == contents(here)

    @pytest.mark.parametrize("written_here", [True, False], ids=["both wrote", "there alone"])
    def test_one_whose_words_cannot_be_read_there_is_kept_beside_ours_with_the_reason(
        self, here: Laptop, there: Laptop, *, written_here: bool
    ) -> None:
        before = answers("Written here." if written_here else "He was quiet.")
        on(here, *([write("Written here.", 10)] if written_here else []))
        on(there, spoil(20), lambda vault: vault.settings.set("laptop", "Train"), a_second_form)
        assert here.join(there).conflicts == (), "nobody can choose between words and none"
        found = contents(here)
        (beside,) = found.keys() - {"Screening tool", "Second form"}
        assert "Train" in beside
        assert "cannot be read" in beside
        assert found == {"Screening tool": before, "Second form": answers("Came."), beside: SPOILED}
        here.join(there)
        assert contents(here) == found

    def test_one_whose_words_cannot_be_read_here_gives_way_and_is_kept_beside(
        self, here: Laptop, there: Laptop
    ) -> None:
        on(there, write("Written there.", 10))
        on(here, spoil(20))
        assert here.join(there).conflicts == ()
        found = contents(here)
        (beside,) = found.keys() - {"Screening tool"}
        assert found == {"Screening tool": answers("Written there."), beside: SPOILED}
        assert "cannot be read" in beside

    def test_an_earlier_state_gives_way_though_both_wrote(self, here: Laptop, there: Laptop) -> None:
        on(here, write("He was quiet. Then he", 20))
        on(there, write("He was quiet. Then he went home.", 10))
        assert not here.join(there).conflicts
        assert contents(here) == {"Screening tool": answers("He was quiet. Then he went home.")}

    def test_after_a_joining_only_what_was_written_since_counts(self, here: Laptop, there: Laptop) -> None:
        on(there, write("One.", 10))
        here.join(there)
        on(there, write("Two.", 20))
        assert not here.join(there).conflicts
        on(here, write("Three.", 30))
        assert not there.join(here).conflicts
        assert contents(here) == contents(there) == {"Screening tool": answers("Three.")}

    def test_finished_there_takes_the_place_of_its_draft(self, here: Laptop, there: Laptop) -> None:
        on(here, write("He was quiet. Yes", 10))
        on(there, finish("He was quiet. Yes, very.", 20))
        report = here.join(there)
        assert report.lines() == ("1 finished form",)
        with here.opened() as vault:
            assert vault.responses.drafts() == ()
            assert len(vault.search("very")) == 1

    def test_finished_there_and_written_on_here_keeps_both(self, here: Laptop, there: Laptop) -> None:
        on(here, write("Not that.", 10))
        on(there, finish("Done.", 20))
        for one, other in ((here, there), (there, here)):
            report = one.join(other)
            assert [conflict.kind for conflict in report.conflicts] in ([ConflictKind.DRAFT], [])
        assert contents(here) == contents(there)
        assert set(contents(here).values()) == {answers("Not that."), answers("Done.")}
        with here.opened() as vault:
            assert len(vault.responses.drafts()) == 1
            assert len(vault.merge_conflicts.open()) == 1

    def test_a_draft_that_somebody_put_away_does_not_come_back(self, here: Laptop, there: Laptop) -> None:
        on(here, write("Written here.", 10))
        on(there, write("Written there.", 20))
        (conflict,) = here.join(there).conflicts
        there.join(here)

        def put_away(vault: Vault) -> None:
            twin = vault.responses.get(conflict.twin_id or "")
            assert vault.responses.remove_draft(twin.id, twin.content)
            vault.merge_conflicts.settle(
                conflict.id, Choice.KEEP, at=later(30), by="Lead", put_away=("", twin.content)
            )

        on(here, put_away)
        here.join(there)
        assert list(contents(here).values()) == [answers("Written there.")]
        there.join(here)
        assert contents(there) == contents(here)
        with there.opened() as vault:
            assert vault.merge_conflicts.open() == ()
            assert vault.merge_conflicts.get(conflict.id).other == answers("Written here.")
        for laptop in (here, there):  # nor does search lead to it
            with laptop.opened() as vault:
                assert vault.search("Written here") == ()
                assert len(vault.search("Written there")) == 1


def move(status: CaseStatus, minute: int) -> Work:
    return lambda vault: vault.cases.set_status(vault.cases.open_cases()[0].id, status, later(minute))


class TestCases:
    def test_the_newer_status_stands_and_is_told_where_both_moved(self, here: Laptop, there: Laptop) -> None:
        on(here, move(CaseStatus.CHECKED, 10))
        on(there, move(CaseStatus.FINALISED, 20))
        (conflict,) = here.join(there).conflicts
        assert (conflict.kind, conflict.kept, conflict.other) == (ConflictKind.CASE, "finalised", "checked")
        with here.opened() as vault:
            assert vault.cases.open_cases()[0].status is CaseStatus.FINALISED

    def test_the_further_status_stands_whatever_the_clocks_say_and_a_person_is_asked(
        self, here: Laptop, there: Laptop
    ) -> None:
        on(here, move(CaseStatus.CHECKED, 20))
        on(there, move(CaseStatus.FINALISED, -60 * 24 * 365))
        (conflict,) = here.join(there).conflicts
        assert (conflict.kept, conflict.other, conflict.kept_here) == ("finalised", "checked", False)
        there.join(here)
        for laptop in (here, there):
            with laptop.opened() as vault:
                assert vault.cases.open_cases()[0].status is CaseStatus.FINALISED
                assert [one.id for one in vault.merge_conflicts.open()] == [conflict.id]

    @pytest.mark.parametrize("closed_here", [True, False])
    def test_a_case_that_one_closed_and_the_other_sent_on_is_shown_as_the_team_shows_it(
        self, here: Laptop, there: Laptop, closed_here: bool
    ) -> None:
        closing, going_on = (here, there) if closed_here else (there, here)
        on(closing, move(CaseStatus.CLOSED, 10))
        on(going_on, move(CaseStatus.QUEUED, 20))
        (conflict,) = here.join(there).conflicts
        assert (conflict.kept, conflict.other, conflict.kept_here) == ("closed", "queued", closed_here)
        there.join(here)
        for laptop in (here, there):
            with laptop.opened() as vault:
                assert vault.cases.open_cases() == ()
                assert [one.id for one in vault.merge_conflicts.open()] == [conflict.id]

    def test_what_moved_on_one_side_alone_is_taken_whatever_the_clocks_say(
        self, here: Laptop, there: Laptop
    ) -> None:
        on(there, move(CaseStatus.FINALISED, -60 * 24 * 365))
        assert not here.join(there).conflicts
        with here.opened() as vault:
            assert vault.cases.open_cases()[0].status is CaseStatus.FINALISED


def receive(receipt: str, minute: int) -> Work:
    return lambda vault: vault.packs.set_receipt(vault.packs.all()[0].id, receipt, later(minute), "26-1")


def countersign(pdf: bytes) -> Work:
    def work(vault: Vault) -> None:
        (pack,) = vault.packs.all()
        kept = vault.attachments.add(
            io.BytesIO(pdf), case_id=pack.case_id, file_name="p", media_type="x/y", at=later(5)
        )
        vault.packs.set_countersigned(pack.id, attachment_id=kept.id, pdf_digest=kept.sha256)

    return work


def the_pack(laptop: Laptop) -> str:
    with laptop.opened() as vault:
        (pack,) = vault.packs.all()
        return pack.id


class TestPacks:
    def test_a_receipt_is_never_lost_and_the_pack_stays_one(self, here: Laptop, there: Laptop) -> None:
        on(there, receive("jws", 10))
        report = here.join(there)
        assert report.lines() == ("1 receipt",)
        with here.opened() as vault:
            (pack,) = vault.packs.all()
            assert (pack.status, pack.receipt) == (PackStatus.DELIVERED, "jws")
            assert report.delivered == (pack.id,)
        on(here, lambda vault: vault.packs.set_queued(vault.packs.all()[0].id, "cd" * 32))
        there.join(here)
        with there.opened() as vault:
            assert [pack.receipt for pack in vault.packs.all()] == ["jws"]

    def test_a_pack_that_waits_here_and_is_countersigned_there_is_one_pack(
        self, here: Laptop, there: Laptop
    ) -> None:
        for laptop in (here, there):
            on(laptop, lambda vault: vault.database.run("UPDATE packs SET status = 'awaiting'"))

        on(there, countersign(b"pdf, twice signed"))
        assert not here.join(there).conflicts
        with here.opened() as vault:
            (pack,) = vault.packs.all()
            assert pack.status is PackStatus.SIGNED
            assert vault.attachments.read(pack.attachment_id) == b"pdf, twice signed"
        there.join(here)
        with there.opened() as vault:
            assert len(vault.packs.all()) == 1

    def test_a_pack_that_was_countersigned_on_the_other_laptop_leaves_the_vault_whole(
        self, here: Laptop, there: Laptop
    ) -> None:
        for laptop in (here, there):
            on(
                laptop,
                lambda vault: vault.audit.append("pack.signed", vault.packs.all()[0].id, vault.packs.all()[0].pdf_digest),
                lambda vault: vault.database.run("UPDATE packs SET status = 'awaiting'"),
            )  # fmt: skip

        on(
            there,
            countersign(b"twice"),
            lambda vault: vault.audit.append("pack.countersigned", vault.packs.all()[0].id, vault.packs.all()[0].pdf_digest),
        )  # fmt: skip
        here.join(there)
        for laptop in (here, there):
            on(laptop, lambda vault: require_records(vault.database))
        on(here, lambda vault: vault.database.run("UPDATE packs SET pdf_digest = ?", ("0" * 64,)))
        with pytest.raises(DatabaseDamagedError):
            on(here, lambda vault: require_records(vault.database))

    def test_a_receipt_goes_with_the_pack_that_it_is_for_where_the_lead_signed_on_both_laptops(
        self, here: Laptop, there: Laptop
    ) -> None:
        for number, laptop in enumerate((here, there)):
            on(
                laptop,
                lambda vault: vault.database.run("UPDATE packs SET status = 'awaiting'"),
                countersign(b"signed on laptop %d" % number),
            )
        (conflict,) = here.join(there).conflicts
        assert (conflict.kind, conflict.record_id) == (ConflictKind.RECORD, the_pack(there))
        on(there, receive("jws", 10))
        report = here.join(there)
        assert report.delivered == (conflict.twin_id,)
        with here.opened() as vault:
            receipts = {pack.id: pack.receipt for pack in vault.packs.all()}
            assert receipts == {conflict.record_id: "", conflict.twin_id: "jws"}
        there.join(here)
        with there.opened() as vault:
            assert sorted(pack.receipt for pack in vault.packs.all()) == ["", "jws"]

    def test_two_receipts_are_both_kept(self, here: Laptop, there: Laptop) -> None:
        for minute, laptop in ((10, here), (20, there)):
            on(laptop, receive(f"jws {minute}", minute))
        (conflict,) = here.join(there).conflicts
        assert (conflict.kind, conflict.kept, conflict.other) == (ConflictKind.RECEIPT, "jws 10", "jws 20")


class TestReviews:
    @pytest.mark.parametrize("done", [("here",), ("there",), ("here", "there")])
    def test_what_is_done_on_one_laptop_is_done_on_both(
        self, here: Laptop, tmp_path: Path, done: tuple[str, ...]
    ) -> None:
        on(here, finish("Done.", 1), set_review)
        there = second_laptop(here, tmp_path / "other")
        for minute, (name, laptop) in enumerate((("here", here), ("there", there)), start=10):
            on(laptop, *([finish_review(minute)] if name in done else []))
        for one, other in ((here, there), (there, here), (here, there)):
            assert not one.join(other).conflicts
        found = []
        for laptop in (here, there):
            with laptop.opened() as vault:
                assert vault.reviews.open() == ()
                found.append(vault.database.value("SELECT done_at FROM reviews"))
        assert found[0] == found[1]

    def test_of_one_that_nobody_did_nothing_is_told(self, here: Laptop, tmp_path: Path) -> None:
        on(here, finish("Done.", 1), set_review)
        there = second_laptop(here, tmp_path / "other")
        assert not here.join(there).is_news
        with here.opened() as vault:
            assert len(vault.reviews.open()) == 1


def set_review(vault: Vault) -> None:
    (case,) = vault.cases.open_cases()
    (form,) = vault.responses.of_case(case.id)
    vault.reviews.set_due(
        Review(response_id=form.id, case_id=case.id, due=later(0).date(), what="Look", set_at=later(2))
    )


def finish_review(minute: int) -> Work:
    return lambda vault: vault.reviews.finish(vault.cases.open_cases()[0].id, later(minute))


class TestSettings:
    def test_ours_stay_differences_are_told_and_lists_are_united(self, here: Laptop, there: Laptop) -> None:
        on(
            here,
            lambda vault: vault.settings.set("practitioner", "ours"),
            lambda vault: vault.settings.set("words", "ab"),
            lambda vault: vault.settings.set("machine", "here"),
        )
        on(
            there,
            lambda vault: vault.settings.set("practitioner", "theirs"),
            lambda vault: vault.settings.set("words", "bc"),
            lambda vault: vault.settings.set("machine", "there"),
            lambda vault: vault.secrets.set("signing-key", b"another"),
        )
        report = here.join(there)
        assert (report.left_settings, report.other_signing_key) == (("practitioner",), True)
        with here.opened() as vault:
            assert vault.settings.get("practitioner") == "ours"
            assert vault.settings.get("words") == "abc"
            assert vault.settings.get("machine") == "here"
            assert vault.secrets.get("signing-key") is None
        there.join(here)
        with there.opened() as vault:
            assert vault.settings.get("practitioner") == "theirs"


class TestAddedForms:
    def test_they_are_united_and_the_newer_withdrawal_stands(self, here: Laptop, there: Laptop) -> None:
        def add(version: str, day: str, withdrawn: str) -> Work:
            def work(vault: Vault) -> None:
                row = {
                    "publisher": "P",
                    "fingerprint": "f",
                    "made_at": day,
                    "added_at": day,
                    "added_by": "Lead",
                }
                vault.database.insert("form_bundles", id=version, **row)
                digest = vault.database.value("SELECT digest FROM questionnaires")
                vault.database.insert(
                    "added_forms", form_id="a", version=version, title="A", digest=digest, bundle_id=version
                )
                vault.added_forms.withdraw("old", withdrawn, version)

            return work

        day = "2026-11-24T09:30:15.000000+00:00"
        on(here, add("1", day, "1.9"))
        on(there, add("2", day, "1.10"))
        assert here.join(there).lines()[0] == "1 added form"
        there.join(here)
        for laptop in (here, there):
            with laptop.opened() as vault:
                assert [form.version for form in vault.added_forms.all()] == ["1", "2"]
                assert vault.added_forms.withdrawn() == {"old": "1.10"}
