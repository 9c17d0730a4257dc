"""How a form wants its items to look and to be read out: controls, hints, markup, pictures and translations."""

from __future__ import annotations

import base64
import struct
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.judging.value_problems import Judge
from prevent_desktop.questionnaire.moving_limits import highest
from tests.unit.questionnaire.forms import (
    CODES,
    CORE,
    SDC,
    coding,
    control,
    extension,
    form,
    group,
    item,
    loaded,
)

PNG = base64.b64encode(
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 2, 2, 8, 2, 0, 0, 0)
).decode()
R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item."


def concept(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "x", "code": code}]}


def one(*extensions: dict[str, Any], kind: str = "string") -> Item:
    return loaded(item("a", kind, extension=list(extensions))).items[0]


def rendered(xhtml: str = "", markdown: str = "", **translated: str) -> dict[str, Any]:
    found = []
    if xhtml:
        found.append(extension(CORE + "rendering-xhtml", valueString=xhtml))
    if markdown:
        found.append(extension(CORE + "rendering-markdown", valueMarkdown=markdown))
    return {"extension": [*found, *translation(**translated)]}


def translation(**texts: str) -> list[dict[str, Any]]:
    return [
        extension(CORE + "translation", extension=[extension("lang", valueCode=tag.replace("_", "-")), extension("content", valueString=text)])
        for tag, text in texts.items()
    ]  # fmt: skip


CONTROLS = ["radio-button", "check-box", "drop-down", "autocomplete", "lookup", "text-area", "text-box", "slider", "spinner", "table", "htable", "gtable", "atable", "grid", "list", "tab-container", "page", "header", "footer", "inline", "help", "flyover", "prompt", "unit", "upper", "lower", "legal"]  # fmt: skip


@pytest.mark.parametrize("code", CONTROLS)
def test_every_control_of_the_code_system_is_read(code: str) -> None:
    assert (one(control(code)).item_control, one(control(code)).controls) == (code, (code,))


def test_several_controls_are_all_read() -> None:
    found = one(control("list"), control("page"), control("list"))
    assert (found.item_control, found.controls) == ("list", ("list", "page"))


def test_a_control_without_a_code_gives_its_text() -> None:
    own = extension(CORE + "questionnaire-itemControl", valueCodeableConcept={"text": "Wheel"})
    assert one(own).item_control == "Wheel"


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        (extension(CORE + "questionnaire-sliderStepValue", valueInteger=5), "slider_step", 5),
        (extension(SDC + "sdc-questionnaire-columnCount", valuePositiveInt=3), "columns", 3),
        (extension(SDC + "sdc-questionnaire-width", valueQuantity={"value": 50, "code": "%"}), "width", "50%"),
        (extension(SDC + "sdc-questionnaire-width", valueQuantity={"value": 20, "unit": "em"}), "width", "20em"),
        (extension(SDC + "sdc-questionnaire-collapsible", valueCode="default-closed"), "collapsible", "default-closed"),
        (extension(CORE + "questionnaire-displayCategory", valueCodeableConcept=concept("instructions")), "display_category", "instructions"),
        (extension(CORE + "questionnaire-supportLink", valueUri="https://elsewhere.example"), "support_links", ("https://elsewhere.example",)),
        (extension(CORE + "questionnaire-referenceResource", valueCode="Patient"), "reference_types", ("Patient",)),
        (extension(CORE + "questionnaire-referenceResource", valueCodeableConcept=concept("Patient")), "reference_types", ("Patient",)),
        (extension(SDC + "sdc-questionnaire-unitOpen", valueCode="optionsOrType"), "unit_open", "optionsOrType"),
        (extension(R5 + "answerConstraint", valueCode="optionsOrString"), "answer_constraint", "optionsOrString"),
        (extension(R5 + "disabledDisplay", valueCode="protected"), "disabled_display", "protected"),
        (extension(SDC + "sdc-questionnaire-itemMedia", valueAttachment={"data": PNG}), "image", "data:image/png;base64," + PNG),
        (extension(SDC + "sdc-questionnaire-itemMedia", valueAttachment={"url": "https://elsewhere.example/a.png"}), "image", ""),
    ],
)  # fmt: skip
def test_a_hint_is_read(given: dict[str, Any], name: str, value: object) -> None:
    assert getattr(one(given), name) == value


