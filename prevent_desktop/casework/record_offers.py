"""What a form says about a person that the record says otherwise."""

from __future__ import annotations

from typing import NamedTuple


class Difference(NamedTuple):
    """A field of the person, what the record says and what a form says, as texts of `person_values`."""

    field: str
    recorded: str
    answered: str
