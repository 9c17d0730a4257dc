"""The record is a function of the set of change-sets: no order, no repetition, no partial arrival makes another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.casework.team.change_set import ROW, STATE, Operation
from prevent_desktop.casework.team.folding import NamedSet, RowName, fold, person_of
from prevent_desktop.casework.team.moves import sign_of
from prevent_desktop.casework.team.precedence import is_finished, value_digest
from prevent_desktop.casework.team.shared_kinds import check, may_be_taken_away, shared_kinds
from prevent_desktop.strict_json import JsonError
from tests.unit.casework.team.writing_sets import (
    AUTHORS,
    CASE,
    FORM,
    HISTORIES,
    PACK,
    PERSON,
    ROWS,
    TIME,
    Writing,
    content,
    full,
    history,
    pack,
    state,
)

FORM_NAME = RowName("responses", (FORM,))
PERSON_NAME = RowName("people", (PERSON,))


@given(HISTORIES, st.randoms(use_true_random=False))
def test_every_order_and_any_repetition_gives_the_same(writing: Writing, chance: Any) -> None:
    once = fold(writing.all)
    shuffled = [*writing.all, *writing.all[:3]]
    chance.shuffle(shuffled)
    assert fold(shuffled) == once
    assert fold([*writing.has["pat"], *writing.has["kim"]]) == fold(
        [*writing.has["kim"], *writing.has["pat"]]
    )


@given(HISTORIES)
def test_a_set_that_comes_before_an_earlier_one_is_joined_as_soon_as_it_is_there(writing: Writing) -> None:
    for left_out in range(len(writing.all)):
        some = [one for place, one in enumerate(writing.all) if place != left_out]
        fold(some)
        assert fold([*some, writing.all[left_out]]) == fold(writing.all)


@given(HISTORIES)
def test_nothing_that_somebody_wrote_is_lost_unless_somebody_who_saw_it_wrote_on(writing: Writing) -> None:
    """Each value that nothing took the place of is shown, or waits for a person, or gave way by the rules of its kind."""
    folded = fold(writing.all)
    replaced = {each for one in writing.all for op in one.change_set.operations for each in op.replaces}
    told = {value_digest(side.value) for one in folded.differences for side in one.sides}
    for named in writing.all:
        for place, operation in enumerate(named.change_set.operations):
            if operation.unit in {"phone", "surname"} and named.id_of(place) not in replaced:
                shown = folded.rows[PERSON_NAME].values[operation.unit]
                assert operation.value == shown or value_digest(operation.value) in told
            if is_finished(operation.table, operation.value):
                finished = [
                    row.values["content"] for name, row in folded.rows.items() if name.table == "responses"
                ]
                assert operation.value["content"] in finished


@given(HISTORIES)
@settings(max_examples=50)
def test_a_person_who_settles_everything_leaves_nothing_to_settle_at_anybody(writing: Writing) -> None:
    for author in AUTHORS:
        writing.has[author] = list(writing.all)
    for one in fold(writing.all).differences:
        replaces = tuple(sorted(each for side in one.sides for each in side.to_replace))
        table, key, unit = one.unit
        writing.write(
            "kim", Operation(table=table, key=key, unit=unit, value=one.sides[0].value, replaces=replaces)
        )
    assert fold(writing.all).differences == ()


def test_a_draft_that_another_goes_on_from_goes_with_it_once_that_is_settled() -> None:
    """Beside a finished form; found by Hypothesis: it was in no side, and came back as something to settle."""
    writing = history(
        [
            ("put", "pat", ("responses", STATE, state("responses", content=content("b"), finalised_at=TIME))),
            ("put", "sam", ("responses", STATE, state("responses", content=content("ab")))),
            ("put", "kim", ("responses", STATE, state("responses", content=content("a")))),
        ]
    )
    (difference,) = fold(writing.all).differences
    replaces = tuple(each for side in difference.sides for each in side.to_replace)
    assert len(replaces) == len(set(replaces)) == 3
    table, key, unit = difference.unit
    settled = Operation(table=table, key=key, unit=unit, value=difference.sides[0].value, replaces=replaces)
    writing.has["pat"] = list(writing.all)
    writing.write("pat", settled)
    assert fold(writing.all).differences == ()


@given(HISTORIES)
@settings(max_examples=50)
def test_the_state_that_is_further_stands(writing: Writing) -> None:
    order = ["draft", "sent", "closed"]
    replaced = {each for one in writing.all for op in one.change_set.operations for each in op.replaces}
    standing = [
        operation.value["status"]
        for one in writing.all
        for place, operation in enumerate(one.change_set.operations)
        if operation.table == "cases" and one.id_of(place) not in replaced
    ]
    status = fold(writing.all).rows[RowName("cases", (CASE,))].values["status"]
    assert status == max(standing, key=order.index)


TIMES = st.sampled_from([f"20{year}-11-29T09:00:00.000000+00:00" for year in (26, 29, 33)])
STATES = st.sampled_from(["draft", "sent", "outcome"]).map(lambda one: state("cases", status=one))


@pytest.mark.parametrize(
    ("table", "unit", "values"),
    [("people", "changed_at", TIMES), ("cases", STATE, STATES)],
    ids=["time", "state"],
)
@given(data=st.data())
def test_what_somebody_writes_who_has_all_stands_though_others_had_written_something_further(
    table: str, unit: str, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    """Several had said so without knowing of each other, and nobody was asked: by a clock that is behind, too, the last word is the last."""
    writing = begun()
    for author in AUTHORS:
        writing.put(author, table, unit, data.draw(values))
    for other in AUTHORS[1:]:
        writing.hear(AUTHORS[0], other, len(writing.all))
    last = data.draw(values)
    writing.put(AUTHORS[0], table, unit, last)
    row = fold(writing.all).rows[RowName(table, (ROWS[table]["id"],))].values
    assert (row[unit] if unit in row else {name: row[name] for name in last}) == last


def begun() -> Writing:
    writing = Writing()
    writing.begin()
    return writing


def settled(writing: Writing, author: str, name: RowName, unit: str, value: Any) -> None:
    """Whoever has all says this in place of all that is said of a unit, as it is shown or asked about."""
    writing.has[author] = list(writing.all)
    folded = fold(writing.all)
    asked = (one.sides for one in folded.differences if one.unit == (*name, unit))
    sides = next(asked, (folded.rows[name].shown[unit],))
    replaces = tuple(each for side in sides for each in side.to_replace)
    writing.write(
        author, Operation(table=name.table, key=name.key, unit=unit, value=value, replaces=replaces)
    )


CASE_NAME = RowName("cases", (CASE,))


def status(code: str) -> dict[str, Any]:
    return state("cases", status=code)


@pytest.mark.parametrize(
    ("shown", "other", "passed_over"), [("closed", "sent", "draft"), ("sent", "not-referred", "checked")]
)
def test_whether_a_case_ended_or_goes_on_waits_for_a_person(shown: str, other: str, passed_over: str) -> None:
    """Whoever ended it had not seen why it goes on. The further state is shown, as it would be otherwise."""
    writing = begun()
    for author, code in zip(AUTHORS, (other, passed_over, shown), strict=True):
        writing.put(author, "cases", STATE, status(code))
    folded = fold(writing.all)
    assert folded.rows[CASE_NAME].values["status"] == shown
    [difference] = folded.differences
    assert [side.value["status"] for side in difference.sides] == [shown, other]
    settled(writing, "sam", CASE_NAME, STATE, status(other))
    assert fold(writing.all).rows[CASE_NAME].values["status"] == other
    assert fold(writing.all).differences == ()


@pytest.mark.parametrize("codes", [("closed", "not-referred"), ("sent", "outcome"), ("closed", "closed")])
def test_nobody_is_asked_where_all_ended_it_or_all_go_on(codes: tuple[str, str]) -> None:
    writing = begun()
    for author, code in zip(AUTHORS, codes, strict=False):
        writing.put(author, "cases", STATE, status(code))
    assert fold(writing.all).differences == ()


def test_nor_where_whoever_closed_it_had_seen_all() -> None:
    """Two had moved it on at once, and one of these states gave way to the other one."""
    writing = begun()
    for author, code in (("sam", "sent"), ("pat", "outcome")):
        writing.put(author, "cases", STATE, status(code))
    writing.hand_on("sam")
    writing.hand_on("pat")
    writing.put("kim", "cases", STATE, status("closed"))
    assert fold(writing.all).rows[CASE_NAME].values["status"] == "closed"
    assert fold(writing.all).differences == ()


def form(*texts: str, finished: bool = False) -> dict[str, Any]:
    return state("responses", content=content(*texts), finalised_at=TIME if finished else None)


def test_a_draft_that_goes_on_from_another_is_no_difference() -> None:
    writing = begun()
    writing.put("sam", "responses", STATE, form("one"))
    writing.put("pat", "responses", STATE, form("one", "two"))
    folded = fold(writing.all)
    assert folded.differences == ()
    assert folded.rows[FORM_NAME].values["content"] == content("one", "two")


def of_odd_shape(sample: str) -> list[Operation]:
    return [
        Operation(table="responses", key=(FORM,), unit=STATE, value=state("responses", content=each))
        for each in (sample, content("a"), content("b"))
    ]


@pytest.mark.parametrize(
    "sample",
    [
        "5", "[1]", '{"item":5}', '{"item":[5]}', '{"item":[{"answer":7}]}', '{"item":[{"answer":[7]}]}', '{"item":{"item":[]}}',
        '{"item":[{"linkId":[],"answer":[{"item":"x"}]}]}', '{"item":[' * 400 + "]}" * 400, "",
    ],
)  # fmt: skip
def test_a_draft_of_odd_shape_is_one_more_draft(sample: str) -> None:
    writing = Writing()
    writing.begin()
    writing.write(AUTHORS[1], *of_odd_shape(sample))
    shown = fold(writing.all).rows[FORM_NAME].values["content"]
    assert shown in {sample, content("a"), content("b"), "{}"}


def test_more_drafts_than_a_team_can_write_cost_no_more_each_and_go_when_one_is_saved() -> None:
    writing = Writing()
    writing.begin()
    drafts = [
        Operation(
            table="responses", key=(FORM,), unit=STATE, value=state("responses", content=content(f"w{n}"))
        )
        for n in range(300)
    ]
    writing.write(AUTHORS[1], *drafts)
    folded = fold(writing.all)
    [difference] = folded.differences
    assert len(difference.sides) <= 20
    writing.has[AUTHORS[0]] = list(writing.all)
    answered = tuple(each for side in difference.sides for each in side.to_replace)
    writing.write(
        AUTHORS[0],
        Operation(table="responses", key=(FORM,), unit=STATE, value=state("responses", content=content("mine")), replaces=answered),
    )  # fmt: skip
    after = fold(writing.all)
    assert after.rows[FORM_NAME].values["content"] == content("mine")
    assert after.differences == ()


def test_a_finished_form_stands_before_a_draft_which_waits_for_a_person() -> None:
    writing = begun()
    writing.put("sam", "responses", STATE, form("the end", finished=True))
    writing.put("pat", "responses", STATE, form("otherwise"))
    folded = fold(writing.all)
    [told] = folded.differences
    assert [side.value["content"] for side in told.sides] == [content("the end"), content("otherwise")]


def test_no_set_changes_a_finished_form() -> None:
    """Not even one that names the operation that finished it."""
    writing = begun()
    writing.put("sam", "responses", STATE, form("the end", finished=True))
    end = writing.all[-1].id_of(0)
    for value in (form("another end", finished=True), form("a draft"), None):
        writing.write(
            "kim", Operation(table="responses", key=(FORM,), unit=STATE, value=value, replaces=(end,))
        )
    texts = {
        row.values["content"] for name, row in fold(writing.all).rows.items() if name.table == "responses"
    }
    assert texts == {content("the end"), content("another end")}


@pytest.mark.parametrize("table", ["notes", "attachments", "responses", "cases"])
def test_no_set_changes_words_that_never_change(table: str) -> None:
    writing = begun()
    row, frozen = (
        ROWS[table],
        {"notes": "text", "attachments": "sha256", "responses": "author"}.get(table, "opened_at"),
    )
    name = RowName(table, (row["id"],))
    before = fold(writing.all)
    shown = before.rows[name].said_by(ROW)
    other = Operation(table=table, key=name.key, unit=ROW, value={**row, frozen: "other"}, replaces=shown)
    named = writing.write("pat", other)
    again = Operation(
        table=table,
        key=name.key,
        unit=ROW,
        value={**row, frozen: "a third"},
        replaces=(named.id_of(0), *shown),
    )
    writing.write("kim", again)
    for order in (writing.all, writing.all[::-1]):
        folded = fold(order)
        assert folded.rows[name].values[frozen] == row[frozen]
        assert folded.rows.keys() == before.rows.keys(), "nor stands it beside them"


def test_a_row_that_is_written_again_with_the_words_that_it_had_is_the_same_row() -> None:
    writing = begun()
    shown = fold(writing.all).rows[FORM_NAME].said_by(ROW)
    writing.write(
        "pat", Operation(table="responses", key=(FORM,), unit=ROW, value=ROWS["responses"], replaces=shown)
    )
    assert len(fold(writing.all).rows[FORM_NAME].said_by(ROW)) == len(shown) + 1


def test_what_was_taken_away_gives_way_to_what_was_written() -> None:
    writing = begun()
    writing.put("sam", "responses", STATE, None)
    assert FORM_NAME in fold(writing.all).gone
    writing.put("pat", "responses", STATE, form("written on"))
    folded = fold(writing.all)
    assert folded.gone == {}
    assert folded.rows[FORM_NAME].values["content"] == content("written on")


def test_nobody_takes_away_what_is_no_draft() -> None:
    """Else a deputy could keep a colleague's file from whoever joins later, and it would show to nobody."""
    writing = begun()
    name = RowName("attachments", (ROWS["attachments"]["id"],))
    shown = fold(writing.all).rows[name].said_by(STATE)
    away = Operation(table="attachments", key=name.key, unit=STATE, value=None, replaces=shown)
    named = writing.write("pat", away)
    folded = fold(writing.all)
    assert folded.gone == {}
    assert folded.rows[name].values["sha256"] == ROWS["attachments"]["sha256"]
    assert {kind.table for kind in shared_kinds() if may_be_taken_away(kind)} == {"responses"}
    with pytest.raises(JsonError, match="columns are wanted"):
        check(named.change_set)


