"""``disclosure.toml``: the facts of a unit that no ledger holds, read and checked line by line."""
