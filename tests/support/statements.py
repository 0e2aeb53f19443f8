"""Figures of a statement by the labels that are printed."""

from __future__ import annotations

from gov_accounts.statements.fill import Statement


def figures_of(statement: Statement, column: str) -> dict[str, int]:
    """Label → fen in a column, of the rows whose panel has it; where a label stands twice, that of the last."""
    return {
        each.label: statement.cell(each.row.key, column).fen
        for panel, each in statement.rows()
        if each.label and any(head.key == column for head in panel.columns)
    }
