"""What a screen is told: controls, labels, translations, safe rich text (HL7 FHIR SDC, "Advanced Form Rendering")."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Item
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
    options,
)
from tests.unit.questionnaire.sdc import extended, fhirpath, node, opened, put, top

RISKY = "<p onclick=\"x()\">Safe <b>bold</b><script>alert(1)</script><img src='https://evil.example/x.png'><a href='javascript:x()'>go</a><iframe src='https://evil.example'></iframe></p>"


class Tags(HTMLParser):
    """The tags of a rich text, and what they carry."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()
        self.values: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes.update(name for name, _value in attrs)
        self.values.update(value or "" for _name, value in attrs)


def one(*extensions: dict[str, Any], kind: str = "string", **more: Any) -> Item:
    return loaded(item("x", kind, extension=list(extensions), **more)).by_link_id["x"]


@pytest.mark.parametrize(
    "code",
    ["radio-button", "check-box", "drop-down", "autocomplete", "text-area", "slider", "spinner", "lookup", "text-box", "gtable", "grid", "tab", "header", "footer", "table", "inline"],
)  # fmt: skip
def test_controls_are_read(code: str) -> None:
    kind = "group" if code in {"gtable", "grid", "tab", "header", "footer", "table"} else "choice"
    assert one(control(code), kind=kind).item_control == code


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        (extension(CORE + "questionnaire-choiceOrientation", valueCode="horizontal"), "choice_orientation", "horizontal"),
        (extension(CORE + "questionnaire-choiceOrientation", valueCode="vertical"), "choice_orientation", "vertical"),
        (extension(CORE + "questionnaire-hidden", valueBoolean=True), "hidden", True),
        (extension(CORE + "questionnaire-hidden", valueBoolean=False), "hidden", False),
        (extension(CORE + "entryFormat", valueString="dd/mm/yyyy"), "entry_format", "dd/mm/yyyy"),
        (extension(SDC + "sdc-questionnaire-shortText", valueString="Short"), "short_text", "Short"),
        (extension(SDC + "sdc-questionnaire-openLabel", valueString="Other, please say"), "open_label", "Other, please say"),
        (extension(SDC + "sdc-questionnaire-collapsible", valueCode="default-closed"), "collapsible", "default-closed"),
        (extension(CORE + "questionnaire-sliderStepValue", valueInteger=5), "slider_step", 5),
        (extension(CORE + "questionnaire-supportLink", valueUri="https://example.org/help"), "support_links", ("https://example.org/help",)),
    ],
)  # fmt: skip
def test_what_a_screen_needs_is_read(given: dict[str, Any], name: str, value: Any) -> None:
    assert getattr(one(given, kind="open-choice"), name) == value


def test_units_of_a_value_set_are_offered() -> None:
    contained = {"resourceType": "ValueSet", "id": "units", "compose": {"include": [{"system": "http://unitsofmeasure.org", "concept": [{"code": "kg", "display": "kilograms"}, {"code": "g"}]}]}}  # fmt: skip
    units = extension(CORE + "questionnaire-unitValueSet", valueCanonical="#units")
    found = (
        loaded(item("x", "quantity", extension=[units]), contained=[contained]).by_link_id["x"].unit_options
    )
    assert [unit.code for unit in found] == ["kg", "g"]


def test_contained_value_sets_are_offered_in_their_order() -> None:
    concepts = [{"code": name, "display": name.upper()} for name in ("c", "a", "b")]
    contained = {
        "resourceType": "ValueSet",
        "id": "list",
        "compose": {"include": [{"system": CODES, "concept": concepts}]},
    }
    response = opened(item("x", "choice", answerValueSet="#list"), contained=[contained])
    assert [option.label for option in node(response, "x").options] == ["C", "A", "B"]


def test_a_value_set_that_is_not_here_is_told_and_offers_nothing() -> None:
    form_ = loaded(item("x", "choice", answerValueSet="http://elsewhere.example/ValueSet/x"))
    assert any("answerValueSet" in sentence for sentence in form_.not_followed)


def test_texts_are_read_in_the_language_that_is_asked_for() -> None:
    def translated(text: str, other: str) -> dict[str, Any]:
        parts = [extension("lang", valueCode="cy"), extension("content", valueString=other)]
        return {"text": text, "_text": {"extension": [{"url": CORE + "translation", "extension": parts}]}}

    welsh_title = {"extension": [{"url": CORE + "translation", "extension": [extension("lang", valueCode="cy"), extension("content", valueString="Ffurflen")]}]}  # fmt: skip
    raw = form(item("x", "string", **translated("Name", "Enw")), title="Form", _title=welsh_title)
    assert (load_questionnaire(raw).title, load_questionnaire(raw).by_link_id["x"].text) == ("Form", "Name")
    welsh = load_questionnaire(raw, language="cy")
    assert (welsh.title, welsh.by_link_id["x"].text) == ("Ffurflen", "Enw")
    assert load_questionnaire(raw, language="pl").by_link_id["x"].text == "Name"


