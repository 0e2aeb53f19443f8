"""disclosure.toml: every mistake is said with its line, all at once; none raises; what is right is used."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gov_accounts.books.new_ledger import new_ledger, write_new
from gov_accounts.cli.report import command as report
from gov_accounts.findings import Place, Severity
from gov_accounts.law.accounts import UNIT_KINDS
from gov_accounts.law.profile import profile_of
from gov_accounts.ledger import load
from gov_accounts.publishing.assemble import make_document
from gov_accounts.publishing.document import Form
from gov_accounts.publishing.outline.official import keys_asked, outline_of
from gov_accounts.publishing.performance import execution_score
from gov_accounts.publishing.settings.read import parse_settings, read_settings
from gov_accounts.publishing.settings.schema import ASKED, about, schema
from gov_accounts.publishing.settings.toml_lines import lines_of
from gov_accounts.publishing.unused import unprinted_keys
from tests.support.disclosures import EXAMPLE_FILES, INDICATOR, PROJECT, section, spent, write
from tests.support.draws import draws
from tests.support.heads import HEAD


def found(folder: Path, toml: str) -> list[tuple[str, int]]:
    """Rule and line of every finding about the text that isn't merely something not written."""
    ledger = write(folder, HEAD + spent("50.00", kind="项目支出"), toml)
    made = make_document(ledger, 2020)
    return [
        (each.rule.removeprefix("disclosure-"), each.place.line if each.place else -1)
        for each in made.findings
        if each.rule not in ("disclosure-missing", "disclosure-reason-missing", "disclosure-project-overspent")
    ]


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("year = 2020\ndutes = []\n", [("key-unknown", 2)]),
        ("year = 2020\n[staff]\nactiv = 1\n", [("key-unknown", 3)]),
        ('year = 2020\nduties = "一段"\n', [("type", 2)]),
        ('year = 2020\n\n[staff.active]\n"事业" = 1.5\n', [("type", 4)]),
        ('year = 2020\n[staff.active]\n"事业" = -1\n', [("type", 3)]),
        ("year = 2020\n[staff.active]\nx = true\n", [("type", 3)]),
        ("year = 2020\n[thresholds]\nchange = inf\n", [("type", 3)]),
        ('year = 2020\nduties = [\n  "好",\n  "承担某某工作",\n]\n', [("placeholder", 4)]),
        ('year = 2020\n[reasons]\ntotals = "增加 XX 万元"\n', [("placeholder", 3)]),
        ("duties = []\n", [("key-missing", 0)]),
        ("year = 2019\nduties = []\n", [("year", 1)]),
        ("year = 2020\nduties = [\n", [("unreadable", 2)]),
        ("year = 2020\nyear = 2020\n", [("unreadable", 2)]),
        ('year = 2020\n[reasons.classes]\n207 = "无"\n', [("code-unused", 3)]),
        ('year = 2020\n[previous]\nsigned_by = "甲"\nunit = "角"\n', [("choice-unknown", 4)]),
        ('year = 2020\n[previous]\nunit = "元"\n', [("key-missing", 2)]),
        ('year = 2020\n[previous]\nsigned_by = "甲"\nunit = "元"\ncells."表1 30 9" = 1\n', [("previous-cell", 5)]),
        ('year = 2020\n[previous]\nsigned_by = "甲"\nunit = "元"\ncells."表1 30 1" = 1.001\n', [("previous-cell", 5)]),
        (f"year = 2020\n{PROJECT}".replace("P1", "P9"), [("project-unknown", 3)]),
        (f"year = 2020\n{PROJECT}", [("weights", 2)]),
        (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nactual = 1\nweight = 79.9\n", [("weights", 2)]),
        (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nactual = 1\nweight = 80\n", []),
        (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nweight = 80\n", [("indicator-no-value", 7)]),
        (f"year = 2020\n{PROJECT}{INDICATOR}actual = 1\nweight = 80\n", [("indicator-no-value", 7)]),
        (f"year = 2020\n{PROJECT}{INDICATOR}money = true\nweight = 80\n", []),
        (f'year = 2020\n{PROJECT}{INDICATOR}target = "好"\nactual = "好"\nweight = 80\n', [("score-missing", 7)]),
        (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nactual = 1\nweight = 80\nscore = 81\n", [("score-over", 15)]),
        (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nactual = 1\n", [("weights", 2), ("key-missing", 7)]),
        (f"year = 2020\n{PROJECT}".replace("常年性项目", "常年项目"), [("weights", 2), ("choice-unknown", 6)]),
        # All at once.
        ('year = 2020\ndutes = []\nstaff = 3\n[reasons]\ntotals = "××"\n', [
            ("key-unknown", 2), ("type", 3), ("placeholder", 5)]),
    ],
)  # fmt: skip
def test_a_mistake_is_said_where_it_is(tmp_path: Path, toml: str, expected: list[tuple[str, int]]) -> None:
    assert found(tmp_path, toml) == expected


BOOKKEEPERS = [
    # Chinese punctuation outside of texts.
    ("year ＝ 2020\n", 1, "中文标点", "＝ 改成 ="),
    ("year = 2020\n[reasons]\ntotals = “机构改革”\n", 3, "中文标点", '“ 改成 "'),
    ('year = 2020\nduties = [\n  "甲"，\n  "乙",\n]\n', 3, "中文标点", "， 改成 ,"),
    ("year = 2020\n［assets］\ngeneral_equipment = 1\n", 2, "中文标点", "［ 改成 ["),
    ("year = 2020\n[assets]\ngeneral_equipment\u3000= 1\n", 3, "中文标点或空格", "空格"),
    ('year = 2020\n[reasons]\ntotals = "甲"。\n', 3, "中文标点", "删掉 。"),
    ("year = 2020\n[assets\n", 2, "表名的方括号", "[assets]"),
    # Chinese punctuation in texts isn't the mistake.
    ('year = 2020\n[reasons]\ntotals = "一，二＝三" general = 1\n', 3, "值后面多了东西", "一行一个键"),
    ("year = 2020 # 年，＝\nyear = 2020\n", 2, "写了两次", "删掉一处"),
    # Quotes, brackets, commas.
    ('year = 2020\n[reasons]\ntotals = "落实"三公"要求"\n', 3, "值后面多了东西", "引号用“”"),
    ('year = 2020\n[reasons]\ntotals = "机构改革\ngeneral = "乙"\n', 3, "引号没有配对", "一个引号"),
    ("year = 2020\n[reasons]\ntotals = 机构改革\n", 3, "等号后面的值", "放在引号里"),
    ('year = 2020\nduties = [\n  "甲"\n  "乙"\n]\n', 4, "少了逗号", "加逗号"),
    ('year = 2020\nduties = [\n  "甲",\n', 3, "方括号没有配对", "补上 ]"),
    ("year = 2020\n[procurement]\ngoods = 1,234.50\n", 3, "值后面多了东西", "千分号"),
    ('year = 2020\n[reasons]\ntotals = "D:\\部门"\n', 3, "反斜杠", "斜杠"),
    # Keys.
    ("year = 2020\nduties\n", 2, "没有等号", "键 = 值"),
    ("year = 2020\n[staff.active]\n事业 = 11\n", 3, "键 = 值", "放在引号里"),
    ("year = 2020\n[assets]\ngeneral_equipment = 1\ngeneral_equipment = 2\n", 4, "键写了两次", "删掉一处"),
    ("year = 2020\n[assets]\ngeneral_equipment = 1\n[assets]\n", 4, "表写了两次", "合到一处"),
    # Values of another type.
    ('year = 2020\n[staff.active]\n"事业" = "11"\n', 3, '文字 "11"', '"事业" = 11'),
    ('year = 2020\n[staff.active]\n"事业" = "11人"\n', 3, '文字 "11人"', '"事业" = …'),
    ('year = 2020\n[procurement]\ngoods = "1,234.50"\n', 3, "不小于零的数", "goods = 1234.50"),
    ("year = 2020\n[reasons]\ntotals = 5\n", 3, "写的是 5", 'totals = "5"'),
    (f"year = 2020\n{PROJECT}date = 2021-05-30\n", 7, "写的是 2021-05-30", 'date = "2021-05-30"'),
    ('year = 2020\nduties = "甲"\n', 2, "若干段文字", 'duties = ["甲"]'),
    ('year = 2020\nduties = ["甲", 2]\n', 2, "方括号里的 2 项", 'duties = ["…"]'),
    ('year = "2020"\n', 1, '文字 "2020"', "year = 2020"),
    ("year = 2020\n[staff.active]\nx = true\n", 3, "写的是 true", "x = …"),
    ("year = 2020\nstaff = 11\n", 2, "一张表", "[staff]"),
    ('year = 2020\n[key_work]\ntitle = "甲"\n', 2, "写的是一张表", "[[key_work]]"),
    (f'year = 2020\n{PROJECT}{INDICATOR}money = "是"\nweight = 80\n', 12, "true 或 false", "money = true"),
    ('year = 2020\n[staff.active]\n"事业" = -1\n', 3, "写的是 -1", "整数"),
    ("year = 2020\n[assets]\ngeneral_equipment = 1.5\n", 3, "写的是 1.5", "整数"),
    ("year = 2020\n[thresholds]\nchange = -1\n", 3, "不小于零的数", "零或正数"),
    ('year = 2020\n[thresholds]\nchange = "10%"\n', 3, '文字 "10%"', "change = …"),
    (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nactual = 1\nweight = -80\n", 14, "不小于零的数", "正数"),
    (f"year = 2020\n{PROJECT}{INDICATOR}".replace("产出指标", "产出"), 8, "没有“产出”", "“产出指标”"),
    # Missing.
    ("", 0, "缺 year", "文件开头"),
    ('year = 2020\n[[key_work]]\ntitle = "甲"\n', 2, "缺 key_work[1].text", "text = …"),
]  # fmt: skip


@pytest.mark.parametrize(("toml", "line", "what", "remedy"), BOOKKEEPERS)
def test_a_mistake_is_told_as_a_bookkeeper_made_it(toml: str, line: int, what: str, remedy: str) -> None:
    findings = parse_settings(toml, Path("disclosure.toml"), 2020).findings
    told = [each for each in findings if what in each.what and remedy in each.remedy]
    assert len(told) == 1, [each.shown() for each in findings]
    assert told[0].place is not None
    assert told[0].place.line == line
    assert told[0].severity is Severity.ERROR
    assert all(
        re.search(r"[一-龥]", part) and part.endswith("。") for each in findings for part in (each.what, each.why)
    )


@pytest.mark.parametrize(
    ("content", "line", "encoding"),
    [
        ('year = 2020\n[reasons]\ntotals = "机构改革"\n'.encode("gbk"), 3, "GBK"),
        ("year = 2020\n".encode("utf-16"), 1, "UTF-16"),
        (b"year = 2020\n\xff\xff", 2, "不明"),
    ],
)
def test_another_encoding_is_named(tmp_path: Path, content: bytes, line: int, encoding: str) -> None:
    (tmp_path / "disclosure.toml").write_bytes(content)
    (finding,) = read_settings(tmp_path / "main.beancount", 2020).findings
    assert finding.place == Place(str(tmp_path / "disclosure.toml"), line)
    assert encoding in finding.what
    assert "另存为" in finding.remedy


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        ("", 2),
        ("year ＝ 2020\n", 2),
        ("year = 2020\ndutes = []\n", 2),
        (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nactual = 1\nweight = 90\n", 2),
        (f"year = 2020\n{PROJECT}{INDICATOR}target = 1\nweight = 80\n", 2),
        ("year = 2020\n[procurement]\ngoods = 1\nmedium = 2\nsmall = 3\n", 2),
        ("year = 2020\n", 0),
        ("\ufeffyear = 2020\r\n", 0),
        ("year = 2021\n", 0),
    ],
)
def test_what_is_wrong_stops_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], toml: str, code: int
) -> None:
    """Nothing is written, not even in part; what merely lacks stops nothing."""
    ledger = write(tmp_path / "账", HEAD + spent("50.00", kind="项目支出"), toml or "\n")
    out = tmp_path / "出" / "部门决算.html"
    exit_code = report.main([str(ledger.path), "--format", "html", "-o", str(out)], standalone_mode=False)
    said = capsys.readouterr()
    assert exit_code == code
    assert out.exists() == (code == 0)
    assert out.parent.exists() == (code == 0)
    assert said.out == ""
    assert ("没有写出" in said.err) == (code == 2)
    assert ("提示" in said.err) == (code == 0)
    if code:
        assert re.search(r"disclosure\.toml(:\d+)?: 错误\[disclosure", said.err)


def test_a_file_of_settings_is_never_written_over(tmp_path: Path) -> None:
    ledger = write(tmp_path, HEAD + spent("50.00"), "year = 2020\n")
    toml = tmp_path / "disclosure.toml"
    assert report.main([str(ledger.path), "--format", "html", "-o", str(toml)], standalone_mode=False) == 2
    assert toml.read_text(encoding="utf-8") == "year = 2020\n"


def test_where_to_write(tmp_path: Path) -> None:
    text = 'year = 2020\n[reasons]\ntotals = "甲"\n[[performance.projects]]\nproject = "P1"\n'
    written = parse_settings(text, tmp_path / "disclosure.toml", 2020)
    wheres = {
        "duties": '在 disclosure.toml 开头、第一个方括号以前写 duties = ["…"]（主要职能）。',
        "reasons.general": "在 disclosure.toml 的 [reasons] 下面写 general = ",
        "reasons.classes.206": "在 disclosure.toml 末尾另起一行写 [reasons.classes]，下一行写 206 = ",
        "staff.active": "在 disclosure.toml 末尾另起一行写 [staff.active]，下面写各类在职人数。",
        "key_work": "在 disclosure.toml 末尾另起一行写 [[key_work]]，下面写重点工作。",
        "performance.projects.#0.date": "在 disclosure.toml 的第 1 个 [[performance.projects]] 下面写 date = ",
        "previous.cells.表1 30 1": '末尾另起一行写 [previous.cells]，下一行写 "表1 30 1" = …（上年公开的数）。',
    }
    for path, where in wheres.items():
        assert where in written.where_to_write(path)


def test_keys_that_look_like_indices_do_no_harm(tmp_path: Path) -> None:
    toml = 'year = 2020\n[staff.active]\n"#1类" = 3\n"a.b" = 4\n"#0" = 5\n'
    document = make_document(write(tmp_path, HEAD + spent("50.00"), toml), 2020).document
    assert section(document, "一.三") == "某某中心在职实有人数 12 人，其中：#1类 3 人、a.b 4 人、#0 5 人。"


def test_choices_are_those_of_the_form() -> None:
    options = schema().options
    for key, choices in outline_of(profile_of(2020)).choices.items():
        assert options[key] == tuple(choice.text for choice in choices)


def test_suggestions() -> None:
    text = 'year = 2020\nduty = []\ngoods = 1\n[[performance.projects]]\nproject = "P1"\ncategory = "部门项目"\n'
    text += 'attribute = "持续性项目"\ntype = "常年性项目"\n'
    remedies = [each.remedy for each in parse_settings(text, Path("disclosure.toml"), 2020).findings]
    assert remedies == ["是不是 duties？", "是不是要写在 procurement.goods？", "是不是“部门预算项目”？"]


def test_what_is_right_is_used_beside_what_is_wrong(tmp_path: Path) -> None:
    ledger = write(
        tmp_path, HEAD + spent("50.00"), 'year = 2020\nduties = ["一", 2]\n[staff.active]\n"事业" = 3\nx = "y"\n'
    )
    document = make_document(ledger, 2020).document
    assert section(document, "一.一") == "本单位 2020 年度没有填报这部分内容。"
    assert section(document, "一.三") == "某某中心在职实有人数 3 人，其中：事业 3 人。"


@pytest.mark.parametrize("content", [b"\xff\xfe", "year = 2020 # 年".encode("gb18030"), b"\x00", b"[" * 5000])
def test_what_is_no_text_is_a_finding(tmp_path: Path, content: bytes) -> None:
    ledger = write(tmp_path, HEAD + spent("50.00"))
    (tmp_path / "disclosure.toml").write_bytes(content)
    findings = read_settings(ledger.path, 2020).findings
    assert [each.rule for each in findings] == ["disclosure-unreadable"]


def test_a_folder_in_its_place_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "disclosure.toml").mkdir()
    assert [each.rule for each in read_settings(tmp_path / "main.beancount", 2020).findings] == [
        "disclosure-unreadable"
    ]


