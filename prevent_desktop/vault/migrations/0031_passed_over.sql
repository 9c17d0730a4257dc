-- Who says what stands of a unit, and what gave way to it, stand apart; a line of before has both in `operations` until its case is made anew.
ALTER TABLE team_units ADD COLUMN passed_over TEXT NOT NULL DEFAULT '[]';
