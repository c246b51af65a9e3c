/// The languages that [`nps_wording`] knows.
pub const NPS_LANGUAGES: [&str; 4] = ["en", "de", "fr", "es"];

/// The standard wording of the recommendation question, for `brand` ("us", "Acme"), in English, German, French or Spanish.
///
/// # Examples
/// ```
/// use cxm_core::domain::survey::nps_wording;
/// let wording = nps_wording("en", "Acme").unwrap();
/// assert_eq!(wording, "On a scale of 0-10, how likely are you to recommend Acme to a friend or colleague?");
/// assert!(nps_wording("xx", "Acme").is_none());
/// ```
///
/// # References
/// Reichheld, "The One Number You Need to Grow", *Harvard Business Review*, December 2003.
#[must_use]
pub fn nps_wording(language: &str, brand: &str) -> Option<String> {
    Some(match language {
        "en" => format!("On a scale of 0-10, how likely are you to recommend {brand} to a friend or colleague?"),
        "de" => format!(
            "Wie wahrscheinlich ist es auf einer Skala von 0 bis 10, dass Sie {brand} einem Freund oder Kollegen weiterempfehlen?"
        ),
        "fr" => format!(
            "Sur une échelle de 0 à 10, quelle est la probabilité que vous recommandiez {brand} à un ami ou à un collègue ?"
        ),
        "es" => format!("En una escala de 0 a 10, ¿qué probabilidad hay de que recomiende {brand} a un amigo o colega?"),
        _ => return None,
    })
}
