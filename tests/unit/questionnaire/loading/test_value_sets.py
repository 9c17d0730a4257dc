from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import AnswerOption, Item
from prevent_desktop.questionnaire.values import Coding
from tests.unit.questionnaire.forms import CODES, CORE, OUR, SDC, coding, extension, form, item, loaded

OTHER = "https://prevent-desktop.example/other-codes"
SET = "https://prevent-desktop.example/sets/"


def concepts(*codes: str, system: str = CODES, **more: Any) -> dict[str, Any]:
    return {"system": system, "concept": [{"code": code, "display": code.upper()} for code in codes], **more}


def value_set(name: str, *include: dict[str, Any], **more: Any) -> dict[str, Any]:
    compose = {"include": list(include), **({"exclude": more.pop("exclude")} if "exclude" in more else {})}
    return {"resourceType": "ValueSet", "id": name, "url": SET + name, "compose": compose, **more}


def code_system(*concept: dict[str, Any], url: str = CODES) -> dict[str, Any]:
    return {"resourceType": "CodeSystem", "id": "cs", "url": url, "concept": list(concept)}


def asked(*contained: dict[str, Any], address: str = "#v", **more: Any) -> Item:
    question = item("q", "choice", answerValueSet=address)
    return load_questionnaire(form(question, contained=list(contained)), **more).items[0]


def codes(one: Item) -> list[str | None]:
    return [option.value.code for option in one.answer_options if isinstance(option.value, Coding)]


def test_a_value_set_is_found_by_its_address_with_or_without_a_version() -> None:
    versioned = value_set("v", concepts("a"), version="2")
    for address in (SET + "v", SET + "v|2", SET + "v|3", "#v"):
        assert codes(asked(versioned, address=address)) == ["a"]
    assert codes(asked(versioned, address=SET + "w")) == []


def test_a_whole_code_system_offers_what_can_be_chosen_in_its_order() -> None:
    system = code_system(
        {"code": "top", "property": [{"code": "notSelectable", "valueBoolean": True}], "concept": [{"code": "a"}, {"code": "b", "concept": [{"code": "b1"}]}]},
        {"code": "c"},
    )  # fmt: skip
    assert codes(asked(value_set("v", {"system": CODES}), system)) == ["a", "b", "b1", "c"]


def test_what_is_excluded_is_not_offered() -> None:
    assert codes(asked(value_set("v", concepts("a", "b", "c"), exclude=[concepts("b")]))) == ["a", "c"]


def test_other_value_sets_are_taken_in_each_answer_once() -> None:
    first, second = value_set("one", concepts("a", "b")), value_set("two", concepts("b", "c"))
    whole = value_set("v", {"valueSet": [SET + "one"]}, {"valueSet": ["#two"]}, concepts("c", "d"))
    assert codes(asked(whole, first, second)) == ["a", "b", "c", "d"]


def test_several_value_sets_in_one_include_offer_what_they_have_in_common() -> None:
    first, second = value_set("one", concepts("a", "b")), value_set("two", concepts("b", "c"))
    assert codes(asked(value_set("v", {"valueSet": [SET + "one", SET + "two"]}), first, second)) == ["b"]


def test_the_same_code_of_two_systems_is_two_answers() -> None:
    assert codes(asked(value_set("v", concepts("a"), concepts("a", system=OTHER)))) == ["a", "a"]


def test_an_expansion_counts_before_what_it_was_made_from() -> None:
    expanded = {
        "contains": [{"system": CODES, "abstract": True, "contains": [{"system": CODES, "code": "x"}]}]
    }
    filtered = {"system": CODES, "filter": [{"property": "a", "op": "is-a", "value": "b"}]}
    assert codes(asked(value_set("v", filtered, expansion=expanded))) == ["x"]


@pytest.mark.parametrize(
    "include",
    [
        {"system": CODES, "filter": [{"property": "a", "op": "is-a", "value": "b"}]},
        {"system": "http://snomed.info/sct"},
        {"valueSet": ["https://elsewhere.example/set"]},
    ],
)
def test_what_needs_a_terminology_server_offers_nothing_and_is_told(include: dict[str, Any]) -> None:
    found = loaded(
        item("q", "choice", answerValueSet="#v"), contained=[value_set("v", concepts("a"), include)]
    )
    assert found.items[0].answer_options == ()
    assert "“answerValueSet”" in found.not_followed[0]


def test_a_terminology_server_is_told_and_never_asked() -> None:
    server = extension(
        SDC + "sdc-questionnaire-preferredTerminologyServer", valueUrl="https://elsewhere.example"
    )
    assert "preferredTerminologyServer" in loaded(item("q", "string"), extension=[server]).not_followed[0]


