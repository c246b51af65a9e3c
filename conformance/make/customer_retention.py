"""Who stays, from the definitions: customers as sets of days, contracts as sets of days, Kaplan and Meier in fractions, ratios by Fieller."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from mpmath import mp, mpf

import exact
from exact import generator, real
from journey import share
from vectors import Vectors

DAY = timedelta(days=1)
END = date(2026, 6, 30)
COLUMNS = {"customer": "who", "time": "day"}


def shop(seed, n):
    """Customers in random order who buy, and now and then send something back."""
    draw = generator(seed)
    rows = []
    for who in range(n):
        day = date(2026, 1, 1) + timedelta(days=draw(100))
        region = ["north", "south", "west"][draw(3)]
        for _ in range(1 + draw(6)):
            if day > END:
                break
            rows.append((f"c{who}", day, 1 + draw(60), "purchase", region))
            if draw(7) == 0:
                rows.append((f"c{who}", day, 1, "refund", region))
            day += timedelta(days=draw(45))
    return rows[1::2] + rows[::2]


def frame(rows):
    return {name: [str(row[place]) if name == "day" else row[place] for row in rows] for place, name in enumerate(("who", "day", "paid", "what", "region"))}


def bought(rows):
    """The days of each customer's purchases, and the region of the first."""
    days = defaultdict(set)
    region = {}
    for who, day, _, what, where in rows:
        if what == "purchase":
            days[who].add(day)
            region[who] = where
    return days, region


def span(first, last):
    return {first + timedelta(days=i) for i in range((last - first).days + 1)}


def of_share(k, n, lower=False):
    low, high = share(k, n)
    method = "clopper_pearson" if k in (0, n) else "wilson"
    flags = ["low_base"] if n < 30 else []
    return {"estimate": Fraction(k, n), "conf_low": low, "conf_high": high, "n": n, "method": method, "unit": "share", "direction": "lower_is_better" if lower else "higher_is_better", "flags": flags}


def retention(rows, period, next_):
    days, _ = bought(rows)
    base = [who for who, own in days.items() if own & period]
    return sum(bool(days[who] & next_) for who in base), len(base)


def newcombe(k_a, n_a, k_b, n_b):
    """Newcombe (1998), method 10, and Pearson's chi-square."""
    z = exact.normal_quantile(mpf("0.025"))
    a, b = real(Fraction(k_a, n_a)), real(Fraction(k_b, n_b))
    (la, ua), (lb, ub) = exact.wilson_ends(mpf(k_a), mpf(n_a), z), exact.wilson_ends(mpf(k_b), mpf(n_b), z)
    pooled = mpf(k_a + k_b) / (n_a + n_b)
    chi = (a - b) ** 2 / (pooled * (1 - pooled) * (mpf(1) / n_a + mpf(1) / n_b))
    return {"difference": a - b, "difference_low": a - b - mp.sqrt((a - la) ** 2 + (ub - b) ** 2), "difference_high": a - b + mp.sqrt((ua - a) ** 2 + (b - lb) ** 2), "statistic": chi, "df": 1, "p_value": exact.chi_square_sf(chi, 1)}


def few(n, min_n):
    """What is hidden of parts whose sum is known: the small, those beside a small rest, and the smallest shown one where it is one alone."""
    flags = {name: "suppressed" for name, own in n.items() if 0 < own < min_n or 0 < sum(n.values()) - own < min_n}
    if len(flags) == 1 and len(n) > 1:
        flags[min((name for name in n if name not in flags), key=lambda name: (n[name], name))] = "suppressed_secondary"
    return flags


def segments(rows, period, next_, min_n=0):
    _, region = bought(rows)
    names = sorted(set(region.values()))
    counts = [retention([row for row in rows if region.get(row[0]) == name], period, next_) for name in names]
    k, n = map(sum, zip(*counts))
    found, hidden = [], few({name: own_n for name, (_, own_n) in zip(names, counts)}, min_n)
    for name, (own_k, own_n) in zip(names, counts):
        low, high = share(own_k, own_n)
        if name in hidden:
            continue
        found.append({"region": name, "n": own_n, "estimate": Fraction(own_k, own_n), "conf_low": low, "conf_high": high, "rest": Fraction(k - own_k, n - own_n), **newcombe(own_k, own_n, k - own_k, n - own_n)})
    rising, least = sorted(range(len(found)), key=lambda i: found[i]["p_value"]), mpf(1)
    for rank in range(len(rising), 0, -1):  # Benjamini and Hochberg
        least = min(least, found[rising[rank - 1]]["p_value"] * len(rising) / rank)
        found[rising[rank - 1]]["p_adjusted"] = least
    nothing = dict.fromkeys(("n", "estimate", "conf_low", "conf_high", "rest", "difference", "difference_low", "difference_high", "p_value", "p_adjusted"))
    blank = [{"region": name, **nothing, "method": "", "flags": flag} for name, flag in hidden.items()]
    return sorted(found + blank, key=lambda row: row["region"])


