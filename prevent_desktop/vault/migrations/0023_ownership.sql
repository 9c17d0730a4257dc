-- Who owns a case, who covers it while its owner is away, and who of a team looked into it: one line each, never changed.
-- A line names those that it takes the place of (`follows`), so that no clock decides which one counts.

CREATE TABLE case_owners (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    owned_by TEXT NOT NULL,
    member TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at TEXT NOT NULL,
    follows TEXT NOT NULL
) STRICT;

CREATE INDEX case_owners_by_case ON case_owners (case_id, set_at);

CREATE TRIGGER case_owners_never_change BEFORE UPDATE ON case_owners
BEGIN
    SELECT RAISE (ABORT, 'frozen: an owner of a case never changes');
END;

CREATE TRIGGER case_owners_are_never_deleted BEFORE DELETE ON case_owners
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: an owner of a case is never deleted');
END;

CREATE TABLE covers (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    cover TEXT NOT NULL,
    owned_by TEXT NOT NULL,
    away_member TEXT NOT NULL,
    covered_by TEXT NOT NULL,
    covering_member TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    all_cases INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    set_at TEXT NOT NULL,
    follows TEXT NOT NULL
) STRICT;

CREATE INDEX covers_by_case ON covers (case_id, set_at);
CREATE INDEX covers_by_absence ON covers (cover, case_id);

CREATE TRIGGER covers_never_change BEFORE UPDATE ON covers
BEGIN
    SELECT RAISE (ABORT, 'frozen: a cover never changes');
END;

CREATE TRIGGER covers_are_never_deleted BEFORE DELETE ON covers
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a cover is never deleted');
END;

CREATE TABLE team_looks (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    looked_by TEXT NOT NULL,
    member TEXT NOT NULL,
    day TEXT NOT NULL,
    looked_at TEXT NOT NULL
) STRICT;

CREATE INDEX team_looks_by_case ON team_looks (case_id, looked_at);

CREATE TRIGGER team_looks_never_change BEFORE UPDATE ON team_looks
BEGIN
    SELECT RAISE (ABORT, 'frozen: that somebody looked never changes');
END;

CREATE TRIGGER team_looks_are_never_deleted BEFORE DELETE ON team_looks
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: that somebody looked is never deleted');
END;

-- Each of them marks its case for the team, as all that the members of a circle share.

CREATE TRIGGER case_owners_added_for_team AFTER INSERT ON case_owners
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER case_owners_changed_for_team AFTER UPDATE ON case_owners
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER case_owners_removed_for_team AFTER DELETE ON case_owners
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER covers_added_for_team AFTER INSERT ON covers
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER covers_changed_for_team AFTER UPDATE ON covers
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER covers_removed_for_team AFTER DELETE ON covers
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER team_looks_added_for_team AFTER INSERT ON team_looks
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER team_looks_changed_for_team AFTER UPDATE ON team_looks
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER team_looks_removed_for_team AFTER DELETE ON team_looks
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;
