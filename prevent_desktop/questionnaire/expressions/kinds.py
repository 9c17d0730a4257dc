"""Of which type a value is: `is`, `as` and `ofType`.

The library knows no Date, and takes each for a DateTime. Source: FHIRPath 2.0.0, section 6.3.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from fhirpathpy.engine.nodes import FP_DateTime, ResourceNode, TypeInfo

from prevent_desktop.questionnaire.expressions.moments import MOMENTS
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _


def is_of(_ctx: Any, values: list[Any], kind: TypeInfo) -> Any:
    """`is`: of the one value; empty where there is none."""
    return _is(_one(values)[0], kind) if values else []


def taken_as(_ctx: Any, values: list[Any], kind: TypeInfo) -> list[Any]:
    """`as`: the one value, where it is of that type."""
    return [one for one in _one(values) if _is(one, kind)]


def of_kind(_ctx: Any, values: list[Any], kind: TypeInfo) -> list[Any]:
    """`ofType`: those of that type; FHIR's own text is a String then, as fhirpath.js has it."""
    return [one for one in values if _is(one, kind) or _is_plain(one, kind)]


def _is_plain(value: Any, kind: TypeInfo) -> bool:
    if kind.namespace == TypeInfo.FHIR or not isinstance(value, ResourceNode):
        return False
    return value.path not in MOMENTS and type(value.data) in _PLAIN.get(kind.name, ())


def _one(values: list[Any]) -> list[Any]:
    if len(values) > 1:
        raise not_worked_out(_("It expects one value and finds several."))
    return values


def _is(value: Any, kind: TypeInfo) -> bool:
    if isinstance(value, FP_DateTime):
        own = TypeInfo("DateTime" if "T" in value.asStr else "Date", TypeInfo.System)
        return bool(own.is_(kind))
    return bool(TypeInfo.from_value(value).is_(kind))


_PLAIN: Final[dict[str, tuple[type, ...]]] = {
    "String": (str,),
    "Boolean": (bool,),
    "Integer": (int,),
    "Decimal": (Decimal,),
}
_TYPE: Final = {1: ["TypeSpecifier"]}
_OPERATOR: Final = {2: ["Any", "TypeSpecifier"]}
ENTRIES: Final[dict[str, dict[str, Any]]] = {
    "is": {"fn": is_of, "arity": _TYPE},
    "as": {"fn": taken_as, "arity": _TYPE},
    "ofType": {"fn": of_kind, "arity": _TYPE},
    "isOp": {"fn": is_of, "arity": _OPERATOR},
    "asOp": {"fn": taken_as, "arity": _OPERATOR},
}
"""Our own functions and operators, with their arguments as the library describes them."""
