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