def test_a_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "disclosure.toml").write_bytes('\ufeffyear = 2020\r\nduties = [\r\n  "一",\r\n]\r\n'.encode())
    written = read_settings(tmp_path / "main.beancount", 2020)
    assert written.findings == ()
    assert written.get("duties") == ["一"]


def test_a_file_for_the_year_goes_before(tmp_path: Path) -> None:
    (tmp_path / "disclosure.toml").write_text("year = 2020", encoding="utf-8")
    (tmp_path / "disclosure-2021.toml").write_text("year = 2021", encoding="utf-8")
    for year in (2020, 2021):
        assert read_settings(tmp_path / "main.beancount", year).get("year") == year


def test_without_the_file_the_document_is_made(tmp_path: Path) -> None:
    made = make_document(write(tmp_path, HEAD + spent("50.00")), 2020)
    assert made.findings[0].rule == "disclosure-file-missing"
    assert all(each.severity is Severity.NOTICE for each in made.findings)
    assert (
        section(made.document, "三.三") == "2020 年度支出合计 0.01 万元。其中：基本支出 0.01 万元，占本年支出 100.0%。"
    )


@draws(60)
@given(data=st.data())
def test_a_mistake_anywhere_is_a_finding_and_never_a_traceback(data: st.DataObject, slipped: Path) -> None:
    """One slip of the keyboard in a whole file: something left out, doubled, or typed in the wrong way."""
    text = (slipped.parent / "original.toml").read_text(encoding="utf-8")
    place = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 40))
    typed = data.draw(
        st.sampled_from(["", "“", "＝", "[", "]", '"', "'", "#", "-", "0", "x", "\n", "\\", ".", "=", "某某"])
    )
    slip = text[:place] + typed + text[place + length :]
    (slipped.parent / "disclosure.toml").write_text(slip, encoding="utf-8")
    made = make_document(load(slipped), 2020)
    for finding in made.findings:
        assert finding.what
        assert finding.remedy
        assert finding.place is None or 0 <= finding.place.line <= slip.count("\n") + 1


