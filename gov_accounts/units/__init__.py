"""Many units: facts files, one plan, and whichever engine sums them.

ledgers ──writing──► facts files ──checking──► sound ones ──engine: SQL──► sums ──► a ledger of many
"""
