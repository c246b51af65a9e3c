"""Runs conformance/*.json: the same vectors as the Rust and Node packages, case by case."""

from __future__ import annotations

import datetime
import itertools
import json
import math
import os
import pathlib
import pickle
import platform
import struct
import sys
from typing import Any

import cxm
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "conformance"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
PAIRS = ("scale", "bands")  # tuples in Python, lists in JSON


def read(path: pathlib.Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


FILES = {path.stem: file for path in sorted(FOLDER.glob("*.json")) if (file := read(path))["schema"] == "cxm-conformance/1"}


def leave(name: str, text: str) -> None:
    """What .ci/conformance_counts.py compares."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "conformance"
    target.mkdir(parents=True, exist_ok=True)
    (target / name).write_text(text)


# ---------------------------------------------------------------- from JSON to arguments


def number(value: Any) -> float:
    if not isinstance(value, str):
        return float(value)
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else float.fromhex(value)


def cell(value: Any) -> Any:
    return number(value["float"]) if isinstance(value, dict) else value


def column(value: Any) -> Any:
    """A list, or an array of the type that `{"u8": [...]}` names; a list of Python numbers where numpy is not installed."""
    if value is None:
        return None
    if isinstance(value, list):
        return [cell(one) for one in value]
    ((kind, values),) = value.items()
    floats = kind.startswith("f")
    plain = [number(one) if floats else int(one) for one in values]
    try:
        import numpy
    except ImportError:
        return plain
    return numpy.array(plain, dtype={"f": "float", "i": "int", "u": "uint"}[kind[0]] + kind[1:])


def frame(value: Any) -> Any:
    return {name: column(values) for name, values in value.items()}


def keywords(options: Any) -> dict[str, Any]:
    out = {}
    for name, value in (options or {}).items():
        if value in ("NaN", "Infinity", "-Infinity"):
            value = float(value)
        out[name] = tuple(value) if name in PAIRS else value
    return out


def metric(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return cxm.Metric(**keywords(value))


# ---------------------------------------------------------------- calls


def run(case: dict[str, Any]) -> dict[str, Any]:
    return CALLS[case["call"]](case)


def run_estimate(case: dict[str, Any]) -> dict[str, Any]:
    beside = {name: column(case[name]) for name in ("weights", "counts") if name in case}
    return shown(getattr(cxm, case["name"])(column(case["column"]), **beside, **keywords(case.get("options"))))


def shown(estimate: Any) -> dict[str, Any]:
    assert pickle.loads(pickle.dumps(estimate)) == estimate
    return {**estimate.to_dict(), "text": repr(estimate)}


def tally(case: dict[str, Any]) -> Any:
    state = cxm.Tally(**keywords(case["spec"]))
    for step in case["steps"]:
        ((verb, given),) = step.items()
        if verb in ("observe", "fails"):
            beside = {name: column(given[name]) for name in ("weights", "counts") if name in given}
            observe = lambda: state.observe(column(given["column"]), **beside, **keywords(given.get("options")))  # noqa: B023, E731
            if verb == "observe":
                observe()
                continue
            before = state.to_bytes()
            with pytest.raises(cxm.CxmError) as refused:
                observe()
            assert refused.value.code == given["code"]
            assert state.to_bytes() == before, "a refused batch must leave nothing behind"
        elif verb == "add":
            state.add(cell(given["value"]), **keywords(given.get("options")))
        elif verb == "from_counts":
            state = cxm.Tally.from_counts(given["counts"], **{"scale": (0, 10), **keywords(given.get("options"))})
        elif verb == "merge":
            state.merge(tally(given))
        elif verb == "subtract":
            state.subtract(tally(given))
        elif verb == "through":
            state = through(state, given)
        else:
            raise ValueError(verb)
    return state


def through(state: Any, form: str) -> Any:
    same = type(state).from_bytes(state.to_bytes()) if form == "bytes" else type(state).from_json(state.to_json())
    assert same == state == pickle.loads(pickle.dumps(state))
    return same


def about(state: Any, case: dict[str, Any]) -> dict[str, Any]:
    held = {"counts": list(state.counts), "n": state.n, "n_missing": state.n_missing, "n_invalid": state.n_invalid, "bytes": state.to_bytes().hex()}
    evaluate = case.get("evaluate")
    if evaluate:
        options = keywords(evaluate.get("options"))
        at = {"top_box": ["top"], "net": ["bands"]}.get(evaluate["name"], [])
        first = [one for name in at if name in options for one in (options.pop(name),)]
        if evaluate["name"] == "net":
            (first,) = first
        held["estimate"] = shown(getattr(state, evaluate["name"])(*first, **options))
    return held


def cube(case: dict[str, Any]) -> Any:
    state = cxm.TallyCube(**keywords(case["spec"]))
    for step in case["steps"]:
        ((verb, given),) = step.items()
        if verb == "observe":
            state.observe(frame(given["frame"]), **keywords(given.get("options")))
        elif verb == "merge":
            state.merge(cube(given))
        elif verb == "subtract":
            state.subtract(cube(given))
        elif verb == "through":
            state = through(state, given)
        else:
            raise ValueError(verb)
    return state


def run_cube(case: dict[str, Any]) -> dict[str, Any]:
    state = cube(case)
    held: dict[str, Any] = {"bytes": state.to_bytes().hex()}
    if "score" in case:
        held["rows"] = rows(state.score(metric(case["score"]["metric"]), **keywords(case["score"].get("options"))))
    if "tally" in case:
        held["counts"] = list(state.tally(**case["tally"]).counts)
    return held


def rows(table: Any) -> list[dict[str, Any]]:
    """A frame as JSON values: dates as ISO text."""
    table = table if hasattr(table, "to_dicts") else table.to_pylist()
    return [{name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()} for row in (table.to_dicts() if hasattr(table, "to_dicts") else table)]


def sample(given: dict[str, Any]) -> Any:
    if "cube" in given:
        return cube(given["cube"])
    return tally(given) if "steps" in given else column(given["column"])


def run_compare(case: dict[str, Any]) -> dict[str, Any]:
    beside = {}
    for side in "ab":
        for name in ("weights", "counts"):
            if name in case[side]:
                beside[f"{name}_{side}"] = column(case[side][name])
    return cxm.compare(sample(case["a"]), sample(case["b"]), metric(case["metric"]), **beside, **keywords(case.get("options"))).to_dict()


def run_event_log(case: dict[str, Any]) -> dict[str, Any]:
    log = cxm.EventLog(frame(case["frame"]), **keywords(case["log"]))
    log = log.sessionize(case["sessionize"]) if "sessionize" in case else log
    given = keywords(case.get("options"))
    if case["measure"] == "conformance":
        given.setdefault("journey", None)
    found = getattr(log, case["measure"])(**given)
    if case["measure"] == "goal_performance":
        groups, test = found.groups, found.test
        more = {"curve": rows(found.curve), "groups": None if groups is None else rows(groups), "test": None if test is None else test.to_dict()}
        return {"fields": {**found.to_dict(), **more}}
    if case["measure"] == "conformance":
        estimates = {name: getattr(found, name).to_dict() for name in ("fitness", "coverage")}
        return {"fields": {**found.to_dict(), **estimates, "deviations": rows(found.deviations), "variants": rows(found.variants)}}
    if case["measure"] == "channel_consistency":
        return {"fields": {**found.to_dict(), "channels": rows(found.channels), "pairs": rows(found.pairs)}}
    return {"fields": found.to_dict()} if case["measure"] == "throughput" else {"rows": rows(found)}


def run_event_log_read(case: dict[str, Any]) -> dict[str, Any]:
    data = case["text"].encode() if "text" in case else bytes.fromhex(case["bytes"])
    log = getattr(cxm.EventLog, f"read_{case['format']}")(data, **keywords(case.get("options")))
    told = {name: getattr(log, name) for name in ("n_events", "n_customers", "n_dropped", "touchpoints", "channels")}
    return {**told, "rows": rows(log.variants()), "xes": log.to_xes().decode()}


def stream(given: dict[str, Any], logs: list[Any]) -> Any:
    state = cxm.EventStream(**{"customer": None, "touchpoint": None, "time": None, "idle": None, **keywords(given["spec"])})
    for step in given["steps"]:
        ((verb, own),) = step.items()
        if verb == "fails":
            before = state.to_bytes()
            with pytest.raises(cxm.CxmError) as refused:
                state.observe(frame(own["frame"]))
            assert [refused.value.code, refused.value.row, refused.value.field] == [own["code"], own["row"], own["field"]]
            assert state.to_bytes() == before, "a refused batch must leave nothing behind"
        elif verb == "observe":
            state.observe(frame(own["frame"]))
        elif verb == "merge":
            state.merge(stream(own, []))
        elif verb == "through":
            state = through(state, own)
        else:
            logs.append({"drain": state.drain, "finish": state.finish, "open": state.open_log}[verb]())
    return state


def run_event_stream(case: dict[str, Any]) -> dict[str, Any]:
    logs: list[Any] = []
    state = stream(case, logs)
    utc = lambda row: {**row, "time": row["time"].replace("+00:00", "Z")}  # noqa: E731
    names = ("n_open", "n_open_customers", "n_closed_customers", "n_late", "n_returning", "n_left_out", "n_dropped")
    watermark = state.watermark and (state.watermark - EPOCH) // datetime.timedelta(microseconds=1)
    told = {"watermark": watermark, **{name: getattr(state, name) for name in names}, "logs": [[utc(row) for row in rows(log.events())] for log in logs]}
    if "together" in case:
        whole = logs[0].copy()
        for log in logs[1:]:
            getattr(whole, case["together"])(log)
        told["rows"] = rows(whole.variants())
    return told


def run_survey(case: dict[str, Any]) -> dict[str, Any]:
    """What became of each row: `accounts` and `answers` of the first question, `times` of the column named by the option `time`."""
    options = dict(case["options"])
    data = cxm.read_survey(bytes.fromhex(case["bytes"]), **options)
    of_frame = lambda name: list(data.frame[name])  # noqa: E731
    told = {"accounts": rows(data.accounts)[0], "answers": of_frame(next(iter(options["questions"]))), "rejected": rows(data.rejected), "lines": data.lines}
    if "time" in options:
        told["times"] = [time and time.isoformat().replace("+00:00", "Z") for time in of_frame(options["time"])]
    return told


def run_case(case: dict[str, Any]) -> dict[str, Any]:
    """The steps of one case: where it stands after them, and what is written down."""
    made = cxm.Case.open(**case["open"]) if "open" in case else cxm.Case(case["case"])
    verbs = {"escalate": made.escalate_if_overdue, "transition": made.transition, "follow_up": made.follow_up, "led_to": made.led_to}
    for verb, given in case["steps"]:
        verbs[verb](**given)
    assert pickle.loads(pickle.dumps(made)) == made == cxm.Case.from_json(made.to_json())
    return {"state": made.state, "document": made.to_dict()}


def run_alerts(case: dict[str, Any]) -> dict[str, Any]:
    """The alerts of each record, one memory for all; the events are those of `/cxm`."""
    rules = cxm.AlertRules(case["rules"])
    raised = [rules.evaluate(look["record"], context=look.get("context"), now=look.get("now")) for look in case["records"]]
    told = lambda each: [[each(alert) for alert in alerts] for alerts in raised]  # noqa: E731
    return {"alerts": told(lambda alert: alert.to_dict()), "events": told(lambda alert: alert.to_cloudevent("/cxm")), "shifts": rules.shifts}


def run_customer_rate(case: dict[str, Any]) -> dict[str, Any]:
    found = getattr(cxm, case["name"])(frame(case["frame"]), **keywords(case["options"]))
    return found.to_dict() if isinstance(found, cxm.Estimate) else {"rows": rows(found)}


def run_improvement(case: dict[str, Any]) -> dict[str, Any]:
    """The rate of improvement of the records of each version against the one before."""
    records = [record for old, new in itertools.pairwise(case["versions"]) for record in cxm.change_records(old, new)]
    return {"rows": rows(cxm.rate_of_improvement(records, **keywords(case["options"])))}


def run_merge(case: dict[str, Any]) -> dict[str, Any]:
    document, conflicts = cxm.merge_models(case["base"], case["ours"], case["theirs"])
    return {"document": document, "conflicts": [conflict.to_dict() for conflict in conflicts]}


def run_looked(case: dict[str, Any], pages: dict[str, Any]) -> dict[str, Any]:
    """Whether a page of each form holds each of the texts that the case looks for."""
    written = {form: pages[form]() for form in case["look"]}
    return {form: [part in written[form] for part in parts] for form, parts in case["look"].items()}


def run_scorecard(case: dict[str, Any]) -> dict[str, Any]:
    card = cxm.scorecard(frame(case["frame"]), [metric(case["metric"])], **keywords(case.get("options")))
    return run_looked(case, {"html": card.to_html, "markdown": card.to_markdown, "text": lambda: card.to_text(200)})


def run_journey(case: dict[str, Any]) -> dict[str, Any]:
    drawn, options = cxm.ExperienceModel.from_json(case["model"]).journey(case["journey"]), keywords(case.get("options"))
    pages = {"html": drawn.to_html, "markdown": drawn.to_markdown, "text": lambda **more: drawn.to_text(200, **more), "mermaid": drawn.to_mermaid}
    return run_looked(case, {form: lambda write=write: write(**options) for form, write in pages.items()})


def run_next(case: dict[str, Any]) -> dict[str, Any]:
    question = cxm.Survey.from_json(case["survey"]).next_question(case["answers"])
    return {"question": question and question["id"]}


def run_response(case: dict[str, Any]) -> dict[str, Any]:
    ok, value, problems = cxm.Survey.from_json(case["survey"]).parse(case["response"])
    return {"ok": ok, "value": value, "problems": [problem.to_dict() for problem in problems]}


MODELS = {"bg_nbd": cxm.BgNbd, "pareto_nbd": cxm.ParetoNbd}
CALLS = {
    "tabulate": lambda case: {"rows": cxm.Survey.from_json(case["survey"]).tabulate(case["question"], case["answers"], **keywords(case.get("options")))},
    "next_question": run_next,
    "parse_response": run_response,
    "scorecard_pages": run_scorecard,
    "journey_pages": run_journey,
    "case": run_case,
    "alerts": run_alerts,
    "closed_loop": lambda case: {"rows": rows(cxm.closed_loop(case["cases"], case["now"], **keywords(case.get("options"))))},
    "worklist": lambda case: {"rows": rows(cxm.worklist(case["cases"], case["now"], **keywords(case.get("options"))))},
    "to_notify": lambda case: {"rows": rows(cxm.to_notify(case["change"], case["cases"], **keywords(case.get("options"))))},
    "estimate": run_estimate,
    "tally": lambda case: about(tally(case), case),
    "tally_from_bytes": lambda case: about(cxm.Tally.from_bytes(bytes.fromhex(case["bytes"])), case),
    "tally_from_json": lambda case: about(cxm.Tally.from_json(case["json"]), case),
    "cube": run_cube,
    "score": lambda case: {"rows": rows(cxm.score(frame(case["frame"]), metric(case["metric"]), case.get("column"), **keywords(case.get("options"))))},
    "compare": run_compare,
    "compare_groups": lambda case: {"rows": rows(cxm.compare_groups(frame(case["frame"]), metric(case["metric"]), case.get("column"), **keywords(case.get("options"))))},
    "compare_all": lambda case: cxm.compare_all(frame(case["frame"]), metric(case["metric"]), case.get("column"), **keywords(case.get("options"))).to_dict(),
    "read_survey": run_survey,
    "share_intervals": lambda case: {"rows": rows(cxm.share_intervals(tally(case), **keywords(case.get("options"))))},
    "goal_share": lambda case: cxm.goal_share(**keywords(case["options"])).to_dict(),
    "event_log": run_event_log,
    "event_log_read": run_event_log_read,
    "event_stream": run_event_stream,
    "compare_across": lambda case: {"rows": rows(cxm.compare_across(case["old"], case["new"], frame(case["frame"]), metric(case["metric"]), case.get("column"), **keywords(case.get("options"))))},
    "alignment": lambda case: {"rows": rows(cxm.alignment(frame(case["frame"]), **keywords(case["options"])))},
    "attribution": lambda case: {"rows": rows(cxm.attribution(frame(case["frame"]), **keywords(case.get("options"))))},
    "improvement_of_versions": run_improvement,
    "rate_of_improvement": lambda case: {"rows": rows(cxm.rate_of_improvement(frame(case["frame"]), **keywords(case["options"])))},
    **{
        name: lambda case, name=name: {"rows": rows(getattr(cxm, name)(frame(case["frame"]), frame(case["roster"]), **keywords(case["options"])))}
        for name in ("employee_engagement", "rate_of_innovation")
    },
    **{
        name: lambda case, name=name: {"rows": rows(getattr(cxm, name)(frame(case["frame"]), **keywords(case.get("options"))))}
        for name in ("rank", "quick_wins", "balanced_scorecard", "rfm_scores", "rfm_segments", "value_at_stake", "holdout", "cohort_retention", "inter_purchase_time")
    },
    "value_predict": lambda case: {"rows": rows(getattr(MODELS[case["model"]].from_params(case["params"]), case["what"])(frequency=frame(case["frame"]), **keywords(case["options"])))},
    "tracking": lambda case: {"rows": rows(cxm.tracking(MODELS[case["model"]].from_params(case["params"], unit=case.get("unit")), frame(case["frame"]), **keywords(case["options"])))},
    "customer_rate": run_customer_rate,
    "interrupted_time_series": lambda case: {"rows": rows(cxm.interrupted_time_series(frame(case["frame"]), **{"at": None, **keywords(case["options"])}))},
    "roi": lambda case: cxm.roi(**keywords(case["options"])).to_dict(),
    "initiative_impact": lambda case: cxm.initiative_impact(**{"before": None, "after": None, **case["columns"]}, **keywords(case.get("options"))).to_dict(),
    "program_kpis": lambda case: {"rows": rows(cxm.program_kpis(**{role: frame(one) for role, one in case["frames"].items()}, **keywords(case["options"])))},
    "program_reviews": lambda case: {"rows": rows(cxm.program_reviews(case["model"], **{"today": None, **keywords(case.get("options"))}))},
    "delivery_gap": lambda case: cxm.delivery_gap(case["a"], case["b"]).to_dict(),
    "compare_to_benchmark": lambda case: cxm.compare_to_benchmark(getattr(cxm, case["name"])(case["column"]), cxm.Benchmark(**case["benchmark"])).to_dict(),
    "problems_of": lambda case: {"problems": [problem.to_dict() for problem in cxm.problems_of(case["kind"], case["json"])]},
    "diff_models": lambda case: {"changes": [change.to_dict() for change in cxm.diff_models(case["old"], case["new"])]},
    "json_patch": lambda case: {"patch": cxm.json_patch(case["old"], case["new"])},
    "merge_models": run_merge,
    "check_revision": lambda case: {"problems": [problem.to_dict() for problem in cxm.Survey.from_json(case["older"]).check_revision(cxm.Survey.from_json(case["newer"]))]},
    "p_adjust": lambda case: {"values": list(cxm.p_adjust(case["p"], **keywords(case.get("options"))))},
    **{
        name: lambda case, name=name: {"value": getattr(cxm, name)(metric(case["metric"]), **keywords(case.get("options")))}
        for name in ("required_n", "power", "detectable_difference")
    },
}


# ---------------------------------------------------------------- checks


def outcome(case: dict[str, Any]) -> str | None:
    """Why the case fails, if it does."""
    expect = case["expect"]
    try:
        got = run(case)
    except cxm.CxmError as error:
        if "error" not in expect:
            return f": refused with {error.code}: {error}"
        if not str(error).isprintable():
            return f": the sentence does something to a terminal: {str(error)!r}"
        wrong = [f": error.{key} must be {want!r}, got {getattr(error, key)!r} ({error.code}: {error})" for key, want in expect["error"].items() if getattr(error, key) != want]
        return "; ".join(wrong) or None
    except Exception as error:  # noqa: BLE001 - one line for each case that fails, whatever came
        return f": raised {type(error).__name__}: {error}"
    if "error" in expect:
        return f": must be refused with {expect['error']}, got {got}"
    if case.get("exact") and got != expect:
        return f": got {got!r}, want exactly {expect!r}"
    return differs(got, expect, case.get("tol", {}))


def differs(got: Any, want: Any, tolerance: dict[str, float]) -> str | None:
    if isinstance(want, dict):
        for key, value in want.items():
            if key not in got:
                return f".{key}: the result has no {key}: {got}"
            why = differs(got[key], value, tolerance)
            if why:
                return f".{key}{why}"
        return None
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return f": got {got!r}, want {want!r}"
        return next((f"[{i}]{why}" for i, (one, other) in enumerate(zip(got, want)) if (why := differs(one, other, tolerance))), None)
    if isinstance(want, str) and "0x" in want and isinstance(got, float):
        return None if got.hex() == float.fromhex(want).hex() else f": got {got!r}, want the bits of {want}"
    if isinstance(want, (int, float)) and not isinstance(want, bool) and isinstance(got, (int, float)) and not isinstance(got, bool):
        allowed = max(tolerance.get("rel", 0.0) * abs(want), tolerance.get("abs", 0.0))
        return None if math.isfinite(got) and abs(got - want) <= allowed else f": got {got!r}, want {want!r} within {allowed:g}"
    return None if got == want and type(got) is type(want) else f": got {got!r}, want {want!r}"


RAN: dict[str, int] = {}


@pytest.mark.parametrize("name", FILES)
def test_every_vector_gets_its_answer(name: str) -> None:
    failed = [f"{name}/{case['id']}{why}" for case in FILES[name]["cases"] if (why := outcome(case))]
    RAN[name] = len(FILES[name]["cases"])
    leave("python.count", f"{sum(RAN.values())}\n")
    assert not failed, f"{len(failed)} of {len(FILES[name]['cases'])} cases fail:\n" + "\n".join(failed)


def test_the_runner_notices_a_wrong_answer() -> None:
    case = {"id": "wrong", "call": "estimate", "name": "nps", "column": [10, 3]}
    assert outcome({**case, "expect": {"estimate": 1e-9}, "tol": {"rel": 1e-12}})
    assert outcome({**case, "expect": {"estimat": 0.0}})
    assert outcome({**case, "expect": {"error": {"code": "out_of_range"}}})
    assert outcome({**case, "expect": {"estimate": 0.0}}) is None
    case = {"id": "more", "call": "json_patch", "old": {}, "new": {"a": 1}, "expect": {"patch": [{"op": "add"}]}}
    assert outcome(case) is None and outcome({**case, "exact": True})


# ---------------------------------------------------------------- bad inputs


def test_every_bad_input_gets_its_answer() -> None:
    cases = read(FOLDER / "badinputs" / "manifest.json")["cases"]
    for case in cases:
        if "file" in case:
            case["bytes"] = (FOLDER / "badinputs" / case["file"]).read_bytes().hex()
        if made := case.get("generator"):
            case["json"] = made.get("head", "") + made["unit"] * made["times"] + made.get("tail", "")
            case["bytes"] = case["json"].encode().hex()
    failed = [f"{case['id']}{why}" for case in cases if (why := outcome(case))]
    leave("python.badinputs.count", f"{len(cases)}\n")
    assert not failed, f"{len(failed)} of {len(cases)} bad inputs fail:\n" + "\n".join(failed)


# ---------------------------------------------------------------- digest


def line(call: dict[str, Any]) -> str:
    """All bits of a result, as conformance/README.md tells."""
    try:
        got = run(call)
    except cxm.CxmError as error:
        return f"! {error.code} {'-' if error.row is None else error.row}\n"
    fields = got["estimate"] if "bytes" in got else got
    names = "estimate std_error conf_low conf_high n n_missing n_invalid n_eff std_dev".split()
    bits = ["-" if fields.get(name) is None else struct.pack(">d", fields[name]).hex() for name in names]
    return " ".join([got["bytes"], *bits] if "bytes" in got else bits) + "\n"


def fnv(data: bytes) -> int:
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def test_all_result_bits_have_the_digest_of_the_file() -> None:
    file = read(FOLDER / "digest.json")
    lines = "".join(map(line, file["calls"]))
    digest = f"{fnv(lines.encode()):016x}"
    leave("python.digest", f"{digest}\n")
    leave("python.lines", lines)
    if sys.platform == "linux" and platform.machine() == "x86_64" and platform.libc_ver()[0] == "glibc":
        assert digest == file["digest"]["x86_64-linux-gnu"]