def survival(gaps):
    """The share left after each time, in fractions, with Greenwood's sum."""
    left, greenwood, steps = Fraction(1), Fraction(0), []
    for time in sorted({time for time, _, _ in gaps}):
        n = sum(own >= time for own, _, _ in gaps)
        d = sum(own == time and over for own, over, _ in gaps)
        left *= Fraction(n - d, n)
        if d and n > d:
            greenwood += Fraction(d, n * (n - d))
        steps.append((time, left, greenwood))
    return steps


def log_log(left, relative):
    """The ends of the share that is left."""
    z = exact.normal_quantile(mpf("0.025"))
    s = real(left)
    reach = mp.exp(z * relative / abs(mp.log(s)))
    return s**reach, s ** (1 / reach)


def repeat(rows, end, within):
    days, _ = bought([row for row in rows if row[1] <= end])
    gaps = []
    for own in days.values():
        first, *later = sorted(own)
        time = (later[0] - first).days if later else (end - first).days
        gaps.append((time, bool(later), None))
    n = len(gaps)
    if all(over or time >= within for time, over, _ in gaps):
        return of_share(sum(over and time <= within for time, over, _ in gaps), n)
    cut = [(min(time, within), over and time <= within, None) for time, over, _ in gaps]
    _, left, greenwood = survival(cut)[-1]
    low, high = log_log(left, mp.sqrt(real(greenwood)))
    return {"estimate": 1 - left, "std_error": real(left) * mp.sqrt(real(greenwood)), "conf_low": 1 - high, "conf_high": 1 - low, "n": n, "method": "kaplan_meier", "unit": "share"}


def quantiles(rows, end, shares):
    """Gaps of all customers; the variance of the logarithm of what is left is the sum over customers of their squared influence (Ying and Wei 1994)."""
    days, _ = bought([row for row in rows if row[1] <= end])
    gaps = []
    for who, own in days.items():
        order = sorted(own)
        gaps += [((b - a).days, True, who) for a, b in zip(order, order[1:])] + [((end - order[-1]).days, False, who)]
    jumps = []
    for time in sorted({time for time, over, _ in gaps if over}):
        n, d = sum(own >= time for own, _, _ in gaps), sum(own == time and over for own, over, _ in gaps)
        jumps.append((time, n, d))
    steps = []
    for at, left, _ in survival(gaps):
        if left == 0 or left == 1:
            steps.append((at, left, None, None))
            continue
        variance = mpf(0)
        for who in days:
            total = mpf(0)
            for time, over, own in gaps:
                if own == who:
                    total += sum(((time == u and over) - mpf(d) / n * (time >= u)) / mpf(n - d) for u, n, d in jumps if u <= at)
            variance += total**2
        low, high = log_log(left, mp.sqrt(variance))
        steps.append((at, left, low, high))
    first = lambda test: next((at for at, *rest in steps if test(*rest)), None)  # noqa: E731
    found = []
    for one in shares:
        rest = 1 - Fraction(str(one))
        found.append({"quantile": one, "n": len(days), "n_gaps": sum(over for _, over, _ in gaps), "n_censored": len(days), "days": first(lambda left, low, high: left <= rest), "conf_low": first(lambda left, low, high: left == 0 or (low is not None and low <= real(rest))), "conf_high": first(lambda left, low, high: high is not None and high <= real(rest))})  # noqa: B023
    return found


def ratio(pairs, is_share=False):
    """Fieller (1954) with Student's t; a share by Student's t on the log-odds."""
    n = len(pairs)
    y, x = (sum(one[i] for one in pairs) for i in (0, 1))
    r = real(Fraction(y) / x)
    t = exact.student_quantile(mpf("0.025"), n - 1)
    error = mp.sqrt(mpf(n) / (n - 1) * sum((real(Fraction(a)) - r * b) ** 2 for a, b in pairs)) / x
    found = {"estimate": r, "std_error": error, "n": n}
    if is_share:
        odds, reach = mp.log(r / (1 - r)), t * error / (r * (1 - r))
        low, high = (1 / (1 + mp.exp(-(odds + sign * reach))) for sign in (-1, 1))
        return {**found, "conf_low": low, "conf_high": high, "method": "ratio"}
    mean_y, mean_x = mpf(y) / n, mpf(x) / n
    scale = mpf(n) / (n - 1)
    v_y, v_x, both = scale * sum((a - mean_y) ** 2 for a, _ in pairs), scale * sum((b - mean_x) ** 2 for _, b in pairs), scale * sum((a - mean_y) * (b - mean_x) for a, b in pairs)
    a, b, c = x * x - t * t * v_x, y * x - t * t * both, y * y - t * t * v_y
    root = mp.sqrt(b * b - a * c)
    return {**found, "conf_low": max((b - root) / a, 0), "conf_high": (b + root) / a, "method": "fieller"}


