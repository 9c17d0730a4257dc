-- Two copies of one vault are joined: the other's audit is kept beside ours, and what differs waits for a person.

-- What was written down in the other copy since the two parted. An entry `vault.merged` of ours carries the newest digest.
CREATE TABLE audit_branches (
    digest TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL
) STRICT;

CREATE INDEX audit_branches_by_subject ON audit_branches (subject);
CREATE INDEX audit_branches_by_previous ON audit_branches (previous);

CREATE TRIGGER audit_branches_are_never_changed BEFORE UPDATE ON audit_branches
BEGIN
    SELECT RAISE (ABORT, 'frozen: an audit entry never changes');
END;

CREATE TRIGGER audit_branches_are_never_deleted BEFORE DELETE ON audit_branches
BEGIN
    SELECT RAISE (ABORT, 'frozen: an audit entry is never deleted');
END;

-- A record that was frozen under one id in both copies with other words: the other copy's stands under an id of its own.
CREATE TABLE merge_twins (
    twin_id TEXT PRIMARY KEY NOT NULL,
    original_id TEXT NOT NULL
) STRICT;

CREATE TABLE merge_conflicts (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    case_id TEXT REFERENCES cases (id) ON DELETE CASCADE,
    record_id TEXT NOT NULL,
    twin_id TEXT,
    field TEXT NOT NULL,
    kept TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    kept_here INTEGER NOT NULL,
    other TEXT NOT NULL,
    other_at TEXT NOT NULL,
    found_at TEXT NOT NULL,
    choice TEXT,
    settled_at TEXT,
    settled_by TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX merge_conflicts_by_person ON merge_conflicts (person_id);
CREATE INDEX merge_conflicts_by_case ON merge_conflicts (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX merge_conflicts_open ON merge_conflicts (found_at) WHERE settled_at IS NULL;

-- After which entry of the audit a draft or a case was written last. Clocks may be wrong; this order is not, so it can be
-- proved that a copy knows the newest words. `agreed` is the digest of a draft's answers that both copies had at a joining.
CREATE TABLE write_marks (
    record_id TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    agreed TEXT NOT NULL DEFAULT ''
) STRICT;

INSERT INTO write_marks (record_id, position)
SELECT id, (SELECT coalesce(max(position), 0) FROM audit) FROM responses WHERE finalised_at IS NULL
UNION ALL SELECT id, (SELECT coalesce(max(position), 0) FROM audit) FROM cases;

CREATE TRIGGER response_added_is_marked AFTER INSERT ON responses
BEGIN
    INSERT INTO write_marks (record_id, position) VALUES (NEW.id, (SELECT coalesce(max(position), 0) FROM audit))
    ON CONFLICT (record_id) DO UPDATE SET position = excluded.position;
END;

CREATE TRIGGER response_written_is_marked AFTER UPDATE OF content ON responses
BEGIN
    INSERT INTO write_marks (record_id, position) VALUES (NEW.id, (SELECT coalesce(max(position), 0) FROM audit))
    ON CONFLICT (record_id) DO UPDATE SET position = excluded.position;
END;

CREATE TRIGGER response_removed_unmarks AFTER DELETE ON responses
BEGIN
    DELETE FROM write_marks WHERE record_id = OLD.id;
END;

CREATE TRIGGER case_added_is_marked AFTER INSERT ON cases
BEGIN
    INSERT INTO write_marks (record_id, position) VALUES (NEW.id, (SELECT coalesce(max(position), 0) FROM audit))
    ON CONFLICT (record_id) DO UPDATE SET position = excluded.position;
END;

CREATE TRIGGER case_moved_is_marked AFTER UPDATE OF status ON cases
BEGIN
    INSERT INTO write_marks (record_id, position) VALUES (NEW.id, (SELECT coalesce(max(position), 0) FROM audit))
    ON CONFLICT (record_id) DO UPDATE SET position = excluded.position;
END;

CREATE TRIGGER case_removed_unmarks AFTER DELETE ON cases
BEGIN
    DELETE FROM write_marks WHERE record_id = OLD.id;
END;
