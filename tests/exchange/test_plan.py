"""What is taken in becomes text at the end of files: what was there stays, and what is new comes once."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from beancount.core.data import Custom, Open, Transaction
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.exchange.draft import Draft, Leg, NewAccount, NewProject, Paper, Taken
from gov_accounts.exchange.plan import DIGEST, SUMMARY, draft_text, plan
from gov_accounts.files.change import ChangedMeanwhileError
from gov_accounts.findings import Place
from gov_accounts.ledger import load, load_as_if
from gov_accounts.reading.loading import parse_text
from tests.support.draws import draws

BANK = "Assets:1002-银行存款:01-基本存款账户"
COST = "Expenses:5101-单位管理费用:510102-商品和服务费用"
NEW = "Expenses:5101-单位管理费用:510199-其他"


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A new unit's ledger."""
    return write_new(tmp_path / "账", new_ledger("某某中心", "事业单位", 2020)) / "main.beancount"


def draft(day: str = "2020-05-08", fen: int = 100, digest: str = "a1", account: str = COST, **more: object) -> Draft:
    legs = (
        Leg(account, fen, "CNY", {"func": "2060502", "econ": "30201", "fund": "3"}),
        Leg(BANK, -fen, "CNY"),
    )
    made = Draft(datetime.date.fromisoformat(day), "付办公费", legs, "账.xlsx#2", Place("账.xlsx", 2), digest)
    return replace(made, **more)  # type: ignore[arg-type]


def vouchers(path: Path) -> list[Transaction]:
    return [each for each in load(path).entries if isinstance(each, Transaction) and DIGEST in each.meta]


def test_vouchers_go_to_the_end_of_their_months_file(main: Path) -> None:
    before = {each: each.read_bytes() for each in main.parent.iterdir() if each.is_file()}
    made = plan(load(main), [Taken((draft(), draft("2020-05-02", 200, "b2"), draft("2020-06-01", 300, "c3")))])
    assert [each.path.name for each in made.changes] == ["2020-05.beancount", "2020-06.beancount"]
    assert made.write() == [each.path for each in made.changes]
    for path, content in before.items():
        assert path.read_bytes().startswith(content)
    assert [(str(each.date), str(each.postings[0].units)) for each in vouchers(main)] == [
        ("2020-05-02", "2.00 CNY"),
        ("2020-05-08", "1.00 CNY"),
        ("2020-06-01", "3.00 CNY"),
    ]


def test_again_nothing_is_new(main: Path) -> None:
    taken = [Taken((draft(), draft(digest="b2")))]
    assert len(plan(load(main), taken).new) == 2
    plan(load(main), taken).write()
    made = plan(load(main), taken)
    assert (made.new, made.known, made.changes) == ((), 2, ())


def test_the_same_in_two_files_comes_once(main: Path) -> None:
    made = plan(load(main), [Taken((draft(),)), Taken((draft(),))])
    assert (len(made.new), made.known) == (1, 1)


def test_a_number_that_another_voucher_has_is_refused(main: Path) -> None:
    plan(load(main), [Taken((draft(number="记-5-001"),))]).write()
    made = plan(
        load(main), [Taken((draft(number="记-5-1", digest="b2"), draft("2020-06-01", digest="c3", number="记-6-001")))]
    )
    assert [(each.rule, each.place) for each in made.findings] == [("import-number-taken", Place("账.xlsx", 2))]
    assert "记-5-1" in made.findings[0].what
    assert "2020-05.beancount:" in made.findings[0].what
    assert [each.digest for each in made.new] == ["c3"]


def test_accounts_and_projects_are_made_where_vouchers_need_them(main: Path) -> None:
    leg = Leg(NEW, 100, "CNY", {"project": "P9"})
    one = replace(draft(), legs=(leg, Leg(BANK, -100, "CNY")))
    accounts = [NewAccount(NEW, "CNY", {"econ": "30299"}), NewAccount(COST + ":99-没用的", "CNY")]
    made = plan(load(main), [Taken((one,))], accounts, [NewProject("P9", '设备"更新"'), NewProject("P8", "没用的")])
    made.write()
    entries = load(main).entries
    opened = [each for each in entries if isinstance(each, Open) and each.account.startswith(NEW)]
    assert [(each.account, str(each.date), each.meta["econ"]) for each in opened] == [(NEW, "2019-12-31", "30299")]
    assert not [each for each in entries if isinstance(each, Open) and "没用的" in each.account]
    projects = [
        [value.value for value in each.values]
        for each in entries
        if isinstance(each, Custom) and each.type == "gov-project"
    ]
    assert projects == [["P9", '设备"更新"']]
    assert NEW in (main.parent / "accounts.beancount").read_text(encoding="utf-8")


