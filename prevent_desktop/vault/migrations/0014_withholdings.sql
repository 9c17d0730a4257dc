-- What a person keeps back from the receivers of a case: words wherever they stand, a whole answer, or a file.

CREATE TABLE withholdings (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    recipient_id TEXT NOT NULL,
    words TEXT NOT NULL,
    place TEXT NOT NULL,
    label TEXT NOT NULL,
    reason TEXT NOT NULL,
    lifts TEXT REFERENCES withholdings (id),
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;

CREATE INDEX withholdings_by_case ON withholdings (case_id, decided_at);
CREATE INDEX withholdings_by_lifted ON withholdings (lifts) WHERE lifts IS NOT NULL;

CREATE TRIGGER withholdings_never_change BEFORE UPDATE ON withholdings
BEGIN
    SELECT RAISE (ABORT, 'frozen: what was kept back never changes');
END;

CREATE TRIGGER withholdings_are_never_deleted BEFORE DELETE ON withholdings
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: what was kept back is never deleted');
END;
