"""The pictures of the README, and the command that takes them: `make pictures`."""
