"""A practitioner's two laptops: what came is settled by a person, and nothing erased comes back."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.merge_conflict import Choice, ConflictKind
from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.errors import RecordError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.progress import SILENT
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.record import writing, writing_aids
from prevent_desktop.workflows.record.writing import write_note
from prevent_desktop.workflows.retention import keeping
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from prevent_desktop.workflows.vault_admin import merge, merge_conflicts
from prevent_desktop.workflows.vault_admin.merge_conflicts import look_at_conflict, open_conflicts, settle
from prevent_desktop.workflows.vault_admin.restore import may_be_queued_again
from prevent_desktop.workflows.vault_admin.who_saw import who_saw
from prevent_desktop.writing.phrases import Phrase
from tests.made_vaults import copied_vault
from tests.unit.vault.examples import a_pack, keep_case
from tests.unit.workflows.conftest import now

PROSE = {ItemType.STRING, ItemType.TEXT}
LEAD = Practitioner(name="Sam Field", role="Lead", organisation="Example School")
Work = Callable[[Vault], object]


@dataclass
class Laptops:
    """The vault that is open, and the folder of its copy on the other laptop."""

    vault: Vault
    other: Path
    person_id: str
    case_id: str

    def there(self, *works: Work) -> None:
        with Vault.open(self.other, self.vault.key) as vault:
            vault.audit.append("vault.unlocked", "")
            for work in works:
                work(vault)

    def join(self) -> MergeReport:
        other = merge.take_copy(self.vault.folder, self.vault.key, self.other, SILENT)
        try:
            merge.bring_files(other, merge.look(self.vault, other, now=now()))
            return merge.join(self.vault, other, now=now())
        finally:
            merge.leave(self.vault.folder)


@pytest.fixture(scope="module")
def made_once(
    tmp_path_factory: pytest.TempPathFactory, library: FormLibrary
) -> tuple[Path, VaultKey, str, str]:
    folder = tmp_path_factory.mktemp("made") / "vault"
    key = copied_vault(folder).key
    with Vault.open(folder, key) as vault:
        settings.save_practitioner(vault, LEAD)
        person, case = people.add_person(
            vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now()
        )
        fill_form.start_form(vault, library, form_id="screening-tool", case_id=case.id, now=now())
        vault.audit.append("record.viewed", person.id)
    return folder, key, person.id, case.id


@pytest.fixture
def laptops(made_once: tuple[Path, VaultKey, str, str], tmp_path: Path) -> Iterator[Laptops]:
    folder, key, person_id, case_id = made_once
    for name in ("here", "there"):
        shutil.copytree(folder, tmp_path / name)
    with Vault.open(tmp_path / "here", key) as vault:
        vault.audit.append("vault.unlocked", "")
        yield Laptops(vault, tmp_path / "there", person_id, case_id)


def school(name: str, laptops: Laptops) -> Work:
    def work(vault: Vault) -> None:
        person = vault.people.get(laptops.person_id)
        people.change_person(vault, replace(person, school=name), now=now())

    return work


class TestDetails:
    def test_taking_the_other_value_keeps_both_among_the_earlier_ones(
        self, laptops: Laptops, library: FormLibrary
    ) -> None:
        laptops.there(school("Hillside", laptops))
        school("Riverside", laptops)(laptops.vault)
        laptops.join()
        ((conflict, person),) = open_conflicts(laptops.vault)
        view = look_at_conflict(laptops.vault, library, conflict.id)
        (differing,) = view.differing
        assert (person.school, differing.kept, differing.other) == ("Riverside", "Riverside", "Hillside")
        assert (view.title, view.choices) == ("School", (Choice.KEEP, Choice.TAKE_OTHER))
        settle(laptops.vault, conflict.id, Choice.TAKE_OTHER, now=now())
        assert laptops.vault.people.get(laptops.person_id).school == "Hillside"
        values = {change.old_value for change in laptops.vault.people.changes(laptops.person_id)}
        assert {"Riverside", "Hillside"} <= values
        assert open_conflicts(laptops.vault) == ()
        assert laptops.vault.audit.entries()[-1].action == "conflict.settled"
        with pytest.raises(RecordError):
            settle(laptops.vault, conflict.id, Choice.KEEP, now=now())

    def test_an_entry_of_the_household_takes_the_place_of_the_other(
        self, laptops: Laptops, library: FormLibrary
    ) -> None:
        def mother(school_of: str) -> Work:
            member = HouseholdMember(name="Dana", relationship=school_of)
            return lambda vault: people.change_person(
                vault, replace(vault.people.get(laptops.person_id), household=(member,)), now=now()
            )

        laptops.there(mother("Aunt"))
        mother("Mother")(laptops.vault)
        laptops.join()
        ((conflict, _person),) = open_conflicts(laptops.vault)
        assert look_at_conflict(laptops.vault, library, conflict.id).differing[0].other == "Dana (Aunt)"
        settle(laptops.vault, conflict.id, Choice.TAKE_OTHER, now=now())
        assert [one.relationship for one in laptops.vault.people.get(laptops.person_id).household] == ["Aunt"]


class TestDrafts:
    @pytest.fixture
    def differing(self, laptops: Laptops, library: FormLibrary) -> str:
        """A draft that was filled on both; the conflict's id."""

        def fill(text: str) -> Work:
            def work(vault: Vault) -> None:
                (draft,) = vault.responses.drafts()
                response = fill_form.open_form(vault, library, draft.id).response
                node = next(
                    node for node in enabled_nodes(response) if node.item.type in PROSE and not node.answers
                )
                response.set_answers(node.path, [text])
                fill_form.save_draft(
                    vault, draft.id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
                    sections_total=1, now=now(),
                )  # fmt: skip

            return work

        fill("Written here")(laptops.vault)
        laptops.there(fill("Written there"))
        laptops.join()
        ((conflict, _person),) = open_conflicts(laptops.vault)
        assert conflict.kind is ConflictKind.DRAFT
        return conflict.id

    def texts(self, laptops: Laptops) -> list[str]:
        drafts = laptops.vault.responses.drafts()
        return sorted(
            text for one in drafts for text in ("Written here", "Written there") if text in one.content
        )

    def test_what_differs_is_told_question_by_question(
        self, laptops: Laptops, library: FormLibrary, differing: str
    ) -> None:
        view = look_at_conflict(laptops.vault, library, differing)
        assert [(one.kept, one.other) for one in view.differing] == [("Written there", "Written here")]
        assert view.choices == tuple(Choice)

    def test_keeping_one_puts_the_other_away_with_its_words(self, laptops: Laptops, differing: str) -> None:
        settle(laptops.vault, differing, Choice.KEEP, now=now())
        assert self.texts(laptops) == ["Written there"]
        assert "Written here" in laptops.vault.merge_conflicts.get(differing).other
        laptops.join()
        assert self.texts(laptops) == ["Written there"]

    def test_taking_the_other_too(self, laptops: Laptops, differing: str) -> None:
        settle(laptops.vault, differing, Choice.TAKE_OTHER, now=now())
        assert self.texts(laptops) == ["Written here"]
        assert "Written there" in laptops.vault.merge_conflicts.get(differing).kept

    def test_keeping_both_leaves_both(self, laptops: Laptops, differing: str) -> None:
        settle(laptops.vault, differing, Choice.KEEP_BOTH, now=now())
        assert self.texts(laptops) == ["Written here", "Written there"]


