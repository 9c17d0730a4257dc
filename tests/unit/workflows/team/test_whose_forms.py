"""In a shared case a form is whose laptop signed it: two people with one role are two, on its page, in print, in a pack and in the next form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prevent_desktop import data_files
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Source
from prevent_desktop.ui.forms.check.changes_card import since_words
from prevent_desktop.ui.record.reading import read_rail
from prevent_desktop.ui.record.view import Tab, record_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.carried_over import carried_over
from prevent_desktop.workflows.forms.form_choice import form_options
from prevent_desktop.workflows.forms.form_library import REFERRAL, SCREENING, FormLibrary
from prevent_desktop.workflows.forms.look_at_form import look_at_form
from prevent_desktop.workflows.forms.start_as_copy import changed_since, start_as_copy
from prevent_desktop.workflows.forms.words_of_others import words_of_others
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs.pack_content import open_forms, packed_forms
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.printing.parts import form_to_print
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.writing import write_note
from tests.unit.packs.reading import page_texts, squeezed
from tests.unit.workflows.conftest import now
from tests.unit.workflows.examples import draft_in, finished_in
from tests.unit.workflows.forms.test_fill_form import answers
from tests.unit.workflows.team.circles import a_shared_case, carry

LIBRARY = FormLibrary(data_files.forms())
OPINION = "explain.other"
"""A judgement of whoever writes the screening, with which a referral by the same person begins."""


@pytest.fixture
def case(both: tuple[Vault, Vault]) -> Case:
    """A case that Sam and Pat share, who have one role."""
    assert {settings.author_of(vault) for vault in both} == {"Safeguarding"}
    return a_shared_case(*both)


def begun(vault: Vault, case: Case, form_id: str = REFERRAL) -> fill_form.OpenForm:
    filled = fill_form.start_form(vault, LIBRARY, form_id=form_id, case_id=case.id, now=now())
    return fill_form.open_form(vault, LIBRARY, filled.id)


def beside(vault: Vault, opened: fill_form.OpenForm) -> dict[str, str]:
    """Who wrote what stands beside each question."""
    return {one.path[-1][0]: one.writer for one in words_of_others(vault, LIBRARY, opened)}


def sources(vault: Vault, opened: fill_form.OpenForm) -> set[str]:
    return {one.path[-1][0] for one in carried_over(vault, LIBRARY, opened)}


def shown(vault: Vault, form: FilledForm) -> tuple[str, str]:
    """Who finished it: on its own page, and in the record's list of forms."""
    view = read_record(vault, vault.cases.get(form.case_id).person_id, now=now())
    rows = record_words(view, now()).rows[Tab.FORMS]
    row = next(one for one in rows if one.key == form.id)
    return look_at_form(vault, LIBRARY, form.id).whose, row.cells[2].text


def in_print(vault: Vault, form: FilledForm) -> str:
    made = form_to_print(vault, LIBRARY, form.id, now=now()).pages()
    assert isinstance(made, bytes)
    return squeezed("".join(page_texts(made)))


def test_a_colleagues_judgement_is_not_filled_in_as_ones_own_though_both_have_one_role(
    both: tuple[Vault, Vault], case: Case
) -> None:
    sam, pat = both
    screening = finished_in(pat, LIBRARY, case.id, SCREENING)
    carry(sam, pat)
    theirs, own = begun(sam, case), begun(pat, case)
    assert OPINION not in answers(theirs.filled.content)
    told = beside(sam, theirs)[OPINION]
    assert told == "Sam Field, Safeguarding, as Pat Lee’s laptop says", "the example names Sam as its writer"
    assert OPINION not in sources(sam, theirs)
    assert answers(own.filled.content)[OPINION] == answers(screening.content)[OPINION]
    assert OPINION not in beside(pat, own)
    assert OPINION in sources(pat, own)


def test_a_colleagues_draft_that_one_writes_on_stays_their_words_and_what_they_began_with_theirs(
    both: tuple[Vault, Vault], case: Case
) -> None:
    sam, pat = both
    draft = draft_in(pat, LIBRARY, case.id, SCREENING)
    theirs = begun(pat, case)
    carry(sam, pat)
    assert OPINION in sources(sam, fill_form.open_form(sam, LIBRARY, theirs.filled.id)), (
        "Pat wrote both: it was carried over for them"
    )
    sam.responses.save_draft(
        draft.id, content=draft.content, place="", sections_done=2, sections_total=9, at=now()
    )
    for _time in range(2):  # before a set says that Sam wrote in it, and after
        assert OPINION not in answers(begun(sam, case).filled.content)
        carry(sam, pat)


def test_a_form_is_finished_by_name_on_its_page_in_the_list_and_in_print(
    both: tuple[Vault, Vault], case: Case
) -> None:
    sam, pat = both
    form = finished_in(pat, LIBRARY, case.id, SCREENING)
    carry(sam, pat)
    for vault in both:
        assert shown(vault, form) == ("Pat Lee, Safeguarding",) * 2
        assert squeezed("by Pat Lee, Safeguarding") in in_print(vault, form)


