//! What the simulated data sets of the models of customer value come to, and their page.

use cxm_core::parallel::{parts, split_merge};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Of a row of the tables.
pub const DATA_SETS: u64 = 2_000;
/// Between two lines of progress.
const AT_ONCE: usize = 100;

/// Everything that is written.
#[derive(Serialize)]
pub struct Results {
    pub seed: u64,
    pub draws: u32,
    pub level: f64,
    pub models: Vec<Simulated>,
}

/// A model in samples of one size.
#[derive(Serialize)]
pub struct Simulated {
    pub model: &'static str,
    pub n: usize,
    pub data_sets: u64,
    /// How many fits had each status.
    pub statuses: BTreeMap<&'static str, u64>,
    pub parameters: Vec<Parameter>,
    pub totals: Vec<Total>,
}

#[derive(Serialize, Clone)]
pub struct Parameter {
    pub name: &'static str,
    pub truth: f64,
    pub wald: Coverage,
    pub profile: Coverage,
    /// How many intervals of the profile had no end on one side.
    pub open: u64,
}

/// What all customers come to together.
#[derive(Serialize, Clone)]
pub struct Total {
    pub of: &'static str,
    /// How the uncertainty of the parameters is carried on.
    pub method: &'static str,
    /// The sums of what came and of the widths of the intervals.
    pub came: f64,
    pub widths: f64,
    pub interval: Coverage,
}

/// In how many data sets the interval held the truth, the truth lay below or above it, and there was none. One that is not there holds nothing.
#[derive(Serialize, Default, Clone, Copy)]
pub struct Coverage {
    pub held: u64,
    pub below: u64,
    pub above: u64,
    pub absent: u64,
}

impl Coverage {
    /// A side without an end is open.
    pub fn tell(&mut self, ends: Option<(Option<f64>, Option<f64>)>, truth: f64) {
        let Some((low, high)) = ends else {
            self.absent += 1;
            return;
        };
        let (below, above) = (low.is_some_and(|low| truth < low), high.is_some_and(|high| truth > high));
        self.below += u64::from(below);
        self.above += u64::from(above);
        self.held += u64::from(!below && !above);
    }

    fn add(&mut self, other: &Self) {
        self.held += other.held;
        self.below += other.below;
        self.above += other.above;
        self.absent += other.absent;
    }

    pub fn n(&self) -> u64 {
        self.held + self.below + self.above + self.absent
    }

    fn of(&self, count: u64) -> f64 {
        count as f64 / self.n().max(1) as f64
    }

    /// The share that held the truth, with its standard error.
    fn shown(&self) -> String {
        if self.n() == 0 {
            return String::new();
        }
        let share = self.of(self.held);
        let error = (share * (1.0 - share) / self.n() as f64).sqrt();
        format!("{:.1} ± {:.1} %", 100.0 * share, 100.0 * error)
    }
}

/// Data sets so far.
#[derive(Clone)]
pub struct Tally {
    statuses: BTreeMap<&'static str, u64>,
    pub parameters: Vec<Parameter>,
    totals: Vec<Total>,
}

