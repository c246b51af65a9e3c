"""Bootstrap intervals of one NPS: where R and scipy come to, by chance and to a step of the lattice."""

from vectors import Vectors

# 15, 25, 60: R boot 1.3-28.1 (99,999 draws) and scipy 1.18.1 (stats.bootstrap), whose ends lie on the lattice of 1 / 100.
BOOTSTRAP = {
    "R boot 1.3-28.1, 99,999 draws": {"bootstrap": (0.28, 0.58), "bootstrap_percentile": (0.3, 0.59)},
    "scipy 1.18.1, stats.bootstrap": {"bootstrap": (0.3, 0.58), "bootstrap_percentile": (0.3, 0.59)},
}


def build():
    v = Vectors("bootstrap", "Bootstrap intervals of a Net Promoter Score, 15 detractors, 25 passives, 60 promoters", "R boot 1.3-28.1; scipy 1.18.1; Monte Carlo, so within a step of the lattice (1 point)")
    v.add("bootstrap_15_25_60_std_error", source="the definition", comment="the standard error is that of the estimate, whatever the interval", call="estimate", name="nps", column=[3, 7, 10], counts=[15, 25, 60], options={"interval": "bootstrap"}, expect=dict(estimate=45.0, std_error=7.39932429347437, method="bootstrap"), tol={"rel": 1e-12})
    for source, intervals in BOOTSTRAP.items():
        for method, ends in intervals.items():
            # A step of the lattice is 1 point.
            expect = dict(conf_low=100 * ends[0], conf_high=100 * ends[1], method=method)
            comment = "Monte Carlo: within one step of the lattice"
            if (method, ends[0]) == ("bootstrap", 0.28):
                del expect["conf_low"]
                comment += "; DIFFERENCE: R's lower end is 28, since it reads the bias from the draws strictly below the estimate; scipy and we count half of those equal to it"
            v.add(f"{method}_15_25_60_{source.split()[0].lower()}", source=source, comment=comment, call="estimate", name="nps", column=[3, 7, 10], counts=[15, 25, 60], options={"interval": method}, expect=expect, tol={"abs": 1.1})
    return v