def test_a_row_of_which_the_beginning_has_not_come_is_half() -> None:
    writing = begun()
    writing.put("sam", "responses", STATE, form("one"))
    folded = fold(writing.all[1:])
    assert set(folded.half) == {FORM_NAME}
    assert folded.rows == {}


def test_two_sets_of_a_copied_laptop_do_not_hide_each_other() -> None:
    writing = begun()
    writing.put("sam", "people", "phone", "1")
    first = writing.all[-1]
    fork = _with_value(first, "2")
    writing.write(
        "kim",
        Operation(table="people", key=(PERSON,), unit="phone", value="3", replaces=(first.id_of(0),)),
    )
    folded = fold([*writing.all, fork])
    assert {side.value for one in folded.differences for side in one.sides} == {"2", "3"}


def _with_value(named: NamedSet, value: str) -> NamedSet:
    operations = (replace(named.change_set.operations[0], value=value),)
    return NamedSet("f" * 64, replace(named.change_set, operations=operations))


def test_what_one_case_says_of_a_person_gives_way_where_another_says_that_it_was_so_before() -> None:
    first, second = begun(), begun()
    second.put("pat", "people", "phone", "new")
    cases = [fold(first.all), fold(second.all)]
    assert person_of(cases, PERSON_NAME)["phone"] == "new"
    assert person_of(cases[::-1], PERSON_NAME)["phone"] == "new"
    first.put("sam", "people", "phone", "other")
    said = {person_of([fold(first.all), cases[1]], PERSON_NAME)["phone"]}
    assert said == {person_of([cases[1], fold(first.all)], PERSON_NAME)["phone"]}
    assert said <= {"new", "other"}


