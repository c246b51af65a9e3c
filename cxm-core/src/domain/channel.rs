use super::ChannelId;
use super::document::{document, names};

document! {
    /// A way by which customer and company meet.
    pub struct Channel {
        /// Its id.
        id: ChannelId,
        /// What it is.
        kind: ChannelKind,
        /// Online or offline.
        medium: Medium = Medium::Online,
    }
}

names! {
    /// What a channel is.
    pub enum ChannelKind {
        /// A shop or an office.
        Store "store",
        /// A call with a person.
        Phone "phone",
        /// A call with a machine (interactive voice response).
        Ivr "ivr",
        /// E-mail.
        Email "email",
        /// Text messages.
        Sms "sms",
        /// Chat with a person.
        Chat "chat",
        /// Chat with a machine.
        Chatbot "chatbot",
        /// A website.
        Website "website",
        /// An app on a phone.
        MobileApp "mobileApp",
        /// A social network.
        Social "social",
        /// A site of reviews.
        ReviewSite "reviewSite",
        /// A smart speaker.
        VoiceAssistant "voiceAssistant",
        /// Letters and parcels.
        Mail "mail",
        /// A receipt.
        Receipt "receipt",
        /// Television.
        Tv "tv",
        /// Newspapers, posters, leaflets.
        Print "print",
        /// Radio.
        Radio "radio",
        /// A terminal.
        Kiosk "kiosk",
        /// A fair, a concert, a talk.
        Event "event",
        /// Somebody who sells or serves for the company.
        Partner "partner",
        /// A portal where customers help themselves.
        SelfService "selfService",
        /// A visit.
        InPerson "inPerson",
        /// Anything else.
        Other "other",
    }
}

names! {
    /// Online or offline.
    pub enum Medium {
        /// Over a network.
        Online "online",
        /// Without.
        Offline "offline",
    }
}
