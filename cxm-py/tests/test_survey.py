"""Scores of columns, tallies and metrics as Python values."""

import _thread
import copy
import functools
import inspect
import pickle
import signal
import threading

import pytest

import cxm

SCORES = [10, 9, 3, None, 7]
FUNCTIONS = ["nps", "enps", "csat", "ces", "stars", "favorability", "mean"]


def test_an_estimate_is_a_value():
    e = cxm.nps(SCORES)
    assert (e.estimate, e.n, e.n_missing, e.unit, e.direction, e.distribution[9:]) == (25.0, 4, 1, "points", "higher_is_better", [1, 1])
    assert e == cxm.nps(SCORES) != cxm.nps([10])
    assert hash(e) == hash(cxm.nps(SCORES))
    assert pickle.loads(pickle.dumps(e)) == e == copy.copy(e) == copy.deepcopy(e)
    assert e.to_dict()["flags"] == e.flags == ["low_base"]
    assert next(iter(e.to_dict())) == "metric"
    with pytest.raises(AttributeError, match="do not change"):
        e.estimate = 100.0


def test_an_estimate_reads_as_one_line_and_formats_as_its_number():
    e = cxm.nps(SCORES)
    assert repr(e) == str(e) == f"{e}"
    assert repr(e).startswith("NPS 25.0 [")
    assert repr(e).endswith("n 4 · missing 1 · low_base")
    assert f"{e:.2f}|{e:+.0f}" == "25.00|+25"
    assert f"{cxm.nps([]):.1f}" == "n/a"


def test_a_notebook_shows_a_table_with_a_bar():
    html = cxm.nps(SCORES)._repr_html_()
    assert html.count("<table") == html.count("<svg") == 1
    assert "25.0" in html
    assert "<svg" in cxm.compare([10, 9], [3, 4])._repr_html_()
    assert "no data" in cxm.nps([])._repr_html_()


def test_every_argument_is_named_and_documented():
    for name in FUNCTIONS:
        function = getattr(cxm, name)
        kinds = {argument.kind for argument in list(inspect.signature(function).parameters.values())[1:]}
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}
        assert function.__doc__
        assert (function.__module__, function.__qualname__) == ("cxm", name)
    with pytest.raises(TypeError, match="levle"):
        cxm.nps([10], levle=0.9)
    with pytest.raises(cxm.CxmError, match='did you mean "level"'):
        cxm.Tally().nps(levle=0.9)


def test_numbers_that_json_has_not_are_refused_by_name():
    for value, name in [(float("nan"), "NaN"), (float("inf"), "Infinity")]:
        with pytest.raises(cxm.CxmError, match=name) as caught:
            cxm.nps([10], level=value)
        assert caught.value.code == "invalid_level"


def test_numpy_and_other_options_are_read_as_what_they_are():
    np = pytest.importorskip("numpy")
    assert cxm.nps([10, 11, 12], na=np.array([11, 12]), level=np.float64(0.9)).n_missing == 2
    assert cxm.nps([10, 11], na=11).n == cxm.nps([10, 11], na={11}).n == 1
    assert cxm.csat(["Good", "bad "], labels={"good": 5, "bad": 1}).estimate == 0.5
    with pytest.raises(cxm.CxmError, match="options"):
        cxm.nps([10], na=object())


def test_the_name_of_a_series_stands_in_the_message():
    pd = pytest.importorskip("pandas")
    with pytest.raises(cxm.CxmError, match='column "score", row 1') as caught:
        cxm.nps(pd.Series([10, 11], name="score"))
    assert (caught.value.row, caught.value.field) == (1, "score")


def test_weights_and_counts_are_columns():
    assert cxm.nps([10, 0], weights=[3, 1]).estimate == 50.0
    assert cxm.nps([10, 0], counts=[3, 1]).n == 4
    with pytest.raises(cxm.CxmError) as caught:
        cxm.nps([10, 0], weights=[1, -1])
    assert (caught.value.code, caught.value.row) == ("invalid_weight", 1)


