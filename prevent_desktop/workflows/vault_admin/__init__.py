"""What is done with the vault itself: unlock methods, copies, audit, retention and erasure, subject access."""
