"""Survey scores from their definitions, in exact fractions and 50 digits: what the vectors expect.

Nothing here is taken from cxm. Formulas: docs/metrics and the papers named at each function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from mpmath import mp, mpf

mp.dps = 50


def generator(seed):
    """Whole numbers below a bound, by a generator that every language has: x -> 1103515245 x + 12345 mod 2^31."""
    state = seed

    def draw(below):
        nonlocal state
        state = (1103515245 * state + 12345) % 2**31
        return state // 65536 % below

    return draw


def real(x) -> mpf:
    return mpf(x.numerator) / mpf(x.denominator) if isinstance(x, Fraction) else mpf(x)


# ---------------------------------------------------------------- distributions


def normal_quantile(tail):
    """The upper quantile of the normal distribution."""
    return mp.sqrt(2) * mp.erfinv(1 - 2 * mpf(tail))


def bisect(function, low, high):
    """The root of an increasing function, to 45 digits."""
    low, high = mpf(low), mpf(high)
    for _ in range(170):
        middle = (low + high) / 2
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_cdf(x, a, b):
    """The regularised incomplete beta function by its continued fraction (DLMF 8.17.22), taken from the side where it converges fast."""
    x, a, b = mpf(x), mpf(a), mpf(b)
    if x <= 0 or x >= 1:
        return mpf(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    tiny = mpf(10) ** -120
    c, d = mpf(1), 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 100_000):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / ((1 + term * d) or tiny)
            c = (1 + term / c) or tiny
            fraction *= c * d
        if abs(c * d - 1) < mpf(10) ** -(mp.dps - 2):
            break
    return mp.exp(a * mp.log(x) + b * mp.log1p(-x) - mp.log(mp.beta(a, b))) / a * fraction


def beta_quantile(p, a, b):
    return bisect(lambda x: beta_cdf(x, a, b) - p, 0, 1)


def student_sf(t, df):
    """P(T > t), t >= 0."""
    return beta_cdf(df / (df + mpf(t) ** 2), mpf(df) / 2, mpf(1) / 2) / 2


def student_quantile(tail, df):
    # x = df / (df + t^2) has the beta distribution with shapes df/2 and 1/2.
    x = beta_quantile(2 * mpf(tail), mpf(df) / 2, mpf(1) / 2)
    return mp.sqrt(df * (1 - x) / x)


def normal_sf(z):
    return mp.erfc(mpf(z) / mp.sqrt(2)) / 2


def chi_square_sf(x, df):
    return mp.gammainc(mpf(df) / 2, mpf(x) / 2, mp.inf, regularized=True)


# ---------------------------------------------------------------- one question


@dataclass
class Definition:
    """A score: points of the scale, the raw score of each, and `value = offset + factor * raw`."""

    points: list[Fraction]
    raw: list[Fraction]
    kind: str  # net | share | mean
    unit: str
    direction: str = "higher_is_better"
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    min_n: int = 0
    non_standard: bool = False
    prior: tuple[Fraction, Fraction] | None = None
    bound_only: bool = False
    has_deviation: bool = False


def scale_points(scale):
    low, high, step = [Fraction(str(x)) for x in (*scale, 1)[:3]]
    return [low + i * step for i in range(int((high - low) / step) + 1)]


def net(points, low, high, **more):
    raw = [Fraction((x >= high) - (x <= low)) for x in points]
    return Definition(points, raw, "net", "points", factor=Fraction(100), **more)


def share(points, top, **more):
    return Definition(points, [Fraction(i >= len(points) - top) for i in range(len(points))], "share", "share", **more)


def mean(points, **more):
    return Definition(points, list(points), "mean", "scale", has_deviation=True, **more)


def define(name, options) -> Definition:
    get = options.get
    scale = get("scale")
    if name in ("nps", "enps"):
        low, high = get("bands", (6, 9))
        standard = scale_points(scale or (0, 10)) == scale_points((0, 10)) and (low, high) == (6, 9)
        return net(scale_points(scale or (0, 10)), low, high, min_n=5 if name == "enps" else 0, non_standard=not standard)
    if name in ("csat", "favorability", "stars"):
        points = scale_points(scale or (1, 5))
        rule = get("rule", {"csat": "top_box", "favorability": "share", "stars": "mean"}[name])
        top, bottom = get("top", 2), get("bottom", 2)
        if rule in ("top_box", "share"):
            return share(points, top)
        if rule == "wilson_low":
            return replace(share(points, top), bound_only=True)
        if rule == "net":
            return net(points, points[bottom - 1], points[-top])
        if rule == "index":
            width = points[-1] - points[0]
            d = mean(points)
            d.unit, d.factor, d.offset, d.has_deviation = "index", 100 / width, -100 * points[0] / width, False
            return d
        if rule == "sum_over_max":
            d = mean(points)
            d.unit, d.factor, d.has_deviation = "index", 100 / points[-1], False
            return d
        d = mean(points)
        if rule == "bayesian":
            d.prior = (Fraction(options["prior_mean"]), Fraction(options["prior_n"]))
        return d
    if name == "ces":
        form = options["form"]
        points = scale_points(scale or (1, 7))
        if form == "agreement_share":
            return share(points, 3)
        if form == "net_easy":
            return net(points, 3, 5)
        return mean(points, direction="lower_is_better" if form == "effort" else "higher_is_better")
    points = scale_points(scale)
    direction = get("direction", "higher_is_better")
    if name == "mean":
        return mean(points, direction=direction)
    if name == "top_box":
        return share(points, get("top", 2), direction=direction)
    if name == "net":
        low, high = options["bands"]
        standard = points == scale_points((0, 10)) and (low, high) == (6, 9)
        return net(points, low, high, direction=direction, non_standard=not standard)
    raise ValueError(name)


@dataclass
class Answer:
    """`value`: a point, None (missing) or "invalid"; how many such answers; the weight of each."""

    value: object
    count: int = 1
    weight: Fraction | None = None


@dataclass
class Sample:
    """What a list of answers says about a definition, in raw scores."""

    n: int
    n_eff: object
    n_star: object
    shares: list
    mean: object
    variance: object
    std_error: object
    df: int | None
    n_positive: int


def sample(definition, answers) -> Sample | None:
    at = {point: i for i, point in enumerate(definition.points)}
    given = [a for a in answers if a.value is not None and a.value != "invalid"]
    n = sum(a.count for a in given)
    if n == 0:
        return None
    weighted = any(a.weight is not None for a in given)
    sums, squares = [Fraction(0)] * len(at), [Fraction(0)] * len(at)
    n_positive = 0
    for a in given:
        w = a.weight if weighted else Fraction(1)
        sums[at[Fraction(a.value)]] += w * a.count
        squares[at[Fraction(a.value)]] += w * w * a.count
        n_positive += a.count if w > 0 else 0
    total, total_square = sum(sums), sum(squares)
    m = sum(s * c for s, c in zip(sums, definition.raw)) / total
    variance = sum(s * (c - m) ** 2 for s, c in zip(sums, definition.raw)) / total
    shares = [s / total for s in sums]
    if not weighted:
        error = mp.sqrt(real(variance) / n)
        return Sample(n, Fraction(n), Fraction(n), shares, m, variance, error, None, n)
    n_eff = total * total / total_square
    error, n_star = None, n_eff
    if n_positive > 1:
        # Taylor linearisation of the ratio, with replacement: n/(n-1) sum w^2 (c - m)^2 / W^2 (R survey, svymean).
        squared = Fraction(n_positive, n_positive - 1) * sum(q * (c - m) ** 2 for q, c in zip(squares, definition.raw)) / total**2
        error = mp.sqrt(real(squared))
        if squared > 0:
            n_star = variance / squared
    return Sample(n, n_eff, n_star, shares, m, variance, error, n_positive - 1, n_positive)


def estimate(name, answers, options) -> dict:
    """Every number of an estimate; what is null is None."""
    d = define(name, options)
    level = options.get("level", 0.95)
    defaults = {"net": "adjusted_wald", "share": "wilson", "mean": "adjusted_wald"}
    method = options.get("interval", defaults[d.kind])
    missing = sum(a.count for a in answers if a.value is None)
    invalid = sum(a.count for a in answers if a.value == "invalid")
    distribution = [sum(a.count for a in answers if a.value not in (None, "invalid") and Fraction(a.value) == p) for p in d.points]
    s = sample(d, answers)
    want = dict(
        estimate=None, std_error=None, conf_low=None, conf_high=None, conf_level=level, method=method, n=sum(distribution),
        n_missing=missing, n_invalid=invalid, n_eff=None, unit=d.unit, direction=d.direction, flags=[], distribution=distribution,
    )
    flags = ["non_standard"] if d.non_standard else []
    if s is None:
        want["flags"] = ["no_data", *flags]
        return want
    low, high = interval(d, s, mpf(level), method)
    ends = sorted([min(d.raw), max(d.raw)])
    low, high = [min(max(x, real(ends[0])), real(ends[1])) for x in (low, high)]
    out = lambda raw: real(d.offset) + real(d.factor) * raw  # noqa: E731
    width = lambda raw: real(d.factor) * raw  # noqa: E731
    value = out(real(s.mean))
    low, high = min(out(low), value), max(out(high), value)
    error = None if s.std_error is None else width(s.std_error)
    if d.has_deviation:
        # n counts the answers that weigh anything (R survey, svyvar).
        n = s.n_positive
        want["std_dev"] = mp.sqrt(real(s.variance) * n / (n - 1)) if n > 1 else None
    if d.bound_only:
        value, low, high, error = low, None, None, None
    if d.prior:
        prior_mean, prior_n = d.prior
        share_own = real(s.n_eff / (s.n_eff + prior_n))
        shrink = lambda x: share_own * x + (1 - share_own) * real(prior_mean)  # noqa: E731
        value, low, high = shrink(value), shrink(low), shrink(high)
        error = None if error is None else share_own * error
    want.update(estimate=value, std_error=error, conf_low=low, conf_high=high, n_eff=real(s.n_eff))
    low_base = s.n < 30 or s.n_eff < 30 or s.std_error is None
    want["flags"] = (["low_base"] if low_base else []) + flags
    if s.n_positive < options.get("min_n", d.min_n):
        hidden = "estimate std_error conf_low conf_high n n_missing n_invalid n_eff distribution std_dev".split()
        want.update({key: None for key in hidden if key in want})
        want["flags"] = ["suppressed", *flags]
    return want


# ---------------------------------------------------------------- intervals, in raw scores


def interval(d, s, level, method):
    ends = (real(min(d.raw)), real(max(d.raw)))
    if s.std_error is None:
        return ends
    tail = (1 - level) / 2
    q = normal_quantile(tail) if s.df is None else student_quantile(tail, s.df)
    n = real(s.n_star)
    m, v = real(s.mean), real(s.variance)
    if d.kind == "share":
        p = real(sum(w for w, c in zip(s.shares, d.raw) if c == 1))
        return proportion(p * n, n, q, tail, method)
    if method == "wald":
        margin = q * mp.sqrt(v / n)
        return m - margin, m + margin
    if method == "t":
        if s.n_positive < 2:
            return ends
        if s.df is None:
            q = student_quantile(tail, s.n - 1)
            margin = q * mp.sqrt(v / (s.n - 1))
        else:
            margin = q * s.std_error
        return m - margin, m + margin
    if method == "score":
        low = real(sum(w for w, c in zip(s.shares, d.raw) if c == -1))
        high = real(sum(w for w, c in zip(s.shares, d.raw) if c == 1))
        return tango(low * n, high * n, n, q)
    assert method == "adjusted_wald"
    # Three more answers: 3/4 at each end, 3/2 in the middle (Lewis & Sauro for nets; the same on any closed scale).
    middle = (ends[0] + ends[1]) / 2
    cells = [(real(w) * n, real(c)) for w, c in zip(s.shares, d.raw)] + [(mpf("0.75"), ends[0]), (mpf("0.75"), ends[1]), (mpf("1.5"), middle)]
    total = sum(w for w, _ in cells)
    center = sum(w * c for w, c in cells) / total
    variance = sum(w * (c - center) ** 2 for w, c in cells) / total
    margin = q * mp.sqrt(variance / total)
    return center - margin, center + margin


def wilson_ends(k, n, z):
    p = k / n
    center = p + z * z / (2 * n)
    margin = z * mp.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (center - margin) / (1 + z * z / n), (center + margin) / (1 + z * z / n)


def proportion(k, n, z, tail, method):
    """Newcombe (1998) Statistics in Medicine 17:857; Brown, Cai & DasGupta (2001) Statistical Science 16:101."""
    p = k / n
    half = mpf(1) / 2
    tiny = mpf(10) ** -40
    none, all_ = k < tiny, n - k < tiny
    if method == "wilson":
        low, high = wilson_ends(k, n, z)
    elif method == "wilson_cc":
        # Newcombe's method 4, in his own form.
        root = lambda a, b: z * mp.sqrt(z * z - a - 1 / n + 4 * p * (n * (1 - p) + b))  # noqa: E731
        low = (2 * n * p + z * z - 1 - root(2, 1)) / (2 * (n + z * z))
        high = (2 * n * p + z * z + 1 + root(-2, -1)) / (2 * (n + z * z))
    elif method == "clopper_pearson":
        low = mpf(0) if none else beta_quantile(tail, k, n - k + 1)
        high = mpf(1) if all_ else beta_quantile(1 - tail, k + 1, n - k)
    elif method == "jeffreys":
        low = mpf(0) if none else beta_quantile(tail, k + half, n - k + half)
        high = mpf(1) if all_ else beta_quantile(1 - tail, k + half, n - k + half)
    elif method == "agresti_coull":
        center = (k + z * z / 2) / (n + z * z)
        margin = z * mp.sqrt(center * (1 - center) / (n + z * z))
        return center - margin, center + margin
    else:
        margin = z * mp.sqrt(p * (1 - p) / n)
        return p - margin, p + margin
    return (mpf(0) if none else low), (mpf(1) if all_ else high)


def tango(low, high, n, z):
    """Tango (1998) Statistics in Medicine 17:891: the nets that his score test does not reject."""

    def statistic(net):
        a = 2 * n
        b = -high - low + (2 * n - high + low) * net
        c = -low * net * (1 - net)
        q = (mp.sqrt(b * b - 4 * a * c) - b) / (2 * a)
        v = n * (2 * q + net * (1 - net))
        return (high - low - n * net) / mp.sqrt(v) if v > 0 else mp.inf * mp.sign(high - low - n * net)

    at = (high - low) / n
    step = mpf(10) ** -45
    lower = mpf(-1) if at <= -1 + step else bisect(lambda x: z - statistic(x), -1, at)
    upper = mpf(1) if at >= 1 - step else bisect(lambda x: -z - statistic(x), at, 1)
    return lower, upper
