"""The check-answers screen: what is to be mended on top, then every answer with a way back to it."""
