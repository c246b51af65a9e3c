use crate::report::chart::{Chart, ChartUnit};

/// What a table of scores does not say of itself.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct PlotOptions {
    /// The headline.
    pub title: Option<String>,
    /// A second line.
    pub subtitle: Option<String>,
    /// What the values are: `NPS`.
    pub value_label: Option<String>,
    /// What stands on the horizontal axis of curves: `Weeks since the first order`.
    pub across: Option<String>,
    /// Their unit; `None` takes it from the values: shares where all numbers lie within 0 to 1, points where one lies outside -10 to 10, else a number.
    pub unit: Option<ChartUnit>,
    /// The confidence level of the intervals.
    pub level: Option<f64>,
    /// The smallest n that is published, for the text of hidden rows.
    pub min_n: Option<u64>,
    /// A value to compare with, and its name.
    pub reference: Option<(String, f64)>,
}

impl PlotOptions {
    /// Sets the headline.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the second line.
    #[must_use]
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// Sets what the values are.
    #[must_use]
    pub fn value_label(mut self, label: impl Into<String>) -> Self {
        self.value_label = Some(label.into());
        self
    }

    /// Sets what stands on the horizontal axis of curves.
    #[must_use]
    pub fn across(mut self, label: impl Into<String>) -> Self {
        self.across = Some(label.into());
        self
    }

    /// Sets the unit.
    #[must_use]
    pub fn unit(mut self, unit: ChartUnit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Sets the confidence level.
    #[must_use]
    pub fn level(mut self, level: f64) -> Self {
        self.level = Some(level);
        self
    }

    /// Sets the smallest n that is published.
    #[must_use]
    pub fn min_n(mut self, min_n: u64) -> Self {
        self.min_n = Some(min_n);
        self
    }

    /// Sets a value to compare with.
    #[must_use]
    pub fn reference(mut self, label: impl Into<String>, value: f64) -> Self {
        self.reference = Some((label.into(), value));
        self
    }

    /// Puts what was set onto a chart.
    pub(super) fn dress(&self, mut chart: Chart) -> Chart {
        if let Some(title) = &self.title {
            chart.title.clone_from(title);
        }
        chart.subtitle = self.subtitle.clone().or(chart.subtitle);
        chart.value_label = self.value_label.clone().or(chart.value_label);
        chart.across = self.across.clone().or(chart.across);
        chart.level = self.level.or(chart.level);
        match &self.reference {
            Some((label, value)) => chart.reference(label.clone(), *value),
            None => chart,
        }
    }
}
