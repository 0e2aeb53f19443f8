"""What isn't whole is named and not summed; who is missing, comes twice, or has errors is named."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gov_accounts.findings import Finding
from gov_accounts.ledger import load
from gov_accounts.units.checking import hand_in, missing
from gov_accounts.units.facts import TAIL, footer_size, read_manifest
from gov_accounts.units.summed import Department, summed
from gov_accounts.units.unit_list import UnitList, UnitListError, read_unit_list
from gov_accounts.units.writing import made

duckdb = pytest.importorskip("duckdb")
from gov_accounts.units.duck import Duck  # noqa: E402 (after what it needs)

LEDGER = """
option "operating_currency" "CNY.B"
plugin "gov_accounts_plugins"
2019-01-01 custom "gov-unit" "name" "{name}"
2019-01-01 custom "gov-unit" "kind" "事业单位"
2019-01-01 custom "gov-unit" "code" "{code}"
2019-01-01 open Assets:8001-资金结存:800102-货币资金 CNY.B
2019-01-01 open Income:6001-财政拨款预算收入 CNY.B
2019-01-01 open Expenses:7201-事业支出 CNY.B
"""
VOUCHER = """
{year}-03-05 * "收到拨款"
  Assets:8001-资金结存:800102-货币资金   {yuan}.00 CNY.B
  Income:6001-财政拨款预算收入          -{yuan}.00 CNY.B
    func: "{func}"
