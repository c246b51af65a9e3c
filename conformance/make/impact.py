"""Impact of initiatives, interrupted time series, return on investment, ranks, quick wins, reviews, the balanced scorecard.

Worked out from the definitions in 50 digits, by other ways than the core's (normal equations, quadratic equations, adaptive quadrature). Where statsmodels is
installed, `build` holds the regressions against it: OLS with HAC (use_correction, use_t), HC2 and clustered covariances. Run with statsmodels 0.15.0.
"""

from datetime import date

from mpmath import mp, mpf

import exact
from vectors import Vectors

try:
    import numpy as np
    import statsmodels.api as sm
except ImportError:
    sm = None

TOL = {"rel": 1e-11, "abs": 1e-12}


def close(got, want, rel=1e-9):
    assert abs(mpf(float(got)) - want) <= rel * max(abs(want), mpf("1e-3")), (got, want)


# ---------------------------------------------------------------- regressions


def ols(rows, y):
    """Coefficients, residuals and (X'X)^-1 by the normal equations in 50 digits."""
    x, y = mp.matrix([[mpf(a) for a in row] for row in rows]), mp.matrix([mpf(a) for a in y])
    inverse = (x.T * x) ** -1
    b = inverse * (x.T * y)
    return b, y - x * b, inverse, x


def hac(rows, y, lags):
    b, e, inverse, x = ols(rows, y)
    n, k = x.rows, x.cols
    score = [x[t, :] * e[t] for t in range(n)]
    middle = mp.zeros(k)
    for t in range(n):
        middle += score[t].T * score[t]
    for lag in range(1, lags + 1):
        weight = 1 - mpf(lag) / (lags + 1)
        for t in range(lag, n):
            one = score[t].T * score[t - lag]
            middle += weight * (one + one.T)
    return b, inverse * middle * inverse * mpf(n) / (n - k)


def hc2(rows, y):
    b, e, inverse, x = ols(rows, y)
    middle = mp.zeros(x.cols)
    for t in range(x.rows):
        row = x[t, :]
        middle += row.T * row * e[t] ** 2 / (1 - (row * inverse * row.T)[0])
    return b, inverse * middle * inverse


def bell_mccaffrey(rows, y, w):
    """The degrees of freedom of HC2's variance of w'b, by the trace of whole matrices."""
    _, _, inverse, x = ols(rows, y)
    g, hat = x * inverse * mp.matrix(w), x * inverse * x.T
    a = mp.diag([g[t] ** 2 / (1 - hat[t, t]) for t in range(x.rows)])
    product = a * (mp.eye(x.rows) - hat)
    return sum(product[t, t] for t in range(x.rows)) ** 2 / trace_of(product, product)


def student(estimate, variance, df, level="0.95"):
    error = mp.sqrt(variance)
    t, margin = estimate / error, exact.student_quantile((1 - mpf(level)) / 2, df) * error
    return dict(estimate=estimate, std_error=error, statistic=t, df=mpf(df), p_value=2 * exact.student_sf(abs(t), df), conf_low=estimate - margin, conf_high=estimate + margin)


def default_lags(n):
    return int(mp.floor(4 * (mpf(n) / 100) ** (mpf(2) / 9)))


def following(n, phi):
    """Errors of which each follows the one before: their correlations."""
    return mp.matrix([[phi ** abs(i - j) for j in range(n)] for i in range(n)])


def trace_of(one, other):
    return sum(one[i, j] * other[j, i] for i in range(one.rows) for j in range(one.rows))


def autocorrelation(e, m):
    """The correlation of errors with which residuals would follow one another as these do."""
    n = m.rows
    beside = mp.matrix([[mpf("0.5") if abs(i - j) == 1 else 0 for j in range(n)] for i in range(n)])
    found, mbm = (e.T * beside * e)[0] / (e.T * e)[0], m * beside * m
    falls_short = lambda phi: trace_of(mbm, following(n, phi)) < found * trace_of(m, following(n, phi))  # noqa: E731
    low, high = mpf(0), mpf("0.95")
    if not falls_short(low) or falls_short(high):
        return high if falls_short(high) and falls_short(low) else low
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if falls_short(middle) else (low, middle)
    return low


