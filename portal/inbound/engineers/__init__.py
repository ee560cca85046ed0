"""What engineers see of mail that came in, and what they decide about it."""
