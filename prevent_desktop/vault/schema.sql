-- The whole schema as it stands now, to read in one place; the numbered migrations add up to it (a test proves it).
-- Times are ISO 8601 in UTC with microseconds, so that text order is time order.

CREATE TABLE people (
    id TEXT PRIMARY KEY NOT NULL,
    forenames TEXT NOT NULL,
    surname TEXT NOT NULL,
    known_as TEXT NOT NULL,
    birth_date TEXT,
    approximate_age INTEGER,
    gender TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    interpreter_needed INTEGER,
    nhs_number TEXT NOT NULL,
    upn TEXT NOT NULL,
    school TEXT NOT NULL,
    year_group TEXT NOT NULL,
    household TEXT NOT NULL,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    aliases TEXT NOT NULL DEFAULT '',
    nationality TEXT NOT NULL DEFAULT '',
    immigration_status TEXT NOT NULL DEFAULT '',
    school_urn TEXT NOT NULL DEFAULT '',
    agencies TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE INDEX people_by_change ON people (changed_at);

CREATE TABLE cases (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    status TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    closed_at TEXT
) STRICT;

CREATE INDEX cases_by_person ON cases (person_id, opened_at);
CREATE INDEX cases_by_change ON cases (person_id, changed_at);
CREATE INDEX cases_open ON cases (changed_at) WHERE closed_at IS NULL;

CREATE TABLE questionnaires (
    digest TEXT PRIMARY KEY NOT NULL,
    url TEXT NOT NULL,
    version TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE responses (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    form_id TEXT NOT NULL,
    questionnaire_url TEXT NOT NULL,
    questionnaire_version TEXT NOT NULL,
    questionnaire_digest TEXT NOT NULL REFERENCES questionnaires (digest),
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    place TEXT NOT NULL,
    sections_done INTEGER NOT NULL,
    sections_total INTEGER NOT NULL,
    author TEXT NOT NULL,
    started_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    finalised_at TEXT,
    content_digest TEXT NOT NULL,
    content TEXT NOT NULL,
    based_on TEXT REFERENCES responses (id),
    grown_from TEXT REFERENCES notes (id),
    corrects TEXT REFERENCES responses (id),
    kept_apart INTEGER NOT NULL DEFAULT 0,
    received_id TEXT REFERENCES received_packs (id)
) STRICT;

CREATE INDEX responses_by_case ON responses (case_id, started_at);
CREATE INDEX responses_in_draft ON responses (changed_at) WHERE finalised_at IS NULL;
CREATE INDEX responses_by_model ON responses (based_on) WHERE based_on IS NOT NULL;
CREATE INDEX responses_by_note ON responses (grown_from) WHERE grown_from IS NOT NULL;
CREATE INDEX responses_by_corrected ON responses (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX responses_by_received ON responses (received_id) WHERE received_id IS NOT NULL;

CREATE TABLE notes (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    text TEXT NOT NULL,
    source TEXT NOT NULL,
    source_detail TEXT NOT NULL,
    author TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT;

CREATE INDEX notes_by_case ON notes (case_id, written_at);

CREATE TABLE events (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    label TEXT NOT NULL,
    what TEXT NOT NULL,
    day TEXT,
    approximate INTEGER NOT NULL,
    own_words TEXT NOT NULL,
    source TEXT NOT NULL,
    source_detail TEXT NOT NULL,
    author TEXT NOT NULL,
    written_at TEXT NOT NULL,
    response_id TEXT REFERENCES responses (id),
    place TEXT NOT NULL DEFAULT '',
    who_else TEXT NOT NULL DEFAULT '',
    corrects TEXT REFERENCES events (id),
    received_id TEXT REFERENCES received_packs (id)
) STRICT;

CREATE INDEX events_by_case ON events (case_id, written_at);
CREATE INDEX events_by_response ON events (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX events_by_corrected ON events (corrects) WHERE corrects IS NOT NULL;
CREATE INDEX events_by_received ON events (received_id) WHERE received_id IS NOT NULL;

CREATE TABLE decisions (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    response_id TEXT REFERENCES responses (id),
    reference TEXT NOT NULL DEFAULT '',
    received_id TEXT REFERENCES received_packs (id)
) STRICT;

CREATE INDEX decisions_by_case ON decisions (case_id, decided_at);
CREATE INDEX decisions_by_response ON decisions (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX decisions_by_received ON decisions (received_id) WHERE received_id IS NOT NULL;

-- Only a received pack that nobody has put in a case yet has a file without one.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT REFERENCES cases (id),
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    description TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT;

CREATE INDEX attachments_by_case ON attachments (case_id, added_at);

CREATE TABLE packs (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    recipient_id TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    attachment_id TEXT NOT NULL REFERENCES attachments (id),
    page_count INTEGER NOT NULL,
    pdf_digest TEXT NOT NULL,
    sealed_digest TEXT NOT NULL,
    status TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    receipt TEXT NOT NULL,
    receipt_at TEXT,
    receiver_reference TEXT NOT NULL,
    corrects TEXT REFERENCES packs (id) DEFERRABLE INITIALLY DEFERRED,
    held TEXT NOT NULL DEFAULT '[]',
    answer_by TEXT
) STRICT;

CREATE INDEX packs_by_case ON packs (case_id, signed_at);
CREATE INDEX packs_by_attachment ON packs (attachment_id);
-- What is on its way is asked for at each start: never by reading every pack that was ever sent.
CREATE INDEX packs_by_receipt ON packs (receipt_at);
CREATE INDEX packs_unsettled ON packs (status) WHERE status IN ('signed', 'queued');
CREATE INDEX packs_by_corrected ON packs (corrects) WHERE corrects IS NOT NULL;

-- What receivers answered to our packs, and what we answered to packs that came; each stays as it was signed (`jws`).

CREATE TABLE answers (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    pack_id TEXT NOT NULL,
    direction TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    receiver TEXT NOT NULL,
    answer_by TEXT,
    jws TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;

CREATE INDEX answers_by_case ON answers (case_id, at);
CREATE INDEX answers_by_pack ON answers (pack_id, direction, number);
CREATE INDEX answers_by_time ON answers (recorded_at);

CREATE TRIGGER answer_sets_clock AFTER INSERT ON answers
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER answers_never_change BEFORE UPDATE ON answers
BEGIN
    SELECT RAISE (ABORT, 'frozen: an answer never changes');
END;

CREATE TRIGGER answers_are_never_deleted BEFORE DELETE ON answers WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: an answer is never deleted');
END;

-- Answers of ours that are signed and recorded, and not yet put where their sender looks; sealed as they will lie there.
CREATE TABLE answers_to_give (
    answer_id TEXT PRIMARY KEY NOT NULL REFERENCES answers (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX answers_to_give_by_case ON answers_to_give (case_id);

-- What came as an answer and was none: by the digest of the sealed file, with the reason in words.
CREATE TABLE answers_set_aside (
    pack_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    reason TEXT NOT NULL,
    found_at TEXT NOT NULL,
    PRIMARY KEY (pack_id, number, digest)
) STRICT;

CREATE INDEX answers_set_aside_by_case ON answers_set_aside (case_id, found_at);
CREATE INDEX answers_set_aside_by_time ON answers_set_aside (found_at);

-- The day from which whoever has a pack is asked again, as somebody set it; the one set last counts.
CREATE TABLE chases (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    pack_id TEXT NOT NULL,
    day TEXT NOT NULL,
    set_at TEXT NOT NULL,
    event_id TEXT REFERENCES events (id)
) STRICT;

CREATE INDEX chases_by_case ON chases (case_id, set_at);
CREATE INDEX chases_by_event ON chases (event_id) WHERE event_id IS NOT NULL;

CREATE TRIGGER chases_never_change BEFORE UPDATE OF id, pack_id, day, set_at ON chases
BEGIN
    SELECT RAISE (ABORT, 'frozen: a day of asking again never changes');
END;

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

CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE secrets (
    name TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT;

-- Each entry holds the digest of the one before it.
CREATE TABLE audit (
    position INTEGER PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL UNIQUE
) STRICT;

-- Who has seen one person's record is asked each time that it is opened: never by reading all of the audit.
CREATE INDEX audit_by_subject ON audit (subject, action);

-- What can be undone in a draft, so that a lock takes nothing back from whoever is writing.
CREATE TABLE undo_histories (
    draft TEXT PRIMARY KEY NOT NULL,
    steps TEXT NOT NULL
) STRICT;

CREATE TRIGGER finalised_responses_cannot_be_undone AFTER UPDATE OF finalised_at ON responses
WHEN NEW.finalised_at IS NOT NULL
BEGIN
    DELETE FROM undo_histories WHERE draft = NEW.id;
END;

-- Forms that came in signed bundles, and those that were withdrawn. The forms themselves stand in `questionnaires`.

CREATE TABLE form_bundles (
    id TEXT PRIMARY KEY NOT NULL,
    publisher TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    made_at TEXT NOT NULL,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL
) STRICT;

CREATE TABLE added_forms (
    form_id TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES questionnaires (digest),
    bundle_id TEXT NOT NULL REFERENCES form_bundles (id),
    PRIMARY KEY (form_id, version)
) STRICT;

CREATE INDEX added_forms_by_bundle ON added_forms (bundle_id);
CREATE INDEX added_forms_by_digest ON added_forms (digest);

-- No version of the form up to this one is offered any more.
CREATE TABLE withdrawn_forms (
    form_id TEXT PRIMARY KEY NOT NULL,
    version TEXT NOT NULL,
    bundle_id TEXT NOT NULL REFERENCES form_bundles (id)
) STRICT;

-- The pupils of the school's list, from whom people are chosen. Each import puts this list in place of the one before.

CREATE TABLE pupils (
    id TEXT PRIMARY KEY NOT NULL,
    forenames TEXT NOT NULL,
    surname TEXT NOT NULL,
    year_group TEXT NOT NULL,
    form TEXT NOT NULL,
    known_as TEXT NOT NULL,
    birth_date TEXT,
    gender TEXT NOT NULL,
    upn TEXT NOT NULL,
    school TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL,
    sought TEXT NOT NULL,
    contacts TEXT NOT NULL DEFAULT '[]'
) STRICT;

-- The organisation's signed profiles, as they were taken; the newest version counts.
CREATE TABLE profiles (
    version INTEGER PRIMARY KEY NOT NULL,
    digest TEXT NOT NULL,
    organisation TEXT NOT NULL,
    jws TEXT NOT NULL,
    signer TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    authority TEXT NOT NULL,
    imported_at TEXT NOT NULL
) STRICT;

-- Keeping and disposing: what people decided about it, the clock of each case, and what is left once it is disposed of.

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

-- What went to a child's new school: word ahead, the whole file, a request to delete what went to a wrong one.

CREATE TABLE file_moves (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    school TEXT NOT NULL,
    told TEXT NOT NULL,
    left_on TEXT,
    words TEXT NOT NULL,
    pack_id TEXT NOT NULL REFERENCES packs (id),
    author TEXT NOT NULL,
    written_at TEXT NOT NULL
) STRICT;

CREATE INDEX file_moves_by_case ON file_moves (case_id, written_at);
CREATE INDEX file_moves_by_pack ON file_moves (pack_id);

CREATE TRIGGER file_moves_never_change BEFORE UPDATE ON file_moves
BEGIN
    SELECT RAISE (ABORT, 'frozen: a move of the file never changes');
END;

CREATE TRIGGER file_moves_are_never_deleted BEFORE DELETE ON file_moves
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a move of the file is never deleted');
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

CREATE TRIGGER file_move_sets_clock AFTER INSERT ON file_moves
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

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

-- The people and cases that are being disposed of, inside the one transaction that does it. The triggers further on let
-- their records go and no others; the transaction empties the table before it ends.
CREATE TABLE disposing (
    id TEXT PRIMARY KEY NOT NULL
) STRICT;

-- What never changes once it is written.

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE (ABORT, 'frozen: an audit entry never changes');
END;

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE (ABORT, 'frozen: an audit entry is never deleted');
END;

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
    AND (NEW.received_id IS OLD.received_id OR NEW.received_id IS NULL AND OLD.received_id IN
        (SELECT id FROM received_packs WHERE case_id IN (SELECT id FROM disposing)))
)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a finalised response never changes');
END;

CREATE TRIGGER finalised_responses_are_never_deleted BEFORE DELETE ON responses
WHEN OLD.finalised_at IS NOT NULL AND OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a finalised response is never deleted');
END;

CREATE TRIGGER notes_never_change BEFORE UPDATE ON notes
BEGIN
    SELECT RAISE (ABORT, 'frozen: a note never changes');
END;

CREATE TRIGGER decisions_never_change BEFORE UPDATE ON decisions
WHEN NOT (
    (OLD.id, OLD.case_id, OLD.kind, OLD.choice, OLD.reason, OLD.decided_by, OLD.decided_at, OLD.response_id, OLD.reference)
    IS (NEW.id, NEW.case_id, NEW.kind, NEW.choice, NEW.reason, NEW.decided_by, NEW.decided_at, NEW.response_id, NEW.reference)
    AND NEW.received_id IS NULL AND OLD.received_id IN
        (SELECT id FROM received_packs WHERE case_id IN (SELECT id FROM disposing))
)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a decision never changes');
END;

CREATE TRIGGER person_changes_never_change BEFORE UPDATE ON person_changes
BEGIN
    SELECT RAISE (ABORT, 'frozen: an earlier value never changes');
END;

CREATE TRIGGER questionnaires_never_change BEFORE UPDATE ON questionnaires
BEGIN
    SELECT RAISE (ABORT, 'frozen: a questionnaire never changes');
END;

CREATE TRIGGER form_bundles_never_change BEFORE UPDATE ON form_bundles
BEGIN
    SELECT RAISE (ABORT, 'frozen: a form bundle never changes');
END;

CREATE TRIGGER added_forms_never_change BEFORE UPDATE ON added_forms
BEGIN
    SELECT RAISE (ABORT, 'frozen: an added form never changes');
END;

CREATE TRIGGER profiles_never_change BEFORE UPDATE ON profiles
BEGIN
    SELECT RAISE (ABORT, 'frozen: a profile never changes');
END;

CREATE TRIGGER profiles_are_never_deleted BEFORE DELETE ON profiles
BEGIN
    SELECT RAISE (ABORT, 'frozen: a profile is never deleted');
END;

CREATE TRIGGER keeping_decisions_never_change BEFORE UPDATE ON keeping_decisions
BEGIN
    SELECT RAISE (ABORT, 'frozen: a decision about keeping never changes');
END;

CREATE TRIGGER certificates_never_change BEFORE UPDATE OF id, content, disposed_at ON disposals
BEGIN
    SELECT RAISE (ABORT, 'frozen: a certificate never changes');
END;

CREATE TRIGGER certificates_are_never_deleted BEFORE DELETE ON disposals
BEGIN
    SELECT RAISE (ABORT, 'frozen: a certificate is never deleted');
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

-- Received packs. Until a person puts one in a case, its file belongs to no case. Beside one that came, a colleague's row may
-- say another thing of its number and signer.

CREATE TABLE received_packs (
    id TEXT PRIMARY KEY NOT NULL,
    pack_id TEXT NOT NULL,
    case_id TEXT REFERENCES cases (id),
    title TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sender_organisation TEXT NOT NULL,
    later_signers TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    trusted_at TEXT,
    received_at TEXT NOT NULL,
    reference TEXT NOT NULL,
    receipt TEXT NOT NULL,
    sealed_digest TEXT NOT NULL,
    attachment_id TEXT NOT NULL REFERENCES attachments (id),
    page_count INTEGER NOT NULL,
    person TEXT NOT NULL,
    answer_by TEXT,
    answer_to TEXT NOT NULL,
    corrects TEXT NOT NULL,
    status TEXT NOT NULL,
    danger TEXT NOT NULL DEFAULT '',
    asks TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX received_packs_by_number ON received_packs (pack_id, fingerprint);
CREATE INDEX received_packs_by_case ON received_packs (case_id, received_at);
CREATE INDEX received_packs_by_time ON received_packs (received_at);
CREATE INDEX received_packs_by_file ON received_packs (attachment_id);
CREATE INDEX received_packs_by_corrected ON received_packs (corrects) WHERE corrects <> '';

CREATE TRIGGER received_pack_sets_clock AFTER UPDATE OF case_id ON received_packs WHEN NEW.case_id IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

-- What was verified never changes; only the case that a person puts it in.
CREATE TRIGGER received_packs_never_change BEFORE UPDATE OF id, pack_id, title, sender_name, sender_organisation, later_signers,
    fingerprint, claimed_at, trusted_at, received_at, reference, receipt, sealed_digest, page_count, person, answer_by, answer_to, corrects,
    danger, asks
ON received_packs
BEGIN
    SELECT RAISE (ABORT, 'frozen: a received pack never changes');
END;

CREATE TRIGGER received_packs_are_never_deleted BEFORE DELETE ON received_packs
WHEN OLD.case_id IS NULL OR OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a received pack is never deleted');
END;

-- Drafts that were handed to a colleague or came from one, with the comments on them.

CREATE TABLE drafts_for_comment (
    id TEXT PRIMARY KEY NOT NULL,
    direction TEXT NOT NULL,
    case_id TEXT REFERENCES cases (id),
    colleague TEXT NOT NULL,
    signer TEXT NOT NULL,
    words TEXT NOT NULL,
    digest TEXT NOT NULL,
    responses TEXT NOT NULL,
    handed_at TEXT NOT NULL,
    comments TEXT NOT NULL,
    returned_at TEXT,
    done TEXT NOT NULL
) STRICT;

CREATE INDEX drafts_for_comment_by_case ON drafts_for_comment (case_id, handed_at);
CREATE INDEX drafts_for_comment_by_time ON drafts_for_comment (handed_at);
CREATE INDEX drafts_for_comment_by_state ON drafts_for_comment (direction, returned_at);

CREATE TRIGGER drafts_for_comment_never_change
BEFORE UPDATE OF id, direction, case_id, colleague, signer, words, digest, responses, handed_at ON drafts_for_comment
BEGIN
    SELECT RAISE (ABORT, 'frozen: what was handed on never changes');
END;

-- What a colleague handed over belongs to their record, and may go from here.
CREATE TRIGGER drafts_for_comment_sent_are_never_deleted BEFORE DELETE ON drafts_for_comment
WHEN OLD.direction = 'sent' AND (OLD.case_id IS NULL OR OLD.case_id NOT IN (SELECT id FROM disposing))
BEGIN
    SELECT RAISE (ABORT, 'frozen: what was handed on is never deleted');
END;

-- Search. The text tables are written by the repositories; the triggers keep the FTS5 indexes in step with them.

CREATE TABLE person_texts (
    row INTEGER PRIMARY KEY,
    person_id TEXT NOT NULL UNIQUE REFERENCES people (id),
    names TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE person_index USING fts5 (
    names, details,
    content = 'person_texts', content_rowid = 'row',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

INSERT INTO person_index (person_index, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER person_texts_added AFTER INSERT ON person_texts
BEGIN
    INSERT INTO person_index (rowid, names, details) VALUES (NEW.row, NEW.names, NEW.details);
END;

CREATE TRIGGER person_texts_removed AFTER DELETE ON person_texts
BEGIN
    INSERT INTO person_index (person_index, rowid, names, details)
    VALUES ('delete', OLD.row, OLD.names, OLD.details);
END;

CREATE TRIGGER person_texts_changed AFTER UPDATE ON person_texts
BEGIN
    INSERT INTO person_index (person_index, rowid, names, details)
    VALUES ('delete', OLD.row, OLD.names, OLD.details);
    INSERT INTO person_index (rowid, names, details) VALUES (NEW.row, NEW.names, NEW.details);
END;

-- Taking a text's words out of the index (FTS5 secure-delete) costs 50 ms in a large vault, far too much for each
-- autosave: a draft is listed here when it changes, and indexed when somebody searches.
CREATE TABLE drafts_to_index (
    response_id TEXT PRIMARY KEY NOT NULL REFERENCES responses (id)
) STRICT;

CREATE TABLE record_texts (
    row INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL REFERENCES cases (id),
    label TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX record_texts_by_case ON record_texts (case_id);

CREATE VIRTUAL TABLE record_index USING fts5 (
    label, body,
    content = 'record_texts', content_rowid = 'row',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);

INSERT INTO record_index (record_index, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER record_texts_added AFTER INSERT ON record_texts
BEGIN
    INSERT INTO record_index (rowid, label, body) VALUES (NEW.row, NEW.label, NEW.body);
END;

CREATE TRIGGER record_texts_removed AFTER DELETE ON record_texts
BEGIN
    INSERT INTO record_index (record_index, rowid, label, body) VALUES ('delete', OLD.row, OLD.label, OLD.body);
END;

CREATE TRIGGER record_texts_changed AFTER UPDATE ON record_texts
BEGIN
    INSERT INTO record_index (record_index, rowid, label, body) VALUES ('delete', OLD.row, OLD.label, OLD.body);
    INSERT INTO record_index (rowid, label, body) VALUES (NEW.row, NEW.label, NEW.body);
END;

-- A team shares cases: which, what each vault changed in them (change-sets), and what of it stands in the record.

-- The cases that are shared, and in which circle.
CREATE TABLE team_cases (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id),
    circle TEXT NOT NULL,
    shared_at TEXT NOT NULL,
    waiting TEXT NOT NULL DEFAULT '[]'
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

-- What stands of each unit of a shared row in this vault: the digest of what the row says, the operations that said it, and
-- those that gave way to it, which whoever writes next takes the place of as well.
CREATE TABLE team_units (
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_key TEXT NOT NULL,
    unit TEXT NOT NULL,
    digest TEXT NOT NULL,
    operations TEXT NOT NULL,
    passed_over TEXT NOT NULL DEFAULT '[]',
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

CREATE TRIGGER file_moves_added_for_team AFTER INSERT ON file_moves
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = NEW.case_id;
END;

CREATE TRIGGER file_moves_changed_for_team AFTER UPDATE ON file_moves
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id IN (OLD.case_id, NEW.case_id);
END;

CREATE TRIGGER file_moves_removed_for_team AFTER DELETE ON file_moves
BEGIN
    INSERT OR IGNORE INTO team_dirty (case_id)
    SELECT case_id FROM team_cases WHERE case_id = OLD.case_id;
END;

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

-- What this vault found of signatures of which a colleague's vault told it: of each row the digest of what was checked.
CREATE TABLE signature_checks (
    record_table TEXT NOT NULL,
    record_id TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    digest TEXT NOT NULL,
    trust TEXT NOT NULL,
    finding TEXT NOT NULL,
    checked_at TEXT NOT NULL,
    PRIMARY KEY (record_table, record_id)
) STRICT;

CREATE INDEX signature_checks_by_case ON signature_checks (case_id);
CREATE INDEX signature_checks_by_time ON signature_checks (checked_at);

-- Cases that go on in another circle of which anything came, or became known, that was not looked at since: a round looks at them alone.
CREATE TABLE team_moves_dirty (
    case_id TEXT PRIMARY KEY NOT NULL
) STRICT;

CREATE INDEX disposal_steps_of_moves ON disposal_steps (case_id, reference) WHERE step = 'moved';

CREATE TRIGGER moves_dirty_by_line AFTER INSERT ON disposal_steps
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE case_id = NEW.case_id AND step = 'moved';
END;

-- What comes by the circle in which a case is says nothing new of where it came from.
CREATE TRIGGER moves_dirty_by_set AFTER INSERT ON team_sets
WHEN NEW.circle IS NOT (SELECT circle FROM team_cases WHERE case_id = NEW.case_id)
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE case_id = NEW.case_id AND step = 'moved';
END;

CREATE TRIGGER moves_dirty_by_state AFTER UPDATE OF state ON team_sets WHEN NEW.state <> OLD.state
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE case_id = NEW.case_id AND step = 'moved';
END;

-- Whoever a case was kept from is let in again by a statement of its circle, or by another profile.
CREATE TRIGGER moves_dirty_by_circle AFTER INSERT ON team_circles
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE step = 'moved' AND case_id NOT IN (SELECT case_id FROM team_cases);
END;

CREATE TRIGGER moves_dirty_by_profile AFTER INSERT ON profiles
BEGIN
    INSERT OR IGNORE INTO team_moves_dirty (case_id)
    SELECT case_id FROM disposal_steps WHERE step = 'moved' AND case_id NOT IN (SELECT case_id FROM team_cases);
END;

-- Whose laptops signed words of a case where no set that counts says it any more, by the digest of the words: once the case has gone on
-- in another circle, and once this vault has left its team. `name` is of who it was in that team; of this one's vaults there is none.
CREATE TABLE signed_before (
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_id TEXT NOT NULL,
    words TEXT NOT NULL,
    vault TEXT NOT NULL,
    name TEXT,
    PRIMARY KEY (case_id, record_table, record_id, words, vault)
) STRICT;

-- Entries of a case of which not all had come when this vault left the team that shared it, with what came of each: nobody of that team
-- brings the rest here any more. `texts` is a JSON list of labels and words.
CREATE TABLE not_whole_before (
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_key TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    lacks TEXT NOT NULL,
    texts TEXT NOT NULL,
    may_go_on INTEGER NOT NULL,
    kept_apart INTEGER NOT NULL,
    PRIMARY KEY (case_id, record_table, record_key)
) STRICT;
