"""The books of a year in the formats that others ask for.

ledger ──`books`──► `Books`: unit, accounts with codes, vouchers of both books, balances by month
                      │
                      └──`rows`: named values ──a layout (TOML: which columns, which elements)──► files, `kinds`
"""
