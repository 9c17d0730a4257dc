-- Keeping and disposing: the clock of each case, what people decided about it, and what is left once it is disposed of.

CREATE TABLE keeping_decisions (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    until TEXT,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    lifts TEXT REFERENCES keeping_decisions (id),
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;

CREATE INDEX keeping_decisions_by_case ON keeping_decisions (case_id, decided_at);
CREATE INDEX keeping_decisions_by_hold ON keeping_decisions (lifts) WHERE lifts IS NOT NULL;

CREATE TRIGGER keeping_decisions_never_change BEFORE UPDATE ON keeping_decisions
BEGIN
    SELECT RAISE (ABORT, 'frozen: a decision about keeping never changes');
END;

-- When each case may be disposed of and why, as it was last worked out; `due` is a day, the rule is JSON.
CREATE TABLE clocks (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id),
    due TEXT,
    on_hold INTEGER NOT NULL,
    waits_for TEXT NOT NULL,
    rule TEXT NOT NULL,
    from_day TEXT,
    by_approximate_age INTEGER NOT NULL,
    kinds TEXT NOT NULL
) STRICT;

CREATE INDEX clocks_by_due ON clocks (on_hold, due);

-- Cases whose clock is to be worked out anew: whatever a rule looks at has changed.
CREATE TABLE clocks_to_set (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id)
) STRICT;

INSERT INTO clocks_to_set (case_id) SELECT id FROM cases;

CREATE TRIGGER case_added_sets_clock AFTER INSERT ON cases
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.id);
END;

CREATE TRIGGER case_changed_sets_clock AFTER UPDATE ON cases
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.id);
END;

CREATE TRIGGER birth_sets_clock AFTER UPDATE OF birth_date, approximate_age ON people
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) SELECT id FROM cases WHERE person_id = NEW.id;
END;

CREATE TRIGGER note_sets_clock AFTER INSERT ON notes
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER event_sets_clock AFTER INSERT ON events
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER decision_sets_clock AFTER INSERT ON decisions
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER response_sets_clock AFTER INSERT ON responses
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER finalising_sets_clock AFTER UPDATE OF finalised_at ON responses
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER attachment_sets_clock AFTER INSERT ON attachments
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER pack_sets_clock AFTER INSERT ON packs
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER keeping_sets_clock AFTER INSERT ON keeping_decisions
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

-- Certificates: what was disposed of, why and when, with opaque ids and no word about anybody.
CREATE TABLE disposals (
    id TEXT PRIMARY KEY NOT NULL,
    content TEXT NOT NULL,
    disposed_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;

CREATE INDEX disposals_by_time ON disposals (disposed_at);
CREATE INDEX disposals_unfinished ON disposals (id) WHERE finished_at IS NULL;

CREATE TRIGGER certificates_never_change BEFORE UPDATE OF id, content, disposed_at ON disposals
BEGIN
    SELECT RAISE (ABORT, 'frozen: a certificate never changes');
END;

CREATE TRIGGER certificates_are_never_deleted BEFORE DELETE ON disposals
BEGIN
    SELECT RAISE (ABORT, 'frozen: a certificate is never deleted');
END;

-- The people and cases that were disposed of: an older copy of the vault that is merged must not bring them back.
CREATE TABLE disposed (
    id TEXT PRIMARY KEY NOT NULL,
    disposal_id TEXT NOT NULL REFERENCES disposals (id)
) STRICT;

CREATE INDEX disposed_by_disposal ON disposed (disposal_id);

-- What is still to be taken away outside the rows after a disposal: sealed files and packs in the outbox, by their ids.
CREATE TABLE left_to_remove (
    disposal_id TEXT NOT NULL REFERENCES disposals (id),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (disposal_id, kind, id)
) STRICT;

-- The people and cases that are being disposed of, inside the one transaction that does it. The triggers below let
-- their records go and no others; the transaction empties the table before it ends.
CREATE TABLE disposing (
    id TEXT PRIMARY KEY NOT NULL
) STRICT;

DROP TRIGGER finalised_responses_are_never_deleted;

CREATE TRIGGER finalised_responses_are_never_deleted BEFORE DELETE ON responses
WHEN OLD.finalised_at IS NOT NULL AND OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a finalised response is never deleted');
END;

DROP TRIGGER finalised_responses_never_change;

-- But for a link to a record that is being disposed of: it is cut, and nothing else changes.
CREATE TRIGGER finalised_responses_never_change BEFORE UPDATE ON responses
WHEN OLD.finalised_at IS NOT NULL AND NOT (
    EXISTS (SELECT 1 FROM disposing)
    AND (OLD.id, OLD.case_id, OLD.form_id, OLD.questionnaire_url, OLD.questionnaire_version, OLD.questionnaire_digest,
        OLD.title, OLD.status, OLD.place, OLD.sections_done, OLD.sections_total, OLD.author, OLD.started_at,
        OLD.changed_at, OLD.finalised_at, OLD.content_digest, OLD.content, OLD.kept_apart)
    IS (NEW.id, NEW.case_id, NEW.form_id, NEW.questionnaire_url, NEW.questionnaire_version, NEW.questionnaire_digest,
        NEW.title, NEW.status, NEW.place, NEW.sections_done, NEW.sections_total, NEW.author, NEW.started_at,
        NEW.changed_at, NEW.finalised_at, NEW.content_digest, NEW.content, NEW.kept_apart)
    AND (NEW.based_on IS OLD.based_on OR NEW.based_on IS NULL AND OLD.based_on IN
        (SELECT id FROM responses WHERE case_id IN (SELECT id FROM disposing)))
    AND (NEW.corrects IS OLD.corrects OR NEW.corrects IS NULL AND OLD.corrects IN
        (SELECT id FROM responses WHERE case_id IN (SELECT id FROM disposing)))
    AND (NEW.grown_from IS OLD.grown_from OR NEW.grown_from IS NULL AND OLD.grown_from IN
        (SELECT id FROM notes WHERE case_id IN (SELECT id FROM disposing)))
)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a finalised response never changes');
END;

CREATE TRIGGER notes_are_never_deleted BEFORE DELETE ON notes WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a note is never deleted');
END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: an event is never deleted');
END;

CREATE TRIGGER decisions_are_never_deleted BEFORE DELETE ON decisions
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a decision is never deleted');
END;

CREATE TRIGGER packs_are_never_deleted BEFORE DELETE ON packs WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a pack is never deleted');
END;

CREATE TRIGGER keeping_decisions_are_never_deleted BEFORE DELETE ON keeping_decisions
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a decision about keeping is never deleted');
END;

CREATE TRIGGER cases_are_never_deleted BEFORE DELETE ON cases WHEN OLD.id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a case is never deleted');
END;