def test_a_tally_is_a_value_that_merges():
    parts = [cxm.Tally().observe(SCORES), cxm.Tally().observe([0, 1, 2])]
    whole = cxm.Tally().observe([*SCORES, 0, 1, 2])
    assert sum(parts, start=cxm.Tally()) == sum(parts) == parts[0] + parts[1] == parts[1] + parts[0] == whole
    assert whole - parts[1] == parts[0] != whole
    assert parts[0] == cxm.Tally().observe(SCORES), "adding changes neither side"
    assert whole.nps() == cxm.nps([*SCORES, 0, 1, 2])
    for twin in (pickle.loads(pickle.dumps(whole)), copy.deepcopy(whole), cxm.Tally.from_json(whole.to_json()), cxm.Tally.from_bytes(whole.to_bytes())):
        assert twin == whole
        assert type(twin) is cxm.Tally
    assert repr(whole) == "Tally(scale=0..=10, n=7, n_missing=1, n_invalid=0)"
    assert (whole.counts[:3], whole.n, whole.n_missing, whole.n_invalid, whole.n_not_asked) == ([1, 1, 1], 7, 1, 0, 0)


def test_a_tally_merges_with_itself_and_refuses_what_is_none():
    t = cxm.Tally().observe([10])
    assert t.merge(t).n == 2
    for wrong in (5, None, "t"):
        with pytest.raises(cxm.CxmError, match="other must be a Tally"):
            t.merge(wrong)
        with pytest.raises(TypeError):
            t + wrong
    with pytest.raises(cxm.CxmError) as caught:
        t.merge(cxm.Tally(scale=(1, 5)))
    assert caught.value.code in ("scale_mismatch", "definition_mismatch")
    with pytest.raises(TypeError):
        hash(t)


def test_a_tally_counts_one_by_one_and_from_counts():
    t = cxm.Tally(scale=(1, 5))
    for value in (5, "4", None):
        t.add(value)
    assert t == cxm.Tally.from_counts([0, 0, 0, 1, 1], scale=(1, 5), n_missing=1)
    assert (t.csat(top=1).estimate, t.top_box(2).estimate, t.net(2, 4).estimate, t.mean().estimate) == (0.5, 1.0, 100.0, 4.5)
    assert cxm.Tally(weighted=True).add(10, weight=2.5).n == 1


def test_a_failed_batch_leaves_nothing_behind():
    t = cxm.Tally()
    with pytest.raises(cxm.CxmError):
        t.observe([10, 9, 12])
    assert t == cxm.Tally()


def test_a_metric_is_checked_when_it_is_made():
    m = cxm.Metric("csat", column="q7", scale=(1, 5), top=2)
    assert m == pickle.loads(pickle.dumps(m)) != cxm.Metric("csat", column="q7", scale=(1, 5), top=1)
    assert repr(m) == "Metric('csat', column='q7', scale=(1, 5), top=2)"
    assert cxm.score({"q7": [5, 1]}, m)["estimate"] == [0.5]
    for wrong in (lambda: cxm.Metric("npss"), lambda: cxm.Metric("csat", topp=2)):
        with pytest.raises(cxm.CxmError):
            wrong()


def test_comparisons_take_columns_and_tallies():
    a, b = [10] * 30 + [0] * 10, [10] * 20 + [0] * 20
    t = cxm.compare(a, b)
    assert t == cxm.compare(cxm.Tally().observe(a), b) == pickle.loads(pickle.dumps(t))
    assert (t.estimate, t.n_a, t.n_b) == (50.0, 40, 40)
    assert repr(t).startswith("NPS difference 50.0 [")
    assert cxm.compare(a, b, weights_a=[1] * 40).estimate == 50.0
    assert cxm.p_adjust([0.01, 0.04, None, float("nan")]) == [0.02, 0.04, None, None]
    assert cxm.share_intervals(cxm.Tally(scale=(1, 3)).observe([1, 2]))["n"] == [1, 1, 0]
    assert cxm.required_n("nps", margin=10) == 382
    assert 0 < cxm.power("nps", difference=10, n=500) < 1
    assert cxm.detectable_difference("nps", n=500) > 0


def test_cubes_merge_and_score_like_the_frame():
    frame = {"score": [10, 9, 3, 0], "g": ["a", "b", "a", "b"], "at": ["2026-01-01", "2026-01-02", "2026-02-01", "2026-02-02"]}
    half = lambda a, b: {name: values[a:b] for name, values in frame.items()}  # noqa: E731
    make = lambda: cxm.TallyCube(by=("g",), every="day")  # noqa: E731
    parts = [make().observe(half(0, 1), value="score", time="at"), make().observe(half(1, 4), value="score", time="at")]
    whole = make().observe(frame, value="score", time="at")
    assert sum(parts, start=make()) == whole == pickle.loads(pickle.dumps(whole)) == cxm.TallyCube.from_json(whole.to_json())
    assert whole.score("nps", every="month") == cxm.score(frame, "nps", "score", by="g", time="at", every="month")
    assert whole.tally(g="a").nps().estimate == 0.0
    assert whole.compare_groups("nps", by="g", every=None).columns[0] == "g"
    assert "n=4" in repr(whole)


