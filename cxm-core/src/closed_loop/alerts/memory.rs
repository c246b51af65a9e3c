use crate::columns::time::{Instant, Zone, parse_time};
use crate::error::Result;
use crate::state::{ByteForm, Kind, Reader, State, Writer, from_json, to_json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When each rule last fired for whom: what a cooldown remembers, one entry a rule and respondent.
///
/// A customer takes at most one time for each rule that has a cooldown, however many records they send; [`AlertRules::forget`](super::AlertRules::forget) drops those that no cooldown asks for any more.
/// Processes that evaluate apart merge their memories; of two times the later stays.
///
/// # Examples
/// ```
/// use cxm_core::closed_loop::alerts::AlertMemory;
/// use cxm_core::columns::time::Instant;
/// use cxm_core::state::State;
/// let (mut a, mut b) = (AlertMemory::new(&()), AlertMemory::new(&()));
/// a.observe(("detractor", "c1", Instant::from_micros(5)?))?;
/// b.observe(("detractor", "c1", Instant::from_micros(9)?))?;
/// a.merge(&b)?;
/// assert_eq!(a.last("detractor", "c1"), Some(Instant::from_micros(9)?));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertMemory {
    fired: BTreeMap<String, BTreeMap<String, Instant>>,
}

impl AlertMemory {
    /// When the rule last fired for this respondent.
    #[must_use]
    pub fn last(&self, rule: &str, respondent: &str) -> Option<Instant> {
        self.fired.get(rule)?.get(respondent).copied()
    }

    /// How many times are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fired.values().map(BTreeMap::len).sum()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fired.is_empty()
    }

    /// Forgets what fired before an instant; when that is longer ago than every cooldown, no answer changes.
    pub fn forget_before(&mut self, instant: Instant) {
        for last in self.fired.values_mut() {
            last.retain(|_, at| *at >= instant);
        }
        self.fired.retain(|_, last| !last.is_empty());
    }
}

impl State for AlertMemory {
    type Spec = ();
    type Batch<'a> = (&'a str, &'a str, Instant);

    fn new((): &()) -> Self {
        Self::default()
    }

    fn spec(&self) -> &() {
        &()
    }

    fn observe(&mut self, (rule, respondent, at): Self::Batch<'_>) -> Result<()> {
        let last = self.fired.entry(rule.to_owned()).or_default().entry(respondent.to_owned()).or_insert(at);
        *last = at.max(*last);
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        for (rule, last) in &other.fired {
            for (respondent, at) in last {
                self.observe((rule, respondent, *at))?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
struct AlertMemoryForm {
    cxm: String,
    /// Times in UTC by respondent, by rule.
    fired: BTreeMap<String, BTreeMap<String, String>>,
}

const FORM: &str = "alert_memory/1";

impl AlertMemory {
    /// The state as JSON, its times in UTC (RFC 3339); [`AlertMemory::from_json`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        let times = |last: &BTreeMap<String, Instant>| last.iter().map(|(whom, at)| (whom.clone(), at.to_string())).collect();
        let fired = self.fired.iter().map(|(rule, last)| (rule.clone(), times(last))).collect();
        to_json(&AlertMemoryForm { cxm: FORM.to_owned(), fired })
    }

    /// The state that the JSON holds.
    ///
    /// # Errors
    /// `invalid_json`, `duplicate_key`, `unknown_key`, `nesting_too_deep`, `unsupported_version` for what is no such JSON; `invalid_time`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::closed_loop::alerts::AlertMemory;
    /// let text = r#"{"cxm":"alert_memory/1","fired":{"detractor":{"c1":"2026-11-21T09:00:00Z"}}}"#;
    /// assert_eq!(AlertMemory::from_json(text)?.to_json(), text);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let form: AlertMemoryForm = from_json("what alert rules remember", FORM, text)?;
        let mut state = Self::default();
        for (rule, last) in &form.fired {
            for (respondent, at) in last {
                state.observe((rule, respondent, parse_time(at, &Zone::UTC)?))?;
            }
        }
        Ok(state)
    }
}

impl ByteForm for AlertMemory {
    const KIND: Kind = Kind::AlertMemory;

    fn write(&self, writer: &mut Writer) {
        writer.count(self.len() as u64);
        for (rule, last) in &self.fired {
            for (respondent, at) in last {
                writer.text(rule);
                writer.text(respondent);
                writer.integer(at.micros());
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut state = Self::default();
        let mut before: Option<(&str, &str)> = None;
        for _ in 0..reader.length(3)? {
            let (rule, respondent) = (reader.text()?, reader.text()?);
            let at = Instant::from_micros(reader.integer()?).map_err(|error| crate::state::invalid(error.message()))?;
            if before >= Some((rule, respondent)) {
                return Err(crate::state::invalid("its entries are not in order"));
            }
            before = Some((rule, respondent));
            state.observe((rule, respondent, at))?;
        }
        Ok(state)
    }
}
