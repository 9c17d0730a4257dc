"""Settings: who I am, who receives, how packs are signed, why we share, locking, looks, passphrase, back up."""
