"""What is said under a signature: receipts, answers, profiles, forms and drafts, each a JWS (RFC 7515)."""
