"""What the rules of government accounting say of a ledger: 平行记账, budget control, plausibility, year end."""
