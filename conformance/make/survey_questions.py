"""Questions of a survey: what is asked next, and answers counted by option."""

from mpmath import mpf

import exact
from vectors import Vectors


def choices(*ids):
    return [{"id": one, "text": {"en": one}} for one in ids]


def question(one, kind, **more):
    return {"id": one, "rev": 1, "text": {"en": one}, "kind": kind, **more}


SURVEY = {
    "id": "s", "rev": 1, "kind": "pulse", "respondents": "customers", "title": {"en": "S"},
    "questions": [
        question("nps", "nps"),
        question("why", {"openText": {}}, showIf={"test": {"prop": "nps", "op": "le", "value": 6}}),
        question("service", {"matrix": {"rows": choices("staff", "price"), "scale": {"min": 1, "max": 3, "direction": "higherIsBetter"}}}),
        question("order", {"ranking": {"options": choices("a", "b", "c")}}),
    ],
}
# Two rows; the third respondent left the price out, the fifth skipped the question.
SERVICE = [{"staff": 3, "price": 1}, {"staff": 3, "price": 2}, {"staff": 1}, {"staff": 2, "price": 1}, None]
ORDER = [["a", "b", "c"], ["a", "c", "b"], ["b", "a", "c"], None, ["a", "b", "c"]]


def wilson(k, n, level="0.95"):
    if n == 0:
        return None, None, None
    low, high = exact.wilson_ends(mpf(k), mpf(n), exact.normal_quantile((1 - mpf(level)) / 2))
    return mpf(k) / n, mpf(0) if k == 0 else low, mpf(1) if k == n else high


def of_matrix(answers, rows, points, level="0.95"):
    out = []
    for row in rows:
        given = [answer[row] for answer in answers if answer and row in answer]
        for point in points:
            share, low, high = wilson(given.count(point), len(given), level)
            out.append(dict(row=row, point=point, n=given.count(point), n_answered=len(given), share=share, conf_low=low, conf_high=high))
    return out


def of_ranking(answers, options):
    out = []
    for option in options:
        ranks = [answer.index(option) + 1 for answer in answers if answer]
        share, low, high = wilson(ranks.count(1), len(ranks))
        mean = mpf(sum(ranks)) / len(ranks) if ranks else None
        out.append(dict(choice=option, n=len(ranks), mean_rank=mean, n_first=ranks.count(1), share_first=share, conf_low=low, conf_high=high))
    return out


def build():
    v = Vectors("survey_questions", "The next question, and answers counted: a matrix row by row, a ranking by mean rank and first places", "Wilson (1927); counted by hand and by their definition; mpmath 1.3.0")
    tabulate = lambda id_, asked, answers, rows, **more: v.add(id_, call="tabulate", survey=SURVEY, question=asked, answers=answers, expect={"rows": rows}, **more)  # noqa: E731
    tabulate("matrix", "service", SERVICE, of_matrix(SERVICE, ("staff", "price"), (1, 2, 3)), comment="3, 3, 1, 2 of the staff; 1, 2, 1 of the price")
    tabulate("matrix_level", "service", SERVICE, of_matrix(SERVICE, ("staff", "price"), (1, 2, 3), "0.9"), options={"level": 0.9})
    tabulate("matrix_of_nobody", "service", [None], of_matrix([None], ("staff", "price"), (1, 2, 3)))
    tabulate("ranking", "order", ORDER, of_ranking(ORDER, ("a", "b", "c")), comment="a is 1, 1, 2, 1: mean 1.25, first in 3 of 4")
    tabulate("ranking_of_nobody", "order", [], of_ranking([], ("a", "b", "c")))
    refused = lambda id_, call, code, **more: v.add(id_, call=call, survey=SURVEY, expect={"error": {"code": code, **more.pop("at", {})}}, **more)  # noqa: E731
    refused("matrix_off_its_scale", "tabulate", "out_of_range", question="service", answers=[{"staff": 3}, {"staff": 4}], at={"row": 1, "pointer": "/1/matrix/staff"})
    refused("ranking_cut_short", "tabulate", "length_mismatch", question="order", answers=[["a", "b"]], at={"row": 0, "pointer": "/0/rank"})
    refused("tabulate_words", "tabulate", "invalid_option", question="why", answers=["slow"], at={"field": "question"})
    refused("tabulate_unknown_question", "tabulate", "unknown_id", question="servise", answers=[])
    for id_, answers, asked in (("next_first", {}, "nps"), ("next_shown", {"nps": 3}, "why"), ("next_hidden", {"nps": 9}, "service")):
        v.add(id_, call="next_question", survey=SURVEY, answers=answers, expect={"question": asked})
    done = {"nps": 9, "service": {"staff": 3}, "order": None}
    v.add("next_none", call="next_question", survey=SURVEY, answers=done, expect={"question": None})
    who = {"id": "who", "rev": 1, "text": {"en": "who"}, "kind": "yesNo", "showIf": {"test": {"prop": "why", "op": "exists", "value": True}}}
    asking = {**SURVEY, "questions": [question for question in SURVEY["questions"] if question["id"] in ("nps", "why")] + [who]}
    for id_, words, asked in (("next_after_words", "slow", "who"), ("next_after_blanks", "  ", None)):
        v.add(id_, call="next_question", survey=asking, answers={"nps": 3, "why": words}, expect={"question": asked}, comment="blanks answer nothing, as where an answer is required")
    refused("next_after_an_unknown_question", "next_question", "unknown_id", answers={"nsp": 9}, at={"field": "answers", "pointer": "/nsp", "got": "nsp"}, comment="passed over, it would have the question asked again")
    refused("next_after_a_list", "next_question", "invalid_option", answers=[9], at={"field": "answers"})
    return v
