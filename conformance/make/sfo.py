"""The SFO airport guest survey 2017: counts by boarding area."""

from vectors import Vectors

# SFO Customer Survey 2017, DataSF (public domain, PDDL): NETPRO 0-10, 11 = no answer. Per area: n, missing, detractors, promoters, NPS, adjusted Wald.
AREAS = {
    "all": (2746, 85, 342, 1436, 39.839766933721776, 37.18236071697378, 42.4102184027061),
    "A": (724, 19, 93, 382, 39.9171270718232, 34.6257151750057, 44.87909913035881),
    "B": (166, 3, 22, 94, 43.373493975903614, 31.797054414093257, 53.410046177622725),
    "C": (226, 4, 26, 132, 46.902654867256636, 37.29395889977869, 55.28246031419513),
    "D": (386, 13, 45, 213, 43.523316062176164, 36.2986778244563, 50.07664351230464),
    "E": (175, 4, 18, 100, 46.85714285714286, 36.11325138008626, 56.021580080587896),
    "F": (444, 15, 50, 221, 38.513513513513516, 31.945260666177123, 44.56480644791684),
    "G": (625, 27, 88, 294, 32.96, 27.25524783483051, 38.34984770657076),
}
# Two areas whose effective number is their number: all their weights are equal. NPS, linearised standard error, n_eff.
EQUAL_WEIGHTS = {"B": (43.3734939759036, 5.56324073177712, 166.0), "E": (46.85714285714285, 5.112113912646718, 175.0)}


def build():
    v = Vectors("sfo", "Net Promoter Score of the guests of San Francisco airport in 2017, by boarding area", "SFO Customer Survey 2017, DataSF (PDDL); numpy by the published formulas")
    for area, (n, missing, low, high, nps, conf_low, conf_high) in AREAS.items():
        expect = dict(estimate=nps, conf_low=conf_low, conf_high=conf_high, n=n, n_missing=missing, flags=[])
        column, counts = [2, 8, 10, 11], [low, n - low - high, high, missing]
        v.add(f"area_{area}", source="numpy, from the row-level file", call="estimate", name="nps", column=column, counts=counts, options={"na": [11]}, expect=expect)
        v.add(f"area_{area}_eleven_refused", call="estimate", name="nps", column=column, counts=counts, expect={"error": {"code": "out_of_range", "row": 3, "field": None}})
    for area, (nps, error, n_eff) in EQUAL_WEIGHTS.items():
        n, missing, low, high = AREAS[area][:4]
        column, counts = [2, 8, 10, 11], [low, n - low - high, high, missing]
        v.add(f"area_{area}_weighted", source="numpy, from the row-level file", comment="n_eff is n, so any equal weights will do", call="estimate", name="nps", column=column, weights=[1, 1, 1, None], counts=counts, options={"na": [11]}, expect=dict(estimate=nps, std_error=error, n_eff=n_eff, n=n))
    v.add("satisfied_overall", comment="Q7ALL: 2,206 of 2,688 gave 4 or 5", call="estimate", name="csat", column=[5, 3], counts=[2206, 482], expect=dict(estimate=0.8206845238095238, n=2688, unit="share", method="wilson"))
    return v
