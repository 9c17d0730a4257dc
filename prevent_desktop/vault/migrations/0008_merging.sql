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
