"""What a colleague wrote is told as theirs: never as the reader's own words, and never as somebody else's by what a row says."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.record_kinds import NOTES
from prevent_desktop.casework.team.change_set import ROW, Operation
from prevent_desktop.ui.record.origin_words import origin_cell
from prevent_desktop.vault.team.capture import write_sets
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signers import colleague_of_form
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.read_entry import read_entry
from prevent_desktop.workflows.team.cases.sharing import keep_from, share
from tests.unit.vault.examples import a_decision, a_form, a_note, a_pack, answers, keep_questionnaire
from tests.unit.workflows.team.circle_vaults import TeamOf, three_vaults
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry, writer
from tests.unit.workflows.team.test_sharing import a_case, begun, now, rounds

__all__ = ["begun", "three_vaults"]


def noted(vault: Vault, case_id: str, author: str, text: str) -> str:
    """A note, signed so; its id."""
    note = replace(a_note(vault.cases.get(case_id), text), id=new_id(), author=author)
    vault.notes.add(note)
    return note.id


def by_line(vault: Vault, person_id: str) -> dict[str, str]:
    """Who wrote each line, as the record shows it, by the words of the line."""
    view = read_record(vault, person_id, now=THEN)
    cells = {one.what: origin_cell(one, "", author=view.reader, now=THEN).text for one in view.entries}
    return {what: text.partition(", told")[0] for what, text in cells.items()}


@pytest.mark.parametrize("author", ["Safeguarding", "", "Sam Field"])
def test_what_a_colleague_wrote_is_not_you_whatever_its_row_says(
    both: tuple[Vault, Vault], author: str
) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    noted(pat, case.id, author, "Pat wrote this")
    noted(sam, case.id, "Safeguarding", "Sam wrote this")
    carry(sam, pat)
    assert by_line(sam, case.person_id) == {"Pat wrote this": "Pat Lee", "Sam wrote this": "You"}
    view = read_record(sam, case.person_id, now=THEN)
    told = {one.what: dict(read_entry(sam, one))["By"] for one in view.entries}
    assert told == {"Pat wrote this": "Pat Lee", "Sam wrote this": "Safeguarding"}
    assert by_line(pat, case.person_id)["Sam wrote this"] == "Sam Field"


def test_a_name_of_somebody_else_is_told_as_the_word_of_whose_laptop_signed_it(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    noted(pat, case.id, "Kim Moss", "In the name of a third")
    noted(pat, case.id, "Pat Lee", "In their own name")
    noted(pat, case.id, "Deputy lead", "By their role")
    carry(sam, pat)
    assert by_line(sam, case.person_id) == {
        "In the name of a third": "Kim Moss, as Pat Lee’s laptop says",
        "In their own name": "Pat Lee",
        "By their role": "Pat Lee, Deputy lead",
    }


def rewritten(vault: Vault, case_id: str, note_id: str, text: str, *, over: bool) -> None:
    """A set that writes a note once more with other words, `over` those that stand or beside them; no program of ours makes one."""
    row = dict(vault.records(NOTES).get(note_id))
    place = UnitPlace(NOTES.table, key_text([note_id]), ROW)
    replaces = vault.team.units.of(case_id)[place].to_replace if over else ()
    said = Operation(
        table=NOTES.table, key=(note_id,), unit=ROW, value={**row, "text": text}, replaces=replaces
    )
    with vault.transaction():
        list(write_sets(vault, case_id, writer(vault, vault.team.circle_of(case_id) or ""), [said]))


def test_nobody_writes_other_words_in_the_place_of_a_note(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    note_id = noted(sam, case.id, "Safeguarding", "He said where he would go")
    carry(sam, pat)
    rewritten(pat, case.id, note_id, "Nothing to report", over=True)
    carry(sam, pat)
    for vault in both:
        assert [note.text for note in vault.notes.of_case(case.id)] == ["He said where he would go"]


@pytest.mark.parametrize("number", range(4))
def test_words_under_the_id_of_a_note_stand_beside_it_as_whose_they_are(
    both: tuple[Vault, Vault], number: int
) -> None:
    """Whichever of the two stands under the id: that goes by their digests."""
    sam, pat = both
    case = a_shared_case(sam, pat)
    note_id = noted(sam, case.id, "Safeguarding", "Sam wrote this")
    carry(sam, pat)
    rewritten(pat, case.id, note_id, f"Pat wrote this {number}", over=False)
    carry(sam, pat)
    assert by_line(sam, case.person_id) == {"Sam wrote this": "You", f"Pat wrote this {number}": "Pat Lee"}


def test_who_decided_is_the_word_of_whose_laptop_wrote_it_down(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    pat.decisions.add(a_decision(case))
    carry(sam, pat)
    [entry] = read_record(sam, case.person_id, now=THEN).entries
    assert dict(read_entry(sam, entry))["By"] == "Kim Lead, as Pat Lee’s laptop says"
    [entry] = read_record(pat, case.person_id, now=THEN).entries
    assert dict(read_entry(pat, entry))["By"] == "Kim Lead"


def test_a_pack_that_a_colleague_signed_is_theirs(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    file = pat.attachments.add(
        io.BytesIO(b"a pack"), case_id=case.id, file_name="p.pdf", media_type="application/pdf", at=THEN
    )
    pat.packs.add(a_pack(case, file.id))
    carry(sam, pat)
    [theirs] = read_record(sam, case.person_id, now=THEN).entries
    [own] = read_record(pat, case.person_id, now=THEN).entries
    assert (theirs.by, own.by) == ("Pat Lee", "You")


def test_a_form_is_whose_laptop_finished_it_and_not_who_began_it(both: tuple[Vault, Vault]) -> None:
    """Else a colleague could finish somebody's draft with other answers, in their name."""
    sam, pat = both
    case = a_shared_case(sam, pat)
    for vault in both:
        keep_questionnaire(vault)
    draft = replace(a_form(case), author="Safeguarding")
    sam.responses.add(draft)
    carry(sam, pat)
    content = answers("Nothing to report")
    pat.responses.finalise(draft.id, content, hashlib.sha256(content.encode()).hexdigest(), THEN)
    carry(sam, pat)
    [form] = read_record(sam, case.person_id, now=THEN).entries
    assert (form.by, form.origin.by) == ("Pat Lee", "Pat Lee")
    [form] = read_record(pat, case.person_id, now=THEN).entries
    assert form.by == "Safeguarding"


