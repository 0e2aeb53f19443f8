"""A stranger's published document, judged: what no ledger could have printed, and why.

files ──reading──► Source ──tables──► Tables ──prose──► Prose: what is printed, and of what quantity.
Tables, Prose ──judge──► findings of figures; Source, Tables, Prose ──words──► findings of words and of what is missing.
All of it ──audited──► an Audit, which ``render`` turns into text, JSON, xlsx and HTML.
"""
