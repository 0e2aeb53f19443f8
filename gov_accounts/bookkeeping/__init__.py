"""What the rules say of a ledger's vouchers and balances, beyond what can't be otherwise."""
