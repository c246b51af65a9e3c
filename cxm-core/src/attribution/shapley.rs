//! Shapley's value in closed form.

/// The distinct channels of a path, in the order in which they are met.
///
/// Let `v(S)` be the conversions of paths that touch channels of `S` and no others. Then `v = Σ_T conv(T) u_T` over the sets `T` of channels of paths, where the
/// unanimity game `u_T(S)` is 1 if `S` holds all of `T`. Shapley's value is linear, and gives each member of `T` `1 / |T|` in `u_T`: so
/// `phi_i = Σ_{T with i} conv(T) / |T|`, without the 2^n coalitions.
pub(super) struct Distinct {
    /// The path in which each channel was last met.
    met: Vec<u64>,
    path: u64,
}

impl Distinct {
    pub fn new(channels: usize) -> Self {
        Self { met: vec![0; channels], path: 0 }
    }

    pub fn of(&mut self, steps: &[u32], out: &mut Vec<u32>) {
        self.path += 1;
        for &step in steps {
            if let Some(met) = self.met.get_mut(step as usize).filter(|met| **met != self.path) {
                *met = self.path;
                out.push(step);
            }
        }
    }
}