def test_value_sets_that_are_known_need_not_be_carried() -> None:
    known = {
        SET + "known": value_set("known", {"system": OTHER}),
        OTHER: code_system({"code": "k"}, url=OTHER),
    }
    assert codes(asked(address=SET + "known", value_sets=known)) == ["k"]
    carried = value_set("v", {"valueSet": [SET + "known|1.0"]})
    assert codes(asked(carried, value_sets=known)) == ["k"]


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_value_set_made_of_itself_is_refused(length: int) -> None:
    ring = [value_set(f"v{number}", {"valueSet": [f"#v{(number + 1) % length}"]}) for number in range(length)]
    with pytest.raises(QuestionnaireError, match="in a circle") as refused:
        asked(*ring, address="#v0")
    assert refused.value.link_id == "q"


def test_value_sets_nested_too_deep_are_refused() -> None:
    chain = [value_set(f"v{number}", {"valueSet": [f"#v{number + 1}"]}) for number in range(30)]
    with pytest.raises(QuestionnaireError, match="nested"):
        asked(*chain, value_set("v30", concepts("a")), address="#v0")


def test_taking_the_same_in_over_and_over_is_refused_in_time() -> None:
    big = value_set("big", concepts(*(str(number) for number in range(10_000))))
    many = value_set("v", *({"valueSet": ["#big"]} for _time in range(5_000)))
    begin = time.process_time()
    with pytest.raises(QuestionnaireError, match="more than"):
        asked(many, big)
    assert time.process_time() - begin < 1.5


@pytest.mark.parametrize(
    "broken",
    [
        value_set("v", {"valueSet": "x"}),
        value_set("v", {"valueSet": [1]}),
        value_set("v", {"concept": {}}),
        value_set("v", {"concept": [{"code": 1}]}),
        value_set("v", {"system": 1, "concept": []}),
        value_set("v", expansion=[]),
        value_set("v", expansion={"contains": [{"code": "a", "system": 2}]}),
        {"resourceType": "ValueSet", "id": "v", "compose": "x"},
        value_set("v", concepts("a"), exclude="x"),
    ],
)
def test_a_broken_value_set_is_refused_by_the_item(broken: dict[str, Any]) -> None:
    with pytest.raises(QuestionnaireError) as refused:
        asked(broken)
    assert refused.value.link_id == "q"


def test_a_concept_says_what_an_option_says_of_itself() -> None:
    rich = {"extension": [extension(CORE + "rendering-xhtml", valueString="<b>A</b>")]}
    concept = {
        "code": "a", "display": "A", "_display": rich,
        "designation": [{"language": "cy", "value": "Â"}, {"language": "cy-GB", "value": "Ây"}],
        "extension": [extension(CORE + "ordinalValue", valueDecimal=2), extension(CORE + "questionnaire-optionPrefix", valueString="1."), extension(CORE + "questionnaire-optionExclusive", valueBoolean=True)],
    }  # fmt: skip
    carried = value_set("v", {"system": CODES, "concept": [concept]})
    assert asked(carried).answer_options == (
        AnswerOption(
            Coding(CODES, "a", "A"), exclusive=True, prefix="1.", ordinal=Decimal(2), rich_text="<b>A</b>"
        ),
    )
    assert asked(carried, language="cy").answer_options[0].label == "Â"
    assert asked(carried, language="cy-GB").answer_options[0].label == "Ây"
    assert asked(carried, language="fr").answer_options[0].label == "A"


def test_units_come_from_a_value_set_or_the_form_says_that_they_do_not() -> None:
    units = extension(CORE + "questionnaire-unitValueSet", valueCanonical="#v")
    question = item("q", "quantity", extension=[units])
    found = loaded(question, contained=[value_set("v", concepts("kg", "g"))])
    assert [unit.code for unit in found.items[0].unit_options] == ["kg", "g"]
    assert "questionnaire-unitValueSet" in loaded(question).not_followed[0]


def test_options_say_what_they_count_for_and_look_like() -> None:
    weight = extension(CORE + "itemWeight", valueDecimal=3)
    inside = {**coding("a"), "extension": [extension(CORE + "ordinalValue", valueDecimal=1)]}
    offered = [
        {"valueCoding": inside},
        {"valueCoding": coding("b"), "extension": [weight]},
        {"valueString": "c", "_valueString": {"extension": [extension(CORE + "rendering-markdown", valueMarkdown="**c**")]}},
        {"valueQuantity": {"value": 5, "unit": "mg"}},
        {"valueDecimal": 1.5, "extension": [extension(OUR + "unknown", valueString="x")]},
    ]  # fmt: skip
    options = loaded(item("q", "choice", answerOption=offered)).items[0].answer_options
    assert [one.ordinal for one in options] == [1, 3, None, None, None]
    assert [one.rich_text for one in options] == ["", "", "<b>c</b>", "", ""]
    assert [one.label for one in options] == ["a", "b", "c", "5 mg", "1.5"]
