"""The screen on which a form is filled in: the questions, what stands around them, and drafts as somebody types."""
