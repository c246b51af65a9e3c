use super::{Outcome, Paths, PathsSpec};
use crate::error::{Error, Result};
use crate::records::event_log::{EventLog, NO_CHANNEL};

/// What counts as a touch of a path that is read from a log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Touch {
    /// The touchpoint of each event.
    Touchpoint,
    /// Its channel.
    Channel,
    /// One of its attributes.
    Attribute(String),
}

/// The channel of a conversion before which nothing was touched.
const DIRECT: &str = "(direct)";

impl Paths {
    /// The paths to the events of one touchpoint, the conversions: what a customer touched since the conversion before. What they touched after the last one ended without.
    ///
    /// The conversion itself is no touch. Events without the channel, or whose attribute is null, are none either. Touches longer than `within` microseconds before the
    /// conversion do not count. A conversion without touches is credited to `(direct)`, so that conversions add up. In a log with values, a conversion is worth the value
    /// of its event, and nothing where that is missing.
    ///
    /// # Errors
    /// `unknown_id` for a touchpoint, `unknown_column` for an attribute that the log has not; `invalid_option` for the channel of a log without channels; `out_of_range` for a
    /// negative value.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::attribution::{Paths, Touch};
    /// use cxm_core::columns::ColumnView;
    /// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
    /// let customer = ColumnView::from(&["a", "a", "a", "b", "c"]);
    /// let touchpoint = ColumnView::from(&["ad", "mail", "pay", "ad", "pay"]);
    /// let time = ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01", "2026-01-01"]);
    /// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
    /// let paths = Paths::of_log(&log, "pay", &Touch::Touchpoint, None)?;
    /// // ad > mail and (direct) converted, ad did not.
    /// assert_eq!((paths.len(), paths.n_conversions(), paths.n_nulls()), (3, 2, 1));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn of_log(log: &EventLog, conversion: &str, touch: &Touch, within: Option<i64>) -> Result<Self> {
        let conversion = log.code_of(conversion)?;
        let (names, code) = touches(log, touch)?;
        let mut spec = PathsSpec::default().nulls();
        if !log.values().is_empty() {
            spec = spec.value();
        }
        let mut paths = Self::with_channels(spec, names)?;
        let mut direct = None; // a channel once it is needed
        each_path(log, conversion, &code, within, |steps, outcome| match steps {
            [] if outcome.conversions == 0 => Ok(()),
            [] => {
                let code = direct.map_or_else(|| paths.add_channel(DIRECT), Ok)?;
                direct = Some(code);
                paths.add(&[code], outcome)
            }
            steps => paths.add(steps, outcome),
        })?;
        Ok(paths)
    }
}

/// Visits the touches before each conversion, and those after the last one of each customer.
fn each_path(
    log: &EventLog,
    conversion: usize,
    code: &dyn Fn(usize) -> Option<u32>,
    within: Option<i64>,
    mut visit: impl FnMut(&[u32], Outcome) -> Result<()>,
) -> Result<()> {
    let (mut steps, mut times): (Vec<u32>, Vec<i64>) = (Vec::new(), Vec::new());
    for events in log.paths() {
        steps.clear();
        times.clear();
        for event in events {
            let Some(&time) = log.times().get(event) else { continue };
            if log.touchpoint_codes().get(event) == Some(conversion) {
                let from = within.map_or(0, |within| times.partition_point(|&touched| time - touched > within));
                let value = log.values().get(event).copied().filter(|value| !value.is_nan()).unwrap_or(0.0);
                visit(steps.get(from..).unwrap_or(&[]), Outcome::conversions(1).value(value))?;
                steps.clear();
                times.clear();
            } else if let Some(code) = code(event) {
                steps.push(code);
                times.push(time);
            }
        }
        visit(&steps, Outcome::conversions(0).nulls(1))?;
    }
    Ok(())
}

/// The code of what an event touches.
type CodeOf<'l> = Box<dyn Fn(usize) -> Option<u32> + 'l>;

/// The names of what is touched, and the code of each event.
fn touches<'l>(log: &'l EventLog, touch: &Touch) -> Result<(Vec<String>, CodeOf<'l>)> {
    Ok(match touch {
        Touch::Touchpoint => (
            log.touchpoints().to_vec(),
            Box::new(|event| log.touchpoint_codes().get(event).and_then(|code| u32::try_from(code).ok())),
        ),
        Touch::Channel if log.channel_codes().is_empty() && log.n_events() > 0 => {
            return Err(Error::option("channel", "a log with channels, or \"touchpoint\"", "a log without channels"));
        }
        Touch::Channel => {
            let code = |event| log.channel_codes().get(event).filter(|&&code| code != NO_CHANNEL).map(|&code| u32::from(code));
            (log.channels().to_vec(), Box::new(code))
        }
        Touch::Attribute(name) => {
            let attribute = log.attribute(name)?;
            let is_there = |code: u32| attribute.keys.get(code as usize).is_some_and(|key| *key != crate::columns::Key::Null);
            let code = move |event| attribute.codes.get(event).copied().filter(|&code| is_there(code));
            (attribute.keys.iter().map(ToString::to_string).collect(), Box::new(code))
        }
    })
}
