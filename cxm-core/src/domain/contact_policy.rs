use super::document::{Problem, document, names, read_text, require_none};
use super::survey::{Invitation, InvitationOutcome};
use super::{ChannelId, IsoDuration, SurveyId};
use crate::columns::time::Instant;
use crate::error::{Code, Error, Result, push_key};

document! {
    /// How often one respondent may be asked.
    pub struct ContactPolicy {
        /// So long after an invitation there is no other.
        quarantine: Option<IsoDuration>,
        /// Which earlier invitations count.
        scope: ContactScope = ContactScope::Customer,
        /// So many invitations in a while, at most.
        frequency_cap: Option<FrequencyCap>,
    }
}

document! {
    /// So many invitations in a while, at most.
    pub struct FrequencyCap {
        /// How many.
        invitations: u32,
        /// In which while.
        within: IsoDuration,
    }
}

names! {
    /// Which earlier invitations a contact policy counts.
    pub enum ContactScope {
        /// Every one to the respondent.
        Customer "customer",
        /// Those to the same survey.
        Survey "survey",
        /// Those by the same channel.
        Channel "channel",
    }
}

names! {
    /// Why a respondent may not be invited.
    pub enum ContactReason {
        /// They want no invitations.
        OptedOut "opted_out",
        /// The last invitation is too recent.
        Quarantine "quarantine",
        /// There were too many lately.
        FrequencyCap "frequency_cap",
    }
}

/// An earlier invitation of one respondent, or the one that is thought of.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// When.
    pub at: Instant,
    /// To which survey; unknown counts as this one.
    pub survey: Option<SurveyId>,
    /// By which channel; unknown counts as this one.
    pub channel: Option<ChannelId>,
    /// What became of it.
    pub outcome: InvitationOutcome,
}

impl From<&Invitation> for Contact {
    fn from(invitation: &Invitation) -> Self {
        Self {
            at: invitation.at.instant(),
            survey: Some(invitation.survey.clone()),
            channel: Some(invitation.channel.clone()),
            outcome: invitation.outcome,
        }
    }
}

/// The invitation that is thought of.
#[derive(Debug, Clone, PartialEq)]
pub struct Invite {
    /// When: now.
    pub at: Instant,
    /// To which survey.
    pub survey: Option<SurveyId>,
    /// By which channel.
    pub channel: Option<ChannelId>,
}

impl Invite {
    /// An invitation at an instant, to any survey by any channel.
    #[must_use]
    pub const fn at(at: Instant) -> Self {
        Self { at, survey: None, channel: None }
    }
}

/// Whether a respondent may be invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MayInvite {
    /// Why not; none when they may.
    pub reason: Option<ContactReason>,
    /// The first instant at which they may, if nothing else happens; none when they may now, or never.
    pub until: Option<Instant>,
}

impl MayInvite {
    /// Whether they may.
    #[must_use]
    pub const fn allowed(self) -> bool {
        self.reason.is_none()
    }
}

/// The end of a while that begins with an invitation.
fn end_of(key: &str, length: &IsoDuration, from: Instant) -> Result<Instant> {
    length.duration().after(from).map_err(|_| {
        let message = format!("{key} of {length} after {from} ends after 2199, where times end; give a shorter one");
        Error::new(Code::InvalidTime, message).with_field(key)
    })
}

