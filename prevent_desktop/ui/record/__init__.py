"""A person's record: the chronology as a picture and a table, forms, attachments, decisions, packs, who has seen it."""
