"""How fast the portal is with 1 000 and with 100 000 tickets, beside a bare Flask page in the same run."""