impl ContactPolicy {
    /// A policy that keeps rule V-S10, from its document.
    ///
    /// # Errors
    /// The first problem of shape with its place, `unknown_key` for a key that is none, or `invalid_document`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::ContactPolicy;
    /// assert!(ContactPolicy::from_json(r#"{"quarantin": "P84D"}"#).unwrap_err().message().contains("did you mean \"quarantine\"?"));
    /// assert!(ContactPolicy::from_json(r#"{"quarantine": "P84D"}"#).is_ok());
    /// let nobody = r#"{"frequencyCap": {"invitations": 0, "within": "P1Y"}}"#;
    /// assert_eq!(ContactPolicy::from_json(nobody).unwrap_err().pointer(), Some("/frequencyCap/invitations"));
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let (policy, mut problems) = read_text::<Self>("a contact policy", text)?;
        if let Some(policy) = &policy {
            policy.check("", &mut problems);
        }
        require_none(&problems)?;
        // A key that is passed over would be a limit that is not kept.
        if let Some(unknown) = problems.first() {
            return Err(unknown.to_error());
        }
        policy.ok_or_else(|| Error::new(Code::InvalidDocument, "this is not a contact policy")) // no value without an error
    }

    /// Whether the policy allows an invitation after these earlier ones, in any order.
    ///
    /// - An opt-out holds for every survey and channel, whatever the scope, and does not end by itself.
    /// - Invitations that never arrived (`bounced`, `suppressed`) do not count; one that is planned for later does.
    /// - At the end of the quarantine to the instant the respondent may be asked again; a month is one of the calendar, a day 24 h.
    /// - When both quarantine and cap refuse, the answer is the one that lasts longer.
    ///
    /// # Errors
    /// `invalid_time` when a quarantine ends after 2199.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::time::{Zone, parse_time};
    /// use cxm_core::domain::survey::InvitationOutcome;
    /// use cxm_core::domain::{Contact, ContactPolicy, ContactReason, Invite, document::read_text};
    /// let policy = read_text::<ContactPolicy>("a contact policy", r#"{"quarantine": "P84D"}"#)?.0.unwrap();
    /// let at = |text| parse_time(text, &Zone::UTC);
    /// let last = Contact { at: at("2026-11-11")?, survey: None, channel: None, outcome: InvitationOutcome::Sent };
    /// let answer = policy.may_invite(&[last], &Invite::at(at("2026-11-21")?))?;
    /// assert_eq!(answer.reason, Some(ContactReason::Quarantine));
    /// assert_eq!(answer.until.unwrap().to_string(), "2027-02-03T00:00:00Z");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn may_invite(&self, history: &[Contact], invite: &Invite) -> Result<MayInvite> {
        if history.iter().any(|contact| contact.outcome == InvitationOutcome::OptedOut) {
            return Ok(MayInvite { reason: Some(ContactReason::OptedOut), until: None });
        }
        let mut counted: Vec<Instant> =
            history.iter().filter(|contact| self.counts(contact, invite)).map(|contact| contact.at).collect();
        counted.sort_unstable_by(|a, b| b.cmp(a));
        let mut answer = MayInvite { reason: None, until: None };
        let mut refuse = |reason, until: Instant| {
            if until > invite.at && answer.until.is_none_or(|sooner| until > sooner) {
                answer = MayInvite { reason: Some(reason), until: Some(until) };
            }
        };
        if let (Some(quarantine), Some(last)) = (&self.quarantine, counted.first()) {
            refuse(ContactReason::Quarantine, end_of("quarantine", quarantine, *last)?);
        }
        if let Some(cap) = &self.frequency_cap {
            // When the n-th latest has left the window, fewer than n are in it.
            let nth = usize::try_from(cap.invitations).ok().and_then(|n| n.checked_sub(1)).and_then(|place| counted.get(place));
            if let Some(nth) = nth {
                refuse(ContactReason::FrequencyCap, end_of("frequencyCap", &cap.within, *nth)?);
            }
        }
        Ok(answer)
    }

    fn counts(&self, contact: &Contact, invite: &Invite) -> bool {
        fn same<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
            a.zip(b).is_none_or(|(a, b)| a == b)
        }
        let arrived = !matches!(contact.outcome, InvitationOutcome::Bounced | InvitationOutcome::Suppressed);
        arrived
            && match self.scope {
                ContactScope::Customer => true,
                ContactScope::Survey => same(contact.survey.as_ref(), invite.survey.as_ref()),
                ContactScope::Channel => same(contact.channel.as_ref(), invite.channel.as_ref()),
            }
    }

    /// Adds what is wrong with the policy that stands at `pointer`.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        let Some(cap) = &self.frequency_cap else { return };
        let mut report = |key: &str, message: &str| {
            let mut pointer = pointer.to_owned();
            push_key(&mut pointer, "frequencyCap");
            push_key(&mut pointer, key);
            problems.push(Problem::error("V-S10", pointer, message));
        };
        if cap.invitations == 0 {
            report("invitations", "allow 1 or more invitations; a survey that asks nobody needs no policy");
        }
        if cap.within.duration().exact_micros() == Some(0) {
            report("within", "give the cap some time, such as \"P1Y\"; within none there are never too many invitations");
        }
    }
}
