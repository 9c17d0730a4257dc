"""Handing a draft to a colleague for comment: choosing what is shown, commenting on one, and reading what came back."""
