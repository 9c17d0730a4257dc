-- By when a pack asks for an answer, as page one says.
ALTER TABLE packs ADD COLUMN answer_by TEXT;

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
