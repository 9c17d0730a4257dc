"""Who sits at this vault, who is away, and the authority that a lead's vault keeps."""
