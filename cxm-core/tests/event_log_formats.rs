//! Logs in the formats of the ecosystem: what is read, what comes back, and what is refused at which event and line.
#![cfg(feature = "formats")]

use cxm_core::columns::{Cell, ColumnView, Key};
use cxm_core::formats::event_log::{EventReadOptions, XesNames, read_cloudevents, read_ocel, read_segment, read_xes, write_xes};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions, MissingEvent};
use cxm_core::{Code, Error, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn xes(text: &str) -> Result<EventLog> {
    read_xes(text.as_bytes(), &EventReadOptions::default())
}

/// Code, row, line.
fn place(error: &Error) -> (Code, Option<u64>, Option<u64>) {
    (error.code(), error.row(), error.line())
}

fn path(log: &EventLog, customer: &str) -> Vec<String> {
    let place = log.customers().iter().position(|key| key.to_string() == customer).unwrap();
    log.path(place).map(str::to_owned).collect()
}

const SHOP: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="UNKNOWN"/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
  <string key="concept:name" value="the log"><string key="nested" value="x"/></string>
  <trace>
    <string key="concept:name" value="ann &amp; co"/>
    <string key="plan" value="gold"/>
    <event>
      <string key="org:resource" value="web"/>
      <date key="time:timestamp" value="2026-01-02T10:00:00+01:00"/>
      <string key="concept:name" value="pay"><string key="concept:name" value="not this"/></string>
      <float key="amount" value="12.5"/>
    </event>
    <event>
      <string key="concept:name" value="visit"/>
      <string key="org:resource" value="app"/>
      <date key="time:timestamp" value="2026-01-01T10:00:00.000+01:00"/>
    </event>
  </trace>
  <trace><event><string key="concept:name" value="visit"/><date key="time:timestamp" value="2026-01-01T10:00:00Z"/></event>
    <int key="concept:name" value="7"/></trace>
  <trace><string key="concept:name" value="nobody met anything"/></trace>
</log>
"#;

#[test]
fn traces_are_customers_and_events_stand_in_order_of_time() {
    let log = xes(SHOP).unwrap();
    assert_eq!((log.n_events(), log.n_customers()), (3, 2));
    assert_eq!(path(&log, "ann & co"), ["visit", "pay"]);
    assert_eq!(log.customers()[1], Key::Int(7));
    assert_eq!(log.touchpoints(), ["pay", "visit"]);
}

#[test]
fn what_is_asked_for_is_read_of_events_and_of_traces() {
    let options = EventReadOptions::default().channel("org:resource").value("amount").attributes(["case:plan", "amount"]);
    let log = read_xes(SHOP.as_bytes(), &options).unwrap();
    assert_eq!(log.channels(), ["app", "web"]);
    assert_eq!(
        log.values()[..2].iter().map(|value| value.to_bits()).collect::<Vec<_>>(),
        [f64::NAN.to_bits(), 12.5_f64.to_bits()]
    );
    let plan = log.attribute("case:plan").unwrap();
    let of = |event: usize| &plan.keys[plan.codes[event] as usize];
    assert_eq!((of(0), of(1), of(2)), (&Key::Text("gold".into()), &Key::Text("gold".into()), &Key::Null));
    let error = read_xes(SHOP.as_bytes(), &EventReadOptions::default().channel("chanel")).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::UnknownColumn, Some("chanel")));
}

#[test]
fn gzip_reads_as_what_it_holds() {
    assert_eq!(read_xes(&gzip(SHOP.as_bytes()), &EventReadOptions::default()).unwrap(), xes(SHOP).unwrap());
    let (one, two) = SHOP.as_bytes().split_at(700);
    let members = [gzip(one), gzip(two)].concat();
    assert_eq!(read_xes(&members, &EventReadOptions::default()).unwrap(), xes(SHOP).unwrap());
}

#[test]
fn damaged_gzip_is_refused() {
    let mut bytes = gzip(SHOP.as_bytes());
    let whole = bytes.clone();
    bytes.truncate(bytes.len() / 2);
    assert_eq!(read_xes(&bytes, &EventReadOptions::default()).unwrap_err().code(), Code::InvalidGzip);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let _ = read_xes(&bytes, &EventReadOptions::default()); // refused or the same; never a panic
    }
}

