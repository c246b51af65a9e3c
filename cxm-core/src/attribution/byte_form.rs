//! The payload of paths: what they are told, the names of the channels in order, then the paths in order.

use super::path_value::PathValue;
use super::ranked::Ranked;
use super::{Paths, PathsSpec};
use crate::error::Result;
use crate::num::ExactSum;
use crate::state::{ByteForm, Kind, Reader, State, Writer, invalid};
use crate::stats::{read_sum, write_sum};

impl ByteForm for Paths {
    const KIND: Kind = Kind::Paths;

    fn write(&self, writer: &mut Writer) {
        let ranked = Ranked::new(self);
        writer.byte(u8::from(self.spec.value) | u8::from(self.spec.nulls) << 1);
        writer.count(ranked.names.len() as u64);
        for name in &ranked.names {
            writer.text(name);
        }
        writer.count(self.len() as u64);
        for place in ranked.in_order() {
            let steps = ranked.path(place);
            writer.count(steps.len() as u64);
            for &step in steps {
                writer.count(step.into());
            }
            let (conversions, nulls) = self.counts(place);
            writer.count(conversions);
            if self.spec.nulls {
                writer.count(nulls);
            }
            if let Some(value) = self.values.get(place) {
                write_sum(&value.exact(), writer);
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let flags = reader.byte()?;
        if flags > 3 {
            return Err(invalid("unknown flags of paths"));
        }
        let mut paths = Self::new(&PathsSpec { value: flags & 1 == 1, nulls: flags & 2 == 2 });
        for _ in 0..reader.length(1)? {
            let name = reader.text()?;
            paths.add_channel_in_order(name)?;
        }
        let mut before: Vec<u32> = Vec::new();
        for _ in 0..reader.length(3)? {
            let steps = (0..reader.length(1)?)
                .map(|_| u32::try_from(reader.count()?).map_err(|_| invalid("a step is no channel")))
                .collect::<Result<Vec<_>>>()?;
            let conversions = reader.count()?;
            let nulls = if paths.spec.nulls { reader.count()? } else { 0 };
            let value = if paths.spec.value { Some(read_sum(reader)?) } else { None };
            paths.add_in_order(&before, &steps, conversions, nulls, value.as_ref())?;
            before = steps;
        }
        Ok(paths)
    }
}

impl Paths {
    /// Adds the next name of a stored state.
    pub(super) fn add_channel_in_order(&mut self, name: &str) -> Result<()> {
        if name.is_empty() || self.channels.names().last().is_some_and(|last| last.as_str() >= name) {
            return Err(invalid("its channels are not in order"));
        }
        self.channels.code(name);
        Ok(())
    }

    /// Adds the next path of a stored state.
    pub(super) fn add_in_order(
        &mut self,
        before: &[u32],
        steps: &[u32],
        conversions: u64,
        nulls: u64,
        value: Option<&ExactSum>,
    ) -> Result<()> {
        let known = steps.iter().all(|&step| (step as usize) < self.channels.names().len());
        if steps.is_empty() || !known || steps <= before {
            return Err(invalid("its paths are not in order, or have steps that are no channel"));
        }
        if conversions.checked_add(nulls).is_none_or(|often| often == 0) {
            return Err(invalid("a path has no end"));
        }
        if value.is_some_and(|value| value.sign() < 0 || (conversions == 0 && !value.is_zero())) {
            return Err(invalid("a value is negative, or of no conversion"));
        }
        let value = value.map_or(PathValue::ZERO, PathValue::of);
        self.put(steps, conversions, nulls, &value).map_err(|error| invalid(error.message()))
    }
}