def revenue(rows, period, next_, gross):
    days, _ = bought(rows)
    pairs = []
    for who in days:
        x, y = (sum(paid if what == "purchase" else -paid for own, day, paid, what, _ in rows if own == who and day in window) for window in (period, next_))
        if x > 0:
            pairs.append((max(0, min(x, y)) if gross else y, x))
    return ratio(pairs, gross)


def orders(rows, period, of_customers):
    days, _ = bought(rows)
    pairs = []
    for who, own in days.items():
        n = len(own & period)
        if n:
            paid = sum(paid for one, day, paid, what, _ in rows if one == who and what == "purchase" and day in period)
            pairs.append((n, 1) if of_customers else (paid, n))
    return ratio(pairs)


def contracts(seed, n):
    draw = generator(seed)
    rows = []
    for who in range(n):
        day = date(2025, 10, 1) + timedelta(days=draw(150))
        for _ in range(1 + draw(3)):
            last = day + timedelta(days=draw(80))
            rows.append((f"c{who}", day, None if draw(4) == 0 else last))
            day = last + timedelta(days=1 + draw(2) * draw(20))
    return rows[1::2] + rows[::2]


def bound(rows, first, last):
    """Who passes the midnight before the first day, and how many of them that after the last."""
    by = defaultdict(set)
    for who, start, end in rows:
        by[who] |= {day for day in (first - DAY, first, last, last + DAY) if start <= day and (end is None or day <= end)}
    base = [own for own in by.values() if {first - DAY, first} <= own]
    return sum({last, last + DAY} <= own for own in base), len(base)


def cohorts(rows, end, rolling):
    days, _ = bought(rows)
    month = lambda day: (day.year - 2026) * 12 + day.month - 1  # noqa: E731
    found = defaultdict(list)
    for own in days.values():
        own = {month(day) for day in own if day <= end}
        if own:
            found[min(own)].append(own)
    last = month(end + DAY) - 1  # the last month that is over
    table = []
    for cohort, members in sorted(found.items()):
        for age in range(last - cohort + 1):
            active = sum(max(own) >= cohort + age if rolling else cohort + age in own for own in members)
            low, high = (1, 1) if age == 0 else share(active, len(members))
            table.append({"cohort": date(2026, cohort + 1, 1).isoformat(), "age": age, "n": len(members), "active": active, "retention": Fraction(active, len(members)), "conf_low": low, "conf_high": high})
    return table


