-- The organisation's signed profiles, as they were taken; the newest version counts.
CREATE TABLE profiles (
    version INTEGER PRIMARY KEY NOT NULL,
    digest TEXT NOT NULL,
    organisation TEXT NOT NULL,
    jws TEXT NOT NULL,
    signer TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    authority TEXT NOT NULL,
    imported_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER profiles_never_change BEFORE UPDATE ON profiles
BEGIN
    SELECT RAISE (ABORT, 'frozen: a profile never changes');
END;

CREATE TRIGGER profiles_are_never_deleted BEFORE DELETE ON profiles
BEGIN
    SELECT RAISE (ABORT, 'frozen: a profile is never deleted');
END;
