"""How far the changes of those count who went, by all that was stated of it. Pure.

Whoever makes the first statement without them says so: nobody waits for a lead who is on holiday. From then on leads alone let more
count. Else a deputy could let everybody take what somebody with a removed laptop goes on to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from prevent_desktop.casework.team.roster import CircleStatement, LastSet


@dataclass(frozen=True, slots=True)
class Word:
    """A statement, whether a lead made it, and whether by a vault that is present and in the circle."""

    statement: CircleStatement
    by_lead: bool
    present: bool


class End(NamedTuple):
    """The last number of a writer that counts, and the sets with which its changes end."""

    number: int
    sets: frozenset[LastSet]


def ends_of(words: Sequence[Word]) -> dict[str, End]:
    """By writer, whose vault may be in the circle again."""
    writers = sorted({writer for one in words if one.present for writer in one.statement.until})
    return {
        writer: _end(writer, [one for one in words if writer in one.statement.until]) for writer in writers
    }


def _end(writer: str, stating: Sequence[Word]) -> End:
    """The furthest that anybody present stated, as far as a lead bears it out: nobody can take back what counted of somebody who went."""
    borne_out = tuple(_grounds(stating))
    most = max(one.until[writer] for one in borne_out)
    said = [one.statement for one in stating if one.present]
    sets = _sets(writer, said) & _sets(writer, borne_out)
    return End(max(min(one.until[writer], most) for one in said), sets)


def _grounds(stating: Sequence[Word]) -> Iterator[CircleStatement]:
    """The statements of leads, those that are gone too: by themselves these let nothing count. While none is there, the first."""
    by_leads = [one for one in stating if one.by_lead]
    yield from (one.statement for one in by_leads)
    if not any(one.present for one in by_leads):
        present = [one.statement for one in stating if one.present]
        first = min(one.number for one in present)
        yield from (one for one in present if one.number == first)


def _sets(writer: str, statements: Iterable[CircleStatement]) -> frozenset[LastSet]:
    return frozenset(each for one in statements for each in one.last if each.writer == writer)
