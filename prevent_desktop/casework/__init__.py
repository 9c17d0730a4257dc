"""The record: people, cases, notes, events, decisions and packs, as frozen dataclasses and the rules over them.

Pure: no Qt, no SQL, no disk, no clock. Times are aware datetimes in UTC; ids are opaque text from `new_id`.
"""
