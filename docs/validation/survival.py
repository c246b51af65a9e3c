"""Makes survival.md: Cox's model of Rossi's data beside what R's survival 3.5.3 printed for it (15 digits). Run with cxm installed, from anywhere."""

import pathlib
import re

import cxm

ROOT = pathlib.Path(__file__).resolve().parents[2]
TERMS = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


def rossi():
    lines = (ROOT / "cxm-core/tests/cox/rossi.csv").read_text(encoding="utf-8").splitlines()[1:]
    names = lines[0].split(",")
    rows = [[float(cell) for cell in line.split(",")] for line in lines[1:]]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def published():
    """R's numbers, from the tests of the core that hold them."""
    source = (ROOT / "cxm-core/tests/cox/main.rs").read_text(encoding="utf-8")
    blocks = re.findall(r"ties: CoxTies::(\w+),\s*coefficients: \[(.*?)\],\s*errors: \[(.*?)\],\s*log_likelihoods: \((.*?)\),\s*score: (.*?),\s*wald: (.*?),\s*concordance: (.*?),", source, re.S)
    number = lambda text: [float(part) for part in text.replace("_", "").split(",") if part.strip()]  # noqa: E731
    return {ties.lower(): [number(part) for part in parts] for ties, *parts in blocks}


def main():
    data, rows = rossi(), []
    for ties, (coefficients, errors, likelihoods, score, wald, concordance) in published().items():
        fit = cxm.CoxPh(ties=ties).fit(data, "week", "arrest", TERMS)
        for place, term in enumerate(TERMS):
            rows.append((ties, f"coefficient of {term}", fit.table["estimate"][place], coefficients[place]))
            rows.append((ties, f"error of {term}", fit.table["std_error"][place], errors[place]))
        rows.append((ties, "log-likelihood at 0", fit.log_likelihood_null, likelihoods[0]))
        rows.append((ties, "log-likelihood", fit.log_likelihood, likelihoods[1]))
        rows.append((ties, "score test", fit.score["statistic"], score[0]))
        rows.append((ties, "Wald test", fit.wald["statistic"], wald[0]))
        rows.append((ties, "concordance", fit.concordance.estimate, concordance[0]))
    out = [
        "# Cox's model beside R",
        "",
        "432 men released from prison, 114 arrested within a year (P. H. Rossi, R. A. Berk and K. J. Lenihan 1980): ours, what R's survival 3.5.3 (R 4.2.2) printed with 15 digits, and the difference relative to it.",
        "Made by `docs/validation/survival.py`.",
        "",
        "| ties | what | cxm | R | difference |",
        "|---|---|---:|---:|---:|",
    ]
    out += [f"| {ties} | {what} | {ours:.12g} | {theirs:.12g} | {abs(ours / theirs - 1):.1e} |" for ties, what, ours, theirs in rows]
    (ROOT / "docs/validation/survival.md").write_text("\n".join(out) + "\n", encoding="utf-8")
    print(max(abs(ours / theirs - 1) for _, _, ours, theirs in rows))


main()
