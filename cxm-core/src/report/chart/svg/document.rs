// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use super::canvas::{Canvas, FONT, UNITS};
use super::ink::{Ink, dark_style};
use super::options::{SvgOptions, Theme};
use super::{curves, distribution, estimates, flow, forest, matrix, trend};
use crate::report::chart::{Chart, ChartKind};
use crate::report::escape;

impl Chart {
    /// The chart as a static SVG document: text stays text, a title and a description are there for screen readers, and
    /// it shrinks with the page.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, SvgOptions};
    /// let svg = Chart::new(ChartKind::Estimates, "NPS", ChartUnit::Points)
    ///     .point(ChartPoint::shown("R&D", 39.8).interval(37.2, 42.4).n(2_746))
    ///     .to_svg(&SvgOptions::default());
    /// assert!(svg.starts_with("<svg ") && svg.contains("R&amp;D") && svg.contains(">39.8<"));
    /// ```
    #[must_use]
    pub fn to_svg(&self, options: &SvgOptions) -> String {
        let options = SvgOptions { width: options.width.clamp(280, 4_000), ..*options };
        let mut body = String::new();
        let height = {
            let mut canvas = Canvas::new(&mut body, options.theme);
            match self.kind {
                ChartKind::Estimates | ChartKind::Funnel | ChartKind::Bars => estimates::draw(&mut canvas, self, &options),
                ChartKind::Forest => forest::draw(&mut canvas, self, &options),
                ChartKind::Curves => curves::draw(&mut canvas, self, &options),
                ChartKind::Matrix => matrix::draw(&mut canvas, self, &options),
                ChartKind::Flow => flow::draw(&mut canvas, self, &options),
                ChartKind::Trend => trend::draw(&mut canvas, self, &options),
                ChartKind::Distribution => distribution::draw(&mut canvas, self, &options),
            }
        };
        self.document(&options, height.ceil(), &elements(&body))
    }

    /// The root element with what plotters does not write: a view box, the role and texts for screen readers, styles.
    fn document(&self, options: &SvgOptions, height: f64, elements: &str) -> String {
        let (title, description) = (escape::svg(&self.title), escape::svg(&self.description()));
        // The same chart has the same id in every run; different charts on one page differ.
        let id = format!("cxm-{:08x}", crc32c::crc32c(format!("{title}{description}{elements}").as_bytes()));
        let (style, ground) = match options.theme {
            Theme::Light => (String::new(), Some(Ink::Paper.light())),
            Theme::Dark => (String::new(), Some(Ink::Paper.dark())),
            Theme::Auto => (format!("<style>{}</style>\n", dark_style()), None),
        };
        let (width, units_wide, units_high) = (options.width, f64::from(options.width) * UNITS, height * UNITS);
        let ground = ground.map_or_else(String::new, |color| {
            format!("<rect width=\"{units_wide}\" height=\"{units_high}\" fill=\"{color}\"/>\n")
        });
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cxm-chart\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {units_wide} {units_high}\" \
             style=\"max-width:100%;height:auto\" font-family=\"{}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n",
            escape::svg(FONT)
        );
        let _ = write!(svg, "<title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n");
        svg.push_str(&style);
        svg.push_str(&ground);
        let mut text_follows = false;
        for line in elements.lines() {
            svg.push_str(line);
            // plotters puts text on a line of its own, which would add spaces to it.
            text_follows = line.starts_with("<text ") || (text_follows && !line.starts_with("</text>"));
            if !text_follows {
                svg.push('\n');
            }
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// What stands between plotters' own root tags.
fn elements(body: &str) -> String {
    let inner = body.split_once('\n').map_or("", |(_, rest)| rest);
    let inner = inner.trim_end().strip_suffix("</svg>").unwrap_or(inner);
    // Said once on the root element. Text holds no quotation marks here, so that only attributes are found.
    inner.replace(&format!(" font-family=\"{}\"", escaped_font()), "").replace(" opacity=\"1\"", "")
}

/// The faces as plotters escapes them.
fn escaped_font() -> String {
    FONT.replace('\'', "&apos;")
}
