"""Tickets: queries read, operations write, events record; nothing else touches their tables."""
