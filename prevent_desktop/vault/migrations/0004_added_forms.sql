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

CREATE TRIGGER form_bundles_never_change BEFORE UPDATE ON form_bundles
BEGIN
    SELECT RAISE (ABORT, 'frozen: a form bundle never changes');
END;

CREATE TRIGGER added_forms_never_change BEFORE UPDATE ON added_forms
BEGIN
    SELECT RAISE (ABORT, 'frozen: an added form never changes');
END;
