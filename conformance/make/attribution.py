"""Attribution: rules of touch, exact chains and Shapley values in fractions; time decay in 50 digits."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import factorial

from mpmath import mp, mpf

from vectors import Vectors

mp.dps = 50

# Path, conversions, ends without one, value of the conversions.
PATHS = [
    ("search > mail > shop", 12, 40, "310.5"),
    ("mail", 7, 31, "99.25"),
    ("search > search > mail", 5, 22, "120"),
    ("shop > ads > shop > search > mail > mail > ads", 3, 5, "75.125"),
    ("ads", 0, 64, "0"),
    ("ads > search", 9, 18, "207.75"),
    ("mail > shop", 4, 0, "64"),
    ("search > mail > shop", 1, 2, "20.5"),
]


def read(paths):
    return [(text.split(" > "), c, n, Fraction(v)) for text, c, n, v in paths]


def names(paths):
    return sorted({step for steps, *_ in paths for step in steps})


def by_rule(paths, weights, what):
    """Each touch's part of what a path brought."""
    credit = dict.fromkeys(names(paths), Fraction(0))
    for row in paths:
        steps = row[0]
        parts = weights(len(steps))
        total = sum(parts)
        for step, part in zip(steps, parts):
            credit[step] += row[what] * part / total
    return credit


def position(n):
    if n < 3:
        return [Fraction(1, n)] * n
    return [Fraction(2, 5), *[Fraction(1, 5) / (n - 2)] * (n - 2), Fraction(2, 5)]


RULES = {
    "first": lambda n: [Fraction(1)] + [Fraction(0)] * (n - 1),
    "last": lambda n: [Fraction(0)] * (n - 1) + [Fraction(1)],
    "linear": lambda n: [Fraction(1)] * n,
    "position": position,
}


def decayed(paths, what, half_life=7):
    credit = dict.fromkeys(names(paths), mpf(0))
    for row in paths:
        steps = row[0]
        parts = [mpf(2) ** (mpf(at - len(steps) + 1) / half_life) for at in range(len(steps))]
        for step, part in zip(steps, parts):
            credit[step] += mpf(row[what].numerator) / row[what].denominator * part / sum(parts)
    return credit


def shapley(paths, what):
    """By the definition: over all coalitions."""
    players = names(paths)
    n = len(players)

    def worth(coalition):
        return sum((Fraction(row[what]) for row in paths if set(row[0]) <= coalition), Fraction(0))

    value = {}
    for player in players:
        others = [one for one in players if one != player]
        value[player] = Fraction(0)
        for size in range(n):
            for some in combinations(others, size):
                weight = Fraction(factorial(size) * factorial(n - size - 1), factorial(n))
                value[player] += weight * (worth(set(some) | {player}) - worth(set(some)))
    return value


def places(paths, what):
    credit = {}
    for row in paths:
        distinct = list(dict.fromkeys(row[0]))
        for place, step in enumerate(distinct, 1):
            if row[what]:
                credit[step, place] = credit.get((step, place), Fraction(0)) + Fraction(row[what]) / len(distinct)
    for name in names(paths):
        credit.setdefault((name, 1), Fraction(0))
    return credit


def chance(paths, order, without=None):
    """The probability to convert from the start, by Gauss in fractions; a state is a tuple of at most `order` touches."""
    ways, won, states = {}, {}, [()]
    for steps, c, n, _ in paths:
        at = ()
        for step in steps:
            to = (*at, step)[-order:]
            ways.setdefault(at, {})
            ways[at][to] = ways[at].get(to, 0) + c + n
            if to not in states:
                states.append(to)
            at = to
        won.setdefault(at, [0, 0])
        won[at][0] += c
        won[at][1] += n
    place = {state: at for at, state in enumerate(states)}
    size = len(states)
    rows = []
    for state in states:
        c, n = won.get(state, (0, 0))
        total = c + n + sum(ways.get(state, {}).values())
        row = [Fraction(0)] * (size + 1)
        row[place[state]] = Fraction(1)
        if total:
            row[size] = Fraction(c, total)
            for to, often in ways.get(state, {}).items():
                if without is None or to[-1] != without:
                    row[place[to]] -= Fraction(often, total)
        rows.append(row)
    for k in range(size):
        pivot = next(r for r in range(k, size) if rows[r][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for r in range(size):
            if r != k and rows[r][k]:
                factor = rows[r][k]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[k])]
    return rows[0][size]


def markov(paths, order):
    whole = chance(paths, order)
    effects = {name: 1 - chance(paths, order, name) / whole for name in names(paths)}
    total = sum(effects.values())
    conversions, value = sum(row[1] for row in paths), sum(row[3] for row in paths)
    return [
        dict(channel=name, conversions=conversions * effect / total, value=value * effect / total, share=effect / total, removal_effect=effect, order=order)
        for name, effect in effects.items()
    ]


