"""How a file of vectors is put together and written."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from mpmath import mpf

import exact

FOLDER = Path(__file__).resolve().parent.parent
SCHEMA = "cxm-conformance/1"
TOLERANCE = {"rel": 1e-12}


def plain(value):
    """A value as JSON: numbers of 50 digits as the nearest f64, fractions likewise."""
    if isinstance(value, (mpf, Fraction)):
        number = float(value) if isinstance(value, Fraction) else float(value)
        return 0.0 if number == 0 else number
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


class Vectors:
    """One file of `conformance/`."""

    def __init__(self, name, about, source):
        self.name, self.about, self.source, self.cases, self.ids = name, about, source, [], set()

    def add(self, id_, **fields):
        assert id_ not in self.ids, id_
        self.ids.add(id_)
        fields.setdefault("tol", TOLERANCE)
        if "error" in fields["expect"]:
            del fields["tol"]
        self.cases.append({"id": id_, **{key: plain(value) for key, value in fields.items() if value is not None}})

    def estimate(self, id_, name, column, *, means=None, weights=None, counts=None, options=None, comment=None, only=None, expect=None, tol=None):
        """A column and what it must give. `means` says what each cell means where that is not the cell itself."""
        options = options or {}
        values = means if means is not None else [None if x is None else Fraction(str(x)) for x in column]
        rows = []
        for i, value in enumerate(values):
            weight = None if weights is None else Fraction(0) if weights[i] is None else Fraction(weights[i])
            rows.append(exact.Answer(value if value in (None, "invalid") else Fraction(str(value)), 1 if counts is None else counts[i], weight))
        want = exact.estimate(name, rows, {**options, "na": None})
        if only:
            want = {key: want[key] for key in only}
        want.update(expect or {})
        self.add(id_, comment=comment, call="estimate", name=name, column=column, weights=weights, counts=counts, options=options or None, expect=want, tol=tol or TOLERANCE)

    def refused(self, id_, name, column, code, *, row=None, field=None, weights=None, counts=None, options=None, comment=None):
        self.add(id_, comment=comment, call="estimate", name=name, column=column, weights=weights, counts=counts, options=options, expect={"error": {"code": code, "row": row, "field": field}})

    def write(self):
        head = {"schema": SCHEMA, "about": self.about, "source": self.source}
        lines = [json.dumps(case, ensure_ascii=False) for case in self.cases]
        text = json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "cases": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"
        json.loads(text)
        (FOLDER / f"{self.name}.json").write_text(text, encoding="utf-8")
        return len(self.cases)
