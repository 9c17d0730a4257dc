-- A team shares cases: which, what each vault changed in them (change-sets), and what of it stands in the record.

-- The cases that are shared, and in which circle.
CREATE TABLE team_cases (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id),
    circle TEXT NOT NULL,
    shared_at TEXT NOT NULL
) STRICT;

CREATE INDEX team_cases_by_circle ON team_cases (circle);

-- Shared cases in which something was written that no change-set holds yet, perhaps.
CREATE TABLE team_dirty (
    case_id TEXT PRIMARY KEY NOT NULL
) STRICT;

-- The change-sets of all vaults, as they were signed. `case_id` may be of a case that has not come, so it refers to none.
-- `state` is applied, waiting or set-aside, and `reason` says why. `checked_by` is the vault that found it valid where it
-- came in a snapshot, `here` says that it was written here. Two that differ under one number are both kept.
CREATE TABLE team_sets (
    circle TEXT NOT NULL,
    vault TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    case_id TEXT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    put_at TEXT,
    received_at TEXT NOT NULL,
    checked_by TEXT NOT NULL DEFAULT '',
    here INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (circle, vault, number, digest)
) STRICT;

CREATE INDEX team_sets_by_case ON team_sets (case_id);
-- What a round asks again and again is answered without reading the words.
CREATE INDEX team_sets_without_words ON team_sets (circle, vault, number, digest, state, put_at, received_at);
CREATE INDEX team_sets_to_put ON team_sets (circle, number) WHERE put_at IS NULL;
CREATE INDEX team_sets_by_state ON team_sets (state) WHERE state <> 'applied';

-- What stands of each unit of a shared row in this vault: the digest of what the row says, and the operations that said it.
CREATE TABLE team_units (
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_key TEXT NOT NULL,
    unit TEXT NOT NULL,
    digest TEXT NOT NULL,
    operations TEXT NOT NULL,
    PRIMARY KEY (case_id, record_table, record_key, unit)
) STRICT;

-- What two members said differently about one unit; `sides` (JSON) are both, that which is shown first.
CREATE TABLE team_conflicts (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_key TEXT NOT NULL,
    unit TEXT NOT NULL,
    sides TEXT NOT NULL,
    found_at TEXT NOT NULL
) STRICT;

CREATE INDEX team_conflicts_by_case ON team_conflicts (case_id);

-- The signed statements of each circle: who shares it, and the keys of its epochs.
CREATE TABLE team_circles (
    circle TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    words TEXT NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (circle, number, digest)
) STRICT;

-- How far each vault of a circle is: all its change-sets up to `number` are here, and `told` is the newest that anybody knows.
CREATE TABLE team_heads (
    circle TEXT NOT NULL,
    vault TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    told INTEGER NOT NULL DEFAULT 0,
    told_by TEXT NOT NULL DEFAULT '',
    heard_at TEXT,
    PRIMARY KEY (circle, vault)
) STRICT;

-- Sealed objects that wait to be put into the store, under the name that they get there; `case_id` where one is of a case.
CREATE TABLE team_objects (
    name TEXT PRIMARY KEY NOT NULL,
    circle TEXT NOT NULL,
    case_id TEXT NOT NULL DEFAULT '',
    bytes BLOB NOT NULL,
    made_at TEXT NOT NULL
) STRICT;

CREATE INDEX team_objects_by_time ON team_objects (made_at);
CREATE INDEX team_objects_by_case ON team_objects (case_id) WHERE case_id <> '';

-- Files of shared cases, and forms that responses need: each travels as an object of its own, named by its digest. `state` is
-- to-put or put for what is offered from here, wanted for what has not come; a record waits until its file is here.
CREATE TABLE team_files (
    circle TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    record_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (circle, kind, digest, record_id)
) STRICT;

CREATE INDEX team_files_by_case ON team_files (case_id);
CREATE INDEX team_files_by_state ON team_files (state) WHERE state <> 'put';

-- Whatever is written in a shared kind of record marks its case.

CREATE TRIGGER people_added_for_team AFTER INSERT ON people
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT id FROM cases WHERE person_id = NEW.id AND id IN (SELECT case_id FROM team_cases);
END;

