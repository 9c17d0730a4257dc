"""Countersign: a lead looks at a pack that waits and signs it; its author hands it over and takes it in again."""