impl Tally {
    pub fn of(names: &[&'static str], truth: &[f64]) -> Self {
        let parameter = |(name, truth): (&&'static str, &f64)| {
            let (wald, profile) = (Coverage::default(), Coverage::default());
            Parameter { name, truth: *truth, wald, profile, open: 0 }
        };
        Self { statuses: BTreeMap::new(), parameters: names.iter().zip(truth).map(parameter).collect(), totals: Vec::new() }
    }

    /// Adds all data sets, each by its number, on several threads, and says how far it is.
    pub fn take_in(
        &mut self,
        about: &str,
        data_set: impl Fn(u64, &mut Self) -> cxm_core::Result<()> + Sync + Send,
    ) -> cxm_core::Result<()> {
        let empty = self.clone();
        let some = |numbers: Vec<u64>| {
            let mut tally = empty.clone();
            for number in numbers {
                data_set(number, &mut tally)?;
            }
            Ok(tally)
        };
        let merge = |mut one: Self, two: Self| {
            one.add(&two);
            Ok(one)
        };
        for from in (0..DATA_SETS).step_by(AT_ONCE) {
            let numbers: Vec<u64> = (from..DATA_SETS.min(from + AT_ONCE as u64)).collect();
            let shares = parts(numbers.len(), 1, 1).into_iter().map(|places| numbers[places].to_vec()).collect();
            if let Some(found) = split_merge(shares, some, merge)? {
                self.add(&found);
            }
            eprintln!("{about}: {} of {DATA_SETS}", self.data_sets());
        }
        Ok(())
    }

    pub fn status(&mut self, name: &'static str) {
        *self.statuses.entry(name).or_default() += 1;
    }

    pub fn total(&mut self, (of, method): (&'static str, &'static str), ends: Option<(Option<f64>, Option<f64>)>, came: f64) {
        let total = self.own(of, method);
        total.came += came;
        if let Some((Some(low), Some(high))) = ends {
            total.widths += high - low;
        }
        total.interval.tell(ends, came);
    }

    fn own(&mut self, of: &'static str, method: &'static str) -> &mut Total {
        let place = self.totals.iter().position(|total| (total.of, total.method) == (of, method)).unwrap_or(self.totals.len());
        if place == self.totals.len() {
            self.totals.push(Total { of, method, came: 0.0, widths: 0.0, interval: Coverage::default() });
        }
        &mut self.totals[place]
    }

    pub fn add(&mut self, other: &Self) {
        for (name, count) in &other.statuses {
            *self.statuses.entry(name).or_default() += count;
        }
        for (own, other) in self.parameters.iter_mut().zip(&other.parameters) {
            own.wald.add(&other.wald);
            own.profile.add(&other.profile);
            own.open += other.open;
        }
        for other in &other.totals {
            let own = self.own(other.of, other.method);
            own.came += other.came;
            own.widths += other.widths;
            own.interval.add(&other.interval);
        }
    }

    pub fn data_sets(&self) -> u64 {
        self.statuses.values().sum()
    }

    /// Sums are written whole: how many threads there were is in their last digits.
    pub fn simulated(mut self, model: &'static str, n: usize) -> Simulated {
        let data_sets = self.data_sets();
        for total in &mut self.totals {
            (total.came, total.widths) = (total.came.round(), total.widths.round());
        }
        Simulated { model, n, data_sets, statuses: self.statuses, parameters: self.parameters, totals: self.totals }
    }
}

/// What the page says before its tables.
const HEAD: &str = "<!-- Made by `cargo run --release --package cxm-docs --bin simulate value`. -->
# What the intervals of customer value promise

Each data set has `n` new customers, who do event by event what the model says; nothing of what the core draws with is used for it. They are known for 26 to 52 weeks each (whole days, every number as likely), of BG/BB for 6 to 12 monthly opportunities; contracts are one cohort over 7 periods.
What is known of them is fitted, and held against the true parameters and against what the same customers did in the twelve months after. True parameters are those published or fitted of CDNOW (BG/NBD, MBG/NBD, Pareto/NBD, Gamma-Gamma), of the donors (BG/BB) and of the regular contracts of Fader and Hardie (2007).
Gamma-Gamma is fitted to the amounts of BG/NBD's customers, about four of ten of whom bought again.

A fit without an interval (status `ridge` or `boundary`) counts as one that does not hold the truth. \"below\", \"above\": how often the truth lay there; after ± the standard error of the simulation.

## Parameters: 95 % intervals
";

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    page_of(results, HEAD, WHAT_FOLLOWS)
}

