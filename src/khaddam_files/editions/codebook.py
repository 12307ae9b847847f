"""The lower half of `data/README.md`: every table and column in one line, written from
`datapackage.json`.

python -m khaddam_files.editions.codebook          write it, and `rows.py` (`make outputs` does)
"""

from __future__ import annotations

import sys

from khaddam_files import data
from khaddam_files.editions import row_types

STARTS = "## Tables\n"


def _kind(field: dict) -> str:
    if "listOf" in field:
        return "list" if field["listOf"] == "values" else f"list of {field['listOf']}"
    return field["type"]


def _rules(field: dict, pointed: dict) -> str:
    rules = field.get("constraints", {})
    parts = [f"key of `{pointed[field['name']]}`"] if field["name"] in pointed else []
    values = rules.get("enum") or field.get("itemEnum")
    if values:
        parts.append("one of " + ", ".join(f"*{value}*" for value in values))
    if not rules.get("required") and "listOf" not in field:
        parts.append("may be empty")
    return f" ({'; '.join(parts)})" if parts else ""


def tables() -> str:
    """Every table with its columns, as Markdown."""
    lines = [STARTS]
    for name, resource in data.collection().resources.items():
        schema = resource["schema"]
        pointed = {
            key["fields"][0]: key["reference"]["resource"] or name
            for key in schema.get("foreignKeys", ())
        }
        lines += [
            f"\n### `{resource['path']}`: {resource['title']}\n",
            f"\n{resource['description']} {resource['howMade']}\n",
        ]
        if "rights" in resource:
            lines.append(f"\n*Rights.* {resource['rights']}\n")
        lines.append("\n")
        lines += [
            f"- `{field['name']}`, {_kind(field)}: "
            f"{field['description']}{_rules(field, pointed)}.\n"
            for field in schema["fields"]
        ]
    return "".join(lines)


def codebook() -> str:
    """The whole page: what people wrote above the heading, and the tables."""
    page = (data.collection().folder / "README.md").read_text(encoding="utf-8")
    return page.partition(STARTS)[0] + tables()


def main() -> int:
    (data.collection().folder / "README.md").write_text(codebook(), encoding="utf-8")
    row_types.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
