"""Bank reconciliation: a bank's statement against an account's postings, and 银行存款余额调节表.

    statement (csv, xlsx) ──read──► rows ┐
                                         ├──match──► matches, what is outstanding on either side ──► the form
    ledger ──postings──► book lines ─────┘

Amounts are integer fen; money received is positive on both sides.
"""