/// A page between its first words and its last.
pub fn page_of(results: &Results, head: &str, what_follows: &str) -> String {
    let mut page = String::from(head);
    let most = |of: fn(&Simulated) -> u64| results.models.iter().map(of).max().unwrap_or(0);
    let profiles = most(|row| row.parameters.first().map_or(0, |parameter| parameter.profile.n()));
    let (about, heads, rule) = if profiles == 0 {
        (String::new(), "", "")
    } else {
        let about = format!(
            " \"profile\": `conf_int(method=\"profile\")` in the first {profiles} of them; \"open\": how often it has no end on one side, which counts as holding all there is on it."
        );
        (about, " profile | open |", "---:|---:|")
    };
    let _ = write!(
        page,
        "\n{} data sets a row.{about}\n\n| model | n | parameter | truth | Wald (default) | below | above | no interval |{heads}\n|---|---:|---|---:|---:|---:|---:|---:|{rule}\n",
        most(|row| row.data_sets)
    );
    for row in &results.models {
        for Parameter { name, truth, wald, profile, open } in &row.parameters {
            let [below, above, absent] = [wald.below, wald.above, wald.absent].map(|count| percent(wald.of(count)));
            let open = if profile.n() == 0 { String::new() } else { percent(profile.of(*open)) };
            let last = if profiles == 0 { String::new() } else { format!(" {} | {open} |", profile.shown()) };
            let (model, n, wald) = (row.model, row.n, wald.shown());
            let _ = writeln!(page, "| `{model}` | {n} | {name} | {truth} | {wald} | {below} | {above} | {absent} |{last}");
        }
    }
    page.push_str("\n## What the fits were\n\nData sets by the status of the fit.\n\n| model | n | converged | ridge | boundary | step_limit |\n|---|---:|---:|---:|---:|---:|\n");
    for row in &results.models {
        let [converged, ridge, boundary, limit] =
            ["converged", "ridge", "boundary", "step_limit"].map(|name| row.statuses.get(name).copied().unwrap_or(0));
        let _ = writeln!(page, "| `{}` | {} | {converged} | {ridge} | {boundary} | {limit} |", row.model, row.n);
    }
    let _ = write!(
        page,
        "\n## The next twelve months: 95 % predictive intervals of the total\n\n\"purchases\": of all customers together, by `calibration`; \"paid\": what they pay for them by `clv` (purchases of BG/NBD, both models fitted), discounted at 1 % a month as of the end of each month. {} draws: between the 2.5 % and 97.5 % quantiles of so many draws there lie {} of what is drawn from the same, not 95 % (of 1,000, the default, 94.8 %).\n\n| model | n | total | interval | data sets | mean | mean width | held | below | above | no interval |\n|---|---:|---|---|---:|---:|---:|---:|---:|---:|---:|\n",
        results.draws,
        percent(between(results.draws))
    );
    for row in &results.models {
        for total in &row.totals {
            let own = &total.interval;
            let [below, above, absent] = [own.below, own.above, own.absent].map(|count| percent(own.of(count)));
            let (mean, width) = (total.came / own.n() as f64, total.widths / (own.n() - own.absent).max(1) as f64);
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | `{}` | {} | {mean:.0} | {width:.0} | {} | {below} | {above} | {absent} |",
                row.model,
                row.n,
                total.of,
                total.method,
                own.n(),
                own.shown()
            );
        }
    }
    page.push_str(what_follows);
    page
}

/// As the tables have it.
const WHAT_FOLLOWS: &str = "
## What follows

Of a parameter of which Wald's interval holds less than it says, `conf_int(method=\"profile\")` is the one to take: above all of MBG/NBD with few thousand customers, and of the rate of leaving of Pareto/NBD, whose profile often has no end above (the customers do not tell, and a number would be made up).
Of totals of Pareto/NBD and about a thousand customers `interval=\"bootstrap\"` puts the misses on both sides alike, where those of `delta` lie below. From 4,000 customers on Wald's hold, but for `b` of MBG/NBD, which takes more.
";

/// The share that is expected between the type 7 quantiles of so many draws: the k-th of m has k / (m + 1) below it.
fn between(draws: u32) -> f64 {
    let place = |p: f64| (1.0 + p * f64::from(draws - 1)) / f64::from(draws + 1);
    place(0.975) - place(0.025)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
