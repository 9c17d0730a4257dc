-- Of each shared case the rows that wait, as something that they need has not come: a JSON list of table and key.
ALTER TABLE team_cases ADD COLUMN waiting TEXT NOT NULL DEFAULT '[]';
