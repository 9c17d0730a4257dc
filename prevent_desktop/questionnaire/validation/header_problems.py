"""What can be wrong around the answers of a response from a file: status, form, dates, who it is about and from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from prevent_desktop.formatting import each_of
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.judging.composite_problems import target_type
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.questionnaire.response import digest_of
from prevent_desktop.questionnaire.values import DateTimeValue, Reference
from prevent_desktop.translation import _

_TOP: Final = "QuestionnaireResponse"
_STATUSES: Final = frozenset({"in-progress", "completed", "amended", "entered-in-error", "stopped"})
_TARGETS: Final[Mapping[str, frozenset[str]]] = {
    "basedOn": frozenset({"CarePlan", "ServiceRequest"}),
    "partOf": frozenset({"Observation", "Procedure"}),
    "encounter": frozenset({"Encounter"}),
    "author": frozenset({"Device", "Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Organization", "Group"}),
    "source": frozenset({"Device", "Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Organization", "Group"}),
}  # fmt: skip
"""What the references of a response may point to, R4 and R5 together."""


def header_problems(questionnaire: Questionnaire, untrusted: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the members of a response other than its items; their JSON is judged in `fhir_shape`."""
    yield from _status(untrusted)
    yield from _form(questionnaire, untrusted)
    if _outside_period(questionnaire.raw.get("effectivePeriod"), untrusted.get("authored")):
        yield _problem(
            Severity.WARNING,
            "business-rule",
            _("Check the date: the form was not in use when the response was written"),
            "authored",
        )
    if digest_of(untrusted) not in {"", questionnaire.digest}:
        message = _("Give the very form that the response was written on: this is another version of it")
        yield _problem(Severity.ERROR, "not-found", message, "extension")
    yield from _people(questionnaire, untrusted)
    yield from _signature(questionnaire, untrusted)
    if untrusted.get("modifierExtension"):
        message = _(
            "Look at the whole response yourself: it carries an extension that can change what it means"
        )
        yield _problem(Severity.WARNING, "not-supported", message, "modifierExtension")


def form_not_found(untrusted: Mapping[str, Any]) -> Problem:
    """The problem of a response whose form is not at hand."""
    form = untrusted.get("questionnaire")
    if not isinstance(form, str) or not form:
        message = _("Say which form the response answers: it names none")
    else:
        message = _(
            "Give the form too: “{form}” is not at hand, so the response could not be checked"
        ).format(form=shortened(form))
    return _problem(Severity.ERROR, "not-found", message, "questionnaire")


def _problem(severity: Severity, code: str, message: str, part: str) -> Problem:
    return Problem((), "", severity, code, message, f"{_TOP}.{part}")


def _status(untrusted: Mapping[str, Any]) -> Iterator[Problem]:
    status = untrusted.get("status")
    if type(status) is not str or status not in _STATUSES:
        code = "code-invalid" if "status" in untrusted else "required"
        message = _("Say whether the response is in progress, completed or amended")
        yield _problem(Severity.ERROR, code, message, "status")


def _form(questionnaire: Questionnaire, untrusted: Mapping[str, Any]) -> Iterator[Problem]:
    named = untrusted.get("questionnaire")
    if named is None:
        message = _("Check the form: the response does not say which one it answers")
        yield _problem(Severity.WARNING, "incomplete", message, "questionnaire")
    if not isinstance(named, str) or not named:
        return
    if named.startswith("#"):
        yield from _form_inside(named[1:], untrusted)
        return
    address, _bar, version = named.partition("|")
    if questionnaire.url and address != questionnaire.url:
        is_other = address.rpartition("/")[2] != questionnaire.url.rpartition("/")[2] and "://" in address
        message = _("Check the form: the response was written on “{form}”").format(form=shortened(address))
        yield _problem(
            Severity.ERROR if is_other else Severity.WARNING, "not-found", message, "questionnaire"
        )
    elif version and questionnaire.version and version != questionnaire.version:
        message = _("Check the form: the response was written on version {version}").format(
            version=shortened(version)
        )
        yield _problem(Severity.WARNING, "not-found", message, "questionnaire")
    if questionnaire.status == "retired":
        message = _("Check the form: it is retired, and should not be used any more")
        yield _problem(Severity.WARNING, "business-rule", message, "questionnaire")