def test_other_threads_run_while_the_core_works():
    np = pytest.importorskip("numpy")
    column = np.random.default_rng(1).random(4_000_000)
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(1)
            stop.wait(0.0005)

    def score():
        cxm.nps(column * 20, invalid="count")

    ticker = threading.Thread(target=tick)
    ticker.start()
    try:
        before = len(ticks)
        score()
        during = len(ticks) - before
    finally:
        stop.set()
        ticker.join()
    assert during > 2, "the lock was held all the time"


def test_threads_may_share_a_tally():
    t, column = cxm.Tally(), list(range(11)) * 1000
    threads = [threading.Thread(target=lambda: [t.observe(column) for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert t.counts == [20_000] * 11


@pytest.mark.parametrize("made", [cxm.Tally(), cxm.TallyCube(every=None), cxm.Transition()])
def test_json_that_is_no_state_is_refused_where_the_fault_is(made):
    text, read = made.to_json(), type(made).from_json
    assert read(text) == made
    for nested in ("[" * 1_000_000, '{"a":' * 1_000_000):
        with pytest.raises(cxm.CxmError) as refused:
            read(nested)
        assert (refused.value.code, refused.value.line) == ("nesting_too_deep", 1)
    for code, key, wrong in (("unknown_key", "scael", '"scael"'), ("duplicate_key", "cxm", '"cxm":"","scale"')):
        with pytest.raises(cxm.CxmError) as refused:
            read(text.replace('"scale"', wrong))
        assert (refused.value.code, refused.value.pointer, refused.value.got) == (code, f"/{key}", key)


def test_whole_keys_past_2_53_go_through_json():
    ids = [-(2**63), 2**63 - 1, 2**53 + 1, 7]
    cube = cxm.TallyCube(by="id", every=None).observe({"id": ids, "score": [10, 9, 3, 0]}, value="score")
    assert cxm.TallyCube.from_json(cube.to_json()) == cube
    assert all(cube.tally(id=one).n == 1 for one in ids)


@pytest.fixture
def listens():
    """Python's own answer to Ctrl-C, which a run in the background of a shell begins without."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_a_call_that_runs(listens):
    np = pytest.importorskip("numpy")

    def interrupted(rows):
        """The tally of a column whose reading begins with a signal that waits; between the two no line of Python runs."""
        tally = cxm.Tally()
        column = np.full(rows, 9, dtype=np.int64)
        calls = [functools.partial(_thread.interrupt_main), functools.partial(tally._core.observe, {"column": column})]
        with pytest.raises(KeyboardInterrupt):
            list(map(functools.partial.__call__, calls))
        return tally

    assert interrupted(1_000).n == 1_000  # read before anyone asks
    assert interrupted(4_000_000).n == 0


def test_defaults_that_signatures_show_are_those_of_the_core():
    """A default other than None is there for the editor, and says what the core does without it."""
    columns, frame = ([10, 9, 3, 0] * 9, [9, 9, 8, 0] * 9), {"score": [10, 9], "region": ["EU", "US"]}
    cube = cxm.TallyCube(by="region", every=None).observe(frame, value="score")
    shown = {
        cxm.compare: lambda function, **named: function(*columns, **named),
        cxm.required_n: lambda function, **named: function(margin=10, **named),
        cxm.power: lambda function, **named: function(difference=10, n=100, **named),
        cxm.detectable_difference: lambda function, **named: function(n=100, **named),
        cxm.TallyCube.score: lambda function, **named: function(cube, **named).to_dicts(),
        cxm.TallyCube.compare_groups: lambda function, **named: function(cube, **named).to_dicts(),
    }
    for function, call in shown.items():
        assert call(function) == call(function, metric=None), function
    # `every=None` is no time key, so the core's own default is asked for by leaving it out.
    assert cxm.TallyCube() == cxm.TallyCube._of(cxm._cxm.CubeState({}))
    held = {(function, "metric") for function in shown} | {(cxm.TallyCube.__init__, "every")}
    held |= {(cxm.ExperienceModel.validate, "strict")}  # a switch: the core knows no third answer
    public = [getattr(cxm, name) for name in cxm.__all__] + [getattr(cxm.chart, name) for name in cxm.chart.__all__]
    classes = [kind for kind in public if inspect.isclass(kind)]
    functions = {one for one in public if inspect.isfunction(one)} | {one for kind in classes for one in vars(kind).values() if inspect.isfunction(one)}
    found = {
        (function, name)
        for function in functions
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.default is not inspect.Parameter.empty and parameter.default is not None
    }
    assert found == held


def refusal(call, *args, **options):
    with pytest.raises(cxm.CxmError) as caught:
        call(*args, **options)
    return caught.value


def test_ctrl_c_ends_a_bootstrap(listens):
    tally = cxm.Tally().observe([10, 9, 3, 0, 7] * 1_000)
    draw = functools.partial(tally._core.estimate, "nps", {"interval": "bootstrap", "draws": 4_000_000})
    with pytest.raises(KeyboardInterrupt):
        list(map(functools.partial.__call__, [functools.partial(_thread.interrupt_main), draw]))


def test_lists_in_a_result_are_the_callers_own():
    e = cxm.nps([10, 9, 3])
    twin, before = cxm.nps([10, 9, 3]), hash(e)
    e.flags.append("x")
    e.distribution.clear()
    e.to_dict()["flags"].append("x")
    e.scale.clear()
    assert (e.flags, e == twin, hash(e), hash(twin)) == (["low_base"], True, before, before)
    assert pickle.loads(pickle.dumps(e)) == e == copy.deepcopy(e)


def test_states_are_read_from_any_object_that_holds_bytes():
    tally = cxm.Tally().observe([9, 3])
    data, text = tally.to_bytes(), tally.to_json()
    for kind in (bytes, bytearray, memoryview):
        assert cxm.Tally.from_bytes(kind(data)) == tally
        assert cxm.Tally.from_json(kind(text.encode())) == tally
    assert cxm.Tally.from_bytes(memoryview(b"x" + data)[1:]) == tally
    assert refusal(cxm.Tally.from_bytes, "text").field == "data"
    assert refusal(cxm.Tally.from_json, 5).field == "data"
    assert refusal(cxm.Tally.from_json, b"\xff").code == "invalid_encoding"


def test_two_samples_have_no_groups():
    assert cxm.compare([10, 9], [3, 9], by=None) == cxm.compare([10, 9], [3, 9])
    moves = cxm.Transition().observe([9, 3], [10, 9])
    for call in (lambda: cxm.compare([10], [3], by="region"), lambda: cxm.compare(moves, by="region"), lambda: cxm.compare([1], [2], paired=True, by=["a"])):
        error = refusal(call)
        assert (error.code, error.field) == ("invalid_option", "by")
        assert "compare_groups" in str(error)


def test_an_argument_at_fault_is_named_as_the_caller_knows_it():
    assert refusal(cxm.share_intervals, [1, 2]).field == "tally"
    assert refusal(cxm.compare, [1, 2], [3], paired=True).field == "b"
    assert refusal(cxm.Transition().observe, [1, 2], [3]).field == "second"
    assert refusal(cxm.nps, [1], bands=(9, 6)).got == "(9, 6)"
    assert refusal(cxm.score, {"s": [9], "t": ["2026-01-01"]}, "nps", "s", time="t", every="day", tz="Mars").field == "tz"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({"margin": 5, "difference": 3}, "invalid_option", "margin must be given alone"),
        ({"margin": 1e-300}, "count_overflow", "more than 2^53"),
        ({"difference": 3, "power": 1}, "invalid_option", "power must be above 0 and below 1"),
        ({"difference": 3, "power": 0.02}, "invalid_option", "power must be above 0.025"),
        ({"margin": 5, "population": 0.5}, "invalid_option", "population must be at least 1"),
    ],
)
def test_a_sample_size_that_there_is_not_is_refused_for_its_reason(options, code, said):
    error = refusal(cxm.required_n, **options)
    assert error.code == code
    assert said in str(error)


def test_very_small_and_very_large_means_keep_their_figures():
    assert str(cxm.mean([1e-9, 3e-9])).startswith("mean 2.00e-9 [-1.07e-8, 1.47e-8]")
    assert str(cxm.mean([1e308, 1.1e308])).startswith("mean 1.05e308 [")
    assert str(cxm.mean([0.002, 0.004])).startswith("mean 0.00300 [")
    assert str(cxm.mean([1, 2])).startswith("mean 1.50 [")


def test_a_test_of_all_groups_reads_as_one():
    frame = {"score": [10] * 30 + [0] * 10 + [10] * 10 + [0] * 30, "g": ["a"] * 40 + ["b"] * 40}
    assert str(cxm.compare_all(frame, "nps", "score", "g")) == "NPS all groups chi_square 20.00 (df 1) · p < 0.001 · effect 0.50 · n 80"
