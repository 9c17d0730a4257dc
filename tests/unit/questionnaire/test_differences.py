"""What changed between two responses, and starting one as a copy of another, also across versions of the form."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.copying import Why, copy_answers, stays_behind
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.differences import ChangeKind, what_changed
from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding

Json = dict[str, Any]
NEED = ("need", 0)


def item(link_id: str, kind: str = "string", *below: Json, **more: Any) -> Json:
    made: Json = {"linkId": link_id, "text": link_id.capitalize(), "type": kind, **more}
    return {**made, "item": list(below)} if below else made


def flag(name: str) -> Json:
    return {"url": OUR + name, "valueBoolean": True}


def form(*items: Json, version: str = "1", marks: tuple[str, ...] = ()) -> Questionnaire:
    return load_questionnaire(
        {
            "resourceType": "Questionnaire", "url": "https://example.org/plan", "version": version, "status": "draft",
            "title": "Plan", "extension": [flag(name) for name in marks], "item": list(items),
        }
    )  # fmt: skip


def choice(link_id: str, *codes: str, **more: Any) -> Json:
    options = [{"valueCoding": {"code": code, "display": code.capitalize()}} for code in codes]
    return item(link_id, "choice", answerOption=options, **more)


NEEDS = item("need", "group", item("what"), item("goal"), item("by", "date"), repeats=True)
PLAN = form(
    item("summary", "text"),
    choice("level", "low", "high"),
    item("home", "group", item("who"), item("words")),
    NEEDS,
    item("review", "date", extension=[flag("not-copied")]),
    choice("worries", "travel", "online", repeats=True, item=[item("worry-what")]),
)


def answered(*needs: tuple[str, str], questionnaire: Questionnaire = PLAN) -> Response:
    response = Response.start(questionnaire)
    for number, (what, goal) in enumerate(needs):
        if number:
            response.add_occurrence((), "need")
        response.set_answers((("need", number), ("what", 0)), [what])
        response.set_answers((("need", number), ("goal", 0)), [goal])
    return response


def changes(old: Response, new: Response) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    return [(c.question, c.before, c.after, c.kind.value) for c in what_changed(old, new)]


def test_the_same_answers_differ_in_nothing() -> None:
    assert changes(answered(("sleep", "rest")), answered(("sleep", "rest"))) == []


def test_an_answer_that_is_new_gone_or_other_is_told_with_both() -> None:
    old, new = answered(), answered()
    old.set_answers((("summary", 0),), ["As it was"])
    new.set_answers((("summary", 0),), ["As it is"])
    old.set_answers((("home", 0), ("who", 0)), ["Dana"])
    new.set_answers((("home", 0), ("words", 0)), [Absent(AbsentReason.UNKNOWN)])
    assert changes(old, new) == [
        ("Summary", ("As it was",), ("As it is",), "changed"),
        ("Who", ("Dana",), (), "removed"),
        ("Words", (), ("Not known",), "added"),
    ]


def test_entries_belong_together_though_one_was_put_in_before_them() -> None:
    old = answered(("sleep", "rest"), ("school", "go"))
    new = answered(("money", "save"), ("sleep", "rest more"), ("school", "go"))
    assert changes(old, new) == [
        ("Need 1", (), ("What: money", "Goal: save"), "added"),
        ("Goal", ("rest",), ("rest more",), "changed"),
    ]


def test_an_entry_that_was_taken_away_is_told_whole() -> None:
    [change] = what_changed(answered(("sleep", "rest"), ("school", "go")), answered(("school", "go")))
    assert (change.question, change.before, change.kind) == (
        "Need 1", ("What: sleep", "Goal: rest"), ChangeKind.REMOVED,
    )  # fmt: skip
    assert change.path == (NEED,)


def test_an_entry_that_was_rewritten_in_its_place_is_the_same_one() -> None:
    assert changes(answered(("sleep", "rest")), answered(("rest", "sleep"))) == [
        ("What", ("sleep",), ("rest",), "changed"),
        ("Goal", ("rest",), ("sleep",), "changed"),
    ]


def test_what_lies_under_an_answer_goes_with_that_answer() -> None:
    old, new = answered(), answered()
    travel, online = Coding(None, "travel", "Travel"), Coding(None, "online", "Online")
    old.set_answers((("worries", 0),), [travel, online])
    old.set_answers((("worries", 1), ("worry-what", 0)), ["a forum"])
    new.set_answers((("worries", 0),), [online])
    new.set_answers((("worries", 0), ("worry-what", 0)), ["two forums"])
    assert changes(old, new) == [
        ("Worries", ("Travel", "Online"), ("Online",), "changed"),
        ("Worry-what", ("a forum",), ("two forums",), "changed"),
    ]


def test_what_is_not_asked_now_is_no_change_and_what_is_kept_apart_is_compared_with_nothing() -> None:
    when = [{"question": "ask", "operator": "=", "answerBoolean": True}]
    hidden = form(item("ask", "boolean"), item("detail", enableWhen=when))
    old, new = Response.start(hidden), Response.start(hidden)
    new.set_answers((("detail", 0),), ["typed, then hidden"])
    assert changes(old, new) == []
    apart = form(item("group"), marks=("kept-apart",))
    one, other = Response.start(apart), Response.start(apart)
    other.set_answers((("group", 0),), ["an answer"])
    assert apart.kept_apart
    assert changes(one, other) == []


def test_a_copy_has_every_answer_but_those_that_start_empty() -> None:
    old = answered(("sleep", "rest"), ("school", "go"))
    old.set_answers((("review", 0),), [PartialDate(2027, 1, 5)])
    old.set_answers((("level", 0),), [Coding(None, "high", "High")])
    old.set_answers((("worries", 0),), [Coding(None, "online", "Online")])
    old.set_answers((("worries", 0), ("worry-what", 0)), ["a forum"])
    new = Response.start(PLAN)
    assert copy_answers(old, new) == ()
    assert changes(old, new) == [("Review", ("5 January 2027",), (), "removed")]


def test_across_versions_answers_are_found_by_link_id_and_what_does_not_fit_is_named() -> None:
    newer = form(
        item("wrapped", "group", item("summary", "text"), choice("level", "low", "middle"), NEEDS),
        item("who", "integer"),
        version="2",
    )
    old = answered(("sleep", "rest"))
    old.set_answers((("summary", 0),), ["Moved into a group"])
    old.set_answers((("level", 0),), [Coding(None, "high", "High")])
    old.set_answers((("home", 0), ("who", 0)), ["Dana"])
    old.set_answers((("home", 0), ("words", 0)), ["no longer asked"])
    new = Response.start(newer)
    left = copy_answers(old, new)
    assert new.node((("wrapped", 0), ("summary", 0))).answers == ("Moved into a group",)
    assert [(each.question, each.answers, each.why) for each in left] == [
        ("Level", ("High",), Why.OTHER_KIND),
        ("Who", ("Dana",), Why.OTHER_KIND),
        ("Words", ("no longer asked",), Why.NOT_ASKED),
        ("What", ("sleep",), Why.NOT_ASKED),
        ("Goal", ("rest",), Why.NOT_ASKED),
    ]
    assert stays_behind(old, newer) == left
    assert new.node((("wrapped", 0), ("level", 0))).answers == ()


def test_more_answers_than_a_question_takes_now_stay_behind() -> None:
    many, one = form(item("who", repeats=True)), form(item("who"), version="2")
    old, new = Response.start(many), Response.start(one)
    old.set_answers((("who", 0),), ["Dana", "Charlie"])
    [left] = copy_answers(old, new)
    assert (new.node((("who", 0),)).answers, left.answers) == (("Dana",), ("Charlie",))


texts = some.text(some.sampled_from("abcdé字"), min_size=1, max_size=5)


@settings(max_examples=60)
@given(some.lists(some.tuples(texts, texts), max_size=4), some.lists(some.tuples(texts, texts), max_size=4))
def test_both_ways_round_as_many_entries_differ(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    """What the one has more is what the other has less; a copy differs from its model in nothing that is copied."""
    old, new = answered(*one), answered(*other)
    forth, back = what_changed(old, new), what_changed(new, old)
    count = {kind: sum(change.kind is kind for change in forth) for kind in ChangeKind}
    assert len(forth) == len(back)
    assert count[ChangeKind.ADDED] == sum(change.kind is ChangeKind.REMOVED for change in back)
    copy = Response.start(PLAN)
    assert copy_answers(old, copy) == ()
    assert what_changed(old, copy) == ()
