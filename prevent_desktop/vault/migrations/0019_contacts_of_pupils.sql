-- Parents, carers and other contacts of the list, in a lead's vault; offered once a pupil is chosen.

ALTER TABLE pupils ADD COLUMN contacts TEXT NOT NULL DEFAULT '[]';
