"""A case that a team shares: what one vault writes stands in the others, and nothing is lost, in whatever order it comes."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from prevent_desktop.vault.team.conflicts import differences
from tests.unit.vault.examples import a_decision, a_form, a_note, an_event, answers, keep_questionnaire, later
from tests.unit.vault.team.members import Member, exchange, opened, record
from tests.unit.workflows.subject_access.full_person import keep_full_person


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Member, Member, Member]]:
    with ExitStack() as stack:
        members = [opened(tmp_path, name, number) for number, name in enumerate(("sam", "pat", "kim"))]
        for member in members:
            stack.callback(member.vault.close)
        yield members[0], members[1], members[2]


Three = tuple[Member, Member, Member]


def test_every_kind_of_record_of_a_shared_case_is_the_same_at_the_others(three: Three) -> None:
    sam, pat, kim = three
    full = keep_full_person(sam.vault, random.Random(7), cases=1)
    case = full.cases[0]
    for table in ("team_sets", "team_units", "team_conflicts", "team_objects", "team_files", "team_cases"):
        sam.vault.database.run(f"DELETE FROM {table}")  # noqa: S608 - rows of the example, in a team of its own
    sam.share(case.id)
    exchange(sam, pat, kim)
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    assert not pat.vault.team.dirty()
    assert pat.written() == []
    assert pat.vault.undo_histories.get(full.cases[0].id) == ""
    files = pat.vault.attachments.all()
    assert all(pat.vault.attachments.read(one.id) for one in files)
    assert len(files) == len(sam.vault.attachments.all())


def test_what_each_of_them_adds_comes_to_all(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    sam.vault.notes.add(a_note(case, "Sam heard it."))
    pat.vault.events.add(an_event(case))
    kim.vault.decisions.add(a_decision(case))
    form = a_form(case)
    keep_questionnaire(kim.vault)
    kim.vault.responses.add(form)
    pat.vault.attachments.add(
        io.BytesIO(b"a picture"), case_id=case.id, file_name="a.png", media_type="image/png", at=later(1)
    )
    exchange(*three)
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    assert len(sam.vault.notes.of_case(case.id)) == 1
    assert sam.vault.search("picture") == ()
    assert {hit.kind for hit in kim.vault.search("sam heard")} == {"note"}


def test_a_later_draft_takes_the_place_of_the_one_it_goes_on_from(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    form = a_form(case, answers("one"))
    sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(*three)
    pat.vault.responses.save_draft(form.id, answers("one", "two"), "2", 1, 2, later(5))
    exchange(*three)
    assert sam.vault.responses.get(form.id).content == answers("one", "two")
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    assert differences(sam.vault) == ()
