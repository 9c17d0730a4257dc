-- A colleague can write a row with any number and any signer into a shared case. The true pack is kept beside it, so that number and
-- signer are no key any more.

PRAGMA defer_foreign_keys = ON;

CREATE TABLE received_packs_kept AS SELECT * FROM received_packs ORDER BY rowid;
DROP TABLE received_packs;

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

INSERT INTO received_packs (
    id, pack_id, case_id, title, sender_name, sender_organisation, later_signers, fingerprint, claimed_at, trusted_at, received_at, reference,
    receipt, sealed_digest, attachment_id, page_count, person, answer_by, answer_to, corrects, status, danger, asks
) SELECT
    id, pack_id, case_id, title, sender_name, sender_organisation, later_signers, fingerprint, claimed_at, trusted_at, received_at, reference,
    receipt, sealed_digest, attachment_id, page_count, person, answer_by, answer_to, corrects, status, danger, asks
FROM received_packs_kept ORDER BY rowid;
DROP TABLE received_packs_kept;

CREATE INDEX received_packs_by_number ON received_packs (pack_id, fingerprint);
CREATE INDEX received_packs_by_case ON received_packs (case_id, received_at);
CREATE INDEX received_packs_by_time ON received_packs (received_at);
CREATE INDEX received_packs_by_file ON received_packs (attachment_id);
CREATE INDEX received_packs_by_corrected ON received_packs (corrects) WHERE corrects <> '';

CREATE TRIGGER received_pack_sets_clock AFTER UPDATE OF case_id ON received_packs WHEN NEW.case_id IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO clocks_to_set (case_id) VALUES (NEW.case_id);
END;

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