def corrected(rows, y, lags):
    """For a row w, the variance of w'b without its bias, and Satterthwaite's degrees of freedom: traces of whole matrices."""
    b, e, inverse, x = ols(rows, y)
    n = x.rows
    m = mp.eye(n) - x * inverse * x.T
    omega = following(n, autocorrelation(e, m))
    s = m * omega * m

    def of(w):
        g = x * inverse * w.T
        a = mp.matrix(n, n)
        for i in range(n):
            for j in range(n):
                a[i, j] = g[i] * g[j] * max(mpf(0), 1 - mpf(abs(i - j)) / (lags + 1))
        product = a * s
        trace = sum(product[i, i] for i in range(n))
        return (e.T * a * e)[0] * (g.T * omega * g)[0] / trace, trace**2 / trace_of(product, product)

    return of


def interrupted(y, before, lags=None, level="0.95", published=False):
    n, after = len(y), len(y) - before
    lags = default_lags(n) if lags is None else lags
    rows = [[1, t - before, int(t >= before), (t - before) * int(t >= before)] for t in range(n)]
    b, cov = hac(rows, y, lags)
    if sm is not None:
        fit = sm.OLS(np.array(y, float), np.array(rows, float)).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True)
        for i in range(4):
            close(fit.params[i], b[i])
            close(fit.bse[i], mp.sqrt(cov[i, i]))
            close(fit.pvalues[i], student(b[i], cov[i, i], n - 4)["p_value"])
            close(fit.conf_int(1 - float(level))[i][0], student(b[i], cov[i, i], n - 4, level)["conf_low"])
    last = mpf(after - 1)
    terms = {"level": [1, 0, 0, 0], "trend": [0, 1, 0, 0], "level_change": [0, 0, 1, 0], "trend_change": [0, 0, 0, 1], "mean_effect": [0, 0, 1, last / 2], "last_effect": [0, 0, 1, last]}
    flags = "no_control" if before >= 12 and after >= 3 else "no_control,few_periods"
    out, without_bias = [], None if published else corrected(rows, y, lags)
    for term, w in terms.items():
        w = mp.matrix([w])
        variance, df = ((w * cov * w.T)[0], mpf(n - 4)) if published else without_bias(w)
        method = "newey_west" if published else "newey_west_corrected"
        out.append(dict(term=term, **student((w * b)[0], variance, df, level), n_before=before, n_after=after, lags=lags, method=method, flags=flags))
    return out


