/// Nodes on (0, 1) and weights of the Gauss-Legendre rule with 16 nodes on -1..1, of which each stands for two.
///
/// `numpy.polynomial.legendre.leggauss(16)`; Abramowitz and Stegun, table 25.4.
const HALF: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

/// Visits the 16 nodes of the Gauss-Legendre rule on `low..high` with their weights.
#[inline]
pub(crate) fn gauss_legendre(low: f64, high: f64, mut visit: impl FnMut(f64, f64)) {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    for (node, weight) in HALF {
        visit(middle - half * node, half * weight);
        visit(middle + half * node, half * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::gauss_legendre;

    /// The rule is exact for polynomials up to degree 31, to rounding.
    #[test]
    fn a_polynomial_of_degree_31_is_integrated_exactly() {
        let mut sum = 0.0;
        gauss_legendre(0.0, 2.0, |x, weight| sum += weight * x.powi(31));
        assert!((sum / 134_217_728.0 - 1.0).abs() < 1e-14, "{sum}"); // 2^32 / 32
    }
}