def test_a_month_without_a_file_gets_one(main: Path) -> None:
    made = plan(load(main), [Taken((draft("2021-02-03"),))])
    assert [each.path.name for each in made.changes] == ["2021-02.beancount", "main.beancount"]
    after = load_as_if(main, made.contents)
    assert any(isinstance(each, Transaction) and each.date.year == 2021 for each in after.entries)
    assert not (main.parent / "2021-02.beancount").exists()
    made.write()
    assert main.read_text(encoding="utf-8").rstrip().endswith('include "2021-02.beancount"')
    assert [str(each.date) for each in vouchers(main)] == ["2021-02-03"]


def test_a_month_that_a_pattern_includes_needs_no_line(main: Path) -> None:
    text = main.read_text(encoding="utf-8")
    lines = [each for each in text.splitlines() if not each.startswith('include "2020-')]
    main.write_text("\n".join([*lines, 'include "20*.beancount"', ""]), encoding="utf-8")
    made = plan(load(main), [Taken((draft("2021-02-03"),))])
    assert [each.path.name for each in made.changes] == ["2021-02.beancount"]
    assert [each for each in load_as_if(main, made.contents).entries if getattr(each, "narration", "") == "付办公费"]
    made.write()
    assert [str(each.date) for each in vouchers(main)] == ["2021-02-03"]


def test_a_file_of_its_own(main: Path) -> None:
    made = plan(load(main), [Taken((draft(file="opening-2020.beancount"),))])
    assert [each.path.name for each in made.changes] == ["opening-2020.beancount", "main.beancount"]


def test_line_ends_of_a_file_stay(main: Path) -> None:
    may = main.parent / "2020-05.beancount"
    may.write_bytes(may.read_bytes().replace(b"\n", b"\r\n"))
    plan(load(main), [Taken((draft(),))]).write()
    assert b"\n" not in may.read_bytes().replace(b"\r\n", b"")


def test_papers_are_kept_with_their_voucher(main: Path) -> None:
    path = "票据/2020-05/发票.ofd"
    taken = [Taken((draft(meta={"document": path}),), (Paper(path, b"PK"), Paper("票据/别的.ofd", b"X")))]
    plan(load(main), taken).write()
    assert (main.parent / path).read_bytes() == b"PK"
    assert not (main.parent / "票据/别的.ofd").exists()
    assert vouchers(main)[0].meta["document"] == path


def test_a_file_changed_meanwhile_stops_all(main: Path) -> None:
    made = plan(load(main), [Taken((draft("2020-05-08"), draft("2020-06-01", digest="b2")))])
    june = main.parent / "2020-06.beancount"
    june.write_bytes(june.read_bytes() + b"; changed\n")
    may = (main.parent / "2020-05.beancount").read_bytes()
    with pytest.raises(ChangedMeanwhileError):
        made.write()
    assert (main.parent / "2020-05.beancount").read_bytes() == may


@draws(300)
@given(
    st.text(max_size=30),
    st.text(max_size=30),
    st.text(max_size=20),
    st.integers(-(10**14), 10**14),
    st.dictionaries(st.sampled_from(["func", "note", "budget"]), st.text(min_size=1, max_size=12), max_size=3),
)
def test_any_words_read_back_as_one_voucher(
    payee: str, words: str, summary: str, fen: int, meta: dict[str, str]
) -> None:
    leg = Leg(COST, fen, "CNY", meta, summary)
    one = replace(draft(), payee=payee, narration=words, legs=(leg, Leg(BANK, -fen, "CNY")), number="记-5-001")
    entries, errors, _ = parse_text(draft_text(one))
    assert errors == []
    (entry,) = entries
    assert entry.date == one.date
    assert [(each.account, each.units.number * 100, each.units.currency) for each in entry.postings] == [
        (COST, fen, "CNY"),
        (BANK, -fen, "CNY"),
    ]
    assert entry.meta["voucher"] == "记-5-001"
    seen = "".join(each for each in words if not each.isspace() and each.isprintable())
    assert "".join((entry.narration or "").split()) == seen
    kept = {key for key, value in meta.items() if any(each.isprintable() and not each.isspace() for each in value)}
    assert kept <= entry.postings[0].meta.keys()
    assert (SUMMARY in entry.postings[0].meta) >= any(each.isprintable() and not each.isspace() for each in summary)
