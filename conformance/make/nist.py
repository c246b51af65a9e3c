"""NIST StRD, univariate summary statistics: mean and standard deviation of numbers on no scale."""

import json
from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf, sqrt
from vectors import Vectors

mp.dps = 50
# Correct digits (LRE) asked of the standard deviation: the f64 inputs of NumAcc4 limit it to 8.2.
DIGITS = {"NumAcc4": 8.2}


def numbers(one):
    """The column as f64: NumAcc2 to 4 are one number and then two in turn."""
    texts = one.get("y") or [one["first"], *(one["then"] * one["times"])]
    return [float(text) for text in texts]


def build():
    data = json.loads((Path(__file__).parent / "nist_univariate.json").read_text())
    v = Vectors("nist", "Mean and standard deviation of the univariate sets of NIST StRD", data["source"] + "; the exact deviation of the f64 inputs by fractions and mpmath 1.3.0")
    for name, one in data["sets"].items():
        column = numbers(one)
        exact = [Fraction(value) for value in column]
        mean = sum(exact) / len(exact)
        variance = sum((value - mean) ** 2 for value in exact) / (len(exact) - 1)
        deviation = sqrt(mpf(variance.numerator) / mpf(variance.denominator))
        v.add(f"{name}_mean", source="NIST StRD", call="estimate", name="mean", column=column, expect={"estimate": float(one["mean"]), "n": len(column)}, tol={"rel": 1e-13}, comment="certified; 13 digits")
        digits = DIGITS.get(name, 9)
        v.add(f"{name}_deviation", source="NIST StRD", call="estimate", name="mean", column=column, expect={"std_dev": float(one["sd"])}, tol={"rel": 10.0**-digits}, comment=f"certified; {digits} digits")
        v.add(f"{name}_deviation_of_the_inputs", call="estimate", name="mean", column=column, expect={"std_dev": deviation}, tol={"rel": 1e-13}, comment="exactly rounded deviation of the f64 inputs")
    return v
