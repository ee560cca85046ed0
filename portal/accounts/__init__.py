"""People, their addresses and organisations, and how they sign in."""
