-- Enter once: more of what a person's record holds, its earlier values, and where a form came from.

ALTER TABLE people ADD COLUMN aliases TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN nationality TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN immigration_status TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN school_urn TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN agencies TEXT NOT NULL DEFAULT '[]';

ALTER TABLE events ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN who_else TEXT NOT NULL DEFAULT '';

ALTER TABLE decisions ADD COLUMN reference TEXT NOT NULL DEFAULT '';

ALTER TABLE responses ADD COLUMN based_on TEXT REFERENCES responses (id);
ALTER TABLE responses ADD COLUMN grown_from TEXT REFERENCES notes (id);
ALTER TABLE responses ADD COLUMN corrects TEXT REFERENCES responses (id);
ALTER TABLE responses ADD COLUMN kept_apart INTEGER NOT NULL DEFAULT 0;

CREATE INDEX responses_by_model ON responses (based_on) WHERE based_on IS NOT NULL;
CREATE INDEX responses_by_note ON responses (grown_from) WHERE grown_from IS NOT NULL;
CREATE INDEX responses_by_corrected ON responses (corrects) WHERE corrects IS NOT NULL;

-- One field of a person that changed: what the record said before is always kept.
CREATE TABLE person_changes (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    field TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    response_id TEXT REFERENCES responses (id)
) STRICT;

CREATE INDEX person_changes_by_person ON person_changes (person_id, changed_at);
CREATE INDEX person_changes_by_response ON person_changes (response_id) WHERE response_id IS NOT NULL;

CREATE TRIGGER person_changes_never_change BEFORE UPDATE ON person_changes
BEGIN
    SELECT RAISE (ABORT, 'frozen: an earlier value never changes');
END;

-- A form says otherwise than the record, and somebody chose to leave the record as it is: not to be asked again.
CREATE TABLE left_differences (
    person_id TEXT NOT NULL REFERENCES people (id),
    field TEXT NOT NULL,
    recorded TEXT NOT NULL,
    answered TEXT NOT NULL,
    left_at TEXT NOT NULL,
    left_by TEXT NOT NULL,
    PRIMARY KEY (person_id, field, recorded, answered)
) STRICT;

-- The day by which a finalised form says that it is looked at again; a later one of the case takes its place.
CREATE TABLE reviews (
    response_id TEXT PRIMARY KEY NOT NULL REFERENCES responses (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    due TEXT NOT NULL,
    what TEXT NOT NULL,
    set_at TEXT NOT NULL,
    done_at TEXT
) STRICT;

CREATE INDEX reviews_by_case ON reviews (case_id, due);
CREATE INDEX reviews_open ON reviews (due) WHERE done_at IS NULL;
