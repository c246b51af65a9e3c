use crate::columns::Key;
use crate::error::Result;
use crate::records::event_log::EventLog;

/// A column to break down by.
pub(super) enum By<'a> {
    Attribute { keys: &'a [Key], codes: &'a [u32] },
    Channel { names: &'a [String], codes: &'a [u8] },
}

impl<'a> By<'a> {
    /// An attribute of this name, or the channel.
    pub fn of(log: &'a EventLog, name: &str) -> Result<Self> {
        match log.attribute(name) {
            Ok(attribute) => Ok(Self::Attribute { keys: &attribute.keys, codes: &attribute.codes }),
            Err(_) if name == "channel" && !log.channel_codes().is_empty() => {
                Ok(Self::Channel { names: log.channels(), codes: log.channel_codes() })
            }
            Err(error) if name == "channel" => {
                Err(error.reworded("the log has no channel: name the column that is one in `channel` when it is made"))
            }
            Err(error) => Err(error),
        }
    }

    /// How many codes there are, the one of nothing included.
    pub fn size(&self) -> u64 {
        match self {
            Self::Attribute { keys, .. } => keys.len() as u64 + 1,
            Self::Channel { names, .. } => names.len() as u64 + 1,
        }
    }

    /// The code of an event.
    pub fn code(&self, event: usize) -> u64 {
        let code = match self {
            Self::Attribute { codes, .. } => codes.get(event).map(|&code| u64::from(code)),
            Self::Channel { codes, .. } => codes.get(event).map(|&code| u64::from(code)),
        };
        code.map_or(self.size() - 1, |code| code.min(self.size() - 1))
    }

    /// What a code stands for.
    pub fn key(&self, code: u64) -> Key {
        let place = usize::try_from(code).unwrap_or(usize::MAX);
        match self {
            Self::Attribute { keys, .. } => keys.get(place).cloned().unwrap_or(Key::Null),
            Self::Channel { names, .. } => names.get(place).map_or(Key::Null, |name| Key::Text(name.clone())),
        }
    }
}
