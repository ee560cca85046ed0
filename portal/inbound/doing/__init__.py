"""What was decided is done, answered and written down, by the operations that the portal uses too."""