@pytest.fixture(scope="module")
def slipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a little money, and the disclosure.toml of the larger example beside it."""
    folder = tmp_path_factory.mktemp("slip")
    original = EXAMPLE_FILES["qingshi"].with_name("disclosure.toml").read_text(encoding="utf-8")
    (folder / "original.toml").write_text(original, encoding="utf-8")
    names = "".join(f'2020-01-01 custom "gov-project" "{each}" "项目"\n' for each in ("P9", "P11"))
    return write(folder, HEAD + names + spent("50.00", kind="项目支出")).path


@pytest.mark.parametrize("name", EXAMPLE_FILES)
def test_lines_are_where_keys_stand(name: str) -> None:
    """Every key of an example: its line begins with it."""
    text = EXAMPLE_FILES[name].with_name("disclosure.toml").read_text(encoding="utf-8")
    rows = text.splitlines()
    lines = lines_of(text)
    seen = 0

    def walk(path: tuple[str | int, ...], value: Any) -> None:
        nonlocal seen
        if path and path in lines:
            row = rows[lines[path] - 1]
            key = next(part for part in reversed(path) if isinstance(part, str))
            if isinstance(path[-1], str):
                assert key in row, (path, row)
            elif isinstance(value, str):
                assert value in row, (path, row)
            else:
                assert row.startswith("[["), (path, row)
            seen += 1
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for each, below in items:
            walk((*path, each), below)

    walk((), tomllib.loads(text))
    assert seen > 50


@given(
    st.dictionaries(
        st.text("abc_", min_size=1), st.sampled_from(['"#[{="', "'''a\n[x]\n'''", "[1,\n2]", '"""\n=\n"""'])
    )
)
def test_strings_and_brackets_hide_what_looks_like_keys(values: dict[str, str]) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in values.items())
    lines = lines_of(text)
    assert {path[0] for path in lines} == set(tomllib.loads(text)) == set(values)
    rows = text.splitlines()
    assert all(rows[lines[key,] - 1].startswith(f"{key} =") for key in values)


# The template


@pytest.mark.parametrize("kind", UNIT_KINDS)
@pytest.mark.parametrize(("year", "region"), [(2020, ""), (2024, "上海"), (2020, "上海")])
def test_the_template_is_right_as_it_is_and_uncommented(tmp_path: Path, kind: str, year: int, region: str) -> None:
    main = write_new(tmp_path / "账", new_ledger("某某中心", kind, year, region)) / "main.beancount"
    written = read_settings(main, year)
    assert written.findings == ()
    assert written.values == {"year": year}
    text = written.path.read_text(encoding="utf-8")
    opened = re.sub(r"^# (?=\[|\w+ = |\"|  \"|\])", "", text, flags=re.MULTILINE)
    findings = parse_settings(opened, written.path, year).findings
    # All that is left to say is what isn't filled in.
    assert {each.rule for each in findings} == {"disclosure-placeholder"}
    # And every key that the document asks for stands in it, but those for which a comment tells; no other does.
    ledger = load(main)
    profile = ledger.profile(year)
    keys_written = set(re.findall(r"^(?:# )?(\w+) = ", text, re.MULTILINE))
    asked = {
        *keys_asked(profile),
        *(each for each in ASKED if not each.startswith("performance.") or not profile.region),
    }
    values = [entry.path for entry in schema().keys if entry.type not in ("table", "tables") and entry.path in asked]
    keys = {part for path in values if (part := path.split(".")[-1]) != "*"}
    assert keys - keys_written <= {"less_is_better", "money", "told", "score", "abroad", "note", "implementer"}
    filled = parse_settings(opened.replace("某某", "某").replace("XX", "某"), written.path, year)
    assert filled.findings == ()
    assert list(unprinted_keys(filled, profile)) == []
    assert ledger.findings


def test_every_key_says_what_it_is_for() -> None:
    for entry in schema().keys:
        assert about(entry.path.replace("[]", ".#0").replace("*", "某")) == entry.about


# Scores


@given(st.integers(0, 100), st.decimals(0, 300, places=1))
def test_an_execution_score_stays_within_its_weight(weight: int, rate: Decimal) -> None:
    score = execution_score(Decimal(weight), rate, 1)
    assert 0 <= score <= weight
    assert abs(score - weight * min(rate, Decimal(100)) * Decimal("0.01")) <= Decimal("0.05")


def test_scores(tmp_path: Path) -> None:
    budget = '\n2020-01-05 * "预算" #2060501\n  fund: "11"\n  project: "P1"\n  Assets:9001-可用指标 60.00 CNY.A\n'
    budget += "  Equity:9101-年初预算 -60.00 CNY.A\n"
    toml = f"year = 2020\n{PROJECT}" + "".join(
        f"{INDICATOR}{values}\nweight = {weight}\n"
        for values, weight in (
            ("target = 100\nactual = 250", 10),
            ("target = 3\nactual = 2", 10),
            ("target = 8\nactual = 10\nless_is_better = true", 10),
            ("target = 0\nactual = 0", 10),
            ("money = true", 20),
            ("target = 1\nactual = 1\nscore = 12.5", 20),
        )
    )
    made = make_document(write(tmp_path, HEAD + budget + spent("50.00", kind="项目支出"), toml), 2020)
    form = next(each for each in made.document.blocks if isinstance(each, Form))
    scores = [row[-1].content.text for row in form.rows if row[-1].kind == "figure"]
    # 0.01 of 0.01 万元 is all of it: what is printed is what is compared.
    assert scores == ["20.0", "10", "6.7", "8.0", "10", "20", "12.5", "87.2"]
    assert sum(map(Decimal, scores[:-1])) == Decimal(scores[-1])
    for row in form.rows:
        assert sum(cell.columns for cell in row) <= form.width


@pytest.mark.parametrize("name", EXAMPLE_FILES)
def test_forms_are_rectangles(name: str) -> None:
    """Each line's cells and those that reach down into it fill the form's width."""
    for form in make_document(load(EXAMPLE_FILES[name]), 2020).document.blocks:
        if isinstance(form, Form):
            filled = [0] * len(form.rows)
            for index, row in enumerate(form.rows):
                for cell in row:
                    for line in range(index, index + cell.lines):
                        filled[line] += cell.columns
            assert set(filled) == {form.width}
