"""参考数据（科目表、分类代码）的检查。

证据清单（公开决算文件印出的编码与名称）写在本文件里，不从别处读取。
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from importlib import resources

import pytest

from gov_accounts.law.codes import official_codes

Row = dict[str, str]

ACCOUNT_HEADER = [
    "code",
    "name",
    "book",
    "element",
    "normal_side",
    "unit_kinds",
    "parent",
    "valid_from",
    "valid_to",
    "optional",
    "other_names",
    "details",
    "needs",
    "cash",
    "fiscal",
    "carries",
    "stage",
    "source",
]
CLASS_HEADER = ["code", "name", "parent", "valid_from", "valid_to", "source", "confidence"]

ACCOUNTS = "chart/accounts.csv"
FUNCTIONAL = "classification/functional.csv"
ECONOMIC = "classification/economic.csv"
FUND = "classification/fund.csv"

GOVERNMENT = "classification/economic_government.csv"

HEADERS = {
    ACCOUNTS: ACCOUNT_HEADER,
    FUNCTIONAL: [*CLASS_HEADER[:5], "fund", *CLASS_HEADER[5:]],
    ECONOMIC: CLASS_HEADER,
    GOVERNMENT: [*CLASS_HEADER[:5], "department", *CLASS_HEADER[5:]],
    FUND: CLASS_HEADER,
}
FILES = sorted(HEADERS)

CODE_LENGTHS = {
    ACCOUNTS: {4, 6, 8},
    FUNCTIONAL: {3, 5, 7},
    ECONOMIC: {3, 5},
    GOVERNMENT: {3, 5},
    FUND: {1, 2},
}

# 首位数字 → (账, 要素)
ELEMENTS = {
    "1": ("财务", "资产"),
    "2": ("财务", "负债"),
    "3": ("财务", "净资产"),
    "4": ("财务", "收入"),
    "5": ("财务", "费用"),
    "6": ("预算", "预算收入"),
    "7": ("预算", "预算支出"),
    "8": ("预算", "预算结余"),
    "9": ("指标", "指标"),
}
FIRST_LEVEL_COUNTS = {
    "资产": 35,
    "负债": 16,
    "净资产": 7,
    "收入": 11,
    "费用": 8,
    "预算收入": 9,
    "预算支出": 8,
    "预算结余": 9,
    "指标": 3,
}
DEBIT_ELEMENTS = {"资产", "费用", "预算支出"}
# 余额方向与所属要素相反的科目
CONTRA = {
    "1219": "贷",  # 坏账准备
    "1602": "贷",  # 固定资产累计折旧
    "1702": "贷",  # 无形资产累计摊销
    "1802": "贷",  # 公共基础设施累计折旧（摊销）
    "1832": "贷",  # 保障性住房累计折旧
    "1842": "贷",  # PPP项目资产累计折旧（摊销）
    "8001": "借",  # 资金结存
    "9001": "借",  # 可用指标
}
# 科目的作用，明细随总账科目。依据：财会〔2017〕25号各科目的说明。
ROLES = {
    # 明细核算的要求：6 类按支出功能分类，7 类再按部门预算支出经济分类，
    # 8101、8102、8201、8202 按支出功能分类和资金性质。
    "needs": {
        **dict.fromkeys(("6001", "6101", "6201", "6301", "6401", "6501"), "func"),
        **dict.fromkeys(("6601", "6602", "6603", "6604", "6605", "6609"), "func"),
        **dict.fromkeys(("7101", "7201", "7202", "7203", "7204", "7205", "7301", "7401"), "func|econ"),
        **dict.fromkeys(("7501", "7601", "7701", "7901", "7902", "7903"), "func|econ"),
        **dict.fromkeys(("8101", "8102", "8201", "8202"), "func|fund"),
    },
    "cash": {
        **dict.fromkeys(("1001", "1002", "1021"), "货币资金"),
        **dict.fromkeys(("1011", "1201"), "财政额度"),
        "8001": "资金结存",
        "4001": "直接支付",
    },
    "fiscal": dict.fromkeys(("4001", "6001", "8101", "8102"), "财政拨款"),
    "carries": {"8101": "结转", "8102": "结余", "8201": "结转", "8202": "结余", "8401": "结余"},
    "stage": {"9001": "可用", "9101": "年初", "9102": "调整"},
}
BOTH_KINDS = "事业单位|行政单位"
ADMIN_ONLY = {"2303", "7101"}
INSTITUTION_ONLY = {
    "1101",
    "1211",
    "1215",
    "1216",
    "1219",
    "1501",
    "1502",
    "2001",
    "2301",
    "2304",
    "2305",
    "2501",
    "3101",
    "3201",
    "4101",
    "4201",
    "4301",
    "4401",
    "4602",
    "5101",
    "5201",
    "5401",
    "5501",
    "5801",
    "6101",
    "6201",
    "6301",
    "6401",
    "6501",
    "6602",
    "7201",
    "7301",
    "7401",
    "7501",
    "7601",
    "7701",
    "8301",
    "8401",
    "8701",
}

# 2020 年决算表 1 支出栏的 26 个功能分类（类），按印出的顺序；编码依科目表的顺序。
CLASSES_2020 = [
    ("201", "一般公共服务支出"),
    ("202", "外交支出"),
    ("203", "国防支出"),
    ("204", "公共安全支出"),
    ("205", "教育支出"),
    ("206", "科学技术支出"),
    ("207", "文化旅游体育与传媒支出"),
    ("208", "社会保障和就业支出"),
    ("210", "卫生健康支出"),
    ("211", "节能环保支出"),
    ("212", "城乡社区支出"),
    ("213", "农林水支出"),
    ("214", "交通运输支出"),
    ("215", "资源勘探工业信息等支出"),
    ("216", "商业服务业等支出"),
    ("217", "金融支出"),
    ("219", "援助其他地区支出"),
    ("220", "自然资源海洋气象等支出"),
    ("221", "住房保障支出"),
    ("222", "粮油物资储备支出"),
    ("223", "国有资本经营预算支出"),
    ("224", "灾害防治及应急管理支出"),
    ("229", "其他支出"),
    ("231", "债务还本支出"),
    ("232", "债务付息支出"),
    ("234", "抗疫特别国债安排的支出"),
]
# 表 1 不列、但 2020 年科目里有的类
CLASSES_2020_UNPRINTED = [
    ("227", "预备费"),
    ("230", "转移性支出"),
    ("233", "债务发行费用支出"),
]

# 2020 年决算表 2、3、5 印出的功能分类（三张表的编码和名称相同）
FUNCTIONAL_2020 = [
    ("206", "科学技术支出"),
    ("20605", "科技条件与服务"),
    ("2060501", "机构运行"),
    ("2060599", "其他科技条件与服务支出"),
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("210", "卫生健康支出"),
    ("21011", "行政事业单位医疗"),
    ("2101102", "事业单位医疗"),
    ("221", "住房保障支出"),
    ("22102", "住房改革支出"),
    ("2210201", "住房公积金"),
    ("2210202", "提租补贴"),
    ("2210203", "购房补贴"),
]

# 2020 年与 2024 年的基本支出表都印出的经济分类
ECONOMIC_COMMON = [
    ("301", "工资福利支出"),
    ("30101", "基本工资"),
    ("30102", "津贴补贴"),
    ("30103", "奖金"),
    ("30106", "伙食补助费"),
    ("30107", "绩效工资"),
    ("30108", "机关事业单位基本养老保险缴费"),
    ("30109", "职业年金缴费"),
    ("30110", "职工基本医疗保险缴费"),
    ("30111", "公务员医疗补助缴费"),
    ("30112", "其他社会保障缴费"),
    ("30113", "住房公积金"),
    ("30114", "医疗费"),
    ("30199", "其他工资福利支出"),
    ("302", "商品和服务支出"),
    ("30201", "办公费"),
    ("30202", "印刷费"),
    ("30203", "咨询费"),
    ("30204", "手续费"),
    ("30205", "水费"),
    ("30206", "电费"),
    ("30207", "邮电费"),
    ("30208", "取暖费"),
    ("30209", "物业管理费"),
    ("30211", "差旅费"),
    ("30212", "因公出国（境）费用"),
    ("30213", "维修（护）费"),
    ("30214", "租赁费"),
    ("30215", "会议费"),
    ("30216", "培训费"),
    ("30217", "公务接待费"),
    ("30218", "专用材料费"),
    ("30224", "被装购置费"),
    ("30225", "专用燃料费"),
    ("30226", "劳务费"),
    ("30227", "委托业务费"),
    ("30228", "工会经费"),
    ("30229", "福利费"),
    ("30231", "公务用车运行维护费"),
    ("30239", "其他交通费用"),
    ("30240", "税金及附加费用"),
    ("30299", "其他商品和服务支出"),
    ("303", "对个人和家庭的补助"),
    ("30301", "离休费"),
    ("30302", "退休费"),
    ("30303", "退职（役）费"),
    ("30304", "抚恤金"),
    ("30305", "生活补助"),
    ("30306", "救济费"),
    ("30307", "医疗费补助"),
    ("30308", "助学金"),
    ("30309", "奖励金"),
    ("30310", "个人农业生产补贴"),
    ("30311", "代缴社会保险费"),
    ("30399", "其他对个人和家庭的补助"),
    ("310", "资本性支出"),
    ("31002", "办公设备购置"),
    ("31003", "专用设备购置"),
    ("31007", "信息网络及软件购置更新"),
    ("31013", "公务用车购置"),
    ("31019", "其他交通工具购置"),
    ("31021", "文物和陈列品购置"),
    ("31022", "无形资产购置"),
    ("31099", "其他资本性支出"),
]
# 2020 年表 6 另外印出的
ECONOMIC_2020_ONLY = [
    ("307", "债务利息及费用支出"),
    ("30701", "国内债务付息"),
    ("30703", "国内债务发行费用"),
    ("312", "对企业补助"),
    ("31204", "费用补贴"),
    ("31299", "其他对企业补贴"),
    ("399", "其他支出"),
    ("39908", "对民间非营利组织和群众性自治组织补贴"),
]
# 2024 年基本支出表另外印出的
ECONOMIC_2024_ONLY = [("31001", "房屋建筑物购建")]

# 印出的名称与标准名称不同的：编码 → (印出的, 标准的)
PRINTED_DIFFERENTLY = {"31299": ("其他对企业补贴", "其他对企业补助")}

# 上海两份 2024 年文件印出的功能分类
FUNCTIONAL_2024 = [
    ("201", "一般公共服务支出"),
    ("20139", "社会工作事务"),
    ("2013901", "行政运行"),
    ("2013950", "事业运行"),
    ("2013999", "其他社会工作事务支出"),
    ("205", "教育支出"),
    ("20502", "普通教育"),
    ("2050205", "高等教育"),
    ("207", "文化旅游体育与传媒支出"),
    ("20799", "其他文化旅游体育与传媒支出"),
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("2080506", "机关事业单位职业年金缴费支出"),
    ("210", "卫生健康支出"),
    ("21011", "行政事业单位医疗"),
    ("2101101", "行政单位医疗"),
    ("2101102", "事业单位医疗"),
    ("221", "住房保障支出"),
    ("22102", "住房改革支出"),
    ("2210201", "住房公积金"),
    ("2210203", "购房补贴"),
]


def _text(name: str) -> str:
    root = resources.files("gov_accounts_ledger")
    return root.joinpath(*name.split("/")).read_bytes().decode("utf-8")


def _load(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(_text(name), newline="")))


def _general() -> list[Row]:
    """总账科目 of the general 制度: those that every unit of a kind may use."""
    return [row for row in _load(ACCOUNTS) if len(row["code"]) == 4 and not row["optional"]]


def _start(row: Row) -> dt.date:
    value = row["valid_from"]
    return dt.date.fromisoformat(value) if value else dt.date.min


def _end(row: Row) -> dt.date:
    value = row["valid_to"]
    return dt.date.fromisoformat(value) if value else dt.date.max


def _overlap(a: Row, b: Row) -> bool:
    return _start(a) <= _end(b) and _start(b) <= _end(a)


def _names_in_year(name: str, year: int) -> dict[str, str]:
    """全年有效的编码 → 名称。"""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return {r["code"]: r["name"] for r in _load(name) if _start(r) <= first and last <= _end(r)}


def _covered(row: Row, parents: list[Row]) -> bool:
    """上级各行的有效期合起来是否覆盖本行。"""
    need = _start(row)
    for parent in sorted(parents, key=_start):
        if _start(parent) > need:
            return False
        if _end(parent) >= _end(row):
            return True
        if _end(parent) >= need:
            need = _end(parent) + dt.timedelta(days=1)
    return False


def _standard(evidence: list[tuple[str, str]]) -> dict[str, str]:
    """证据清单换成标准名称。"""
    result = {}
    for code, printed in evidence:
        if code in PRINTED_DIFFERENTLY:
            expected, standard = PRINTED_DIFFERENTLY[code]
            assert printed == expected
            result[code] = standard
        else:
            result[code] = printed
    return result


def _pick(name: str, year: int, expected: dict[str, str]) -> dict[str, str | None]:
    names = _names_in_year(name, year)
    return {code: names.get(code) for code in expected}


# ---- 各文件共同的检查 ----


@pytest.mark.parametrize("name", FILES)
def test_file_bytes(name: str) -> None:
    text = _text(name)
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("name", FILES)
def test_header_and_row_width(name: str) -> None:
    rows = list(csv.reader(io.StringIO(_text(name), newline="")))
    assert rows[0] == HEADERS[name]
    assert len(rows) > 1
    assert [r for r in rows if len(r) != len(HEADERS[name])] == []


@pytest.mark.parametrize("name", FILES)
def test_cells_are_clean(name: str) -> None:
    bad = []
    for row in _load(name):
        for column, value in row.items():
            if any(c.isspace() or not c.isprintable() for c in value) and (
                column != "source" or value != " ".join(value.split())
            ):
                bad.append((row["code"], column, value))
            # 名称用全角括号
            if column == "name" and any(c in value for c in "()\"',;"):
                bad.append((row["code"], column, value))
    assert bad == []


@pytest.mark.parametrize("name", FILES)
def test_required_cells(name: str) -> None:
    optional = {"parent", "valid_from", "valid_to", "optional", "other_names", "details", "fund", "department", *ROLES}
    bad = [
        (row["code"], column)
        for row in _load(name)
        for column, value in row.items()
        if not value and column not in optional
    ]
    assert bad == []


@pytest.mark.parametrize("name", FILES)
def test_code_form(name: str) -> None:
    bad = [
        r["code"]
        for r in _load(name)
        if not (r["code"].isascii() and r["code"].isdigit()) or len(r["code"]) not in CODE_LENGTHS[name]
    ]
    assert bad == []


@pytest.mark.parametrize("name", FILES)
def test_dates(name: str) -> None:
    for row in _load(name):
        assert _start(row) <= _end(row), row
        if row["valid_from"]:
            assert row["valid_from"][4:] == "-01-01", row
        if row["valid_to"]:
            assert row["valid_to"][4:] == "-12-31", row


@pytest.mark.parametrize("name", FILES)
def test_sorted(name: str) -> None:
    keys = [(r["code"], r["valid_from"]) for r in _load(name)]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", FILES)
def test_one_row_per_code_at_any_time(name: str) -> None:
    by_code: dict[str, list[Row]] = {}
    for row in _load(name):
        by_code.setdefault(row["code"], []).append(row)
    bad = [code for code, rows in by_code.items() for i, a in enumerate(rows) for b in rows[i + 1 :] if _overlap(a, b)]
    assert bad == []


@pytest.mark.parametrize("name", FILES)
def test_names_differ_under_one_parent(name: str) -> None:
    """But for “其他……支出” that moved from item 01 to 99 in a year not known for sure: both are accepted."""
    seen: dict[tuple[str, str], list[Row]] = {}
    for row in _load(name):
        seen.setdefault((row["parent"], row["name"]), []).append(row)
    bad = [
        (a["code"], b["code"], a["name"])
        for rows in seen.values()
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
        if _overlap(a, b) and (a["code"][-2:], b["code"][-2:]) != ("01", "99")
    ]
    assert bad == []


@pytest.mark.parametrize("name", [ACCOUNTS, FUNCTIONAL, ECONOMIC, GOVERNMENT])
def test_parents(name: str) -> None:
    rows = _load(name)
    top = min(CODE_LENGTHS[name])
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row["code"], []).append(row)
    for row in rows:
        if len(row["code"]) == top:
            assert row["parent"] == "", row
            continue
        assert row["parent"] == row["code"][:-2], row
        assert row["parent"] in by_code, row
        assert _covered(row, by_code[row["parent"]]), f"上级的有效期盖不住：{row}"


@pytest.mark.parametrize("name", [FUNCTIONAL, ECONOMIC, GOVERNMENT, FUND])
def test_confidence(name: str) -> None:
    rows = _load(name)
    assert {r["confidence"] for r in rows} <= {"certain", "high", "medium", "low"}


@pytest.mark.parametrize("name", [FUNCTIONAL, GOVERNMENT])
def test_what_is_from_memory_says_so(name: str) -> None:
    for row in _load(name):
        assert ("凭记忆" in row["source"]) or row["confidence"] in ("certain", "high"), row
        assert row["confidence"] != "certain" or not row["source"].startswith("凭记忆"), row


# ---- 科目表 ----


def test_book_and_element_follow_first_digit() -> None:
    bad = [r["code"] for r in _load(ACCOUNTS) if (r["book"], r["element"]) != ELEMENTS.get(r["code"][0])]
    assert bad == []


@pytest.mark.parametrize("column", ROLES)
def test_roles(column: str) -> None:
    """写在总账科目上，明细不写：随总账科目。"""
    assert {row["code"]: row[column] for row in _load(ACCOUNTS) if row[column]} == ROLES[column]


def test_first_level_counts() -> None:
    counts = dict.fromkeys(FIRST_LEVEL_COUNTS, 0)
    for row in {row["code"]: row for row in _general()}.values():
        counts[row["element"]] += 1
    assert counts == FIRST_LEVEL_COUNTS
    assert sum(n for e, n in counts.items() if e != "指标") == 103


def test_normal_side() -> None:
    rows = _load(ACCOUNTS)
    expected = {r["code"]: CONTRA.get(r["code"][:4], "借" if r["element"] in DEBIT_ELEMENTS else "贷") for r in rows}
    assert {r["code"]: r["normal_side"] for r in rows} == expected
    assert set(CONTRA) <= set(expected)


def test_unit_kinds() -> None:
    rows = {r["code"]: r["unit_kinds"] for r in _general()}
    assert {c for c, k in rows.items() if k == "行政单位"} == ADMIN_ONLY
    assert {c for c, k in rows.items() if k == "事业单位"} == INSTITUTION_ONLY
    assert set(rows.values()) == {"行政单位", "事业单位", BOTH_KINDS}


def test_chart_in_force_from_2019() -> None:
    for row in _load(ACCOUNTS):
        if row["book"] == "指标":
            assert row["valid_from"] == "", row
            assert row["source"] == "本项目约定(预算指标账)", row
        else:
            assert row["valid_from"] >= "2019-01-01", row
            assert row["source"].startswith(("财会〔", "《")), row


def test_accounts_that_a_unit_may_add() -> None:
    """Those that the 制度 itself, its 解释, the 准则 or the supplements for a trade name; each with who opens it."""
    added = {row["code"]: row for row in _load(ACCOUNTS) if row["optional"]}
    assert {code: row["name"] for code, row in added.items()} == {
        "1614": "营林工程",
        "1615": "代建项目",
        "1841": "PPP项目资产",
        "1842": "PPP项目资产累计折旧（摊销）",
        "2308": "待结算医疗款",
        "2309": "应付返奖奖金",
        "2310": "应付代销费",
        "3601": "PPP项目净资产",
        "5701": "利息费用",
        "6603": "捐赠预算收入",
        "6604": "利息预算收入",
        "6605": "租金预算收入",
        "7202": "科研支出",
        "7203": "医疗支出",
        "7204": "行政管理支出",
        "7205": "后勤保障支出",
        "7902": "利息支出",
        "7903": "捐赠支出",
    }
    others = {row["code"]: row["other_names"] for row in _load(ACCOUNTS) if row["other_names"]}
    assert others == {"1821": "文物文化资产", "1841": "林木资产", "2308": "彩票销售结算", "7201": "教育支出"}


def test_details_are_of_their_account() -> None:
    first = {row["code"]: row for row in _load(ACCOUNTS) if len(row["code"]) == 4}
    for row in _load(ACCOUNTS):
        account = first[row["code"][:4]]
        for column in ("book", "element", "normal_side", "unit_kinds"):
            assert row[column] == account[column], row
        assert row["details"] == "" or len(row["code"]) == 4, row


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("8001", ["零余额账户用款额度", "货币资金", "财政应返还额度"]),
        (
            "8101",
            ["年初余额调整", "归集调入", "归集调出", "归集上缴", "单位内部调剂", "本年收支结转", "累计结转"],
        ),
        ("8102", ["年初余额调整", "归集上缴", "单位内部调剂", "结转转入", "累计结余"]),
        ("8201", ["年初余额调整", "缴回资金", "项目间接费用或管理费", "本年收支结转", "累计结转"]),
        ("8202", ["年初余额调整", "项目间接费用或管理费", "结转转入", "累计结余"]),
    ],
)
def test_accounts_whose_details_are_all_listed(code: str, names: list[str]) -> None:
    """财会〔2017〕25号 8001、8101、8102、8201、8202 第二条, in its order."""
    details = [row for row in _load(ACCOUNTS) if row["parent"] == code]
    assert [(row["code"], row["name"]) for row in details] == [
        (f"{code}{number:02}", name) for number, name in enumerate(names, 1)
    ]
    assert next(row for row in _load(ACCOUNTS) if row["code"] == code)["details"] == "封闭"
    assert {row["code"] for row in _load(ACCOUNTS) if row["details"]} == {"8001", "8101", "8102", "8201", "8202"}


def test_an_account_renamed() -> None:
    assert _names_in_year(ACCOUNTS, 2024)["1821"] == "文物文化资产"
    assert _names_in_year(ACCOUNTS, 2025)["1821"] == "文物资源"


def test_appropriations_accounts() -> None:
    rows = [r for r in _load(ACCOUNTS) if r["book"] == "指标"]
    assert [(r["code"], r["name"], r["normal_side"]) for r in rows] == [
        ("9001", "可用指标", "借"),
        ("9101", "年初预算", "贷"),
        ("9102", "预算调整", "贷"),
    ]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("1011", "零余额账户用款额度"),
        ("1201", "财政应返还额度"),
        ("1802", "公共基础设施累计折旧（摊销）"),
        ("3302", "本年盈余分配"),
        ("4001", "财政拨款收入"),
        ("5001", "业务活动费用"),
        ("6001", "财政拨款预算收入"),
        ("7201", "事业支出"),
        ("8001", "资金结存"),
        ("800102", "货币资金"),
        ("8101", "财政拨款结转"),
        ("8301", "专用结余"),
        ("8701", "非财政拨款结余分配"),
    ],
)
def test_account_names(code: str, name: str) -> None:
    assert _names_in_year(ACCOUNTS, 2020)[code] == name


# ---- 分类 ----


def test_functional_classes_2020() -> None:
    names = _names_in_year(FUNCTIONAL, 2020)
    classes = {c: n for c, n in names.items() if len(c) == 3}
    assert classes == dict(CLASSES_2020 + CLASSES_2020_UNPRINTED)


def test_functional_classes_2024() -> None:
    # 普陀区 2024 年的表印出同样的 26 类
    expected = dict(CLASSES_2020)
    assert _pick(FUNCTIONAL, 2024, expected) == expected


def test_printed_functional_2020() -> None:
    expected = dict(FUNCTIONAL_2020)
    assert _pick(FUNCTIONAL, 2020, expected) == expected


def test_printed_functional_2024() -> None:
    expected = dict(FUNCTIONAL_2024)
    assert _pick(FUNCTIONAL, 2024, expected) == expected


def test_printed_economic_2020() -> None:
    expected = _standard(ECONOMIC_COMMON + ECONOMIC_2020_ONLY)
    assert len(expected) == 72
    assert _pick(ECONOMIC, 2020, expected) == expected


def test_printed_economic_2024() -> None:
    expected = _standard(ECONOMIC_COMMON + ECONOMIC_2024_ONLY)
    assert _pick(ECONOMIC, 2024, expected) == expected


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (FUNCTIONAL, FUNCTIONAL_2020 + FUNCTIONAL_2024),
        (ECONOMIC, ECONOMIC_COMMON + ECONOMIC_2020_ONLY + ECONOMIC_2024_ONLY),
    ],
)
def test_what_is_printed_is_certain(name: str, printed: list[tuple[str, str]]) -> None:
    certain = {r["code"] for r in _load(name) if r["confidence"] == "certain"}
    assert certain >= set(dict(printed)) - set(PRINTED_DIFFERENTLY)


def test_economic_classes() -> None:
    names = _names_in_year(ECONOMIC, 2020)
    assert {c: n for c, n in names.items() if len(c) == 3} == {
        "301": "工资福利支出",
        "302": "商品和服务支出",
        "303": "对个人和家庭的补助",
        "307": "债务利息及费用支出",
        "309": "资本性支出（基本建设）",
        "310": "资本性支出",
        "311": "对企业补助（基本建设）",
        "312": "对企业补助",
        "313": "对社会保障基金补助",
        "399": "其他支出",
    }


def test_basic_construction_mirrors_capital() -> None:
    # 309（基本建设）的款与 310 的款同名，但没有征地拆迁补偿各款
    names = _names_in_year(ECONOMIC, 2020)
    base = {c[3:]: n for c, n in names.items() if c.startswith("309") and len(c) == 5}
    capital = {c[3:]: n for c, n in names.items() if c.startswith("310") and len(c) == 5}
    assert set(capital) - set(base) == {"09", "10", "11", "12"}
    assert {k for k in base if base[k] != capital[k]} == {"99"}


def test_renamed_and_moved_codes() -> None:
    def name(code: str, year: int) -> str | None:
        return _names_in_year(FUNCTIONAL, year).get(code)

    assert name("21305", 2020) == "扶贫"
    assert name("21305", 2024) == "巩固脱贫攻坚成果衔接乡村振兴"
    assert name("2130599", 2020) == "其他扶贫支出"
    assert name("2130599", 2024) == "其他巩固脱贫攻坚成果衔接乡村振兴支出"
    assert name("20110", 2020) == "人力资源事务"
    assert name("20110", 2021) is None
    assert name("2080116", 2020) is None
    assert name("2080116", 2021) == "引进人才费用"
    assert name("20139", 2023) is None
    assert name("20140", 2023) is None
    assert name("20140", 2024) == "信访事务"
    assert name("2010308", 2023) == "信访事务"
    assert name("2010308", 2024) is None
    assert name("2130199", 2019) == "其他农业支出"
    assert name("2130199", 2020) == "其他农业农村支出"
    assert name("2100409", 2020) == "重大公共卫生专项"
    assert name("20805", 2019) == "行政事业单位离退休"
    assert name("215", 2019) == "资源勘探信息等支出"
    assert name("234", 2019) is None


def test_items_of_one_budget_only() -> None:
    """政府收支分类科目 lists 政府性基金预算 and 国有资本经营预算 apart; the code says which budget's money it is."""
    rows = [row for row in _load(FUNCTIONAL) if row["fund"]]
    assert {row["fund"] for row in rows} == {"12", "13"}
    assert {row["code"] for row in rows if row["fund"] == "13"} == {"223", "23005"}
    words = (
        "基金",
        "专项债",
        "附加",
        "彩票",
        "配套费",
        "污水处理费",
        "通行费",
        "出让收入",
        "开发资金",
        "农网还贷",
        "电影",
        "特别国债",
    )
    assert all(any(word in row["name"] for word in words) for row in rows if row["fund"] == "12")
    functional = official_codes().functional
    for code, fund in (
        ("2120803", "12"),
        ("2121401", "12"),
        ("2121301", "12"),
        ("2340107", "12"),
        ("2296002", "12"),
        ("229", ""),
        ("2299999", ""),
        ("2230102", "13"),
        ("2060501", ""),
        ("2101102", ""),
        ("2120101", ""),
    ):
        assert functional.fund(code, 2020) == fund, code


def test_common_item_names() -> None:
    # 全国统一的项级编号：01 行政运行、02 一般行政管理事务、03 机关服务
    fixed = {"行政运行": "01", "一般行政管理事务": "02", "机关服务": "03"}
    bad = [
        (r["code"], r["name"])
        for r in _load(FUNCTIONAL)
        if len(r["code"]) == 7 and r["name"] in fixed and r["code"][5:] != fixed[r["name"]]
    ]
    assert bad == []


def test_other_items_come_last() -> None:
    # 99 项的名称含“其他”
    bad = [
        (r["code"], r["name"])
        for r in _load(FUNCTIONAL)
        if len(r["code"]) == 7 and r["code"].endswith("99") and "其他" not in r["name"]
    ]
    assert bad == []


def test_fund_natures() -> None:
    assert [(r["code"], r["name"], r["parent"]) for r in _load(FUND)] == [
        ("11", "一般公共预算", ""),
        ("12", "政府性基金预算", ""),
        ("13", "国有资本经营预算", ""),
        ("2", "财政专户管理资金", ""),
        ("3", "单位资金", ""),
    ]
