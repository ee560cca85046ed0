"""From a server to the store: mailboxes over IMAP, and LMTP."""
