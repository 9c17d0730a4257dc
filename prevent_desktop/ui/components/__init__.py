"""The passphrase again, before something is signed or leaves the vault: one dialog for all of them."""
