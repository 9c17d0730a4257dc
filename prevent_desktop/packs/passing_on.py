"""The sender's mark that what a pack says is not to be passed on before they were asked.

It stands as a security label on each answered form (FHIR R4, Resource.meta.security), so that it stays with the form wherever it is
kept: HL7's code NORDSCLCD, "no redisclosure without consent directive" (v3 ActCode, refrain policies).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SYSTEM: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_CODE: Final = "NORDSCLCD"


def marked(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource with the mark."""
    meta = dict(resource.get("meta", {}))
    if not is_marked(resource):
        label = {"system": _SYSTEM, "code": _CODE, "display": "no redisclosure without consent directive"}
        meta["security"] = [*meta.get("security", ()), label]
    return {**resource, "meta": meta}


def is_marked(untrusted: Mapping[str, Any]) -> bool:
    """Whether a resource bears the mark; anything that is no list of codings bears none."""
    meta = untrusted.get("meta")
    labels = meta.get("security") if isinstance(meta, dict) else None
    return isinstance(labels, list) and any(
        isinstance(one, dict) and (one.get("system"), one.get("code")) == (_SYSTEM, _CODE) for one in labels
    )