def test_the_case_takes_the_status_that_was_chosen(laptops: Laptops, library: FormLibrary) -> None:
    laptops.there(lambda vault: vault.cases.set_status(laptops.case_id, CaseStatus.CHECKED, now()))
    laptops.vault.cases.set_status(laptops.case_id, CaseStatus.FINALISED, now())
    laptops.join()
    ((conflict, _person),) = open_conflicts(laptops.vault)
    assert look_at_conflict(laptops.vault, library, conflict.id).differing[0].other == "Checked by lead"
    settle(laptops.vault, conflict.id, Choice.TAKE_OTHER, now=now())
    assert laptops.vault.cases.get(laptops.case_id).status is CaseStatus.CHECKED


class TestErased:
    def erase(self, vault: Vault, laptops: Laptops) -> None:
        ground = next(one for one in Ground if one is not Ground.PERIOD_OVER)
        vault.cases.set_status(laptops.case_id, CaseStatus.CLOSED, now())
        wish = Wish(ground=ground, reference="R-1", throw_drafts_away=True, date_is_right=True)
        dispose(vault, None, Target(person_id=laptops.person_id), wish, now=now())
        finish_disposals(vault, None, now=now())

    def test_what_was_erased_here_does_not_come_back(self, laptops: Laptops) -> None:
        laptops.there(
            lambda vault: self.note(vault, laptops),
            school("Hillside", laptops),
            lambda vault: writing_aids.save_own_words(vault, ("Brook", "Hillside")),
            lambda vault: writing.keep_writing(
                vault, writing.Writing.NOTE, laptops.case_id, {"text": "begun about Alex"}, now=now()
            ),
        )
        self.erase(laptops.vault, laptops)
        report = laptops.join()
        assert merge.left_settings_in_words(report) == ("Own words",)
        assert writing_aids.own_words(laptops.vault) == ()
        assert writing.unfinished(laptops.vault) == ()
        assert laptops.vault.people.all() == ()
        assert laptops.vault.search("train") == ()
        for table in ("notes", "responses", "record_texts", "person_texts", "person_changes", "cases"):
            assert laptops.vault.database.rows(f"SELECT * FROM {table}") == []  # noqa: S608 - the names above
        integrity.check(laptops.vault)

    def test_a_pack_that_puts_right_one_of_an_erased_case_comes_without_the_link(
        self, laptops: Laptops
    ) -> None:
        def send(vault: Vault) -> None:
            first, case = vault.cases.get(laptops.case_id), keep_case(vault)
            for number, (of, corrects) in enumerate(((first, None), (case, "P-000000000000"))):
                pdf = vault.attachments.add(
                    io.BytesIO(b"pdf"),
                    case_id=of.id,
                    file_name="p.pdf",
                    media_type="application/pdf",
                    at=now(),
                )
                vault.packs.add(replace(a_pack(of, pdf.id), id=f"P-{number:012d}", corrects=corrects))

        laptops.there(send)
        self.erase(laptops.vault, laptops)
        laptops.join()
        (pack,) = laptops.vault.packs.all()
        assert (pack.id, pack.corrects) == ("P-000000000001", None)

    def test_what_was_erased_there_is_asked_about_here(self, laptops: Laptops, library: FormLibrary) -> None:
        laptops.there(lambda vault: self.erase(vault, laptops))
        laptops.join()
        ((conflict, person),) = open_conflicts(laptops.vault)
        assert (conflict.kind, person.id) == (ConflictKind.ERASED, laptops.person_id)
        assert look_at_conflict(laptops.vault, library, conflict.id).choices == (Choice.KEEP,)
        self.erase(laptops.vault, laptops)  # as the person chose
        assert open_conflicts(laptops.vault) == ()
        assert not laptops.join().conflicts
        assert laptops.vault.people.all() == ()

    def test_a_hold_of_the_other_laptop_holds_here(self, laptops: Laptops) -> None:
        laptops.there(
            lambda vault: keeping.hold(vault, laptops.case_id, reason="A court asked for it", now=now())
        )
        laptops.join()
        with pytest.raises(RecordError):
            self.erase(laptops.vault, laptops)

    def note(self, vault: Vault, laptops: Laptops) -> None:
        write_note(
            vault,
            case_id=laptops.case_id,
            text="On the train",
            source=Source.DIRECT,
            author="Lead",
            now=now(),
        )


