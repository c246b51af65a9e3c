use super::instant::{Instant, MICROS_PER_SECOND};
use super::refusal::invalid;
use super::zone::{Wall, Zone};
use crate::error::Result;

/// The instant at which the clocks of a zone show a time; the earlier one where they show it twice.
///
/// # Units
/// Microseconds since 1970-01-01T00:00:00 on the wall.
///
/// # Errors
/// `invalid_time` when the clocks skip it, or outside 1900 to 2200.
///
/// # Examples
/// ```
/// use cxm_core::columns::time::{Zone, wall_clock_instant};
/// let berlin = Zone::parse("Europe/Berlin")?;
/// assert_eq!(wall_clock_instant(3_600_000_000, berlin)?.micros(), 0); // 01:00 in Berlin was midnight UTC
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn wall_clock_instant(wall_micros: i64, zone: Zone) -> Result<Instant> {
    // Outside the window before a zone is asked, so that its seconds never overflow.
    let naive = Instant::from_micros(wall_micros)?;
    let (seconds, rest) = (wall_micros.div_euclid(MICROS_PER_SECOND), wall_micros.rem_euclid(MICROS_PER_SECOND));
    match zone.wall(seconds) {
        Wall::At(seconds) => Instant::from_micros(seconds * MICROS_PER_SECOND + rest),
        Wall::Skipped { .. } => {
            let shown = naive.to_string();
            let shown = shown.trim_end_matches('Z');
            Err(invalid(shown, &format!("this local time does not exist in {zone}; the clocks skip it")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::time::parse_time;

    #[test]
    fn it_agrees_with_the_same_time_as_text() -> Result<()> {
        let berlin = Zone::parse("Europe/Berlin")?;
        for text in ["2026-03-29 01:59:59.5", "2026-03-29 03:00", "2026-10-25 02:30", "2026-07-01 12:00"] {
            let wall = parse_time(text, &Zone::UTC)?.micros();
            assert_eq!(wall_clock_instant(wall, berlin)?, parse_time(text, &berlin)?, "{text}");
        }
        let skipped = parse_time("2026-03-29 02:30", &Zone::UTC)?.micros();
        let (own, text) = (wall_clock_instant(skipped, berlin), parse_time("2026-03-29 02:30", &berlin));
        assert_eq!(own.map_err(|error| error.code()), text.map_err(|error| error.code()));
        Ok(())
    }
}
