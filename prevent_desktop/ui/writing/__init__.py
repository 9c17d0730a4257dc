"""Writing in sentences: an area with spelling, counting, phrases, quotation marks and clean pasting under it."""
