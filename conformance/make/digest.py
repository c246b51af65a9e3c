"""The list of inputs whose result bits must be the same everywhere. It expects no numbers: one digest of all bits stands for them."""

import json

from vectors import FOLDER

INTERVALS = {
    "net": ("adjusted_wald", "score", "wald", "bootstrap", "bootstrap_percentile"),
    "share": ("wilson", "wilson_cc", "clopper_pearson", "agresti_coull", "jeffreys", "wald", "bootstrap_percentile"),
    "mean": ("adjusted_wald", "t", "wald", "bootstrap"),
}
METRICS = (
    ("nps", {}, "net"),
    ("csat", {"scale": [0, 10], "top": 3}, "share"),
    ("csat", {"scale": [0, 10], "rule": "index"}, "mean"),
    ("mean", {"scale": [0, 10]}, "mean"),
    ("stars", {"scale": [0, 10], "rule": "bayesian", "prior_mean": 6.5, "prior_n": 12}, "mean"),
)


class Lehmer:
    """MINSTD: the list must not depend on a library's generator."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = self.state * 48271 % 2147483647
        return self.state % n


def calls():
    random = Lehmer(20170111)
    out = []
    for size in (1, 2, 7, 29, 30, 365, 10_000, 3_000_000):
        counts = [random.below(size + 1) for _ in range(11)]
        for name, options, kind in METRICS:
            for interval in INTERVALS[kind]:
                level = (0.95, 0.9, 0.999)[random.below(3)]
                more = {"draws": 500, "seed": random.below(1000)} if interval.startswith("bootstrap") else {}
                out.append({"call": "estimate", "name": name, "column": list(range(11)), "counts": counts, "options": {**options, "interval": interval, "level": level, **more}})
    for size in (1, 3, 30, 200):
        column = [random.below(11) for _ in range(size)]
        weights = [(1 + random.below(1000)) / 64 * 10.0 ** (random.below(9) - 4) for _ in range(size)]
        for name, options, kind in METRICS:
            for interval in [i for i in INTERVALS[kind] if not i.startswith("bootstrap")]:
                out.append({"call": "estimate", "name": name, "column": column, "weights": weights, "options": {**options, "interval": interval}})
        out.append({"call": "tally", "spec": {"weighted": True}, "steps": [{"observe": {"column": column, "weights": weights}}], "evaluate": {"name": "nps"}})
    out.append({"call": "estimate", "name": "nps", "column": [10, 11]})
    return out


def write():
    path = FOLDER / "digest.json"
    digests = json.loads(path.read_text())["digest"] if path.exists() else {"x86_64-linux-gnu": "unknown"}
    about = "All result bits of these calls, as README.md tells, in one FNV-1a hash of 64 bits; by platform, since exp and ln are the platform's"
    head = json.dumps({"schema": "cxm-conformance-digest/1", "about": about, "digest": digests}, indent=1)[:-2]
    lines = ",\n  ".join(json.dumps(call) for call in calls())
    path.write_text(f'{head},\n "calls": [\n  {lines}\n ]\n}}\n')
    return len(calls())
