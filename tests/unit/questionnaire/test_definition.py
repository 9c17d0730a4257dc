from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import EnableBehavior, ItemType, Operator
from prevent_desktop.questionnaire.values import Coding, Quantity
from tests.unit.questionnaire.forms import (  # fmt: skip
    CODES,
    CORE,
    OUR,
    SDC,
    coding,
    control,
    extension,
    form,
    group,
    item,
    loaded,
    options,
    when,
)


def test_the_header_is_read() -> None:
    found = loaded(title="Screening tool", name="Screening", language="en")
    assert (found.url, found.version, found.name, found.title, found.status, found.language) == (
        "https://prevent-desktop.example/forms/test", "1", "Screening", "Screening tool", "active", "en",
    )  # fmt: skip
    assert found.canonical == "https://prevent-desktop.example/forms/test|1"


def test_our_own_notices_are_read() -> None:
    found = loaded(
        extension=[
            extension(OUR + "illustrative", valueString="Illustrative until approved"),
            extension(OUR + "source", valueString="[F] one"),
            extension(OUR + "source", valueString="[G] two"),
            extension(OUR + "last-checked", valueDate="2026-11-24"),
        ]
    )
    assert found.illustrative == "Illustrative until approved"
    assert found.sources == ("[F] one", "[G] two")
    assert found.last_checked == "2026-11-24"


@pytest.mark.parametrize("kind", [kind.value for kind in ItemType])
def test_every_item_type_of_r4_loads(kind: str) -> None:
    assert loaded(item("a", kind)).by_link_id["a"].type == kind


def test_the_plain_parts_of_an_item_are_read() -> None:
    one = loaded(
        item(
            "a", "string", text="Name", prefix="1.", required=True, repeats=True, readOnly=True, maxLength=20
        )
    ).items[0]
    assert (one.text, one.prefix, one.required, one.repeats, one.read_only, one.max_length) == (
        "Name", "1.", True, True, True, 20,
    )  # fmt: skip


def test_the_extensions_of_an_item_are_read() -> None:
    one = loaded(
        item(
            "a",
            "quantity",
            extension=[
                control("slider"),
                extension(CORE + "questionnaire-hidden", valueBoolean=True),
                extension(CORE + "questionnaire-minOccurs", valueInteger=1),
                extension(CORE + "questionnaire-maxOccurs", valueInteger=3),
                extension(CORE + "questionnaire-unit", valueCoding=coding("kg")),
                extension(CORE + "questionnaire-unitOption", valueCoding=coding("kg")),
                extension(CORE + "questionnaire-unitOption", valueCoding=coding("g")),
                extension(CORE + "minLength", valueInteger=2),
                extension(CORE + "regex", valueString="[a-z]+"),
                extension(CORE + "entryFormat", valueString="small letters"),
                extension(CORE + "maxDecimalPlaces", valueInteger=2),
                extension(CORE + "maxSize", valueDecimal=100),
                extension(CORE + "mimeType", valueCode="image/png"),
                extension(CORE + "questionnaire-choiceOrientation", valueCode="vertical"),
                extension(SDC + "sdc-questionnaire-shortText", valueString="Weight"),
                extension(SDC + "sdc-questionnaire-openLabel", valueString="Other"),
                extension(SDC + "sdc-questionnaire-minQuantity", valueQuantity={"value": 5, "unit": "kg"}),
                extension(OUR + "value-check", valueCode="nhs-number"),
                extension(OUR + "fact", valueString="person.weight"),
                extension(OUR + "own-words", valueBoolean=True),
                extension(OUR + "opinion", valueBoolean=True),
                extension(OUR + "no-absent", valueBoolean=True),
                extension(OUR + "guidance", valueString="writing-evidence"),
                extension(OUR + "pack-part", valueCode="ask"),
                extension(OUR + "pack-text", valueString="The weight that was measured"),
            ],
        )
    ).items[0]
    assert (one.item_control, one.hidden, one.min_occurs, one.max_occurs) == ("slider", True, 1, 3)
    assert one.unit == Coding(CODES, "kg", "kg")
    assert [unit.code for unit in one.unit_options] == ["kg", "g"]
    assert (one.min_length, one.regex, one.entry_format) == (2, "[a-z]+", "small letters")
    assert (one.max_decimal_places, one.max_size, one.mime_types) == (2, 100, ("image/png",))
    assert (one.choice_orientation, one.short_text, one.open_label) == ("vertical", "Weight", "Other")
    assert one.min_value == Quantity(Decimal(5), "kg")
    assert (one.value_checks, one.fact) == (("nhs-number",), "person.weight")
    assert (one.own_words, one.opinion, one.offers_absent) == (True, True, False)
    assert (one.guidance, one.pack_part) == ("writing-evidence", "ask")
    assert one.pack_text == "The weight that was measured"


