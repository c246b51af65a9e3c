use super::{Error, Result};

/// The one of `all` that has this name.
///
/// # Errors
/// `invalid_option` that lists the names.
///
/// # Examples
/// ```
/// use cxm_core::error::by_name;
/// let of = |text: &str| by_name("side", &[1, 2], |side| if side == 1 { "left" } else { "right" }, text);
/// assert_eq!(of("right")?, 2);
/// assert_eq!(of("up").unwrap_err().message(), "side must be one of left, right, got up");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn by_name<T: Copy>(option: &str, all: &[T], name: impl Fn(T) -> &'static str, text: &str) -> Result<T> {
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|one| name(*one)).collect();
        Error::option(option, format!("one of {}", names.join(", ")), text)
    })
}
