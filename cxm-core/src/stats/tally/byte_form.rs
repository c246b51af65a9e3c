//! The payload of a tally: spec, counts, then the weights' exact sums.

use super::{Question, Tally, TallySpec, Weights};
use crate::columns::Grid;
use crate::error::Result;
use crate::num::{ExactParts, ExactSum};
use crate::state::{ByteForm, Kind, Reader, State, Writer};
use crate::stats::{Direction, Scale};

pub(crate) fn write_spec(spec: &TallySpec, writer: &mut Writer) {
    let grid = &spec.scale.grid;
    writer.float(grid.min());
    writer.float(grid.max());
    writer.float(grid.step());
    writer.byte(
        u8::from(spec.scale.direction == Direction::LowerIsBetter)
            | u8::from(spec.weighted) << 1
            | u8::from(spec.question.is_some()) << 2,
    );
    if let Some(question) = &spec.question {
        writer.text(&question.id);
        writer.count(question.revision.into());
    }
}

pub(crate) fn read_spec(reader: &mut Reader<'_>) -> Result<TallySpec> {
    let (min, max, step) = (reader.float()?, reader.float()?, reader.float()?);
    let grid = Grid::new(min, max, step).map_err(|error| invalid(error.message()))?;
    let same = [(min, grid.min()), (max, grid.max()), (step, grid.step())];
    if same.iter().any(|(read, own)| read.to_bits() != own.to_bits()) {
        return Err(invalid("the scale is not in its canonical form"));
    }
    let flags = reader.byte()?;
    if flags > 7 {
        return Err(invalid("unknown flags of a tally"));
    }
    let direction = if flags & 1 == 1 { Direction::LowerIsBetter } else { Direction::HigherIsBetter };
    let question = if flags & 4 == 4 {
        let id = reader.text()?.to_owned();
        let revision = u32::try_from(reader.count()?).map_err(|_| invalid("a revision is too large"))?;
        Some(Question { id, revision })
    } else {
        None
    };
    Ok(TallySpec { scale: Scale { grid, direction }, weighted: flags & 2 == 2, question })
}

fn invalid(why: impl std::fmt::Display) -> crate::Error {
    crate::state::invalid(why)
}

impl ByteForm for Tally {
    const KIND: Kind = Kind::Tally;

    fn write(&self, writer: &mut Writer) {
        write_spec(&self.spec, writer);
        for &count in &self.counts {
            writer.count(count);
        }
        for count in [self.n_missing, self.n_invalid, self.n_not_asked] {
            writer.count(count);
        }
        if let Some(weights) = &self.weights {
            writer.count(weights.n_positive);
            for sum in weights.sums.iter().chain(&weights.squares) {
                write_sum(sum, writer);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut tally = Self::new(&read_spec(reader)?);
        for count in &mut tally.counts {
            *count = reader.count()?;
        }
        tally.n_missing = reader.count()?;
        tally.n_invalid = reader.count()?;
        tally.n_not_asked = reader.count()?;
        tally.require_countable().map_err(|_| invalid("its counts pass 2^53"))?;
        if tally.spec.weighted {
            let points = tally.counts.len();
            let n_positive = reader.count()?;
            let mut sums = || (0..points).map(|_| read_sum(reader)).collect::<Result<Vec<_>>>();
            let weights = Weights { n_positive, sums: sums()?, squares: sums()? };
            if !weights.agrees_with(&tally.counts) {
                return Err(invalid("its weights do not agree with its counts"));
            }
            tally.weights = Some(weights);
        }
        Ok(tally)
    }
}

pub(crate) fn write_sum(sum: &ExactSum, writer: &mut Writer) {
    let parts = sum.to_parts();
    writer.byte(u8::from(parts.is_negative()));
    writer.integer(parts.exponent().into());
    writer.count(parts.limbs().len() as u64);
    for &limb in parts.limbs() {
        writer.count(limb.into());
    }
}

pub(crate) fn read_sum(reader: &mut Reader<'_>) -> Result<ExactSum> {
    let negative = match reader.byte()? {
        0 => false,
        1 => true,
        _ => return Err(invalid("unknown sign of a sum")),
    };
    let exponent = i32::try_from(reader.integer()?).map_err(|_| invalid("the exponent of a sum is out of range"))?;
    let limbs = (0..reader.length(1)?)
        .map(|_| u32::try_from(reader.count()?).map_err(|_| invalid("a limb of a sum passes 32 bits")))
        .collect::<Result<Vec<_>>>()?;
    let parts = ExactParts::new(negative, exponent, limbs).map_err(|error| invalid(error.message()))?;
    Ok(ExactSum::from_parts(&parts))
}
