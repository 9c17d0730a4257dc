from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.population import answers_as_facts, offered, populate
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, DateTimeValue, Unparsed, Value
from tests.unit.questionnaire.forms import (
    CODES,
    OUR,
    SDC,
    coding,
    extension,
    group,
    item,
    loaded,
    started,
    when,
)

Q: Path = (("q", 0),)


def fact(name: str) -> list[dict[str, Any]]:
    return [extension(OUR + "fact", valueString=name)]


FITS: list[tuple[str, object, tuple[Value, ...]]] = [
    ("string", "AB", ("AB",)),
    ("string", PartialDate(2026, 11), ("November 2026",)),
    ("string", 14, ("14",)),
    ("string", "", ()),
    ("string", None, ()),
    ("text", Coding("s", "c", "Words"), ("Words",)),
    ("date", date(2012, 5, 3), (PartialDate(2012, 5, 3),)),
    ("date", PartialDate(2012), (PartialDate(2012),)),
    ("date", datetime(2026, 11, 24, 14, 3, tzinfo=UTC), (PartialDate(2026, 11, 24),)),
    ("date", "3 May", ()),
    ("dateTime", PartialDate(2012), (DateTimeValue("2012"),)),
    ("dateTime", datetime(2026, 11, 24, 14, 3, tzinfo=UTC), (DateTimeValue("2026-11-24T14:03:00+00:00"),)),
    ("boolean", True, (True,)),
    ("boolean", "yes", (True,)),
    ("boolean", Coding("s", "no"), (False,)),
    ("boolean", 1, ()),
    ("integer", 14, (14,)),
    ("integer", True, ()),
    ("decimal", 14, (Decimal(14),)),
    ("string", ["a"], ("a",)),
    ("string", ["a", "b"], ()),
    ("string", Absent(AbsentReason.UNKNOWN), (Absent(AbsentReason.UNKNOWN),)),
    ("string", Unparsed("x"), ()),
]


@pytest.mark.parametrize(("kind", "known", "answers"), FITS)
def test_a_known_fact_answers_a_question_that_it_fits(
    kind: str, known: object, answers: tuple[Value, ...]
) -> None:
    response = started(item("q", kind, extension=fact("person.x")))
    changes = populate(response, {"person.x": known})
    assert response.node(Q).answers == answers
    assert changes.answered == ({Q} if answers else set())


def test_a_fact_chooses_an_option_by_code_or_words() -> None:
    question = item("q", "choice", extension=fact("x"), answerOption=[{"valueCoding": coding("en", "English")}, {"valueCoding": coding("yes", "Yes")}])  # fmt: skip
    for known, code in (("EN", "en"), ("english", "en"), (True, "yes"), (Coding("other", "en"), "en")):
        response = started(question)
        populate(response, {"x": known})
        assert [value.code for value in response.node(Q).answers if isinstance(value, Coding)] == [code]
    response = started(question)
    populate(response, {"x": "Klingon"})
    assert response.node(Q).answers == ()


def test_an_open_choice_takes_other_words() -> None:
    response = started(
        item("q", "open-choice", extension=fact("x"), answerOption=[{"valueCoding": coding("en")}])
    )
    populate(response, {"x": "Pashto"})
    assert response.node(Q).answers == ("Pashto",)


def test_what_somebody_answered_is_never_touched() -> None:
    response = started(item("q", "string", extension=fact("x")))
    response.set_answers(Q, [Absent(AbsentReason.DECLINED)])
    populate(response, {"x": "known"})
    assert response.node(Q).answers == (Absent(AbsentReason.DECLINED),)


def test_not_known_is_not_filled_in_where_it_is_not_offered() -> None:
    response = started(
        item("q", "string", extension=[*fact("x"), extension(OUR + "no-absent", valueBoolean=True)])
    )
    populate(response, {"x": Absent(AbsentReason.UNKNOWN)})
    assert response.node(Q).answers == ()


@pytest.mark.parametrize(
    ("expression", "filled"), [("%person.name", True), ("%person.name.first()", False), ("1 + 1", False)]
)
def test_the_plain_shape_of_an_initial_expression_is_followed(expression: str, filled: bool) -> None:
    value = {"language": "text/fhirpath", "expression": expression}
    question = item("q", "string", extension=[extension(SDC + "sdc-questionnaire-initialExpression", valueExpression=value)])  # fmt: skip
    response = started(question)
    populate(response, {"person.name": "AB"})
    assert response.node(Q).answers == (("AB",) if filled else ())


