"""Figures of statements: by the labels that are printed, and one of them another."""

from __future__ import annotations

import dataclasses

from gov_accounts.law.formula import Reference
from gov_accounts.statements.figures import Figures
from gov_accounts.statements.fill import Statement


def figures_of(statement: Statement, column: str) -> dict[str, int]:
    """Label → fen in a column, of the rows whose panel has it; where a label stands twice, that of the last."""
    return {
        each.label: statement.cell(each.row.key, column).fen
        for panel, each in statement.rows()
        if each.label and any(head.key == column for head in panel.columns)
    }


def changed(figures: Figures, cell: Reference, fen: int) -> Figures:
    """The same figures, one of them so much more."""
    return dataclasses.replace(figures, stated=lambda each: figures.stated(each) + (fen if each == cell else 0))
