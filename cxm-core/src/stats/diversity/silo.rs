use crate::num::Rng;

/// How much of the difference between answers lies between teams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Silo {
    /// The share of divergence between teams as observed.
    pub observed: f64,
    /// What teams drawn at random show.
    pub chance: f64,
    /// The share corrected for chance: 0 on average where teams do not matter, 1 where they say it all.
    pub estimate: f64,
    /// The probability of so much by chance.
    pub p_value: f64,
}

/// The silo index of answers and the teams they come from, both as codes from 0 up, a pair a person. `None` with fewer than two teams, where
/// all give the same answer, or where every team has one person.
///
/// # Formula
/// `G = JS / H`, the Jensen-Shannon divergence of the teams' answers, `JS = H - Σ n_t/n H_t`, over the entropy `H` of all answers. Reported is
/// `(G - mean G*) / (1 - mean G*)`, G* with the team labels permuted `draws` times; `p = (1 + #{G* >= G}) / (draws + 1)`.
///
/// # Examples
/// ```
/// use cxm_core::stats::diversity::silo_index;
/// let teams: Vec<u32> = (0..20).map(|person| person / 10).collect();
/// let apart = silo_index(&teams, &teams, 199, 1).unwrap(); // each team has an answer of its own
/// assert_eq!((apart.observed, apart.estimate, apart.p_value), (1.0, 1.0, 0.005));
/// ```
///
/// # References
/// J. Lin (1991), IEEE Transactions on Information Theory 37:145; N. X. Vinh, J. Epps and J. Bailey (2010), JMLR 11:2837 (the same correction for chance);
/// B. Phipson and G. K. Smyth (2010), SAGMB 9:39 (the p-value).
#[must_use]
pub fn silo_index(answers: &[u32], teams: &[u32], draws: u32, seed: u64) -> Option<Silo> {
    let n = answers.len().min(teams.len());
    let width = |codes: &[u32]| codes.iter().max().map_or(0, |&code| code as usize + 1);
    let (n_answers, n_teams) = (width(answers), width(teams));
    let mut totals = vec![0_u64; n_answers];
    answers.iter().take(n).for_each(|&answer| totals[answer as usize] += 1); // the width is above every code
    let mut sizes = vec![0_u64; n_teams];
    teams.iter().take(n).for_each(|&team| sizes[team as usize] += 1); // as above
    let filled = sizes.iter().filter(|&&size| size > 0).count();
    // n ln n - Σ x ln x is n times the entropy.
    let spread = |counts: &[u64]| {
        let total = counts.iter().sum::<u64>() as f64;
        if total <= 0.0 { 0.0 } else { total * total.ln() - counts.iter().map(|&x| x_ln_x(x)).sum::<f64>() }
    };
    let whole = spread(&totals);
    if filled < 2 || filled == n || whole <= 0.0 {
        return None;
    }
    let mut cells = vec![0_u64; n_answers * n_teams];
    let mut share = |teams: &[u32]| {
        cells.fill(0);
        for (&answer, &team) in answers.iter().zip(teams) {
            cells[team as usize * n_answers + answer as usize] += 1; // below n_teams * n_answers
        }
        let within: f64 = cells.chunks(n_answers).map(spread).sum();
        ((whole - within) / whole).clamp(0.0, 1.0)
    };
    let observed = share(teams);
    let mut shuffled = teams.to_vec();
    let (mut sum, mut as_much) = (0.0, 0_u32);
    for draw in 0..draws {
        Rng::new(seed, u64::from(draw)).shuffle(&mut shuffled);
        let by_chance = share(&shuffled);
        sum += by_chance;
        // Equal tables may differ in the last bits by the order of their cells.
        as_much += u32::from(by_chance >= observed * (1.0 - 1e-12));
    }
    let chance = if draws == 0 { 0.0 } else { sum / f64::from(draws) };
    let estimate = if chance < 1.0 { (observed - chance) / (1.0 - chance) } else { 0.0 };
    Some(Silo { observed, chance, estimate, p_value: (1.0 + f64::from(as_much)) / (f64::from(draws) + 1.0) })
}

fn x_ln_x(x: u64) -> f64 {
    if x == 0 { 0.0 } else { x as f64 * (x as f64).ln() }
}
