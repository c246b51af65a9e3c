use super::Table;
use super::table::IntervalBar;
use crate::report::chart::{Chart, Tone};
use crate::report::journey_map::JourneyGrid;

/// A page: a title, sections and a closing remark. Everything in it is plain text and is escaped where it is written.
///
/// # Examples
/// ```
/// use cxm_core::report::page::{Block, Page, Section};
/// let page = Page::new("Airport <2017>").section(Section::new("NPS").block(Block::Paragraph("39.8 points".into())));
/// assert!(page.to_html().contains("<h1>Airport &lt;2017&gt;</h1>"));
/// assert_eq!(page.to_markdown(), "# Airport &lt;2017&gt;\n\n## NPS\n\n39.8 points\n");
/// assert_eq!(page.to_text(80), "Airport <2017>\n==============\n\nNPS\n---\n\n39.8 points\n");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The title.
    pub title: String,
    /// A line below the title: the dates, the source.
    pub subtitle: Option<String>,
    /// The language of the text, a BCP 47 tag; default `en`.
    pub language: String,
    /// The parts.
    pub sections: Vec<Section>,
    /// The last line: what made the page, from what. The core has no clock: a date comes from the caller.
    pub generated_note: Option<String>,
}

/// A part of a page with a heading.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// A paragraph below the heading.
    pub intro: Option<String>,
    /// What stands in it.
    pub body: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Block {
    /// A heading within the section.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// Remarks, one below the other.
    List(Vec<Notice>),
    /// A table.
    Table(Table),
    /// A chart: a picture in HTML (with feature `charts`; else its table), a table elsewhere.
    Chart(Box<Chart>),
    /// A chart beside a table with the same numbers: a picture in HTML (with feature `charts`), nothing elsewhere.
    Picture(Box<Chart>),
    /// A journey map: stages, touchpoints and lanes in HTML, a table of touchpoints elsewhere.
    JourneyMap(Box<JourneyGrid>),
    /// The few numbers that matter most.
    KeyFigures(Vec<KeyFigure>),
    /// Something the reader must know.
    Notice(Notice),
}

/// A number in large type.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct KeyFigure {
    /// What it is, `NPS`.
    pub label: String,
    /// The number as it is read, `39.8`.
    pub value: String,
    /// Its interval as it is read, `[37.2, 42.4]`.
    pub interval_text: Option<String>,
    /// What it rests on: `n 2,746`.
    pub base: Option<String>,
    /// A remark: `up 3.1 since May`.
    pub note: Option<String>,
    /// Whether it is good news.
    pub tone: Tone,
    /// A small picture.
    pub bar: Option<IntervalBar>,
}

/// A remark that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whether it warns.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

impl Page {
    /// A page in English without sections.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), subtitle: None, language: "en".to_owned(), sections: Vec::new(), generated_note: None }
    }

    /// Sets the line below the title.
    #[must_use]
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// Sets the language tag.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = language.into();
        self
    }

    /// Adds a section.
    #[must_use]
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// Sets the last line.
    #[must_use]
    pub fn generated_note(mut self, note: impl Into<String>) -> Self {
        self.generated_note = Some(note.into());
        self
    }
}

impl Section {
    /// A section without blocks.
    #[must_use]
    pub fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), intro: None, body: Vec::new() }
    }

    /// Sets the paragraph below the heading.
    #[must_use]
    pub fn intro(mut self, intro: impl Into<String>) -> Self {
        self.intro = Some(intro.into());
        self
    }

    /// Adds a block.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        self.body.push(block);
        self
    }
}

impl KeyFigure {
    /// A label and a number.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            interval_text: None,
            base: None,
            note: None,
            tone: Tone::Neutral,
            bar: None,
        }
    }

    /// Sets the interval's text.
    #[must_use]
    pub fn interval_text(mut self, text: impl Into<String>) -> Self {
        self.interval_text = Some(text.into());
        self
    }

    /// Sets what it rests on.
    #[must_use]
    pub fn base(mut self, base: impl Into<String>) -> Self {
        self.base = Some(base.into());
        self
    }

    /// Sets the remark.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Sets the tone.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Sets the small picture.
    #[must_use]
    pub fn bar(mut self, bar: IntervalBar) -> Self {
        self.bar = Some(bar);
        self
    }
}
