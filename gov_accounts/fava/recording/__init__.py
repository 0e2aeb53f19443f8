"""记账: vouchers typed on a page of Fava, written into the ledger's files.

    JSON ──`reading`──► Form ──`text`──► a voucher's lines ──`preview`──► the ledger as it would be ──► what comes of it
                                                        └──`placing`──► its month's file, whole or not at all
    a voucher of the ledger ──`of_entry`──► Form            (edit, copy, last month's, red letter, the guide's)

Everything here is values and text; `endpoints` alone knows requests, and `gov_accounts.fava` Fava.
"""
