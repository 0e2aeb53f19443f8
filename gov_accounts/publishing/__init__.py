"""The published document (部门决算公开) as values, from statements, the ledger and ``disclosure.toml``."""
