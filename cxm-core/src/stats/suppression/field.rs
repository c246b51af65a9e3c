/// 2^61 - 1, a prime: whole numbers modulo it are a field.
///
/// Elimination modulo a prime has no rounding and no growing fractions. Every whole-number relation between cells stays
/// one modulo the prime, and where the rank drops further ones appear, which hides too much, not too little. A relation
/// is missed only if the prime divides the hidden cell's coefficient in it. That coefficient is a minor of the 0/1
/// matrix: -1, 0 or 1 for nested tables and two crossed ones (totally unimodular), and by Hadamard's bound below the
/// prime for any tables of rank up to 36. Beyond that it would be a chance of about 2^-61.
pub(super) const PRIME: u64 = (1 << 61) - 1;

pub(super) fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    // 2^61 = 1 modulo the prime. Both parts are below 2^61.
    #[allow(clippy::cast_possible_truncation)]
    let (low, high) = ((product as u64) & PRIME, (product >> 61) as u64);
    reduce(low + high)
}

/// a - b c.
pub(super) fn minus_product(a: u64, b: u64, c: u64) -> u64 {
    let product = if b == 1 { c } else { multiply(b, c) };
    reduce(a + PRIME - product)
}

/// 1 / a for a not 0, by Fermat: a^(p - 2).
pub(super) fn inverse(a: u64) -> u64 {
    if a == 1 || a == PRIME - 1 {
        return a;
    }
    let (mut result, mut power, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, power);
        }
        power = multiply(power, power);
        exponent >>= 1;
    }
    result
}

/// A value below 2 p into 0..p.
fn reduce(value: u64) -> u64 {
    if value >= PRIME { value - PRIME } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_times_its_number_is_one() {
        for a in [1, 2, 3, 1_000_003, PRIME - 1, PRIME / 2, 1 << 60] {
            assert_eq!(multiply(a, inverse(a)), 1);
        }
        assert_eq!(minus_product(1, 2, 3), PRIME - 5);
        assert_eq!(minus_product(0, 1, 0), 0);
    }
}