def _form_inside(local_id: str, untrusted: Mapping[str, Any]) -> Iterator[Problem]:
    if form_inside(untrusted) is None:
        message = _("Put the form “#{form}” into the response: it is not there").format(
            form=shortened(local_id)
        )
        yield _problem(Severity.ERROR, "not-found", message, "questionnaire")


def form_inside(untrusted: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The form that a response carries inside and names by ``#id``; None where there is none."""
    named, contained = untrusted.get("questionnaire"), untrusted.get("contained")
    for one in contained if isinstance(contained, list) else ():
        if (
            isinstance(one, Mapping)
            and one.get("resourceType") == "Questionnaire"
            and named == f"#{one.get('id')}"
        ):
            return one
    return None


def contained_ids(untrusted: Mapping[str, Any]) -> frozenset[str]:
    """The ids of what a response carries inside."""
    contained = untrusted.get("contained")
    found = (
        (one.get("id") for one in contained if isinstance(one, Mapping))
        if isinstance(contained, list)
        else ()
    )
    return frozenset(one for one in found if isinstance(one, str))


def _people(questionnaire: Questionnaire, untrusted: Mapping[str, Any]) -> Iterator[Problem]:
    for name, targets in _TARGETS.items():
        found = untrusted.get(name)
        for one in found if isinstance(found, list) else [found]:
            pointed = _pointed(one)
            if pointed is not None and pointed not in targets:
                message = _("Point “{part}” to one of these: {types}").format(
                    part=name, types=each_of(sorted(targets))
                )
                yield _problem(Severity.ERROR, "structure", message, name)
    asked = questionnaire.raw.get("subjectType")
    pointed = _pointed(untrusted.get("subject"))
    if isinstance(asked, list) and asked and pointed is not None and pointed not in asked:
        message = _("Check whom the response is about: the form is about {types}").format(
            types=each_of(shortened(str(one)) for one in asked)
        )
        yield _problem(Severity.WARNING, "business-rule", message, "subject")


def _pointed(untrusted: Any) -> str | None:
    if not isinstance(untrusted, Mapping):
        return None
    reference, kind = untrusted.get("reference"), untrusted.get("type")
    return target_type(
        Reference(
            reference if isinstance(reference, str) else None, type=kind if isinstance(kind, str) else None
        )
    )


def _signature(questionnaire: Questionnaire, untrusted: Mapping[str, Any]) -> Iterator[Problem]:
    if untrusted.get("status") not in ("completed", "amended"):
        return
    if ext.SIGNATURE_REQUIRED in _urls(questionnaire.raw) and ext.SIGNATURE not in _urls(untrusted):
        message = _("Have the response signed: the form asks for a signature")
        yield _problem(Severity.WARNING, "required", message, "extension")


def _urls(untrusted: Mapping[str, Any]) -> set[Any]:
    found = untrusted.get("extension")
    urls = (one.get("url") for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()
    return {one for one in urls if isinstance(one, str)}


def _outside_period(untrusted_period: Any, untrusted_authored: Any) -> bool:
    if not isinstance(untrusted_period, Mapping):
        return False
    authored = _day(untrusted_authored)
    start, end = _day(untrusted_period.get("start")), _day(untrusted_period.get("end"))
    return authored is not None and (
        (start is not None and authored.latest < start.earliest)
        or (end is not None and authored.earliest > end.latest)
    )


def _day(untrusted: Any) -> PartialDate | None:
    try:
        return DateTimeValue(untrusted).date if isinstance(untrusted, str) else None
    except ValueError:
        return None
