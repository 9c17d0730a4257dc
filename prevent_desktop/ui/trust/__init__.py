"""Whether the vault is the one that was left: what is asked at unlock, and what is checked quietly afterwards."""
