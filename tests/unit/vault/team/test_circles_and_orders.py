"""Circles that do not see each other, sets in any order, and sets that must change nothing."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.casework.team.set_codec import decode, digest_of, encode, payload_of
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.disposing import remove_rows
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.conflicts import differences
from prevent_desktop.vault.team.tables import SetState, StoredSet
from tests.unit.vault.examples import a_case, a_form, a_note, an_event, answers, keep_questionnaire, later
from tests.unit.vault.team.members import MAIN, Member, exchange, record, signed

Three = tuple[Member, Member, Member]
KEPT = "kept-from-pat"


def changed(one: StoredSet, **members: object) -> StoredSet:
    """The set with other words, well formed and signed again."""
    change_set = replace(decode(payload_of(one.words)), **members)  # type: ignore[arg-type]
    payload = encode(change_set)
    return replace(
        one, words=signed(payload), digest=digest_of(payload), vault=change_set.vault, number=change_set.number,
        case_id=change_set.case_id, put_at=one.received_at,
    )  # fmt: skip


def test_in_whatever_order_sets_come_and_however_often_the_record_is_the_same(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    form = a_form(case, answers("begun"))
    sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(sam, pat)
    for turn in range(4):
        for member in (sam, pat):
            person = member.vault.people.get(case.person_id)
            member.vault.people.update(replace(person, phone=f"{member.name} {turn}", changed_at=later(turn)))
            member.vault.events.add(an_event(case, response_id=form.id))
            member.vault.responses.save_draft(
                form.id, answers(f"{member.name} {turn}"), "1", 1, 2, later(turn)
            )
            member.written()
        if turn % 2:
            exchange(sam, pat, rounds=1)
    exchange(sam, pat)
    sets = [*sam.written(), *pat.written()]
    random.Random(16).shuffle(sets)
    kim.take([*sets, *sets[:5]])
    assert record(kim, case.id) == record(sam, case.id) == record(pat, case.id)
    assert [each.id for each in differences(kim.vault)] == [each.id for each in differences(sam.vault)]
    assert kim.written() == []
    heads = kim.vault.team.heads(MAIN)
    assert heads["sam"].number == sum(one.vault == "sam" for one in sets)


def test_a_case_of_another_circle_is_seen_by_nobody_outside_of_it(three: Three) -> None:
    sam, pat, kim = three
    sam.circles, kim.circles = {MAIN, KEPT}, {MAIN, KEPT}
    case = sam.a_case()
    sam.vault.notes.add(a_note(case, "About Pat’s own child"))
    sam.share(case.id, KEPT)
    exchange(*three)
    assert record(kim, case.id) == record(sam, case.id)
    assert pat.vault.people.count() == 0
    assert pat.vault.database.value("SELECT count(*) FROM team_sets") == 0


def test_what_a_form_of_a_kept_case_told_about_a_person_stays_in_its_circle(three: Three) -> None:
    sam, pat, kim = three
    sam.circles, kim.circles = {MAIN, KEPT}, {MAIN, KEPT}
    case = sam.a_case()
    kept = a_case(sam.vault.people.get(case.person_id))
    sam.vault.cases.add(kept)
    form = a_form(kept)
    sam.vault.responses.add(form)
    sam.share(case.id)
    sam.share(kept.id, KEPT)
    exchange(*three)
    told(sam, case.person_id, "address", "Refuge, 7 Hidden Lane", response_id=form.id)
    exchange(*three)
    told(sam, case.person_id, "phone", "0121 496 0000")
    exchange(*three)
    assert {m.vault.people.get(case.person_id).address for m in (sam, kim)} == {"Refuge, 7 Hidden Lane"}
    person = pat.vault.people.get(case.person_id)
    assert (person.address, person.phone) == ("1 High Street", "0121 496 0000")
    assert "Hidden" not in "".join(
        payload_of(one.words).decode() for one in sam.written() if one.circle == MAIN
    )
    told(pat, case.person_id, "address", "2 High Street")
    exchange(*three)
    assert pat.vault.people.get(case.person_id).address == "2 High Street"
    assert record(kim, case.id, kept.id) == record(sam, case.id, kept.id)


def test_a_case_that_is_shared_later_says_of_the_person_what_its_circle_may_know(three: Three) -> None:
    sam, pat, _kim = three
    case = sam.a_case()
    private = a_case(sam.vault.people.get(case.person_id))
    sam.vault.cases.add(private)
    form = a_form(private)
    sam.vault.responses.add(form)
    told(sam, case.person_id, "address", "Refuge, 7 Hidden Lane", response_id=form.id)
    sam.share(case.id)
    exchange(sam, pat)
    assert pat.vault.people.get(case.person_id).address == "1 High Street"
    assert sam.vault.people.get(case.person_id).address == "Refuge, 7 Hidden Lane"
    assert pat.vault.search("hidden") == ()


def told(member: Member, person_id: str, field: str, value: str, response_id: str | None = None) -> None:
    """A detail of a person changes, as a form or somebody told it."""
    person = member.vault.people.get(person_id)
    member.vault.people.update(replace(person, **{field: value}, changed_at=member.now()))  # type: ignore[arg-type]
    member.vault.people.add_change(
        PersonChange(
            id=new_id(), person_id=person_id, field=field, old_value=getattr(person, field), new_value=value,
            changed_at=member.now(), changed_by=member.name, response_id=response_id,
        )
    )  # fmt: skip


def test_two_cases_of_one_person_say_the_same_of_them_at_everybody(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    second = a_case(sam.vault.people.get(case.person_id))
    sam.vault.cases.add(second)
    sam.share(case.id)
    sam.share(second.id)
    exchange(*three)
    told(sam, case.person_id, "phone", "0121 1")
    told(pat, case.person_id, "email", "b@example.org")
    exchange(*three)
    told(kim, case.person_id, "phone", "0121 3")
    exchange(*three)
    assert (
        record(pat, case.id, second.id) == record(sam, case.id, second.id) == record(kim, case.id, second.id)
    )
    person = sam.vault.people.get(case.person_id)
    assert (person.phone, person.email) == ("0121 3", "b@example.org")
    assert [member.written() and differences(member.vault) for member in three] == [(), (), ()]


def test_one_question_about_a_person_with_two_cases_is_asked_and_settled_once(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    second = a_case(sam.vault.people.get(case.person_id))
    sam.vault.cases.add(second)
    sam.share(case.id)
    sam.share(second.id)
    exchange(*three)
    told(sam, case.person_id, "phone", "0121 1")
    told(pat, case.person_id, "phone", "0121 2")
    exchange(*three)
    first, other = differences(kim.vault)
    assert {first.case_id, other.case_id} == {case.id, second.id}
    kim.settle(first.id, 1)
    exchange(*three)
    assert [differences(member.vault) for member in three] == [(), (), ()]
    assert record(pat, case.id, second.id) == record(sam, case.id, second.id)
    assert sam.vault.people.get(case.person_id).phone == first.sides[1].value


def test_what_was_disposed_of_here_never_comes_back(three: Three) -> None:
    sam, pat, _kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(sam, pat)
    with pat.vault.transaction():
        remove_rows(pat.vault, [case.id], case.person_id, with_person=True)
        pat.vault.database.insert("disposals", id="d", content="{}", disposed_at=later(1).isoformat())
        for gone in (case.id, case.person_id):
            pat.vault.database.insert("disposed", id=gone, disposal_id="d")
    assert pat.vault.database.value("SELECT count(*) FROM team_sets") == 0
    sam.vault.notes.add(a_note(case))
    pat.take(sam.written())
    assert pat.vault.people.count() == 0
    assert {(one.state, one.reason) for one in pat.vault.team.in_state(SetState.SET_ASIDE)} == {
        (SetState.SET_ASIDE, "disposed")
    }


def test_a_case_that_stands_here_privately_waits_to_be_shared_and_then_both_are_joined(three: Three) -> None:
    """Two laptops of one member: each has the case, and one of them shares it."""
    sam, pat, _kim = three
    case = sam.a_case()
    keep_questionnaire(pat.vault)
    pat.vault.people.add(sam.vault.people.get(case.person_id))
    pat.vault.cases.add(sam.vault.cases.get(case.id))
    pat.vault.notes.add(a_note(case, "Only here"))
    sam.share(case.id)
    pat.take(sam.written())
    assert [one.reason for one in pat.vault.team.in_state(SetState.WAITING)] == ["not-shared-here"]
    assert pat.written() == []
    pat.share(case.id)
    pat.bring_up(case.id)
    exchange(sam, pat)
    assert record(sam, case.id) == record(pat, case.id)
    assert len(sam.vault.notes.of_case(case.id)) == 1
    assert differences(sam.vault) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"table": "settings", "key": ("practitioner",)}, "a table that no team shares"),
        ({"table": "sessions_of_next_year"}, "newer-program"),
        ({"unit": "status"}, "a unit that this kind has not"),
        ({"value": {"id": "x"}}, "another key"),
        ({"value": 4}, "a row is wanted"),
    ],
)
def test_a_set_that_no_program_writes_changes_nothing(
    three: Three, change: dict[str, object], reason: str
) -> None:
    sam, pat, _kim = three
    case = sam.a_case()
    sam.share(case.id)
    [one] = sam.written()
    operations = one.named.change_set.operations
    bad = changed(one, operations=(replace(operations[0], **change), *operations[1:]))  # type: ignore[arg-type]
    before = pat.vault.audit.head
    kept = take_in(pat.vault, bad)
    assert kept is not None
    assert kept.state is not SetState.APPLIED
    assert reason in kept.reason
    pat.bring_up(case.id)
    assert pat.vault.people.count() == 0
    assert pat.vault.audit.head == before
    assert pat.vault.team.heads(MAIN)["sam"].number == 1


def test_rows_of_another_case_or_person_are_left_alone(three: Three) -> None:
    sam, pat, _kim = three
    mine = pat.a_case()
    note = a_note(mine, "Mine alone")
    pat.vault.notes.add(note)
    case = sam.a_case()
    sam.share(case.id)
    exchange(sam, pat)
    stolen = replace(note, case_id=case.id, text="Stolen")
    sam.vault.notes.add(stolen)
    sam.vault.people.add(pat.vault.people.get(mine.person_id))
    one = sam.written()[-1]
    person = next(each for each in sam.written()[0].named.change_set.operations if each.table == "people")
    other = replace(
        person, key=(mine.person_id,), value={**person.value, "id": mine.person_id, "surname": "Stolen"}
    )
    more = changed(one, number=9, operations=(other,))
    pat.take([one, more])
    assert [each.text for each in pat.vault.notes.of_case(mine.id)] == ["Mine alone"]
    assert pat.vault.people.get(mine.person_id).surname != "Stolen"
    assert pat.vault.database.rows("PRAGMA foreign_key_check") == []


def test_two_sets_under_one_number_are_both_joined(three: Three) -> None:
    """A laptop was copied, and both wrote on: what each says of one field stands side by side."""
    sam, pat, kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(*three)
    first = sam.written()[0]
    phone = next(one for one in first.named.change_set.operations if one.table == "people")
    here = replace(phone, unit="phone", value="0121 1", replaces=(first.named.id_of(0),))
    place = first.named.change_set.operations.index(phone)
    here = replace(here, replaces=(first.named.id_of(place),))
    both = [
        changed(first, number=2, previous=first.digest, operations=(replace(here, value=value),))
        for value in ("0121 1", "0121 2")
    ]
    pat.take(both)
    kim.take(reversed(both))
    assert len(pat.vault.team.under_number(MAIN, "sam", 2)) == 2
    assert [side.value for side in differences(pat.vault)[0].sides] == [
        side.value for side in differences(kim.vault)[0].sides
    ]
    assert record(pat, case.id) == record(kim, case.id)


def test_a_row_waits_for_what_it_refers_to(three: Three) -> None:
    sam, pat, _kim = three
    case = sam.a_case()
    sam.share(case.id)
    exchange(sam, pat)
    form = a_form(case)
    sam.vault.responses.add(form)
    sam.written()
    sam.vault.events.add(an_event(case, response_id=form.id))
    later_set, earlier = sam.written()[-1], sam.written()[-2]
    told = pat.take([later_set])
    assert {name.table for name in told[case.id].waiting} == {"events"}
    pat.take([earlier])
    assert record(pat, case.id) == record(sam, case.id)


def test_nothing_that_was_typed_is_lost_where_sets_come_before_it_was_captured(three: Three) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    form = a_form(case, answers("begun"))
    sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(*three)
    pat.vault.responses.save_draft(form.id, answers("Pat’s words"), "1", 1, 2, later(5))
    sam.vault.responses.save_draft(form.id, answers("Sam’s words"), "1", 1, 2, later(6))
    sam.take(pat.written())
    [told] = differences(sam.vault)
    assert {json.loads(side.value["content"])["item"][0]["answer"][0]["valueString"] for side in told.sides} == {
        "Pat’s words", "Sam’s words",
    }  # fmt: skip
    with pytest.raises(RecordError):
        sam.settle("no such one", 0)
    exchange(*three)
    assert record(kim, case.id) == record(sam, case.id)


def test_what_a_removed_vault_wrote_after_its_last_set_goes_and_comes_back_where_a_lead_lets_it_count(
    three: Three,
) -> None:
    sam, pat, kim = three
    case = sam.a_case()
    form = a_form(case, answers("begun"))
    sam.vault.responses.add(form)
    sam.share(case.id)
    exchange(*three)
    before = record(kim, case.id)
    note = a_note(case, "Written on a lost laptop")
    pat.vault.notes.add(note)
    pat.vault.responses.save_draft(form.id, answers("changed there"), "1", 1, 2, later(3))
    finished = a_form(case, answers("and finished"))
    pat.vault.responses.add(finished)
    pat.vault.responses.finalise(finished.id, finished.content, _digest(finished.content), later(4))
    exchange(*three)
    kim.vault.events.add(an_event(case, response_id=finished.id))
    number = len(kim.written())
    late = [one for one in kim.vault.team.sets_of(case.id, MAIN) if one.vault == "pat"]
    for one in late:
        kim.vault.team.set_state(one, SetState.SET_ASIDE, "removed")
    told = kim.bring_up(case.id)
    assert {name.table for name in told.waiting} == {"events"}
    assert record(kim, case.id) == before
    assert len(kim.written()) == number
    for one in late:
        kim.vault.team.set_state(one, SetState.APPLIED)
    kim.bring_up(case.id)
    exchange(*three)
    assert record(kim, case.id) == record(sam, case.id) == record(pat, case.id)
    assert len(kim.vault.events.of_case(case.id)) == 1


def test_a_case_that_a_removed_vault_began_after_its_last_set_goes_and_comes_back(three: Three) -> None:
    sam, pat, kim = three
    case = pat.a_case()
    pat.vault.notes.add(a_note(case, "Begun on a lost laptop"))
    pat.share(case.id)
    exchange(*three)
    before = record(sam, case.id)
    sam.vault.notes.add(a_note(case, "Sam added"))
    late = sam.vault.team.sets_of(case.id, MAIN)
    for one in late:
        sam.vault.team.set_state(one, SetState.SET_ASIDE, "removed")
    sam.bring_up(case.id)
    assert sam.vault.people.count() == 0
    assert sam.vault.search("lost laptop") == ()
    assert sam.vault.database.rows("PRAGMA foreign_key_check") == []
    assert not sam.bring_up(case.id).changed
    for one in late:
        sam.vault.team.set_state(one, SetState.APPLIED)
    sam.bring_up(case.id)
    assert {note.text for note in sam.vault.notes.of_case(case.id)} == {"Begun on a lost laptop", "Sam added"}
    exchange(*three)
    assert record(kim, case.id) == record(sam, case.id) != before


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
