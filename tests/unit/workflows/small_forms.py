"""Small forms for one test each, in a folder of their own beside the bundled ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.workflows.forms.form_library import FormLibrary

Json = dict[str, Any]


def question(link_id: str, kind: str = "string", *, fact: str = "", record: str = "", **more: Any) -> Json:
    """One item; `fact` it starts with, and the field of the `record` that it fills."""
    item: Json = {"linkId": link_id, "text": link_id.replace("-", " ").capitalize(), "type": kind, **more}
    extensions = [*more.get("extension", [])]
    if fact:
        extensions.append({"url": OUR + "fact", "valueString": fact})
    if extensions:
        item["extension"] = extensions
    if record:
        item["definition"] = f"{OUR}StructureDefinition/record#{record}"
    return item


def group(link_id: str, *items: Json, **more: Any) -> Json:
    return question(link_id, "group", item=list(items), **more)


def not_copied(item: Json) -> Json:
    mark = {"url": OUR + "not-copied", "valueBoolean": True}
    return {**item, "extension": [*item.get("extension", []), mark]}


def keep_form(
    folder: Path,
    form_id: str,
    *items: Json,
    version: str = "1.0.0",
    title: str = "",
    marks: Json | None = None,
) -> FormLibrary:
    """Write a form into `folder` and tell the library over it; `marks` are our own extensions of the form."""
    form = {
        "resourceType": "Questionnaire",
        "url": f"{OUR}Questionnaire/{form_id}",
        "version": version,
        "title": title or form_id.capitalize(),
        "status": "active",
        "extension": [_mark(name, value) for name, value in (marks or {}).items()],
        "item": list(items),
    }
    path = folder / form_id / f"{version}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(form), encoding="utf-8")
    return FormLibrary(folder)


def _mark(name: str, value: Any) -> Json:
    return {"url": OUR + name, "valueBoolean" if isinstance(value, bool) else "valueCode": value}


PERSON = group(
    "about",
    question("surname", fact="person.surname"),
    question("address", "text", fact="person.address"),
    question("school", fact="person.school"),
    question("born", "date", fact="person.birth_date"),
    question("nhs", fact="person.nhs_number"),
    question("interpreter", "boolean", fact="person.interpreter_needed"),
    group(
        "member",
        question("member-name", fact="member.name"),
        question("member-relationship", fact="member.relationship"),
        question("member-born", "date", fact="member.birth_date"),
        question("member-school", fact="member.school"),
        repeats=True,
        fact="person.household",
    ),
    group(
        "agency",
        question("agency-name", fact="agency.name"),
        question("agency-worker", fact="agency.worker"),
        repeats=True,
        fact="person.agencies",
    ),
)