class TestWhatIsBeingWritten:
    def test_unfinished_writing_of_both_is_kept(self, laptops: Laptops) -> None:
        def typed(text: str) -> Work:
            return lambda vault: writing.keep_writing(
                vault, writing.Writing.NOTE, laptops.case_id, {"text": text, "source": "told"}, now=now()
            )

        typed("Begun here")(laptops.vault)
        laptops.there(typed("Begun there"))
        laptops.join()
        words = writing.writing(laptops.vault, writing.Writing.NOTE, laptops.case_id)["text"]
        assert words == "Begun there\n\nBegun here"
        laptops.join()
        assert writing.writing(laptops.vault, writing.Writing.NOTE, laptops.case_id)["text"] == words

    def test_words_and_phrases_of_both_are_kept(self, laptops: Laptops) -> None:
        writing_aids.save_own_words(laptops.vault, ("Ngozi",))
        writing_aids.save_phrases(laptops.vault, (Phrase("seen", "I saw"),))
        laptops.there(
            lambda vault: writing_aids.save_own_words(vault, ("Bola",)),
            lambda vault: writing_aids.save_phrases(
                vault, (Phrase("seen", "I heard"), Phrase("told", "I was told"))
            ),
            lambda vault: settings.save_practitioner(vault, replace(LEAD, phone="1")),
        )
        report = laptops.join()
        assert writing_aids.own_words(laptops.vault) == ("Bola", "Ngozi")
        assert {(one.name, one.text) for one in writing_aids.phrases(laptops.vault)} == {
            ("seen", "I saw"), ("seen (2)", "I heard"), ("told", "I was told"),
        }  # fmt: skip
        assert merge.left_settings_in_words(report) == ("Who I am",)


def test_what_was_done_on_the_other_laptop_is_told_as_such(laptops: Laptops) -> None:
    laptops.there(lambda vault: vault.audit.append("record.viewed", laptops.person_id))
    laptops.join()
    lines = who_saw(laptops.vault, laptops.person_id).lines
    assert any(line.who == "You, on the other laptop" for line in lines)
    assert lines[0].what == "Joined with a copy from another laptop"
    assert merge_conflicts.open_conflicts(laptops.vault) == ()
    assert may_be_queued_again(laptops.vault, "P-AAAA")
