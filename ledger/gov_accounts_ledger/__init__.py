"""Reference data of gov-accounts: chart of accounts, classifications, report formats (data only, no code)."""