def test_a_draft_is_whose_laptop_wrote_it_and_not_whose_words_it_goes_on_from(
    both: tuple[Vault, Vault],
) -> None:
    """Nobody had seen the other's: that of fewer answers gave way, and says nothing of what is shown."""
    sam, pat = both
    case = a_shared_case(sam, pat)
    for vault in both:
        keep_questionnaire(vault)
    draft = replace(a_form(case), author="Safeguarding")
    sam.responses.add(draft)
    carry(sam, pat)
    sam.responses.save_draft(draft.id, answers("one"), "1", 1, 2, THEN)
    pat.responses.save_draft(draft.id, answers("one", "two"), "2", 2, 2, THEN)
    carry(sam, pat)
    form = sam.responses.get(draft.id)
    assert form.content == answers("one", "two")
    assert colleague_of_form(sam, form) == "Pat Lee"
    assert colleague_of_form(pat, pat.responses.get(draft.id)) == ""


def test_in_a_case_that_went_on_elsewhere_each_stays_whose_it_was(begun: TeamOf) -> None:
    """Whoever moves a case says all of it again, under their own signature."""
    sf, jo = begun.vaults["sf"], begun.vaults["jo"]
    case_id = a_case(sf)
    share(sf, [case_id], now=now())
    rounds(begun)
    for vault, text in ((sf, "SF wrote this"), (jo, "JO wrote this")):
        noted(vault, case_id, settings.author_of(vault), text)
    rounds(begun)
    keep_from(sf, case_id, ["pl"], now=now())
    rounds(begun)
    person_id = jo.cases.get(case_id).person_id
    told = {
        one.what: one.by for one in read_record(jo, person_id, now=now()).entries if one.what.endswith("this")
    }
    assert told == {"SF wrote this": "SF", "JO wrote this": settings.author_of(jo)}
    left_out = begun.vaults["pl"]
    assert left_out.team.circle_of(case_id) is None
    kept = read_record(left_out, left_out.cases.get(case_id).person_id, now=now()).entries
    told = {one.what: one.by for one in kept if one.what.endswith("this")}
    assert told == {"SF wrote this": "SF", "JO wrote this": "JO"}, "who is left out has it as it was signed"
