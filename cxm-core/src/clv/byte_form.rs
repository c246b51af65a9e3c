//! The payload of counts of customers: what they are of, then the rows in order.

use super::columns::RfmRow;
use super::counts::key;
use super::{History, RfmCounts, RfmSpec, RfmUnit};
use crate::error::Result;
use crate::state::{ByteForm, Kind, Reader, State, Writer, invalid};

impl ByteForm for RfmCounts {
    const KIND: Kind = Kind::RfmCounts;

    fn write(&self, writer: &mut Writer) {
        let RfmSpec { unit, spend } = *self.spec();
        let unit = unit.and_then(|unit| RfmUnit::ALL.iter().position(|own| *own == unit));
        writer.byte(u8::from(spend));
        writer.count(unit.map_or(0, |place| place as u64 + 1));
        writer.count(self.n_distinct() as u64);
        for (RfmRow { history, monetary_value }, count) in self.rows() {
            writer.float(history.frequency());
            writer.float(history.recency());
            writer.float(history.age());
            if spend {
                writer.float(*monetary_value);
            }
            writer.count(*count);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let spend = match reader.byte()? {
            0 => false,
            1 => true,
            _ => return Err(invalid("unknown flags of counts")),
        };
        let unit = match reader.count()? {
            0 => None,
            place => {
                let place = usize::try_from(place - 1).ok();
                Some(*place.and_then(|place| RfmUnit::ALL.get(place)).ok_or_else(|| invalid("an unknown unit"))?)
            }
        };
        let mut rows: Vec<(RfmRow, u64)> = Vec::new();
        for _ in 0..reader.length(25)? {
            let history = History::new(reader.float()?, reader.float()?, reader.float()?).map_err(|e| invalid(e.message()))?;
            let monetary_value = if spend { reader.float()? } else { 0.0 };
            let count = reader.count()?;
            let may_spend = history.frequency() > 0.0 && monetary_value.is_finite() && monetary_value.is_sign_positive();
            if !(monetary_value.to_bits() == 0 || may_spend) || count == 0 {
                return Err(invalid("a row of counts makes no sense"));
            }
            let row = RfmRow { history, monetary_value };
            if rows.last().is_some_and(|(before, _)| key(before) >= key(&row)) {
                return Err(invalid("its rows are not in order"));
            }
            rows.push((row, count));
        }
        Self::of(RfmSpec { unit, spend }, rows).map_err(|error| invalid(error.message()))
    }
}
