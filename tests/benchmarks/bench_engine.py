"""The form engine against bare `json.loads` of the same form: load, start, keystroke, draft, read, validate.

Run: ``python -m tests.benchmarks.bench_engine [items] [expressions]``. Of every 4,000 items 1,000 have a condition, and
200 an expression: half of them are calculated from three questions of their section through a variable of the section,
half are shown by a rule over two. Prints medians in milliseconds of processor time, the 99th percentile of a keystroke,
and each as a ratio to `json.loads`, all measured in this one run.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Coding

ITEMS = 4_000
EXPRESSIONS = 200
IN_SECTION = 40
ROUNDS = 15
KEYSTROKES = 5_000
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
SYSTEM = "https://prevent-desktop.example/codes"


def form(items: int, expressions: int = 0) -> str:
    """A form of sections; every fourth question is shown only for one answer to the choice before it."""
    sections_of = [_section(number) for number in range(items // IN_SECTION)]
    for number in range(expressions):
        _rule(sections_of[number // 2 % len(sections_of)], number)
    return json.dumps({"resourceType": "Questionnaire", "url": "https://prevent-desktop.example/bench", "version": "1", "status": "active", "title": "Bench", "item": sections_of})  # fmt: skip


def _section(number: int) -> dict[str, Any]:
    questions = [_question(f"s{number}.q{place}", place) for place in range(IN_SECTION - 1)]
    return {"linkId": f"s{number}", "type": "group", "text": f"Section {number}", "item": questions}


def _rule(section: dict[str, Any], number: int) -> None:
    """Put an expression on a section: a count of what is answered, or a rule that shows its last question."""
    link_id = section["linkId"]
    questions = [f"{link_id}.q{place}" for place in (3, 7, 11)]
    if number % 2:
        text = " or ".join(
            f"%resource.item.item.where(linkId = '{one}').answer.exists()" for one in questions[:2]
        )
        section["item"][-1]["extension"] = [_expression("sdc-questionnaire-enableWhenExpression", text)]
        return
    names = ", ".join(f"'{one}'" for one in questions).replace(", ", " | ")
    variable = {
        "language": "text/fhirpath",
        "name": "given",
        "expression": f"item.where(linkId in ({names})).answer.value",
    }
    section["extension"] = [{"url": CORE + "variable", "valueExpression": variable}]
    total = section["item"][15]
    total |= {"type": "integer", "readOnly": True}
    total["extension"] = [
        _expression("sdc-questionnaire-calculatedExpression", "%given.where($this.length() > 3).count()")
    ]


def _expression(feature: str, text: str) -> dict[str, Any]:
    return {"url": SDC + feature, "valueExpression": {"language": "text/fhirpath", "expression": text}}


def _question(link_id: str, place: int) -> dict[str, Any]:
    base = {"linkId": link_id, "text": f"What is known about {link_id}?", "required": place % 5 == 0}
    match place % 4:
        case 0:
            options = [
                {"valueCoding": {"system": SYSTEM, "code": code, "display": code}}
                for code in ("yes", "no", "unclear")
            ]
            return {**base, "type": "choice", "answerOption": options}
        case 1:
            asked = link_id.rpartition("q")[0] + f"q{place - 1}"
            condition = {
                "question": asked,
                "operator": "=",
                "answerCoding": {"system": SYSTEM, "code": "yes"},
            }
            return {**base, "type": "text", "enableWhen": [condition], "maxLength": 2000}
        case 2:
            return {**base, "type": "date"}
        case _:
            return {**base, "type": "string"}


def milliseconds(work: Callable[[], object]) -> float:
    """The median of several runs."""
    times = []
    for _round in range(ROUNDS):
        begin = time.process_time()
        work()
        times.append((time.process_time() - begin) * 1000)
    return statistics.median(times)


def keystrokes(response: Response, paths: list[Path]) -> list[float]:
    """Milliseconds of each `set_answers` at random questions, text growing by a letter or a choice flipping."""
    chance = random.Random(2)
    times = []
    for count in range(KEYSTROKES):
        path = chance.choice(paths)
        item = response.node(path).item
        value = Coding(SYSTEM, chance.choice(("yes", "no"))) if item.answer_options else f"{count} letters"
        begin = time.process_time()
        response.set_answers(path, [value])
        times.append((time.process_time() - begin) * 1000)
    return times


def main() -> None:
    """Measure and print."""
    items, expressions = (
        int(one) for one in [*sys.argv[1:], *[str(ITEMS), str(EXPRESSIONS)][len(sys.argv) - 1 :]]
    )
    text = form(items, expressions)
    questionnaire = load_questionnaire(text)
    response = Response.start(questionnaire)
    begin = time.process_time()
    response.catch_up()
    first = (time.process_time() - begin) * 1000
    paths = [
        node.path
        for section in response.children()
        for node in response.children(section.path)
        if node.item.type.value in {"choice", "text", "string"} and not node.calculated
    ]
    strokes = keystrokes(response, paths)
    draft = response.to_json(keep_disabled=True)
    one = paths[len(paths) // 2]
    letters = iter(range(10**9))

    def autosave() -> str:
        response.set_answers(one, [f"letter {next(letters)}"])
        return response.to_json(keep_disabled=True)

    bare = milliseconds(lambda: json.loads(text))
    rows = {
        "json.loads of the form (baseline)": bare,
        "load_questionnaire": milliseconds(lambda: load_questionnaire(text)),
        "Response.start": milliseconds(lambda: Response.start(questionnaire)),
        "first catch_up in the process (with the library's import)": first,
        "first catch_up of a response": milliseconds(lambda: Response.start(questionnaire).catch_up()),
        "set_answers, median": statistics.median(strokes),
        "set_answers, 99th percentile": sorted(strokes)[len(strokes) * 99 // 100],
        "one letter and its draft (autosave)": milliseconds(autosave),
        "draft written from nothing": milliseconds(lambda: Response.read(questionnaire, draft).to_json(keep_disabled=True)),
        "Response.read of the draft": milliseconds(lambda: Response.read(questionnaire, draft)),
        "to_json, finished": milliseconds(response.to_json),
        "validate": milliseconds(lambda: validate(response)),
        "sections": milliseconds(lambda: sections(response)),
        "reading": milliseconds(lambda: reading(response)),
    }  # fmt: skip
    print(
        f"{len(questionnaire.by_link_id)} items, {len(text) / 1000:.0f} kB, draft {len(draft) / 1000:.0f} kB"
    )
    for name, took in rows.items():
        print(f"{name:58} {took:9.3f} ms {took / bare:8.2f} x")


if __name__ == "__main__":
    main()
