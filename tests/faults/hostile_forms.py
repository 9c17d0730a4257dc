"""Hostile forms and responses at random: each loads or is refused in a sentence, in time and memory (fault 19).

    python -m tests.faults hostile_forms --runs 10000 [--seed 1] [--control CONTROL]

A run makes one form (a bundled one with a random injury, or one of the known attacks at a random size), loads it,
starts a response, answers at random, writes, reads and validates it. A finding is anything but our own errors, more
than two seconds of processor time, or more than 500 MB of memory. The same harness runs over loaders
that are broken on purpose (`--control`: over one of them only), and must catch each.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from prevent_desktop.data_files import forms
from prevent_desktop.errors import QuestionnaireError, ResponseError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.live.state import walk
from prevent_desktop.questionnaire.progress import sections
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import validate, validate_json
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Unparsed, Value
from tests.faults.harness import PeakMemory, any_size, ask, processor_seconds

SECONDS = 2.0
HANGING = 20.0
"""What a test run calls too long: a shared machine and a full test process make the same work several times slower."""
MEGABYTES = 500
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
REGEX = CORE + "regex"
SUB_QUESTIONNAIRE = SDC + "sdc-questionnaire-subQuestionnaire"
BOMBS = ["<", "<!--", "<a ", "</", "&", "&a;", "<![CDATA[", "<?", '<a href="', "<b>", "<p>", "<li>", "<ul><li>", "<div><i>", "<script>", "<svg onload=x>", "[", "![", "[a](", "*a ", "> ", "- ", "`", "a\n", "_a_ ", "[[]", '<img src="data:image/png;base64,']  # fmt: skip
OTHER_PARTS = ["option", "options", "initialString", "initialCoding", "answerConstraint", "disabledDisplay", "enableWhen", "answerOption", "_text", "_prefix", "answerValueSet", "initial"]  # fmt: skip
LOOKS = [
    *(CORE + name for name in ("questionnaire-itemControl", "questionnaire-sliderStepValue", "questionnaire-unitValueSet", "questionnaire-displayCategory", "minValue")),
    *(SDC + f"sdc-questionnaire-{name}" for name in ("width", "columnCount", "itemMedia", "shortText", "keyboard", "subQuestionnaire")),
]  # fmt: skip
JUNK: list[Any] = [None, True, 0, -1, 2**70, "", "x", "\ud800", "a" * 5_000, [], {}, [[]], [{}], [None], {"x": {}}, "group", "http://hl7.org/fhir/StructureDefinition/minValue"]  # fmt: skip
ANSWERS: list[Value] = [True, "a" * 30 + "!", Unparsed("x"), Absent(AbsentReason.UNKNOWN)]
PATTERNS = ["(a+)+$", "(a|a)*$", "(a{9}){9}", "a{1000}{1000}", "(", r"(a)\1", "(?=a)", "[", "\\", "(a*)*b"]

Work = Callable[[str | bytes, random.Random], None]


@dataclass
class Outcome:
    """What came of the runs. `findings` are kinds of attack with what went wrong."""

    loaded: int = 0
    refused: int = 0
    slowest: float = 0.0
    findings: list[str] = field(default_factory=list)
    by_kind: Counter[str] = field(default_factory=Counter)

    _memory: PeakMemory = field(default_factory=PeakMemory)

    @property
    def megabytes(self) -> float:
        """The most memory that the runs took."""
        return self._memory.megabytes


def _form(items: str) -> str:
    return '{"resourceType":"Questionnaire","status":"active","item":[' + items + "]}"


def _questions(chance: random.Random, most: int, *, more: str = "") -> str:
    return ",".join(
        f'{{"linkId":"q{number}","type":"boolean"{more}}}' for number in range(chance.randint(1, most))
    )


def _deep_items(chance: random.Random) -> str:
    depth = chance.choice([5, 19, 20, 21, 200, 2_000, 100_000])
    opened = "".join(f'{{"linkId":"{level}","type":"group","item":[' for level in range(depth))
    return _form(opened + '{"linkId":"leaf","type":"string"}' + "]}" * depth)


def _deep_json(chance: random.Random) -> str:
    depth = chance.choice([100, 900, 1_000, 10_000, 500_000])
    opened, closed = chance.choice([("[", "]"), ('{"a":', "}")])
    return '{"resourceType":"Questionnaire","x":' + opened * depth + "1" + closed * depth + "}"


def _wide_json(chance: random.Random) -> str:
    one = chance.choice(["[]", "{}", "0.1", "1", '"é"', "1e308", "null"])
    return '{"resourceType":"Questionnaire","x":[' + ",".join([one] * any_size(chance, 800_000)) + "]}"


def _circle(chance: random.Random) -> str:
    length = chance.choice([1, 2, 3, any_size(chance, 9_000)])
    ring = (
        f'{{"linkId":"{number}","type":"boolean","enableWhen":[{{"question":"{(number + 1) % length}","operator":"=","answerBoolean":true}}]}}'
        for number in range(length)
    )
    return _form(",".join(ring))


def _chain(chance: random.Random) -> str:
    length = any_size(chance, 9_000)
    rest = (
        f'{{"linkId":"{number}","type":"boolean","enableWhen":[{{"question":"{number - 1}","operator":"{chance.choice(["=", "!="])}","answerBoolean":true}}]}}'
        for number in range(1, length)
    )
    return _form('{"linkId":"0","type":"boolean"},' + ",".join(rest))


def _many_conditions(chance: random.Random) -> str:
    one = '{"question":"q0","operator":"=","answerBoolean":true}'
    conditions = ",".join([one] * any_size(chance, 12_000, least=2))
    last = f'{{"linkId":"z","type":"string","enableBehavior":"any","enableWhen":[{conditions}]}}'
    return _form(_questions(chance, 50) + "," + last)


def _patterns(chance: random.Random) -> str:
    always = chance.choice(["(a+)+$", ""])

    def one(number: int) -> str:
        pattern = always or chance.choice(PATTERNS) + chance.choice(["", str(number)])
        value = json.dumps({"url": REGEX, "valueString": pattern})
        return f'{{"linkId":"{number}","type":"string","extension":[{value}]}}'

    return _form(",".join(one(number) for number in range(any_size(chance, 1_000))))


def _offered(chance: random.Random) -> str:
    concepts = ",".join(f'{{"code":"{number}"}}' for number in range(any_size(chance, 25_000)))
    contained = f'{{"resourceType":"ValueSet","id":"v","compose":{{"include":[{{"concept":[{concepts}]}}]}}}}'
    asked = ",".join(f'{{"linkId":"{number}","type":"choice","answerValueSet":"#v"}}' for number in range(any_size(chance, 5_000)))  # fmt: skip
    return _form(asked)[:-1] + f',"contained":[{contained}]}}'


def _nested_repeats(chance: random.Random) -> str:
    inner = _questions(chance, 300)
    for level in range(chance.randint(1, 15)):
        inner = f'{{"linkId":"g{level}","type":"group","repeats":true,"item":[{inner}]}}'
    return _form(inner)


def _many_items(chance: random.Random) -> str:
    return _form(_questions(chance, any_size(chance, 25_000)))


def _markup(chance: random.Random) -> str:
    """Formatted texts that are bombs: tags that never end, nested tags, entities, Markdown that makes work."""
    bomb = chance.choice(BOMBS) * chance.choice([10, 1_000, 5_000, 200_000])
    bomb = bomb[: chance.choice([4_900, 19_900, 500_000])]
    url = chance.choice(["rendering-xhtml", "rendering-markdown"])
    text = json.dumps({"extension": [{"url": CORE + url, "valueString": bomb}]})
    most = max(1, min(chance.choice([1, 50, 2_000]), 3_500_000 // len(text)))
    return _form(_questions(chance, most, more=f',"text":"x","_text":{text}'))


def _value_sets(chance: random.Random) -> str:
    """Value sets made of each other: in a ring, in a chain, doubling at each step, or all of one large one."""
    kind, length = chance.choice(["ring", "chain", "doubling", "large"]), chance.choice([1, 3, 18, 30, 2_000])
    concepts = [{"code": str(number)} for number in range(chance.choice([1, 1_000, 15_000]))]
    sets = [{"id": "v0", "compose": {"include": [{"system": "x", "concept": concepts}]}}]
    for number in range(1, length):
        parts = {
            "ring": [(number + 1) % length],
            "chain": [number - 1],
            "doubling": [number - 1] * 2,
            "large": [0],
        }
        include = [{"valueSet": [f"#v{part}"]} for part in parts[kind]]
        sets.append({"id": f"v{number}", "compose": {"include": include * chance.choice([1, 1, 20])}})
    contained = [{"resourceType": "ValueSet", **one} for one in sets]
    items = [
        {"linkId": str(n), "type": "choice", "answerValueSet": f"#v{n % length}"}
        for n in range(min(length, 300))
    ]
    items.append({"linkId": "last", "type": "choice", "answerValueSet": f"#v{length - 1}"})
    return json.dumps({"resourceType": "Questionnaire", "contained": contained, "item": items})


def _parts(chance: random.Random) -> str:
    """Sub-questionnaires in one bundle: in a ring, doubling at each step, or very many."""
    kind, length = chance.choice(["ring", "doubling", "many"]), chance.choice([1, 2, 12, 40, 3_000])

    def stand_in(link_id: str, number: int) -> dict[str, Any]:
        sub = {"url": SUB_QUESTIONNAIRE, "valueCanonical": f"https://x.example/{number}"}
        return {"linkId": link_id, "type": "display", "extension": [sub]}

    entries = []
    for number in range(length):
        after = {"ring": [(number + 1) % length], "doubling": [number + 1] * 2, "many": []}[kind]
        items = [stand_in(f"{number}.{place}", to) for place, to in enumerate(after) if to < length]
        items.append({"linkId": f"{number}.x", "type": "string"})
        entries.append({"resourceType": "Questionnaire", "url": f"https://x.example/{number}", "item": items})
    root = [stand_in(f"r{number}", number % length) for number in range(chance.choice([1, 400, 5_000]))]
    entries.append({"resourceType": "Questionnaire", "url": "https://x.example/root", "item": root})
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in entries]})


def _other_versions(chance: random.Random) -> str:
    """Parts of R5 and STU3 and of looks, with junk in the places of a few."""
    items = []
    for number in range(chance.choice([1, 3, 500])):
        kind = chance.choice(["coding", "choice", "string", "quantity"])
        one: dict[str, Any] = {"linkId": str(number), "type": kind, "option": [{"valueString": "x"}]}
        if number < 2:
            value = chance.choice(
                ["valueString", "valueInteger", "valueCodeableConcept", "valueAttachment", "valueQuantity"]
            )
            looks = {
                "url": chance.choice(LOOKS),
                value: chance.choice(JUNK),
                "_" + value: chance.choice(JUNK),
            }
            one |= {key: chance.choice(JUNK) for key in chance.sample(OTHER_PARTS, chance.choice([0, 1, 2]))}
            one["extension"] = [looks] if chance.random() < 0.5 else []
        items.append(one)
    return json.dumps({"resourceType": "Questionnaire", "item": items})


def _injured(chance: random.Random) -> str:
    """A bundled form with a few places replaced by junk, or by another part of the form."""
    raw = json.loads(chance.choice(sorted(forms().glob("*/*.json"))).read_bytes())
    for _wound in range(chance.randint(1, 4)):
        holder, key = chance.choice(list(_places(raw)))
        other, other_key = chance.choice(list(_places(raw)))
        holder[key] = chance.choice([chance.choice(JUNK), json.loads(json.dumps(other[other_key]))])
    return json.dumps(raw)


def _cut(chance: random.Random) -> bytes:
    """A bundled form, cut or with bytes flipped."""
    text = bytearray(chance.choice(sorted(forms().glob("*/*.json"))).read_bytes())
    for _flip in range(chance.randint(1, 3)):
        text[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
    return bytes(text if chance.random() < 0.7 else text[: chance.randrange(len(text))])


def _places(raw: Any) -> Iterator[tuple[Any, Any]]:
    waiting = [raw]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


ATTACKS: Mapping[str, Callable[[random.Random], str | bytes]] = {
    "deep items": _deep_items,
    "deep json": _deep_json,
    "wide json": _wide_json,
    "circle": _circle,
    "chain": _chain,
    "many conditions": _many_conditions,
    "patterns": _patterns,
    "offered": _offered,
    "nested repeats": _nested_repeats,
    "many items": _many_items,
    "markup": _markup,
    "value sets": _value_sets,
    "parts": _parts,
    "other versions": _other_versions,
    "injured": _injured,
    "cut": _cut,
}
_OFTEN = ("injured", "cut", "injured", "cut")


def use(untrusted: str | bytes, chance: random.Random) -> None:
    """All that the program does with a form: load, start, answer, repeat, write, read, judge."""
    questionnaire = load_questionnaire(untrusted)
    response = Response.start(questionnaire)
    states = [state for state in walk([response.root]) if state.item.type is not ItemType.DISPLAY]
    for state in chance.sample(states, min(len(states), 40)):
        if state.item.is_question:
            response.set_answers(state.path, [chance.choice(ANSWERS)])
        elif state.item.repeats and state.item.type is ItemType.GROUP:
            for _time in range(chance.choice([1, 3, 30])):
                response.add_occurrence(state.path[:-1], state.item.link_id)
    draft = response.to_json(keep_disabled=True)
    validate(response)
    sections(response)
    reading(response)
    validate_json(questionnaire, draft)
    if questionnaire.items:
        link_id = json.dumps(chance.choice(questionnaire.items).link_id)
        items = ",".join([f'{{"linkId":{link_id}}}'] * any_size(chance, 50_000, least=10))
        validate_json(questionnaire, '{"resourceType":"QuestionnaireResponse","item":[' + items + "]}")


def _recursive(untrusted: str | bytes, _chance: random.Random) -> None:
    """A loader that follows the depth of what comes from outside, by recursion."""

    def descend(items: list[Any]) -> int:
        return sum(1 + descend(item.get("item", [])) for item in items)

    try:
        raw = json.loads(untrusted)
        descend(raw["item"])
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise QuestionnaireError("", "", "") from error


def _backtracking(untrusted: str | bytes, _chance: random.Random) -> None:
    """A loader that judges by `re` what it should judge by re2."""
    questionnaire = load_questionnaire(untrusted)
    if any(item.regex == "(a+)+$" for item in questionnaire.by_link_id.values()):
        re.fullmatch("(a+)+$", "a" * 27 + "!")


def _trusting(untrusted: str | bytes, _chance: random.Random) -> None:
    """A loader that takes every part to be of the right type."""
    try:
        raw = json.loads(untrusted)
    except (ValueError, RecursionError) as error:
        raise QuestionnaireError("", "", "") from error
    waiting = list(raw.get("item", []))
    while waiting:
        item = waiting.pop()
        item["text"].strip()
        waiting += item.get("item", [])


CONTROLS: Mapping[str, Work] = {"recursive": _recursive, "backtracking": _backtracking, "trusting": _trusting}


def attack_at_random(
    *, runs: Iterable[int], seed: int, work: Work = use, until_found: bool = False, limit: float = SECONDS
) -> Outcome:
    """These runs, or until the first finding; the same seed makes the same ones. `limit` is in processor seconds."""
    outcome = Outcome()
    kinds = [*ATTACKS, *_OFTEN]
    for number in runs:
        chance = random.Random(f"{seed}/{number}")
        kind = chance.choice(kinds)
        untrusted = ATTACKS[kind](chance)
        outcome.by_kind[kind] += 1
        found: list[str] = []
        took = processor_seconds(partial(_run, work, untrusted, chance.getstate(), found), limit)
        outcome.loaded += "loaded" in found
        outcome.refused += "refused" in found
        outcome.slowest = max(outcome.slowest, took)
        wrong = sorted(set(found) - {"loaded", "refused"}) + ([f"{took:.1f} s"] if took > limit else [])
        outcome.findings += [f"run {number}, {kind}: {words}" for words in wrong]
        if until_found and outcome.findings:
            break
    if outcome.megabytes > MEGABYTES:
        outcome.findings.append(f"{outcome.megabytes:.0f} MB of memory")
    return outcome


def _run(work: Work, untrusted: str | bytes, state: Any, found: list[str]) -> None:
    """Once, with the chances of `state`; what came of it is added to `found`."""
    chance = random.Random()
    chance.setstate(state)
    try:
        work(untrusted, chance)
        found.append("loaded")
    except (QuestionnaireError, ResponseError):
        found.append("refused")
    except Exception as error:  # noqa: BLE001 - anything else at all is the finding
        found.append(f"{type(error).__name__}: {str(error)[:200]}")


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; exit 1 where there are findings, or where a broken one is not caught."""
    asked = ask(arguments, __doc__, name="hostile_forms", runs=2000, more=_more)
    work = CONTROLS.get(asked.options.control, use)
    outcome = attack_at_random(runs=asked.turns(), seed=asked.seed, work=work)
    print(f"{outcome.loaded} loaded, {outcome.refused} refused")
    print(f"slowest {outcome.slowest:.2f} s, {outcome.megabytes:.0f} MB at most; {dict(outcome.by_kind)}")
    caught = {}
    for name, broken in CONTROLS.items():
        found = attack_at_random(runs=range(60), seed=1, work=broken, until_found=True).findings
        caught[name] = found[0] if found else ""
    return asked.tell(outcome.findings, controls=caught)


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--control", choices=sorted(CONTROLS), help="one that must be caught")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
