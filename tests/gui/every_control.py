"""A form of our own with every control that a form can ask for, for tests and pictures."""

from __future__ import annotations

from typing import Any

from tests.gui.form_trial import OUR, control, group, options, question

CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAHgAAAA8CAIAAAAiz+n/AAAAk0lEQVR42u3aoQ0AIBADwB+AsRiLUZmADXBY5CvyCZdUV5xs"
    "GnPtfFof+Wi+EzhAgwYNGjRoHKBBgwYNGjQO0KBBg64Kze5NM2jQoEGDBg0aB2jQoEGDBo0DNGjQoMtCszP8gwYNGjRoHKBB"
    "gwYNGjQO0KBBgwbtTcrO8A8aNGjQoHGABg0aNGjQOECDBg0a9MfNBy5p1ZAWrDF1AAAAAElFTkSuQmCC"
)
DAYS = options("daily", "weekly", "monthly", "never")


def extension(url: str, **value: Any) -> dict[str, Any]:
    return {"url": url, **value}


def core(name: str, **value: Any) -> dict[str, Any]:
    return extension(f"{CORE}{name}", **value)


def sdc(name: str, **value: Any) -> dict[str, Any]:
    return extension(f"{SDC}sdc-questionnaire-{name}", **value)


def aside(link_id: str, code: str, text: str, **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "display", "text": text, "extension": [control(code)], **more}


def controlled(
    link_id: str, kind: str, text: str, code: str, *more: dict[str, Any], **rest: Any
) -> dict[str, Any]:
    return question(link_id, kind, text, extension=[control(code), *more], **rest)


def markup(plain: str, html: str) -> dict[str, Any]:
    return {"text": plain, "_text": {"extension": [core("rendering-xhtml", valueString=html)]}}


def many(count: int) -> list[dict[str, Any]]:
    return [
        {"valueCoding": {"system": "urn:places", "code": f"p{number}", "display": f"Place {number:05d}"}}
        for number in range(count)
    ]


def choices() -> dict[str, Any]:
    several = options("red", "blue", "green", "none")
    several[3]["extension"] = [core("questionnaire-optionExclusive", valueBoolean=True)]
    prefixed = options("first", "second")
    for one, letter in zip(prefixed, "ab", strict=True):
        one["extension"] = [
            core("questionnaire-optionPrefix", valueString=f"({letter})"),
            core("ordinalValue", valueDecimal=7),
        ]
    return group(
        "choices",
        aside(
            "choices.help", "help", "These are choices. Take your time.",
            _text={"extension": [core("rendering-markdown", valueString="These are **choices**.\n\n- Take your time.\n- Ask.")]},
        ),
        controlled(
            "radio", "choice", "Stacked radio buttons", "radio-button", answerOption=prefixed,
            item=[aside("radio.help", "help", "One answer holds."), aside("radio.hint", "flyover", "One of them.")],
        ),
        controlled(
            "beside", "choice", "Radio buttons side by side", "radio-button",
            core("questionnaire-choiceOrientation", valueCode="horizontal"), answerOption=DAYS,
        ),
        controlled("ticks", "choice", "Tick all that hold", "check-box", repeats=True, answerOption=several),
        controlled("drop", "choice", "A list to open", "drop-down", answerOption=options("mother", "father", "friend")),
        controlled(
            "search", "open-choice", "A long list", "autocomplete",
            sdc("openLabel", valueString="Another place"), answerOption=many(300),
        ),
        question("yes", "boolean", "Yes or no?"),
        question("consent", "boolean", "I have told them", extension=[control("check-box")]),
        text="Choices",
    )  # fmt: skip


