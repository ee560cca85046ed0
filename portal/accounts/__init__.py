"""People, their addresses and organisations, and how they log in."""
