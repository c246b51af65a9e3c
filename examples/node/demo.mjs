// The story of `make demo` in Node: the same numbers, word for word. Run: node examples/node/demo.mjs
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { EventLog, Metric, nps, readSurvey, scorecard } from "cxm";

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

/** The clicks of 600 customers of a shop: a log of events, and where they get lost on their way to a purchase. */
function shop() {
  const [header, ...lines] = gunzipSync(data("shop_events.csv.gz")).toString().trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(","));
  const column = (name) => rows.map((row) => row[header.split(",").indexOf(name)]);
  const log = new EventLog(
    { user_id: column("user_id"), event: column("event"), timestamp: column("timestamp") },
    { customer: "user_id", touchpoint: "event", time: "timestamp" },
  );
  const throughput = log.sessionize("30m").throughput();
  const percent = (...shares) => shares.map((share) => (100 * share).toFixed(1));
  const told = [
    `A shop: ${log.nEvents} events of ${log.nCustomers} customers at ${log.touchpoints.length} touchpoints.`,
    `${throughput.n} visits (a pause of more than 30 minutes ends one), nine in ten over within ${((throughput.p90 ?? 0) / 60).toFixed(1)} minutes.\n`,
    "On the way to a purchase, within a week",
  ];
  for (const row of log.funnel(["home", "product_view", "add_to_cart", "purchase"], { within: "7d" })) {
    const [share, low, high] = percent(row.shareOfFirst, row.confLow, row.confHigh);
    told.push(`  ${row.touchpoint.padEnd(14)}${String(row.n).padStart(5)}  ${share.padStart(5)} % [${low}, ${high}]`);
  }
  told.push("\nWhat customers do after a payment error");
  for (const row of log.nextStep("payment_error").slice(0, 4)) {
    const [share, low, high] = percent(row.share, row.confLow, row.confHigh);
    told.push(`  ${(row.touchpoint ?? "nothing").padEnd(18)}${share.padStart(5)} % [${low}, ${high}]`);
  }
  return told.join("\n") + "\n";
}

console.log(airport());
console.log(retailer());
console.log(shop());
