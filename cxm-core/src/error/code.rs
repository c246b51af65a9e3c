use std::fmt;

/// Declares [`Code`] once: variant, stable name, meaning. Expands to the enum, `ALL`, `name` and `meaning`.
macro_rules! codes {
    ($($variant:ident $name:literal $meaning:literal)+) => {
        /// What went wrong, as a stable name that is the same in Rust, Python and Node.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $meaning] $variant),+ }

        impl Code {
            /// Every code, in the order of `docs/errors.md`.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name, `out_of_range`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// One sentence on what it means and what to do.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),+ }
            }
        }
    };
}

codes! {
    OutOfRange "out_of_range" "A number lies outside the range its place allows; a code that means \"no answer\" is named with `na`."
    NotAnInteger "not_an_integer" "A fraction stands where a whole number, or a step of the scale, is asked."
    NotANumber "not_a_number" "Text that is no number, an infinity, or another kind of value stands where a number is asked."
    ScaleMismatch "scale_mismatch" "The score is not defined on this scale, or two scales differ."
    DirectionMismatch "direction_mismatch" "Higher-is-better and lower-is-better cannot be compared; reverse one of them."
    DefinitionMismatch "definition_mismatch" "Two states, or a state and its input, were made for different questions; they cannot be put together."
    CountOverflow "count_overflow" "A count would pass 2^53, the largest that every language holds exactly."
    NotContained "not_contained" "The state to subtract is not part of the state it is subtracted from."
    TooFew "too_few" "There are too few values for what is asked."
    NoModel "no_model" "An id needs an experience model, and none was given."
    UnitUnknown "unit_unknown" "The time unit is not known; a silent factor would follow."
    UnknownColumn "unknown_column" "The frame has no column of this name."
    UnknownId "unknown_id" "Nothing has this id."
    DuplicateId "duplicate_id" "An id, a name or a column stands twice."
    InvalidTime "invalid_time" "A time cannot be read, does not exist in its zone, or lies outside 1900 to 2200."
    InvalidPath "invalid_path" "A path of touches is missing, is empty or has an empty step."
    InvalidDuration "invalid_duration" "A duration cannot be read."
    InvalidWeight "invalid_weight" "A weight is missing beside an answer, negative, not finite, or all weights sum to zero."
    InvalidLevel "invalid_level" "A confidence level is a probability: more than 0 and less than 1."
    InvalidOption "invalid_option" "An option is unknown, of the wrong kind, or does not go with the others."
    InvalidDocument "invalid_document" "A document breaks a rule; the message names the rule and says how to mend it."
    InvalidJson "invalid_json" "The text is not the JSON that is asked."
    NestingTooDeep "nesting_too_deep" "JSON or XML is nested deeper than 128."
    DuplicateKey "duplicate_key" "A JSON object has a key twice."
    UnknownKey "unknown_key" "A JSON object has a key that is not known."
    InvalidCsv "invalid_csv" "The file is not well-formed CSV."
    InvalidXml "invalid_xml" "The file is not well-formed XML or not the XML that is asked, or it declares a document type, which is never read."
    InvalidGzip "invalid_gzip" "The gzip bytes are damaged, or become more bytes than `max_bytes` and `max_ratio` allow."
    InvalidEncoding "invalid_encoding" "The bytes are not in the encoding they were read as."
    InvalidState "invalid_state" "The bytes or JSON are not a state, or a damaged one."
    UnsupportedVersion "unsupported_version" "The state was written in a version that this library does not read."
    CurrencyMismatch "currency_mismatch" "Amounts in two currencies cannot be added."
    Collinear "collinear" "Predictors determine one another."
    InfiniteMean "infinite_mean" "The mean that is asked for does not exist."
    IllegalTransition "illegal_transition" "The case cannot go from its state to this one."
    LengthMismatch "length_mismatch" "Columns that belong together have different lengths."
    UnknownMetric "unknown_metric" "There is no metric of this name."
    UnknownZone "unknown_zone" "There is no time zone of this name in the tz database."
    Stopped "stopped" "The caller stopped the call before it was done; what it was to change is as it was."
    TooManyGroups "too_many_groups" "There are more groups, or groups times periods, than `max_groups` allows; one stray date makes many periods."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
