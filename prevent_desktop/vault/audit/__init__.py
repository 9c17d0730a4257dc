"""Who did what to which record, and when: a chain of digests whose head is also kept outside the database."""
