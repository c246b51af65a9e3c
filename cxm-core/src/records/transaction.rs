use super::raw_contact::check_pseudonym;
use crate::domain::document::{Problem, document, names};
use crate::domain::{ChannelId, CustomerId, Money, ProductId, Timestamp, TransactionId};
use crate::error::Code;

document! {
    /// What a customer bought, or gave back.
    pub struct Transaction {
        /// Its id.
        id: TransactionId,
        /// Who.
        customer: CustomerId,
        /// When.
        at: Timestamp,
        /// What kind: it says whether the money came or went.
        kind: TransactionKind,
        /// How much, without a sign.
        value: Money,
        /// What was left of it after costs, before it is known whether it came or went; a loss is negative.
        margin: Option<Money>,
        /// What it was for.
        items: Vec<Item> = Vec::new(),
        /// By which channel.
        channel: Option<ChannelId>,
    }
}

document! {
    /// One line of a transaction.
    pub struct Item {
        /// The product.
        product: ProductId,
        /// How many, or how much.
        qty: f64,
        /// For how much.
        value: Money,
    }
}

names! {
    /// What kind of transaction it is.
    pub enum TransactionKind {
        /// Something was bought.
        Purchase "purchase",
        /// Money went back.
        Refund "refund",
        /// A product went back, and its money.
        Return "return",
        /// A subscription began.
        SubscriptionStart "subscriptionStart",
        /// A subscription went on.
        SubscriptionRenewal "subscriptionRenewal",
        /// A subscription ended; what is still paid comes in.
        SubscriptionCancel "subscriptionCancel",
        /// A larger plan.
        Upgrade "upgrade",
        /// A smaller plan.
        Downgrade "downgrade",
    }
}

impl TransactionKind {
    /// 1 where money comes in, -1 where it goes back.
    #[must_use]
    pub const fn sign(self) -> i64 {
        match self {
            Self::Refund | Self::Return => -1,
            _ => 1,
        }
    }
}

impl Transaction {
    /// Adds what is wrong with the transaction that stands at `pointer` (V-M1, V-C1).
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        check_pseudonym(self.customer.as_str(), format!("{pointer}/customer"), problems);
        let unsigned = |minor: i64, at: String, problems: &mut Vec<Problem>| {
            if minor < 0 {
                let message = "write the amount without a sign; \"refund\" and \"return\" say that it goes back";
                problems.push(Problem::error("V-M1", at, message));
            }
        };
        let same = |money: &Money, at: String, problems: &mut Vec<Problem>| {
            if money.currency != self.value.currency {
                let message = format!("the transaction is in {}; write {} here too", self.value.currency, self.value.currency);
                problems.push(Problem::error("V-M1", at, message));
            }
        };
        unsigned(self.value.minor, format!("{pointer}/value/minor"), problems);
        if let Some(margin) = &self.margin {
            same(margin, format!("{pointer}/margin/currency"), problems);
        }
        for (i, item) in self.items.iter().enumerate() {
            unsigned(item.value.minor, format!("{pointer}/items/{i}/value/minor"), problems);
            same(&item.value, format!("{pointer}/items/{i}/value/currency"), problems);
            if item.qty <= 0.0 {
                let message = "write how many, more than 0";
                problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/items/{i}/qty"), message));
            }
        }
    }
}
