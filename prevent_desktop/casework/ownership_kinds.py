"""The kinds of record of who takes care of a case: its owners, who covers for them, and who of the team looked into it.

They are of a case each, a cover too, which stands once for each case that it covers: so it reaches those who share the case and
nobody else, goes with the case when that is disposed of, and tells of no case that somebody may not know of.
"""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.record_kind import (
    OWN_ID,
    SHARED,
    About,
    Action,
    Copy,
    Entered,
    Field,
    Found,
    Joins,
    Line,
    RecordKind,
    SeenKind,
    Subject,
    Type,
    Whose,
    field,
    left_out,
    of_case,
)
from prevent_desktop.translation import _, ngettext

_BY_NAME: Final = "the number of somebody in the organisation's list; their name stands beside it"
_CHAIN: Final = "which earlier line this one takes the place of; each stands here by itself"


def _member(column: str) -> Field:
    return Field(column=column, type=Type.ID, left_out=_BY_NAME)


CASE_OWNERS: Final = RecordKind(
    table="case_owners", name="owner", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="set_at", held=True, kept=True,
    fields=(
        OWN_ID, of_case(), field("owned_by", member="owner", about=About.WRITER, label=lambda: _("Owner of the case")),
        _member("member"), field("why", label=lambda: _("Why")),
        field("set_by", about=About.WRITER, label=lambda: _("Set by")), field("set_at", Type.TIME),
        Field(column="follows", type=Type.TEXTS, left_out=_CHAIN),
    ),
    title=lambda: _("Owner"), many=lambda: _("owners of cases"),
    counted=lambda n: ngettext("{number} owner of a case", "{number} owners of cases", n),
    found=Found(body=("why",), label="owned_by"), subject=Subject(),
    actions=(
        Action("owner.viewed", SeenKind.LOOKED, lambda: _("Who owns the case was read in full")),
        Action("owner.set", SeenKind.WRITTEN, lambda: _("The case was given to an owner")),
    ),
    entered=Entered(what="owned_by", by="set_by"),
    copy=Copy(
        member="owners", place=lambda: _("An owner of the case"), heading=lambda: _("Who owned the case"),
        line=Line(
            lambda: "{owner}",
            (
                lambda: "{why}",
                (lambda: _("{set_at:moment}, set by {set_by}"), lambda: "{set_at:moment}"),
            ),
        ),
    ),
)  # fmt: skip

COVERS: Final = RecordKind(
    table="covers", name="cover", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="set_at", held=True, kept=True,
    fields=(
        OWN_ID, of_case(), *left_out("one absence over all cases, by a number", "cover", Type.ID),
        field("owned_by", member="away", about=About.WRITER, label=lambda: _("Away")), _member("away_member"),
        field("covered_by", about=About.WRITER, label=lambda: _("Covered by")), _member("covering_member"),
        field("first_day", Type.DATE, label=lambda: _("First day")), field("last_day", Type.DATE, label=lambda: _("Last day")),
        *left_out("whether it is for cases that come later too", "all_cases", Type.FLAG),
        field("set_by", about=About.WRITER, label=lambda: _("Set by")), field("set_at", Type.TIME),
        Field(column="follows", type=Type.TEXTS, left_out=_CHAIN),
    ),
    title=lambda: _("Cover"), many=lambda: _("covers"),
    counted=lambda n: ngettext("{number} cover of a case", "{number} covers of cases", n),
    subject=Subject(),
    actions=(
        Action("cover.set", SeenKind.WRITTEN, lambda: _("Somebody was asked to cover the case")),
        Action("cover.ended", SeenKind.WRITTEN, lambda: _("The cover of the case was ended")),
    ),
    copy=Copy(
        member="covers", place=lambda: _("A cover"), heading=lambda: _("Who covered for the owner"),
        line=Line(
            lambda: _("{covered_by}, for {away}"),
            (
                lambda: _("From {first_day} to {last_day}"),
                (lambda: _("{set_at:moment}, set by {set_by}"), lambda: "{set_at:moment}"),
            ),
        ),
    ),
)  # fmt: skip

TEAM_LOOKS: Final = RecordKind(
    table="team_looks", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="looked_at", held=True, kept=True,
    fields=(
        OWN_ID, of_case(), field("looked_by", about=About.WRITER, label=lambda: _("Who")), _member("member"),
        field("day", Type.DATE, label=lambda: _("Day")), field("looked_at", Type.TIME),
    ),
    title=lambda: _("Look into the case"), many=lambda: _("days on which somebody looked into a case"),
    counted=lambda n: ngettext(
        "{number} day on which somebody looked into a case", "{number} days on which somebody looked into a case", n
    ),
    copy=Copy(
        member="team_looks", place=lambda: _("A look into the case"), heading=lambda: _("Who of the team looked into the case"),
        line=Line(lambda: "{day}", (lambda: "{looked_by}",)),
    ),
)  # fmt: skip
