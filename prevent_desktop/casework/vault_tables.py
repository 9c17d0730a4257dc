"""The tables that are no kind of record: what only serves records, what the organisation gave, and the vault's own books."""

from __future__ import annotations

from functools import partial
from typing import Final

from prevent_desktop.casework.record_kind import (
    SHARED,
    Field,
    Joins,
    Reach,
    RecordKind,
    Replaces,
    Turn,
    Type,
    Whose,
    left_out,
)
from prevent_desktop.translation import _, ngettext

_columns = partial(left_out, "")
_ABOUT_NOBODY: Final = "holds nothing about the person whom the record is about"
_INDEX: Final = "made from the record, so that it is found"
_FORMS: Final = frozenset({Reach.BUNDLE})


def _refers(column: str, table: str) -> Field:
    return Field(column=column, type=Type.ID, refers=table)


def _searched(number: int) -> str:
    return ngettext(
        "{number} text that the search looks in", "{number} texts that the search looks in", number
    )


def _texts() -> str:
    return _("texts that the search looks in")


VAULT_TABLES: Final[tuple[RecordKind, ...]] = (
    RecordKind(
        table="bare_copies", key=("copy_id",), whose=Whose.CASE, reaches=SHARED, joins=Joins.KEYED, held=True, kept=True, serves=True,
        fields=(
            _refers("copy_id", "attachments"), _refers("original_id", "attachments"), _refers("case_id", "cases"),
            *_columns("made_at", Type.TIME),
        ),
        not_in_copy="each file says of which other it is a copy",
    ),
    RecordKind(
        table="undo_histories", key=("draft",), whose=Whose.CASE, joins=Joins.FOLLOWS, serves=True, own_disposal=True,
        fields=_columns("draft steps"), replaces=Replaces.WHOLE,
        not_in_copy="what was typed in a draft and taken back before it was kept; the draft is in the copy",
    ),
    RecordKind(
        table="clocks", key=("case_id",), whose=Whose.CASE, joins=Joins.FOLLOWS, serves=True,
        fields=(
            _refers("case_id", "cases"), *_columns("due from_day", Type.DATE), *_columns("on_hold by_approximate_age", Type.FLAG),
            *_columns("waits_for rule kinds"),
        ),
        not_in_copy="worked out from the record by the rules; until when it is kept is told",
    ),
    RecordKind(
        table="clocks_to_set", key=("case_id",), whose=Whose.CASE, joins=Joins.FOLLOWS, serves=True,
        fields=(_refers("case_id", "cases"),), not_in_copy=_INDEX,
    ),
    RecordKind(
        table="record_texts", key=("record_id",), whose=Whose.CASE, joins=Joins.OWN, turn=Turn.LAST, serves=True,
        fields=(
            *_columns("row", Type.NUMBER), *_columns("kind record_id"), _refers("case_id", "cases"), *_columns("label body"),
        ),
        counted=_searched, many=_texts, not_in_copy=_INDEX,
    ),
    RecordKind(
        table="person_texts", key=("person_id",), whose=Whose.PERSON, joins=Joins.OWN, turn=Turn.LAST, serves=True,
        fields=(*_columns("row", Type.NUMBER), _refers("person_id", "people"), *_columns("names details")),
        counted=_searched, many=_texts, not_in_copy=_INDEX,
    ),
    RecordKind(
        table="drafts_to_index", key=("response_id",), whose=Whose.CASE, joins=Joins.OWN, turn=Turn.LAST, serves=True,
        own_disposal=True, fields=(_refers("response_id", "responses"),), counted=_searched, many=_texts, not_in_copy=_INDEX,
    ),
    RecordKind(
        table="questionnaires", key=("digest",), joins=Joins.KEYED, held=True, reaches=_FORMS,
        fields=_columns("digest url version content"), many=lambda: _("lists of a form’s questions"),
        counted=lambda n: ngettext("{number} list of a form’s questions", "{number} lists of a form’s questions", n),
        not_in_copy="the empty form; its address, version and digest stand with each response",
    ),
    RecordKind(
        table="form_bundles", joins=Joins.KEYED, held=True, not_in_copy=_ABOUT_NOBODY,
        fields=(*_columns("id publisher fingerprint added_by"), *_columns("made_at added_at", Type.TIME)),
    ),
    RecordKind(
        table="added_forms", key=("form_id", "version"), joins=Joins.KEYED, held=True, reaches=_FORMS,
        fields=(
            *_columns("form_id version title"), _refers("digest", "questionnaires"), _refers("bundle_id", "form_bundles"),
        ),
        counted=lambda n: ngettext("{number} added form", "{number} added forms", n), many=lambda: _("added forms"),
        not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(
        table="withdrawn_forms", key=("form_id",), joins=Joins.OWN, replaces=Replaces.WHOLE,
        fields=(*_columns("form_id"), *_columns("version", moves=True), _refers("bundle_id", "form_bundles")),
        not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(
        table="profiles", key=("version",), joins=Joins.OWN, held=True, kept=True, not_in_copy=_ABOUT_NOBODY,
        fields=(
            *_columns("version", Type.NUMBER), *_columns("digest organisation jws signer fingerprint authority"),
            *_columns("imported_at", Type.TIME),
        ),
    ),
    RecordKind(
        table="settings", key=("key",), joins=Joins.OWN, own_disposal=True, replaces=Replaces.WHOLE,
        fields=(*_columns("key"), *_columns("value", moves=True)),
        counted=lambda n: ngettext("{number} setting", "{number} settings", n), many=lambda: _("settings"),
        not_in_copy="holds nothing about the person, but for what is begun and not finished, which stands there by itself",
    ),
    RecordKind(
        table="pupils", replaces=Replaces.WHOLE,
        fields=(
            *_columns("id"), *_columns("forenames surname year_group form known_as", moves=True),
            *_columns("birth_date", Type.DATE, moves=True), *_columns("gender upn school address postcode sought", moves=True),
            *_columns("contacts", Type.JSON, moves=True),
        ),
        counted=lambda n: ngettext("{number} name of the school’s list", "{number} names of the school’s list", n),
        many=lambda: _("names of the school’s list"),
        not_in_copy="who goes to the school, as its own system says; what was chosen of it stands in the person's details",
    ),
    RecordKind(
        table="secrets", key=("name",), joins=Joins.OWN, turn=Turn.FIRST, replaces=Replaces.WHOLE,
        fields=(*_columns("name"), *_columns("value", Type.BYTES, moves=True)), not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(
        table="audit", key=("position",), held=True, kept=True,
        fields=(*_columns("position", Type.NUMBER), *_columns("at", Type.TIME), *_columns("action subject detail previous digest")),
        counted=lambda n: ngettext("{number} entry of the audit", "{number} entries of the audit", n),
        many=lambda: _("entries of the audit"),
        not_in_copy="opaque ids, actions and times; who has seen the record is told in words from it",
    ),
    RecordKind(
        table="audit_branches", key=("digest",), held=True, kept=True,
        fields=(*_columns("position", Type.NUMBER), *_columns("at", Type.TIME), *_columns("action subject detail previous digest")),
        not_in_copy="the same of a copy that was joined",
    ),
    RecordKind(
        table="disposals", joins=Joins.OWN, turn=Turn.FIRST, held=True, kept=True, replaces=Replaces.STATE,
        fields=(*_columns("id content"), *_columns("disposed_at", Type.TIME), *_columns("finished_at", Type.TIME, moves=True)),
        not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(
        table="disposed", joins=Joins.FOLLOWS, fields=(*_columns("id"), _refers("disposal_id", "disposals")),
        not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(
        table="left_to_remove", key=("disposal_id", "kind", "id"),
        fields=(_refers("disposal_id", "disposals"), *_columns("kind id")), not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(table="disposing", fields=_columns("id"), not_in_copy=_ABOUT_NOBODY),
    RecordKind(
        table="merge_twins", key=("twin_id",), joins=Joins.FOLLOWS, fields=_columns("twin_id original_id"),
        not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(
        table="write_marks", key=("record_id",), joins=Joins.FOLLOWS, replaces=Replaces.STATE,
        fields=(*_columns("record_id"), *_columns("position", Type.NUMBER, moves=True), *_columns("agreed", moves=True)),
        not_in_copy=_ABOUT_NOBODY,
    ),
    RecordKind(
        table="team_cases", key=("case_id",), whose=Whose.CASE, turn=Turn.LAST, serves=True,
        fields=(
            _refers("case_id", "cases"), *_columns("circle"), *_columns("shared_at", Type.TIME), *_columns("waiting", moves=True),
        ),
        not_in_copy="with which members of the team a case is shared is told by who has seen it",
    ),
    RecordKind(
        table="team_dirty", key=("case_id",), whose=Whose.CASE, turn=Turn.LAST, serves=True, fields=_columns("case_id"),
        not_in_copy=_INDEX,
    ),
    RecordKind(
        table="team_moves_dirty", key=("case_id",), whose=Whose.CASE, turn=Turn.LAST, serves=True, fields=_columns("case_id"),
        not_in_copy=_INDEX,
    ),
    RecordKind(
        table="team_sets", key=("circle", "vault", "number", "digest"), whose=Whose.CASE, serves=True, replaces=Replaces.STATE,
        joins=Joins.OWN, turn=Turn.FIRST,
        fields=(
            *_columns("circle vault"), *_columns("number", Type.NUMBER), *_columns("digest case_id words"),
            *_columns("state reason", moves=True), *_columns("put_at", Type.TIME, moves=True), *_columns("received_at", Type.TIME),
            *_columns("checked_by"), *_columns("here", Type.FLAG),
        ),
        not_in_copy="what each member wrote as it was signed; the copy has the record that they make together",
    ),
    RecordKind(
        table="team_units", key=("case_id", "record_table", "record_key", "unit"), whose=Whose.CASE, serves=True,
        replaces=Replaces.STATE,
        fields=(
            _refers("case_id", "cases"), *_columns("record_table record_key unit"), *_columns("digest operations passed_over", moves=True),
        ),
        not_in_copy="digests of what the record says",
    ),
    RecordKind(
        table="signature_checks", key=("record_table", "record_id"), whose=Whose.CASE, serves=True, replaces=Replaces.STATE,
        fields=(
            *_columns("record_table record_id"), _refers("case_id", "cases"), *_columns("digest trust finding", moves=True),
            *_columns("checked_at", Type.TIME, moves=True),
        ),
        not_in_copy="each pack, receipt and answer says in the copy whether it was checked here",
    ),
    RecordKind(
        table="signed_before", key=("case_id", "record_table", "record_id", "words", "vault"), whose=Whose.CASE, serves=True,
        fields=(_refers("case_id", "cases"), *_columns("record_table record_id words vault name")),
        not_in_copy="by digests, whose laptops signed what stands in the copy",
    ),
    RecordKind(
        table="not_whole_before", key=("case_id", "record_table", "record_key"), whose=Whose.CASE, serves=True,
        fields=(
            _refers("case_id", "cases"), *_columns("record_table record_key who"), *_columns("at", Type.TIME), *_columns("lacks"),
            *_columns("texts", Type.JSON), *_columns("may_go_on kept_apart", Type.FLAG),
        ),
        not_in_copy="each of these entries is in the copy by itself, with those that wait for a team",
    ),
    RecordKind(
        table="team_conflicts", whose=Whose.CASE, serves=True, replaces=Replaces.STATE,
        fields=(
            *_columns("id"), _refers("case_id", "cases"), *_columns("record_table record_key unit"),
            *_columns("sides", Type.JSON, moves=True), *_columns("found_at", Type.TIME),
        ),
        not_in_copy="what two members said differently until a person settles it; what stands is in the copy",
    ),
    RecordKind(
        table="team_circles", key=("circle", "number", "digest"), not_in_copy=_ABOUT_NOBODY,
        fields=(
            *_columns("circle"), *_columns("number", Type.NUMBER), *_columns("digest"), *_columns("epoch", Type.NUMBER),
            *_columns("words"), *_columns("received_at", Type.TIME),
        ),
    ),
    RecordKind(
        table="team_heads", key=("circle", "vault"), not_in_copy=_ABOUT_NOBODY, replaces=Replaces.STATE,
        fields=(
            *_columns("circle vault"), *_columns("number", Type.NUMBER, moves=True), *_columns("digest", moves=True),
            *_columns("told", Type.NUMBER, moves=True), *_columns("told_by", moves=True), *_columns("heard_at", Type.TIME, moves=True),
        ),
    ),
    RecordKind(
        table="team_files", key=("circle", "kind", "digest", "record_id"), whose=Whose.CASE, serves=True, replaces=Replaces.STATE,
        fields=(
            *_columns("circle kind digest record_id case_id"), *_columns("size", Type.NUMBER), *_columns("state", moves=True),
        ),
        not_in_copy="which files have come from the team; the files are in the copy",
    ),
    RecordKind(
        table="team_objects", key=("name",), whose=Whose.CASE, serves=True,
        fields=(*_columns("name circle case_id"), *_columns("bytes", Type.BYTES), *_columns("made_at", Type.TIME)),
        not_in_copy="sealed forms of what stands in the copy in its parts, which wait to be put into the team's mailbox",
    ),
)  # fmt: skip
