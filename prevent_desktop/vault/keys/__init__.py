"""What opens a vault: the random key, the secrets that unwrap it, and how costly guessing them is."""
