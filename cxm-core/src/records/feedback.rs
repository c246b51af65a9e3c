use super::raw_contact::check_pseudonym;
use super::redaction::check_redactions;
use super::{NormalRating, ObjectRef, Redaction, ReviewMeta, Sentiment, Tag};
use crate::domain::document::{Problem, document, names};
use crate::domain::{AuthorId, FeedbackId, Language, Timestamp, TouchpointId};
use crate::error::Code;

document! {
    /// What somebody said, wherever they said it.
    pub struct Feedback {
        /// Its id.
        id: FeedbackId,
        /// Where it comes from.
        kind: FeedbackKind,
        /// When.
        at: Timestamp,
        /// Who; anonymous without.
        author: Option<AuthorId>,
        /// The words, as they were said but for what `redactions` names.
        text: Option<String>,
        /// What was taken out of the words.
        redactions: Vec<Redaction> = Vec::new(),
        /// In which language.
        language: Option<Language>,
        /// The stars that came with it.
        rating: Option<NormalRating>,
        /// Which system it was read from.
        source_system: Option<String>,
        /// Where it can be read.
        url: Option<String>,
        /// What it is about.
        about: Vec<ObjectRef> = Vec::new(),
        /// At which touchpoint.
        touchpoint: Option<TouchpointId>,
        /// Of a review: how it came about.
        review: Option<ReviewMeta>,
        /// Its topics.
        tags: Vec<Tag> = Vec::new(),
        /// Its mood.
        sentiment: Option<Sentiment>,
    }
}

names! {
    /// Where feedback comes from, or what it is.
    pub enum FeedbackKind {
        /// A review.
        Review "review",
        /// A post in a social network.
        SocialPost "socialPost",
        /// A call.
        Call "call",
        /// A chat.
        Chat "chat",
        /// An e-mail.
        Email "email",
        /// A ticket.
        Ticket "ticket",
        /// A comment to a question.
        Comment "comment",
        /// A suggestion.
        Suggestion "suggestion",
        /// A complaint.
        Complaint "complaint",
        /// A compliment.
        Compliment "compliment",
    }
}

impl Feedback {
    /// Adds what is wrong with the feedback that stands at `pointer`.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        if let Some(author) = &self.author {
            check_pseudonym(author.as_str(), format!("{pointer}/author"), problems);
        }
        if let Some(rating) = &self.rating {
            rating.check(&format!("{pointer}/rating"), problems);
        }
        if let Some(sentiment) = &self.sentiment {
            sentiment.check(&format!("{pointer}/sentiment"), problems);
        }
        check_redactions(self.text.as_deref(), &self.redactions, &format!("{pointer}/redactions"), problems);
        if let Some(url) = &self.url {
            let of_the_web = |scheme| url.get(..8).is_some_and(|head: &str| head.to_ascii_lowercase().starts_with(scheme));
            if !of_the_web("https://") && !of_the_web("http://") {
                let message = "write an address that begins with https:// or http://; another could run in a page that shows it";
                problems.push(Problem::error(Code::InvalidDocument.name(), format!("{pointer}/url"), message));
            }
        }
        let answered = self.review.as_ref().and_then(|review| review.responded_at);
        if answered.is_some_and(|answered| answered.instant() < self.at.instant()) {
            let message = "a review is answered after it was written";
            problems.push(Problem::error(Code::InvalidTime.name(), format!("{pointer}/review/respondedAt"), message));
        }
    }
}
