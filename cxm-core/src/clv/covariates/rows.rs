use crate::clv::learning::{Learns, Weighted, fingerprint};
use crate::clv::rows::Rows;
use crate::clv::{BgNbd, MbgNbd, Model, ParetoNbd, RfmRow};
use crate::error::{Code, Error, Result};
use crate::num::{Curve, dot};

/// Which of the two processes of a customer a covariate changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Process {
    /// How often the customer buys: `alpha = alpha₀ exp(-γ'x)`, so that a positive coefficient means more purchases.
    Transaction,
    /// How soon the customer is lost: `beta = beta₀ exp(-γ'x)` of Pareto/NBD, `a = a₀ exp(γ'x)` and `b = b₀ exp(γ'x)` of BG/NBD.
    Attrition,
}

impl Process {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Transaction, Self::Attrition];

    /// `"transaction"` or `"attrition"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transaction => "transaction",
            Self::Attrition => "attrition",
        }
    }
}

/// What is known of each customer beside its history.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Covariate {
    /// Which process it changes.
    pub process: Process,
    /// The name of its column.
    pub column: String,
    /// Its number of each row.
    pub values: Vec<f64>,
}

impl Covariate {
    /// The numbers of a column.
    #[must_use]
    pub fn new(process: Process, column: impl Into<String>, values: Vec<f64>) -> Self {
        Self { process, column: column.into(), values }
    }
}

/// Customers, each with its history and how many it stands for, and what is known of them.
#[derive(Debug)]
pub(crate) struct CustomersKnown {
    pub rows: Vec<(RfmRow, u64)>,
    pub covariates: Vec<Covariate>,
}

/// A model of purchases whose parameters may differ by covariates.
pub(super) trait HasCovariates: Learns<4, Data = Rows> {
    /// By how much the logarithms of the parameters grow with the score of each process.
    const DIRECTIONS: [[f64; 4]; 2];
}

impl HasCovariates for ParetoNbd {
    const DIRECTIONS: [[f64; 4]; 2] = [[0.0, -1.0, 0.0, 0.0], [0.0, 0.0, 0.0, -1.0]];
}

impl HasCovariates for BgNbd {
    const DIRECTIONS: [[f64; 4]; 2] = [[0.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]];
}

impl HasCovariates for MbgNbd {
    const DIRECTIONS: [[f64; 4]; 2] = BgNbd::DIRECTIONS;
}

/// The names of the models that may have covariates, with their directions.
pub(super) const DIRECTIONS: [(&str, [[f64; 4]; 2]); 3] =
    [(ParetoNbd::NAME, ParetoNbd::DIRECTIONS), (BgNbd::NAME, BgNbd::DIRECTIONS), (MbgNbd::NAME, MbgNbd::DIRECTIONS)];

/// Customers by their covariates: those who have the same are one set of histories.
#[derive(Debug)]
pub(super) struct CovariateRows {
    /// By row of covariates, scaled to a mean square of 1.
    patterns: Vec<(Vec<f64>, Rows)>,
    processes: Vec<Process>,
    /// What each covariate was divided by.
    scales: Vec<f64>,
    /// What tells each covariate from others.
    pub fingerprints: Vec<u64>,
}

