"""Whether an answer is one of those that are offered, and bears their words (FHIR R4 answerOption, answerValueSet)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.problems import Fault, Severity
from prevent_desktop.questionnaire.values import Coding, Reference, Value
from prevent_desktop.translation import _

_OF_FHIR: Final = ("http://hl7.org/fhir/ValueSet/", "http://terminology.hl7.org/ValueSet/")


class Offer:
    """The answers that are offered to one question, found by what they mean: many answers are judged against many."""

    def __init__(self, options: Sequence[AnswerOption]) -> None:
        self.options = options
        self._by_key: dict[object, AnswerOption] = {}
        for option in options:
            for key in _keys(option.value):
                self._by_key.setdefault(key, option)

    def match(self, value: Value, *, in_file: bool) -> AnswerOption | None:
        """The offered answer that `value` is; None where it is none of them.

        In a file a code without its system is no code of a system; live it is, and so everywhere is an offered one.
        """
        if isinstance(value, str):
            return self._by_key.get((str, value)) or self._by_key.get(("code", value))
        if not isinstance(value, Coding):
            return self._by_key.get(_key(value))
        if value.code is None:
            return self._by_key.get(("words", value.display))
        if value.system is None and not in_file:
            return self._by_key.get(("code", value.code))
        exact = self._by_key.get((value.system, value.code, "coding"))
        return exact or self._by_key.get((None, value.code, "coding"))


def _keys(value: Value) -> Iterator[object]:
    if isinstance(value, Coding) and value.code is None:
        yield ("words", value.display)
    elif isinstance(value, Coding):
        yield (value.system, value.code, "coding")
        yield ("code", value.code)
    else:
        yield _key(value)


def _key(value: Value) -> object:
    return ("reference", value.reference) if isinstance(value, Reference) else (type(value), value)


def not_offered(item: Item, value: Value, offer: Offer, *, is_own: bool, in_file: bool) -> Iterator[Fault]:
    """What is wrong where an answer was to be chosen. `is_own`: the form offers it always, not only now."""
    if in_file and isinstance(value, Coding):
        yield from _coded(value)
    if (is_own and not offer.options) or _is_open(item, value):
        return
    found = offer.match(value, in_file=in_file)
    if found is None:
        yield _not_among(item, is_own=is_own)
    elif in_file and isinstance(value, Coding) and not _bears_words(value, found):
        yield _other_words(item)


def _not_among(item: Item, *, is_own: bool) -> Fault:
    code = "code-invalid" if item.answer_value_set else "business-rule"
    if is_own:
        return Fault(code, _("Choose one of the answers that “{question}” offers"))
    return Fault(code, _("Choose one of the answers that are offered now to “{question}”"))


def _other_words(item: Item) -> Fault:
    """FHIR's own value sets call a code what its system calls it (`$validate-code`); others may call it what they like."""
    severity = Severity.ERROR if item.answer_value_set.startswith(_OF_FHIR) else Severity.WARNING
    return Fault(
        "code-invalid",
        _("Choose the answer to “{question}” again: its words are not those of its code"),
        severity,
    )


def _coded(value: Coding) -> Iterator[Fault]:
    """What is doubtful about a coding wherever it stands (FHIR R4, datatypes, Coding)."""
    if value.code is not None and value.system is None:
        message = _("Check “{question}”: without its system, the code of the answer means nothing certain")
    elif value.code is None and not value.display:
        message = _("Choose an answer to “{question}”: it has neither a code nor words")
    elif value.system is not None and ":" not in value.system:
        message = _("Check “{question}”: the system of the answer’s code is not a whole address")
    else:
        return
    yield Fault("code-invalid", message, Severity.WARNING)


def _is_open(item: Item, value: Value) -> bool:
    """Whether people may answer in their own way: R4 in words, R5 as `answerConstraint` says, SDC beside candidates."""
    if item.candidate_expression and not item.answer_expression and not item.answer_options:
        return True
    match item.answer_constraint:
        case "optionsOrType":
            return True
        case "optionsOrString":
            return isinstance(value, str)
        case _:
            is_words = isinstance(value, str) or (isinstance(value, Coding) and value.code is None)
            return item.type is ItemType.OPEN_CHOICE and is_words


def _bears_words(value: Coding, option: AnswerOption) -> bool:
    if not value.display or not isinstance(option.value, Coding) or not option.value.display:
        return True
    return _plain(value.display) in {_plain(option.value.display), _plain(option.label)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
