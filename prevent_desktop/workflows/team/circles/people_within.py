"""Who is in a restricted circle by its statements. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Stated = tuple[int, str, frozenset[str]]
"""Of a statement its number, who made it, and the people it is for."""


def people_within(stated: Iterable[Stated]) -> frozenset[str]:
    """Who is in a restricted circle by these statements, whatever those say who were taken out of it."""
    every = sorted(stated, key=lambda one: one[0])
    came = {by: number for number, by, _people in every if number == every[0][0]}
    begun = came.copy()
    counting = []
    for number, by, people in every:
        if came.get(by, number) < number or begun.get(by) == number:
            counting.append((number, by, people))
            came |= {who: number for who in people if who not in came}
    out: dict[str, int] = {}
    while more := {
        who: at
        for who in came.keys() - out.keys()
        if (at := _taken_out_at(who, counting, came[who], out, begun=who in begun)) is not None
    }:
        out |= more
    return frozenset(came.keys() - out.keys())


def _taken_out_at(
    who: str, counting: list[Stated], came: int, out: Mapping[str, int], *, begun: bool
) -> int | None:
    """The number of the statement that took somebody out, 0 where nobody who was in put them in; None where they are in.

    They came by the number `came`. `out` are those who are known to be out, with these numbers: whom they put in later is not in.
    """
    put_in = [
        number
        for number, by, people in counting
        if by != who and who in people and (by not in out or number < out[by])
    ]
    if not put_in and not begun:
        return 0
    last = max((came, *put_in))
    without = [number for number, by, people in counting if by != who and who not in people and number > last]
    return min(without, default=None)
