/// The languages that [`nps_wording`] knows.
pub const NPS_LANGUAGES: [&str; 4] = ["en", "de", "fr", "es"];

/// The standard wording of the recommendation question, for `brand` ("Acme", or us where there is none), in English, German, French or Spanish.
///
/// # Examples
/// ```
/// use cxm_core::domain::survey::nps_wording;
/// let wording = nps_wording("en", Some("Acme")).unwrap();
/// assert_eq!(wording, "On a scale of 0-10, how likely are you to recommend Acme to a friend or colleague?");
/// assert!(nps_wording("fr", None).unwrap().contains("que vous nous recommandiez à un ami"));
/// assert_eq!(nps_wording("EN", Some("Acme")), Some(wording)); // upper and lower case of a language are the same
/// assert!(nps_wording("xx", Some("Acme")).is_none());
/// ```
///
/// # References
/// Reichheld, "The One Number You Need to Grow", *Harvard Business Review*, December 2003.
#[must_use]
pub fn nps_wording(language: &str, brand: Option<&str>) -> Option<String> {
    Some(match language.to_ascii_lowercase().as_str() {
        "en" => {
            let whom = brand.unwrap_or("us");
            format!("On a scale of 0-10, how likely are you to recommend {whom} to a friend or colleague?")
        }
        "de" => {
            let whom = brand.unwrap_or("uns");
            format!(
                "Wie wahrscheinlich ist es auf einer Skala von 0 bis 10, dass Sie {whom} einem Freund oder Kollegen weiterempfehlen?"
            )
        }
        // The pronoun stands before the verb.
        "fr" => {
            let recommend = brand.map_or("nous recommandiez".to_owned(), |brand| format!("recommandiez {brand}"));
            format!("Sur une échelle de 0 à 10, quelle est la probabilité que vous {recommend} à un ami ou à un collègue ?")
        }
        "es" => {
            let recommend = brand.map_or("nos recomiende".to_owned(), |brand| format!("recomiende {brand}"));
            format!("En una escala de 0 a 10, ¿qué probabilidad hay de que {recommend} a un amigo o colega?")
        }
        _ => return None,
    })
}
