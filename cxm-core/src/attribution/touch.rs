//! Rules of touch: what share of its conversions each step of a path gets.

/// `time_decay`: the weight of the step that is `j` before the last is `2^(-j / half_life)`.
#[derive(Debug)]
pub(super) struct Decay {
    half_life: f64,
    weights: Vec<f64>,
    /// The sum of the first weights, one more each.
    sums: Vec<f64>,
}

impl Decay {
    pub fn new(half_life: f64) -> Self {
        Self { half_life, weights: Vec::new(), sums: Vec::new() }
    }

    /// The shares of a path of so many steps, the last one first.
    pub fn shares(&mut self, steps: usize) -> impl Iterator<Item = f64> {
        while self.weights.len() < steps {
            let weight = (-(self.weights.len() as f64) / self.half_life).exp2();
            self.sums.push(self.sums.last().copied().unwrap_or(0.0) + weight);
            self.weights.push(weight);
        }
        // As long as `steps` by the loop above; the first weight is 1, so no sum is 0.
        let sum = steps.checked_sub(1).and_then(|last| self.sums.get(last)).copied().unwrap_or(1.0);
        self.weights.iter().take(steps).map(move |weight| weight / sum)
    }
}

/// `position`: 40 % to the first, 40 % to the last, 20 % to those between; halves where there are two, all where there is one.
pub(super) fn position_share(step: usize, steps: usize) -> f64 {
    match steps {
        0 | 1 => 1.0,
        2 => 0.5,
        _ if step == 0 || step == steps - 1 => 0.4,
        _ => 0.2 / (steps - 2) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_every_length_add_up_to_one() {
        let mut decay = Decay::new(7.0);
        for steps in 1..40 {
            let position: f64 = (0..steps).map(|step| position_share(step, steps)).sum();
            let decayed: f64 = decay.shares(steps).sum();
            // Sums of at most 40 rounded numbers.
            assert!((position - 1.0).abs() < 1e-14 && (decayed - 1.0).abs() < 1e-14, "{steps}");
        }
    }

    #[test]
    fn credit_halves_over_a_half_life() {
        let mut decay = Decay::new(3.0);
        let shares: Vec<f64> = decay.shares(5).collect();
        assert!((shares[3] / shares[0] - 0.5).abs() < 1e-15);
    }
}
