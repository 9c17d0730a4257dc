"""The organisation's profile: made and signed by an administrator, taken by each practitioner's vault.

`reading` (strict JSON) and `checking` (every field) judge a profile wherever it comes from; `making` changes and signs one;
`taking` brings a signed one into a vault, after `changes` told what it changes; `standing` says whether it still counts.
"""
