"""A case that a team shares: what one vault writes stands in the others, and nothing is lost, in whatever order it comes."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import replace
from datetime import date

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.record_kinds import CASES
from prevent_desktop.casework.review import Review
from prevent_desktop.casework.team.change_set import STATE
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.team.conflicts import differences
from prevent_desktop.vault.team.units import UnitPlace, key_text
from tests.unit.vault.examples import a_decision, a_form, a_note, an_event, answers, keep_questionnaire, later
from tests.unit.vault.team.members import Member, exchange, record
from tests.unit.workflows.subject_access.full_person import keep_full_person

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
    assert pat.vault.attachments.bare_copies(case.id) == sam.vault.attachments.bare_copies(case.id) != {}
    for member in three:
        [pack] = member.vault.packs.of_case(case.id)
        assert member.vault.team.units.written_elsewhere(case.id, "packs", pack.id) == (member is not sam)


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


def test_what_two_members_wrote_about_one_field_is_kept_and_settled_once_for_all(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    for member, phone in ((sam, "0121 1"), (pat, "0121 2")):
        person = member.vault.people.get(case.person_id)
        member.vault.people.update(replace(person, phone=phone, changed_at=later(9)))
    exchange(*three)
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    told = [differences(member.vault) for member in three]
    assert [len(each) for each in told] == [1, 1, 1]
    assert {side.value for side in told[0][0].sides} == {"0121 1", "0121 2"}
    assert len({each[0].id for each in told}) == 1
    kim.settle(told[2][0].id, 1)
    exchange(*three)
    assert [differences(member.vault) for member in three] == [(), (), ()]
    assert {m.vault.people.get(case.person_id).phone for m in three} == {told[2][0].sides[1].value}
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)


def test_a_side_that_a_third_member_says_too_is_settled_with_it(three: Three) -> None:
    """The difference is the same one, and knows of the third operation at everybody; else it would stand there for ever."""
    sam, pat, kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    for member, phone in ((sam, "0121 1"), (pat, "0121 2"), (kim, "0121 1")):
        person = member.vault.people.get(case.person_id)
        member.vault.people.update(replace(person, phone=phone, changed_at=later(9)))
    exchange(sam, pat)
    exchange(*three)
    told = [differences(member.vault)[0] for member in three]
    assert told[0].sides == told[1].sides == told[2].sides
    assert sorted(len(side.operations) for side in told[0].sides) == [1, 2]
    other = next(place for place, side in enumerate(told[0].sides) if side.value == "0121 2")
    sam.settle(told[0].id, other)
    exchange(*three)
    assert [differences(member.vault) for member in three] == [(), (), ()]
    assert {m.vault.people.get(case.person_id).phone for m in three} == {"0121 2"}


def test_a_field_that_one_changed_and_another_left_is_no_difference(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    person = sam.vault.people.get(case.person_id)
    sam.vault.people.update(replace(person, phone="0121 1", changed_at=later(8)))
    pat.vault.people.update(replace(person, email="b@example.org", changed_at=later(9)))
    exchange(*three)
    assert differences(kim.vault) == ()
    found = kim.vault.people.get(case.person_id)
    assert (found.phone, found.email, found.changed_at) == ("0121 1", "b@example.org", later(9))
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)


def test_two_drafts_of_one_form_are_both_kept_and_one_goes_on_as_a_draft_of_its_own(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    form = a_form(case, answers("begun"))
    sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(*three)
    sam.vault.responses.save_draft(form.id, answers("begun, says Sam"), "1", 1, 2, later(5))
    pat.vault.responses.save_draft(form.id, answers("begun, says Pat"), "1", 1, 2, later(6))
    exchange(*three)
    [told] = differences(kim.vault)
    assert {answers("begun, says Sam"), answers("begun, says Pat")} == {
        side.value["content"] for side in told.sides
    }
    kim.settle(told.id, 0, keep_others=True)
    exchange(*three)
    contents = {each.content for each in sam.vault.responses.of_case(case.id)}
    assert contents == {answers("begun, says Sam"), answers("begun, says Pat")}
    assert differences(sam.vault) == ()
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)


def test_a_form_finished_in_two_vaults_at_once_stands_twice_at_everybody(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    form = a_form(case, answers("begun"))
    sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(*three)
    for member, words in ((sam, "Sam’s end"), (pat, "Pat’s end")):
        finish(member, form.id, words)
        member.vault.events.add(an_event(case, response_id=form.id))
    exchange(*three)
    forms = kim.vault.responses.of_case(case.id)
    assert {each.content for each in forms} == {answers("Sam’s end"), answers("Pat’s end")}
    assert all(each.is_finalised for each in forms)
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    assert kim.vault.database.value("SELECT count(*) FROM merge_twins") == 1


def test_a_draft_that_is_open_here_stays_as_it_is_while_a_colleague_finishes_it(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    form = a_form(case, answers("begun"))
    sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(*three)
    finish(pat, form.id, "Pat’s end")
    sets = pat.written()
    sam.take(sets, open_drafts={form.id})
    assert sam.vault.responses.get(form.id).content == answers("begun")
    sam.vault.responses.save_draft(form.id, answers("begun, and on"), "1", 1, 2, later(6))
    sam.bring_up(case.id)
    assert sam.vault.responses.get(form.id).content == answers("Pat’s end")
    exchange(*three)
    [told] = differences(kim.vault)
    assert told.finished
    assert [side.value["content"] for side in told.sides] == [answers("Pat’s end"), answers("begun, and on")]
    with pytest.raises(RecordError):
        kim.settle(told.id, 1)
    kim.settle(told.id, 0)
    exchange(*three)
    assert differences(sam.vault) == ()
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)


def test_a_draft_that_was_discarded_goes_and_one_that_was_written_on_stays(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    gone, stays = a_form(case, answers("gone")), a_form(case, answers("stays"))
    for each in (gone, stays):
        sam.vault.responses.add(each)
    sam.share(case.id)
    exchange(*three)
    assert sam.vault.responses.remove_draft(gone.id, answers("gone"))
    assert sam.vault.responses.remove_draft(stays.id, answers("stays"))
    pat.vault.responses.save_draft(stays.id, answers("stays, and more"), "1", 1, 2, later(6))
    exchange(*three)
    assert {each.id for each in kim.vault.responses.of_case(case.id)} == {stays.id}
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    sam.vault.responses.add(gone)
    exchange(*three)
    assert len(kim.vault.responses.of_case(case.id)) == 2
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)


def test_an_event_put_right_by_two_members_has_both_corrections(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    event = an_event(case)
    sam.vault.events.add(event)
    sam.share(case.id)
    exchange(*three)
    for member in (sam, pat):
        member.vault.events.add(
            replace(event, id=new_id(), what=f"Put right by {member.name}", corrects=event.id)
        )
    exchange(*three)
    assert {each.what for each in kim.vault.events.of_case(case.id)} == {
        "Put right by sam",
        "Put right by pat",
    }
    assert len(kim.vault.events.of_case_with_earlier(case.id)) == 3
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)


def test_the_further_state_of_a_case_stands(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    for member, status in ((sam, CaseStatus.FINALISED), (pat, CaseStatus.CHECKED)):
        member.vault.cases.set_status(case.id, status, later(8))
    exchange(*three)
    assert {member.vault.cases.get(case.id).status for member in three} == {CaseStatus.FINALISED}
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    assert differences(kim.vault) == ()


def finish(member: Member, response_id: str, *words: str) -> None:
    content = answers(*words)
    digest = hashlib.sha256(content.encode()).hexdigest()
    member.vault.responses.finalise(response_id, content, digest, later(7))


def test_of_two_reviews_that_were_set_at_once_the_later_one_is_waited_for(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    forms = [a_form(case, answers("one")), a_form(case, answers("two"))]
    for form in forms:
        sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(*three)
    for member, form, minute in ((sam, forms[0], 5), (pat, forms[1], 6)):
        review = Review(
            response_id=form.id, case_id=case.id, due=date(2027, 1, 1), what="Again", set_at=later(minute)
        )
        member.vault.reviews.set_due(review)
    exchange(*three)
    assert [one.response_id for one in kim.vault.reviews.open()] == [forms[1].id]
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
    assert len(kim.written()) == 0


def test_a_pack_that_two_members_received_is_one_pack_and_what_came_from_it_is_at_both(three: Three) -> None:
    sam, pat, _kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(sam, pat)
    for member in (sam, pat):
        came = received(member, case.id)
        form = replace(a_form(case, answers(f"from the pack, by {member.name}")), received_id=came)
        keep_questionnaire(member.vault)
        member.vault.responses.add(form)
    exchange(sam, pat)
    for member in (sam, pat):
        [pack] = member.vault.received.of_case(case.id)
        forms = member.vault.responses.of_case(case.id)
        assert [form.received_id for form in forms] == [pack.id, pack.id]
        assert len({form.content for form in forms}) == 2
    assert sam.written()[-1].named.change_set.number == len(sam.written())


@pytest.mark.parametrize("same_row", [True, False])
def test_a_pack_that_is_in_no_case_here_comes_into_the_one_that_a_colleague_put_it_in(
    three: Three, same_row: bool
) -> None:
    sam, pat, _kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(sam, pat)
    ids = ("1" * 32, "1" * 32 if same_row else "2" * 32)
    received(sam, case.id, *ids[:1])
    received(pat, "", ids[1])
    assert pat.vault.received.count_new() == 1
    exchange(sam, pat)
    [pack] = pat.vault.received.of_case(case.id)
    assert (pack.id, pat.vault.received.count_new()) == (ids[1], 0)
    assert pat.vault.attachments.get(pack.attachment_id).case_id == case.id
    if same_row:
        assert record(pat, case.id) == record(sam, case.id)
        assert pat.written() == [], "nothing is said again"


def received(member: Member, case_id: str, row_id: str = "") -> str:
    """The pack P-1 of one sender, received by this vault and put in the case, where there is one."""
    files = member.vault.attachments.files
    file = files.keep(files.stage(io.BytesIO(b"a pack"), "f" * 32 if row_id else ""))
    member.vault.attachments.add_stored(
        file, case_id=None, file_name="p.pdf", media_type="application/pdf", at=later(1)
    )
    pack = ReceivedPack(
        id=row_id or new_id(), pack_id="P-1111", title="Referral", sender_name="Sender", sender_organisation="School", later_signers=(),
        fingerprint="ef" * 32, claimed_at=later(1), received_at=later(1), reference="", receipt="r", sealed_digest="cd" * 32,
        attachment_id=file.id, page_count=1, person="{}", answer_to="age1",
    )  # fmt: skip
    member.vault.received.add(pack)
    if case_id:
        member.vault.received.put_in_case(pack.id, case_id)
    return pack.id


def test_who_says_how_far_a_case_is_stays_apart_from_what_gave_way_to_it(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    for member, status in ((sam, CaseStatus.SENT), (pat, CaseStatus.ACKNOWLEDGED)):
        member.vault.cases.set_status(case.id, status, later(9))
    exchange(*three)
    place = UnitPlace(CASES.table, key_text([case.id]), STATE)
    for member in three:
        stands = member.vault.team.units.of(case.id)[place]
        assert ([one.vault for one in stands.operations], [one.vault for one in stands.passed_over]) == (
            ["pat"],
            ["sam"],
        )
    assert kim.vault.team.units.said_by_others(case.id, [place]) == {place: {"pat"}}
    assert sam.vault.team.units.said_by_others(case.id, [place]) == {place: {"pat"}}
    kim.vault.cases.set_status(case.id, CaseStatus.CHECKED, later(10))
    exchange(*three)
    for member in three:
        assert member.vault.cases.get(case.id).status is CaseStatus.CHECKED
        stands = member.vault.team.units.of(case.id)[place]
        assert ([one.vault for one in stands.operations], stands.passed_over) == (["kim"], ())


def test_what_an_older_program_keeps_for_a_person_is_settled(three: Three) -> None:
    """It knew of no operations that gave way to a side."""
    sam, pat, _kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    for member, phone in ((sam, "0121 1"), (pat, "0121 2")):
        person = member.vault.people.get(case.person_id)
        member.vault.people.update(replace(person, phone=phone, changed_at=later(9)))
    exchange(*three)
    [told] = differences(sam.vault)
    without = "(SELECT json_group_array(json_remove(value, '$.passed_over')) FROM json_each(sides))"
    sam.vault.database.run(f"UPDATE team_conflicts SET sides = {without}")  # noqa: S608 - the words above
    assert differences(sam.vault) == (told,)
    sam.settle(told.id, 1)
    exchange(*three)
    assert [differences(member.vault) for member in three] == [(), (), ()]


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.QUEUED])
def test_a_case_that_one_closes_and_another_sends_on_waits_for_a_person(
    three: Three, status: CaseStatus
) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    sam.vault.cases.set_status(case.id, CaseStatus.OUTCOME, later(1))
    sam.share(case.id)
    exchange(*three)
    sam.vault.cases.set_status(case.id, CaseStatus.CLOSED, later(9))
    pat.vault.cases.set_status(case.id, CaseStatus.QUEUED, later(9))
    exchange(*three)
    assert {member.vault.cases.get(case.id).status for member in three} == {CaseStatus.CLOSED}
    told = [differences(member.vault) for member in three]
    assert {each[0].id for each in told} == {told[0][0].id}
    assert [side.value["status"] for side in told[0][0].sides] == ["closed", "queued"]
    kim.settle(told[2][0].id, [CaseStatus.CLOSED, CaseStatus.QUEUED].index(status))
    exchange(*three)
    for member in three:
        assert differences(member.vault) == ()
        found = member.vault.cases.get(case.id)
        assert (found.status, found.closed_at is None) == (status, status is CaseStatus.QUEUED)
    assert record(pat, case.id) == record(sam, case.id) == record(kim, case.id)
