-- An event that was put into other words: the earlier one stays as it is, and the new one names it.

ALTER TABLE events ADD COLUMN corrects TEXT REFERENCES events (id);

CREATE INDEX events_by_corrected ON events (corrects) WHERE corrects IS NOT NULL;
