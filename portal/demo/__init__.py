"""The demo: made-up people and tickets on this machine, built by the same operations that the pages call."""
