"""The facts that a form may start with: what the record, the owner of the vault and a quick note tell."""

from __future__ import annotations

from typing import Final

_PERSON: Final = (
    "forenames", "surname", "known_as", "aliases", "birth_date", "approximate_age", "gender", "nationality",
    "immigration_status", "address", "postcode", "phone", "email", "language", "interpreter_needed", "nhs_number", "upn",
    "school", "school_urn", "year_group", "household", "agencies",
    "has_agencies", "has_household_children",
)  # fmt: skip
_PRACTITIONER: Final = ("name", "role", "phone", "email")
_MEMBER: Final = ("name", "relationship", "birth_date", "lives_with", "school", "note")
_AGENCY: Final = ("name", "worker", "role", "phone", "email", "doing")
_EVENT: Final = (
    "id",
    "what",
    "own_words",
    "how_known",
    "who_told",
    "when",
    "where",
    "who_else",
    "label",
    "approximate",
)
_RECEIVED: Final = ("reference", "pack", "from", "when")
_NOTE: Final = ("text", "source", "who_told", "written_at")

FACTS: Final = frozenset(
    {"today", "events", "organisation.name", "organisation.lawful_basis"}
    | {f"person.{name}" for name in _PERSON}
    | {f"practitioner.{name}" for name in _PRACTITIONER}
    | {f"member.{name}" for name in _MEMBER}
    | {f"agency.{name}" for name in _AGENCY}
    | {f"event.{name}" for name in _EVENT}
    | {f"note.{name}" for name in _NOTE}
    | {f"received.{name}" for name in _RECEIVED}
)

LISTS: Final = {"person.household": "member.", "person.agencies": "agency.", "events": "event."}
"""The facts that are lists, each with the beginning of the facts of its entries."""
