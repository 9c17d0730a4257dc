-- What can be undone in a draft, so that a lock takes nothing back from whoever is writing.

CREATE TABLE undo_histories (
    draft TEXT PRIMARY KEY NOT NULL,
    steps TEXT NOT NULL
) STRICT;

CREATE TRIGGER finalised_responses_cannot_be_undone AFTER UPDATE OF finalised_at ON responses
WHEN NEW.finalised_at IS NOT NULL
BEGIN
    DELETE FROM undo_histories WHERE draft = NEW.id;
END;
