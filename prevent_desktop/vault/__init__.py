"""One practitioner's encrypted record on disk: a folder with key slots, a SQLCipher database and sealed attachments.

    slots.json             the random 256-bit key, wrapped once for each unlock method (passphrases, recovery codes, …)
    vault.db (-wal, -shm)  SQLCipher 4 in raw-key mode, SQLite in WAL mode
    attachments/<id>.age   files, each sealed to an identity that lives inside the database
    anchor.json            the newest known head of the audit chain, under a key derived from the vault's key
    tries.json             how many wrong passphrases were typed, while the next one has to wait
    instance.lock          held by the one process that has the vault open

The only importer of sqlcipher3. A `vault.Vault` is used on exactly one thread; what takes long and needs no
database (Argon2id, sealing and opening attachments) stands in functions of its own, for a worker thread.
"""
