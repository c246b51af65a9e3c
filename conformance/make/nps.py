"""nps and enps: published answers, every interval, levels, bands, suppression."""

from vectors import Vectors

# R package NPS 1.1 under R 4.2.2 (nps.se, nps.test); adjusted Wald in R by measuringu.com/nps-confidence-intervals: detractors, passives, promoters,
# then on [-1, 1]: nps, SE, Wald at 95 %, adjusted Wald at 95 % and at 90 %.
PUBLISHED = [
    ((10, 20, 70), 0.6, 0.066332495807108, (0.469990697213414, 0.730009302786586), (0.452697602538483, 0.712350941150838), (0.473570296379949, 0.691478247309372)),
    ((6, 11, 19), 0.361111111111111, 0.125171350320331, (0.115779772587016, 0.606442449635206), (0.0967230153031902, 0.569943651363476), (0.134763694882883, 0.531902971783783)),
    ((0, 0, 20), 1.0, 0.0, (1.0, 1.0), (0.696833440254394, 1.0), (0.724604140374323, 1.0)),
    ((1, 0, 0), -1.0, 0.0, (-1.0, -1.0), (-1.0, 0.48498649420252), (-1.0, 0.366820110106802)),
    ((123456, 234567, 345678), 0.315790371194587, 0.000897585144254906, (0.314031136638789, 0.317549605750385), (0.314029793908272, 0.317548255953602), (0.31431263171601, 0.317265418145864)),
]
# Tango (1998), solved by brentq to 1e-14; agrees with R PropCIs 0.3-0 scoreci.mp to its 1e-7.
TANGO = [
    ((10, 20, 70), 0.4521665206472863, 0.7127679049267732),
    ((6, 11, 19), 0.09291455152845697, 0.5756021910450241),
    ((0, 5, 15), 0.46803097340756605, 0.8881382985923343),
    ((250, 300, 450), 0.1491030225427775, 0.24971216442819724),
]
# R PropCIs 0.3-0 scoreci.mp, which stops at about 1e-7.
PROPCIS = [
    ((10, 20, 70), 0.452166557312012, 0.712767887115478),
    ((6, 11, 19), 0.0929144223531087, 0.575602203607559),
    ((0, 5, 15), 0.46803092956543, 0.888138353824615),
    ((250, 300, 450), 0.149103045463562, 0.249712085723877),
    ((20, 100, 40), 0.0308645889163017, 0.218064233660698),
]
# Bonett and Price (2012), Journal of Educational and Behavioral Statistics 37:479, for the paired difference of two shares, which an NPS is: one
# more promoter, one more detractor, then Wald.
BONETT_PRICE = [
    ((10, 20, 70), 0.456914436661056, 0.719556151574237),
    ((6, 11, 19), 0.0971633492046295, 0.58704717711116),
    ((0, 5, 15), 0.449968126424839, 0.913668237211525),
    ((250, 300, 450), 0.1492697992886, 0.249931797517787),
]
# R t.test of -1, 0, 1 ("trinomial t").
TRINOMIAL_T = [
    ((10, 20, 70), 0.467718869894239, 0.732281130105761),
    ((6, 11, 19), 0.10339516407366, 0.618827058148562),
    ((123456, 234567, 345678), 0.314031132362908, 0.317549610026266),
]
ANSWERS = [
    ("one_promoter", [10]),
    ("one_passive", [8]),
    ("one_detractor", [0]),
    ("two_apart", [0, 10]),
    ("all_promoters", [9, 10, 10, 9, 9]),
    ("all_passives", [7, 8, 8, 7]),
    ("each_point", list(range(11))),
    ("eighteen", [0, 2, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 10, 10]),
    ("sixteen", [0, 0, 1, 3, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 10]),
]