PACK_NAME = RowName("packs", (PACK["id"],))
SAYS = st.sampled_from(["awaiting", "signed", "saved", "queued", "withdrawn", "delivered"]).map(pack)


def with_pack() -> Writing:
    writing = begun()
    writing.begin_pack("sam")
    return writing


def shown_pack(writing: Writing) -> dict[str, Any]:
    return {name: fold(writing.all).rows[PACK_NAME].values[name] for name in pack("queued")}


@given(st.lists(st.tuples(st.sampled_from(["pat", "kim"]), SAYS), max_size=6), st.data())
@settings(max_examples=60)
def test_what_whoever_signed_a_pack_says_of_it_gives_way_to_nothing_but_a_further_state(
    says: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    """Others say what they like of it, in whatever order, and take the place of nothing."""
    writing = with_pack()
    own = data.draw(SAYS)
    writing.say_pack("sam", own)
    writing.hand_on("sam")
    for author, value in says:
        writing.say_pack(author, value)
        writing.hear(data.draw(st.sampled_from(AUTHORS)), author, 1)
    order = ["awaiting", "signed", "saved", "queued", "withdrawn", "delivered"]
    shown = shown_pack(writing)
    assert order.index(shown["status"]) >= order.index(own["status"])
    assert shown == own or shown["status"] != own["status"]


def test_of_two_receipts_that_of_whoever_signed_the_pack_stands_and_nobody_is_asked() -> None:
    writing = with_pack()
    writing.say_pack("sam", pack("delivered", receipt="true"))
    writing.hand_on("sam")
    for receipt in "abcd":
        writing.say_pack("pat", pack("delivered", receipt=receipt))
    assert shown_pack(writing)["receipt"] == "true"
    assert fold(writing.all).differences == ()


@pytest.mark.parametrize("writer", ["sam", "sam~0a1b2c3d"])
def test_whoever_signed_a_pack_takes_the_place_of_what_others_said_also_once_their_vault_was_restored(
    writer: str,
) -> None:
    """And with that of what they themselves had said before: it does not come back."""
    for digest in "abcdef":
        writing = with_pack()
        for value in (pack("delivered", receipt="made up"), pack("delivered", receipt="made up again")):
            writing.say_pack("pat", value)
        writing.hand_on("pat")
        writing.say_pack(writer, pack("queued", sealed_digest=digest))
        assert shown_pack(writing) == pack("queued", sealed_digest=digest)
        assert fold(writing.all).differences == ()


def moved_with_pack() -> Writing:
    """A case that Pat moved, with a pack of Sam's: the mover began every row there."""
    writing = begun()
    step = full(
        "disposal_steps", id="step", case_id=CASE, step="moved", announcement=sign_of("main", CASE), vault="pat", said_at=TIME
    )  # fmt: skip
    moved = Operation(table="disposal_steps", key=("step",), unit=ROW, value=step)
    writing.begin_pack("pat", moved)
    return writing


def test_in_a_case_that_moved_whoever_signed_a_pack_goes_on_with_what_the_mover_said_again() -> None:
    """The mover's word alone would be the word on everybody's packs."""
    writing = moved_with_pack()
    writing.say_pack("pat", pack("delivered", receipt="mistaken"))
    writing.hand_on("pat")
    writing.say_pack("sam", pack("queued"))
    assert shown_pack(writing) == pack("queued")


@given(st.lists(st.tuples(st.sampled_from(AUTHORS), SAYS), min_size=1, max_size=6), SAYS)
@settings(max_examples=60)
def test_what_whoever_signed_a_pack_says_who_has_all_is_how_far_it_is(
    says: list[tuple[str, dict[str, Any]]], last: dict[str, Any]
) -> None:
    """What gave way to what was shown does not come back, whoever had said it: a state of another laptop, or an earlier one of their own."""
    writing = with_pack()
    for author, value in says:
        writing.say_pack(author, value)
    settled(writing, "sam", PACK_NAME, STATE, last)
    assert shown_pack(writing) == last
    assert fold(writing.all).differences == ()


def test_what_gave_way_goes_with_a_difference_that_is_settled() -> None:
    """Two say by which receipt a pack came, and a third that it was withdrawn: whoever settles it has seen all three."""
    writing = moved_with_pack()
    for author, value in (
        ("pat", pack("delivered", receipt="a")), ("kim", pack("delivered", receipt="b")), ("sam", pack("withdrawn")),
    ):  # fmt: skip
        writing.say_pack(author, value)
    [difference] = fold(writing.all).differences
    assert [[one.vault for one in side.operations] for side in difference.sides] in (
        [["pat"], ["kim"]],
        [["kim"], ["pat"]],
    )
    settled(writing, "kim", PACK_NAME, STATE, pack("queued"))
    assert shown_pack(writing) == pack("queued")
    assert fold(writing.all).differences == ()


def test_what_gave_way_goes_with_the_side_that_is_written_over_while_a_person_is_asked() -> None:
    writing = moved_with_pack()
    for author, value in (
        ("pat", pack("delivered", receipt="a")), ("kim", pack("delivered", receipt="b")), ("sam", pack("withdrawn")),
    ):  # fmt: skip
        writing.say_pack(author, value)
    [difference] = fold(writing.all).differences
    left = difference.sides[1]
    writing.hand_on("pat")
    writing.hand_on("kim")
    writing.hand_on("sam")
    writing.say_pack("sam", pack("queued"))
    shown = fold(writing.all).rows[PACK_NAME].shown[STATE]
    assert (shown.value, [one.vault for one in shown.passed_over]) == (left.value, ["sam"])
    writing.hand_on("sam")
    writing.say_pack("kim", pack("queued"))
    assert shown_pack(writing) == pack("queued")


@given(HISTORIES)
def test_who_says_what_is_shown_are_those_who_wrote_these_very_words(writing: Writing) -> None:
    """And nobody whose words gave way to it; what gave way is told apart from it, each once."""
    said = {
        named.id_of(place): value_digest(value)
        for named in writing.all
        for place, operation in enumerate(named.change_set.operations)
        if (operation.table, operation.unit) in UNITS
        for value in [operation.value]
    }
    folded = fold(writing.all)
    shown = [
        row.shown[unit]
        for name, row in folded.rows.items()
        for unit in row.shown
        if (name.table, unit) in UNITS
    ]
    for side in (*shown, *(side for one in folded.differences for side in one.sides)):
        assert {said.get(one, value_digest(side.value)) for one in side.operations} == {
            value_digest(side.value)
        }
        assert all(said.get(one) != value_digest(side.value) for one in side.passed_over)


UNITS = {
    ("people", "phone"),
    ("people", "surname"),
    ("cases", STATE),
    ("attachments", STATE),
    ("responses", STATE),
}
