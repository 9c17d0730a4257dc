"""One thing that an author should know, and how it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from prevent_desktop.questionnaire.review.positions import JsonPath, path_text
from prevent_desktop.translation import _


class Severity(StrEnum):
    """ERROR: the form cannot be used, or a part of it is not what was meant. WARNING: advice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, where, and how to mend it. `link_id` is empty where it concerns the whole form.

    `code` is a stable word for programs, one of those in `mending`; `line` and `column` count from 1.
    """

    severity: Severity
    code: str
    message: str
    mend: str
    link_id: str = ""
    path: JsonPath = ()
    line: int = 1
    column: int = 1

    @property
    def where(self) -> str:
        """The path as FHIR writes it."""
        return path_text(self.path)


@cache
def mending() -> Mapping[str, str]:
    """How each kind of problem is mended, by its code."""
    return {
        "json": _("Fix the JSON at this place. A text editor that knows JSON shows it."),
        "duplicate-key": _("Keep one of the two: of a name that stands twice, only the last counts."),
        "not-a-form": _("Save one Questionnaire in a file of its own, or in a Bundle with its value sets."),
        "structure": _("Write it as FHIR R4 says for this element."),
        "link-id": _("Give each item a link id of its own."),
        "item-type": _("Use a type of FHIR R4: group, display, boolean, decimal, integer, date, dateTime, time, string, text, url, choice, open-choice, attachment, reference or quantity."),
        "condition": _("Let the condition name a question of this form that does not depend on this item, and an answer that this question can have."),
        "circle": _("Take one of the conditions or expressions of the circle away."),
        "pattern": _("Write the pattern as RE2 reads it, without looking around and back references, or leave it out."),
        "modifier": _("Leave the modifier extension out, or use one that the program follows."),
        "extension": _("Give the extension a value of the type that its definition names."),
        "option": _("Give each offered answer one value: valueCoding, valueString, valueInteger, valueDate, valueTime or valueReference."),
        "initial": _("Give a value that an answer to this question could have."),
        "value-set": _("Add the value set to the form (contained), or list the answers themselves."),
        "expression": _("Fix the FHIRPath at this place. Until then the program leaves the expression out."),
        "expression-language": _("Write the rule in FHIRPath, or live without it here."),
        "not-followed": _("See whether the form still asks what it must without it."),
        "translation": _("Add the translation, or take the others of this language away."),
        "no-address": _("Give the form a url: answers name their form by it."),
        "no-version": _("Give the form a version, and another one at each change: old answers keep theirs."),
        "no-title": _("Give the form a title: lists show it."),
        "no-help": _("Add a display item with the control “help” that says why you ask."),
        "no-not-known": _("Leave out “no-absent”, or offer “Not known” among the answers: nobody should have to guess."),
        "hard-to-read": _("Say it in shorter sentences and shorter words, if there are any."),
        "long-text": _("Say it in fewer words, or move it to the guidance."),
        "never-shown": _("Change the condition, or take the item away: nobody will ever be asked."),
        "under-hidden": _("Hide the item itself, or move it out of the hidden group."),
        "looks-like-score": _("Describe what was seen. People are not scored here."),
        "too-many": _("Fix these first, then check again."),
    }  # fmt: skip
