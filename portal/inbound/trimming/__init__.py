"""What somebody wrote, told from what their mail program repeated below or above it."""
