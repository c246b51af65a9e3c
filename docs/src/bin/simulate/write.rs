use super::coverage::{Coverage, Results};
use std::fmt::Write as _;

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    let mut page = String::from(
        "<!-- Made by `cargo run --release --package cxm-docs --bin simulate`. -->\n# Coverage of the default intervals, size and power of the default test\n\n",
    );
    let _ = writeln!(
        page,
        "Nominal level {:.0} %. \"Exact\" is a sum over every possible sample; the rest are {} seeded draws a row (seed {}), whose standard error is at most 0.16 points\nand about 0.07 points near 95 %. Pointwise minima are reported, not promised: on a lattice no interval of this kind keeps its level at every truth.\n",
        100.0 * results.level,
        results.draws,
        results.seed
    );
    page.push_str("## Shares: `wilson` is the default (exact)\n\nEvery n of the range, p = .001, .002, ..., .999.\n\n");
    coverage_table(&mut page, &results.shares);
    page.push_str(
        "\n## Nets (NPS): `adjusted_wald` is the default (exact)\n\nShares of promoters and detractors in steps of .05, all 228 pairs in which no share is 1. Widths in points.\n\n",
    );
    coverage_table(&mut page, &results.nets);
    page.push_str("\n## Means: `adjusted_wald` is the default\n\nn to 50 exact, above simulated.\n\n| distribution | method |");
    let sizes = [10, 20, 30, 50, 100, 200, 500, 1000];
    for n in sizes {
        let _ = write!(page, " n = {n} |");
    }
    page.push_str("\n|---|---|");
    page.push_str(&"---:|".repeat(sizes.len()));
    for rows in results.means.chunks(sizes.len()) {
        if let Some(first) = rows.first() {
            let _ = write!(page, "\n| {} | `{}` |", first.distribution, first.method);
        }
        for row in rows {
            let _ = write!(page, " {} |", percent(row.coverage));
        }
    }
    for method in ["adjusted_wald", "t"] {
        let _ = write!(page, "\n| **mean of the nine** | `{method}` |");
        for n in sizes {
            let of: Vec<f64> =
                results.means.iter().filter(|row| row.method == method && row.n == n).map(|row| row.coverage).collect();
            let _ = write!(page, " {} |", percent(of.iter().sum::<f64>() / of.len() as f64));
        }
    }
    page.push_str("\n\n## Two nets: `adjusted_wald_balanced` is the default\n\nShares are detractors/passives/promoters. Where the true difference is 0, \"rejected\" is the size of the test at 5 %; elsewhere it is the power.\n\"Published\" is `adjusted_wald`, three pseudo-answers in each group whatever its size.\n\n| n | a | b | true difference | rejected | interval covers | rejected, published | how |\n|---:|---|---|---:|---:|---:|---:|---|\n");
    for row in &results.tests {
        let _ = writeln!(
            page,
            "| {} v {} | {} | {} | {:.0} | {} | {} | {} | {} |",
            row.n_a,
            row.n_b,
            row.a,
            row.b,
            row.true_difference,
            percent(row.rejected),
            percent(row.coverage),
            percent(row.rejected_published),
            if row.exact { "exact" } else { "simulated" }
        );
    }
    page.push_str("\n## Answers that are not independent\n\nThe default NPS interval over answers that come in clusters, 30/20/50, scored as if they were independent (simulated).\n\n| accounts | contacts each | model | covers |\n|---:|---:|---|---:|\n");
    for row in &results.clusters {
        let _ = writeln!(page, "| {} | {} | {} | {} |", row.clusters, row.cluster_size, row.model, percent(row.coverage));
    }
    page
}

fn coverage_table(page: &mut String, rows: &[Coverage]) {
    page.push_str(
        "| method | n | points | mean | least | at | points below 93 % | mean width |\n|---|---:|---:|---:|---:|---|---:|---:|\n",
    );
    for row in rows {
        let n = if row.n_from == row.n_to { row.n_from.to_string() } else { format!("{}-{}", row.n_from, row.n_to) };
        let _ = writeln!(
            page,
            "| `{}` | {n} | {} | {} | {} | {} | {} | {:.3} |",
            row.method,
            row.points,
            percent(row.mean),
            percent(row.min),
            row.worst,
            percent(row.below_93),
            row.mean_width
        );
    }
}

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}
