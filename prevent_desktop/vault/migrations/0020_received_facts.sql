-- What came in a pack and stands in the record says from which. The link is cut where that pack is disposed of and the
-- record stays, in another case; nothing else of what is recorded changes.

ALTER TABLE responses ADD COLUMN received_id TEXT REFERENCES received_packs (id);

ALTER TABLE events ADD COLUMN received_id TEXT REFERENCES received_packs (id);

ALTER TABLE decisions ADD COLUMN received_id TEXT REFERENCES received_packs (id);

CREATE INDEX responses_by_received ON responses (received_id) WHERE received_id IS NOT NULL;

CREATE INDEX events_by_received ON events (received_id) WHERE received_id IS NOT NULL;

CREATE INDEX decisions_by_received ON decisions (received_id) WHERE received_id IS NOT NULL;

DROP TRIGGER finalised_responses_never_change;

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

DROP TRIGGER decisions_never_change;

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