def build():
    v = Vectors(
        "nps",
        "Net Promoter Score of a column: estimate, standard error, intervals, levels, other bands, suppression of employees",
        "R package NPS 1.1 (R 4.2.2); Lewis and Sauro, measuringu.com; Tango (1998) Statistics in Medicine 17:891 solved to 1e-14; R PropCIs 0.3-0; else exact fractions and mpmath 1.3.0 by the definitions (make/exact.py)",
    )
    for bands, nps, error, wald, adjusted, ninety in PUBLISHED:
        name = "_".join(map(str, bands))
        counts = list(bands)
        column = [0, 7, 10]
        low, high = adjusted
        points = lambda x: 100 * x  # noqa: E731
        zero = points(nps)
        tol = {"rel": 1e-12, "abs": 1e-11}  # printed to 15 digits on [-1, 1]
        r, adjusted_by = "R 4.2.2, package NPS 1.1", "Lewis and Sauro, measuringu.com, in R 4.2.2"
        v.add(f"published_{name}", source=adjusted_by, call="estimate", name="nps", column=column, counts=counts, expect=dict(estimate=zero, std_error=points(error), conf_low=points(low), conf_high=points(high), method="adjusted_wald", n=sum(bands)), tol=tol)
        v.add(f"published_wald_{name}", source=r, call="estimate", name="nps", column=column, counts=counts, options={"interval": "wald"}, expect=dict(estimate=zero, conf_low=points(wald[0]), conf_high=points(wald[1]), method="wald"), tol=tol)
        v.add(f"published_90_{name}", source=adjusted_by, call="estimate", name="nps", column=column, counts=counts, options={"level": 0.9}, expect=dict(conf_low=points(ninety[0]), conf_high=points(ninety[1]), conf_level=0.9), tol=tol)
    for bands, low, high in TANGO:
        v.add("tango_" + "_".join(map(str, bands)), source="Tango (1998), by scipy brentq", call="estimate", name="nps", column=[6, 8, 9], counts=list(bands), options={"interval": "score"}, expect=dict(conf_low=100 * low, conf_high=100 * high, method="score"))
    for bands, low, high in PROPCIS:
        v.add("propcis_" + "_".join(map(str, bands)), source="R PropCIs 0.3-0, scoreci.mp", call="estimate", name="nps", column=[3, 7, 10], counts=list(bands), options={"interval": "score"}, expect=dict(conf_low=100 * low, conf_high=100 * high), tol={"rel": 2e-6})
    for (low, between, high), *ends in BONETT_PRICE:
        v.add(f"bonett_price_{low}_{between}_{high}", source="Bonett and Price (2012)", comment="as the Wald interval of one more promoter and one more detractor", call="estimate", name="nps", column=[3, 7, 10], counts=[low + 1, between, high + 1], options={"interval": "wald"}, expect=dict(conf_low=100 * ends[0], conf_high=100 * ends[1]))
    for bands, *ends in TRINOMIAL_T:
        v.add("trinomial_t_" + "_".join(map(str, bands)), source="R 4.2.2, t.test", call="estimate", name="mean", column=[-1, 0, 1], counts=list(bands), options={"scale": [-1, 1], "interval": "t"}, expect=dict(conf_low=ends[0], conf_high=ends[1]), tol={"rel": 1e-12, "abs": 1e-13})
    v.add("whuber", source="Cross Validated, margin of error of an NPS", comment="shares 1/2, 1/3, 1/6", call="estimate", name="nps", column=[10, 8, 2], counts=[3, 2, 1], expect=dict(estimate=100 / 3, std_error=100 * (5 / 54) ** 0.5), tol={"rel": 1e-12})
    v.estimate("cdc_reportstream_5281", "nps", [10, 7, 3, None], counts=[18, 11, 2, 1], comment="32 answers were reported, the counts add up to 31: the missing one is counted beside")
    for label, column in ANSWERS:
        v.estimate(label, "nps", column)
        v.estimate(f"{label}_score", "nps", column, options={"interval": "score"})
        v.estimate(f"{label}_wald", "nps", column, options={"interval": "wald"})
    for level in (0.5, 0.8, 0.99, 0.999, 1e-3):
        v.estimate(f"level_{level}", "nps", ANSWERS[7][1], options={"level": level})
        v.estimate(f"level_{level}_score", "nps", ANSWERS[7][1], options={"level": level, "interval": "score"})
    v.estimate("counts_of_zero_stand_for_nobody", "nps", [10, 0, 5], counts=[3, 0, 1])
    v.estimate("counts_to_2_53", "nps", [10, 0], counts=[9007199254740991, 1], comment="2^53 answers in all")
    v.estimate("one_to_ten_with_bands", "nps", [1, 5, 6, 7, 9, 10, 10], options={"scale": [1, 10], "bands": [6, 9]})
    v.estimate("bands_on_0_to_10", "nps", [0, 5, 6, 7, 8, 8, 9, 10], options={"bands": [5, 8]})
    v.estimate("standard_bands_named", "nps", [0, 5, 6, 7, 8, 8, 9, 10], options={"bands": [6, 9], "scale": [0, 10]}, comment="the published definition, so no flag")
    v.estimate("five_points_with_bands", "nps", [1, 2, 3, 4, 5, 5], options={"scale": [1, 5], "bands": [3, 5]})
    v.estimate("nobody", "nps", [])
    v.estimate("nobody_answered", "nps", [None, None, None])
    v.estimate("nobody_with_bands", "nps", [], options={"scale": [1, 10], "bands": [6, 9]})
    v.estimate("min_n_hides", "nps", [10, 9, 3], options={"min_n": 4})
    v.estimate("min_n_reached", "nps", [10, 9, 3], options={"min_n": 3})
    v.estimate("min_n_hides_with_bands", "nps", [10, 9, 3], options={"min_n": 4, "scale": [1, 10], "bands": [6, 9]})
    v.estimate("employees_4_are_hidden", "enps", [10, 9, 9, 8])
    v.estimate("employees_5_are_shown", "enps", [10, 9, 9, 8, 2])
    v.estimate("employees_min_n_10", "enps", [10, 9, 9, 8, 2], options={"min_n": 10})
    v.estimate("employees_min_n_0", "enps", [10, 9], options={"min_n": 0})
    v.estimate("employees_missing_are_no_answers", "enps", [10, 9, None, None, 9, 8])
    v.estimate("employees_of_none", "enps", [])
    v.estimate("thirty_answers_are_no_low_base", "nps", [10, 7, 3] * 10)
    v.estimate("twenty_nine_answers_are", "nps", ([10, 7, 3] * 10)[:29])
    return v
