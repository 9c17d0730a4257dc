"""What a file that should hold a form holds: the form alone, or a Bundle or Parameters with the form in it.

A Bundle may bring the form's value sets, the sub-questionnaires that it is assembled from, and the same form in other
languages (as Structor exports it). Forms that have nothing to do with each other are refused: which one was meant nobody
can tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.loading.assembling import sub_questionnaires
from prevent_desktop.questionnaire.loading.item_parts import dicts
from prevent_desktop.questionnaire.loading.languages import best_match
from prevent_desktop.questionnaire.refusing import refused_form, shortened
from prevent_desktop.translation import _

_ENTRIES: Final = {"Bundle": "entry", "Parameters": "parameter"}
_TERMS: Final = ("ValueSet", "CodeSystem")


@dataclass(frozen=True, slots=True)
class FormFile:
    """The form as it was given, with the value sets and the other forms that came with it, by their addresses."""

    form: Mapping[str, Any]
    value_sets: Mapping[str, Mapping[str, Any]]
    others: Mapping[str, Mapping[str, Any]]


def form_in(untrusted: Mapping[str, Any], language: str | None = None) -> FormFile:
    """The one form in a parsed file, that in `language` where there are several languages of it.

    QuestionnaireError where there is none, or more than one.
    """
    if untrusted.get("resourceType") == "Questionnaire":
        return FormFile(untrusted, {}, {})
    resources = list(_resources(untrusted))
    forms = [one for one in resources if one.get("resourceType") == "Questionnaire"]
    if not forms:
        raise refused_form(_("It is not a FHIR Questionnaire."))
    parts = {address.partition("|")[0] for form in forms for address in sub_questionnaires(form)}
    roots = [form for form in forms if len(forms) == 1 or str(form.get("url")) not in parts]
    if len(roots) > 1 and len({(str(one.get("version")), tuple(_link_ids(one))) for one in roots}) == 1:
        roots = [_in_language(roots, language)]
    if len(roots) != 1:
        names = each_of(
            shortened(str(form.get("title") or form.get("name") or form.get("url"))) for form in forms[:5]
        )
        raise refused_form(
            _("It holds several forms ({names}). Save the one that is meant in a file of its own.").format(
                names=names
            )
        )
    return FormFile(roots[0], _by_address(resources, _TERMS), _by_address(forms, ("Questionnaire",)))


def _resources(untrusted: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    entries = _ENTRIES.get(str(untrusted.get("resourceType")))
    if entries is not None:
        for entry in dicts(str(untrusted["resourceType"]), untrusted, entries):
            if isinstance(entry.get("resource"), dict):
                yield entry["resource"]


def _link_ids(form: Mapping[str, Any]) -> Iterator[str]:
    waiting: list[Any] = [form]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict):
            yield str(holder.get("linkId"))
            items = holder.get("item")
            waiting += items if isinstance(items, list) else []


def _in_language(forms: list[Mapping[str, Any]], language: str | None) -> Mapping[str, Any]:
    by_language = {str(one.get("language")): one for one in reversed(forms)}
    best = best_match(language or "", by_language)
    return forms[0] if best is None else by_language[best]


def _by_address(resources: list[Mapping[str, Any]], kinds: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    return {
        one["url"]: one
        for one in resources
        if one.get("resourceType") in kinds and isinstance(one.get("url"), str)
    }
