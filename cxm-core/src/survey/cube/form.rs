//! A cube as bytes and as JSON.

use super::state::{CubeSpec, TallyCube};
use crate::columns::time::Zone;
use crate::columns::{Every, Key};
use crate::error::{Error, Result};
use crate::state::{ByteForm, Grouped, Kind, Reader, Writer, from_json, invalid, to_json};
use crate::stats::{Question, Scale, Tally, TallyForm, TallySpec, read_spec, write_spec};
use serde::{Deserialize, Serialize};

impl ByteForm for TallyCube {
    const KIND: Kind = Kind::TallyCube;

    fn write(&self, writer: &mut Writer) {
        write_spec(&self.spec.tally, writer);
        writer.text(self.spec.every.map_or("", Every::name));
        writer.text(self.spec.zone.name());
        self.groups.write_groups(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let tally = read_spec(reader)?;
        let every = match reader.text()? {
            "" => None,
            name => {
                Some(Every::ALL.iter().copied().find(|every| every.name() == name).ok_or_else(|| invalid("unknown periods"))?)
            }
        };
        let zone = Zone::parse(reader.text()?).map_err(|error| invalid(error.message()))?;
        let groups = Grouped::read_groups(tally.clone(), reader)?;
        assemble(tally, every, zone, groups)
    }
}

/// A cube from its parts, whose keys must fit them.
fn assemble(tally: TallySpec, every: Option<Every>, zone: Zone, groups: Grouped<Tally>) -> Result<TallyCube> {
    let mut by = groups.names().to_vec();
    if every.is_some() && by.pop().as_deref() != Some(super::state::PERIOD) {
        return Err(invalid("the last key of a cube with periods is not the period"));
    }
    for (key, _) in groups.iter() {
        match (every, key.last()) {
            (Some(every), Some(Key::Date(day))) if every.start(*day) == *day => {}
            (Some(_), Some(Key::Null)) | (None, _) => {}
            _ => return Err(invalid("a period does not begin on its first day")),
        }
    }
    let empty = TallyCube::new(CubeSpec { tally, by, every, zone }).map_err(|error| invalid(error.message()))?;
    Ok(TallyCube { groups, ..empty })
}

#[derive(Serialize, Deserialize)]
struct CubeForm {
    cxm: String,
    scale: Scale,
    weighted: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    question: Option<Question>,
    by: Vec<String>,
    every: Option<Every>,
    tz: Zone,
    groups: Vec<GroupForm>,
}

#[derive(Serialize, Deserialize)]
struct GroupForm {
    key: Vec<Key>,
    tally: TallyForm,
}

const FORM: &str = "tally-cube/1";

impl TallyCube {
    /// The state as JSON; [`TallyCube::from_json`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        let form = CubeForm {
            cxm: FORM.to_owned(),
            scale: self.spec.tally.scale,
            weighted: self.spec.tally.weighted,
            question: self.spec.tally.question.clone(),
            by: self.spec.by.clone(),
            every: self.spec.every,
            tz: self.spec.zone,
            groups: self.groups.iter().map(|(key, tally)| GroupForm { key: key.to_vec(), tally: tally.clone().into() }).collect(),
        };
        to_json(&form)
    }

    /// The state that the JSON holds.
    ///
    /// # Errors
    /// `invalid_json`, `duplicate_key`, `unknown_key`, `nesting_too_deep` for what is no such JSON; `invalid_state` or `unsupported_version` for what makes no sense.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::Scale;
    /// use cxm_core::survey::{CubeSpec, TallyCube};
    /// let cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// assert_eq!(TallyCube::from_json(&cube.to_json())?, cube);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let form: CubeForm = from_json("a cube", FORM, text)?;
        let tally = TallySpec { scale: form.scale, weighted: form.weighted, question: form.question };
        let mut names = form.by;
        names.extend(form.every.map(|_| super::state::PERIOD.to_owned()));
        let mut groups = Grouped::new(tally.clone(), names);
        let count = form.groups.len();
        for (place, group) in form.groups.into_iter().enumerate() {
            let at = |error: Error| error.with_pointer(format!("/groups/{place}"));
            let tally = Tally::try_from(group.tally).map_err(at)?;
            groups.merge_group(group.key, &tally).map_err(|error| at(invalid(error.message())))?;
        }
        if groups.len() != count {
            return Err(invalid("a group stands twice, or is empty"));
        }
        assemble(tally, form.every, form.tz, groups)
    }
}