#[test]
fn gzip_that_becomes_too_much_is_refused_by_size_and_by_ratio() {
    let spaces = format!("<log>{}</log>", " \n".repeat(40 << 20));
    let bomb = gzip(spaces.as_bytes());
    assert!(bomb.len() < 1 << 20);
    let error = read_xes(&bomb, &EventReadOptions::default().max_bytes(1 << 20)).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidGzip, Some("max_bytes")));
    let error = read_xes(&bomb, &EventReadOptions::default()).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidGzip, Some("max_ratio")));
}

#[test]
fn one_tag_of_gzip_is_never_held_past_its_limit() {
    let bomb = gzip(format!("<log a=\"{}\"/>", "a".repeat(65 << 20)).as_bytes());
    assert_eq!(read_xes(&bomb, &EventReadOptions::default().max_ratio(100_000)).unwrap_err().code(), Code::OutOfRange);
}

#[test]
fn a_billion_laughs_and_every_document_type_are_refused() {
    let laughs =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]>\n<log>&lol2;</log>";
    assert_eq!(place(&xes(laughs).unwrap_err()), (Code::InvalidXml, None, Some(2)));
    let outside = "<!DOCTYPE log SYSTEM \"file:///etc/passwd\">\n<log/>";
    assert_eq!(place(&xes(outside).unwrap_err()), (Code::InvalidXml, None, Some(1)));
    assert_eq!(place(&xes("<log>\n&lol;</log>").unwrap_err()).0, Code::InvalidXml);
    let within = "<log><trace>\n<string key=\"concept:name\" value=\"&lol;\"/></trace></log>";
    assert_eq!(place(&xes(within).unwrap_err()), (Code::InvalidXml, None, Some(2)));
    assert!(xes("<log>&amp;&#65;</log>").is_ok());
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("<log>{}{}</log>", "<list>".repeat(depth), "</list>".repeat(depth));
    assert!(xes(&nested(127)).is_ok());
    assert_eq!(xes(&nested(128)).unwrap_err().code(), Code::NestingTooDeep);
    assert_eq!(xes(&"<log>".repeat(1_000_000)).unwrap_err().code(), Code::NestingTooDeep);
}

#[test]
fn many_attributes_in_a_tag_cost_no_more_than_their_number() {
    let attributes = (0..200_000).map(|number| format!("a{number}=\"\"")).collect::<Vec<_>>().join(" ");
    let text = format!("<log><trace><string {attributes} key=\"concept:name\" value=\"a\"/></trace></log>");
    assert_eq!(xes(&text).unwrap().n_events(), 0);
}

#[test]
fn what_is_no_xes_is_refused_with_its_line() {
    for (text, code, line) in [
        ("", Code::InvalidXml, 1),
        ("no markup", Code::InvalidXml, 1),
        ("<html>\n</html>", Code::InvalidXml, 1),
        ("<log>\n<trace>\n</log>", Code::InvalidXml, 3),
        ("<log>\n<trace>", Code::InvalidXml, 2),
        ("<log/>\n<log/>", Code::InvalidXml, 2),
        ("<log>\n<trace><string value=\"a\"/></trace></log>", Code::InvalidXml, 2),
        ("<log>\n<trace><string key=\"a\" key=\"b\" value=\"a\"/></trace></log>", Code::InvalidXml, 2),
        ("<log>\n<trace><string key=\"a value=\"a\"/></trace></log>", Code::InvalidXml, 2),
        ("<log><!-- ", Code::InvalidXml, 1),
    ] {
        let error = xes(text).unwrap_err();
        assert_eq!((error.code(), error.line()), (code, Some(line)), "{text}: {error}");
    }
    assert_eq!(xes("<log/>").unwrap().n_events(), 0);
    assert_eq!(xes("\u{feff}<log></log>").unwrap().n_events(), 0);
}

