"""Everything that comes by mail: stored first, then read, judged, attributed, matched, and handed to the operations."""
