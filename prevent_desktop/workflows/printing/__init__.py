"""What is printed of the record, whether anything may be, and the line in the audit before it leaves.

The way is: `parts` reads the vault and gives a `ToPrint`; its pages are made beside the vault (slow); `note_print` writes down
that they leave before the first of them does. Paper, the printer and the system's print service are the window's
(`ui/components/printing`).
"""
