"""What others' software writes, taken in; and the books in the formats that others ask for.

file ──`source`──► sheets, elements ──a kind of map──► `Taken`: drafts, new accounts, papers, findings
                                                         │
ledger ──────────────────────────────────────────► `plan`: what is new, in which file ──► `write`
                                                         │
                                          the ledger as it would be: checked before anything is written
"""
