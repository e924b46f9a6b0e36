"""The tables of `desk.sqlite`, as SQLAlchemy Core sees them; `migrations/` makes them."""
