-- Whose laptops signed words of a case where no set that counts says it any more, by the digest of the words: once the case has gone on
-- in another circle, and once this vault has left its team. `name` is of who it was in that team; of this one's vaults there is none.
CREATE TABLE signed_before (
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_id TEXT NOT NULL,
    words TEXT NOT NULL,
    vault TEXT NOT NULL,
    name TEXT,
    PRIMARY KEY (case_id, record_table, record_id, words, vault)
) STRICT;
