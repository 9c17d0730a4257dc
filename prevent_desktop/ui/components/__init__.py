"""What several features show or ask alike: people, conversations, pages of a PDF, writing, the passphrase again."""
