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
