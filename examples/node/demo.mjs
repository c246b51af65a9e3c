// The story of `make demo` in Node: the same numbers, word for word. Run: node examples/node/demo.mjs
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import {
  BgNbd, EventLog, ExperienceModel, GammaGamma, Metric, ParetoNbd, calibration, clv, holdout, nps, readSurvey, repeatPurchaseRate, rfm, rfmScores, score, scorecard,
} from "cxm";

const data = (name) => readFileSync(new URL(`../data/${name}`, import.meta.url));
const WIDTH = 120;

/** The SFO airport guest survey of 2017, as counts, with the survey's code 11 for "no answer". */
function airport() {
  const [, ...lines] = data("sfo_2017_nps_counts.csv").toString().trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(","));
  const boarding_area = rows.map((row) => row[1]);
  const score = rows.map((row) => Number(row[2]));
  const responses = rows.map((row) => Number(row[3]));
  const naive = nps(score, { counts: responses, scale: [0, 11], bands: [6, 9] });
  const known = nps(score, { counts: responses, na: [11] });
  const card = scorecard({ boarding_area, score, responses }, ["nps"], {
    column: "score",
    counts: "responses",
    na: [11],
    by: ["boarding_area"],
    minN: 5,
    title: "San Francisco airport",
    subtitle: "Guest survey 2017",
  });
  return `With the code 11 taken for a score:  ${naive}\nWith the code 11 as "no answer":     ${known}\n\n${card.toText(WIDTH)}`;
}

/** An invented retailer's survey export of 2026, with the faults of real ones: see examples/data/README.md. */
function retailer() {
  const metrics = {
    nps: new Metric("nps"),
    csat: new Metric("csat", { scale: [1, 5] }),
    ces: new Metric("ces", { form: "agreement_share" }),
  };
  const words = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"];
  const survey = readSurvey(data("survey_export_2026.csv"), {
    questions: metrics,
    labels: { csat: Object.fromEntries(words.map((word, place) => [word, place + 1])) },
    time: "EndDate",
    duplicates: "first",
  });
  const card = scorecard(survey.frame, Object.values(metrics), {
    by: ["channel", "region"],
    time: "EndDate",
    every: "month",
    tz: survey.timeZone,
    minN: 5,
    title: "Retailer survey 2026",
  });
  return `${survey.text}\n${card.toText(WIDTH)}`;
}

/** A table of a CSV file without quotes, as columns. */
function columns(text) {
  const [header, ...lines] = text.toString().trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(","));
  return Object.fromEntries(header.split(",").map((name, place) => [name, rows.map((row) => row[place])]));
}

const clicks = () => columns(gunzipSync(data("shop_events.csv.gz")));
const who = { customer: "user_id", touchpoint: "event", time: "timestamp" };
const percents = (...shares) => shares.map((share) => (100 * share).toFixed(1));

/** The clicks of 600 customers of a shop: a log of events, and where they get lost on their way to a purchase. */
function shop() {
  const log = new EventLog(clicks(), who);
  const throughput = log.sessionize("30m").throughput();
  const told = [
    `A shop: ${log.nEvents} events of ${log.nCustomers} customers at ${log.touchpoints.length} touchpoints.`,
    `${throughput.n} visits (a pause of more than 30 minutes ends one), nine in ten over within ${((throughput.p90 ?? 0) / 60).toFixed(1)} minutes.\n`,
    "On the way to a purchase, within a week",
  ];
  for (const row of log.funnel(["home", "product_view", "add_to_cart", "purchase"], { within: "7d" })) {
    const [share, low, high] = percents(row.shareOfFirst, row.confLow, row.confHigh);
    told.push(`  ${row.touchpoint.padEnd(14)}${String(row.n).padStart(5)}  ${share.padStart(5)} % [${low}, ${high}]`);
  }
  told.push("\nWhat customers do after a payment error");
  for (const row of log.nextStep("payment_error").slice(0, 4)) {
    const [share, low, high] = percents(row.share, row.confLow, row.confHigh);
    told.push(`  ${(row.touchpoint ?? "nothing").padEnd(18)}${share.padStart(5)} % [${low}, ${high}]`);
  }
  return told.join("\n") + "\n";
}

