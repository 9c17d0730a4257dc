"""What belongs to one person in the audit: the opaque ids of the person and of all in their cases."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.vault.database import Database

_SUBJECTS = """
WITH theirs AS (SELECT id FROM cases WHERE person_id = :person)
SELECT :person AS id, 'person' AS kind, '' AS name
UNION ALL SELECT id, 'case', '' FROM theirs
UNION ALL SELECT id, 'form', title FROM responses WHERE case_id IN theirs
UNION ALL SELECT id, 'pack', recipient_name FROM packs WHERE case_id IN theirs
UNION ALL SELECT pack_id, 'received', sender_organisation FROM received_packs WHERE case_id IN theirs
UNION ALL SELECT id, 'draft', colleague FROM drafts_for_comment WHERE case_id IN theirs
UNION ALL SELECT id, 'attachment', file_name FROM attachments WHERE case_id IN theirs
UNION ALL SELECT id, 'note', '' FROM notes WHERE case_id IN theirs
UNION ALL SELECT id, 'event', '' FROM events WHERE case_id IN theirs
UNION ALL SELECT id, 'decision', '' FROM decisions WHERE case_id IN theirs
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """`name` is a form's title, a file's name or a pack's receiver; empty for what has none."""

    id: str
    kind: str
    name: str


def subjects_of(database: Database, person_id: str) -> tuple[Subject, ...]:
    """All that an entry about this person can be about."""
    rows = database.rows(_SUBJECTS, {"person": person_id})
    return tuple(Subject(row["id"], row["kind"], row["name"]) for row in rows)
