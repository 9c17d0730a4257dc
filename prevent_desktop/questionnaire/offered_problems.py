"""Whether an answer is one of those that are offered, and bears their words (FHIR R4 answerOption, answerValueSet)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.problems import Fault, Severity
from prevent_desktop.questionnaire.values import Coding, Reference, Value
from prevent_desktop.translation import _


def not_offered(
    item: Item, value: Value, options: Sequence[AnswerOption] | None, *, in_file: bool
) -> Iterator[Fault]:
    """What is wrong where an answer was to be chosen; `options` are offered in place of the item's own (None: its own)."""
    offered = item.answer_options if options is None else options
    if in_file and isinstance(value, Coding):
        yield from _coded(value)
    if (options is None and not offered) or _is_open(item, value):
        return
    found = next((one for one in offered if _matches(value, one.value, in_file=in_file)), None)
    if found is None:
        yield _not_among(item, is_now=options is not None)
    elif in_file and isinstance(value, Coding) and not _bears_words(value, found):
        yield _other_words(item)


def _not_among(item: Item, *, is_now: bool) -> Fault:
    code = "code-invalid" if item.answer_value_set else "business-rule"
    if is_now:
        return Fault(code, _("Choose one of the answers that are offered now to “{question}”"))
    return Fault(code, _("Choose one of the answers that “{question}” offers"))


def _other_words(item: Item) -> Fault:
    """A value set says what its codes are called (`$validate-code`); an option of the form's own may be shown otherwise."""
    severity = Severity.ERROR if item.answer_value_set else Severity.WARNING
    return Fault("code-invalid", _("Choose the answer to “{question}” again: its words are not those of its code"), severity)  # fmt: skip


def _coded(value: Coding) -> Iterator[Fault]:
    if value.code is not None and value.system is None:
        yield Fault("code-invalid", _("Check “{question}”: without its system, the code of the answer means nothing certain"), Severity.WARNING)  # fmt: skip
    elif value.code is None and not value.display:
        yield Fault("code-invalid", _("Choose an answer to “{question}”: it has neither a code nor words"), Severity.WARNING)  # fmt: skip
    elif value.system is not None and ":" not in value.system:
        yield Fault("code-invalid", _("Check “{question}”: the system of the answer’s code is not a whole address"), Severity.WARNING)  # fmt: skip


def _is_open(item: Item, value: Value) -> bool:
    """Whether people may answer in their own way: R4 in words, R5 as `answerConstraint` says."""
    match item.answer_constraint:
        case "optionsOrType":
            return True
        case "optionsOrString":
            return isinstance(value, str)
        case _:
            is_words = isinstance(value, str) or (isinstance(value, Coding) and value.code is None)
            return item.type is ItemType.OPEN_CHOICE and is_words


def _matches(value: Value, option: Value, *, in_file: bool) -> bool:
    if isinstance(value, Coding) and isinstance(option, Coding):
        is_vague = in_file and value.code is not None and value.system is None is not option.system
        return not is_vague and value.means(option)
    if isinstance(value, Reference) and isinstance(option, Reference):
        return value.reference == option.reference
    if isinstance(value, str) and isinstance(option, Coding):
        return value == option.code
    return type(value) is type(option) and value == option


def _bears_words(value: Coding, option: AnswerOption) -> bool:
    if not value.display or not isinstance(option.value, Coding) or not option.value.display:
        return True
    return _plain(value.display) in {_plain(option.value.display), _plain(option.label)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
