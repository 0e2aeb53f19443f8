"""Whole books written as sheets and brought over: the nine tables are those of what was drawn, to the fen."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gov_accounts.exchange.importing import import_files
from gov_accounts.law.codes import official_codes
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.statements.fill import make_statements
from gov_accounts.testing import RandomLedger, ledgers, write_to
from gov_accounts.testing.oracle import Tables
from tests.exchange import layouts
from tests.exchange.layouts import Look
from tests.exchange.rewritten import slips_of, without_vouchers
from tests.exchange.support import map_named


def tables_of(path: Path, year: int) -> Tables:
    loaded = load(path)
    tables = make_statements(profile_of(year).formats, loaded.groups, year, official_codes())
    return {
        key: {
            (table.format.row_name(row), table.format.column_name(row, column)): cell.fen
            for (row, column), cell in table.cells.items()
            if cell.fen
        }
        for key, table in tables.items()
    }


@settings(max_examples=25, deadline=None)
@given(drawn=ledgers(), look=st.builds(Look, blanks=st.booleans(), dates=st.sampled_from(layouts.DATES[:5])))
def test_drawn_ledgers_come_to_the_same_tables(drawn: RandomLedger, look: Look) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        main = write_to(drawn, folder)
        whole = load(main)
        slips = slips_of(whole.entries)
        assume(slips)
        ledger = without_vouchers(drawn.files, whole.entries, folder, drawn.main)
        sheet = layouts.save(folder / "凭证.csv", layouts.sheet("audit", slips, look))
        made = import_files(ledger, [sheet], [map_named("audit")])
        assert not made.refused, [each.shown() for each in made.refused]
        assert len(made.plan.new) == len(slips)
        made.plan.write()
        found = tables_of(main, drawn.year)
        assert not import_files(load(main), [sheet], [map_named("audit")]).plan.new
    assert found == {key: dict(cells) for key, cells in drawn.expected.items()}
