//! The declarations of documents: each gives the type, its reading, its writing and its JSON Schema.

/// An object: `document! { pub struct Evidence { n: u64, as_of: Date, medium: Medium = Medium::Online } }` has the keys `n`, `asOf`
/// and, if it is not `online`, `medium`; a field `type_` has the key `type`, an `Option` may lack. It expands to the struct with
/// public fields and `ext`, and `impl Document` with `read`, `write` and `schema` over these keys. A type whose documents have another
/// name is declared `pub struct CaseRecord as "Case" { ... }`.
macro_rules! document {
    (@default) => { None };
    (@default $default:expr) => { Some($default) };
    (@name $name:ident) => { stringify!($name) };
    (@name $name:ident $document:literal) => { $document };
    ($(#[$meta:meta])* pub struct $name:ident $(as $document:literal)? { $($(#[doc = $note:literal])+ $field:ident : $type:ty $(= $default:expr)?),+ $(,)? }) => {
        $(#[$meta])* #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[doc = $note])+ pub $field: $type,)+
            /// `x-` keys and keys of newer formats, as they came.
            pub ext: $crate::domain::document::Extensions }

        impl $crate::domain::document::Document for $name {
            fn read(at: &$crate::domain::document::At<'_>, problems: &mut Vec<$crate::domain::document::Problem>) -> Option<Self> {
                let keys = $crate::domain::document::Keys::of(at, problems)?;
                $(let $field = keys.read::<$type>(stringify!($field), document!(@default $($default)?), problems);)+
                let ext = keys.rest(&[$(stringify!($field)),+], problems);
                Some(Self { $($field: $field?,)+ ext })
            }

            fn write(&self) -> serde_json::Value {
                let mut object = serde_json::Map::new();
                $(let default: Option<$type> = document!(@default $($default)?);
                $crate::domain::document::write_key(&mut object, stringify!($field), &self.$field, default.as_ref());)+
                object.extend(self.ext.clone());
                serde_json::Value::Object(object)
            }

            fn write_json(&self, json: &mut String) {
                let mut object = $crate::domain::document::ObjectText::new(json);
                $(let default: Option<$type> = document!(@default $($default)?);
                object.field(stringify!($field), &self.$field, default.as_ref());)+
                object.end(&self.ext);
            }

            fn schema(schemas: &mut $crate::domain::document::Schemas) -> serde_json::Value {
                schemas.define(document!(@name $name $($document)?), |schemas| {
                    let mut object = $crate::domain::document::ObjectSchema::default();
                    $(let default: Option<$type> = document!(@default $($default)?);
                    object.field(stringify!($field), concat!($($note),+), default.as_ref(), schemas);)+
                    object.finish()
                })
            }
        }
    };
}

/// One of several kinds: `variants! { pub enum Flow { Step "step" (TouchpointId), Seq "seq" (Vec<Flow>), Nothing "nothing" } }` is
/// `{"step": "a"}`, `{"seq": [...]}` or `"nothing"`. It expands to the enum and its `impl Document`. Of a `pub extended enum` the objects may have
/// `x-` keys beside the one: what its kinds hold is [`Extended`](crate::domain::document::Extended).
macro_rules! variants {
    (@holds plain $type:ty) => { $type };
    (@holds extended $type:ty) => { $crate::domain::document::Extended<$type> };
    (@of plain $at:ident $names:expr, $problems:ident) => { $crate::domain::document::Kind::of($at, $names, $problems) };
    (@of extended $at:ident $names:expr, $problems:ident) => { $crate::domain::document::Kind::of_extended($at, $names, $problems) };
    (@read $form:ident $keys:ident $at:ident $problems:ident $variant:ident) => { $crate::domain::document::Kind::bare($keys, $at, $problems).map(|()| Self::$variant) };
    (@read plain $keys:ident $at:ident $problems:ident $variant:ident $type:ty) => { $crate::domain::document::Kind::inner::<$type>($keys, $at, $problems).map(Self::$variant) };
    (@read extended $keys:ident $at:ident $problems:ident $variant:ident $type:ty) => { $crate::domain::document::Kind::extended::<$type>($keys, $at, $problems).map(Self::$variant) };
    (@write $form:ident $value:ident $name:literal $variant:ident) => { if let Self::$variant = $value { return serde_json::Value::from($name) } };
    (@write plain $value:ident $name:literal $variant:ident $type:ty) => { if let Self::$variant(inner) = $value { return serde_json::json!({ $name: <$type as $crate::domain::document::Document>::write(inner) }) } };
    (@write extended $value:ident $name:literal $variant:ident $type:ty) => { if let Self::$variant(inner) = $value { return inner.write_under($name) } };
    (@text $form:ident $value:ident $json:ident $name:literal $variant:ident) => { if let Self::$variant = $value { return $json.push_str(concat!("\"", $name, "\"")) } };
    (@text plain $value:ident $json:ident $name:literal $variant:ident $type:ty) => { if let Self::$variant(inner) = $value {
        $json.push_str(concat!("{\"", $name, "\":"));
        <$type as $crate::domain::document::Document>::write_json(inner, $json);
        return $json.push('}')
    } };
    (@text extended $value:ident $json:ident $name:literal $variant:ident $type:ty) => { if let Self::$variant(inner) = $value { return inner.write_json_under($name, $json) } };
    (@schema $form:ident $schemas:ident $name:literal) => { serde_json::json!({ "const": $name }) };
    (@schema plain $schemas:ident $name:literal $type:ty) => { $crate::domain::document::Kind::schema::<$type>($name, $schemas) };
    (@schema extended $schemas:ident $name:literal $type:ty) => { $crate::domain::document::Kind::extended_schema::<$type>($name, $schemas) };
    ($(#[$meta:meta])* pub enum $($rest:tt)+) => { variants! { @enum plain $(#[$meta])* pub enum $($rest)+ } };
    ($(#[$meta:meta])* pub extended enum $($rest:tt)+) => { variants! { @enum extended $(#[$meta])* pub enum $($rest)+ } };
    (@enum $form:ident $(#[$meta:meta])* pub enum $enum:ident { $($(#[$note:meta])* $variant:ident $name:literal $(($type:ty))?),+ $(,)? }) => {
        $(#[$meta])* #[derive(Debug, Clone, PartialEq)]
        pub enum $enum { $($(#[$note])* $variant $((variants!(@holds $form $type)))?),+ }
        impl $crate::domain::document::Document for $enum {
            fn read(at: &$crate::domain::document::At<'_>, problems: &mut Vec<$crate::domain::document::Problem>) -> Option<Self> {
                let kind = variants!(@of $form at &[$($name),+], problems)?;
                match kind.name() {
                    $($name => variants!(@read $form kind at problems $variant $($type)?),)+
                    _ => None, // `Kind::of` knows no other name
                }
            }
            fn write(&self) -> serde_json::Value {
                $(variants!(@write $form self $name $variant $($type)?);)+
                serde_json::Value::Null // every variant has returned
            }
            fn write_json(&self, json: &mut String) {
                $(variants!(@text $form self json $name $variant $($type)?);)+
            }
            fn schema(schemas: &mut $crate::domain::document::Schemas) -> serde_json::Value {
                schemas.define(stringify!($enum), |schemas| {
                    let kinds = vec![$(variants!(@schema $form schemas $name $($type)?)),+];
                    let _ = schemas;
                    serde_json::json!({ "oneOf": kinds })
                })
            }
        }
    };
}

/// One of several names: `names! { pub enum MapState { AsIs "asIs", ToBe "toBe" } }`. It expands to the enum with `ALL`, `name`,
/// `Display`, `FromStr` and `impl Document`.
macro_rules! names {
    ($(#[$meta:meta])* pub enum $enum:ident { $($(#[$note:meta])* $variant:ident $name:literal),+ $(,)? }) => {
        $(#[$meta])* #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $enum { $($(#[$note])* $variant),+ }

        impl $enum {
            /// Every one, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in documents.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $enum {
            type Err = $crate::error::Error;
            fn from_str(text: &str) -> $crate::error::Result<Self> {
                let found = Self::ALL.iter().copied().find(|each| each.name() == text);
                found.ok_or_else(|| $crate::domain::document::unknown_name(text, Self::ALL.iter().map(|each| each.name())))
            }
        }

        impl $crate::domain::document::Document for $enum {
            fn read(at: &$crate::domain::document::At<'_>, problems: &mut Vec<$crate::domain::document::Problem>) -> Option<Self> {
                $crate::domain::document::read_text_form(at, problems)
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::from(self.name())
            }

            fn write_json(&self, json: &mut String) {
                $crate::domain::document::push_text(json, self);
            }

            fn schema(schemas: &mut $crate::domain::document::Schemas) -> serde_json::Value {
                schemas.define(stringify!($enum), |_| serde_json::json!({ "enum": [$($name),+] }))
            }
        }
    };
}

/// `impl Document` for types that are one text, by their `FromStr` and `Display`: `text_forms! { Date "^\\d{4}-\\d{2}-\\d{2}$" }`.
macro_rules! text_forms {
    ($($type:ident $pattern:literal)+) => { $(
        impl $crate::domain::document::Document for $type {
            fn read(at: &$crate::domain::document::At<'_>, problems: &mut Vec<$crate::domain::document::Problem>) -> Option<Self> {
                $crate::domain::document::read_text_form(at, problems)
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::String(self.to_string())
            }

            fn write_json(&self, json: &mut String) {
                $crate::domain::document::push_text(json, self);
            }

            fn schema(schemas: &mut $crate::domain::document::Schemas) -> serde_json::Value {
                schemas.define(stringify!($type), |_| $crate::domain::document::text_schema($pattern))
            }
        }
    )+ };
}

pub(crate) use {document, names, text_forms, variants};
