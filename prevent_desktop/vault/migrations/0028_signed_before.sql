-- Whose laptops signed words of a case that was shared in a team which this vault has left: by the digest of the words.
CREATE TABLE signed_before (
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_id TEXT NOT NULL,
    words TEXT NOT NULL,
    vault TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (case_id, record_table, record_id, words, vault)
) STRICT;
