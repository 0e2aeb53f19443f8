"""Archives (归档) and backups (备份) of a ledger: made, written, and looked at again.

    ledger ──gathered──► its files ─┐
    ledger ──contents──► what is printed of a year ─┼─packing──► files, index, manifest ──container──► zip or folder
    zip or folder ──opening──► members ──verify──► findings

An archive is plain files. Nothing in it prevents a change: its manifest and the hash kept on paper let one be found.
"""
