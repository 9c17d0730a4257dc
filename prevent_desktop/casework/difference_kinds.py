"""What was said otherwise once: a person's earlier values, differences that were left, and what two laptops said differently.

How a kind is declared, and where it is used, is told in `record_kinds`.
"""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.person_changes import PersonChange, field_label
from prevent_desktop.casework.record_kind import (
    OWN_ID,
    SHARED,
    About,
    Action,
    Copy,
    Joins,
    ReadAs,
    RecordKind,
    Replaces,
    SeenKind,
    Turn,
    Type,
    Whose,
    field,
    left_out,
    of_person,
    told_by_form,
)
from prevent_desktop.translation import _, ngettext

PERSON_CHANGES: Final = RecordKind(
    table="person_changes", whose=Whose.PERSON, reaches=SHARED, joins=Joins.OWN, time="changed_at", held=True,
    order="changed_at DESC, rowid DESC",
    read_as=ReadAs(PersonChange),
    fields=(
        OWN_ID, of_person(),
        field("field", Type.CODE, label=lambda: _("What"), labels=field_label),
        field("old_value", member="before", label=lambda: _("Before")),
        field("new_value", member="after", label=lambda: _("After")),
        field("changed_at", Type.TIME), field("changed_by", about=About.WRITER, label=lambda: _("By")), told_by_form(),
    ),
    title=lambda: _("Earlier value"), many=lambda: _("earlier values"),
    counted=lambda n: ngettext("{number} earlier value", "{number} earlier values", n),
    copy=Copy(
        member="earlier_values", place=lambda: _("An earlier value"), chapter=lambda: _("Earlier values"),
        heading=lambda: _("What was changed"),
    ),
)  # fmt: skip

LEFT_DIFFERENCES: Final = RecordKind(
    table="left_differences", key=("person_id", "field", "recorded", "answered"), whose=Whose.PERSON, joins=Joins.KEYED,
    order="left_at, field",
    fields=(
        of_person(),
        field("field", Type.CODE), field("recorded"), field("answered"), field("left_at", Type.TIME),
        field("left_by", about=About.WRITER),
    ),
    title=lambda: _("Difference that was left"), many=lambda: _("differences that were left"),
    counted=lambda n: ngettext("{number} difference that was left", "{number} differences that were left", n),
    copy=Copy(
        member="left_differences", place=lambda: _("A difference that was left"), chapter=lambda: _("Left as they are"),
        heading=lambda: _("Where a form says otherwise than the record"),
    ),
)  # fmt: skip

MERGE_CONFLICTS: Final = RecordKind(
    table="merge_conflicts", whose=Whose.PERSON, replaces=Replaces.STATE, joins=Joins.OWN, turn=Turn.LAST, time="found_at",
    own_disposal=True,
    fields=(
        OWN_ID, field("kind", Type.CODE),
        of_person(),
        *left_out("it stands within the person's copy", "case_id", Type.ID, refers="cases"),
        field("record_id", Type.ID, member="record"), field("twin_id", Type.ID, member="other_record"), field("field", Type.CODE),
        *left_out("both sides stand in the record, or as a form that was put away", "kept other", moves=True),
        field("kept_at", Type.TIME_OR_DATE, member="written_at"),
        field("kept_here", Type.FLAG, member="stands_from_here"),
        field("other_at", Type.TIME_OR_DATE, member="other_written_at"), field("found_at", Type.TIME),
        field("choice", Type.CODE, moves=True), field("settled_at", Type.TIME, moves=True),
        field("settled_by", member="decided_by", about=About.WRITER, moves=True),
    ),
    title=lambda: _("Difference between two laptops"), many=lambda: _("differences between two laptops"),
    counted=lambda n: ngettext("{number} difference between two laptops", "{number} differences between two laptops", n),
    actions=(Action("conflict.settled", SeenKind.WRITTEN, lambda: _("A difference between two laptops settled")),),
    copy=Copy(member="two_laptops", place=lambda: _("Where two laptops differed"), own=True),
)  # fmt: skip