#[test]
fn bytes_that_are_not_utf8_are_refused_with_their_line() {
    let error =
        read_xes(b"<log>\n<trace>\n<string key=\"concept:name\" value=\"\xff\"/></trace></log>", &EventReadOptions::default());
    assert_eq!(place(&error.unwrap_err()), (Code::InvalidEncoding, None, Some(3)));
    let utf16: Vec<u8> = "\u{feff}<log/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_xes(&utf16, &EventReadOptions::default()).unwrap_err().code(), Code::InvalidEncoding);
}

#[test]
fn an_event_without_what_it_needs_is_named_or_dropped() {
    let event = |rest: &str| format!("<event>{rest}</event>");
    let (name, time) = ("<string key=\"concept:name\" value=\"pay\"/>", "<date key=\"time:timestamp\" value=\"2026-01-01\"/>");
    let good = event(&format!("{name}{time}"));
    for (bad, field) in [
        (event(name), "time:timestamp"),
        (event(time), "concept:name"),
        (event(&format!("{name}{}", time.replace("2026-01-01", ""))), "time:timestamp"),
    ] {
        let text = format!("<log><trace><string key=\"concept:name\" value=\"a\"/>\n{good}\n{bad}</trace></log>");
        let error = xes(&text).unwrap_err();
        assert_eq!(place(&error), (Code::TooFew, Some(1), Some(3)), "{error}");
        assert_eq!(error.field(), Some(field));
        let log = read_xes(text.as_bytes(), &EventReadOptions::default().missing(MissingEvent::Drop)).unwrap();
        assert_eq!((log.n_events(), log.n_dropped()), (1, 1));
    }
    let nameless = format!("<log>\n<trace>{good}</trace></log>");
    assert_eq!(place(&xes(&nameless).unwrap_err()), (Code::TooFew, Some(0), Some(2)));
    let log = read_xes(nameless.as_bytes(), &EventReadOptions::default().missing(MissingEvent::Drop)).unwrap();
    assert_eq!((log.n_customers(), log.n_dropped()), (0, 1));
    let alone = format!("<log>\n{good}</log>");
    assert_eq!(place(&xes(&alone).unwrap_err()), (Code::TooFew, Some(0), Some(2)));
    let unreadable = format!("<log><trace>\n{}</trace></log>", good.replace("2026-01-01", "01/02/2026"));
    assert_eq!(place(&xes(&unreadable).unwrap_err()), (Code::InvalidTime, Some(0), Some(2)));
    let value = format!("<log><trace>\n{}</trace></log>", good.replace("<date", "<float key=\"v\" value=\"NaN\"/><date"));
    let error = read_xes(value.as_bytes(), &EventReadOptions::default().value("v")).unwrap_err();
    assert_eq!(place(&error), (Code::NotANumber, Some(0), Some(2)));
}

#[test]
fn a_text_that_xml_cannot_write_is_refused_and_a_key_stands_once() {
    let log = |what: &str, name: &str| {
        let (who, what, at) = (["a"], [what], ["2026-01-01"]);
        let mut columns = EventColumns::new(ColumnView::from(&who), ColumnView::from(&what), ColumnView::from(&at));
        columns.attributes = vec![ColumnView::from(&[1_u8]).named(name.to_owned())];
        EventLog::new(&columns, &EventLogOptions::default()).unwrap()
    };
    let names = XesNames::default();
    assert_eq!(write_xes(&log("a\u{1}", "b"), &names).unwrap_err().code(), Code::InvalidXml);
    assert_eq!(write_xes(&log("a", "concept:name"), &names).unwrap_err().field(), Some("concept:name"));
    assert!(write_xes(&log("a", "case:b"), &names).unwrap().windows(7).any(|part| part == b"key=\"b\""));
}

type Row = (u8, u8, i64, u8, i16);

