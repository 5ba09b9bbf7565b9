"""What all parts of the demo's maker share: where the sources lie, and how a data file is written.

A data file is a JSON array of flat rows, one row a line: small differences stay readable in a diff.
Nothing here may depend on the clock, the network or the order of a set: the same sources give the same bytes.
"""

import json
import re
import unicodedata
import uuid
from functools import cache
from pathlib import Path

MAKE = Path(__file__).resolve().parent
DEMO = MAKE.parent
SOURCES = MAKE / ".sources"
NPM = SOURCES / "node_modules"
PYPI = SOURCES / "pypi"

# Made once with uuid4; every uuid of the demo is derived from it, so that a rebuilt demo keeps its keys.
NAMESPACE = uuid.UUID("6d0c2a4e-6a0b-4f0e-9a53-1f2f6c3f7c55")


def key(*parts):
    """A uuid that depends on nothing but its parts."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def slug(text):
    """`Crème brûlée` → `creme-brulee`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@cache
def read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_rows(collection, rows):
    """Writes data/<collection>.json."""
    lines = ",\n".join(compact(row) for row in rows)
    (DEMO / "data" / f"{collection}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{collection:28} {len(rows):6}")


def number(rows, start=1):
    """Puts an integer `id` first in every row."""
    return [{"id": index, **row} for index, row in enumerate(rows, start)]
