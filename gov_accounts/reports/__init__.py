"""Books of account: trial balance, 明细账, budget execution, the reconciliation of both books, the list of ties."""