def test_a_list_of_facts_fills_a_repeating_group() -> None:
    response = started(
        group("g", item("name", "string", extension=fact("member.name")), item("born", "date", extension=fact("member.birth_date")), repeats=True, extension=fact("person.household"))
    )  # fmt: skip
    members = [{"name": "Mother"}, {"name": "Brother", "birth_date": PartialDate(2015)}]
    changes = populate(response, {"person.household": members})
    assert response.node((("g", 0), ("name", 0))).answers == ("Mother",)
    assert response.node((("g", 1), ("born", 0))).answers == (PartialDate(2015),)
    assert changes.structure >= {()}
    assert populate(response, {"person.household": members}).answered == frozenset()
    assert len(response.children()) == 2


def test_answers_of_one_form_are_facts_for_the_next() -> None:
    first = started(
        item("a", "string"),
        item("unread", "date"),
        item("hidden", "string", enableWhen=[when("a", answerString="other")]),
        group(
            "event", item("what", "string", item("sure", "boolean")), item("label", "string"), repeats=True
        ),
    )
    first.set_answers((("a", 0),), ["x"])
    first.set_answers((("unread", 0),), [Unparsed("12/")])
    first.set_answers((("hidden", 0),), ["y"])
    first.set_answers((("event", 0), ("what", 0)), ["said something"])
    first.set_answers((("event", 0), ("what", 0), ("sure", 0)), [True])
    first.add_occurrence((), "event")
    first.set_answers((("event", 1), ("what", 0)), ["did something"])
    facts = answers_as_facts(first, "first")
    assert facts == {
        "first/a": ("x",),
        "first/event": [{"what": ("said something",), "sure": (True,)}, {"what": ("did something",)}],
    }
    second = started(
        item("b", "text", extension=fact("first/a")),
        group(
            "event",
            item("what", "text", item("sure", "boolean")),
            repeats=True,
            extension=fact("first/event"),
        ),
    )
    populate(second, facts)
    assert second.node((("b", 0),)).answers == ("x",)
    assert second.node((("event", 0), ("what", 0), ("sure", 0))).answers == (True,)
    assert second.node((("event", 1), ("what", 0))).answers == ("did something",)


def test_a_form_without_facts_stays_as_it_was() -> None:
    assert loaded(item("q", "string")).items[0].fact == ""
    assert populate(started(item("q", "string")), {"x": "y"}).answered == frozenset()
    assert CODES


def test_the_view_of_somebody_else_is_never_filled_in_but_offered() -> None:
    asked = item("q", "string", extension=[*fact("a/b"), extension(OUR + "view-of", valueString="who")])
    response = started(asked, item("who", "string"))
    assert populate(response, {"a/b": ("Words",)}).answered == frozenset()
    assert offered(response, {"a/b": ("Words",)}) == {Q: ("a/b", ("Words",))}


def test_an_opinion_is_filled_in_for_its_own_writer_alone() -> None:
    asked = item("q", "string", extension=[*fact("a/b"), extension(OUR + "opinion", valueBoolean=True)])
    response = started(asked)
    assert populate(response, {"a/b": ("Words",)}, {"a/b"}).answered == frozenset()
    assert offered(response, {"a/b": ("Words",)}, {"a/b"}) == {Q: ("a/b", ("Words",))}
    assert offered(response, {"a/b": ("Words",)}) == {}
    assert populate(response, {"a/b": ("Words",)}).answered == {Q}


def test_a_view_within_a_repeated_group_is_left_open_too() -> None:
    view = item("v", "string", extension=[extension(OUR + "view-of", valueString="who")])
    response = started(
        group("g", item("n", "string"), view, repeats=True, extension=fact("a/g")), item("who", "string")
    )
    populate(response, {"a/g": [{"n": ("One",), "v": ("Words",)}]})
    assert response.node((("g", 0), ("n", 0))).answers == ("One",)
    assert response.node((("g", 0), ("v", 0))).answers == ()
