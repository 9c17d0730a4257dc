"""Advice on a form that can be used: what would be missed, never seen, or better said otherwise.

What only the style of this program's own forms asks (help, “Not known”, short hints) is told for forms that use our
extensions; the rest for every form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.items import (
    EnableBehavior,
    EnableWhen,
    Item,
    ItemType,
    Operator,
    Questionnaire,
)
from prevent_desktop.questionnaire.review.positions import JsonPath
from prevent_desktop.questionnaire.review.reading_age import HIGHEST_GRADE, grade_of
from prevent_desktop.questionnaire.review.reporting import Report
from prevent_desktop.questionnaire.values import Coding
from prevent_desktop.translation import _

HINT_LENGTH: Final = 90
HELP_LENGTH: Final = 170
_SCORING: Final = re.compile(
    r"\b(?:scor(?:e[sd]?|ing)|points? out of|rating|traffic light|red flags?|(?:high|medium|low)[ -]risk|risk level|scale of \d)\b",
    re.IGNORECASE,
)
_NOT_KNOWN: Final = re.compile(r"not[ -]known|unknown|not sure|don.t know|prefer not", re.IGNORECASE)


def advise(report: Report, questionnaire: Questionnaire) -> None:
    """Tell what we would change in a form that can be used."""
    _advise_on_form(report, questionnaire)
    items = report.items()
    is_ours = questionnaire.url.startswith(ext.OUR) or ext.OUR in questionnaire.canonical_json
    for link_id, item in questionnaire.by_link_id.items():
        if link_id not in items:
            continue
        path = items[link_id][0]
        own = (*_own_style(item), *_hard_texts(item)) if is_ours else ()
        for key, code, told in (*_general(item, questionnaire), *own):
            report.advise(code, told, (*path, *key), link_id)


def _advise_on_form(report: Report, questionnaire: Questionnaire) -> None:
    for found, code, told in (
        (questionnaire.url, "no-address", _("The form has no address (url).")),
        (questionnaire.version, "no-version", _("The form has no version.")),
        (questionnaire.title, "no-title", _("The form has no title.")),
    ):
        if not found:
            report.advise(code, told, report.base)


def _general(item: Item, form: Questionnaire) -> Iterator[tuple[JsonPath, str, str]]:
    parent = form.by_link_id.get(item.parent_link_id or "")
    if parent is not None and parent.hidden and not item.hidden and item.is_question:
        told = _("It lies under “{group}”, which is hidden, and so nobody ever sees it.")
        yield (), "under-hidden", told.format(group=parent.link_id)
    scoring = _SCORING.search(item.text)
    if scoring is not None:
        yield (
            ("text",),
            "looks-like-score",
            _("“{words}” reads like a score of a person.").format(words=scoring[0]),
        )
    impossible = _impossible(item, form)
    if impossible is not None:
        told = _("Its condition on “{question}” can never hold.").format(question=impossible[1].question)
        yield ("enableWhen", impossible[0]), "never-shown", told


_DECIDED: Final = ".choice"
"""How the definition of a decision ends (`record#lead-check.choice`): whoever decides knows what was decided."""


def _own_style(item: Item) -> Iterator[tuple[JsonPath, str, str]]:
    if not item.is_question or item.hidden:
        return
    if not item.help_text:
        yield (), "no-help", _("Nothing says why we ask this.")
    own_way = (
        item.read_only
        or item.type is ItemType.BOOLEAN
        or item.definition.endswith(_DECIDED)
        or any(
            _NOT_KNOWN.search(f"{option.label} {getattr(option.value, 'code', '')}")
            for option in item.answer_options
        )
    )
    if item.required and not item.offers_absent and not own_way:
        yield (), "no-not-known", _("It must be answered, and “Not known” is not offered.")
    for text, most in (
        (item.hint, HINT_LENGTH),
        (item.help_text, HELP_LENGTH),
        (item.prompt_text, HINT_LENGTH),
    ):
        if len(text) > most:
            told = _("A hint or help of it has {count} characters; {most} are the most that are read.")
            yield (), "long-text", told.format(count=len(text), most=most)


def _hard_texts(item: Item) -> Iterator[tuple[JsonPath, str, str]]:
    """The texts of an item that ask for more than a child of nine reads; help and hints are items of their own."""
    places: list[tuple[JsonPath, str]] = [(("text",), item.text), ((), item.pack_text)]
    places += [
        (("answerOption", index), text)
        for index, option in enumerate(item.answer_options)
        for text in (option.label, option.pack_text)
    ]
    for key, text in places:
        grade = round(grade_of(text))
        if grade > HIGHEST_GRADE:
            told = _("It reads at grade {grade}, above {most}: “{text}”")
            yield key, "hard-to-read", told.format(grade=grade, most=HIGHEST_GRADE, text=text)


def _impossible(item: Item, form: Questionnaire) -> tuple[int, EnableWhen] | None:
    """The condition that keeps the item from ever being shown, with its index."""
    conditions = item.enable_when
    never = [(index, one) for index, one in enumerate(conditions) if _never_holds(one, form)]
    if item.enable_behavior is EnableBehavior.ANY:
        return never[0] if never and len(never) == len(conditions) else None
    return never[0] if never else _contradiction(conditions, form)


def _never_holds(one: EnableWhen, form: Questionnaire) -> bool:
    """Whether it waits for an answer that its question does not offer."""
    question = form.by_link_id[one.question]
    if (
        question.type is not ItemType.CHOICE
        or one.operator is not Operator.EQUAL
        or not question.answer_options
    ):
        return False
    if question.answer_constraint in {"optionsOrString", "optionsOrType"} or question.answer_expression:
        return False
    offered = [option.value for option in question.answer_options]
    if isinstance(one.answer, Coding):
        code = one.answer.code
        return all(not isinstance(value, Coding) or value.code != code for value in offered)
    return one.answer not in offered


def _contradiction(conditions: tuple[EnableWhen, ...], form: Questionnaire) -> tuple[int, EnableWhen] | None:
    """Two conditions that must both hold, and ask one answer to be two things."""
    wanted: dict[str, EnableWhen] = {}
    for index, one in enumerate(conditions):
        if one.operator is not Operator.EQUAL or form.by_link_id[one.question].repeats:
            continue
        if wanted.setdefault(one.question, one).answer != one.answer:
            return index, one
    return None
