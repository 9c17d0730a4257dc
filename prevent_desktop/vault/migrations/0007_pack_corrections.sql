-- A pack that takes the place of one with a mistake names it; `held` are the ids of the finished forms in a pack (JSON), empty where that was not recorded.

ALTER TABLE packs ADD COLUMN corrects TEXT REFERENCES packs (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE packs ADD COLUMN held TEXT NOT NULL DEFAULT '[]';

CREATE INDEX packs_by_corrected ON packs (corrects) WHERE corrects IS NOT NULL;
