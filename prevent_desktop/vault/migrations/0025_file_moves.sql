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

CREATE TRIGGER file_move_sets_clock AFTER INSERT ON file_moves
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

CREATE TRIGGER file_moves_never_change BEFORE UPDATE ON file_moves
BEGIN
    SELECT RAISE (ABORT, 'frozen: a move of the file never changes');
END;

CREATE TRIGGER file_moves_are_never_deleted BEFORE DELETE ON file_moves
WHEN OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a move of the file is never deleted');
END;

-- It marks its case for the team, as all that the members of a circle share.

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
