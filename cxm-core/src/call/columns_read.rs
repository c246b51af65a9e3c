use super::Args;
use super::calibration::HELD_OUT;
use super::impact::series_columns;
use super::program::{across_columns, alignment_columns};
use super::rank::{idea_columns, rank_columns};
use super::value_covariates::{columns_of, covariate_names};
use crate::error::{Error, Result};
use crate::program::RecordColumns;

/// Which columns of a frame to bring to a call, so that a binding holds no name of its own: of `rank`, `quick_wins`, `interrupted_time_series`, `alignment`, `compare_across`, `rfm`, `tracking`, `cox` and rates of customers those that the
/// options name, else the default; of the `fit` of a model of customer value, of `clv` and `calibration` those that they read; of records in a role (`activity`, `roster`, `ideas`, `versions`, `goals`, `targets`) those that are read by name. `known` are the columns of
/// the frame; without them all that may be read.
///
/// # Errors
/// Those of the options that name columns; `invalid_option` of another function or role.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, columns_read};
/// let options = Args::from_json("rank", r#"{"by": "region", "level": 0.9}"#)?;
/// assert_eq!(columns_read(options, None)?, ["region", "estimate", "std_error"]);
/// let roster = columns_read(Args::from_json("roster", "{}")?, Some(&["id", "from", "salary"]))?;
/// assert_eq!(roster, ["id", "from"]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn columns_read(mut args: Args, known: Option<&[&str]>) -> Result<Vec<String>> {
    Ok(match args.function().to_owned().as_str() {
        "alignment" => {
            let options = alignment_columns(&mut args)?;
            [options.question, options.answer].into_iter().chain(options.team).chain(options.employee).collect()
        }
        "compare_across" => {
            let named = args.take("metric").and_then(|metric| metric.get("column")?.as_str().map(str::to_owned));
            let options = across_columns(&mut args)?;
            [args.column("column")?.or(named), Some(options.touchpoint), Some(options.version)].into_iter().flatten().collect()
        }
        "interrupted_time_series" => series_columns(&mut args)?.into(),
        "quick_wins" => {
            let options = idea_columns(&mut args)?;
            vec![options.idea, options.impact, options.effort]
        }
        "rank" => {
            let options = rank_columns(&mut args)?;
            vec![options.by, options.estimate, options.std_error]
        }
        "cox" | "discrete_hazard" => super::cox::covariate_columns(&mut args)?,
        "rfm" | "holdout" => super::rfm::transaction_columns(&mut args)?,
        "tracking" => {
            let mut names = super::rfm::transaction_columns(&mut args)?;
            names.extend(args.take("fit").map(|fit| columns_of(&fit)).unwrap_or_default());
            names.sort_unstable();
            names.dedup();
            names
        }
        "value_at_stake" => super::value_at_stake::stake_columns(&mut args)?,
        "cohort_retention" => super::retention::cohort_columns(&mut args)?,
        rate if super::retention::is_of_contracts(rate) => super::retention::contract_columns(&mut args)?,
        rate if super::retention::is_of_transactions(rate) => super::rfm::transaction_columns(&mut args)?,
        "fit" | "clv" | "calibration" => {
            let counts = args.column("counts")?;
            let by = args.column("by")?;
            let mut covariates: Vec<String> = covariate_names(&mut args)?.into_iter().map(|(_, name)| name).collect();
            covariates.extend(args.take("fit").map(|fit| columns_of(&fit)).unwrap_or_default());
            covariates.sort_unstable();
            covariates.dedup();
            let held_out = if args.function() == "calibration" { &HELD_OUT[..] } else { &[] };
            let of_contracts = args.text("model")?.as_deref() == Some("shifted_beta_geometric");
            let names = if of_contracts { crate::clv::DepartureColumns::NAMES } else { crate::clv::RfmColumns::NAMES };
            let among = |name: &&str| known.is_none_or(|known| known.contains(name));
            let own = names.iter().copied().filter(among).map(str::to_owned);
            let by = by.filter(|by| !names.contains(&by.as_str()));
            own.chain(counts)
                .chain(by)
                .chain(covariates.into_iter().filter(|name| !names.contains(&name.as_str())))
                .chain(held_out.iter().map(|name| (*name).to_owned()))
                .collect()
        }
        role => {
            let expected = "a function or a role of records that names columns";
            let columns = RecordColumns::of(role).ok_or_else(|| Error::option("of", expected, role))?;
            let names = known.map_or_else(|| columns.all().collect(), |known| columns.among(known));
            names.into_iter().map(str::to_owned).collect()
        }
    })
}
