-- A number is its signer's: anybody whose key is trusted can sign another's pack anew under its number, so packs that came
-- in are told apart by both.

DROP TRIGGER received_pack_sets_clock;
DROP TRIGGER received_packs_never_change;
DROP TRIGGER received_packs_are_never_deleted;
DROP INDEX received_packs_by_case;
DROP INDEX received_packs_by_time;
DROP INDEX received_packs_by_file;
DROP INDEX received_packs_by_corrected;
ALTER TABLE received_packs RENAME TO received_packs_by_number;

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
    UNIQUE (pack_id, fingerprint)
) STRICT;

INSERT INTO received_packs (
    id, pack_id, case_id, title, sender_name, sender_organisation, later_signers, fingerprint, claimed_at,
    trusted_at, received_at, reference, receipt, sealed_digest, attachment_id, page_count, person, answer_by,
    answer_to, corrects, status
) SELECT
    id, pack_id, case_id, title, sender_name, sender_organisation, later_signers, fingerprint, claimed_at,
    trusted_at, received_at, reference, receipt, sealed_digest, attachment_id, page_count, person, answer_by,
    answer_to, corrects, status
FROM received_packs_by_number;
DROP TABLE received_packs_by_number;


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
    fingerprint, claimed_at, trusted_at, received_at, reference, receipt, sealed_digest, page_count, person, answer_by, answer_to, corrects
ON received_packs
BEGIN
    SELECT RAISE (ABORT, 'frozen: a received pack never changes');
END;

CREATE TRIGGER received_packs_are_never_deleted BEFORE DELETE ON received_packs
WHEN OLD.case_id IS NULL OR OLD.case_id NOT IN (SELECT id FROM disposing)
BEGIN
    SELECT RAISE (ABORT, 'frozen: a received pack is never deleted');
END;
