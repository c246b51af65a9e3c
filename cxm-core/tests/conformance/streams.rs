//! Streams of events: their steps, and what came of them.

use super::calls::{args, frame, rows};
use super::check::Outcome;
use cxm_core::call;
use cxm_core::records::event_log::{EventLog, EventStream};
use cxm_core::state::ByteForm;
use cxm_core::{Error, Result};
use serde_json::{Value, json};

/// The logs of its steps, what is left, and with `together` the paths of the logs put together.
pub fn run(case: &Value) -> Outcome {
    let mut logs = Vec::new();
    let stream = stream(case, &mut logs)?;
    let events =
        |log| call::event_log_table(log, "events", args("events", &Value::Null)).map(|table| rows(&table)["rows"].clone());
    let mut told = call::event_stream_facts(&stream);
    told["logs"] = logs.iter().map(events).collect::<Result<_>>()?;
    if let Some(how) = case["together"].as_str() {
        let mut whole = logs[0].clone();
        for log in &logs[1..] {
            if how == "append" { whole.append(log)? } else { whole.merge(log)? }
        }
        told["rows"] = rows(&call::event_log_table(&whole, "variants", args("variants", &Value::Null))?)["rows"].clone();
    }
    Ok(told)
}

fn stream(given: &Value, logs: &mut Vec<EventLog>) -> Result<EventStream> {
    let mut stream = call::event_stream_new(args("EventStream", &given["spec"]))?;
    for step in given["steps"].as_array().into_iter().flatten() {
        let (verb, own) = step.as_object().and_then(|step| step.iter().next()).unwrap();
        match verb.as_str() {
            "observe" => observe(&mut stream, own)?,
            "fails" => {
                let before = stream.to_bytes();
                let error = observe(&mut stream, own).unwrap_err();
                assert_eq!(
                    json!([error.code().name(), error.row(), error.field()]),
                    json!([own["code"], own["row"], own["field"]]),
                    "{error}"
                );
                assert_eq!(stream.to_bytes(), before, "a refused batch must leave nothing behind");
            }
            "drain" => logs.push(stream.drain()?),
            "finish" => logs.push(stream.finish()?),
            "open" => logs.push(stream.open_log()?),
            "merge" => stream.merge(&self::stream(own, &mut Vec::new())?)?,
            "through" => {
                let same = EventStream::from_bytes(&stream.to_bytes())?;
                assert_eq!(same, stream);
                stream = same;
            }
            other => panic!("no step {other}"),
        }
    }
    Ok(stream)
}

fn observe(stream: &mut EventStream, own: &Value) -> Result<(), Error> {
    call::event_stream_observe(stream, &frame(&own["frame"])?, args("observe", &Value::Null))
}
