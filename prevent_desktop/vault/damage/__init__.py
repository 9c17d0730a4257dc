"""A vault that is damaged, or whose disk takes nothing: what can be read is shown, and nothing is changed."""