@pytest.mark.parametrize(
    "name", ["questionnaire-signatureRequired", "questionnaire-referenceFilter", "preferredTerminologyServer"]
)
def test_what_changes_the_meaning_and_is_not_done_is_told(name: str) -> None:
    found = loaded(item("a", "string", extension=[extension(CORE + name, valueString="x")]))
    assert f"“{name}” (first at “a”)" in found.not_followed[0]


def worked_out(member: str, expression: str) -> dict[str, Any]:
    rule = extension(
        CORE + "cqf-calculatedValue", valueExpression={"language": "text/fhirpath", "expression": expression}
    )
    return extension(CORE + "maxValue", **{member: {"extension": [rule]}})


@pytest.mark.parametrize("member", ["_valueDate", "valueDate"])
def test_a_limit_that_moves_with_the_day_is_followed(member: str) -> None:
    found = loaded(item("a", "date", extension=[worked_out(member, "today() - 1 year")]))
    assert found.not_followed == ()
    limit = highest(found.items[0])
    assert isinstance(limit, PartialDate)
    judge = Judge(found.patterns, date(2026, 11, 25))
    assert not [*judge.faults(found.items[0], limit)]
    assert [fault.code for fault in judge.faults(found.items[0], PartialDate(9999, 1, 1))] == [
        "business-rule"
    ]


def test_a_moment_limits_a_day() -> None:
    one_item = loaded(item("a", "date", extension=[worked_out("_valueDate", "now()")])).items[0]
    assert isinstance(highest(one_item), PartialDate)


@pytest.mark.parametrize("expression", ["%patient.birthDate", "item.answer.value", "today(", ""])
def test_any_other_limit_that_is_to_be_worked_out_is_told(expression: str) -> None:
    found = loaded(item("a", "date", extension=[worked_out("_valueDate", expression)]))
    assert highest(found.items[0]) is None
    assert "“maxValue”" in found.not_followed[0]


@pytest.mark.parametrize("expression", ["1", "'x'", "{}", "1 | 2", "today() - 'x'"])
def test_a_limit_that_gives_nothing_that_fits_is_none(expression: str) -> None:
    assert (
        highest(loaded(item("a", "date", extension=[worked_out("_valueDate", expression)])).items[0]) is None
    )


def test_texts_beside_a_question_belong_to_it() -> None:
    asides = [
        item(f"a.{code}", "display", text=code, extension=[control(code)])
        for code in ("unit", "lower", "upper", "legal")
    ]
    found = loaded(item("a", "integer", *asides)).items[0]
    assert (found.unit_text, found.lower_label, found.upper_label, found.legal_text) == (
        "unit",
        "lower",
        "upper",
        "legal",
    )
    assert found.children == ()


def test_help_under_a_text_belongs_to_the_text_and_texts_under_it_make_it_a_heading() -> None:
    helped = item(
        "a", "display", item("a.h", "display", text="Why", extension=[control("help")]), text="Read this"
    )
    heading = item("b", "display", item("b.t", "display", text="More"), text="Heading")
    first, second = loaded(helped, heading).items
    assert (first.type, first.help_text) == (ItemType.DISPLAY, "Why")
    assert (second.type, [child.text for child in second.children]) == (ItemType.GROUP, ["More"])


@pytest.mark.parametrize("code", ["help", "inline", "highlight", "sidebar"])
def test_a_text_question_that_is_only_there_to_be_read_is_a_text(code: str) -> None:
    shown, under, asked = loaded(
        item("a", "text", text="Read this", readOnly=True, extension=[control(code)]),
        item("b", "text", item("b.t", "display", text="More"), text="Heading", extension=[control(code)]),
        item("c", "text", required=True, extension=[control(code)]),
    ).items
    assert (shown.type, under.type, asked.type) == (ItemType.DISPLAY, ItemType.GROUP, ItemType.TEXT)