def numbers() -> dict[str, Any]:
    units = [
        core("questionnaire-unitOption", valueCoding={"system": "http://unitsofmeasure.org", "code": code, "display": words})
        for code, words in (("kg", "kilograms"), ("[lb_av]", "pounds"))
    ]  # fmt: skip
    ends = [core("minValue", valueInteger=0), core("maxValue", valueInteger=100)]
    return group(
        "numbers",
        controlled(
            "slider", "integer", "How sure are you of what you heard?", "slider",
            core("questionnaire-sliderStepValue", valueInteger=10), *ends,
            item=[aside("slider.low", "lower", "Not sure at all"), aside("slider.high", "upper", "Quite sure")],
        ),
        controlled("spinner", "integer", "How many people were there?", "spinner", core("minValue", valueInteger=0)),
        question("weight", "quantity", "Weight", extension=units),
        question(
            "height", "decimal", "Height",
            extension=[core("questionnaire-unit", valueCoding={"code": "cm", "display": "centimetres"})],
        ),
        question("at", "time", "At what time?"),
        question("when", "dateTime", "When exactly?"),
        question(
            "file", "attachment", "A photograph or a document",
            extension=[
                core("mimeType", valueCode="application/pdf"), core("mimeType", valueCode="image/png"),
                core("maxSize", valueDecimal=5000000),
            ],
        ),
        question("who", "reference", "Who else knows?"),
        controlled("words", "string", "In a few sentences", "text-area"),
        text="Numbers, files and words",
    )  # fmt: skip


def tables() -> dict[str, Any]:
    contact = [
        question("name", "string", "Name"),
        controlled("role", "choice", "Role", "drop-down", answerOption=options("teacher", "nurse", "police")),
        question("age", "integer", "Age"),
    ]
    return group(
        "tables",
        group("contacts", *contact, repeats=True, text="Who was there", extension=[control("gtable")]),
        group(
            "habits",
            question("sleep", "choice", "Sleeps badly", answerOption=DAYS[:3]),
            question("alone", "choice", "Spends the day alone", answerOption=DAYS[:3]),
            extension=[control("table")],
            text="How often is it so?",
        ),
        group(
            "before", question("home", "choice", "At home", answerOption=options("calm", "loud")),
            question("school", "choice", "At school", answerOption=options("calm", "loud", "absent")),
            extension=[control("htable")], text="Before and after",
        ),
        group(
            "parents",
            group("mother", question("m.name", "string", "Name"), question("m.told", "boolean", "Told?"), text="Mother"),
            group("father", question("f.name", "string", "Name"), question("f.told", "boolean", "Told?"), text="Father"),
            extension=[control("grid")], text="Parents",
        ),
        text="Tables",
    )  # fmt: skip


def parts() -> dict[str, Any]:
    return group(
        "parts",
        group(
            "tabs",
            group("t1", question("t1.q", "string", "What was said?", required=True), text="At school"),
            group("t2", question("t2.q", "string", "What was done?"), question("t2.n", "integer", "How often?"), text="At home"),
            extension=[control("tab-container")], text="Two places",
        ),
        group(
            "folded", question("fold.q", "string", "Anything else?"), text="More, if you have it",
            extension=[sdc("collapsible", valueCode="default-closed")],
        ),
        aside("legal", "legal", "What you write here may be read by the person it is about."),
        {
            "linkId": "rich", "type": "string",
            **markup("Use their own words", "<b>Use</b> their <i>own</i> words <img src='http://127.0.0.1/x.png'/>"),
        },
        question(
            "picture", "string", "What is in the picture?",
            extension=[sdc("itemMedia", valueAttachment={"contentType": "image/png", "data": PICTURE})],
        ),
        question(
            "linked", "string", "Did they agree?",
            extension=[
                extension(f"{OUR}guidance", valueString="consent-and-sharing"),
                core("questionnaire-supportLink", valueUri="https://example.org/consent"),
            ],
        ),
        text="Parts and words",
    )  # fmt: skip


def every_control() -> dict[str, Any]:
    """The form."""
    return {
        "resourceType": "Questionnaire",
        "url": "https://example.org/every-control",
        "version": "1",
        "status": "active",
        "title": "Every control",
        "item": [
            aside("top", "header", "Immediate danger? Call 999 before you fill in anything."),
            choices(), numbers(), tables(), parts(),
            aside("bottom", "footer", "You can leave this form at any time. Nothing is lost."),
        ],
    }  # fmt: skip
