"""What is done with the vault itself: unlocking, step-up, backups, merging two copies, damage, and who saw what."""