def test_limits_keep_the_type_of_the_item() -> None:
    one = loaded(
        item("a", "date", extension=[extension(CORE + "minValue", valueDate="2000-01"), extension(CORE + "maxValue", valueDate="2026")])
    ).items[0]  # fmt: skip
    assert (one.min_value, one.max_value) == (PartialDate(2000, 1), PartialDate(2026))


def test_help_prompt_and_flyover_become_texts_of_their_question() -> None:
    question = loaded(
        item(
            "a",
            "text",
            item("a.help", "display", text="Why we ask", extension=[control("help")]),
            item("a.ask", "display", text="Ask yourself", extension=[control("prompt")]),
            item("a.hint", "display", text="Use their own words", extension=[control("flyover")]),
            item("a.more", "string", text="More"),
        )
    ).items[0]
    assert (question.help_text, question.prompt_text, question.hint) == (
        "Why we ask",
        "Ask yourself",
        "Use their own words",
    )
    assert [one.link_id for one in question.items] == ["a.help", "a.ask", "a.hint", "a.more"]
    assert [one.link_id for one in question.children] == ["a.more"]


def test_the_label_leaves_out_that_an_answer_is_optional() -> None:
    assert loaded(item("a", "string", text="Known as (optional)")).items[0].label == "Known as"
    assert loaded(item("a", "string")).items[0].label == "a"


def test_options_of_every_type_are_read_with_what_they_say_of_themselves() -> None:
    one = loaded(
        item(
            "a",
            "choice",
            answerOption=[
                {"valueCoding": coding("yes", "Yes"), "initialSelected": True},
                {"valueString": "Perhaps"},
                {"valueInteger": 3},
                {"valueDate": "2026-11"},
                {"valueTime": "14:30:00"},
                {
                    "valueCoding": coding("none", "None of these"),
                    "extension": [
                        extension(CORE + "questionnaire-optionExclusive", valueBoolean=True),
                        extension(CORE + "questionnaire-optionPrefix", valueString="z)"),
                    ],
                },
            ],
        )
    ).items[0]
    assert [option.label for option in one.answer_options] == [
        "Yes",
        "Perhaps",
        "3",
        "2026-11",
        "14:30:00",
        "None of these",
    ]
    assert one.answer_options[-1].exclusive
    assert one.answer_options[-1].prefix == "z)"
    assert one.initial == (Coding(CODES, "yes", "Yes"),)


def test_a_contained_value_set_becomes_options() -> None:
    value_set = {
        "resourceType": "ValueSet",
        "id": "kinds",
        "compose": {
            "include": [{"system": CODES, "concept": [{"code": "a", "display": "A"}, {"code": "b"}]}]
        },
    }
    one = loaded(item("q", "choice", answerValueSet="#kinds"), contained=[value_set]).items[0]
    assert [option.value for option in one.answer_options] == [Coding(CODES, "a", "A"), Coding(CODES, "b")]


def test_an_expansion_gives_options_without_its_abstract_entries() -> None:
    contains = [
        {"system": CODES, "code": "top", "abstract": True, "contains": [{"system": CODES, "code": "leaf"}]}
    ]
    value_set = {"resourceType": "ValueSet", "id": "kinds", "expansion": {"contains": contains}}
    one = loaded(item("q", "choice", answerValueSet="#kinds"), contained=[value_set]).items[0]
    assert [option.label for option in one.answer_options] == ["leaf"]


def test_conditions_are_read() -> None:
    found = loaded(
        item("a", "choice", answerOption=options("x")),
        item("b", "integer"),
        item("c", "string", enableWhen=[when("a", answerCoding=coding("x")), when("b", ">=", answerInteger=3)], enableBehavior="any"),
    ).by_link_id["c"]  # fmt: skip
    assert found.enable_behavior is EnableBehavior.ANY
    assert [(one.question, one.operator, one.answer) for one in found.enable_when] == [
        ("a", Operator.EQUAL, Coding(CODES, "x", "x")),
        ("b", Operator.GREATER_OR_EQUAL, 3),
    ]


def test_a_size_may_be_written_as_a_decimal() -> None:
    text = json.dumps(form(item("a", "attachment", extension=[extension(CORE + "maxSize", valueDecimal=99)])))
    assert load_questionnaire(text.replace("99", "50.0")).items[0].max_size == 50


def test_the_words_of_an_option_come_in_the_language_that_was_asked_for() -> None:
    welsh = [extension("lang", valueCode="cy"), extension("content", valueString="Ydw")]
    words = {
        **coding("yes", "Yes"),
        "_display": {"extension": [{"url": CORE + "translation", "extension": welsh}]},
    }
    raw = form(item("a", "choice", answerOption=[{"valueCoding": words}]))
    assert load_questionnaire(raw, language="cy").items[0].answer_options[0].label == "Ydw"
    assert load_questionnaire(raw).items[0].answer_options[0].label == "Yes"


