//! The difference between two versions as records.

use super::diff::traced;
use super::traces::Traced;
use crate::domain::document::{Extensions, read_text};
use crate::domain::{ModelVersion, sha256};
use crate::error::{Code, Error, Result};
use crate::records::ChangeRecord;
use serde_json::Value;

/// The changes from one version of a model to a later one as records, in the order of [`diff`](super::diff). Versions, time and author are those
/// of the documents.
///
/// `old_hash` and `new_hash` are of the place (by the ids on the way) and of what stood there before and stands there now, nothing included: a later record
/// whose `new_hash` is the `old_hash` of an earlier one puts back what that one changed.
///
/// An id is the same for the same change, so that records made again are known as such. Cosmetic changes are recorded, and count in no
/// rate of improvement; what led to a change (`idea`, `caused_by`, `initiative`, `watch`) is left to whoever knows it.
///
/// # Errors
/// `invalid_document` when a document has no id or no version; `definition_mismatch` when they are of two models; `out_of_range` when the
/// second is not the later version.
///
/// # Examples
/// ```
/// use cxm_core::program::versions::change_records;
/// use serde_json::json;
/// let version = |seq| json!({ "seq": seq, "at": "2026-11-21T09:00:00Z", "author": "emp:mia" });
/// let old = json!({ "id": "m", "version": version(1), "goals": [{ "id": "g", "target": 0.8 }] });
/// let new = json!({ "id": "m", "version": version(2), "goals": [{ "id": "g", "target": 0.9 }] });
/// let records = change_records(&old, &new)?;
/// let record = records.iter().find(|record| record.element == "g").unwrap();
/// assert_eq!((record.path.as_str(), record.op.name(), record.from_version, record.to_version), ("/goals/0/target", "replace", 1, 2));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn change_records(old: &Value, new: &Value) -> Result<Vec<ChangeRecord>> {
    let ((model, from), (other, to)) = (named(old, "old")?, named(new, "new")?);
    if model != other {
        let message = format!("{other:?} is another model than {model:?}; changes are those between two versions of one");
        return Err(Error::new(Code::DefinitionMismatch, message).with_field("new").with_pointer("/id"));
    }
    if to.seq <= from.seq {
        let error = Error::expected(Code::OutOfRange, "version", format!("later than {}", from.seq), to.seq.to_string());
        return Err(error.with_pointer("/version/seq"));
    }
    let record = |Traced { change, within, before, after }: Traced| {
        let of_place = |stood: &str| short(&sha256(format!("{model}\n{stood}").as_bytes()));
        let came_from = change.from.as_deref().unwrap_or_default();
        let what = [model, &from.seq.to_string(), &to.seq.to_string(), change.op.name(), came_from, &change.pointer].join("\n");
        let id = format!("change:{}", short(&sha256(what.as_bytes())));
        Ok(ChangeRecord {
            id: id.parse()?,
            model: Some(model.parse()?),
            path: change.pointer,
            op: change.op,
            element: change.element,
            within,
            old_hash: Some(of_place(&before)),
            new_hash: Some(of_place(&after)),
            from_version: from.seq,
            to_version: to.seq,
            at: to.at,
            author: to.author.as_str().parse()?,
            idea: None,
            caused_by: Vec::new(),
            initiative: None,
            watch: Vec::new(),
            ext: Extensions::new(),
        })
    };
    traced(old, new).map(record).collect()
}

/// Of `sha256:` and 64 hex digits the 32 that tell changes apart.
fn short(hash: &str) -> String {
    hash.get(7..39).unwrap_or(hash).to_owned()
}

/// The id of a model, and which version of it a document is.
fn named<'m>(model: &'m Value, what: &'static str) -> Result<(&'m str, ModelVersion)> {
    let refused = |pointer: &str| {
        let message = format!("the {what} document has no {} that can be read", pointer.trim_start_matches('/'));
        Error::new(Code::InvalidDocument, message).with_field(what).with_pointer(pointer)
    };
    let id = model.get("id").and_then(Value::as_str).ok_or_else(|| refused("/id"))?;
    let version = model.get("version").ok_or_else(|| refused("/version"))?;
    let (version, _) = read_text::<ModelVersion>("a version", &version.to_string())?;
    Ok((id, version.ok_or_else(|| refused("/version"))?))
}
