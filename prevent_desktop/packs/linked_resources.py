"""The FHIR R4 resources of a pack, linked: who it is about, who lives with them, who signs, what was answered, where it came from.

All of it is made of what the receiver gets: of a `PackContent` from which the withheld words are gone already. Each id is
worked out of the pack's own opaque ids, so that it is the same however often the pack is made or read, and tells nothing.
`resources/specification/pack-data.md` is the page about it.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from prevent_desktop.formatting import each_of
from prevent_desktop.packs.content import PackContent, PackForm
from prevent_desktop.packs.names import same_name
from prevent_desktop.packs.passing_on import marked
from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.fhir_elements import full, telecom
from prevent_desktop.questionnaire.json_text import json_text, read_object

Json = dict[str, Any]

PACK = OUR + "pack"
"""The system of identifiers whose values are pack ids."""
FORM_IN_PACK = OUR + "pack-form"
"""The system whose values are a pack id and the name of the file with the answers, with a slash between them."""
OPAQUE = OUR + "pack-resource"
"""The system of all other identifiers: each is the id of its resource."""

_IDS = uuid.UUID("d18b40c3-7ba5-4e7a-a891-3a47ba278974")
_PARTICIPANTS = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_MOST_MEGABYTES = 16


class LinkedResources:
    """What a pack says as data. `file_names` are those of the answers, in the order of `content.all_forms`."""

    def __init__(self, content: PackContent, file_names: Sequence[str]) -> None:
        self._content = content
        self.bundle_id = _id("bundle", content.pack_id)
        sender = content.sender
        who = (sender.name, sender.organisation, content.answer_to or f"{sender.email}\n{sender.phone}")
        self.patient = self._patient()
        self.related = tuple(self._related())
        self.organization = _identified(
            "Organization", _id("organisation", *who), {"name": sender.organisation}
        )
        self.practitioner = _identified(
            "Practitioner",
            _id("practitioner", *who),
            {"name": [{"text": sender.name}], "telecom": telecom(sender.phone, sender.email)},
        )
        self.role = _identified(
            "PractitionerRole",
            _id("role", *who, sender.role),
            {
                "practitioner": reference(self.practitioner, sender.name),
                "organization": reference(self.organization, sender.organisation),
                "code": [{"text": sender.role}],
            },
        )
        self.other_authors: dict[str, Json] = {}
        forms = zip(content.all_forms, file_names, strict=True)
        self.answers = tuple(self._answered(form, name) for form, name in forms)
        self.provenance = self._provenance()

    def all(self) -> Iterator[Json]:
        """All of them, each after those that it refers to."""
        yield from (self.patient, *self.related, self.organization, self.practitioner, self.role)
        yield from (*self.other_authors.values(), *self._responses(), self.provenance)

    def _responses(self) -> Iterator[Json]:
        return (
            answered for answered in self.answers if answered.get("resourceType") == "QuestionnaireResponse"
        )

    def _patient(self) -> Json:
        content = self._content
        known = _read(content.record_json)
        made = _identified("Patient", _id("person", content.about_key or content.pack_id), {})
        return (
            made
            | known
            | {"identifier": [*made["identifier"], *known.get("identifier", ())], "id": made["id"]}
        )

    def _related(self) -> Iterator[Json]:
        """Those whom the Patient has as contacts, just as far as they stand there."""
        seen: Counter[str] = Counter()
        for contact in self.patient.get("contact", ()):
            told = json_text(contact, sort_keys=True)
            seen[told] += 1
            yield _identified(
                "RelatedPerson",
                _id("related", self.patient["id"], told, str(seen[told])),
                {
                    "patient": reference(self.patient, self._content.about_label),
                    "relationship": contact.get("relationship", ()),
                    "name": [contact["name"]] if "name" in contact else [],
                },
            )

    def _answered(self, form: PackForm, file_name: str) -> Json:
        """The answers with whom they are about and who wrote them; anything that is no response stays as it is."""
        answers = _read(form.data_json)
        if answers.get("resourceType") != "QuestionnaireResponse":
            return answers
        value = f"{self._content.pack_id}/{file_name}"
        own = {
            "id": _id("answers", value),
            "identifier": {"system": FORM_IN_PACK, "value": value},
            "subject": reference(self.patient, self._content.about_label),
            "author": self._author(form),
        }
        whole = {"resourceType": answers["resourceType"], "id": own["id"]} | answers | own
        return marked(whole) if self._content.ask_before_passing_on else whole

    def _author(self, form: PackForm) -> Json:
        """Who wrote a form: the one who signs, or somebody else, of whom the record knows how they sign (by their role), and a colleague's name."""
        sender, role, name = self._content.sender, form.author, form.colleague
        own = (sender.name, sender.role)
        if not name and (not role or any(same_name(role, each) for each in own)):
            return reference(self.role, each_of((sender.name, sender.role, sender.organisation)))
        words = each_of((name, role))
        if words not in self.other_authors:
            ident = _id("author", self.practitioner["id"], words)
            told = full({"practitioner": {"display": name}, "code": [{"text": role}]})
            self.other_authors[words] = _identified("PractitionerRole", ident, told)
        return reference(self.other_authors[words], words)

    def _provenance(self) -> Json:
        """Who signs all of it, and of which pack it comes. FHIR gives it no identifier: it is tagged with the pack's."""
        content = self._content
        sources = [("source", content.pack_id)]
        if content.takes_the_place_of:
            sources.append(("revision", content.takes_the_place_of))
        cited = {form.came_in: None for form in content.forms if form.came_in}
        sources += [("quotation", pack_id) for pack_id in cited]
        return full(
            {
                "resourceType": "Provenance",
                "id": _id("provenance", content.pack_id),
                "meta": {"tag": [{"system": PACK, "code": content.pack_id}]},
                "target": [reference(each) for each in (self.patient, *self.related, *self._responses())],
                "recorded": content.signed_at.isoformat(timespec="seconds"),
                "agent": [
                    {
                        "type": {"coding": [{"system": _PARTICIPANTS, "code": "author"}]},
                        "who": reference(self.role, content.sender.name),
                        "onBehalfOf": reference(self.organization, content.sender.organisation),
                    }
                ],
                "entity": [
                    {"role": role, "what": {"identifier": {"system": PACK, "value": pack_id}}}
                    for role, pack_id in sources
                ],
            }
        )


def reference(resource: Json, display: str = "") -> Json:
    """A reference to a resource of the same pack: by its place in the Bundle, and by its identifier where it has one."""
    identifier = next(iter(resource.get("identifier", ())), None)
    return full(
        {
            "reference": place(resource),
            "type": resource["resourceType"],
            "identifier": None if resource["resourceType"] == "QuestionnaireResponse" else identifier,
            "display": display,
        }
    )


def place(resource: Json) -> str:
    """Where it stands in the Bundle."""
    return f"urn:uuid:{resource['id']}"


def _identified(kind: str, ident: str, parts: Json) -> Json:
    return {
        "resourceType": kind,
        "id": ident,
        "identifier": [{"system": OPAQUE, "value": ident}],
        **full(parts),
    }


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_IDS, "\n".join(parts)))


def _read(text: str) -> Json:
    return read_object(text, megabytes=_MOST_MEGABYTES)
