"""How we know that a mail is from whom it says: what our own server noted, or a signature checked here."""