def rows(conversions, values):
    total = sum(conversions.values())
    return [
        dict(channel=name, conversions=own, value=values[name], share=own / total, removal_effect=None, conf_low=None, conf_high=None)
        for name, own in conversions.items()
    ]


def build():
    v = Vectors("attribution", "Attribution by rules of touch, Markov chains of order 1 to 3 and Shapley values", "Anderl, Becker, von Wangenheim and Schumann (2016); Shapley (1953); Gauss's elimination and all coalitions in exact fractions, time decay by mpmath 1.3.0")
    paths = read(PATHS)
    frame = {"path": [row[0] for row in PATHS], "conversions": [row[1] for row in PATHS], "lost": [row[2] for row in PATHS], "worth": [float(row[3]) for row in PATHS]}
    columns = {"nulls": "lost", "value": "worth", "bootstrap": 0}

    def add(id_, options, expect, comment=None, given=frame):
        v.add(id_, comment=comment, call="attribution", frame=given, options={**columns, **options}, expect={"rows": expect})

    for name, weights in RULES.items():
        add(name, {"method": name}, rows(by_rule(paths, weights, 1), by_rule(paths, weights, 3)))
    add("time_decay", {"method": "time_decay"}, rows(decayed([(s, Fraction(c), n, w) for s, c, n, w in paths], 1), decayed(paths, 3)))
    add("time_decay_of_one_position", {"method": "time_decay", "half_life": 1}, rows(decayed([(s, Fraction(c), n, w) for s, c, n, w in paths], 1, 1), decayed(paths, 3, 1)))
    add("shapley", {"method": "shapley"}, rows(shapley(paths, 1), shapley(paths, 3)), comment="the definition, over all 16 coalitions")
    own = places(paths, 1)
    add("shapley_ordered", {"method": "shapley_ordered"}, [dict(channel=name, position=place, conversions=own[name, place]) for name, place in sorted(own)])
    for order in (1, 2, 3):
        add(f"markov_{order}", {"order": order}, markov(paths, order))
    add("markov_by_default", {}, markov(paths, 1))
    lists = {**frame, "path": [row[0].split(" > ") for row in PATHS]}
    add("paths_as_lists", {"order": 2}, markov(paths, 2), given=lists)
    won = [(steps, c, 0, value) for steps, c, _, value in paths]
    v.add("markov_of_conversions_alone", comment="without nulls everybody converts", call="attribution", frame=frame, options={"value": "worth", "bootstrap": 0}, expect={"rows": [{**row} for row in markov([row for row in won if row[1]], 1)]})
    nobody = {"path": ["a > b"], "conversions": [0], "lost": [3]}
    v.add("nobody_converts", comment="of no conversions Garwood's interval ends at -ln 0.025", call="attribution", frame=nobody, options={"nulls": "lost", "bootstrap": 10}, expect={"rows": [dict(channel=name, conversions=0.0, value=None, share=None, removal_effect=None, conf_low=0.0, conf_high=mp.log(40)) for name in "ab"]})

    def refused(id_, code, row, field, frame, **options):
        v.add(id_, call="attribution", frame=frame, options=options or None, expect={"error": {"code": code, "row": row, "field": field}})

    refused("an_empty_step", "invalid_path", 1, "path", {"path": ["a", "a > > b"], "conversions": [1, 1]})
    refused("an_empty_list", "invalid_path", 1, "path", {"path": [["a"], []], "conversions": [1, 1]})
    refused("no_path", "invalid_path", 0, "path", {"path": [None, "a"], "conversions": [1, 1]})
    refused("fewer_than_none", "out_of_range", 1, "conversions", {"path": ["a", "b"], "conversions": [1, -1]})
    refused("half_a_conversion", "not_an_integer", 0, "conversions", {"path": ["a", "b"], "conversions": [0.5, 1]})
    refused("no_count", "not_a_number", 1, "n", {"path": ["a", "b"], "conversions": [1, 1], "n": [1, None]}, nulls="n")
    refused("a_value_of_nobody", "out_of_range", 0, "worth", {"path": ["a", "b"], "conversions": [0, 1], "worth": [2.5, 1.0]}, value="worth")
    refused("a_column_that_is_not_there", "unknown_column", None, "conversion", {"path": ["a"], "conversions": [1]}, conversions="conversion")
    refused("no_such_method", "invalid_option", None, "method", {"path": ["a"], "conversions": [1]}, method="markow")
    refused("order_0", "invalid_option", None, "order", {"path": ["a"], "conversions": [1]}, order=0)
    refused("one_draw", "invalid_option", None, "bootstrap", {"path": ["a"], "conversions": [1]}, bootstrap=1)
    return v
