use plotters::prelude::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontFamily, FontStyle, FontTransform, IntoFont, ShapeStyle, TextStyle};

use super::ink::Ink;
use super::measure::width;
use super::options::Theme;
use crate::report::escape;

/// plotters counts in whole units: ten of them are one pixel, so that places and strokes are good to a tenth.
pub(super) const UNITS: f64 = 10.0;
/// The faces of all text; the root element names them once.
pub(super) const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// A sheet in pixels. plotters' string backend cannot fail, and its results are dropped for that reason.
pub(super) struct Canvas<'a> {
    backend: SVGBackend<'a>,
    theme: Theme,
}

/// Where text stands against its place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Whether text is bold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Weight {
    Normal,
    Bold,
}

impl<'a> Canvas<'a> {
    pub fn new(body: &'a mut String, theme: Theme) -> Self {
        Self { backend: SVGBackend::with_string(body, (1, 1)), theme }
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink, thick: f64, opacity: f64) {
        let style = self.stroke(ink, thick, opacity);
        let _ = self.backend.draw_line(units(from), units(to), &style);
    }

    /// A line in dashes of 4 pixels, gaps of 3.
    pub fn dashed(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let mut at = 0.0;
        while at < length {
            let end = (at + 4.0).min(length);
            let place = |d: f64| (from.0 + dx * d / length, from.1 + dy * d / length);
            self.line(place(at), place(end), ink, 1.0, 1.0);
            at += 7.0;
        }
    }

    pub fn polyline(&mut self, points: &[(f64, f64)], ink: Ink, thick: f64) {
        let style = self.stroke(ink, thick, 1.0);
        let _ = self.backend.draw_path(points.iter().copied().map(units), &style);
    }

    /// A path in dashes and gaps of these lengths, which go on around corners; drawn through where the first gap is 0.
    pub fn dashes(&mut self, points: &[(f64, f64)], ink: Ink, thick: f64, pattern: &[u32]) {
        if pattern.get(1).is_none_or(|gap| *gap == 0) {
            return self.polyline(points, ink, thick);
        }
        // The parts in order, and how far along the path the present one ends: whole pixels, so that each goes further.
        let mut parts = pattern.iter().copied().cycle().zip([true, false].into_iter().cycle());
        let (mut until, mut is_drawn) = parts.next().map_or((1.0, true), |(part, is_drawn)| (f64::from(part.max(1)), is_drawn));
        let mut before = 0.0;
        for (from, to) in points.iter().zip(points.iter().skip(1)) {
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let place = |d: f64| (from.0 + (to.0 - from.0) * d / length, from.1 + (to.1 - from.1) * d / length);
            let mut at = 0.0;
            while at < length {
                let end = (until - before).clamp(at, length);
                if is_drawn && end > at {
                    self.line(place(at), place(end), ink, thick, 1.0);
                }
                if until - before <= length
                    && let Some((part, next_is_drawn)) = parts.next()
                {
                    (until, is_drawn) = (until + f64::from(part.max(1)), next_is_drawn);
                }
                at = end;
            }
            before += length;
        }
    }

    pub fn polygon(&mut self, points: &[(f64, f64)], ink: Ink, opacity: f64) {
        let color = ink.color(self.theme, opacity);
        let _ = self.backend.fill_polygon(points.iter().copied().map(units), &ShapeStyle::from(&color).filled());
    }

    pub fn rect(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink) {
        self.shade(from, to, ink, 1.0);
    }

    /// A patch that is the darker the more opaque it is.
    pub fn shade(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink, opacity: f64) {
        let style = ShapeStyle::from(&ink.color(self.theme, opacity)).filled();
        let _ = self.backend.draw_rect(units(from), units(to), &style, true);
    }

    pub fn disc(&mut self, center: (f64, f64), radius: f64, ink: Ink) {
        let style = ShapeStyle::from(&ink.color(self.theme, 1.0)).filled();
        let _ = self.backend.draw_circle(units(center), length(radius), &style, true);
    }

    /// A circle with the ground's colour inside.
    pub fn ring(&mut self, center: (f64, f64), radius: f64, ink: Ink) {
        self.disc(center, radius, Ink::Paper);
        let style = self.stroke(ink, 2.0, 1.0);
        let _ = self.backend.draw_circle(units(center), length(radius), &style, false);
    }

    /// Text on a patch of the ground's colour, which keeps lines out of it.
    pub fn text_on_patch(&mut self, text: &str, (x, y): (f64, f64), size: f64, ink: Ink, weight: Weight) {
        let (half, rise) = (width(text, size) / 2.0 + 1.0, size * 0.55);
        self.rect((x - half, y - rise), (x + half, y + rise), Ink::Paper);
        self.text(text, (x, y), size, ink, Anchor::Middle, weight);
    }

    /// Text whose middle height is at `place`.
    pub fn text(&mut self, text: &str, place: (f64, f64), size: f64, ink: Ink, anchor: Anchor, weight: Weight) {
        let anchor = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let weight = match weight {
            Weight::Normal => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        self.write(text, place, size, ink, (anchor, weight), FontTransform::None);
    }

    /// Text that goes up from `place`, its foot to the right.
    pub fn text_on_end(&mut self, text: &str, place: (f64, f64), size: f64, ink: Ink) {
        self.write(text, place, size, ink, (HPos::Left, FontStyle::Normal), FontTransform::Rotate270);
    }

    fn write(
        &mut self,
        text: &str,
        place: (f64, f64),
        size: f64,
        ink: Ink,
        (anchor, weight): (HPos, FontStyle),
        turned: FontTransform,
    ) {
        let text = escape::markup_text(text);
        // plotters divides the size by 1.24.
        let (size, scaled) = (size * UNITS, size * UNITS * 1.24);
        let near = [scaled, scaled.next_down(), scaled.next_up()];
        // The neighbour whose quotient is the size itself, and not 120.00000000000001.
        let scaled = near.into_iter().find(|&s| (s / 1.24).to_bits() == size.to_bits()).unwrap_or(scaled);
        let font = (FontFamily::Name(FONT), scaled, weight).into_font().transform(turned);
        let color = ink.color(self.theme, 1.0);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(anchor, VPos::Center));
        let _ = self.backend.draw_text(&text, &style, units(place));
    }

    fn stroke(&self, ink: Ink, thick: f64, opacity: f64) -> ShapeStyle {
        ShapeStyle { color: ink.color(self.theme, opacity), filled: false, stroke_width: length(thick) }
    }
}

fn units(place: (f64, f64)) -> (i32, i32) {
    // Places lie on a sheet of some thousand pixels; `as` saturates and makes NaN 0.
    #[allow(clippy::cast_possible_truncation)]
    let unit = |v: f64| (v * UNITS).round() as i32;
    (unit(place.0), unit(place.1))
}

fn length(pixels: f64) -> u32 {
    // Widths and radii are small and positive; `as` saturates.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let units = (pixels * UNITS).round() as u32;
    units
}
