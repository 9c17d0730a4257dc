"""What a team shares of this vault: change-sets of its cases, how local changes become some, and how all of them become rows.

`tables` keeps them, `capture` makes operations of what was written here, `materialise` brings the record to what all sets
make together, `conflicts` are what members said differently.
"""
