"""Packs: prepare one and see its real pages, sign and countersign it, look at one that was signed, mend a mistake."""
