"""What is done with the vault itself: ways in, copies, audit, retention and erasure, subject access."""