@pytest.mark.parametrize("kind", ["rendering-xhtml", "rendering-markdown"])
def test_rich_text_is_safe_and_the_plain_text_stays(kind: str) -> None:
    value = (
        {"valueString": RISKY}
        if kind == "rendering-xhtml"
        else {"valueMarkdown": f"**bold** [go](javascript:x) ![p](https://evil.example/x.png) {RISKY}"}
    )
    raw = item("x", "string", text="Plain", _text={"extension": [extension(CORE + kind, **value)]})
    found = loaded(raw).by_link_id["x"]
    assert found.text == "Plain"
    assert "bold" in found.rich_text
    tags = Tags()
    tags.feed(found.rich_text)
    assert tags.found <= {"p", "b", "strong", "a", "br"}
    assert not tags.attributes & {"onclick", "src"}
    assert not any(value.startswith("javascript") for value in tags.values)


def test_of_both_kinds_of_rich_text_the_xhtml_counts() -> None:
    both = [
        extension(CORE + "rendering-markdown", valueMarkdown="*mark*"),
        extension(CORE + "rendering-xhtml", valueString="<b>html</b>"),
    ]
    found = loaded(item("x", "string", text="Plain", _text={"extension": both})).by_link_id["x"]
    assert "html" in found.rich_text
    assert "mark" not in found.rich_text


def test_the_label_follows_its_expression() -> None:
    worked_out = extension(CORE + "cqf-expression", **fhirpath(f"'Where does ' & {top('name')} & ' live?'"))
    response = opened(
        item("name", "string"),
        item("x", "string", text="Where?", _text={"extension": [worked_out]}),
    )
    put(response, "name", to="Ana")
    assert node(response, "x").label == "Where does Ana live?"
    put(response, "name", to="Omar")
    assert node(response, "x").label == "Where does Omar live?"
    assert response.questionnaire.by_link_id["x"].text == "Where?"


def test_a_label_that_gives_nothing_is_the_plain_text() -> None:
    worked_out = extension(CORE + "cqf-expression", **fhirpath(f"'Where does ' + {top('name')} + ' live?'"))
    response = opened(
        item("name", "string"), item("x", "string", text="Where?", _text={"extension": [worked_out]})
    )
    assert node(response, "x").label == "Where?"


def test_prefixes_of_options_and_of_items() -> None:
    offered = [
        {
            "extension": [extension(CORE + "questionnaire-optionPrefix", valueString="A.")],
            "valueCoding": coding("a"),
        }
    ]
    found = loaded(item("x", "choice", prefix="1.", answerOption=offered)).by_link_id["x"]
    assert (found.prefix, found.answer_options[0].prefix) == ("1.", "A.")


def test_help_flyover_and_units_are_texts_of_their_question() -> None:
    found = loaded(
        item(
            "x",
            "integer",
            item("h", "display", text="Why we ask", **extended(control("help"))),
            item("f", "display", text="A hint", **extended(control("flyover"))),
            item("u", "display", text="days", **extended(control("unit"))),
            text="How long?",
        )
    ).by_link_id["x"]
    assert (found.help_text, found.hint, found.unit_text, found.children) == (
        "Why we ask",
        "A hint",
        "days",
        (),
    )


def test_options_of_other_types_than_codings() -> None:
    response = opened(
        item("i", "integer", answerOption=[{"valueInteger": 1}, {"valueInteger": 2}]),
        item("d", "date", answerOption=[{"valueDate": "2020-01-01"}]),
        item("s", "string", answerOption=[{"valueString": "one"}]),
        item("t", "time", answerOption=[{"valueTime": "09:00:00"}]),
    )
    assert [len(node(response, name).options) for name in "idst"] == [2, 1, 1, 1]


def test_categories_of_displays() -> None:
    concept = {
        "coding": [{"system": "http://hl7.org/fhir/questionnaire-display-category", "code": "security"}]
    }
    assert (
        one(
            extension(CORE + "questionnaire-displayCategory", valueCodeableConcept=concept),
            kind="display",
            text="T",
        ).display_category
        == "security"
    )


def test_a_group_in_a_group_with_options_of_one_list() -> None:
    shared = options("a", "b")
    form_ = loaded(
        group(
            "g",
            item("p", "choice", answerOption=shared),
            item("q", "choice", answerOption=shared),
            **extended(control("table")),
        )
    )
    assert form_.by_link_id["p"].answer_options == form_.by_link_id["q"].answer_options