@pytest.mark.parametrize(("written", "told"), [("'Ada'", 0), ("http://example.org/mrn", 1)])
def test_an_expression_that_is_written_as_text_is_taken_as_one(written: str, told: int) -> None:
    initial = extension(SDC + "sdc-questionnaire-initialExpression", valueString=written)
    assert len(loaded(item("a", "string", extension=[initial])).not_followed) == told


def test_formatted_texts_are_read_everywhere() -> None:
    found = loaded(
        group(
            "g",
            item("g.h", "display", text="Why", _text=rendered("<em>Why</em>"), extension=[control("help")]),
            item("g.h2", "display", text="And <how>", extension=[control("help")]),
            item(
                "g.p", "display", text="Ask", _text=rendered(markdown="*Ask*"), extension=[control("prompt")]
            ),
            item(
                "g.f", "display", text="Hint", _text=rendered("<b>Hint</b>"), extension=[control("flyover")]
            ),
            item("g.l", "display", text="Law", _text=rendered("<u>Law</u>"), extension=[control("legal")]),
            text="Name",
            _text=rendered("<p>Na<b>me</b></p>"),
            prefix="1.",
            _prefix=rendered(markdown="**1.**"),
        ),
        title="Form",
        _title=rendered("<i>Form</i>"),
    )
    one_group = found.items[0]
    assert (one_group.text, one_group.rich_text, one_group.rich_prefix) == (
        "Name",
        "Na<b>me</b>",
        "<b>1.</b>",
    )
    assert one_group.rich_help == "<i>Why</i><br><br>And &lt;how&gt;"
    assert one_group.help_text == "Why\n\nAnd <how>"
    assert (one_group.rich_prompt, one_group.rich_hint, one_group.rich_legal) == (
        "<i>Ask</i>",
        "<b>Hint</b>",
        "<u>Law</u>",
    )


def test_a_text_that_is_there_formatted_only_gives_its_words() -> None:
    found = loaded(item("a", "string", _text=rendered("<p>One &amp; <b>two</b></p>"))).items[0]
    assert (found.text, found.rich_text) == ("One & two", "One &amp; <b>two</b>")


def test_formatting_that_says_no_more_than_the_text_is_none() -> None:
    assert loaded(item("a", "string", text="a < b", _text=rendered("a &lt; b"))).items[0].rich_text == ""


def test_xhtml_goes_before_markdown_and_markdown_stands_in_for_it() -> None:
    assert (
        loaded(item("a", "string", text="x", _text=rendered("<b>x</b>", "*x*"))).items[0].rich_text
        == "<b>x</b>"
    )
    assert (
        loaded(item("a", "string", text="x", _text=rendered("<script/>", "*x*"))).items[0].rich_text
        == "<i>x</i>"
    )


def test_more_formatting_than_a_form_may_have_is_told() -> None:
    found = loaded(item("a", "string", text="x", _text=rendered("<b>" * 50_000 + "x")))
    assert found.items[0].rich_text == ""
    assert "rendering-xhtml" in found.not_followed[0]


def test_every_text_is_read_in_the_language_that_is_wanted() -> None:
    words = {"cy": "Cymraeg", "fr": "Français"}
    marked = {"extension": translation(**words)}
    short = extension(SDC + "sdc-questionnaire-shortText", valueString="Own", _valueString=marked)
    raw = form(
        item(
            "a",
            "open-choice",
            item("a.h", "display", text="Own", _text=marked, extension=[control("help")]),
            item("a.p", "display", text="Own", _text=marked, extension=[control("prompt")]),
            text="Own",
            _text=marked,
            prefix="Own",
            _prefix=marked,
            extension=[
                short,
                extension(CORE + "entryFormat", valueString="Own", _valueString=marked),
                extension(SDC + "sdc-questionnaire-openLabel", valueString="Own", _valueString=marked),
            ],
            answerOption=[
                {"valueCoding": {**coding("k", "Own"), "_display": marked}},
                {"valueString": "Own", "_valueString": marked},
                {"valueCoding": {"display": "Own", "_display": marked}},
                {"valueInteger": 1, "_valueInteger": marked},
            ],
        ),
        title="Own",
        _title=marked,
    )
    for language, text in (("cy-GB", "Cymraeg"), ("fr", "Français"), ("en", "Own"), (None, "Own")):
        found = load_questionnaire(raw, language=language)
        asked = found.items[0]
        read = {found.title, asked.text, asked.prefix, asked.short_text, asked.entry_format, asked.open_label}
        assert read | {asked.help_text, asked.prompt_text} == {text}
        number = "1" if text == "Own" else text
        assert [option.label for option in asked.answer_options] == [text, text, text, number]
        assert asked.answer_options[1].value == "Own"
        assert found.digest == load_questionnaire(raw).digest


