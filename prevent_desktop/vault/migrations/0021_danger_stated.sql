-- What page one of a received pack states about danger, and what it asks, so that a desk sees danger first before it opened
-- anything. Of packs that came before, danger is not known.

ALTER TABLE received_packs ADD COLUMN danger TEXT NOT NULL DEFAULT '';

ALTER TABLE received_packs ADD COLUMN asks TEXT NOT NULL DEFAULT '';

DROP TRIGGER received_packs_never_change;

CREATE TRIGGER received_packs_never_change BEFORE UPDATE OF id, pack_id, title, sender_name, sender_organisation, later_signers,
    fingerprint, claimed_at, trusted_at, received_at, reference, receipt, sealed_digest, page_count, person, answer_by, answer_to, corrects,
    danger, asks
ON received_packs
BEGIN
    SELECT RAISE (ABORT, 'frozen: a received pack never changes');
END;
