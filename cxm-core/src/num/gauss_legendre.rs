/// Nodes on (0, 1) and weights of the Gauss-Legendre rules on -1..1, of which each stands for two.
///
/// `numpy.polynomial.legendre.leggauss`; Abramowitz and Stegun, table 25.4.
const SIXTEEN: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

const TWELVE: [(f64, f64); 6] = [
    (0.125_233_408_511_468_9, 0.249_147_045_813_402_7),
    (0.367_831_498_998_180_2, 0.233_492_536_538_354_6),
    (0.587_317_954_286_617_5, 0.203_167_426_723_065_73),
    (0.769_902_674_194_304_7, 0.160_078_328_543_346_42),
    (0.904_117_256_370_474_8, 0.106_939_325_995_319_07),
    (0.981_560_634_246_719_2, 0.047_175_336_386_511_41),
];
const TEN: [(f64, f64); 5] = [
    (0.148_874_338_981_631_22, 0.295_524_224_714_752_87),
    (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
    (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
    (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
    (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
];
const EIGHT: [(f64, f64); 4] = [
    (0.183_434_642_495_649_78, 0.362_683_783_378_361_66),
    (0.525_532_409_916_329, 0.313_706_645_877_886_9),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_43),
    (0.960_289_856_497_536_2, 0.101_228_536_290_377_06),
];
const SIX: [(f64, f64); 3] = [
    (0.238_619_186_083_196_9, 0.467_913_934_572_691_05),
    (0.661_209_386_466_264_5, 0.360_761_573_048_138_6),
    (0.932_469_514_203_152, 0.171_324_492_379_170_34),
];

/// How many nodes a rule has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nodes {
    Six,
    Eight,
    Ten,
    Twelve,
    Sixteen,
}

impl Nodes {
    /// The nodes on (0, 1) with their weights; each stands for two.
    #[inline]
    pub const fn halves(self) -> &'static [(f64, f64)] {
        match self {
            Self::Six => &SIX,
            Self::Eight => &EIGHT,
            Self::Ten => &TEN,
            Self::Twelve => &TWELVE,
            Self::Sixteen => &SIXTEEN,
        }
    }
}

/// Visits the nodes of a Gauss-Legendre rule on `low..high` with their weights.
#[inline]
pub(crate) fn gauss_legendre(nodes: Nodes, low: f64, high: f64, mut visit: impl FnMut(f64, f64)) {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    for &(node, weight) in nodes.halves() {
        visit(middle - half * node, half * weight);
        visit(middle + half * node, half * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::{Nodes, gauss_legendre};

    /// A rule of n nodes is exact for polynomials up to degree 2 n - 1, to rounding.
    #[test]
    fn polynomials_up_to_the_degree_of_the_rule_are_integrated_exactly() {
        for (nodes, degree) in [(Nodes::Six, 11), (Nodes::Eight, 15), (Nodes::Ten, 19), (Nodes::Twelve, 23), (Nodes::Sixteen, 31)]
        {
            let mut sum = 0.0;
            gauss_legendre(nodes, 0.0, 2.0, |x, weight| sum += weight * x.powi(degree));
            let exact = 2.0_f64.powi(degree + 1) / f64::from(degree + 1);
            assert!((sum / exact - 1.0).abs() < 1e-14, "{nodes:?}: {sum}");
        }
    }
}
