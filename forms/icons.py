"""Names of the icons that an issue type may have; the sprite draws each of them."""

ICONS = frozenset({
    "pulse", "question-bubble", "person-plus", "person-minus", "bulb", "archive", "server", "search", "plus",
    "check", "x", "left", "right", "up", "down", "back", "go", "lock", "people", "building", "user", "clock",
    "calendar", "clip", "upload", "download", "pencil", "trash", "mail", "inbox", "bell", "bell-off", "print",
    "filter", "eye", "eye-off", "warn", "info", "stop", "help", "reply", "link", "key", "shield", "bookmark",
    "chart", "log", "swap", "menu", "globe", "copy", "merge", "note",
})  # fmt: skip