def test_whoever_finishes_a_colleagues_draft_is_named_at_once_and_after_it_was_told(
    both: tuple[Vault, Vault], case: Case
) -> None:
    sam, pat = both
    draft = draft_in(pat, LIBRARY, case.id, SCREENING)
    carry(sam, pat)
    form = fill_form.finalise(sam, LIBRARY, draft.id, now=now())
    assert shown(sam, form)[0] == "Sam Field, Safeguarding", "no set says so yet"
    carry(sam, pat)
    assert {shown(vault, form) for vault in both} == {("Sam Field, Safeguarding",) * 2}


@pytest.mark.parametrize(
    ("author", "told"),
    [
        ("Kim Moss", "Kim Moss, as Pat Lee’s laptop says"),
        ("Sam Field", "Sam Field, as Pat Lee’s laptop says"),
        ("Designated lead", "Pat Lee, Designated lead"),
        ("Pat Lee", "Pat Lee"),
        ("", "Pat Lee"),
    ],
)
def test_a_form_in_anothers_name_is_told_as_the_word_of_whose_laptop_signed_it(
    both: tuple[Vault, Vault], case: Case, author: str, told: str
) -> None:
    sam, pat = both
    owner = settings.practitioner(pat)
    assert owner is not None
    settings.save_practitioner(pat, replace(owner, role=author))
    form = finished_in(pat, LIBRARY, case.id, SCREENING)
    carry(sam, pat)
    assert shown(sam, form) == (told, told)


def test_a_pack_names_the_colleague_whose_form_goes_along_and_not_who_signs(
    both: tuple[Vault, Vault], case: Case
) -> None:
    sam, pat = both
    form = finished_in(pat, LIBRARY, case.id, SCREENING)
    carry(sam, pat)
    told = {
        vault: [one.colleague for one in packed_forms(vault, LIBRARY, open_forms(vault, LIBRARY, [form]), {})]
        for vault in both
    }
    assert told == {sam: ["Pat Lee"], pat: [""]}


def test_in_a_case_that_is_shared_with_nobody_all_is_as_before(both: tuple[Vault, Vault], case: Case) -> None:
    sam, _pat = both
    person, own = add_person(sam, forenames="Robin", surname="Vale", birth_date=None, now=now())
    form = finished_in(sam, LIBRARY, own.id, SCREENING)
    assert person.id != case.person_id
    assert shown(sam, form) == ("", "Safeguarding")
    assert squeezed("by Safeguarding") in in_print(sam, form)
    assert OPINION in answers(begun(sam, own).filled.content)


def noticed(vault: Vault, case: Case) -> str:
    """By whom, on the rail of the record."""
    return read_rail(vault, LIBRARY, case.id, now=now()).cells[0].state


@pytest.mark.parametrize("what", ["a form", "a note"])
def test_what_a_colleague_of_ones_own_role_noticed_is_theirs_on_the_rail(
    both: tuple[Vault, Vault], case: Case, what: str
) -> None:
    sam, pat = both
    if what == "a form":
        finished_in(pat, LIBRARY, case.id, SCREENING)
    else:
        role = settings.author_of(pat)
        write_note(pat, case_id=case.id, text="Seen alone.", source=Source.DIRECT, author=role, now=now())
    assert noticed(pat, case).endswith(", by you"), "before any set says so"
    carry(sam, pat)
    assert noticed(pat, case).endswith(", by you")
    assert noticed(sam, case).endswith(", by Pat Lee, Safeguarding")


ASSESSMENT = "extremism-assessment"
JUDGED, FACT = "explain.other", "strengths.what"


def test_a_copy_of_a_colleagues_assessment_has_its_facts_alone_and_says_whose_it_is(
    both: tuple[Vault, Vault], case: Case
) -> None:
    sam, pat = both
    model = finished_in(pat, LIBRARY, case.id, ASSESSMENT)
    carry(sam, pat)
    wrote = answers(model.content)
    assert {JUDGED, FACT} <= wrote.keys()
    opinions = {one.link_id for one in LIBRARY.newest(ASSESSMENT).by_link_id.values() if one.opinion}
    copies = {
        vault: start_as_copy(vault, LIBRARY, form_id=ASSESSMENT, case_id=case.id, now=now()) for vault in both
    }
    theirs, own = (answers(copies[vault].content) for vault in both)
    assert theirs[FACT] == own[FACT] == wrote[FACT]
    assert not opinions & theirs.keys()
    assert own[JUDGED] == wrote[JUDGED]
    related = {
        vault: [one.words for one in look_at_form(vault, LIBRARY, copies[vault].id).related] for vault in both
    }
    assert [words.endswith(", by Pat Lee") for words in related[sam]] == [True]
    assert [words.endswith(", by Pat Lee") for words in related[pat]] == [False]
    since = changed_since(sam, LIBRARY, fill_form.open_form(sam, LIBRARY, copies[sam].id))
    assert since is not None
    assert since_words(since).title.endswith(", when Pat Lee wrote it")
    chosen = {
        vault: next(one for one in form_options(vault, LIBRARY, case.id) if one.form_id == ASSESSMENT)
        for vault in both
    }
    assert [chosen[vault].model_is_own for vault in both] == [False, True]