CREATE TRIGGER people_changed_for_team AFTER UPDATE ON people
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT id FROM cases WHERE person_id IN (OLD.id, NEW.id) AND id IN (SELECT case_id FROM team_cases);
END;

CREATE TRIGGER people_removed_for_team AFTER DELETE ON people
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT id FROM cases WHERE person_id = OLD.id AND id IN (SELECT case_id FROM team_cases);
END;

CREATE TRIGGER cases_added_for_team AFTER INSERT ON cases
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.id;
END;

CREATE TRIGGER cases_changed_for_team AFTER UPDATE ON cases
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.id, NEW.id);
END;

CREATE TRIGGER cases_removed_for_team AFTER DELETE ON cases
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.id;
END;

CREATE TRIGGER responses_added_for_team AFTER INSERT ON responses
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER responses_changed_for_team AFTER UPDATE ON responses
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER responses_removed_for_team AFTER DELETE ON responses
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER notes_added_for_team AFTER INSERT ON notes
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER notes_changed_for_team AFTER UPDATE ON notes
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER notes_removed_for_team AFTER DELETE ON notes
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER events_added_for_team AFTER INSERT ON events
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER events_changed_for_team AFTER UPDATE ON events
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER events_removed_for_team AFTER DELETE ON events
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER decisions_added_for_team AFTER INSERT ON decisions
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER decisions_changed_for_team AFTER UPDATE ON decisions
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER decisions_removed_for_team AFTER DELETE ON decisions
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER keeping_decisions_added_for_team AFTER INSERT ON keeping_decisions
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER keeping_decisions_changed_for_team AFTER UPDATE ON keeping_decisions
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER keeping_decisions_removed_for_team AFTER DELETE ON keeping_decisions
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER packs_added_for_team AFTER INSERT ON packs
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER packs_changed_for_team AFTER UPDATE ON packs
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER packs_removed_for_team AFTER DELETE ON packs
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER received_packs_added_for_team AFTER INSERT ON received_packs
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER received_packs_changed_for_team AFTER UPDATE ON received_packs
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER received_packs_removed_for_team AFTER DELETE ON received_packs
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER answers_added_for_team AFTER INSERT ON answers
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER answers_changed_for_team AFTER UPDATE ON answers
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER answers_removed_for_team AFTER DELETE ON answers
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER chases_added_for_team AFTER INSERT ON chases
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER chases_changed_for_team AFTER UPDATE ON chases
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER chases_removed_for_team AFTER DELETE ON chases
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER withholdings_added_for_team AFTER INSERT ON withholdings
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER withholdings_changed_for_team AFTER UPDATE ON withholdings
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER withholdings_removed_for_team AFTER DELETE ON withholdings
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER attachments_added_for_team AFTER INSERT ON attachments
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER attachments_changed_for_team AFTER UPDATE ON attachments
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER attachments_removed_for_team AFTER DELETE ON attachments
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER reviews_added_for_team AFTER INSERT ON reviews
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER reviews_changed_for_team AFTER UPDATE ON reviews
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER reviews_removed_for_team AFTER DELETE ON reviews
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER bare_copies_added_for_team AFTER INSERT ON bare_copies
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER bare_copies_changed_for_team AFTER UPDATE ON bare_copies
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER bare_copies_removed_for_team AFTER DELETE ON bare_copies
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

CREATE TRIGGER person_changes_added_for_team AFTER INSERT ON person_changes
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT id FROM cases WHERE person_id = NEW.person_id AND id IN (SELECT case_id FROM team_cases);
END;

CREATE TRIGGER person_changes_changed_for_team AFTER UPDATE ON person_changes
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT id FROM cases WHERE person_id IN (OLD.person_id, NEW.person_id) AND id IN (SELECT case_id FROM team_cases);
END;

CREATE TRIGGER person_changes_removed_for_team AFTER DELETE ON person_changes
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT id FROM cases WHERE person_id = OLD.person_id AND id IN (SELECT case_id FROM team_cases);
END;