impl CovariateRows {
    /// Of rows with how many customers each stands for.
    ///
    /// # Errors
    /// `length_mismatch`; `not_a_number` of a covariate that is not finite.
    pub fn of(CustomersKnown { rows, covariates }: &CustomersKnown) -> Result<Self> {
        for covariate in covariates {
            if covariate.values.len() != rows.len() {
                let message =
                    format!("there are {} customers and {} values of {:?}", rows.len(), covariate.values.len(), covariate.column);
                return Err(Error::new(Code::LengthMismatch, message).with_field(covariate.column.clone()));
            }
            if let Some(row) = covariate.values.iter().position(|value| !value.is_finite()) {
                let error = Error::expected(Code::NotANumber, &covariate.column, "a finite number", "nothing, or what is none");
                return Err(error.with_row(row as u64));
            }
        }
        let n: f64 = rows.iter().map(|(_, count)| *count as f64).sum();
        let scale = |covariate: &Covariate| {
            let squares = covariate.values.iter().zip(rows).map(|(value, (_, count))| value * value * *count as f64);
            let scale = (squares.sum::<f64>() / n.max(1.0)).sqrt();
            if scale > 0.0 && scale.is_finite() { scale } else { 1.0 }
        };
        let scales: Vec<f64> = covariates.iter().map(scale).collect();
        // The order of rows changes no bit.
        let of = |place: usize| -> Vec<f64> { covariates.iter().map(|covariate| covariate.values[place] + 0.0).collect() }; // as long, and no negative zero
        let mut order: Vec<(Vec<f64>, [u64; 4], usize)> = rows
            .iter()
            .enumerate()
            .map(|(place, (row, _))| (of(place), RfmRow { monetary_value: 0.0, ..*row }.bits(), place))
            .collect();
        order.sort_by(|one, two| {
            let values = one.0.iter().zip(&two.0).map(|(one, two)| one.total_cmp(two)).find(|order| order.is_ne());
            values.unwrap_or(std::cmp::Ordering::Equal).then(one.1.cmp(&two.1))
        });
        let mut patterns: Vec<(Vec<f64>, Rows)> = Vec::new();
        for (values, _, place) in &order {
            let (row, count) = &rows[*place]; // places count the rows
            let scaled: Vec<f64> = values.iter().zip(&scales).map(|(value, scale)| value / scale).collect();
            if patterns.last().is_none_or(|(last, _)| *last != scaled) {
                patterns.push((scaled, Rows::default()));
            }
            if let Some((_, own)) = patterns.last_mut() {
                own.push(&row.history, *count as f64);
            }
        }
        let hashed = |covariate: &Covariate| {
            let of_row = |(value, (row, count)): (&f64, &(RfmRow, u64))| {
                let history = &row.history;
                let own = [history.frequency(), history.recency(), history.age(), *value + 0.0];
                fingerprint(own.into_iter()).wrapping_mul(*count)
            };
            covariate.values.iter().zip(rows).map(of_row).fold(0_u64, u64::wrapping_add)
        };
        let (processes, fingerprints) =
            (covariates.iter().map(|one| one.process).collect(), covariates.iter().map(hashed).collect());
        Ok(Self { patterns, processes, scales, fingerprints })
    }

    /// All histories, whatever is known of the customers.
    pub fn all(&self) -> Rows {
        let mut each: Vec<(f64, f64, f64, f64)> =
            self.patterns.iter().flat_map(|(_, rows)| (0..rows.len()).map(|row| rows.row(row))).collect();
        each.sort_by_key(|(x, recency, age, _)| [x.to_bits(), recency.to_bits(), age.to_bits()]);
        let mut all = Rows::default();
        for (x, recency, age, weight) in each {
            all.push_row([x, recency, age], weight);
        }
        all
    }

    /// What the variable at a place was multiplied with: 1 of the logarithms, of a coefficient what its covariate was divided by.
    pub fn scale(&self, place: usize) -> f64 {
        place.checked_sub(4).and_then(|which| self.scales.get(which)).copied().unwrap_or(1.0)
    }

    /// The parameters, and the coefficients of the caller's covariates, at a point.
    pub fn unscaled(&self, at: &[f64]) -> Vec<f64> {
        at.iter().enumerate().map(|(place, own)| if place < 4 { own.exp() } else { own / self.scale(place) }).collect()
    }

    /// The slope of each customer's log-likelihood by the logarithms of the four parameters, and by the coefficients of the scaled covariates, with how many customers have it.
    pub fn slopes<M: HasCovariates>(&self, at: &[f64], mut visit: impl FnMut(&[f64], f64)) {
        for (values, rows) in &self.patterns {
            let parameters = scaled(at, values, &self.processes, M::DIRECTIONS);
            let slopes = self.directions::<M>(values);
            for (row, weight) in rows.weights().into_iter().enumerate() {
                let own = M::curve(&rows.row_alone(row), &parameters).by_logarithms(&parameters).gradient;
                let slope: Vec<f64> = slopes.iter().map(|slope| dot(slope, &own)).collect();
                visit(&slope, weight);
            }
        }
    }

