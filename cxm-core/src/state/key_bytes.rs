//! Group keys in the byte form.

use super::bytes::{self, Reader, Writer};
use crate::columns::{FloatKey, Key};
use crate::error::Result;

impl Writer {
    /// A key.
    pub fn key(&mut self, key: &Key) {
        match key {
            Key::Null => self.byte(0),
            Key::Bool(value) => {
                self.byte(1);
                self.byte(u8::from(*value));
            }
            Key::Int(value) => {
                self.byte(2);
                self.integer(*value);
            }
            Key::Float(value) => {
                self.byte(3);
                self.float(value.get());
            }
            Key::Date(day) => {
                self.byte(4);
                self.integer((*day).into());
            }
            Key::Time(micros) => {
                self.byte(5);
                self.integer(*micros);
            }
            Key::Text(text) => {
                self.byte(6);
                self.text(text);
            }
        }
    }
}

impl Reader<'_> {
    /// A key.
    ///
    /// # Errors
    /// `invalid_state` when it is none.
    pub fn key(&mut self) -> Result<Key> {
        Ok(match self.byte()? {
            0 => Key::Null,
            1 => match self.byte()? {
                0 => Key::Bool(false),
                1 => Key::Bool(true),
                other => return Err(bytes::invalid(format!("{other} is no boolean"))),
            },
            2 => Key::Int(self.integer()?),
            3 => {
                let value = self.float()?;
                let key = FloatKey::try_from(value).map_err(bytes::invalid)?;
                if key.get().to_bits() != value.to_bits() {
                    return Err(bytes::invalid("a key is -0.0"));
                }
                Key::Float(key)
            }
            4 => Key::Date(i32::try_from(self.integer()?).map_err(|_| bytes::invalid("a date is out of range"))?),
            5 => Key::Time(self.integer()?),
            6 => Key::Text(self.text()?.to_owned()),
            other => return Err(bytes::invalid(format!("unknown kind of key {other}"))),
        })
    }
}