"""
Writes = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writes:
    """Writes the facts of a small unit into a folder; gives the file of 2020."""

    def written(
        code: str,
        yuan: int = 10,
        *,
        name: str = "某中心",
        years: tuple[int, ...] = (2020,),
        func: str = "2060501",
        into: str = "facts",
    ) -> Path:
        folder = tmp_path / into
        folder.mkdir(exist_ok=True)
        main = tmp_path / f"{code or 'none'}-{yuan}.beancount"
        vouchers = "".join(VOUCHER.format(year=year, yuan=yuan, func=func) for year in years)
        main.write_text(
            LEDGER.format(name=name, code=code).replace('2019-01-01 custom "gov-unit" "code" ""\n', "") + vouchers,
            encoding="utf-8",
            newline="\n",
        )
        for file, content in made(load(main), years).files.items():
            (folder / file).write_bytes(content)
        return folder / f"{code or name}-2020.parquet"

    return written


def looked_at(folder: Path, listed: UnitList | None = None) -> tuple[list[str], list[Finding], int]:
    """The units summed, what is found, and what income comes to."""
    engine = Duck()
    handed = hand_in(engine, engine.files([str(folder)]), listed)
    groups = summed(handed, Department("某局")).groups
    income = sum(each.fen for each in groups if each.code == "6001" and each.year == 2020)
    return sorted(handed.units(2020)), [*handed.findings, *missing(handed, 2020, listed)], income


def rules(findings: list[Finding]) -> list[str]:
    return sorted(each.rule for each in findings)


def cut(content: bytes) -> bytes:
    return content[:-100]


def one_byte(content: bytes) -> bytes:
    return content[:40] + bytes([content[40] ^ 1]) + content[41:]


def other_name(content: bytes) -> bytes:
    return content.replace(rb'"unit_code": "101002"', rb'"unit_code": "101009"')


def no_footer(content: bytes) -> bytes:
    return content[:-TAIL] + (2**31).to_bytes(4, "little") + b"PAR1"


SPOILED = [cut, one_byte, other_name, no_footer, lambda _: b"", lambda _: b"PAR1", lambda _: b"<html>", lambda c: c * 2]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_spoiled_file_is_named_and_the_others_are_summed(write: Writes, spoil: Callable[[bytes], bytes]) -> None:
    good, bad = write("101001"), write("101002", 90)
    bad.write_bytes(spoil(bad.read_bytes()))
    units, findings, income = looked_at(good.parent)
    assert (units, income) == (["101001"], 1000)
    assert rules(findings) == ["facts-unusable"]
    assert findings[0].place is not None
    assert findings[0].place.file == str(bad)


def test_a_file_written_again_by_another_program_with_other_amounts(write: Writes) -> None:
    """The manifest is copied, the rows are doubled, as somebody with DuckDB would."""
    good, bad = write("101001"), write("101002", 90)
    content = bad.read_bytes()
    tail = footer_size(content[-TAIL:])
    begin = content.index(b'{"format"')
    manifest = content[begin : content.index(b"}", content.index(b'"seal"')) + 1].decode()
    assert tail
    bad.unlink()
    duckdb.sql(f"SELECT * REPLACE (fen * 2 AS fen) FROM '{good}'").query(
        "facts", f"COPY facts TO '{bad}' (FORMAT parquet, KV_METADATA {{gov_accounts: '{manifest}'}})"
    )
    units, findings, _ = looked_at(good.parent)
    assert (units, rules(findings)) == (["101001"], ["facts-unusable"])


def test_a_footer_that_tells_other_rows_than_it_has(write: Writes) -> None:
    """Sealed anew by somebody who knows how: the rows are still counted and added."""
    good, bad = write("101001"), write("101002", 90)
    content = bad.read_bytes()
    size = footer_size(content[-TAIL:])
    footer = content[-TAIL - size : -TAIL]
    import hashlib  # noqa: PLC0415

    manifest = read_manifest(footer, hashlib.sha256(content[: -TAIL - size]).hexdigest())
    begin = content.index(b'{"format"')
    end = content.index(b"}", content.index(b'"seal"')) + 1
    forged = dataclasses.replace(manifest, debits={**manifest.debits, "B": manifest.debits["B"] + 1}).text().encode()
    assert len(forged) == end - begin
    bad.write_bytes(content[:begin] + forged + content[end:])
    units, findings, income = looked_at(good.parent)
    assert (units, rules(findings), income) == (["101001"], ["facts-unusable"], 1000)


def test_a_unit_without_a_code(write: Writes) -> None:
    folder = write("").parent
    write("101001")
    assert rules(looked_at(folder)[1]) == ["facts-no-code"]


def test_a_unit_that_comes_twice(write: Writes) -> None:
    first = write("101001")
    write("101002", 5)
    (first.parent / "copy.parquet").write_bytes(first.read_bytes())
    units, findings, income = looked_at(first.parent)
    assert (units, rules(findings), income) == (["101001", "101002"], ["facts-twice"], 1500)
    other = write("101001", 90, into="other")
    (first.parent / "copy.parquet").write_bytes(other.read_bytes())
    units, findings, income = looked_at(first.parent)
    assert (units, rules(findings), income) == (["101002"], ["facts-differ"], 500)


def test_years_that_are_missing(write: Writes) -> None:
    write("101001", years=(2019, 2020)).with_name("101001-2019.parquet").unlink()
    _, (finding,), _ = looked_at(write("101002").parent)
    assert (finding.rule, "2019" in finding.what) == ("facts-years-missing", True)


def test_a_unit_that_handed_in_before_and_not_now(write: Writes) -> None:
    write("101001", years=(2019, 2020)).unlink()
    _, (finding,), income = looked_at(write("101002", 5).parent)
    assert (finding.rule, "101001" in finding.what, income) == ("facts-missing", True, 500)


def test_a_unit_whose_checks_failed(write: Writes) -> None:
    units, findings, income = looked_at(write("101001", func="9999999").parent)
    assert (units, rules(findings), income) == (["101001"], ["facts-checks-failed"], 1000)
    assert "code-shape" in findings[0].what


def test_a_list_of_units(write: Writes, tmp_path: Path) -> None:
    folder = write("101001").parent
    write("102001", 7)
    path = tmp_path / "units.csv"
    path.write_text("代码,名称\n101,某局\n101001,某局（本级）\n101002,某中心\n", encoding="gb18030")
    listed = read_unit_list(path)
    assert listed.units == ("101001", "101002")
    units, findings, income = looked_at(folder, listed)
    assert (units, rules(findings), income) == (["101001"], ["facts-missing", "facts-not-listed"], 1000)
    engine = Duck()
    handed = hand_in(engine, engine.files([str(folder)]), listed)
    assert [rules(missing(handed, 2020, listed, code)) for code in ("101", "101001")] == [["facts-missing"], []]
    assert "某中心（101002）" in next(each.what for each in findings if each.rule == "facts-missing")


@pytest.mark.parametrize("text", ["", "名称\n某局\n", "代码,名称\n", "代码,名称\n101,\n", "代码,名称\n1,a\n1,b\n"])
def test_lists_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "units.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnitListError):
        read_unit_list(path)
    with pytest.raises(UnitListError):
        read_unit_list(tmp_path / "none.csv")


def test_names_and_codes_are_never_sql(write: Writes) -> None:
    evil = "x'); DROP TABLE cube; --"
    units, findings, income = looked_at(write(evil, name=evil).parent)
    assert (units, findings, income) == ([evil], [], 1000)


def test_the_same_facts_are_the_same_bytes(write: Writes) -> None:
    assert write("101001").read_bytes() == write("101001", into="again").read_bytes()


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gov_accounts", "consolidate", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command(write: Writes, tmp_path: Path) -> None:
    folder = write("101001").parent
    write("101002", 90)
    done = run(folder, "--year", 2020, "--table", 1, "--unit", "yuan")
    assert (done.returncode, "100.00" in done.stdout) == (0, True), done.stderr
    (folder / "bad.parquet").write_bytes(b"nothing")
    done = run(folder, "--format", "json")
    assert (done.returncode, '"units": 2' in done.stdout, "facts-unusable" in done.stderr) == (1, True, True)
    for arguments in (
        [tmp_path / "none"],
        [folder, "--year", 2031],
        [folder, "--units", tmp_path / "none.csv"],
        [folder / "bad.parquet"],
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False), done.stderr
        assert done.stderr
