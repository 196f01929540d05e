"""The book of the county body (县委编办): the approved list, the coding rule, the superior catalogue, the organs."""

from __future__ import annotations

from datetime import date

from tools.sample.county import County, Row


def county_body_rows(county: County, registers: list[Row]) -> dict[str, list[Row]]:
    """Its own tables; the catalogue agrees with ``registers``, the rows of every department's list."""
    return {
        "register_approval": [
            {
                "approval_number": "样例批准〔2017〕1号",
                "approved_on": date(2017, 6, 15),
                "published_on": date(2017, 6, 20),
                "publication": "门户网站公布；各部门办公场所公示",
                "minutes_attachment": "附件/清单/县政府常务会议纪要.pdf",
            }
        ],
        "coding_rule": [
            {
                "title": "奉节县行政许可事项编码规则",
                "document_number": "样例编码〔2017〕1号",
                "effective_on": date(2017, 1, 1),
                "structure": "12 位：省级代码2、类型2、部门2、主项3、子项3",
                "attachment": "附件/清单/编码规则.pdf",
            }
        ],
        "superior_catalogue": sorted(
            (
                {
                    "item_code": row["item_code"],
                    "main_title": row["main_title"],
                    "basis_title": row["basis_title"],
                    "exercise_level": row["exercise_level"],
                    "edition": "区县行政许可通用参考目录（2017年版）",
                }
                for row in registers
            ),
            key=lambda row: str(row["item_code"]),
        ),
        "organ_register": sorted(
            (
                {
                    "organ_title": organ.title,
                    "organ_code": organ.credit_code,
                    "department_code": organ.code,
                    "organ_type": organ.type,
                }
                for organ in county.organs.values()
            ),
            key=lambda row: str(row["organ_title"]),
        ),
    }