fn built(rows: &[Row]) -> EventLog {
    let texts = |letters: Vec<String>| letters.into_iter().map(|text| Cell::Text(text.into())).collect::<Vec<_>>();
    let names = ["a<b>", "\"quoted\" & 'so'", "tab\tline\nend\r", "é漢🙂", " blank "];
    let customer = texts(rows.iter().map(|row| format!("c{}", row.0)).collect());
    let touchpoint = texts(rows.iter().map(|row| names[usize::from(row.1)].to_owned()).collect());
    let time: Vec<Cell<'_>> = rows.iter().map(|row| Cell::Time(row.2)).collect();
    let channel: Vec<Cell<'_>> =
        rows.iter().map(|row| if row.3 == 0 { Cell::Null } else { Cell::Text(format!("w{}", row.3).into()) }).collect();
    let value: Vec<f64> = rows.iter().map(|row| if row.4 == 0 { f64::NAN } else { f64::from(row.4) / 7.0 }).collect();
    let attribute: Vec<Cell<'_>> = rows
        .iter()
        .map(|row| match row.4.rem_euclid(5) {
            0 => Cell::Null,
            1 => Cell::Int(row.4.into()),
            2 => Cell::Float(f64::from(row.4) / 3.0),
            3 => Cell::Bool(row.4 > 0),
            _ => Cell::Text("x".into()),
        })
        .collect();
    let mut columns = EventColumns::new(customer.into(), touchpoint.into(), time.into());
    columns.channel = Some(channel.into());
    columns.value = Some(ColumnView::from(&value));
    let of_customer: Vec<Cell<'_>> = rows.iter().map(|row| Cell::Int(i64::from(row.0))).collect();
    columns.attributes = vec![ColumnView::from(attribute).named("kind"), ColumnView::from(of_customer).named("case:size")];
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(rows in prop::collection::vec((0_u8..4, 0_u8..5, -2_000_000_000_i64..2_000_000_000_000, 0_u8..3, -9_i16..9), 1..40)) {
        // A channel, a value and a kind are there: a log that has none of them reads as one without.
        let mut rows = rows;
        rows.push((0, 0, 0, 1, 4));
        let log = built(&rows);
        let options = EventReadOptions::default().channel("channel").value("value").attributes(["kind", "case:size"]);
        let bytes = write_xes(&log, &XesNames::default()).unwrap();
        prop_assert_eq!(&read_xes(&bytes, &options).unwrap(), &log);
        prop_assert_eq!(write_xes(&read_xes(&gzip(&bytes), &options).unwrap(), &XesNames::default()).unwrap(), bytes);
    }

    #[test]
    fn a_file_that_is_cut_or_changed_is_refused_or_is_a_log(at in 0_usize..2_000, byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = SHOP.as_bytes().to_vec();
        let at = at % bytes.len();
        if cut { bytes.truncate(at); } else { bytes[at] = byte; }
        if let Ok(log) = read_xes(&bytes, &EventReadOptions::default()) {
            prop_assert!(log.n_events() <= 3);
        }
    }

    #[test]
    fn the_order_of_segment_calls_does_not_matter(calls in prop::collection::vec((0_usize..4, 0_u8..3, 0_u8..3), 1..20).prop_flat_map(|calls| {
        let numbered: Vec<_> = calls.into_iter().enumerate().collect();
        (Just(numbered.clone()), Just(numbered).prop_shuffle())
    })) {
        let text = |calls: &[(usize, (usize, u8, u8))]| calls.iter().map(|(minute, (kind, user, anonymous))| {
            let kind = ["track", "page", "identify", "alias"][*kind];
            let user = if *user == 0 { String::new() } else { format!("\"userId\": \"u{user}\", ") };
            format!("{{\"type\": \"{kind}\", {user}\"anonymousId\": \"x{anonymous}\", \"previousId\": \"u{anonymous}\", \"event\": \"e\", \"timestamp\": \"2026-01-01T00:{minute:02}:00Z\"}}")
        }).collect::<Vec<_>>().join("\n");
        let read = |text: &str| read_segment(text.as_bytes(), &EventReadOptions::default()).unwrap();
        prop_assert_eq!(read(&text(&calls.0)), read(&text(&calls.1)));
    }
}

fn segment(lines: &[&str]) -> Result<EventLog> {
    read_segment(lines.join("\n").as_bytes(), &EventReadOptions::default())
}

