"""What is done with the vault itself: unlocking, backups, joining two copies, damage."""
