"""What is kept back from the receivers of a pack: decided by a person, and taken out of the texts themselves.

`passages` lists what can be kept back, `deciding` keeps the decision in the vault, `cutting` takes words and answers out of
texts and data, and `applying` out of all of a pack's content, so that no later step could show them.
"""