#[test]
fn what_a_visitor_did_before_signing_in_is_theirs() {
    let log = segment(&[
        r#"{"type": "identify", "anonymousId": "x", "userId": "ann", "timestamp": "2026-01-01T10:02:00Z"}"#,
        r#"{"type": "page", "anonymousId": "x", "timestamp": "2026-01-01T10:00:00Z"}"#,
        r#"{"type": "screen", "anonymousId": "x", "category": "Shop", "name": "Cart", "timestamp": "2026-01-01T10:01:00Z"}"#,
        "",
        r#"{"type": "track", "userId": "ann", "event": "Order Completed", "timestamp": "2026-01-01T10:03:00Z"}"#,
        r#"{"type": "track", "anonymousId": "y", "event": "Signed Up", "timestamp": "2026-01-01T10:03:00Z"}"#,
        r#"{"type": "alias", "previousId": "ann", "userId": "anna", "timestamp": "2026-01-01T11:00:00Z"}"#,
        r#"{"type": "group", "userId": "anna", "groupId": "g", "timestamp": "2026-01-01T11:00:00Z"}"#,
    ])
    .unwrap();
    assert_eq!((log.n_events(), log.n_customers()), (4, 2));
    assert_eq!(path(&log, "anna"), ["Loaded a Page", "Viewed Shop Cart Screen", "Order Completed"]);
    assert_eq!(path(&log, "y"), ["Signed Up"]);
}

