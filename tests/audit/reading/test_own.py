"""What we print ourselves reads alike from every format."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gov_accounts.audit.reading import UnreadableError, read
from gov_accounts.audit.source import Source
from gov_accounts.cli import cli
from tests.support.paths import EXAMPLES

LEDGER = EXAMPLES.joinpath("wuhan_2020", "main.beancount")
AMOUNT = re.compile(r"-?[0-9]+\.[0-9]{2}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document in every format."""
    found = tmp_path_factory.mktemp("printed")
    for kind in ("pdf", "docx", "xlsx", "html", "json"):
        arguments = ["report", str(LEDGER), "--format", kind, "-o", str(found.joinpath(f"own.{kind}"))]
        done = CliRunner().invoke(cli, arguments)
        assert done.exit_code == 0, done.output
    done = CliRunner().invoke(cli, ["report", str(LEDGER), "--format", "csv", "-o", str(found.joinpath("csv"))])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(cli, ["report", str(LEDGER)])
    found.joinpath("own.txt").write_text(done.output, encoding="utf-8")
    return found


def printed(folder: Path) -> list[list[str]]:
    """The amounts of each table, in its rows' order, by our JSON."""
    whole = json.loads(folder.joinpath("own.json").read_text(encoding="utf-8"))
    return [sorted(value for row in table["rows"] for value in row["values"].values()) for table in whole["tables"]]


def amounts(source: Source) -> list[list[str]]:
    """The amounts of each table that has some."""
    grids = [[cell for row in grid.lines() for cell in row if AMOUNT.fullmatch(cell)] for grid in source.grids()]
    return [sorted(each) for each in grids if each]


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "html", "json"])
def test_every_amount_of_every_table(folder: Path, kind: str) -> None:
    source = read([folder.joinpath(f"own.{kind}")])
    found = amounts(source)
    assert [each for each in printed(folder) if each] == found[:7]
    assert source.kind == {"xlsx": "workbook", "json": "workbook"}.get(kind, kind)


def test_tables_in_files_of_their_own(folder: Path) -> None:
    paths = sorted(folder.joinpath("csv").iterdir())
    source = read(paths)
    assert [each for each in printed(folder) if each] == amounts(source)
    assert len(source.files) == len(paths)


@pytest.mark.parametrize("kind", ["pdf", "docx", "html"])
def test_sentences_and_headings_in_order(folder: Path, kind: str) -> None:
    source = read([folder.joinpath(f"own.{kind}")])
    text = "".join("".join(each.text.split()) + ("\n" if each.ends else "") for each in source.lines())
    after = 0
    for words in (
        "第一部分武汉市科技金融创新促进中心概况\n一、主要职能\n",
        "\n收入支出决算总表（表1）\n",
        "\n部门：武汉市科技金融创新促进中心",
        "\n注：本表反映部门本年度的总收支和年末结转结余情况。\n",
        "\n一、收入支出决算总体情况说明\n2020年度收、支总计394.82万元。与2019年度相比，收、支总计各增加41.45万元，增长11.7%",
        "\n第四部分2020年重点工作完成情况\n",
    ):
        after = text.index(words, after)


def test_lines_of_the_text(folder: Path) -> None:
    lines = [each.text for each in read([folder.joinpath("own.txt")]).lines()]
    assert any("收入支出决算总表" in each for each in lines)
    assert any(each.endswith("394.82") for each in lines)


@pytest.mark.parametrize(
    "content", ["{}", "[1]", '{"tables": 1}', "{", '{"unit_name": 1, "year": 1, "money_unit": 1, "tables": []}']
)
def test_other_json_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path.joinpath("a.json")
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableError, match="JSON"):
        read([path])