def build():
    v = Vectors("customer_retention", "Who stays: customers with and without a contract, cohorts, second purchases, revenue, gaps.", "The definitions, customer by customer, in exact fractions and 50 digits; papers named at each function.")

    def rate(id_, name, rows, options, expect, **more):
        v.add(id_, call="customer_rate", name=name, frame=frame(rows), options={**COLUMNS, "kind": "what", "observation_end": str(END), **options}, expect=expect, **more)

    months = {m: span(date(2026, m, 1), date(2026, m + 1, 1) - DAY) for m in range(1, 7)}
    for seed, n in ((1, 12), (2, 40), (3, 90)):
        rows = shop(seed, n)
        for first in (1, 3):
            period = {"start": f"2026-0{first}-01", "end": str(max(months[first]))}
            k, base = retention(rows, months[first], months[first + 1])
            rate(f"retention_{n}_{first}", "retention_rate", rows, period, of_share(k, base))
            rate(f"churn_{n}_{first}", "churn_rate", rows, period, of_share(base - k, base, lower=True))
        two = {"start": "2026-02-01", "end": "2026-05-01", "inclusive": False, "observation_end": "2026-07-01", "next_end": "2026-06-11"}
        k, base = retention(rows, months[2] | months[3] | months[4], span(date(2026, 5, 1), date(2026, 6, 10)))
        rate(f"retention_{n}_open_end", "retention_rate", rows, two, of_share(k, base))
        days, _ = bought(rows)
        may = {"start": "2026-05-01", "end": "2026-05-31"}
        active = [own for own in days.values() if own & months[5]]
        rate(f"returning_{n}", "returning_customer_rate", rows, may, of_share(sum(min(own) < date(2026, 5, 1) for own in active), len(active)))
        asleep = [own for own in days.values() if min(own) < date(2026, 5, 1) and max(day for day in own if day < date(2026, 5, 1)) < date(2026, 5, 1) - timedelta(days=30)]
        rate(f"reactivation_{n}", "reactivation_rate", rows, {**may, "dormant_after": "30d"}, of_share(sum(bool(own & months[5]) for own in asleep), len(asleep)))
        for end, within in ((END, 60), (date(2026, 4, 30), 30), (END, 90)):
            wanted = repeat(rows, end, within)
            rate(f"repeat_{n}_{within}_{end}", "repeat_purchase_rate", rows, {"observation_end": str(end), "within": f"{within}d"}, wanted)
        march = {"start": "2026-03-01", "end": "2026-03-31", "amount": "paid"}
        rate(f"net_revenue_{n}", "net_revenue_retention", rows, march, revenue(rows, months[3], months[4], False))
        rate(f"gross_revenue_{n}", "gross_revenue_retention", rows, march, revenue(rows, months[3], months[4], True))
        rate(f"order_value_{n}", "average_order_value", rows, march, orders(rows, months[3], False))
        spring = {"start": "2026-03-01", "end": "2026-05-31"}
        rate(f"frequency_{n}", "purchase_frequency", rows, spring, orders(rows, months[3] | months[4] | months[5], True))
        for kind in ("bounded", "rolling"):
            for end in (END, date(2026, 5, 30)):
                v.add(f"cohorts_{n}_{kind}_{end}", call="cohort_retention", frame=frame(rows), options={**COLUMNS, "transaction_kind": "what", "kind": kind, "observation_end": str(end)}, expect={"rows": cohorts(rows, end, kind == "rolling")})
        agreed = contracts(seed, n)
        table = {"who": [row[0] for row in agreed], "from": [str(row[1]) for row in agreed], "to": [row[2] and str(row[2]) for row in agreed]}
        for first, last in ((date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))):
            k, base = bound(agreed, first, last)
            options = {"customer": "who", "contract_start": "from", "contract_end": "to", "start": str(first), "end": str(last)}
            v.add(f"contract_retention_{n}_{first}", call="customer_rate", name="contract_retention_rate", frame=table, options=options, expect=of_share(k, base))
            v.add(f"contract_churn_{n}_{first}", call="customer_rate", name="contract_churn_rate", frame=table, options=options, expect=of_share(base - k, base, lower=True))
    rows = shop(3, 90)
    rate("retention_by_region", "retention_rate", rows, {"start": "2026-03-01", "end": "2026-03-31", "by": "region"}, {"rows": segments(rows, months[3], months[4])})
    march = {"start": "2026-03-01", "end": "2026-03-31", "by": "region"}
    n = sorted(row["n"] for row in segments(rows, months[3], months[4]))
    for id_, min_n in (("one", n[0] + 1), ("none", n[0]), ("all", n[1] + 1)):
        rate(f"retention_by_region_hides_{id_}", "retention_rate", rows, {**march, "min_n": min_n}, {"rows": segments(rows, months[3], months[4], min_n)}, comment=f"of {n[0]}, {n[1]} and {n[2]} customers")
    k, base = retention(rows, months[3], months[4])
    rate("retention_of_few_is_hidden", "retention_rate", rows, {"start": "2026-03-01", "end": "2026-03-31", "min_n": base + 1}, {"estimate": None, "conf_low": None, "conf_high": None, "n": None, "method": "", "flags": ["suppressed"]})
    rows = shop(1, 12)
    told = cohorts(rows, END, False)
    blank = [{**row, "n": None, "active": None, "retention": None, "conf_low": None, "conf_high": None, "flags": "suppressed"} if row["n"] < 3 else {**row, "flags": ""} for row in told]
    assert 0 < sum(row["flags"] == "" for row in blank) < len(blank)
    v.add("cohorts_of_few_are_hidden", call="cohort_retention", frame=frame(rows), options={**COLUMNS, "transaction_kind": "what", "min_n": 3, "observation_end": str(END)}, expect={"rows": blank})
    rows = shop(4, 25)
    v.add("gaps", call="inter_purchase_time", frame=frame(rows), options={**COLUMNS, "kind": "what", "observation_end": str(END), "quantiles": [0.1, 0.25, 0.5, 0.75]}, expect={"rows": quantiles(rows, END, (0.1, 0.25, 0.5, 0.75))})
    march = {"start": "2026-03-01", "end": "2026-03-31"}
    rate("next_not_over", "churn_rate", rows, {**march, "observation_end": "2026-04-29"}, {"error": {"code": "out_of_range", "row": None, "field": "observation_end"}})
    rate("end_before_start", "churn_rate", rows, {"start": "2026-03-02", "end": "2026-03-01"}, {"error": {"code": "out_of_range", "row": None, "field": "end"}})
    rate("months_differ", "repeat_purchase_rate", rows, {"within": "1mo"}, {"error": {"code": "invalid_duration", "row": None, "field": "within"}})
    return v