    /// How the four logarithms of customers with these covariates grow with each variable.
    fn directions<M: HasCovariates>(&self, values: &[f64]) -> Vec<[f64; 4]> {
        let own = (0..4).map(|place| std::array::from_fn(|i| f64::from(u8::from(i == place))));
        let of = |(process, value): (&Process, &f64)| M::DIRECTIONS[*process as usize].map(|direction| direction * value); // there are two of both
        own.chain(self.processes.iter().zip(values).map(of)).collect()
    }

    /// The logarithm of the likelihood with its derivatives by the logarithms of the four parameters, and by the coefficients of the scaled covariates.
    pub fn surface<M: HasCovariates>(&self, at: &[f64]) -> Surface {
        let size = at.len();
        let mut surface = Surface { value: 0.0, gradient: vec![0.0; size], hessian: vec![vec![0.0; size]; size] };
        for (values, rows) in &self.patterns {
            let parameters = scaled(at, values, &self.processes, M::DIRECTIONS);
            let own: Curve<4> = M::curve(rows, &parameters).by_logarithms(&parameters);
            let slopes = self.directions::<M>(values);
            surface.value += own.value;
            for (i, slope) in slopes.iter().enumerate() {
                surface.gradient[i] += slope.iter().zip(&own.gradient).map(|(s, g)| s * g).sum::<f64>();
                let turned: [f64; 4] = std::array::from_fn(|k| slope.iter().zip(&own.hessian).map(|(s, row)| s * row[k]).sum());
                for (j, other) in slopes.iter().enumerate() {
                    surface.hessian[i][j] += turned.iter().zip(other).map(|(t, s)| t * s).sum::<f64>();
                }
            }
        }
        surface
    }
}

impl Weighted for CovariateRows {
    fn weights(&self) -> Vec<f64> {
        self.patterns.iter().flat_map(|(_, rows)| rows.weights()).collect()
    }

    fn weighted(&self, weights: &[f64]) -> Self {
        let mut rest = weights;
        let mut own = |rows: &Rows| {
            let (first, others) = rest.split_at(rest.len().min(rows.len()));
            rest = others;
            rows.weighted(first)
        };
        let patterns = self.patterns.iter().map(|(values, rows)| (values.clone(), own(rows)));
        let patterns = patterns.filter(|(_, rows)| rows.len() > 0).collect();
        let (processes, scales, fingerprints) = (self.processes.clone(), self.scales.clone(), self.fingerprints.clone());
        Self { patterns, processes, scales, fingerprints }
    }

    fn row_alone(&self, row: usize) -> Self {
        let mut weights = vec![0.0; row + 1];
        weights[row] = 1.0; // the last
        self.weighted(&weights)
    }

    fn fingerprint(&self) -> u64 {
        self.fingerprints.iter().fold(self.all().fingerprint(), |hash, own| hash.rotate_left(1) ^ own)
    }
}

/// The parameters of a customer with these covariates; `at` are the logarithms of the four, then the coefficients.
pub(super) fn scaled(at: &[f64], values: &[f64], processes: &[Process], directions: [[f64; 4]; 2]) -> [f64; 4] {
    let mut logs: [f64; 4] = std::array::from_fn(|i| at.get(i).copied().unwrap_or(0.0));
    for ((coefficient, value), process) in at.iter().skip(4).zip(values).zip(processes) {
        let direction = directions[*process as usize]; // there are two of both
        logs.iter_mut().zip(direction).for_each(|(log, direction)| *log += direction * coefficient * value);
    }
    logs.map(f64::exp)
}

/// A function's value at a point, with its first and second derivatives.
#[derive(Debug, Clone)]
pub(super) struct Surface {
    pub value: f64,
    pub gradient: Vec<f64>,
    pub hessian: Vec<Vec<f64>>,
}