def test_texts_come_in_the_language_that_was_asked_for() -> None:
    welsh = [extension("lang", valueCode="cy"), extension("content", valueString="Enw")]
    one = item(
        "a", "string", text="Name", _text={"extension": [{"url": CORE + "translation", "extension": welsh}]}
    )
    text = json.dumps(form(one))
    assert load_questionnaire(text, language="cy").items[0].text == "Enw"
    assert load_questionnaire(text, language="fr").items[0].text == "Name"
    assert load_questionnaire(text).items[0].text == "Name"
    for broken in ("x", {"extension": [{"url": CORE + "translation", "extension": [welsh[0]]}]}):
        raw = form(item("a", "string", text="Name", _text=broken))
        assert load_questionnaire(raw, language="cy").items[0].text == "Name"


def test_the_digest_is_of_the_canonical_text_however_the_form_was_given() -> None:
    raw = form(item("a", "decimal", extension=[extension(CORE + "maxValue", valueDecimal=1.5)]))
    found = load_questionnaire(raw)
    assert found.digest == hashlib.sha256(found.canonical_json.encode()).hexdigest()
    for text in (
        json.dumps(raw, indent=2),
        json.dumps(raw, sort_keys=True).encode(),
        b"\xef\xbb\xbf" + json.dumps(raw).encode(),
    ):
        assert load_questionnaire(text).digest == found.digest
    assert json.loads(found.canonical_json) == raw


def test_the_canonical_text_keeps_the_digits_of_decimals() -> None:
    text = json.dumps(form(item("a", "decimal", initial=[{"valueDecimal": 99}]))).replace("99", "2.500")
    found = load_questionnaire(text)
    assert "2.500" in found.canonical_json
    assert found.items[0].initial == (Decimal("2.500"),)


def test_what_the_program_does_not_follow_is_told() -> None:
    expression = {"language": "text/cql", "expression": "Score"}
    found = loaded(
        item("a", "integer", extension=[extension(SDC + "sdc-questionnaire-calculatedExpression", valueExpression=expression)]),
        item("b", "choice", answerValueSet="http://hl7.org/fhir/ValueSet/languages"),
    )  # fmt: skip
    assert any("calculatedExpression" in sentence and "“a”" in sentence for sentence in found.not_followed)
    assert any("answerValueSet" in sentence and "“b”" in sentence for sentence in found.not_followed)


