"""Directives → postings and facts → the cube; what a ledger declares, which codes its postings carry; a new ledger."""
