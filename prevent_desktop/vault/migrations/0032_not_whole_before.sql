-- Entries of a case of which not all had come when this vault left the team that shared it, with what came of each: nobody of that team
-- brings the rest here any more. `texts` is a JSON list of labels and words.
CREATE TABLE not_whole_before (
    case_id TEXT NOT NULL REFERENCES cases (id),
    record_table TEXT NOT NULL,
    record_key TEXT NOT NULL,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    lacks TEXT NOT NULL,
    texts TEXT NOT NULL,
    may_go_on INTEGER NOT NULL,
    kept_apart INTEGER NOT NULL,
    PRIMARY KEY (case_id, record_table, record_key)
) STRICT;