/** What the customers of a music shop (CDNOW, 1997 to 1998) are worth, by a model that is held against the past first. */
function value() {
  const { customer, date, amount } = columns(gunzipSync(data("cdnow_sample.csv.gz")));
  const bought = { customer, date, amount: amount.map(Number) };
  const [who, observationEnd] = [{ customer: "customer", time: "date" }, "1998-06-30"];
  const again = repeatPurchaseRate(bought, { ...who, observationEnd, within: "365d" });
  const [share, low, high] = percents(again.estimate, again.confLow, again.confHigh);
  const count = (n) => n.toLocaleString("en");
  const whole = (amount) => Math.round(amount).toLocaleString("en");
  const told = [
    `A music shop: ${count(customer.length)} purchases of ${count(again.n)} customers, who first bought in early 1997.`,
    `Buy again within a year: ${share.padStart(5)} % [${low}, ${high}]\n`,
    "Purchases a customer in the nine months after September 1997, by models of the nine months before",
  ];
  const money = { ...who, amount: "amount", observationEnd };
  const split = holdout(bought, { ...money, calibrationEnd: "1997-09-30" });
  for (const [name, model] of [["BG/NBD", new BgNbd()], ["Pareto/NBD", new ParetoNbd()]]) {
    const held = calibration(model.fit(split), split, { interval: "simulate", draws: 200, seed: 1 });
    const [expected, from, to, came] = [held.expected, held.predLow, held.predHigh, held.actual].map((each) => each.toFixed(3));
    told.push(`  ${name.padEnd(12)}${expected}, within ${from} and ${to}; ${came} came`);
  }
  const customers = rfm(bought, money);
  const options = { months: 12, basis: "margin", margin: 0.3, interval: "simulate", draws: 200, seed: 1, by: "segment" };
  const worth = clv(new ParetoNbd().fit(customers), new GammaGamma().fit(customers), rfmScores(customers), options);
  const line = (name, n, total, { predLow, predHigh }) =>
    `  ${name.padEnd(18)}${count(n).padStart(5)}  ${whole(total).padStart(6)}  [${whole(predLow)}, ${whole(predHigh)}]`;
  told.push("\nMargin of the next twelve months, of 30 % of the revenue, by the Pareto/NBD");
  told.push(`${line("all", worth.total.n, worth.total.estimate, worth)}; the best tenth has ${(100 * worth.shareTopDecile).toFixed(1)} %`);
  const most = [...worth.groups].sort((one, two) => two.clv - one.clv).slice(0, 4);
  told.push(...most.map((row) => line(row.segment, row.n, row.clv, row)));
  return told.join("\n") + "\n";
}

/** The map of a first order, as it is meant, beside what customers of the shop do. */
function order() {
  const model = new ExperienceModel(JSON.parse(data("shop.cxm.json")));
  const journey = model.journey("order");
  const rows = clicks();
  const whole = new EventLog(rows, who);
  const ordered = new Set(); // the journey ends with the first order; rows are in order of time
  const kept = rows.user_id.map((user, row) => {
    const keep = !ordered.has(user);
    if (rows.event[row] === "purchase") ordered.add(user);
    return keep;
  });
  const first = Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, values.filter((_, row) => kept[row])]));
  const log = new EventLog(first, who);
  const mapped = EventLog.fromModel(first, model, { customer: "user_id", event: "event", time: "timestamp" });

  const percent = ({ estimate, confLow, confHigh }) => {
    const [share, low, high] = percents(estimate, confLow, confHigh);
    return `${share.padStart(5)} % [${low}, ${high}]`;
  };
  const signed = (value) => (value < 0 ? "" : "+") + (100 * value).toFixed(1);
  const found = log.conformance(journey);
  const goal = mapped.goalPerformance("order-in-a-week");
  const target = (100 * model.goal("order-in-a-week").target).toFixed(0);
  const told = [
    "The map of a first order, beside what customers do",
    `  follow the map   ${percent(found.fitness)}   ${found.nFitting} of ${found.fitness.n} customers all the way`,
    `  not on the map   ${percent(mapped.coverage)}   of all events`,
    `  order in a week  ${percent(goal)}   of those who fill a basket; meant to be ${target} %`,
    "\nWhere they leave it",
  ];
  for (const row of found.deviations.slice(0, 8)) {
    const [share, low, high] = percents(row.share, row.confLow, row.confHigh);
    told.push(`  ${row.touchpoint.padEnd(18)}${row.kind.padEnd(13)}${String(row.n).padStart(4)}  ${share.padStart(5)} % [${low}, ${high}]`);
  }

  told.push("\nWho orders, with an error page less without one, in points (an association)");
  const effects = [
    ["met at any time", whole.conformance(journey, { goal: "purchase" })],
    ["met in the first week, ordered in the next 30 days", whole.conformance(journey, { goal: "purchase", landmark: "7d", within: "30d" })],
  ];
  for (const [what, { deviations }] of effects) {
    const row = deviations.find((each) => each.touchpoint === "error_page");
    told.push(`  ${what.padEnd(51)}${signed(row.goalEffect).padStart(6)} [${signed(row.goalEffectLow)}, ${signed(row.goalEffectHigh)}]`);
  }

  told.push("\nRated below what is meant (the ratings are invented)");
  const { touchpoint, rating, responses } = columns(data("shop_ratings.csv"));
  const answers = { touchpoint, rating: rating.map(Number), responses: responses.map(Number) };
  const scores = score(answers, new Metric("mean", { scale: [1, 5] }), { column: "rating", counts: "responses", by: ["touchpoint"] });
  for (const row of scores) {
    const meant = model.touchpoint(row.touchpoint).expectation;
    if (row.confHigh < meant)
      told.push(`  ${row.touchpoint.padEnd(18)}${row.estimate.toFixed(2)} [${row.confLow.toFixed(2)}, ${row.confHigh.toFixed(2)}], meant to be ${meant.toFixed(1)}`);
  }
  return told.join("\n") + "\n";
}

console.log(airport());
console.log(retailer());
console.log(shop());
console.log(order());
console.log(value());
