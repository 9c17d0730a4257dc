"""What people do, one package a feature and one module for each thing, in their words. Transactions start and end here; no Qt.

Each function takes the parts that it works with (the vault, the library of forms, the spool, the time) and the
vault only on the vault's own thread. What is slow and needs no vault (deriving a key, building, signing, sealing)
is a function of its own, so that the caller can run it elsewhere.
"""
