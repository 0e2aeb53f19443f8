"""A map that is learnt: whatever the columns are called, once they are told the file is read as it was meant."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.exchange import learn
from gov_accounts.exchange.kinds import reader
from gov_accounts.exchange.maps import own
from gov_accounts.exchange.source import Source
from gov_accounts.findings import errors
from gov_accounts.sheets.errors import TableError
from tests.exchange import layouts
from tests.exchange.drawn_slips import slips
from tests.exchange.layouts import Cell, Look, Slip
from tests.exchange.support import best, found, fresh, meant, target

KINDS = {
    "日期": "date",
    "凭证字": "word",
    "凭证号": "number",
    "摘要": "summary",
    "科目编码": "code",
    "科目名称": "name",
    "借方金额": "debit",
    "贷方金额": "credit",
    "功能科目代码": "func_code",
    "经济科目代码": "econ_code",
    "资金性质代码": "fund_code",
    "预算项目代码": "project_code",
    "附件数": "attachments",
    "制单人": "maker",
}
HEADS = [head for head, _ in layouts.LAYOUTS["journal"]]
ANSWERS = {kind: str(HEADS.index(head) + 1) for head, kind in KINDS.items()}


def renamed(rows: list[list[Cell]], names: list[str]) -> list[list[Cell]]:
    """The sheet with other names of columns: those of the row that has them."""
    return [list(names) if row and row[0] == HEADS[0] else row for row in rows]


def read(folder: Path, sheet: Path, text: str, drawn: list[Slip]) -> None:
    """The map reads the file, as the best one there is."""
    tomllib.loads(text)
    path = folder / "自己的.toml"
    path.write_text(text, encoding="utf-8")
    with_ = reader(own(path))
    source = Source(sheet)
    assert with_.fits(source) > 0
    taken = with_.take(source, target(fresh()))
    assert not errors(taken.findings), [each.shown() for each in taken.findings]
    assert found(taken.drafts) == meant(drawn)
    assert [each.meta.get("attachments", 0) for each in taken.drafts] == [each.attachments for each in drawn]


names = st.lists(
    st.text(st.sampled_from("甲乙丙丁ABc\"\\'[]#=，。 "), min_size=1, max_size=8),
    min_size=len(HEADS),
    max_size=len(HEADS),
)


@given(drawn=slips(), heads=names, dates=st.sampled_from(("iso", "digits", "short", "serial")))
def test_what_is_told_is_read(drawn: list[Slip], heads: list[str], dates: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = layouts.sheet("journal", drawn, Look(dates=dates))
        rows = rows[1:] if dates == "short" else rows  # no title tells the year
        sheet = layouts.save(folder / "怪表.csv", renamed(rows, heads))
        seen = learn.look(Source(sheet))
        asked = {each.key for each in learn.questions(seen)}
        assert ("year" in asked) == (dates == "short")
        answers = {key: answer for key, answer in ANSWERS.items() if key in asked}
        text = learn.map_text(seen, {**answers, "year": "2020"})
        assert text == learn.map_text(learn.look(Source(sheet)), {**answers, "year": "2020"})
        read(folder, sheet, text, drawn)


def plain_slips() -> list[Slip]:
    import datetime  # noqa: PLC0415

    from tests.exchange.layouts import Entry  # noqa: PLC0415

    return [
        Slip(
            datetime.date(2020, 5, day),
            "记",
            day,
            (
                Entry("500101", "工资福利费用", 1234 * day, "2060501", "30201", "11", "P1"),
                Entry("1011", "零余额账户用款额度", -1234 * day, "", "", "11"),
                Entry("7201", "事业支出", 1234 * day, "2060501", "30201", "11", "P1"),
                Entry("800101", "零余额账户用款额度", -1234 * day),
            ),
            f"付第{day}笔",
            day,
            "张三",
        )
        for day in range(1, 20)
    ]


def test_cells_tell_what_names_do_not(tmp_path: Path) -> None:
    """Guesses alone are enough for a plain sheet without names of columns."""
    drawn = plain_slips()
    sheet = layouts.save(tmp_path / "无列名.csv", layouts.sheet("journal", drawn)[1:])
    seen = learn.look(Source(sheet))
    assert seen.head == 0
    guessed = {each.key: each.guess for each in learn.questions(seen)}
    for kind in ("date", "word", "number", "code", "debit", "credit", "func_code", "econ_code", "fund_code"):
        assert guessed[kind] == ANSWERS[kind], kind
    text = learn.map_text(seen, {**guessed, "project_code": ANSWERS["project_code"], "attachments": "15"})
    assert "[positions]" in text
    read(tmp_path, sheet, text, drawn)


def test_a_map_is_told_by_its_own_columns(tmp_path: Path) -> None:
    drawn = plain_slips()
    rows = renamed(layouts.sheet("journal", drawn), [f"{head}（自）" if head != "日期" else "何日" for head in HEADS])
    sheet = layouts.save(tmp_path / "表.csv", rows)
    assert reader(own(_written(tmp_path, sheet))).fits(Source(sheet)) > 60
    other = layouts.save(tmp_path / "别的.csv", layouts.sheet("journal", drawn))
    assert reader(own(tmp_path / "自己的.toml")).fits(Source(other)) == 0
    assert best(other) == "journal"


def _written(folder: Path, sheet: Path) -> Path:
    path = folder / "自己的.toml"
    path.write_text(learn.map_text(learn.look(Source(sheet)), ANSWERS), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "凭证日期"),
        ({"date": "1"}, "凭证号"),
        ({"date": "1", "number": "3"}, "科目编码或科目名称"),
        ({"date": "1", "number": "3", "code": "6", "debit": "9"}, "借方金额和贷方金额"),
        ({"date": "1", "number": "3", "code": "6", "debit": "9", "credit": "99"}, "没有第“99”列"),
        ({"date": "1", "number": "3", "code": "6", "debit": "9", "credit": "x\x1b"}, "没有第“x”列"),
        ({"date": "1", "number": "1", "code": "6", "debit": "9", "credit": "10"}, "第 1 列答了两次"),
    ],
)
def test_answers_that_are_not_enough(tmp_path: Path, answers: dict[str, str], said: str) -> None:
    sheet = layouts.save(tmp_path / "表.csv", layouts.sheet("journal", plain_slips())[1:])
    with pytest.raises(learn.UnansweredError, match=said):
        learn.map_text(learn.look(Source(sheet)), answers)


def test_nothing_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "空.csv").write_text("\n", encoding="utf-8")
    with pytest.raises(TableError):
        learn.look(Source(tmp_path / "空.csv"))
