-- A shared case is disposed of by its whole team: somebody announces it, each vault confirms or objects, a lead may decide.
-- `known` are marks of all change-sets that the announcer had: whoever has another one holds something newer.
CREATE TABLE disposal_steps (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    step TEXT NOT NULL,
    announcement TEXT NOT NULL,
    ground TEXT NOT NULL,
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    known TEXT NOT NULL,
    vault TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at TEXT NOT NULL
) STRICT;

CREATE INDEX disposal_steps_by_case ON disposal_steps (case_id, said_at);

CREATE TRIGGER disposal_steps_never_change BEFORE UPDATE ON disposal_steps
BEGIN
    SELECT RAISE (ABORT, 'frozen: what was said of a disposal never changes');
END;

CREATE TRIGGER disposal_steps_are_never_deleted BEFORE DELETE ON disposal_steps
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: what was said of a disposal is never deleted');
END;

CREATE TRIGGER disposal_steps_added_for_team AFTER INSERT ON disposal_steps
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER disposal_steps_changed_for_team AFTER UPDATE ON disposal_steps
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER disposal_steps_removed_for_team AFTER DELETE ON disposal_steps
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;
