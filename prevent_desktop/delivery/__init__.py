"""The way of a sealed pack to its receiver, and of the receipt back. The only importer of HTTP.

The spool knows opaque ids, digests and addresses, and nothing about people, so packs leave while the vault is
locked. A pack counts as delivered only when the receiver's signed receipt over its digest has been verified.
"""
