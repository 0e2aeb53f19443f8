"""A chart as Word's own: DrawingML that is drawn by the reader's program, and the workbook behind it for *edit data*.

Values are the printed figures. Categories and names are text nodes, never formulas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from gov_accounts.render.chart_words import alternative
from gov_accounts.render.docx_styles import LANGUAGE
from gov_accounts.render.docx_xml import LATIN, SONG, element
from gov_accounts.render.native_chart import axis_bounds, colour, is_line, part_labels
from gov_accounts.render.printable import one_line, printable
from gov_accounts.render.xlsx.charts import chart_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document as Word

    from gov_accounts.publishing.charts import Chart

_EMU_IN_MM: Final = 36000
_WIDTH, _HEIGHT = 155 * _EMU_IN_MM, 78 * _EMU_IN_MM
_CHART_SPACE: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CATEGORY_AXIS, _VALUE_AXIS = 1001, 1002
_FIGURES: Final = "#,##0.00"
_NAMED: Final = "showVal"
_SHOWN: Final = ("showLegendKey", _NAMED, "showCatName", "showSerName", "showPercent", "showBubbleSize")
_THIN, _THICK = 9525, 25400  # lines, in EMU
_TEXT: Final = "404040"
_GRID: Final = "D9D9D9"


def drawing(word: Word, chart: Chart, number: int) -> Any:
    """Put a chart's parts into the package, and give the run that shows it.

    Args:
        word: the document.
        chart: a chart that has something to draw.
        number: of the chart in the document, from one.
    """
    package = word.part.package
    workbook = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        chart_workbook(chart),
        package,
    )
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
    link = part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)
    part._blob = serialize_part_xml(_chart_space(chart, link))  # noqa: SLF001 - its relation had to be known first
    relation = word.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    shown = element(
        "a:graphic",
        None,
        element("a:graphicData", {"uri": _CHART_SPACE}, element("c:chart", {"r:id": relation})),
    )
    inline = element(
        "wp:inline",
        {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
        element("wp:extent", {"cx": _WIDTH, "cy": _HEIGHT}),
        element("wp:effectExtent", {"l": 0, "t": 0, "r": 0, "b": 0}),
        element(
            "wp:docPr",
            {
                "id": number,
                "name": f"Chart {number}",
                "descr": one_line(alternative(chart)),
                "title": one_line(chart.name),
            },
        ),
        element("wp:cNvGraphicFramePr"),
        shown,
    )
    return element("w:r", None, element("w:drawing", None, inline))


def _value(tag: str, value: object) -> Any:
    return element(tag, {"val": value})


def _chart_space(chart: Chart, link: str) -> Any:
    plot = element("c:plotArea", None, element("c:layout"))
    if chart.kind == "pie":
        plot.append(_pie(chart))
    else:
        plot.extend(_bars(chart))
    drawn = element("c:chart", None, _value("c:autoTitleDeleted", 1), plot)
    if chart.kind != "pie" and len(chart.series) > 1:
        drawn.append(element("c:legend", None, _value("c:legendPos", "b"), _value("c:overlay", 0)))
    drawn.extend([_value("c:plotVisOnly", 1), _value("c:dispBlanksAs", "gap")])
    return element(
        "c:chartSpace",
        None,
        _value("c:date1904", 0),
        _value("c:lang", LANGUAGE),
        _value("c:roundedCorners", 0),
        drawn,
        _shape(None, None),
        _type(),
        element("c:externalData", {"r:id": link}, _value("c:autoUpdate", 0)),
    )


# Kinds


def _bars(chart: Chart) -> list[Any]:
    axes = [_value("c:axId", _CATEGORY_AXIS), _value("c:axId", _VALUE_AXIS)]
    bars = [index for index in range(len(chart.series)) if not is_line(chart, index)]
    lines = [index for index in range(len(chart.series)) if is_line(chart, index)]
    made = [
        element(
            "c:barChart",
            None,
            _value("c:barDir", "col"),
            _value("c:grouping", "clustered"),
            _value("c:varyColors", 0),
            *(_bar_series(chart, index) for index in bars),
            _value("c:gapWidth", 80),
            *axes,
        )
    ]
    if lines:
        made.append(
            element(
                "c:lineChart",
                None,
                _value("c:grouping", "standard"),
                _value("c:varyColors", 0),
                *(_line_series(chart, index) for index in lines),
                _value("c:marker", 1),
                *(_value("c:axId", axis) for axis in (_CATEGORY_AXIS, _VALUE_AXIS)),
            )
        )
    return [*made, _category_axis(), _value_axis(chart)]


def _bar_series(chart: Chart, index: int) -> Any:
    made = _series(chart, index)
    made.extend([_shape(colour(chart, index), None), _value("c:invertIfNegative", 0)])
    if chart.kind == "bars":
        made.append(_labels("outEnd"))
    made.extend(_data(chart, index))
    return made


def _line_series(chart: Chart, index: int) -> Any:
    made = _series(chart, index)
    made.append(_shape(None, colour(chart, index), _THICK))
    made.append(element("c:marker", None, _value("c:symbol", "none")))
    made.extend(_data(chart, index))
    made.append(_value("c:smooth", 0))
    return made


def _pie(chart: Chart) -> Any:
    made = _series(chart, 0)
    for index in range(len(chart.categories)):
        shape = _shape(colour(chart, index), "FFFFFF" if len(chart.categories) > 1 else None, _THICK)
        made.append(element("c:dPt", None, _value("c:idx", index), _value("c:bubble3D", 0), shape))
    labels = [_part_label(index, label) for index, label in enumerate(part_labels(chart))]
    made.append(_labels("outEnd", labels))
    made.extend(_data(chart, 0))
    return element("c:pieChart", None, _value("c:varyColors", 1), made, _value("c:firstSliceAng", 0))


def _series(chart: Chart, index: int) -> Any:
    name = element("c:tx", None, _cached(f"Sheet1!${_column(index + 1)}$1", [chart.series[index].name]))
    return element("c:ser", None, _value("c:idx", index), _value("c:order", index), name)


def _data(chart: Chart, index: int) -> list[Any]:
    last = len(chart.categories) + 1
    column = _column(index + 1)
    figures = [str(amount.shown) for amount in chart.series[index].amounts]
    return [
        element("c:cat", None, _cached(f"Sheet1!$A$2:$A${last}", chart.categories)),
        element("c:val", None, _cached(f"Sheet1!${column}$2:${column}${last}", figures, _FIGURES)),
    ]


def _column(index: int) -> str:
    """The letter of a column: a chart has few."""
    return chr(ord("A") + index)


def _cached(place: str, values: Sequence[str], format_code: str = "") -> Any:
    """A range of the workbook, with what stands in it: numbers where they have a format, else words."""
    kind = "num" if format_code else "str"
    cache = element(f"c:{kind}Cache")
    if format_code:
        cache.append(_worded("c:formatCode", format_code))
    cache.append(_value("c:ptCount", len(values)))
    for index, value in enumerate(values):
        cache.append(element("c:pt", {"idx": index}, _worded("c:v", value)))
    return element(f"c:{kind}Ref", None, _worded("c:f", place), cache)


def _worded(tag: str, text: str) -> Any:
    made = element(tag)
    made.text = printable(text)
    return made


# Labels, axes, looks


def _labels(position: str, each: Sequence[Any] = ()) -> Any:
    return element(
        "c:dLbls",
        None,
        *each,
        element("c:numFmt", {"formatCode": _FIGURES, "sourceLinked": 0}),
        _shape(None, None),
        _type(),
        _value("c:dLblPos", position),
        *_flags(),
        *([_value("c:showLeaderLines", 1)] if each else []),
    )


def _part_label(index: int, label: str) -> Any:
    """A label that says the share as it is printed, not as the program that draws it works it out."""
    paragraphs = [
        element("a:p", None, element("a:r", None, element("a:rPr", {"lang": LANGUAGE}), _worded("a:t", line)))
        for line in printable(label).split("\n")
    ]
    rich = element("c:rich", None, element("a:bodyPr"), element("a:lstStyle"), *paragraphs)
    return element(
        "c:dLbl",
        None,
        _value("c:idx", index),
        element("c:tx", None, rich),
        _value("c:dLblPos", "outEnd"),
        *_flags(),
    )


def _flags() -> list[Any]:
    return [_value(f"c:{flag}", int(flag == _NAMED)) for flag in _SHOWN]


def _category_axis() -> Any:
    return element(
        "c:catAx",
        None,
        *_axis(_CATEGORY_AXIS, "b"),
        element("c:numFmt", {"formatCode": "General", "sourceLinked": 0}),
        *_ticks("low"),
        _shape(None, _TEXT),
        _value("c:crossAx", _VALUE_AXIS),
        _value("c:crosses", "autoZero"),
        _value("c:auto", 1),
        _value("c:lblAlgn", "ctr"),
        _value("c:lblOffset", 100),
        _value("c:noMultiLvlLbl", 0),
    )


def _value_axis(chart: Chart) -> Any:
    unit = element("a:p", None, element("a:pPr", None, _run_defaults()), _plain_run(f"单位：{chart.unit.name}"))
    rich = element("c:rich", None, element("a:bodyPr", {"rot": -5400000, "vert": "horz"}), element("a:lstStyle"), unit)
    return element(
        "c:valAx",
        None,
        *_axis(_VALUE_AXIS, "l", axis_bounds(chart)),
        element("c:majorGridlines", None, _shape(None, _GRID)),
        element("c:title", None, element("c:tx", None, rich), _value("c:overlay", 0)),
        element("c:numFmt", {"formatCode": "#,##0", "sourceLinked": 0}),
        *_ticks("nextTo"),
        _shape(None, None),
        _value("c:crossAx", _CATEGORY_AXIS),
        _value("c:crosses", "autoZero"),
        _value("c:crossBetween", "between"),
    )


def _axis(number: int, side: str, bounds: Mapping[str, int] | None = None) -> list[Any]:
    scaling = element("c:scaling", None, _value("c:orientation", "minMax"))
    scaling.extend([_value(f"c:{end}", at) for end, at in (bounds or {}).items()])
    return [_value("c:axId", number), scaling, _value("c:delete", 0), _value("c:axPos", side)]


def _ticks(labels: str) -> list[Any]:
    return [_value("c:majorTickMark", "none"), _value("c:minorTickMark", "none"), _value("c:tickLblPos", labels)]


def _plain_run(text: str) -> Any:
    properties = element("a:rPr", {"lang": LANGUAGE, "sz": 900, "b": 0})
    return element("a:r", None, properties, _worded("a:t", text))


def _shape(fill: str | None, line: str | None, width: int = _THIN) -> Any:
    """What something is filled and drawn with, if at all."""
    return element("c:spPr", None, _filled(fill), element("a:ln", {"w": width}, _filled(line)))


def _filled(shade: str | None) -> Any:
    return element("a:noFill") if shade is None else element("a:solidFill", None, element("a:srgbClr", {"val": shade}))


def _type() -> Any:
    """Type of all words in the chart."""
    paragraph = element(
        "a:p", None, element("a:pPr", None, _run_defaults()), element("a:endParaRPr", {"lang": LANGUAGE})
    )
    return element("c:txPr", None, element("a:bodyPr"), element("a:lstStyle"), paragraph)


def _run_defaults() -> Any:
    look: Mapping[str, object] = {"sz": 900, "b": 0}
    return element(
        "a:defRPr",
        look,
        element("a:solidFill", None, element("a:srgbClr", {"val": _TEXT})),
        element("a:latin", {"typeface": LATIN}),
        element("a:ea", {"typeface": SONG}),
    )