def test_what_a_constraint_says_is_translated() -> None:
    human = extension("human", valueString="Own", _valueString={"extension": translation(cy="Cymraeg")})
    parts = [
        extension("key", valueId="k"),
        extension("severity", valueCode="error"),
        extension("expression", valueString="true"),
        human,
    ]
    constraint = extension(CORE + "questionnaire-constraint", extension=parts)
    raw = form(item("a", "string", extension=[constraint]))
    assert [load_questionnaire(raw, language=tag).items[0].constraints[0].human for tag in ("cy", "fr")] == [
        "Cymraeg",
        "Own",
    ]


def test_formatting_in_another_language_is_not_shown_beside_a_translation() -> None:
    plain_only = item("a", "string", text="Own", _text=rendered("<b>Own</b>", cy="Cymraeg"))
    xhtml = extension(
        CORE + "rendering-xhtml",
        valueString="<b>Own</b>",
        _valueString={"extension": translation(cy="<b>Cymraeg</b>")},
    )
    both = item("b", "string", text="Own", _text={"extension": [xhtml, *translation(cy="Cymraeg")]})
    first, second = load_questionnaire(form(plain_only, both), language="cy").items
    assert (first.text, first.rich_text) == ("Cymraeg", "")
    assert (second.text, second.rich_text) == ("Cymraeg", "<b>Cymraeg</b>")


JUNK: list[Any] = [
    None,
    True,
    1,
    "x",
    [],
    {},
    [1],
    {"extension": "x"},
    {"extension": [1]},
    {"extension": [{"url": 1}]},
]
PLACES = ["_text", "_prefix", "answerConstraint", "disabledDisplay"]
URLS = [
    CORE + "questionnaire-itemControl", CORE + "questionnaire-sliderStepValue", CORE + "questionnaire-displayCategory",
    CORE + "questionnaire-supportLink", CORE + "questionnaire-unitValueSet", CORE + "maxValue", CORE + "questionnaire-unitOption",
    SDC + "sdc-questionnaire-width", SDC + "sdc-questionnaire-columnCount", SDC + "sdc-questionnaire-itemMedia",
    SDC + "sdc-questionnaire-keyboard", SDC + "sdc-questionnaire-shortText", SDC + "sdc-questionnaire-openLabel",
]  # fmt: skip
VALUES = [
    "valueString",
    "valueCodeableConcept",
    "valueCoding",
    "valueQuantity",
    "valueAttachment",
    "valueInteger",
    "_valueString",
]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_junk_in_any_part_is_refused_by_the_item_or_passed_over(junk: Any) -> None:
    broken = [item("a", "quantity", text="x", **{place: junk}) for place in PLACES]
    broken += [
        item("a", "quantity", extension=[{"url": url, value: junk}]) for url in URLS for value in VALUES
    ]
    broken += [
        item("a", "choice", answerOption=[{"valueCoding": {"system": CODES, "code": "x", "_display": junk}}])
    ]
    broken += [item("a", "choice", answerOption=[{"valueString": "x", "_valueString": junk}])]
    for one_broken in broken:
        try:
            load_questionnaire(form(one_broken), language="cy")
        except QuestionnaireError as refused:
            assert refused.link_id == "a"  # noqa: PT017 - either is right, and no third thing


def test_weights_keep_their_digits() -> None:
    weight = extension(CORE + "itemWeight", valueDecimal=Decimal("0.50"))
    options = loaded(
        item("a", "choice", answerOption=[{"valueCoding": coding("x"), "extension": [weight]}])
    ).items[0]
    assert str(options.answer_options[0].ordinal) == "0.50"