#[test]
fn lines_that_are_no_events_are_refused_with_their_line() {
    let good = r#"{"type": "track", "userId": "a", "event": "e", "timestamp": "2026-01-01"}"#;
    for (line, code) in [
        ("{", Code::InvalidJson),
        ("3", Code::InvalidJson),
        ("[]", Code::InvalidJson),
        (r#"{"type": "pgae", "userId": "a", "timestamp": "2026-01-01"}"#, Code::InvalidJson),
        (r#"{"userId": "a", "timestamp": "2026-01-01"}"#, Code::InvalidJson),
        (r#"{"type": "track", "userId": {"a": 1}, "event": "e", "timestamp": "2026-01-01"}"#, Code::InvalidJson),
        (r#"{"type": "track", "userId": "a", "userId": "b", "event": "e", "timestamp": "2026-01-01"}"#, Code::DuplicateKey),
        (r#"{"type": "track", "event": "e", "timestamp": "2026-01-01"}"#, Code::TooFew),
        (r#"{"type": "track", "userId": "a", "timestamp": "2026-01-01"}"#, Code::TooFew),
        (r#"{"type": "track", "userId": "a", "event": "e"}"#, Code::TooFew),
        (r#"{"type": "track", "userId": "a", "event": "e", "timestamp": 1767225600}"#, Code::InvalidTime),
        (r#"{"type": "track", "userId": "a", "event": "e", "timestamp": "today"}"#, Code::InvalidTime),
        (&"[".repeat(100_000), Code::InvalidJson),
        (&format!("{{\"a\": {}", "[".repeat(100_000)), Code::NestingTooDeep),
    ] {
        let error = segment(&[good, line]).unwrap_err();
        let code = if line.starts_with("[[") { Code::NestingTooDeep } else { code };
        assert_eq!(place(&error), (code, Some(1), Some(2)), "{error}");
    }
    let error =
        read_segment(b"{\"type\": \"page\"}\n\xff", &EventReadOptions::default().missing(MissingEvent::Drop)).unwrap_err();
    assert_eq!((error.code(), error.line()), (Code::InvalidEncoding, Some(2)));
    assert_eq!(segment(&[]).unwrap().n_events(), 0);
    let customer = read_segment(b"", &EventReadOptions::default().customer("userId")).unwrap_err();
    assert_eq!((customer.code(), customer.field()), (Code::InvalidOption, Some("customer")));
}

#[test]
fn cloud_events_come_as_lines_or_as_a_batch() {
    let one = r#"{"specversion": "1.0", "id": "1", "source": "/web", "type": "visit", "subject": "ann", "time": "2026-01-01T10:00:00Z", "data": {"n": 2, "plan/x": "gold"}}"#;
    let two = r#"{"specversion": "1.0", "id": "2", "source": "/app", "type": "pay", "subject": "ann", "time": "2026-01-01T09:00:00Z", "data": {"n": 0.5, "plan/x": null}}"#;
    let options = EventReadOptions::default().channel("source").value("/data/n").attributes(["/data/plan~1x"]);
    let lines = read_cloudevents(format!("\u{feff}{one}\r\n\r\n{two}\r\n").as_bytes(), &options).unwrap();
    let batch = read_cloudevents(&gzip(format!("[{one},\n{two}]").as_bytes()), &options).unwrap();
    assert_eq!(lines, batch);
    assert_eq!(path(&lines, "ann"), ["pay", "visit"]);
    assert_eq!((lines.values(), lines.channels()), (&[0.5, 2.0][..], &["/app".to_owned(), "/web".to_owned()][..]));
    let error = read_cloudevents(format!("[{one},\n{{}}]").as_bytes(), &options).unwrap_err();
    assert_eq!((error.code(), error.row(), error.line()), (Code::TooFew, Some(1), None));
    let error = read_cloudevents(format!("[{one},\n{{]").as_bytes(), &options).unwrap_err();
    assert_eq!((error.code(), error.line()), (Code::InvalidJson, Some(2)));
    let error = read_cloudevents(one.as_bytes(), &EventReadOptions::default().value("type")).unwrap_err();
    assert_eq!(place(&error), (Code::InvalidJson, Some(0), Some(1)));
}

const OCEL: &str = r#"{"objectTypes": [], "eventTypes": [], "events": [
 {"id": "e1", "type": "order", "time": "2026-01-01T00:00:00Z", "attributes": [{"name": "amount", "value": 3}],
  "relationships": [{"objectId": "ann", "qualifier": "buyer"}, {"objectId": "ann", "qualifier": "payer"}, {"objectId": "bob", "qualifier": "friend"}]},
 {"id": "e2", "type": "pack", "time": "2026-01-02T00:00:00Z", "attributes": [], "relationships": [{"objectId": "o1", "qualifier": ""}]},
 {"id": "e3", "type": "pay", "time": "2026-01-03T00:00:00Z", "relationships": [{"objectId": "ann", "qualifier": ""}, {"objectId": "o1", "qualifier": ""}]}],
 "objects": [{"id": "ann", "type": "customer", "attributes": []}, {"id": "bob", "type": "customer"}, {"id": "o1", "type": "order"}]}"#;

#[test]
fn each_object_of_the_type_is_a_customer() {
    let options = EventReadOptions::default();
    let log = read_ocel(OCEL.as_bytes(), "customer", &options.clone().value("amount").attributes(["id"])).unwrap();
    assert_eq!((path(&log, "ann"), path(&log, "bob")), (vec!["order".to_owned(), "pay".to_owned()], vec!["order".to_owned()]));
    assert_eq!(log.values()[0].to_bits(), 3.0_f64.to_bits());
    let orders = read_ocel(&gzip(OCEL.as_bytes()), "order", &options).unwrap();
    assert_eq!(path(&orders, "o1"), ["pack", "pay"]);
}

#[test]
fn ocel_that_breaks_its_own_rules_is_refused() {
    let read = |text: &str| read_ocel(text.as_bytes(), "customer", &EventReadOptions::default()).unwrap_err();
    let unknown = read(&OCEL.replace(r#""objectId": "bob""#, r#""objectId": "eve""#));
    assert_eq!((unknown.code(), unknown.row(), unknown.pointer()), (Code::UnknownId, Some(0), Some("/events/0/relationships")));
    let timeless = read(&OCEL.replace(r#""time": "2026-01-03T00:00:00Z", "#, ""));
    assert_eq!(
        (timeless.code(), timeless.row(), timeless.field(), timeless.pointer()),
        (Code::TooFew, Some(2), Some("time"), Some("/events/2"))
    );
    let cut = read(&OCEL[..OCEL.len() - 1]);
    assert_eq!((cut.code(), cut.line()), (Code::InvalidJson, Some(6)));
    assert_eq!(read(r#"{"events": []}"#).code(), Code::InvalidJson);
    assert_eq!(read(&"[".repeat(200)).code(), Code::NestingTooDeep);
    let typo = read_ocel(OCEL.as_bytes(), "custmer", &EventReadOptions::default()).unwrap_err();
    assert_eq!((typo.code(), typo.wanted()), (Code::UnknownId, Some("customer, order")));
    assert!(typo.message().contains("did you mean \"customer\"?"));
}
