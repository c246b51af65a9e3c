"""Alerts, cases, how well cases are answered, and intervals that hold at any time."""

import hashlib
import json
from datetime import datetime, timedelta, timezone

from mpmath import mp, mpf

import exact
from vectors import Vectors

T0 = datetime(2026, 11, 2, 9, tzinfo=timezone.utc)
TAIL = mpf("0.025")
LOOSE = {"rel": 1e-9}


def at(hours):
    return (T0 + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def written(hours):
    """A time as the core writes it."""
    return (T0 + timedelta(hours=hours)).isoformat()


# ---------------------------------------------------------------- cases

STATES = ["received", "acknowledged", "assessed", "investigating", "responded", "resolved", "closed", "reopened", "escalated"]
NEXT = {  # after ISO 10002:2018, clause 7
    "received": {"acknowledged", "assessed", "escalated"},
    "acknowledged": {"assessed", "investigating", "responded", "resolved", "escalated"},
    "assessed": {"investigating", "responded", "resolved", "escalated"},
    "investigating": {"responded", "resolved", "escalated"},
    "responded": {"investigating", "resolved", "closed", "escalated"},
    "resolved": {"investigating", "closed", "escalated"},
    "closed": {"reopened"},
    "reopened": {"assessed", "investigating", "responded", "resolved", "escalated"},
    "escalated": {"assessed", "investigating", "responded", "resolved"},
}
WAY = {
    "received": [],
    "acknowledged": ["acknowledged"],
    "assessed": ["assessed"],
    "investigating": ["assessed", "investigating"],
    "responded": ["acknowledged", "responded"],
    "resolved": ["acknowledged", "resolved"],
    "closed": ["acknowledged", "resolved", "closed"],
    "reopened": ["acknowledged", "resolved", "closed", "reopened"],
    "escalated": ["escalated"],
}


def case(id_, steps=(), **fields):
    """A case opened at hour 0, with steps (hour, state)."""
    history = [{"at": at(0), "by": "c", "to": "received"}] + [{"at": at(hour), "by": "emp:1", "to": state} for hour, state in steps]
    cause = {"rootCause": "billing"} if any(state == "closed" for _, state in steps) else {}
    return {"id": id_, "openedBy": "customer", "history": history, **cause, **fields}


def transitions(v):
    for state in STATES:
        for to in STATES:
            start = {**case("k", [(1 + i, step) for i, step in enumerate(WAY[state])]), "rootCause": "billing"}
            expect = {"state": to} if to in NEXT[state] else {"error": {"code": "illegal_transition", "field": "state", "got": to}}
            v.add(f"{state}_to_{to}", call="case", case=start, steps=[["transition", {"state": to, "by": "emp:1", "at": at(9)}]], expect=expect)
    resolved = case("k", [(1, "acknowledged"), (2, "resolved")])
    close = {"state": "closed", "by": "emp:1", "at": at(3)}
    v.add("closed_without_a_cause", call="case", case=resolved, steps=[["transition", close]], expect={"error": {"code": "illegal_transition", "field": "root_cause"}})
    v.add("closed_with_a_cause", call="case", case=resolved, steps=[["transition", {**close, "root_cause": "billing", "note": "called"}]], expect={"state": "closed", "document": {"rootCause": "billing", "history": [{}, {}, {}, {"note": "called", "by": "emp:1", "to": "closed", "at": written(3)}]}})
    v.add("a_step_back_in_time", call="case", case=resolved, steps=[["transition", {"state": "investigating", "by": "emp:1", "at": at(1)}]], expect={"error": {"code": "invalid_time", "field": "at"}})
    v.add("a_state_that_is_none", call="case", case=resolved, steps=[["transition", {"state": "clsed", "by": "emp:1", "at": at(9)}]], expect={"error": {"code": "invalid_option", "field": "state"}})
    once = {**case("k", [(1, "acknowledged"), (2, "resolved"), (3, "closed"), (4, "reopened"), (5, "resolved"), (6, "closed")]), "reopenEvery": "PT4H"}
    again = lambda hour: [["transition", {"state": "reopened", "by": "emp:1", "at": at(hour)}]]  # noqa: E731
    v.add("reopened_too_soon", call="case", case=once, steps=again(7), expect={"error": {"code": "illegal_transition", "field": "state"}}, comment="reopened at hour 4, and once in four hours")
    v.add("reopened_in_time", call="case", case=once, steps=again(8), expect={"state": "reopened"})
    v.add("a_history_that_does_not_hold", call="case", case=case("k", [(1, "reopened")]), steps=[], expect={"error": {"code": "illegal_transition", "pointer": "/history/1"}})
    v.add("a_history_without_beginning", call="case", case={**case("k"), "history": []}, steps=[], expect={"error": {"code": "illegal_transition", "pointer": "/history"}})
    opening = {"id": "k", "customer": "c1", "rule": "low", "at": at(0), "sla": "PT24H", "severity": 5, "team": "north", "value_at_risk": {"minor": 129900, "currency": "EUR"}, "feedback": ["r1"], "score": 3, "loop": "outer"}
    document = {"id": "k", "customer": "c1", "openedBy": {"rule": "low"}, "loop": "outer", "severity": 5, "due": written(24), "team": "north", "valueAtRisk": {"minor": 129900, "currency": "EUR"}, "feedback": ["r1"], "score": 3, "history": [{"at": written(0), "by": "low", "to": "received"}]}
    v.add("opened", call="case", open=opening, steps=[], expect={"state": "received", "document": document})
    v.add("opened_with_a_severity_of_six", call="case", open={**opening, "severity": 6}, steps=[], expect={"error": {"code": "out_of_range", "field": "severity"}})
    v.add("escalated_when_overdue", call="case", open=opening, steps=[["escalate", {"by": "boss", "at": at(25)}]], expect={"state": "escalated"})
    v.add("not_escalated_in_time", call="case", open=opening, steps=[["escalate", {"by": "boss", "at": at(24)}]], expect={"state": "received"}, comment="due to the instant")
    said = [["follow_up", {"recovered": True, "response": "r9"}], ["follow_up", {"score": 8, "at": at(30)}], ["led_to", {"change": "ch"}], ["led_to", {"change": "ch"}]]
    v.add("followed_up", call="case", open=opening, steps=said, expect={"document": {"recovered": True, "followUpResponse": "r9", "followUpScore": 8, "followUpAt": written(30), "changes": ["ch"]}})
    v.add("recovered_at_a_time", call="case", open=opening, steps=[["follow_up", {"recovered": True, "at": at(30)}]], expect={"document": {"recovered": True, "recoveredAt": written(30)}})
    v.add("recovered_before_it_was_opened", call="case", open=opening, steps=[["follow_up", {"recovered": True, "at": at(-1)}]], expect={"error": {"code": "invalid_time", "field": "at"}})
    v.add("a_time_of_nothing", call="case", open=opening, steps=[["follow_up", {"response": "r9", "at": at(30)}]], expect={"error": {"code": "invalid_option", "field": "score"}})
    v.add("a_later_score_without_its_time", call="case", open=opening, steps=[["follow_up", {"score": 8}]], expect={"error": {"code": "invalid_option", "field": "at"}})


# ---------------------------------------------------------------- how well they are answered


def share(k, n):
    if n == 0:
        return None, None, None
    if k in (0, n):
        # The two-sided limits of Clopper and Pearson, which are exact.
        edge = TAIL ** (1 / mpf(n))
        return (mpf(0), mpf(0), 1 - edge) if k == 0 else (mpf(1), edge, mpf(1))
    z = exact.normal_quantile(TAIL)
    p, square = mpf(k) / n, z * z
    middle, half = (p + square / (2 * n)) / (1 + square / n), abs(z) * mp.sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    return p, middle - half, middle + half


def kaplan_meier(times):
    """Times (hours, happened): steps (time, S, low, high), with the log-log interval of Kalbfleisch and Prentice."""
    z, s, g, out = abs(exact.normal_quantile(TAIL)), mpf(1), mpf(0), []
    for t in sorted({t for t, _ in times}):
        n, d = sum(u >= t for u, _ in times), sum(u == t and yes for u, yes in times)
        if d:
            s *= mpf(n - d) / n
            g += mpf(d) / (n * (n - d)) if n > d else mp.inf
        low = high = None
        if 0 < s < 1:
            reach = z * mp.sqrt(g) / mp.log(s)
            low, high = s ** mp.exp(-reach), s ** mp.exp(reach)
        out.append((t, s, low, high))
    return out


def median(steps):
    first = lambda value: next((t for t, s, low, high in steps if (x := value(s, low, high)) is not None and x <= mpf("0.5") + mpf(10) ** -40), None)  # noqa: E731
    return first(lambda s, low, high: s), first(lambda s, low, high: mpf(0) if s <= 0 else low), first(lambda s, low, high: high)


# The maintained arm of `survival::aml` of R (Miller 1981), the first example of survfit: (weeks, whether it happened).
AML = [(9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0)]


def check_published():
    steps = {t: step for t, *step in kaplan_meier(AML)}
    # S, lower, upper as lifelines 0.30.3 prints them (KaplanMeierFitter, log-log); S and the median are those of R's print(survfit(...)) too.
    published = {9: (0.909091, 0.508080, 0.986674), 13: (0.818182, 0.447429, 0.951162), 18: (0.715909, 0.350190, 0.899024), 23: (0.613636, 0.265752, 0.835299)}
    published |= {31: (0.490909, 0.167331, 0.753400), 34: (0.368182, 0.092830, 0.657041), 48: (0.184091, 0.011738, 0.525015)}
    for t, ends in published.items():
        assert all(abs(own - theirs) < 6e-7 for own, theirs in zip(steps[t], ends)), (t, steps[t])
    assert median(kaplan_meier(AML)) == (31, 13, None)


def performance(cases, now):
    """The rows of closed_loop, from the cases' histories."""
    seen = []
    for one in cases:
        steps = [((datetime.fromisoformat(e["at"].replace("Z", "+00:00")) - T0).total_seconds() / 3600, e["to"]) for e in one["history"]]
        steps = [step for step in steps if step[0] <= now]
        if steps:
            seen.append((one, steps))
    first = lambda steps: next((t for t, to in steps if to in ("acknowledged", "responded", "resolved", "closed")), None)  # noqa: E731
    closed = lambda steps: steps[-1][0] if steps[-1][1] == "closed" else None  # noqa: E731
    due = lambda one: one.get("_due")  # noqa: E731
    ever = lambda steps, to: any(state == to for _, state in steps)  # noqa: E731
    judged = {
        "response_rate": [first(steps) is not None for _, steps in seen],
        "closing_rate": [closed(steps) is not None for _, steps in seen],
        "on_time_rate": [closed(steps) is not None and closed(steps) <= due(one) for one, steps in seen if due(one) is not None and (closed(steps) is not None or due(one) < now)],
        "reopening_rate": [ever(steps, "reopened") for _, steps in seen if ever(steps, "closed")],
        "escalation_rate": [ever(steps, "escalated") for _, steps in seen],
        "recovery_rate": [one["recovered"] for one, _ in seen if "recovered" in one and one.get("_recovered", 0) <= now],
    }
    rows = []
    for name, yes in judged.items():
        p, low, high = share(sum(yes), len(yes))
        rows.append(dict(measure=name, estimate=p, conf_low=low, conf_high=high, n=len(yes), n_events=sum(yes), unit="share", method="clopper_pearson" if sum(yes) in (0, len(yes)) else "wilson", flags="no_data" if not yes else "low_base" if len(yes) < 30 else ""))
    for name, when in (("time_to_response", first), ("time_to_close", closed)):
        times = [(now if when(steps) is None else when(steps), when(steps) is not None) for _, steps in seen]
        m, low, high = median(kaplan_meier(times))
        rows.append(dict(measure=name, estimate=m, conf_low=low, conf_high=high, n=len(times), n_events=sum(yes for _, yes in times), unit="hours", method="kaplan_meier"))
    return rows, judged


def many():
    """Thirty cases of four teams: (case, with its due hour under `_due`)."""
    out = []
    for i in range(30):
        steps, hour = [], 1 + i * 7 % 20
        if i % 5 != 4:
            steps.append((hour, "acknowledged"))
            if i % 3:
                steps.append((hour + 3 + i % 4, "resolved"))
                if i % 7 != 3:
                    steps.append((hour + 5 + i % 6, "closed"))
                    if i % 8 == 1:
                        steps.append((hour + 20, "reopened"))
        elif i % 2:
            steps.append((hour, "escalated"))
        fields = {"team": ["north", "south", "east", "west"][0 if i < 12 else 1 if i < 20 else 2 if i < 27 else 3], "due": at(12 + i % 9), "_due": 12 + i % 9}
        if i % 4 == 0:
            fields["recovered"] = i % 8 == 0
        if i % 12 == 0:
            fields |= {"recoveredAt": at(30 + i), "_recovered": 30 + i}
        out.append(case(f"k{i:02}", steps, **fields))
    return out


def plain(cases):
    return [{key: value for key, value in one.items() if not key.startswith("_")} for one in cases]


def shrunken(teams):
    """Kleinman's moments and the posterior of each team (y, n)."""
    counted = [(y, n) for y, n in teams if n]
    if not counted:
        return [(mpf(1), mpf(1)) for _ in teams]  # nobody reads it
    total, yes = sum(n for _, n in counted), sum(y for y, _ in counted)
    p, spare = mpf(yes) / total, len(counted) - 1
    if 0 < p < 1:
        s = sum(n * (mpf(y) / n - p) ** 2 for y, n in counted)
        rho = (s / (p * (1 - p)) - spare) / (total - mpf(sum(n * n for _, n in counted)) / total - spare)
    else:
        rho = mpf(0)
    size = max(min(1 / min(rho, mpf(1)) - 1, mpf(total)), mpf(1)) if rho > 0 else mpf(total)
    mean = (yes + mpf("0.5")) / (total + 1)
    return [(size * mean + y, size * (1 - mean) + n - y) for y, n in teams]


def by_team(cases, now, min_n=5):
    teams = sorted({one["team"] for one in cases})
    judged = {team: performance([one for one in cases if one["team"] == team], now)[1] for team in teams}
    sizes = {team: sum(one["team"] == team for one in cases) for team in teams}
    rows = {team: [] for team in teams}
    for measure in judged[teams[0]]:
        counts = [(sum(judged[team][measure]), len(judged[team][measure])) for team in teams]
        hidden = [sizes[team] < min_n or 0 < n < min_n for team, (_, n) in zip(teams, counts)]
        # The prior knows the shown teams alone: else what is hidden could be computed from their rows.
        shown = iter(shrunken([count for count, hides in zip(counts, hidden) if not hides]))
        for team, (y, n), hides in zip(teams, counts, hidden):
            a, b = (None, None) if hides else next(shown)
            if hides:
                rows[team].append(dict(team=team, measure=measure, estimate=None, conf_low=None, observed=None, n=None, n_events=None, flags="suppressed"))
            elif n == 0:
                rows[team].append(dict(team=team, measure=measure, estimate=None, observed=None, n=0, n_events=0, flags="no_data"))
            else:
                rows[team].append(dict(team=team, measure=measure, estimate=a / (a + b), conf_low=exact.beta_quantile(TAIL, a, b), conf_high=exact.beta_quantile(1 - TAIL, a, b), observed=mpf(y) / n, n=n, n_events=y, method="beta_binomial", flags=""))
    return [row for team in teams for row in rows[team]]


def scored(i, before, after, closed):
    steps = [(1, "acknowledged"), (closed - 1, "resolved"), (closed, "closed")] if closed else []
    return case(f"s{i:02}", steps, score=before, followUpScore=after, followUpAt=at(200), due=at(48), _due=48)


def least_squares(rows):
    """after = a + b closed + c before: b, its error, df; by the normal equations."""
    x = mp.matrix([[1, int(closed), before] for closed, before, _ in rows])
    y = mp.matrix([after for _, _, after in rows])
    inverse = (x.T * x) ** -1
    beta = inverse * (x.T * y)
    rest = y - x * beta
    df = len(rows) - 3
    return beta[1], mp.sqrt((rest.T * rest)[0] / df * inverse[1, 1]), df


def rates(v):
    check_published()
    cases = many()
    for name, now in (("at_the_end", 100), ("half_way", 15), ("before_all", -1)):
        rows, _ = performance(cases, now)
        rows.append(dict(measure="effect_of_closing", estimate=None, n=0, n_events=0, unit="score", flags="no_control"))
        v.add(f"closed_loop_{name}", call="closed_loop", cases=plain(cases), now=at(now), expect={"rows": rows}, tol=LOOSE)
    v.add("closed_loop_by_team", call="closed_loop", cases=plain(cases), now=at(100), options={"by": "team"}, expect={"rows": by_team(cases, 100)}, tol=LOOSE)
    v.add("closed_loop_by_team_of_all_sizes", call="closed_loop", cases=plain(cases), now=at(15), options={"by": "team", "min_n": 1}, expect={"rows": by_team(cases, 15, 1)}, tol=LOOSE)
    v.add("closed_loop_by_nothing", call="closed_loop", cases=[], now=at(0), options={"by": "region"}, expect={"error": {"code": "invalid_option", "field": "by"}})
    v.add("closed_loop_of_a_bad_case", call="closed_loop", cases=[case("k"), case("l", [(1, "closed")])], now=at(9), expect={"error": {"code": "illegal_transition", "row": 1, "pointer": "/history/1"}})
    both = [scored(i, i % 5, 4 + i % 5 + (i * i) % 4 - (i % 3), 24) for i in range(9)] + [scored(9 + i, 1 + i % 6, 3 + i % 6 + i % 3, 72 if i % 2 else None) for i in range(8)]
    rows = [(i < 9, mpf(one["score"]), mpf(one["followUpScore"])) for i, one in enumerate(both)]
    b, error, df = least_squares(rows)
    margin = abs(exact.student_quantile(TAIL, df)) * error
    expected = performance(both, 300)[0]
    effect = dict(measure="effect_of_closing", estimate=b, conf_low=b - margin, conf_high=b + margin, n=17, n_events=9, unit="score", method="analysis_of_covariance", flags="")
    v.add("effect_of_closing", call="closed_loop", cases=plain(both), now=at(300), expect={"rows": expected + [effect]}, tol=LOOSE)
    alone = dict(measure="effect_of_closing", estimate=None, conf_low=None, n=13, n_events=9, flags="no_control")
    v.add("effect_of_closing_without_control", call="closed_loop", cases=plain(both[:13]), now=at(300), expect={"rows": performance(both[:13], 300)[0] + [alone]}, tol=LOOSE, comment="four are no control: detractors score higher the second time by themselves")

    money = lambda minor, currency="EUR": {"valueAtRisk": {"minor": minor, "currency": currency}}  # noqa: E731
    work = [case("none", severity=5, due=at(2)), case("mild", severity=1, customer="c1", **money(500)), case("grave", severity=4, **money(500)), case("done", [(1, "acknowledged"), (2, "resolved"), (3, "closed")], **money(999999)), case("large", team="north", due=at(20), **money(90000)), case("late", severity=1, due=at(9), **money(500))]
    order = [dict(case="large", value_at_risk=90000, hours_left=10, team="north", currency="EUR", due=written(20)), dict(case="late", hours_left=-1), dict(case="grave", severity=4, hours_left=None), dict(case="mild", customer="c1"), dict(case="none", value_at_risk=None, state="received")]
    v.add("worklist", call="worklist", cases=work, now=at(10), expect={"rows": order})
    v.add("worklist_of_a_team", call="worklist", cases=work, now=at(10), options={"team": "north"}, expect={"rows": order[:1]})
    v.add("worklist_as_of_then", call="worklist", cases=work[3:5], now=at(2), expect={"rows": [dict(case="done", state="resolved"), dict(case="large")]})
    v.add("worklist_of_two_currencies", call="worklist", cases=[case("a", **money(1)), case("b", **money(1, "USD"))], now=at(1), expect={"error": {"code": "currency_mismatch", "row": 1}})

    heard = [case("k1", customer="c1", feedback=["f1", "f2"]), case("k2", customer="c2", feedback=["f2"]), case("k3", customer="c9", changes=["ch"]), case("k4", customer="c3", feedback=["f7"]), case("k5", changes=["ch"])]
    told = [("c1", "case", "k1"), ("c1", "feedback", "f2"), ("c2", "feedback", "f2"), ("c4", "feedback", "f3"), ("c5", "feedback", "f5"), ("c9", "case", "k3"), (None, "case", "k5"), (None, "feedback", "f4")]
    v.add("to_notify", call="to_notify", cases=heard, change={"id": "ch", "causedBy": ["f2", "f3", "f4", "f5", "k1"]}, options={"feedback": [{"id": "f3", "author": "c4"}, {"id": "f4"}, {"id": "f5", "respondent": "c5"}]}, expect={"rows": [dict(customer=who, source=source, id=id_) for who, source, id_ in told]})
    v.add("to_notify_of_causes_misspelt", call="to_notify", cases=heard, change={"id": "ch", "caused_by": ["f2"]}, expect={"error": {"code": "unknown_key", "field": "change", "got": "caused_by"}})
    v.add("to_notify_of_nobody", call="to_notify", cases=heard, change={"id": "other"}, expect={"rows": []})


# ---------------------------------------------------------------- alerts


def alert_id(rule, record):
    """SHA-256 over the canonical JSON (RFC 8785) of the rule and what the record is called."""
    text = json.dumps([rule, [record.get("source"), record["id"]]], separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def answer(question, op, value, prop="score"):
    return {"answer": {"question": question, "test": {"prop": prop, "op": op, "value": value}}}


def metric(op, value, **more):
    return {"metric": {"metric": "nps", "test": {"prop": "estimate", "op": op, "value": value}, **more}}


def alerts(v):
    low = {"id": "low", "when": answer("nps", "le", 6), "route": [{"to": "role:service"}], "cooldown": "P7D", "sla": "PT24H", "openCase": "inner", "severity": 4}
    response = {"id": "r1", "source": "/s", "respondent": "c1", "at": at(0), "answers": {"nps": {"score": 3}}}
    told = {"id": alert_id("low", response), "rule": "low", "severity": 4, "at": written(0), "respondent": "c1", "route": ["role:service"], "due": written(24), "open_case": "inner", "element": None, "owner": None, "values": {"nps": {"score": 3}}}
    one = lambda *records, rules=(low,), **more: dict(call="alerts", rules=list(rules), records=[record if "record" in record else {"record": record} for record in records], **more)  # noqa: E731
    event = {"specversion": "1.0", "id": told["id"], "source": "/cxm", "type": "cxm.alert", "time": written(0), "subject": "c1", "datacontenttype": "application/json", "data": {"rule": "low", "severity": 4, "openCase": "inner"}}
    v.add("alert_of_an_answer", **one(response), expect={"alerts": [[told]], "events": [[event]]})
    for name, given, fires in (("bare", 6, True), ("a_seven", 7, False), ("skipped", "skipped", False), ("null", None, False), ("of_another_kind", {"text": "3"}, False)):
        v.add(f"alert_of_an_answer_{name}", **one({**response, "answers": {"nps": given}}), expect={"alerts": [[{"rule": "low"}] if fires else []]})
    later = lambda hours, id_="r2", **more: {**response, "id": id_, "at": at(hours), **more}  # noqa: E731
    v.add("a_cooldown", **one(response, later(100), later(167), later(168, "r4"), later(169, "r5", respondent="c2"), later(5, "r6")), expect={"alerts": [[{}], [], [], [{"respondent": "c1"}], [{"respondent": "c2"}], []]}, comment="seven days for each customer; a late record is kept quiet too")
    nobody = {key: value for key, value in response.items() if key != "respondent"}
    v.add("a_cooldown_of_nobody", **one(nobody, nobody), expect={"alerts": [[{"respondent": None}], [{"respondent": None}]]})
    v.add("a_time_of_its_own", **one({"record": response, "now": at(5)}), expect={"alerts": [[{"at": written(5), "due": written(29)}]]})
    event_rule = lambda pattern: {"id": "e", "when": {"event": pattern}, "route": []}  # noqa: E731
    help_ = {"event": {"type": "help.requested", "where": [{"prop": "topic", "op": "eq", "value": "bill"}]}}
    asked = {"id": "e1", "source": "/app", "type": "help.requested", "time": at(0), "subject": "c1", "data": {"topic": "bill"}}
    v.add("alert_of_an_event", **one(asked, {**asked, "data": {"topic": "bag"}}, rules=[event_rule(help_)]), expect={"alerts": [[{"rule": "e", "respondent": "c1", "values": {"event": "help.requested"}}], []]})
    twice = event_rule({"atLeast": [2, help_]})
    v.add("alert_of_the_second_event", **one(asked, {"record": asked, "context": {"events": [asked]}}, {"record": asked, "context": {"events": [asked, asked]}}, rules=[twice]), expect={"alerts": [[], [{"rule": "e"}], []]}, comment="after it is complete it begins anew")
    is_low = {"id": "m", "when": metric("lt", 30), "route": []}
    sure = {"id": "s", "when": metric("lt", 30, significant=True), "route": []}
    context = lambda **metric_: {"record": response, "context": {"metrics": {"nps": metric_}}}  # noqa: E731
    v.add("alert_of_a_metric", **one({"record": response, "context": {"metrics": {"nps": 29.5}}}, context(estimate=30), context(n=3), rules=[is_low]), expect={"alerts": [[{"values": {"nps": 29.5}}], [], []]})
    v.add("alert_of_a_significant_metric", **one(context(estimate=20, conf_low=10, conf_high=29, method="anytime"), context(estimate=20, conf_low=10, conf_high=31, method="anytime"), rules=[sure]), expect={"alerts": [[{"rule": "s"}], []]})
    v.add("alert_of_an_interval_for_one_look", **one(context(estimate=20, conf_low=10, conf_high=29, method="wilson"), rules=[sure]), expect={"error": {"code": "invalid_option", "pointer": "/metrics/nps", "got": "wilson"}})
    both = {"id": "both", "when": {"all": [answer("nps", "le", 6), {"anyOf": [metric("lt", 0), answer("why", "contains", "price", "text")]}]}, "route": [{"to": "role:a"}, {"to": "role:b"}]}
    v.add("alert_of_all_and_any", **one(response, {**response, "answers": {"nps": 2, "why": {"text": "the price"}}}, {"record": response, "context": {"metrics": {"nps": -1}}}, rules=[both]), expect={"alerts": [[], [{"route": ["role:a", "role:b"]}], [{"rule": "both"}]]})
    v.add("alert_rules_of_one_id", **one(rules=[low, low]), expect={"error": {"code": "duplicate_id", "pointer": "/1/id"}})
    v.add("alert_rule_of_a_severity_of_six", **one(rules=[{**low, "severity": 6}]), expect={"error": {"code": "out_of_range", "pointer": "/0/severity"}})
    v.add("alert_of_a_bad_time", **one({**response, "at": "noon"}), expect={"error": {"code": "invalid_time", "pointer": "/at"}})
    refused = lambda name, *records, code="invalid_json", rules=(low,), **error: v.add(name, **one(*records, rules=rules), expect={"error": {"code": code, **error}})  # noqa: E731
    refused("alert_of_a_respondent_that_is_a_number", {**response, "respondent": 7}, pointer="/respondent")
    refused("alert_of_a_subject_that_is_a_number", {**asked, "subject": 7}, pointer="/subject")
    refused("alert_of_an_id_that_is_a_number", {**response, "id": 7}, pointer="/id")
    refused("alert_of_answers_that_are_a_list", {**response, "answers": [3]}, pointer="/answers")
    beside = lambda context: {"record": response, "context": context}  # noqa: E731
    for name, given, pointer in (("metrics_that_are_a_number", {"metrics": 5}, "/metrics"), ("metrics_that_are_a_list", {"metrics": []}, "/metrics"), ("a_metric_that_is_a_text", {"metrics": {"nps": "3"}}, "/metrics/nps"), ("a_metric_that_is_a_list", {"metrics": {"nps": [3]}}, "/metrics/nps"), ("an_estimate_that_is_a_text", {"metrics": {"nps": {"estimate": "2"}}}, "/metrics/nps/estimate"), ("events_that_are_a_number", {"events": 5}, "/events"), ("an_event_that_is_a_number", {"events": [asked, 5]}, "/events/1")):
        refused(f"alert_beside_{name}", beside(given), rules=[low, is_low], pointer=pointer, field="context")
    shift = [{"id": "s", "when": {"shift": {"metric": "nps", "method": "cusum", "arl0": 370}}, "route": []}]
    refused("alert_beside_a_baseline_alone", beside({"metrics": {"nps": {"baseline": [1, 2]}}}), code="invalid_option", rules=shift, pointer="/metrics/nps", field="series")
    for name, given in (("a_number", 3), ("an_estimate", {"estimate": 3})):
        refused(f"{name}_for_rules_on_shifts_alone", beside({"metrics": {"nps": given}}), rules=shift, pointer="/metrics/nps", field="context")
    v.add("a_number_for_a_shift_and_another_rule", **one(beside({"metrics": {"nps": 3}}), rules=[*shift, is_low]), expect={"alerts": [[{"rule": "m"}]]})
    refused("alert_of_a_score_that_is_a_text", {**response, "answers": {"nps": {"score": "3"}}}, pointer="/answers/nps/score")
    refused("alert_of_a_bare_text_for_a_score", {**response, "answers": {"nps": "3"}}, pointer="/answers/nps")
    v.add("alert_beside_nothing", **one(beside({"metrics": {"nps": None}, "events": None}), beside({"metrics": None}), rules=[is_low]), expect={"alerts": [[], []]})
    refused("a_rule_of_a_field_that_no_answer_has", code="invalid_option", rules=[{**low, "when": answer("nps", "le", 6, "scor")}], pointer="/0/when/answer/test")
    refused("a_rule_of_a_field_that_no_estimate_has", code="invalid_option", rules=[{**is_low, "when": {"metric": {"metric": "nps", "test": {"prop": "estmate", "op": "lt", "value": 3}}}}], pointer="/0/when/metric/test")
    refused("a_rule_that_tells_nobody", code="invalid_document", rules=[{**low, "route": [{"to": "role:a"}, {"to": ""}]}], pointer="/0/route/1/to")
    v.add("a_rule_that_names_a_role_twice", **one(response, rules=[{**low, "route": [{"to": "role:a"}, {"to": "role:b"}, {"to": "role:a"}]}]), expect={"alerts": [[{"route": ["role:a", "role:b"]}]]})
    shifts(v, one)


def nodes(n):
    """Gauss and Legendre's rule on -1..1."""
    out = []
    for i in range(n):
        x = mp.cos(mp.pi * (i + mpf("0.75")) / (n + mpf("0.5")))
        for _ in range(10):
            p, before = mpf(1), mpf(0)
            for d in range(n):
                p, before = ((2 * d + 1) * x * p - d * before) / (d + 1), p
            slope = n * (x * p - before) / (x * x - 1)
            x -= p / slope
        out.append((x, 2 / ((1 - x * x) * slope * slope)))
    return out


RULE = None


def run_length(h, k=mpf("0.5")):
    """Of one side of a CUSUM from 0: Page's integral equation, by quadrature."""
    global RULE
    RULE = RULE or nodes(24)
    y, w = [h * (x + 1) / 2 for x, _ in RULE], [h * weight / 2 for _, weight in RULE]
    starts, n = [mpf(0)] + y, len(RULE)
    kernel = mp.matrix(n + 1, n + 1)
    for i, u in enumerate(starts):
        kernel[i, 0] = -mp.ncdf(k - u)
        for j in range(n):
            kernel[i, j + 1] = -w[j] * mp.npdf(y[j] + k - u)
        kernel[i, i] += 1
    return mp.lu_solve(kernel, mp.matrix([1] * (n + 1)))[0]


def chart(arl0):
    """The smallest h of two digits that reaches the run length, and what it reaches."""
    # Siegmund (1985): about 2 (e^b - 1 - b) for one side, b = h + 1.166; from there step by step.
    b = exact.bisect(lambda b: mp.exp(b) - 1 - b - arl0, mpf(1), mpf(20))
    steps = int(100 * (b - mpf("1.166")))
    reached = lambda steps: run_length(mpf(steps) / 100) / 2  # noqa: E731
    while reached(steps) >= arl0:
        steps -= 1
    while (found := reached(steps + 1)) < arl0:
        steps += 1
    return mpf(steps + 1) / 100, found


def shifts(v, one):
    assert abs(run_length(mpf(4)) / 2 - 168) < 0.5 and abs(run_length(mpf(5)) / 2 - 465) < 0.5  # Montgomery's table
    rule = lambda arl0, method="cusum": {"id": "s", "when": {"shift": {"metric": "nps", "method": method, "arl0": arl0}}, "route": []}  # noqa: E731
    for arl0 in (50, 370, 1000):
        h, reached = chart(arl0)
        v.add(f"shift_of_a_run_length_of_{arl0}", **one(rules=[rule(arl0)]), expect={"alerts": [], "shifts": [dict(rule="s", metric="nps", arl0=arl0, reached=reached, threshold=h)]}, tol=LOOSE)
    h, reached = chart(370)
    baseline = [38, 42, 38, 42, 40]  # mean 40, standard deviation 2
    look = lambda series, base=baseline: {"record": {"id": str(len(series))}, "context": {"metrics": {"nps": {"baseline": base, "series": series}}}}  # noqa: E731
    series = [41, 34, 34, 34, 49, 48, 34]
    told = {"statistic": 5, "threshold": h, "reached": reached, "direction": "down", "since": 1, "baseline": {"mean": 40, "sd": 2, "n": 5}, "flags": ["short_baseline"]}
    looks = [look(series[:n]) for n in range(len(series) + 1)]
    expect = [[] for _ in looks]
    expect[3] = [{"values": {"shift of nps": told}}]
    expect[6] = [{"values": {"shift of nps": {"direction": "up", "since": 4, "statistic": 7.5}}}]
    v.add("alert_of_a_shift", **one(*looks, rules=[rule(370)]), expect={"alerts": expect}, tol=LOOSE)
    long = look([34, 34], [38, 42] * 60)
    v.add("alert_of_a_shift_from_a_long_baseline", **one(long, rules=[rule(370)]), expect={"alerts": [[{"values": {"shift of nps": {"flags": []}}}]]}, tol=LOOSE)
    v.add("shift_by_an_unknown_chart", **one(rules=[rule(370, "ewma")]), expect={"error": {"code": "invalid_option", "pointer": "/0/when/shift/method"}})
    v.add("a_rule_of_no_condition", **one(rules=[{"id": "s", "when": {"all": []}, "route": []}]), expect={"error": {"code": "invalid_document", "pointer": "/0/when/all"}}, comment="it would fire on every record")
    v.add("a_rule_of_an_event_of_no_part", **one(rules=[{"id": "s", "when": {"event": {"then": []}}, "route": []}]), expect={"error": {"code": "invalid_option", "pointer": "/0/when/event/then"}})
    v.add("shift_of_a_run_length_of_one", **one(rules=[rule(1)]), expect={"error": {"code": "out_of_range", "pointer": "/0/when/shift/arl0"}})
    v.add("shift_from_a_baseline_without_spread", **one(look([1], [3, 3, 3]), rules=[rule(370)]), expect={"error": {"code": "too_few", "pointer": "/metrics/nps"}})


# ---------------------------------------------------------------- intervals that hold at any time


def budget(counts, level="0.95"):
    """How far below its largest value the log-likelihood may lie: ln(1 / alpha) less the log of the mixture's ratio."""
    n, k = sum(counts), len(counts)
    mixture = mp.loggamma(mpf(k) / 2) - mp.loggamma(n + mpf(k) / 2) + sum(mp.loggamma(c + mpf("0.5")) - mp.loggamma(mpf("0.5")) for c in counts)
    return -mp.log(1 - mpf(level)) - mixture + sum(c * mp.log(mpf(c) / n) for c in counts if c)


def share_ends(yes, no, level="0.95"):
    n, top = yes + no, budget([no, yes], level)
    drop = lambda p: (yes * mp.log(mpf(yes) / n / p) if yes else 0) + (no * mp.log(mpf(no) / n / (1 - p)) if no else 0) - top  # noqa: E731
    tiny = mpf(10) ** -40
    low = mpf(0) if yes == 0 else exact.bisect(lambda p: -drop(p), tiny, mpf(yes) / n)
    high = mpf(1) if no == 0 else exact.bisect(drop, mpf(yes) / n, 1 - tiny)
    return low, high


def net_ends(low_count, middle, high_count, level="0.95"):
    """The profile of p3 - p1 = theta over the share p1 of the low band, maximised by halving its slope."""
    counts = [low_count, middle, high_count]
    n, top = sum(counts), budget(counts, level)
    most = sum(c * mp.log(mpf(c) / n) for c in counts if c)

    def drop(theta):
        least, last = max(mpf(0), -theta), (1 - theta) / 2
        term = lambda c, x: (mpf(c) / x if c else mpf(0))  # noqa: E731
        slope = lambda u: term(low_count, u) + term(high_count, u + theta) - 2 * term(middle, 1 - 2 * u - theta)  # noqa: E731
        a, b = least, last
        for _ in range(160):
            u = (a + b) / 2
            a, b = (u, b) if slope(u) > 0 else (a, u)
        u = (a + b) / 2
        shares = [u, 1 - 2 * u - theta, u + theta]
        return most - sum(c * mp.log(p) for c, p in zip(counts, shares) if c) - top

    middle_at, tiny = mpf(high_count - low_count) / n, mpf(10) ** -30
    low = mpf(-1) if low_count == n else exact.bisect(lambda theta: -drop(theta), -1 + tiny, middle_at)
    high = mpf(1) if high_count == n else exact.bisect(drop, middle_at, 1 - tiny)
    return 100 * low, 100 * high


def mean_ends(counts, level="0.95"):
    """Points 1, 2, ...: the shares on the border are proportional to c / (nu - s)."""
    n, top = sum(counts), budget(counts, level)

    def largest(scores, counts):
        last = max(scores)
        shares = lambda nu: [mpf(c) / (nu - s) if c else mpf(0) for c, s in zip(counts, scores)]  # noqa: E731

        def drop(nu):
            p = shares(nu)
            return sum(c * mp.log(mpf(c) / n / (x / sum(p))) for c, x in zip(counts, p) if c) - top

        if not counts[scores.index(last)] and drop(mpf(last)) <= 0:
            kept = mp.exp(drop(mpf(last)) / n)
            p = [mpf(c) / (last - s) if c else mpf(0) for c, s in zip(counts, scores)]
            return kept * sum(x * s for x, s in zip(p, scores)) / sum(p) + (1 - kept) * last
        gap = mp.exp(exact.bisect(lambda t: -drop(last + mp.exp(t)), mpf(-80), mpf(40)))
        p = shares(last + gap)
        return sum(x * s for x, s in zip(p, scores)) / sum(p)

    scores = list(range(1, len(counts) + 1))
    return -largest([-s for s in scores], counts), largest(scores, counts)


def anytime(v):
    for counts in ((10, 20, 70), (1, 0, 0), (0, 0, 5), (0, 7, 3), (250, 250, 500), (3, 0, 4)):
        column = [0] * counts[0] + [8] * counts[1] + [10] * counts[2]
        low, high = net_ends(*counts)
        v.add("anytime_nps_" + "_".join(map(str, counts)), call="estimate", name="nps", column=column, options={"interval": "anytime"}, expect=dict(method="anytime", conf_low=low, conf_high=high), tol={"rel": 1e-9, "abs": 1e-9})
    for yes, no, level in ((60, 40, "0.95"), (0, 12, "0.95"), (3, 0, "0.9"), (900, 100, "0.99")):
        low, high = share_ends(yes, no, level)
        v.add(f"anytime_csat_{yes}_{no}", call="estimate", name="csat", column=[5] * yes + [1] * no, options={"interval": "anytime", "level": float(level)}, expect=dict(conf_low=low, conf_high=high), tol={"rel": 1e-9, "abs": 1e-12})
    for counts in ((1, 2, 4, 9, 2), (0, 0, 3, 0, 0), (0, 2, 0, 0, 30)):
        low, high = mean_ends(counts)
        column = [point for point, c in enumerate(counts, 1) for _ in range(c)]
        v.add("anytime_mean_" + "_".join(map(str, counts)), call="estimate", name="mean", column=column, options={"scale": [1, 5], "interval": "anytime"}, expect=dict(conf_low=low, conf_high=high), tol={"rel": 1e-9})
    v.add("anytime_weighted", call="estimate", name="nps", column=[0, 10], weights=[1.0, 2.0], options={"interval": "anytime"}, expect={"error": {"code": "invalid_option", "field": "interval"}})


def build():
    v = Vectors("closed_loop", "Alerts, cases, rates of cases, and intervals that hold at any time", "ISO 10002 (states), CloudEvents 1.0.2, Kaplan-Meier, Wilson, Kleinman (1973), analysis of covariance, Page (1954), Robbins (1970); 50 digits by mpmath (conformance/make/closed_loop.py)")
    transitions(v)
    rates(v)
    alerts(v)
    anytime(v)
    return v
