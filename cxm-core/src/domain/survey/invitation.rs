use crate::domain::document::{document, names};
use crate::domain::{ChannelId, InvitationId, RespondentId, SurveyId, Timestamp};

document! {
    /// One request to answer a survey.
    pub struct Invitation {
        /// Its id, which the response names.
        id: InvitationId,
        /// The survey.
        survey: SurveyId,
        /// Who was asked.
        to: RespondentId,
        /// By which channel.
        channel: ChannelId,
        /// When.
        at: Timestamp,
        /// What became of it.
        outcome: InvitationOutcome,
    }
}

names! {
    /// What became of an invitation.
    pub enum InvitationOutcome {
        /// It went out.
        Sent "sent",
        /// It could not be delivered.
        Bounced "bounced",
        /// It was opened.
        Opened "opened",
        /// The survey was begun.
        Started "started",
        /// The survey was completed.
        Completed "completed",
        /// The respondent closed it.
        Dismissed "dismissed",
        /// Nothing came of it.
        Ignored "ignored",
        /// The respondent wants no more invitations.
        OptedOut "optedOut",
        /// A contact policy kept it from going out.
        Suppressed "suppressed",
    }
}
