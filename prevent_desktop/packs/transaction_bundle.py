"""A pack's resources as one transaction (FHIR R4 3.1.0.11.2): a server that has one of them already makes no second one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from prevent_desktop.packs.linked_resources import PACK, LinkedResources, place
from prevent_desktop.questionnaire.extensions import OUR

Json = dict[str, Any]

VERSION = "1"
"""Of what is embedded in a pack as data; a tag of the Bundle says it."""
DATA_VERSION = OUR + "pack-data"


def transaction(resources: LinkedResources, pack_id: str) -> Json:
    """The Bundle, whose every entry is created unless something with its identifier is there."""
    return {
        "resourceType": "Bundle",
        "id": resources.bundle_id,
        "meta": {"tag": [{"system": DATA_VERSION, "code": VERSION}]},
        "identifier": {"system": PACK, "value": pack_id},
        "type": "transaction",
        "entry": [_entry(each) for each in resources.all()],
    }


def _entry(resource: Json) -> Json:
    return {
        "fullUrl": place(resource),
        "resource": resource,
        "request": {
            "method": "POST",
            "url": resource["resourceType"],
            "ifNoneExist": _unless_there(resource),
        },
    }


def _unless_there(resource: Json) -> str:
    """The search that finds what was created before. A Provenance has no identifier (R4): it is found by its tag."""
    found = resource.get("identifier")
    if found is None:
        tag = resource["meta"]["tag"][0]
        return f"_tag={_token(tag['system'], tag['code'])}"
    own = found if isinstance(found, dict) else found[0]
    return f"identifier={_token(own['system'], own['value'])}"


def _token(system: str, value: str) -> str:
    return f"{quote(system, safe=':/')}|{quote(value, safe='/')}"
