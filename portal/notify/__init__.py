"""Everything that leaves by mail: who is told, in which words, and that it arrives."""
