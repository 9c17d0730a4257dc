-- Copies of pictures with nothing hidden in them; packs carry the copy, and the original stays as it was added.
CREATE TABLE bare_copies (
    copy_id TEXT PRIMARY KEY NOT NULL REFERENCES attachments (id),
    original_id TEXT NOT NULL REFERENCES attachments (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    made_at TEXT NOT NULL
) STRICT;

CREATE INDEX bare_copies_by_original ON bare_copies (original_id);
CREATE INDEX bare_copies_by_case ON bare_copies (case_id);

CREATE TRIGGER bare_copies_never_change BEFORE UPDATE ON bare_copies
BEGIN
    SELECT RAISE (ABORT, 'frozen: a copy never changes');
END;

CREATE TRIGGER bare_copies_are_never_deleted BEFORE DELETE ON bare_copies
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a copy is never deleted');
END;
