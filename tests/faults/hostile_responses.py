"""Hostile responses at random: each is judged, or refused in a sentence, in time and memory (fault 19).

    python -m tests.faults hostile_responses --runs 2000 [--seed 1] [--control CONTROL]

A run makes a form and a response to it of one kind of attack, at a random size up to what a file may hold (8 MB), and
judges it. A finding is anything but our own errors, more than two seconds of processor time, more than 500 MB, more
problems than are told, or an attack that is called valid though it is none. The same harness runs over
judges that are broken on purpose (`--control`: over one of them only), and must catch each.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from prevent_desktop.errors import ResponseError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.problems import MOST_PROBLEMS
from prevent_desktop.questionnaire.validation import Problem, validate_json
from tests.faults.harness import PeakMemory, any_size, ask, processor_seconds

SECONDS = 2.0
HANGING = 20.0
"""What a test run calls too long: a shared machine and a full test process make the same work several times slower."""
MEGABYTES = 500
MOST_TEXT = 8_000_000
URL = "http://a.example/q"
CORE = "http://hl7.org/fhir/StructureDefinition/"
Attack = tuple[dict[str, Any], str, bool]
"""A form, the text of a response, and whether that may be called valid."""
Work = Callable[[Questionnaire, str], "list[Problem] | tuple[Problem, ...]"]


@dataclass
class Outcome:
    """What came of the runs. `findings` are kinds of attack with what went wrong."""

    judged: int = 0
    refused: int = 0
    slowest: dict[str, float] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    _memory: PeakMemory = field(default_factory=PeakMemory)

    @property
    def megabytes(self) -> float:
        """The most memory that the runs took."""
        return self._memory.megabytes


def _form(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Questionnaire", "url": URL, "status": "active", "item": list(items), **more}


def _response(items: str, before: str = "") -> str:
    return f'{{"resourceType":"QuestionnaireResponse","questionnaire":"{URL}","status":"completed",{before}"item":[{items}]}}'


def _many(chance: random.Random, one: str, most: int = 100_000) -> str:
    return ",".join([one] * any_size(chance, min(most, MOST_TEXT // len(one))))


def _question(kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"linkId": "a", "type": kind, "repeats": True, **more}


def _answers(chance: random.Random) -> Attack:
    one = chance.choice(['{"valueString":"x"}', '{"valueString":" x\\n"}', '{"valueInteger":1}', "null", "[]", "{}", '{"valueString":"x","foo":{}}', '{"valueString":""}', '{"extension":[]}'])  # fmt: skip
    text = _response('{"linkId":"a","answer":[' + _many(chance, one, 1_500_000) + "]}")
    return _form(_question()), text, one == '{"valueString":"x"}'


def _nested(chance: random.Random) -> Attack:
    inner: dict[str, Any] = {"linkId": "b", "type": "string", "required": True}
    text = _response('{"linkId":"a","answer":[' + _many(chance, '{"valueString":"x"}', 49_000) + "]}")
    return _form(_question(item=[inner])), text, False


def _offered(chance: random.Random) -> Attack:
    exclusive = {"extension": [{"url": CORE + "questionnaire-optionExclusive", "valueBoolean": True}]}
    mark = chance.choice([{}, exclusive])
    options = [
        {"valueCoding": {"system": URL, "code": str(number)}, **mark}
        for number in range(any_size(chance, 15_000, least=2))
    ]
    given = ",".join(
        f'{{"valueCoding":{{"system":"{URL}","code":"x{number}"}}}}'
        for number in range(any_size(chance, 90_000, least=2))
    )
    return _form(_question("choice", answerOption=options)), _response('{"linkId":"a","answer":[' + given + "]}"), False  # fmt: skip


def _conditions(chance: random.Random) -> Attack:
    asked: list[dict[str, Any]] = [
        {"linkId": f"b{number}", "type": "string", "enableWhen": [{"question": "a", "operator": "=", "answerInteger": number + 1}]}
        for number in range(any_size(chance, 9_990, least=10))
    ]  # fmt: skip
    text = _response('{"linkId":"a","answer":[' + _many(chance, '{"valueInteger":0}', 90_000) + "]}")
    return _form(_question("integer"), *asked), text, True


def _strangers(chance: random.Random) -> Attack:
    count = any_size(chance, 300_000)
    return _form(_question()), _response(",".join(f'{{"linkId":"x{n}"}}' for n in range(count))), False


def _twice(chance: random.Random) -> Attack:
    text = _response('{"linkId":"a"},' + _many(chance, '{"linkId":"a"}', 500_000))
    return _form(_question()), text, False


def _groups(chance: random.Random) -> Attack:
    rule = {"url": "expression", "valueExpression": {"language": "text/fhirpath", "expression": "%resource.descendants().count() = 0"}}  # fmt: skip
    ruled = {"extension": [{"url": CORE + "targetConstraint", "extension": [rule]}]}
    inner: list[dict[str, Any]] = [{"linkId": "b", "type": "string", **chance.choice([{}, ruled])}]
    inner += [
        {"linkId": f"c{number}", "type": "string", "required": True} for number in range(any_size(chance, 95))
    ]
    group = {"linkId": "g", "type": "group", "repeats": True, "item": inner}
    one = '{"linkId":"g","item":[{"linkId":"b","answer":[{"valueString":"x"}]}]}'
    return _form(group), _response(_many(chance, one, 5_000)), False


def _deep(chance: random.Random) -> Attack:
    depth = chance.choice([20, 300, 900, any_size(chance, 200_000)])
    opened, closed = chance.choice(
        [
            ('{"linkId":"a","item":[', "]}"),
            ('{"linkId":"a","answer":[{"item":[', "]}]}"),
            ('{"linkId":"a","answer":[{"valueString":"x","item":[', "]}]}"),
        ]
    )
    return _form(_question()), _response(opened * depth + closed * depth), False


def _extensions(chance: random.Random) -> Attack:
    one = '{"url":"u","valueString":"x"}'
    depth = any_size(chance, 300)
    nested = '{"url":"u","extension":[' * depth + one + "]}" * depth
    wide = chance.choice([one, '{"url":"u"}', "{}", "null", '{"valueX":1}'])
    text = _response('{"linkId":"a"}', f'"extension":[{nested},{_many(chance, wide, 250_000)}],')
    return _form(_question()), text, wide == one


def _texts(chance: random.Random) -> Attack:
    length = any_size(chance, 7_900_000, least=10)
    kind = chance.choice(["text", "url", "attachment", "reference"])
    value = {
        "text": '{"valueString":"' + "x" * length + '"}',
        "url": '{"valueUri":"https://' + "%zz" * (length // 3) + '"}',
        "attachment": '{"valueAttachment":{"contentType":"a/b","data":"' + "AAAA" * (length // 4) + '"}}',
        "reference": '{"valueReference":{"reference":"' + "Patient/" * (length // 8) + '"}}',
    }[kind]
    patterned = {"extension": [{"url": CORE + "regex", "valueString": "(a+)+$"}]}
    return _form(_question(kind, **patterned)), _response('{"linkId":"a","answer":[' + value + "]}"), True


def _numbers(chance: random.Random) -> Attack:
    number = chance.choice(["1e999999999", "-1e-999999999", "9" * 4_000, "0." + "1" * 4_000, "1e400"])
    limits = [{"url": CORE + name, "valueDecimal": 5} for name in ("minValue", "maxValue")]
    kind = chance.choice(["decimal", "integer", "quantity"])
    value = f'"valueQuantity":{{"value":{number},"system":"http://unitsofmeasure.org","code":"kg"}}'
    if kind != "quantity":
        value = f'"value{kind.capitalize()}":{number}'
    return _form(_question(kind, extension=limits)), _response('{"linkId":"a","answer":[{' + value + "}]}"), False  # fmt: skip


def _units(chance: random.Random) -> Attack:
    limit = {"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity", "valueQuantity": {"value": 5, "system": "http://unitsofmeasure.org", "code": "kg"}}  # fmt: skip
    code = chance.choice(["((((", "m" * 60, "/" * 60, "kg.g.mg" * 8, "m99", "10*99", "x" * 5_000, "{" * 50, "(m." * 20 + ")" * 20])  # fmt: skip
    given = ",".join(
        f'{{"valueQuantity":{{"value":1,"system":"http://unitsofmeasure.org","code":"{code}{number}"}}}}'
        for number in range(any_size(chance, 1_000))
    )
    return _form(_question("quantity", extension=[limit])), _response('{"linkId":"a","answer":[' + given + "]}"), False  # fmt: skip


def _injured(chance: random.Random) -> Attack:
    """A good response with junk in a few places of it."""
    person = {"resourceType": "Patient", "id": "p"}
    good: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse", "questionnaire": URL, "status": "completed",
        "meta": {"profile": ["http://a.example"]}, "identifier": {"value": "1"}, "contained": [person],
        "subject": {"reference": "#p"}, "author": {"reference": "Practitioner/1"}, "authored": "2026-11-24",
        "item": [{"linkId": "a", "text": "A", "answer": [{"valueQuantity": {"value": 1, "code": "kg", "system": "http://unitsofmeasure.org"}}]}],
    }  # fmt: skip
    junk: list[Any] = [None, True, 0, -1, 2**70, "", "x", "a" * 5_000, [], {}, [[]], [{}], [None], {"x": {}}, "\ud800", "#p"]  # fmt: skip
    for _wound in range(chance.randint(1, 4)):
        holder, key = chance.choice(places_in(good))
        holder[key] = deepcopy(
            chance.choice(junk)
        )  # its own: one that was put in twice could be put into itself
    if good.get("resourceType") != "QuestionnaireResponse" and chance.random() < 0.9:
        good["resourceType"] = "QuestionnaireResponse"
    return _form(_question("quantity")), json.dumps(good), True


def places_in(raw: Any) -> list[tuple[Any, Any]]:
    """Each place in a JSON value: what holds it, and its key or number there."""
    found: list[tuple[Any, Any]] = []
    waiting = [raw]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


ATTACKS: Mapping[str, Callable[[random.Random], Attack]] = {
    "answers": _answers,
    "nested": _nested,
    "offered": _offered,
    "conditions": _conditions,
    "strangers": _strangers,
    "twice": _twice,
    "groups": _groups,
    "deep": _deep,
    "extensions": _extensions,
    "texts": _texts,
    "numbers": _numbers,
    "units": _units,
    "injured": _injured,
}


def _recursive(questionnaire: Questionnaire, text: str) -> tuple[Problem, ...]:
    """A judge that follows the depth of what comes from outside."""

    def descend(items: list[Any]) -> int:
        return sum(1 + descend(one.get("item", [])) for one in items if isinstance(one, dict))

    try:
        raw = json.loads(text)
        descend(raw["item"] if isinstance(raw["item"], list) else [])
    except (ValueError, TypeError, KeyError) as error:
        raise ResponseError("", "", "") from error
    return validate_json(questionnaire, text)


def _trusting(questionnaire: Questionnaire, text: str) -> tuple[Problem, ...]:
    """A judge that finds nothing wrong."""
    del questionnaire, text
    return ()


CONTROLS: Mapping[str, Work] = {"recursive": _recursive, "trusting": _trusting}


def attack_at_random(
    *,
    runs: Iterable[int],
    seed: int,
    work: Work = validate_json,
    until_found: bool = False,
    limit: float = SECONDS,
) -> Outcome:
    """These runs, or until the first finding; the same seed makes the same ones. All kinds come in turn.

    `limit` is in processor seconds.
    """
    outcome = Outcome()
    kinds = list(ATTACKS)
    for number in runs:
        kind = kinds[number % len(kinds)]
        form, text, may_be_valid = ATTACKS[kind](random.Random(f"{seed}/{number}"))
        questionnaire = load_questionnaire(form)
        found: set[str] = set()
        took = processor_seconds(partial(_run, work, questionnaire, text, found, may_be_valid), limit)
        outcome.judged += "judged" in found
        outcome.refused += "refused" in found
        finding = "; ".join(sorted(found - {"judged", "refused"}))
        outcome.slowest[kind] = max(outcome.slowest.get(kind, 0), took)
        if took > limit:
            finding = f"{took:.1f} s"
        if finding:
            outcome.findings.append(f"run {number}, {kind}: {finding}")
        if until_found and outcome.findings:
            break
    if outcome.megabytes > MEGABYTES:
        outcome.findings.append(f"{outcome.megabytes:.0f} MB of memory")
    return outcome


def _run(work: Work, questionnaire: Questionnaire, text: str, found: set[str], may_be_valid: bool) -> None:
    """Judge it once; what came of it is added to `found`."""
    try:
        problems = work(questionnaire, text)
    except ResponseError:
        found.add("refused")
        return
    except Exception as error:  # noqa: BLE001 - anything else at all is the finding
        found.add(f"{type(error).__name__}: {str(error)[:200]}")
        return
    found.add("judged")
    if len(problems) > MOST_PROBLEMS + 1:
        found.add(f"{len(problems)} problems")
    if not may_be_valid and not any(problem.severity == "error" for problem in problems):
        found.add("called valid")


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; exit 1 where there are findings, or where a broken one is not caught."""
    asked = ask(arguments, __doc__, name="hostile_responses", runs=500, more=_more)
    work = CONTROLS.get(asked.options.control, validate_json)
    outcome = attack_at_random(runs=asked.turns(), seed=asked.seed, work=work)
    slowest = {kind: round(took, 2) for kind, took in outcome.slowest.items()}
    print(f"{outcome.judged} judged, {outcome.refused} refused")
    print(f"slowest {max(slowest.values()):.2f} s, {outcome.megabytes:.0f} MB at most; {slowest}")
    caught = {}
    for name, broken in CONTROLS.items():
        found = attack_at_random(runs=range(8 * len(ATTACKS)), seed=1, work=broken, until_found=True).findings
        caught[name] = found[0] if found else ""
    return asked.tell(outcome.findings, controls=caught)


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--control", choices=sorted(CONTROLS), help="one that must be caught")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
