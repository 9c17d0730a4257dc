"""What was said about packs: conversations, answers to give, calls to make."""
