"""What a team shares, in the vault: which cases, what each vault changed in them, and what of it stands in the record."""
