"""Intervals of one share: published and worked out."""

from vectors import Vectors

# R stats prop.test and binom.test (R 4.2.2); the first four are Newcombe (1998) Statistics in Medicine 17:857, table I.
PUBLISHED = {
    (81, 263): dict(wilson=(0.255288519878274, 0.3662095769828), wilson_cc=(0.253508682295185, 0.368176201043004), clopper_pearson=(0.252736745585271, 0.367621922601351), agresti_coull=(0.255220665189997, 0.366277431671078), jeffreys=(0.254521934991023, 0.365647499174082), wald=(0.252190126213107, 0.363779455535942)),
    (0, 20): dict(wilson=(0, 0.161125158052819), wilson_cc=(0, 0.200453345013487), clopper_pearson=(0, 0.168433470983085), agresti_coull=(0, 0.189809560542489), jeffreys=(0, 0.116638982904875), wald=(0, 0)),
    (29, 29): dict(wilson=(0.883030201500259, 1), wilson_cc=(0.854383524420427, 1), clopper_pearson=(0.880555130930497, 1), agresti_coull=(0.861260047191147, 1), jeffreys=(0.917713517076176, 1), wald=(1, 1)),
    (8, 10): dict(wilson=(0.490162471536642, 0.943317848545625), wilson_cc=(0.44218142427855, 0.964573056252634), clopper_pearson=(0.443904537692359, 0.974789273673167), agresti_coull=(0.479367590566151, 0.954112729516116), jeffreys=(0.497225503560007, 0.955940586447369), wald=(0.552081987078175, 1)),
    (850, 1000): dict(wilson=(0.8265313415732, 0.870789927486912), wilson_cc=(0.826003150494578, 0.871257825515017), clopper_pearson=(0.826341871432964, 0.871575188883827), agresti_coull=(0.826491001204019, 0.870830267856092), jeffreys=(0.826870666563744, 0.871106955792912), wald=(0.827868890682153, 0.872131109317847)),
}
# statsmodels 0.15.0 proportion_confint(method="wilson").
STATSMODELS = {(15, 148): (0.06238639953073628, 0.16048724172330803), (1, 29): (0.006113214292762667, 0.17175521879320294), (45, 50): (0.7863976856252034, 0.9565242350681095)}
METHODS = ("wilson", "wilson_cc", "clopper_pearson", "agresti_coull", "jeffreys", "wald")


def build():
    v = Vectors(
        "shares",
        "Intervals of one share (csat top box): k of n by every method; published ends are clipped to 0..1 as the house does",
        "R 4.2.2 prop.test and binom.test, first four Newcombe (1998) table I; statsmodels 0.15.0; else mpmath 1.3.0 by the definitions",
    )
    for (k, n), methods in PUBLISHED.items():
        for method, (low, high) in methods.items():
            v.add(f"published_{method}_{k}_{n}", source="R 4.2.2, binom.test" if method == "clopper_pearson" else "R 4.2.2, prop.test" if method.startswith("wilson") else "R 4.2.2", call="estimate", name="csat", column=[5, 1], counts=[k, n - k], options={"interval": method}, expect=dict(conf_low=low, conf_high=high, estimate=k / n, method=method, n=n))
    for (k, n), (low, high) in STATSMODELS.items():
        v.add(f"statsmodels_{k}_{n}", source="statsmodels 0.15.0, proportion_confint", call="estimate", name="csat", column=[4, 2], counts=[k, n - k], expect=dict(conf_low=low, conf_high=high))
    for k, n, level in ((1, 1, 0.95), (0, 1, 0.95), (1, 2, 0.95), (1, 1000, 0.95), (3, 7, 0.9), (50, 100, 0.99), (999999, 1000000, 0.95)):
        for method in METHODS:
            v.estimate(f"{method}_{k}_{n}_{level}", "csat", [5, 1], counts=[k, n - k], options={"interval": method, "level": level})
    return v
