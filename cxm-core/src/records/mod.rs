//! Floor 5: the records that are collected under a model's definitions: who the customers are, what they lived through, bought and said,
//! and who worked on it.
//!
//! Records are read as documents are, with every problem and its place. Invitations and responses stand with their
//! [surveys](crate::domain::survey).
//!
//! The rules, each an error where it does not say otherwise: V-C1 no raw e-mail address or phone number is a key (a warning where it is
//! an id); V-C2 no customer is merged into itself, by way of others or not; V-C3 nothing links a deleted customer; V-M1 one record has one
//! currency, and what is given back is so by its kind and not by its sign.

pub(crate) mod by_customer;
mod change_op;
mod change_record;
mod consent;
mod customer;
pub(crate) mod customer_rows;
mod duplicates;
mod employee;
pub mod event_log;
mod exchange_rates;
mod feedback;
mod idea;
mod identity;
mod interaction;
mod merge_purchases;
mod merges;
mod net_value;
mod normal_rating;
mod object_ref;
mod raw_contact;
#[expect(clippy::module_inception, reason = "the file is named for its one type")]
mod records;
mod redaction;
mod responses;
mod review_meta;
mod sentiment;
mod tag;
mod transaction;
pub(crate) mod transaction_columns;
mod unlinkable;

pub use change_op::ChangeOp;
pub use change_record::ChangeRecord;
pub use consent::Consent;
pub use customer::{Customer, CustomerStatus};
pub use duplicates::{Deduplicated, deduplicate};
pub use employee::Employee;
pub use exchange_rates::ExchangeRates;
pub use feedback::{Feedback, FeedbackKind};
pub use idea::{Idea, IdeaStatus};
pub use identity::{Identity, RawKeys};
pub use interaction::Interaction;
pub use merge_purchases::MergePurchases;
pub use merges::Merges;
pub use net_value::net_value;
pub use normal_rating::NormalRating;
pub use object_ref::ObjectRef;
pub use records::Records;
pub use redaction::Redaction;
pub use review_meta::ReviewMeta;
pub use sentiment::Sentiment;
pub use tag::Tag;
pub use transaction::{Item, Transaction, TransactionKind};
pub use transaction_columns::TransactionColumns;
