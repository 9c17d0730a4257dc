"""The first start, in three steps: who one is, the organisation's file, passphrase and recovery code."""
