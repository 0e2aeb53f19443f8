"""Sealing (记账): vouchers get their numbers and are noted in a chained log, and what is changed since is found.

    written text ──content──► digests ──posting──► numbers in the text, lines of `posted.log`, a mark in the main file
    digests now, log, marks ──verify──► findings

Text can always be edited, so nothing here prevents anything: it finds.
"""
