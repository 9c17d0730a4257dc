-- The pupils of the school's list, from whom people are chosen. Each import puts this list in place of the one before.

CREATE TABLE pupils (
    id TEXT PRIMARY KEY NOT NULL,
    forenames TEXT NOT NULL,
    surname TEXT NOT NULL,
    year_group TEXT NOT NULL,
    form TEXT NOT NULL,
    known_as TEXT NOT NULL,
    birth_date TEXT,
    gender TEXT NOT NULL,
    upn TEXT NOT NULL,
    school TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL,
    sought TEXT NOT NULL
) STRICT;
