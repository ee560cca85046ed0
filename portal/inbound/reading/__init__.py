"""How the bytes of a mail are read: line by line, with bounds for everything, because anybody can send anything."""
