"""One frozen dataclass a page template: everything that the template may ask for, typed."""
