use super::AttributionMethod;
use crate::columns::{Table, TableColumn};

/// What one channel is credited with.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Credit {
    /// The channel.
    pub channel: String,
    /// With `shapley_ordered`, its place among the distinct channels of the path, from 1.
    pub position: Option<u64>,
    /// Conversions.
    pub conversions: f64,
    /// Their value.
    pub value: Option<f64>,
    /// The share of all conversions.
    pub share: Option<f64>,
    /// The interval of `conversions`.
    pub conf: Option<(f64, f64)>,
    /// The interval of `share`.
    pub share_conf: Option<(f64, f64)>,
    /// Markov: the share of conversions that goes through the channel, and is lost when it is taken out of the chain.
    pub removal_effect: Option<f64>,
    /// The interval of `removal_effect`.
    pub removal_effect_conf: Option<(f64, f64)>,
}

/// Conversions, divided among channels. Not incremental: see the [module](super).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Attribution {
    /// How they were divided.
    pub method: AttributionMethod,
    /// The order of the Markov chain.
    pub order: Option<u32>,
    /// Of paths, the share that ended in a conversion; `None` where there is no path.
    pub conversion_rate: Option<f64>,
    /// One credit a channel, in the order of their names.
    pub credits: Vec<Credit>,
}

impl Attribution {
    /// The credit of a channel.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<&Credit> {
        self.credits.iter().find(|credit| credit.channel == name)
    }

    /// A row a channel: `channel`, `position` (with `shapley_ordered`), `conversions`, `value`, `share`, `conf_low` and `conf_high` of the conversions,
    /// `removal_effect`, `share_conf_low`, `share_conf_high`, `removal_effect_conf_low`, `removal_effect_conf_high`, `order`.
    #[must_use]
    pub fn table(&self) -> Table {
        let credits = &self.credits;
        let floats = |of: &dyn Fn(&Credit) -> Option<f64>| TableColumn::Float(credits.iter().map(of).collect());
        let low = |pair: Option<(f64, f64)>| pair.map(|(low, _)| low);
        let high = |pair: Option<(f64, f64)>| pair.map(|(_, high)| high);
        let names = credits.iter().map(|credit| Some(credit.channel.clone())).collect();
        let mut table = Table::default().with("channel", TableColumn::Text(names));
        if self.method == AttributionMethod::ShapleyOrdered {
            table = table.with("position", TableColumn::Count(credits.iter().map(|credit| credit.position).collect()));
        }
        table
            .with("conversions", floats(&|credit| Some(credit.conversions)))
            .with("value", floats(&|credit| credit.value))
            .with("share", floats(&|credit| credit.share))
            .with("conf_low", floats(&|credit| low(credit.conf)))
            .with("conf_high", floats(&|credit| high(credit.conf)))
            .with("removal_effect", floats(&|credit| credit.removal_effect))
            .with("share_conf_low", floats(&|credit| low(credit.share_conf)))
            .with("share_conf_high", floats(&|credit| high(credit.share_conf)))
            .with("removal_effect_conf_low", floats(&|credit| low(credit.removal_effect_conf)))
            .with("removal_effect_conf_high", floats(&|credit| high(credit.removal_effect_conf)))
            .with("order", TableColumn::Count(vec![self.order.map(u64::from); credits.len()]))
    }
}