def months(n, start=date(2024, 1, 1)):
    return [date(start.year + (start.month - 1 + i) // 12, (start.month - 1 + i) % 12 + 1, 1).isoformat() for i in range(n)]


# ---------------------------------------------------------------- impact


def mean_of(values):
    n = len(values)
    mean = sum(map(mpf, values)) / n
    return mean, sum((v - mean) ** 2 for v in values) / (n - 1) / n, n - 1


def contrast(parts, level="0.95"):
    estimate = sum(sign * mean for sign, (mean, _, _) in parts)
    variance = sum(v for _, (_, v, _) in parts)
    return student(estimate, variance, variance**2 / sum(v * v / df for _, (_, v, df) in parts), level)


def changes(before, after):
    """Of each unit on both sides, the mean after less the mean before."""
    mean = lambda side, unit: sum(mpf(v) for u, v in side if u == unit) / sum(u == unit for u, _ in side)  # noqa: E731
    both = sorted({u for u, _ in before} & {u for u, _ in after})
    return {u: (mean(before, u), mean(after, u)) for u in both}


def clustered_check(reached, control, got):
    """The saturated regression, clusters by unit: CR0 and the small-sample factor of each group give the same variance where groups are of one size."""
    if sm is None or len(reached) != len(control):
        return
    rows, y, who = [], [], []
    for treated, group in ((1, reached), (0, control)):
        for unit, pair in group.items():
            for post, value in enumerate(pair):
                rows.append([1, treated, post, treated * post])
                y.append(float(value))
                who.append(hash((treated, unit)))
    codes = {u: i for i, u in enumerate(dict.fromkeys(who))}
    fit = sm.OLS(np.array(y), np.array(rows, float)).fit(cov_type="cluster", cov_kwds={"groups": np.array([codes[u] for u in who]), "use_correction": False})
    g = len(reached)
    close(fit.params[3], got["estimate"])
    close(fit.bse[3] ** 2 * g / (g - 1), got["std_error"] ** 2)


# ---------------------------------------------------------------- the rest


def fieller(a, se_a, b, se_b, c, t):
    """The roots of (a - r b)^2 = t^2 (Va - 2 r C + r^2 Vb)."""
    a, se_a, b, se_b, c = map(mpf, (a, se_a, b, se_b, c))
    p, q, r = b * b - t * t * se_b**2, a * b - t * t * c, a * a - t * t * se_a**2
    if p <= 0:
        return None
    root = mp.sqrt(q * q - p * r)
    return (q - root) / p, (q + root) / p


def best(groups):
    """Adaptive quadrature of each density times the other distribution functions."""
    phi = lambda z: mp.erfc(-z / mp.sqrt(2)) / 2  # noqa: E731
    out = []
    for i, (m, s) in enumerate(groups):
        def f(x, i=i, m=m, s=s):
            value = mp.npdf(x, m, s)
            for j, (mj, sj) in enumerate(groups):
                if j != i:
                    value *= phi((x - mj) / sj)
            return value
        low, high = min(a - 12 * b for a, b in groups), max(a + 12 * b for a, b in groups)
        cuts = sorted({low, high, *(a + k * b for a, b in groups for k in (-6, -2, 0, 2, 6))})
        with mp.workdps(25):
            out.append(mp.quad(f, cuts))
    return out


def holm(p):
    order = sorted(range(len(p)), key=lambda i: p[i])
    out, running = [None] * len(p), mpf(0)
    for place, i in enumerate(order):
        running = max(running, (len(p) - place) * p[i])
        out[i] = min(running, mpf(1))
    return out


def ranked(names, groups, level="0.95", sign=1):
    groups = [(mpf(m), mpf(s)) for m, s in groups]
    pairs = [(i, j) for i in range(len(groups)) for j in range(i)]
    p = holm([2 * exact.normal_sf(abs(groups[i][0] - groups[j][0]) / mp.sqrt(groups[i][1] ** 2 + groups[j][1] ** 2)) for i, j in pairs])
    lows, highs = [1] * len(groups), [len(groups)] * len(groups)
    for (i, j), p in zip(pairs, p):
        if p <= 1 - mpf(level):
            better, worse = (i, j) if sign * groups[i][0] > sign * groups[j][0] else (j, i)
            lows[worse] += 1
            highs[better] -= 1
    chance = best([(sign * m, s) for m, s in groups])
    assert abs(sum(chance) - 1) < 1e-18
    rows = [dict(name=names[i], estimate=groups[i][0], rank=1 + sum(sign * m > sign * groups[i][0] for m, _ in groups), rank_low=lows[i], rank_high=highs[i], probability_best=chance[i], flags="") for i in range(len(groups))]
    return sorted(rows, key=lambda row: -sign * row["estimate"])


MODEL = {
    "cxm": "1.0", "id": "shop", "version": {"seq": 1, "parents": [], "at": "2026-01-01T00:00:00+00:00", "author": "emp:a", "message": "m"}, "personas": [], "journeys": [], "goals": [],
}  # fmt: skip


def program(id_, every, reviews):
    return {"id": id_, "name": {"en": id_}, "objectives": [{"metric": "nps", "target": 40.0}], "reviewEvery": every, "reviews": reviews, "owner": "emp:mia"}


def build():
    v = Vectors("impact", "Impact of initiatives, interrupted time series, return on investment, ranks, quick wins, reviews, the balanced scorecard", "Wagner, Soumerai, Zhang and Ross-Degnan (2002), Newey and West (1987, 1994), Bertrand, Duflo and Mullainathan (2004), MacKinnon and White (1985), Fieller (1954), Mogstad, Romano, Shaikh and Wilhelm (2024); mpmath 1.3.0, held against statsmodels 0.15.0")

    # A series of 36 months with a wave, a jump and a bend.
    series = [round(30 + 0.15 * t + 3 * float(mp.sin(mpf(t) * 7 / 5)) + (t * 7919 % 13) / 4 + (6 + 0.4 * (t - 24) if t >= 24 else 0), 3) for t in range(36)]
    frame = {"period": months(36), "estimate": series}
    at = months(36)[24]
    add = lambda id_, options, rows, **more: v.add(id_, call="interrupted_time_series", frame=more.pop("frame", frame), options=options, expect={"rows": rows}, tol=TOL, **more)  # noqa: E731
    add("interrupted", {"at": at, "every": "month"}, interrupted(series, 24))
    add("interrupted_as_published", {"at": at, "method": "newey_west"}, interrupted(series, 24, published=True), comment="statsmodels: HAC, use_correction, use_t")
    add("interrupted_level", {"at": at, "level": 0.9}, interrupted(series, 24, level="0.9"))
    add("interrupted_lags", {"at": at, "lags": 6}, interrupted(series, 24, lags=6))
    add("interrupted_white", {"at": at, "lags": 0, "method": "newey_west"}, interrupted(series, 24, lags=0, published=True), comment="without lags it is White's HC1")
    short = {"when": months(12), "nps": series[:6] + series[24:30]}
    add("interrupted_few", {"at": months(12)[6], "time": "when", "value": "nps"}, interrupted(short["nps"], 6), frame=short)
    mid = {"period": months(36), "estimate": series}
    add("interrupted_within", {"at": "2025-12-15"}, interrupted(series, 24), frame=mid, comment="the first period that begins on the day or later is the first after")
    line = {"period": months(20), "estimate": [10 + 2 * t + (5 if t >= 14 else 0) for t in range(20)]}
    v.add("interrupted_exact", call="interrupted_time_series", frame=line, options={"at": months(20)[14]}, expect={"rows": [dict(term="level", estimate=38.0, std_error=None, conf_low=None, p_value=None, flags="zero_variance,no_control"), dict(estimate=2.0), dict(estimate=5.0, std_error=None), dict(estimate=0.0), dict(estimate=5.0), dict(estimate=5.0)]}, tol={"abs": 1e-11})
    refuse = lambda id_, frame, options, **error: v.add(id_, call="interrupted_time_series", frame=frame, options=options, expect={"error": error})  # noqa: E731
    gap = {"period": [m for i, m in enumerate(months(36)) if i != 9], "estimate": series[:35]}
    refuse("interrupted_gap", gap, {"at": at, "every": "month"}, code="invalid_time", row=9, field="period")
    refuse("interrupted_order", {"period": months(36)[::-1], "estimate": series}, {"at": at}, code="invalid_time", row=1, field="period")
    refuse("interrupted_hole", {"period": months(36), "estimate": series[:5] + [None] + series[6:]}, {"at": at}, code="invalid_option", row=5, field="estimate")
    refuse("interrupted_too_few", frame, {"at": months(36)[35]}, code="too_few", field="at")
    refuse("interrupted_when", frame, {}, code="invalid_option", field="at")
    refuse("interrupted_many_lags", frame, {"at": at, "lags": 36}, code="invalid_option", field="lags")

    # Shops: six with the initiative, six without; one of each lacks a side, two have several values.
    before = [(f"s{i}", 40 + (i * 37 % 11) + 0.5 * (i % 3)) for i in range(6)] + [("s0", 47.0), ("gone", 55.0)]
    after = [(f"s{i}", 46 + (i * 29 % 13)) for i in range(6)] + [("s2", 52.5)]
    c_before = [(f"c{i}", 41 + (i * 17 % 7)) for i in range(6)]
    c_after = [(f"c{i}", 42 + (i * 23 % 9)) for i in range(6)]
    reached, control = changes(before, after), changes(c_before, c_after)
    sides = dict(before=[x for _, x in before], after=[x for _, x in after], units_before=[u for u, _ in before], units_after=[u for u, _ in after])
    others = dict(control_before=[x for _, x in c_before], control_after=[x for _, x in c_after], units_control_before=[u for u, _ in c_before], units_control_after=[u for u, _ in c_after])
    impact = lambda id_, expect, options=None, **columns: v.add(id_, call="initiative_impact", columns=columns, options=options, expect=expect, **({} if "error" in expect else {"tol": TOL}))  # noqa: E731
    delta = lambda group: [b - a for a, b in group.values()]  # noqa: E731
    got = contrast([(1, mean_of(delta(reached))), (-1, mean_of(delta(control)))])
    clustered_check(reached, control, got)
    impact("impact_difference_in_differences", dict(metric="impact", method="difference_in_differences", **got, n_a=6, n_b=6, flags=["low_base", "parallel_trends", "attrition"]), **sides, **others)
    impact("impact_by_chance", dict(**got, flags=["low_base", "attrition"]), {"assignment": "random"}, **sides, **others)
    impact("impact_before_after", dict(method="before_after", **contrast([(1, mean_of(delta(reached)))]), n_a=6, n_b=None, flags=["low_base", "no_control", "attrition"]), **sides)
    impact("impact_before_after_named", dict(method="before_after", **contrast([(1, mean_of(delta(reached)))])), {"method": "before_after"}, **sides, **others)
    plain = dict(before=sides["before"], after=sides["after"])
    welch = [(1, mean_of(sides["after"])), (-1, mean_of(sides["before"]))]
    impact("impact_unpaired", dict(**contrast(welch), n_a=7, n_b=8, flags=["low_base", "no_control", "unpaired"]), **plain)
    four = welch + [(-1, mean_of(others["control_after"])), (1, mean_of(others["control_before"]))]
    impact("impact_four_samples", dict(**contrast(four, "0.9"), n_a=7, n_b=6, flags=["low_base", "unpaired", "parallel_trends"]), {"level": 0.9}, **plain, control_before=others["control_before"], control_after=others["control_after"])
    one = contrast([(1, mean_of(delta(reached))), (-1, mean_of(delta(control)))], "0.9")
    impact("impact_greater", dict(estimate=got["estimate"], conf_low=one["conf_low"], conf_high=None, p_value=exact.student_sf(got["statistic"], got["df"]), alternative="greater"), {"alternative": "greater"}, **sides, **others)
    rows = [[1, 1, a] for a, _ in reached.values()] + [[1, 0, a] for a, _ in control.values()]
    y = [b for _, b in reached.values()] + [b for _, b in control.values()]
    b, cov = hc2(rows, y)
    if sm is not None:
        fit = sm.OLS(np.array([float(x) for x in y]), np.array([[float(x) for x in row] for row in rows])).fit(cov_type="HC2", use_t=True)
        close(fit.params[1], b[1])
        close(fit.bse[1], mp.sqrt(cov[1, 1]))
        close(fit.pvalues[1], student(b[1], cov[1, 1], 9)["p_value"])
    impact("impact_cuped", dict(method="cuped", **student(b[1], cov[1, 1], bell_mccaffrey(rows, y, [0, 1, 0])), n_a=6, n_b=6, flags=["low_base", "attrition"]), {"method": "cuped", "assignment": "holdout"}, **sides, **others)
    refused = lambda code, field, **more: {"error": {"code": code, "field": field, **more}}  # noqa: E731
    impact("impact_cuped_observed", refused("invalid_option", "assignment"), {"method": "cuped"}, **sides, **others)
    impact("impact_cuped_unpaired", refused("invalid_option", "units_before"), {"method": "cuped", "assignment": "random"}, **plain, control_before=others["control_before"], control_after=others["control_after"])
    impact("impact_cuped_alone", refused("invalid_option", "control_before"), {"method": "cuped", "assignment": "random"}, **sides)
    impact("impact_half_named", refused("invalid_option", "units_after"), before=[1.0, 2.0], after=[2.0, 3.0], units_before=["a", "b"])
    impact("impact_in_both", refused("duplicate_id", "units_control_after"), before=[1, 2], after=[2, 3], units_before=["a", "b"], units_after=["a", "b"], control_before=[1, 2], control_after=[2, 3], units_control_before=["b", "c"], units_control_after=["b", "c"])
    impact("impact_of_one", refused("too_few", "units_after"), before=[1], after=[2], units_before=["a"], units_after=["a"])
    impact("impact_half_control", refused("invalid_option", "control_after"), before=[1, 2], after=[2, 3], control_before=[1, 2])
    impact("impact_text", refused("not_a_number", "before", row=1), before=[1, "many"], after=[2, 3])
    impact("impact_equal", dict(estimate=1.0, std_error=0.0, p_value=None, conf_low=None, flags=["low_base", "zero_variance", "no_control"]), before=[1, 2], after=[2, 3], units_before=["a", "b"], units_after=["a", "b"])
    impact("impact_few_hidden", dict(estimate=None, n_a=None, flags=["suppressed"]), {"min_n": 7}, **sides, **others)

    z = exact.normal_quantile(mpf("0.025"))
    for id_, (a, se_a, c, se_c, cov, df) in {"roi": (150, 20, 100, 0, 0, None), "roi_uncertain_cost": (150, 20, 100, 15, 0, None), "roi_together": (150, 20, 100, 15, 200, 12), "roi_loss": (60, 10, 100, 10, 0, 30), "roi_unbounded": (150, 20, 100, 60, 0, None), "roi_cost_alone": (150, 0, 100, 20, 0, None)}.items():
        t = z if df is None else exact.student_quantile(mpf("0.025"), df)
        ends, ratio = fieller(a, se_a, c, se_c, cov, t), mpf(a) / c
        options = {"benefit": a, "cost": c, "benefit_std_error": se_a, "cost_std_error": se_c, "covariance": cov, "df": df}
        expect = dict(metric="roi", estimate=ratio - 1, std_error=mp.sqrt(mpf(se_a) ** 2 - 2 * ratio * cov + (ratio * se_c) ** 2) / c, conf_low=ends[0] - 1 if ends else None, conf_high=ends[1] - 1 if ends else None, unit="share", flags=[] if ends else ["unbounded"])
        v.add(id_, call="roi", options={k: x for k, x in options.items() if x}, expect=expect, tol=TOL)
    v.add("roi_free", call="roi", options={"benefit": 1, "cost": 0, "benefit_std_error": 1}, expect={"error": {"code": "out_of_range", "field": "cost"}})
    v.add("roi_sure", call="roi", options={"benefit": 1, "cost": 1}, expect={"error": {"code": "invalid_option", "field": "benefit_std_error"}})
    v.add("roi_covariance", call="roi", options={"benefit": 1, "cost": 1, "benefit_std_error": 1, "cost_std_error": 0.5, "covariance": 0.6}, expect={"error": {"code": "out_of_range", "field": "covariance"}})

    names = ["north", "east", "south", "west", "centre"]
    groups = [(31.0, 2.0), (38.5, 3.5), (44.0, 2.5), (45.5, 4.0), (12.0, 6.0)]
    frame = {"region": names, "estimate": [m for m, _ in groups], "std_error": [s for _, s in groups]}
    given = lambda rows: {"rows": [{("region" if k == "name" else k): x for k, x in row.items()} for row in rows]}  # noqa: E731
    v.add("rank", call="rank", frame=frame, options={"by": "region"}, expect=given(ranked(names, groups)), tol=TOL)
    v.add("rank_lower", call="rank", frame=frame, options={"by": "region", "direction": "lower_is_better", "level": 0.8}, expect=given(ranked(names, groups, "0.8", -1)), tol=TOL)
    tie = [(40.0, 3.0), (40.0, 3.0)]
    v.add("rank_tie", call="rank", frame={"region": ["a", "b"], "estimate": [40.0, 40.0], "std_error": [3.0, 3.0]}, options={"by": "region"}, expect={"rows": [dict(region="a", rank=1, rank_low=1, rank_high=2, probability_best=best([(mpf(m), mpf(s)) for m, s in tie])[0]), dict(region="b", rank=1)]}, tol=TOL)
    v.add("rank_nobody", call="rank", frame={"region": ["a", "b", "c"], "estimate": [None, 40.0, 50.0], "std_error": [None, 3.0, 0.0]}, options={"by": "region"}, expect={"rows": [dict(region="c", rank=1, probability_best=None, flags="zero_variance"), dict(region="b", rank=2, probability_best=None, flags=""), dict(region="a", rank=None, rank_low=None, flags="no_data")]})
    v.add("rank_twice", call="rank", frame={"region": ["a", "a"], "estimate": [1.0, 2.0], "std_error": [1.0, 1.0]}, options={"by": "region"}, expect={"error": {"code": "duplicate_id", "row": 1, "field": "region"}})
    v.add("rank_error", call="rank", frame={"region": ["a", "b"], "estimate": [1.0, 2.0], "std_error": [1.0, -1.0]}, options={"by": "region"}, expect={"error": {"code": "out_of_range", "row": 1, "field": "std_error"}})

    ideas = {"id": ["a", "b", "c", "d", "e"], "impact": [8, 9, 2, 1, None], "effort": [2, 8, 1, 9, 3]}
    rows = [dict(id="a", ratio=4.0, rank=1, quadrant="quick_win"), dict(id="b", ratio=mpf(9) / 8, rank=3, quadrant="major_project"), dict(id="c", ratio=2.0, rank=2, quadrant="fill_in"), dict(id="d", ratio=mpf(1) / 9, rank=4, quadrant="money_pit"), dict(id="e", impact=None, ratio=None, rank=None, quadrant=None)]
    v.add("quick_wins", call="quick_wins", frame=ideas, expect={"rows": rows}, tol=TOL)
    v.add("quick_wins_from", call="quick_wins", frame=ideas, options={"impact_from": 2, "effort_to": 8}, expect={"rows": [dict(quadrant=q) for q in ("quick_win", "quick_win", "quick_win", "money_pit", None)]})
    v.add("quick_wins_free", call="quick_wins", frame={"id": ["a"], "impact": [1], "effort": [0]}, expect={"error": {"code": "out_of_range", "row": 0, "field": "effort"}})

    model = {**MODEL, "programs": [program("cx", "P1Y", [["2025-03-01", "fine"], ["2024-02-29", "begun"]]), program("voice", "P1M", [["2026-01-31", "ok"]]), program("new", "P3M", []), program("later", "P1M", [["2026-03-10", "planned"], ["2026-02-01", "held"]])]}
    rows = [
        dict(program="cx", owner="emp:mia", review_every="P1Y", n_reviews=2, last_review="2025-03-01", due="2026-03-01", days_overdue=0, status="on_time"),
        dict(program="voice", last_review="2026-01-31", due="2026-02-28", days_overdue=1, status="overdue"),
        dict(program="new", n_reviews=0, last_review=None, due=None, days_overdue=None, status="never_reviewed"),
        dict(program="later", n_reviews=1, last_review="2026-02-01", due="2026-03-01", days_overdue=0, status="on_time"),
    ]
    v.add("program_reviews", call="program_reviews", model=model, options={"today": "2026-03-01"}, expect={"rows": rows})
    v.add("program_reviews_today", call="program_reviews", model=model, expect={"error": {"code": "invalid_option", "field": "today"}})

    card = {"perspective": ["customer", "financial", "Internal process", "learning_and_growth", "customer", "customer"], "metric": ["nps", "cost to serve", "first response hours", "engagement", "csat", "ces"], "estimate": [41.0, 3.5, 9.0, None, 0.8, 0.5], "conf_low": [38.0, None, 8.0, None, 0.78, 0.45], "conf_high": [44.0, None, 9.5, None, 0.82, 0.55], "target": [40, 4, 8, 0.5, 0.78, 0.6], "direction": ["higher_is_better", "lower_is_better", "lower_is_better", None, None, None]}
    rows = [
        dict(perspective="financial", metric="cost to serve", conf_low=None, gap=0.5, direction="lower_is_better", status="met"),
        dict(perspective="customer", metric="nps", estimate=41.0, conf_low=38.0, conf_high=44.0, target=40.0, gap=1.0, status="undecided"),
        dict(perspective="customer", metric="csat", status="met", direction="higher_is_better"),
        dict(perspective="customer", metric="ces", status="missed"),
        dict(perspective="internal_process", metric="first response hours", gap=-1.0, status="undecided"),
        dict(perspective="learning_and_growth", metric="engagement", gap=None, status="no_data"),
    ]
    v.add("balanced_scorecard", call="balanced_scorecard", frame=card, expect={"rows": rows}, tol=TOL, comment="first response 9 [8, 9.5] against at most 8: the whole interval is worse but for its end, which is the target")
    v.add("balanced_scorecard_perspective", call="balanced_scorecard", frame={"perspective": ["sales"], "metric": ["a"], "estimate": [1], "target": [1]}, expect={"error": {"code": "invalid_option", "row": 0, "field": "perspective"}})
    v.add("balanced_scorecard_end", call="balanced_scorecard", frame={"perspective": ["customer"], "metric": ["a"], "estimate": [1], "target": [1], "conf_low": [1]}, expect={"error": {"code": "invalid_option", "row": 0, "field": "conf_low"}})
    v.add("balanced_scorecard_target", call="balanced_scorecard", frame={"perspective": ["customer"], "metric": ["a"], "estimate": [1], "target": [None]}, expect={"error": {"code": "invalid_option", "row": 0, "field": "target"}})
    return v
