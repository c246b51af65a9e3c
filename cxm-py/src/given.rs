//! What Python hands over beside columns, and what it gets back: both as JSON values.

use cxm_core::call::{Args, alert_input};
use cxm_core::state::MAX_DEPTH;
use cxm_core::{Code, Error};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyMemoryView, PyString};
use serde_json::{Map, Number, Value};

use crate::columns::PyColumn;
use crate::error::{interrupt, to_py};

/// The arguments of a call by name, as `locals()` gives them: columns are taken out, the rest are options.
#[derive(FromPyObject)]
#[pyo3(transparent)]
pub struct Given<'py>(pub Bound<'py, PyDict>);

impl<'py> Given<'py> {
    /// Takes an argument out.
    pub fn take(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = self.0.get_item(name)?;
        if value.is_some() {
            self.0.del_item(name)?;
        }
        Ok(value.filter(|value| !value.is_none()))
    }

    /// Takes out an argument that must be there.
    pub fn require(&self, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let missing = || to_py(self.0.py(), &Error::option(name, "given", "None"));
        self.take(name)?.ok_or_else(missing)
    }

    /// Takes a column out.
    pub fn column(&self, name: &str) -> PyResult<Option<PyColumn>> {
        self.take(name)?.map(|column| column.extract()).transpose()
    }

    /// Takes the name of a column out, as text; some frames number their columns.
    pub fn label(&self, name: &str) -> PyResult<Option<String>> {
        self.take(name)?.map(|label| label.str()?.extract()).transpose()
    }

    /// What is left, as JSON.
    pub fn json(&self) -> PyResult<Map<String, Value>> {
        object(self.0.as_any(), 0)
    }

    /// What is left, as options of `function`.
    pub fn args(&self, function: &str) -> PyResult<Args> {
        Ok(Args::new(function, self.json()?).stop(interrupt()))
    }
}

/// A text in an argument of its own.
pub fn text(given: &Bound<'_, PyAny>, field: &str) -> PyResult<String> {
    match given.cast::<PyString>() {
        Ok(text) => whole(text),
        Err(_) => Err(to_py(given.py(), &Error::option(field, "a text", given.get_type().name()?.to_string()))),
    }
}

/// A text of whole characters: Python's may hold half of one, a lone surrogate, which JSON has no form for.
fn whole(text: &Bound<'_, PyString>) -> PyResult<String> {
    let broken = |_| {
        Error::new(Code::InvalidJson, "what is given has no form in JSON: a text holds half of a character, a lone surrogate")
    };
    text.to_str().map(str::to_owned).map_err(broken).map_err(|error| to_py(text.py(), &error))
}

/// A document in JSON: a text, or its bytes.
pub fn document(given: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = given.cast::<PyString>() {
        return whole(text);
    }
    let bytes = bytes(given, "a text, or its bytes")?;
    String::from_utf8(bytes).map_err(|_| to_py(given.py(), &Error::new(Code::InvalidEncoding, "the JSON is not in UTF-8")))
}

/// A value, or the one that JSON text holds, or its bytes.
pub fn document_or(given: &Bound<'_, PyAny>, what: &str) -> PyResult<Value> {
    if given.is_instance_of::<PyString>() || given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyByteArray>() {
        let text = document(given)?;
        return alert_input(what, &text).map_err(|error| to_py(given.py(), &error));
    }
    to_json(given)
}

/// Bytes of whatever object holds them: `bytes`, `bytearray`, `memoryview`.
pub fn bytes(given: &Bound<'_, PyAny>, expected: &str) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    if given.is_instance_of::<PyByteArray>() || given.is_instance_of::<PyMemoryView>() {
        return given.py().get_type::<PyBytes>().call1((given,))?.extract();
    }
    Err(to_py(given.py(), &Error::option("data", expected, given.get_type().name()?.to_string())))
}

fn object(mapping: &Bound<'_, PyAny>, depth: usize) -> PyResult<Map<String, Value>> {
    let items = mapping.call_method0(intern!(mapping.py(), "items"))?;
    let entry = |item: PyResult<Bound<'_, PyAny>>| {
        let (key, value) = item?.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        Ok((whole(&key.str()?)?, nested(&value, depth + 1)?))
    };
    items.try_iter()?.map(entry).collect()
}

/// A Python value as JSON; numbers that JSON has not are their names, so that the core refuses them.
pub fn to_json(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    nested(value, 0)
}

fn nested(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    let py = value.py();
    if depth > MAX_DEPTH {
        let message = format!("what is given is nested deeper than {MAX_DEPTH}, or holds itself");
        return Err(to_py(py, &Error::new(Code::NestingTooDeep, message)));
    }
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().into());
    }
    if let Ok(text) = value.cast::<PyString>() {
        return whole(text).map(Value::from);
    }
    if value.is_instance_of::<PyInt>() {
        let text = || value.str()?.extract::<String>();
        return Ok(match (value.extract::<i64>(), value.extract::<u64>()) {
            (Ok(integer), _) => integer.into(),
            (_, Ok(integer)) => integer.into(),
            _ => text()?.into(),
        });
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        let float = float.value();
        let name = if float.is_nan() {
            "NaN"
        } else if float > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        return Ok(Number::from_f64(float).map_or_else(|| name.into(), Value::Number));
    }
    if value.cast::<PyMapping>().is_ok() {
        return object(value, depth).map(Value::Object);
    }
    if let Some(fields) = value.getattr_opt(intern!(py, "to_dict"))? {
        return nested(&fields.call0()?, depth + 1); // a Metric
    }
    if value.hasattr(intern!(py, "__iter__"))? && !value.hasattr(intern!(py, "decode"))? {
        return value.try_iter()?.map(|item| nested(&item?, depth + 1)).collect::<PyResult<_>>().map(Value::Array);
    }
    for plain in [intern!(py, "isoformat"), intern!(py, "item")] {
        if let Some(plain) = value.getattr_opt(plain)? {
            return nested(&plain.call0()?, depth + 1); // dates; numpy scalars
        }
    }
    if let Some(seconds) = value.getattr_opt(intern!(py, "total_seconds"))? {
        return Ok(format!("PT{}S", seconds.call0()?.str()?).into());
    }
    if value.hasattr(intern!(py, "utcoffset"))? {
        return Ok(value.str()?.extract::<String>()?.into()); // zones: "Europe/Berlin", "UTC"
    }
    let kind = value.get_type().name()?.to_string();
    Err(to_py(py, &Error::option("options", "numbers, texts, dates, lists or dicts", kind)))
}

/// A JSON value as Python has it.
pub fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(flag) => PyBool::new(py, *flag).to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => integer.into_pyobject(py)?.into_any(),
            (_, Some(integer)) => integer.into_pyobject(py)?.into_any(),
            _ => number.as_f64().into_pyobject(py)?,
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            PyList::new(py, items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        Value::Object(map) => {
            let dict = PyDict::new(py);
            for (key, item) in map {
                dict.set_item(key, to_python(py, item)?)?;
            }
            dict.into_any()
        }
    })
}
