use super::{Choice, QuestionScale};
use crate::domain::Text;
use crate::domain::document::{document, names, variants};

document! {
    /// A question on satisfaction.
    pub struct Csat {
        /// Its scale.
        scale: QuestionScale,
        /// How many of the best points count as satisfied.
        top_box: u8,
    }
}

document! {
    /// A question on effort.
    pub struct Ces {
        /// Its scale.
        scale: QuestionScale,
        /// How it is worded.
        form: CesForm,
    }
}

names! {
    /// How a question on effort is worded.
    pub enum CesForm {
        /// "How much effort did it take?": less is better.
        Effort "effort",
        /// "The company made it easy", agree or disagree: more is better.
        Agreement "agreement",
        /// "How easy was it?": more is better.
        Ease "ease",
    }
}

document! {
    /// A question with a scale on anything else.
    pub struct Rating {
        /// Its scale.
        scale: QuestionScale,
        /// What it measures: `trust`.
        construct: String,
    }
}

document! {
    /// One option of several.
    pub struct SingleChoice {
        /// The options.
        options: Vec<Choice>,
        /// Whether there is an "other" with words of one's own.
        other: bool = false,
    }
}

document! {
    /// Any number of options.
    pub struct MultiChoice {
        /// The options.
        options: Vec<Choice>,
        /// The fewest that may be chosen.
        min: u8 = 0,
        /// The most that may be chosen.
        max: Option<u8>,
    }
}

document! {
    /// Options to be put into order, or named by a feeling.
    pub struct Options {
        /// The options.
        options: Vec<Choice>,
    }
}

document! {
    /// The best and the worst of sets of options (best-worst scaling).
    pub struct MaxDiff {
        /// The options.
        options: Vec<Choice>,
        /// How many a set shows.
        per_set: u8,
    }
}

document! {
    /// Several rows on one scale.
    pub struct Matrix {
        /// The rows.
        rows: Vec<Choice>,
        /// Their scale.
        scale: QuestionScale,
    }
}

document! {
    /// Points to be shared out among options.
    pub struct ConstantSum {
        /// The options.
        options: Vec<Choice>,
        /// How many points there are.
        total: u32,
    }
}

document! {
    /// A scale between two opposite words.
    pub struct Semantic {
        /// The word at the lowest point.
        left: Text,
        /// The word at the highest point.
        right: Text,
        /// The scale.
        scale: QuestionScale,
    }
}

document! {
    /// A number on a line.
    pub struct Slider {
        /// The lowest.
        min: f64,
        /// The highest.
        max: f64,
        /// From one to the next.
        step: f64,
    }
}

impl Slider {
    /// Whether a number is a whole number of steps from the lowest. 0.1 is no binary fraction: a step may be off by its rounding, not by more.
    pub(super) fn has_step(&self, number: f64) -> bool {
        let steps = (number - self.min) / self.step;
        (steps - steps.round()).abs() <= 1e-9 * steps.abs().max(1.0)
    }

    /// The highest number that it can be set to: the highest, or the last step below it.
    pub(super) fn highest(&self) -> f64 {
        if self.has_step(self.max) { self.max } else { self.min + ((self.max - self.min) / self.step).floor() * self.step }
    }
}

document! {
    /// Any number.
    pub struct NumberEntry {
        /// Its unit: `days`.
        unit: Option<String>,
    }
}

document! {
    /// Words.
    pub struct OpenText {
        /// How many characters at most.
        max_chars: Option<u32>,
    }
}

document! {
    /// Leave for one purpose.
    pub struct ConsentQuestion {
        /// The purpose.
        purpose: String,
    }
}

variants! {
    /// What a question asks for.
    pub extended enum QuestionKind {
        /// Likelihood to recommend, 0 to 10: standard scale and bands only.
        Nps "nps",
        /// Satisfaction.
        Csat "csat" (Csat),
        /// Effort.
        Ces "ces" (Ces),
        /// A scale on anything else.
        Rating "rating" (Rating),
        /// One option.
        SingleChoice "singleChoice" (SingleChoice),
        /// Several options.
        MultiChoice "multiChoice" (MultiChoice),
        /// Options in order.
        Ranking "ranking" (Options),
        /// Best and worst of sets.
        MaxDiff "maxDiff" (MaxDiff),
        /// Rows on one scale.
        Matrix "matrix" (Matrix),
        /// Points shared out.
        ConstantSum "constantSum" (ConstantSum),
        /// Between two opposite words.
        Semantic "semantic" (Semantic),
        /// A number on a line.
        Slider "slider" (Slider),
        /// Yes or no.
        YesNo "yesNo",
        /// Any number.
        Number "number" (NumberEntry),
        /// A day.
        Date "date",
        /// Words.
        OpenText "openText" (OpenText),
        /// A feeling, one of several.
        Emotion "emotion" (Options),
        /// Leave for one purpose.
        Consent "consent" (ConsentQuestion),
        /// An uploaded file.
        File "file",
    }
}

impl QuestionKind {
    /// The key of the answer it takes.
    #[must_use]
    pub const fn answered_by(&self) -> &'static str {
        match self {
            Self::Nps | Self::Csat(_) | Self::Ces(_) | Self::Rating(_) | Self::Semantic(_) => "score",
            Self::SingleChoice(_) | Self::Emotion(_) => "choice",
            Self::MultiChoice(_) => "choices",
            Self::Ranking(_) => "rank",
            Self::MaxDiff(_) => "bestWorst",
            Self::Matrix(_) => "matrix",
            Self::ConstantSum(_) => "points",
            Self::Slider(_) | Self::Number(_) => "number",
            Self::YesNo | Self::Consent(_) => "bool",
            Self::Date => "date",
            Self::OpenText(_) | Self::File => "text",
        }
    }

    /// The options, or the rows of a matrix; empty when it has none.
    #[must_use]
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::SingleChoice(kind) => &kind.options,
            Self::MultiChoice(kind) => &kind.options,
            Self::Ranking(kind) | Self::Emotion(kind) => &kind.options,
            Self::MaxDiff(kind) => &kind.options,
            Self::ConstantSum(kind) => &kind.options,
            Self::Matrix(kind) => &kind.rows,
            _ => &[],
        }
    }

    /// The scale written in the document; the NPS question has none.
    #[must_use]
    pub fn scale(&self) -> Option<&QuestionScale> {
        match self {
            Self::Csat(kind) => Some(&kind.scale),
            Self::Ces(kind) => Some(&kind.scale),
            Self::Rating(kind) => Some(&kind.scale),
            Self::Matrix(kind) => Some(&kind.scale),
            Self::Semantic(kind) => Some(&kind.scale),
            _ => None,
        }
    }

    /// The key in documents.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat(_) => "csat",
            Self::Ces(_) => "ces",
            Self::Rating(_) => "rating",
            Self::SingleChoice(_) => "singleChoice",
            Self::MultiChoice(_) => "multiChoice",
            Self::Ranking(_) => "ranking",
            Self::MaxDiff(_) => "maxDiff",
            Self::Matrix(_) => "matrix",
            Self::ConstantSum(_) => "constantSum",
            Self::Semantic(_) => "semantic",
            Self::Slider(_) => "slider",
            Self::YesNo => "yesNo",
            Self::Number(_) => "number",
            Self::Date => "date",
            Self::OpenText(_) => "openText",
            Self::Emotion(_) => "emotion",
            Self::Consent(_) => "consent",
            Self::File => "file",
        }
    }
}
