"""Two copies of one vault share a case with a colleague: the team's engine joins it, and what both wrote is asked about once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.vault import integrity
from prevent_desktop.vault.team.conflicts import differences
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import (
    a_case,
    a_form,
    a_note,
    a_pack,
    an_event,
    answers,
    keep_case,
    later,
)
from tests.unit.vault.merging.laptops_in_team import WRITER, Copied, Team
from tests.unit.vault.merging.two_laptops import Laptop, second_laptop
from tests.unit.vault.team.members import MAIN, exchange, opened, record
from tests.unit.vault.test_received import receive


@pytest.fixture
def team(made: Made, tmp_path: Path) -> Iterator[Team]:
    """Both laptops and the colleague have a shared case with a draft."""
    here, pat = Laptop(made.folder, made.key), opened(tmp_path, "pat", 1)
    with here.opened() as vault:
        sam = Copied("sam", vault)
        case = keep_case(vault)
        vault.responses.add(a_form(case, answers("He was quiet.")))
        sam.share(case.id)
        exchange(sam, pat)
        vault.audit.append("case.shared", case.id)
    there = second_laptop(here, tmp_path / "there")
    try:
        yield Team(here, there, pat)
    finally:
        pat.vault.close()


def the_case(vault: Vault) -> str:
    return next(iter(vault.team.shared_cases()))


def write(sam: Copied, text: str, minute: int) -> None:
    """A note, and more in the draft."""
    case = sam.vault.cases.get(the_case(sam.vault))
    sam.vault.notes.add(replace(a_note(case, f"note: {text}"), written_at=later(minute)))
    draft = min(sam.vault.responses.of_case(case.id), key=lambda form: form.title)
    sam.vault.responses.save_draft(draft.id, answers(text), "s2", 2, 5, later(minute))
    sam.vault.audit.append("note.written", case.id)


def draft(vault: Vault) -> str:
    return vault.responses.of_case(the_case(vault))[0].content


def notes(vault: Vault) -> list[str]:
    return [note.text for note in vault.notes.of_case(the_case(vault))]


@pytest.mark.parametrize("captured", [(), ("here",), ("there",), ("here", "there")])
def test_what_both_wrote_is_asked_about_once_and_all_three_have_one_record(
    team: Team, captured: tuple[str, ...]
) -> None:
    """Whether or not either has put what it wrote into change-sets already."""
    for minute, name in ((10, "here"), (20, "there")):
        with team.on(getattr(team, name), minute) as sam:
            write(sam, f"Written {name}.", minute)
            if name in captured:
                sam.written()
    team.both()
    found, asked = [], []
    for laptop in (team.here, team.there):
        with team.on(laptop) as sam:
            assert sam.vault.merge_conflicts.open() == ()
            assert len(sam.vault.responses.of_case(the_case(sam.vault))) == 1
            asked.append(differences(sam.vault))
            found.append(record(sam, the_case(sam.vault)))
            integrity.check(sam.vault)
    assert [len(each) for each in asked] == [1, 1]
    assert asked[0][0].id == asked[1][0].id
    assert {side.value["content"] for side in asked[0][0].sides} == {
        answers("Written here."), answers("Written there."),
    }  # fmt: skip
    assert found[0] == found[1]
    team.meet(team.here, team.there, team.here)
    assert [one.id for one in differences(team.pat.vault)] == [asked[0][0].id]
    team.pat.settle(asked[0][0].id, 0)
    team.meet(team.here, team.there)
    for laptop in (team.here, team.there):
        with team.on(laptop) as sam:
            assert differences(sam.vault) == ()
            assert record(sam, the_case(sam.vault)) == record(team.pat, the_case(sam.vault))
            assert sorted(notes(sam.vault)) == ["note: Written here.", "note: Written there."]


def test_the_sets_of_both_are_here_and_go_to_the_store_from_here(team: Team) -> None:
    for minute, laptop in ((10, team.here), (20, team.there)):
        with team.on(laptop, minute) as sam:
            write(sam, f"{minute}", minute)
            sam.written()
    report = team.join(team.here, team.there)
    assert report.lines() == ("1 note", "1 draft") or report.lines() == ("1 note",)
    assert report.team_differences == 1
    with team.on(team.here) as sam, team.on(team.there) as other:
        ours, theirs = ({one.digest for one in each.vault.team.to_put()} for each in (sam, other))
        assert theirs <= ours
        assert sam.vault.settings.get(WRITER)  # the numbers of one laptop are not used by the other


def test_joining_again_says_nothing_twice_and_what_was_settled_stays_settled(team: Team) -> None:
    with team.on(team.there, 20) as sam:
        write(sam, "Written there.", 20)
    team.join(team.here, team.there)
    with team.on(team.here, 700) as sam:
        sets = len(sam.vault.team.sets_of(the_case(sam.vault), MAIN))
        assert draft(sam.vault) == answers("Written there.")
        assert differences(sam.vault) == ()
    again = team.join(team.here, team.there, 701)
    assert (again.lines(), again.team_differences) == ((), 0)
    with team.on(team.here, 702) as sam:
        assert len(sam.vault.team.sets_of(the_case(sam.vault), MAIN)) == sets
        write(sam, "Gone on here.", 702)
        sam.written()
    team.join(team.here, team.there, 703)
    with team.on(team.here, 704) as sam:
        assert draft(sam.vault) == answers("Gone on here.")
        assert differences(sam.vault) == ()


def test_what_the_other_laptop_wrote_on_takes_the_place_of_what_was_joined_of_it(team: Team) -> None:
    for minute, text in ((20, "One."), (30, "Two."), (40, "One.")):
        with team.on(team.there, minute) as sam:
            write(sam, text, minute)
        team.join(team.here, team.there, 600 + minute)
        with team.on(team.here, 600 + minute) as sam:
            assert draft(sam.vault) == answers(text)
            assert differences(sam.vault) == ()
    team.meet(team.here, team.there, team.here)
    assert differences(team.pat.vault) == ()
    assert draft(team.pat.vault) == answers("One.")


def test_a_new_draft_that_went_on_after_a_joining_is_one_draft(team: Team) -> None:
    with team.on(team.there, 20) as sam:
        form = a_form(sam.vault.cases.get(the_case(sam.vault)), answers("Begun."))
        sam.vault.responses.add(form)
    team.join(team.here, team.there, 620)
    with team.on(team.there, 30) as sam:
        sam.vault.responses.save_draft(form.id, answers("Otherwise."), "s2", 2, 5, later(30))
        sam.vault.undo_histories.keep(form.id, "steps")
    team.join(team.here, team.there, 630)
    with team.on(team.here) as sam:
        assert sam.vault.responses.get(form.id).content == answers("Otherwise.")
        assert sam.vault.undo_histories.get(form.id) == "steps"
        assert differences(sam.vault) == ()


def test_what_a_colleague_wrote_comes_by_either_laptop_with_its_file(team: Team) -> None:
    case = team.pat.vault.cases.get(the_case(team.pat.vault))
    team.pat.vault.notes.add(a_note(case, "Pat heard it."))
    team.pat.vault.attachments.add(
        io.BytesIO(b"a picture"), case_id=case.id, file_name="p.png", media_type="image/png", at=later(6)
    )
    team.meet(team.there)
    report = team.join(team.here, team.there)
    assert report.lines() == ("1 note", "1 file")
    with team.on(team.here) as sam:
        (kept,) = sam.vault.attachments.all()
        assert sam.vault.attachments.read(kept.id) == b"a picture"
        assert record(sam, case.id) == record(team.pat, case.id)
        assert sam.vault.team.files.count_wanted() == 0
        assert sam.vault.team.dirty() == ()


def test_a_case_that_came_to_the_other_laptop_is_a_shared_one_here_too(team: Team) -> None:
    """Else what the team writes in it would change nothing here."""
    new = team.pat.a_case(surname="Khan")
    team.pat.share(new.id)
    team.meet(team.there)
    assert team.join(team.here, team.there).lines()[:2] == ("1 person", "1 case")
    with team.on(team.here) as sam:
        assert sam.vault.team.circle_of(new.id) == MAIN
    team.pat.vault.notes.add(a_note(new, "later"))
    team.meet(team.here)
    with team.on(team.here) as sam:
        assert [note.text for note in sam.vault.notes.of_case(new.id)] == ["later"]
        assert record(sam, new.id) == record(team.pat, new.id)


def test_a_pack_that_somebody_put_in_a_shared_case_there_is_in_it_here(team: Team) -> None:
    for laptop in (team.here, team.there):
        with team.on(laptop) as sam:
            pack = receive(sam.vault, "P-ABCDEFGHJKMN")
            if laptop is team.there:
                sam.vault.received.put_in_case(pack.id, the_case(sam.vault))
    team.join(team.here, team.there)
    with team.on(team.here) as sam:
        (kept,) = sam.vault.received.all()
        assert kept.case_id == the_case(sam.vault)
        assert integrity.check(sam.vault).stray_files == ()
    assert not team.join(team.here, team.there, 700).news


def test_a_case_made_there_of_a_pack_that_stands_here_in_none_has_it_here_too(team: Team) -> None:
    with team.on(team.here) as sam:
        pack = receive(sam.vault, "P-ABCDEFGHJKMN")
    with team.on(second := second_laptop(team.here, team.here.folder.with_name("second")), 30) as sam:
        new = a_case(sam.vault.people.get(sam.vault.cases.open_cases()[0].person_id))
        sam.vault.cases.add(new)
        sam.vault.received.put_in_case(pack.id, new.id)
        sam.vault.events.add(replace(an_event(new), received_id=pack.id))
        sam.share(new.id)
    assert team.join(team.here, second).conflicts == ()
    with team.on(team.here) as sam:
        assert [each.case_id for each in sam.vault.received.all()] == [new.id]
        assert [each.received_id for each in sam.vault.events.of_case(new.id)] == [pack.id]
        assert [each.id for each in sam.vault.attachments.of_case(new.id)] == [pack.attachment_id]
        assert differences(sam.vault) == ()


def test_a_link_to_a_case_that_is_not_shared_comes_too(team: Team) -> None:
    """No change-set has it: the others may not know of that case."""
    with team.on(team.there, 30) as sam:
        shared = sam.vault.cases.get(the_case(sam.vault))
        alone = a_case(sam.vault.people.get(shared.person_id))
        sam.vault.cases.add(alone)
        note = a_note(alone, "not for the others")
        sam.vault.notes.add(note)
        form = replace(a_form(shared, answers("grown")), grown_from=note.id)
        sam.vault.responses.add(form)
        sam.written()
    team.join(team.here, team.there)
    with team.on(team.here) as sam:
        assert sam.vault.responses.get(form.id).grown_from == note.id
        assert sam.vault.team.circle_of(alone.id) is None
    team.meet(team.here, team.there)
    assert team.pat.vault.responses.get(form.id).grown_from is None


def test_what_a_form_of_an_unshared_case_told_of_the_person_is_joined_as_ever(team: Team) -> None:
    """Their circle never sees it; what it sees is joined by its sets alone."""
    with team.on(team.here) as sam:
        shared = sam.vault.cases.get(the_case(sam.vault))
        person = sam.vault.people.get(shared.person_id)
        alone = a_case(person)
        sam.vault.cases.add(alone)
        form = a_form(alone)
        sam.vault.responses.add(form)
    there = second_laptop(team.here, team.here.folder.with_name("second"))
    with team.on(there, 30) as sam:
        after = replace(person, school="Hillside", phone="0121 1", changed_at=later(30))
        sam.vault.people.update(after)
        for field, told_by in (("school", form.id), ("phone", None)):
            sam.vault.people.add_change(
                PersonChange(
                    id=f"change-{field}", person_id=person.id, field=field, old_value=getattr(person, field),
                    new_value=getattr(after, field), changed_at=later(30), changed_by="Lead", response_id=told_by,
                )
            )  # fmt: skip
        sam.written()
    with team.on(team.here, 40) as sam:
        sam.vault.people.update(replace(person, phone="0121 2", changed_at=later(40)))
    report = team.join(team.here, there)
    assert (report.conflicts, report.team_differences) == ((), 1)
    with team.on(team.here) as sam:
        joined = sam.vault.people.get(person.id)
        assert joined.school == "Hillside"
        assert joined.phone in {"0121 1", "0121 2"}
    team.meet(team.here)
    seen = team.pat.vault.people.get(person.id)
    assert (seen.school, seen.phone) == (person.school, joined.phone)


def test_a_pack_that_is_on_its_way_from_the_other_laptop_is_told_as_one(team: Team) -> None:
    with team.on(team.there, 30) as sam:
        case = sam.vault.cases.get(the_case(sam.vault))
        kept = sam.vault.attachments.add(
            io.BytesIO(b"pdf"), case_id=case.id, file_name="p", media_type="x/y", at=later(0)
        )
        sam.vault.packs.add(pack := a_pack(case, kept.id))
    assert team.join(team.here, team.there).came_packs == (pack.id,)
    with team.on(team.there, 40) as sam:
        sam.vault.packs.set_receipt(pack.id, "jws", later(40), "26-1")
    assert team.join(team.here, team.there, 700).delivered == (pack.id,)


def test_a_case_that_this_laptop_shares_no_more_is_joined_as_any_other(team: Team) -> None:
    with team.on(team.there, 20) as sam:
        write(sam, "Written there.", 20)
        sam.written()
    with team.on(team.here) as sam:
        case = the_case(sam.vault)
        sam.vault.team.leave()
    report = team.join(team.here, team.there)
    assert report.team_differences == 0
    with team.on(team.here) as sam:
        assert [note.text for note in sam.vault.notes.of_case(case)] == ["note: Written there."]
        assert sam.vault.team.circle_of(case) is None
