"""A real Chromium in front of the whole application."""