REFUSED = {
    "no link id": (group("g", {"type": "string"}), "g"),
    "no type": (item("a", "string") | {"type": None}, "a"),
    "unknown type": (item("a", "hologram"), "a"),
    "text that is a number": (item("a", "string", text=5), "a"),
    "required that is text": (item("a", "string", required="yes"), "a"),
    "length that is a truth": (item("a", "string", maxLength=True), "a"),
    "length of nothing": (item("a", "string", maxLength=0), "a"),
    "items that are no list": (item("a", "group") | {"item": {"linkId": "b"}}, "a"),
    "an item that is no object": (item("a", "group") | {"item": ["b"]}, "a"),
    "items under a display": (item("a", "display", item("b", "string")), "a"),
    "an option without a value": (item("a", "choice", answerOption=[{"initialSelected": True}]), "a"),
    "an option of a wrong type": (item("a", "choice", answerOption=[{"valueRange": {}}]), "a"),
    "an option that is no date": (item("a", "choice", answerOption=[{"valueDate": "2026-13"}]), "a"),
    "an initial value that is no date": (item("a", "date", initial=[{"valueDate": "soon"}]), "a"),
    "a pattern that does not compile": (item("a", "string", extension=[extension(CORE + "regex", valueString="(")]), "a"),
    "a limit of a wrong type": (item("a", "date", extension=[extension(CORE + "minValue", valueInteger=3)]), "a"),
    "a negative count": (item("a", "group", repeats=True, extension=[extension(CORE + "questionnaire-minOccurs", valueInteger=-1)]), "a"),
    "an extension without a value": (item("a", "string", extension=[extension(CORE + "regex")]), "a"),
    "a flag that is text": (item("a", "string", extension=[extension(CORE + "questionnaire-hidden", valueBoolean="yes")]), "a"),
    "a count that is text": (item("a", "string", extension=[extension(CORE + "minLength", valueInteger="3")]), "a"),
    "a count with a fraction": (item("a", "attachment", extension=[extension(CORE + "maxSize", valueDecimal=1.5)]), "a"),
    "a text that is a number": (item("a", "string", extension=[extension(CORE + "regex", valueString=3)]), "a"),
    "a control that is text": (item("a", "string", extension=[extension(CORE + "questionnaire-itemControl", valueCodeableConcept="help")]), "a"),
    "a unit that is text": (item("a", "quantity", extension=[extension(CORE + "questionnaire-unit", valueCoding="kg")]), "a"),
    "a limit without a value": (item("a", "integer", extension=[extension(CORE + "minValue")]), "a"),
    "extensions that are no list": (item("a", "string", extension={"url": "x"}), "a"),
    "an extension without an address": (item("a", "string", extension=[{"valueString": "x"}]), "a"),
    "an unknown modifier": (item("a", "string", modifierExtension=[extension("https://x.example/reverse", valueBoolean=True)]), "a"),
    "a condition on nothing": (item("a", "string", enableWhen=[when("zz", answerString="x")]), "a"),
    "a condition that names no question": (item("a", "string", enableWhen=[{"operator": "=", "answerString": "x"}]), "a"),
    "neither all nor any": (group("g", item("q", "string"), item("a", "string", enableWhen=[when("q", answerString="x")], enableBehavior="most")), "a"),
    "a behaviour that is a list": (group("g", item("q", "string"), item("a", "string", enableWhen=[when("q", answerString="x")] * 2, enableBehavior=["all"])), "a"),
    "a condition on itself": (item("a", "string", enableWhen=[when("a", answerString="x")]), "a"),
    "a condition without an answer": (group("g", item("q", "string"), item("a", "string", enableWhen=[when("q")])), "a"),
    "a condition with two answers": (group("g", item("q", "string"), item("a", "string", enableWhen=[when("q", answerString="x", answerInteger=1)])), "a"),
    "a condition with no operator": (group("g", item("q", "string"), item("a", "string", enableWhen=[when("q", "~", answerString="x")])), "a"),
    "a condition of a wrong type": (group("g", item("q", "boolean"), item("a", "string", enableWhen=[when("q", answerString="yes")])), "a"),
    "a condition on a group": (group("g", group("q"), item("a", "string", enableWhen=[when("q", "exists", answerBoolean=True)])), "a"),
    "existence that is no truth": (group("g", item("q", "string"), item("a", "string", enableWhen=[when("q", "exists", answerString="x")])), "a"),
    "an order of codes": (group("g", item("q", "choice"), item("a", "string", enableWhen=[when("q", ">", answerCoding=coding("x"))])), "a"),
    "several conditions, all or any not said": (group("g", item("q", "string"), item("a", "string", enableWhen=[when("q", answerString="x"), when("q", answerString="y")])), "a"),
}  # fmt: skip


def test_a_refusal_stays_short_however_long_the_names_are() -> None:
    long = "x" * 1_000_000
    with pytest.raises(QuestionnaireError) as refused:
        loaded(item(long, long, extension=[extension(long)]))
    assert len(str(refused.value)) < 1_000


def test_a_flag_that_is_written_as_text_is_a_flag() -> None:
    one = loaded(item("a", "string", required="true", repeats="false", readOnly="true")).items[0]
    assert (one.required, one.repeats, one.read_only) == (True, False, True)


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?=.*[0-9]).{8,}", r"^\h+$", "a++"])
def test_a_pattern_that_only_other_engines_follow_is_told_and_not_judged_by(pattern: str) -> None:
    found = loaded(item("a", "string", extension=[extension(CORE + "regex", valueString=pattern)]))
    assert found.patterns == {}
    assert "“regex”" in found.not_followed[0]


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_item_is_refused_by_its_name(name: str) -> None:
    broken, link_id = REFUSED[name]
    with pytest.raises(QuestionnaireError) as refused:
        load_questionnaire(form(broken))
    assert refused.value.link_id == link_id
    assert f"“{link_id}”" in refused.value.what_happened
    assert refused.value.what_happened.endswith(".")


def test_two_items_of_one_link_id_are_refused() -> None:
    with pytest.raises(QuestionnaireError, match=r"“a”.*two items have this link id"):
        loaded(item("a", "string"), group("g", item("a", "string")))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"resourceType": "Patient"}',
        b'{"resourceType": "Questionnaire", "url": 5}',
        b'{"resourceType": "Questionnaire", "item": {}}',
        b'{"resourceType": "Questionnaire", "x": NaN}',
        b'{"resourceType": "Questionnaire", "x": 1e999999999999999999999}',
        b'{"resourceType": "Questionnaire", "title": "a\\u0000b"}',
        b'{"resourceType": "Questionnaire", "x": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_questionnaire_is_refused_in_a_sentence(text: bytes) -> None:
    with pytest.raises(QuestionnaireError) as refused:
        load_questionnaire(text)
    assert refused.value.next_step


def test_a_modifier_on_the_whole_form_is_refused() -> None:
    with pytest.raises(QuestionnaireError, match="Questionnaire"):
        loaded(modifierExtension=[extension("https://x.example/reverse", valueBoolean=True)])
