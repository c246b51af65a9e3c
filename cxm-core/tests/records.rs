//! Records: what is computed from them, and that no shape of them costs more than linear time or stack.

#![allow(clippy::disallowed_methods)] // a test reads files

use cxm_core::Code;
use cxm_core::call::{DOCUMENT_KINDS, json_schema, problems_of};
use cxm_core::domain::document::{Document, Problem, read_text};
use cxm_core::records::{Customer, ExchangeRates, Merges, Records, Transaction, TransactionKind, deduplicate, net_value};
use serde_json::{Value, json};

fn read<D: Document>(value: &Value) -> D {
    read_text::<D>("records", &value.to_string()).unwrap().0.unwrap()
}

fn transaction(kind: &str, minor: i64, currency: &str) -> Value {
    json!({"id": "t", "customer": "c", "at": "2026-11-21T09:00:00Z", "kind": kind, "value": {"minor": minor, "currency": currency}})
}

fn transactions(given: &[(&str, i64, &str)]) -> Vec<Transaction> {
    read(&given.iter().map(|&(kind, minor, currency)| transaction(kind, minor, currency)).collect())
}

fn customers(merged_into: &[Option<usize>]) -> Value {
    let customer = |(id, into): (usize, &Option<usize>)| {
        let into = into.map(|into| format!("c{into}"));
        json!({"id": format!("c{id}"), "status": "active", "identities": [], "mergedInto": into})
    };
    merged_into.iter().enumerate().map(customer).collect()
}

#[test]
fn what_went_back_is_taken_off_by_its_kind() {
    let sold =
        transactions(&[("purchase", 4990, "EUR"), ("refund", 990, "EUR"), ("return", 1000, "EUR"), ("upgrade", 500, "EUR")]);
    let total = net_value(&sold, None).unwrap().unwrap();
    assert_eq!((total.minor, total.currency.to_string().as_str()), (3500, "EUR"));
    assert_eq!(net_value(&[], None).unwrap(), None);
    let negative: Vec<_> = TransactionKind::ALL.iter().filter(|kind| kind.sign() < 0).map(|kind| kind.name()).collect();
    assert_eq!(negative, ["refund", "return"]);
}

#[test]
fn two_currencies_need_the_rates_of_a_day() {
    let sold = transactions(&[("purchase", 1000, "EUR"), ("purchase", 1000, "JPY"), ("refund", 100, "JPY")]);
    let error = net_value(&sold, None).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::CurrencyMismatch, Some(1)));
    // 900 yen at 0.0061 EUR are 5.49 EUR, 549 cents; a yen has no minor unit.
    let rates: ExchangeRates = read(&json!({"asOf": "2026-11-20", "to": "EUR", "rates": {"JPY": 0.0061}}));
    assert_eq!(net_value(&sold, Some(&rates)).unwrap().unwrap().minor, 1549);
    assert_eq!(net_value(&[], Some(&rates)).unwrap().unwrap().minor, 0);
    let dollars = transactions(&[("purchase", 1, "USD")]);
    assert_eq!(net_value(&dollars, Some(&rates)).unwrap_err().row(), Some(0));
    // 3 digits to 2: a Kuwaiti fils at 3 EUR a dinar is 0.3 cents.
    let rates: ExchangeRates = read(&json!({"asOf": "2026-11-20", "to": "EUR", "rates": {"KWD": 3}}));
    assert_eq!(net_value(&transactions(&[("purchase", 1000, "KWD")]), Some(&rates)).unwrap().unwrap().minor, 300);
}

#[test]
fn a_sum_past_what_every_language_holds_is_refused() {
    let most = 1_i64 << 53;
    assert_eq!(net_value(&transactions(&[("purchase", most, "EUR")]), None).unwrap().unwrap().minor, most);
    let error = net_value(&transactions(&[("purchase", most, "EUR"), ("purchase", 1, "EUR")]), None).unwrap_err();
    assert_eq!(error.code(), Code::CountOverflow);
    let error = net_value(&transactions(&[("purchase", 1, "EUR"), ("refund", -1, "EUR")]), None).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::OutOfRange, Some(1)));
}

#[test]
fn an_event_counts_once_and_the_first_stays() {
    let event =
        |id: &str, kind: &str| json!({"id": id, "source": "/shop", "type": kind, "time": "2026-11-21T09:00:00Z", "subject": "c"});
    let told = deduplicate(read(&json!([event("1", "a"), event("2", "a"), event("1", "a"), event("2", "b")])));
    let kept: Vec<_> = told.interactions.iter().map(|each| (each.id.as_str(), each.type_.as_str())).collect();
    assert_eq!((kept, told.n_duplicates, told.n_conflicts), (vec![("1", "a"), ("2", "a")], 2, 1));
}

#[test]
fn merged_customers_are_resolved_and_a_circle_is_named() {
    let list: Vec<Customer> = read(&customers(&[Some(2), Some(0), None, Some(1)]));
    let merges = Merges::of(&list).unwrap();
    assert_eq!(["c0", "c1", "c2", "c3", "else"].map(|id| merges.resolve(id)), ["c2", "c2", "c2", "c2", "else"]);
    let list: Vec<Customer> = read(&customers(&[Some(1), Some(2), Some(0)]));
    let error = Merges::of(&list).unwrap_err();
    assert_eq!(error.message(), r#"V-C2: customers are merged in a circle: "c0" -> "c1" -> "c2" -> "c0"; undo one merge"#);
}

#[test]
fn a_hundred_thousand_merges_in_a_row_or_a_circle_need_no_stack() {
    const N: usize = 100_000;
    let mut row: Vec<Option<usize>> = (1..=N).map(|next| (next < N).then_some(next)).collect();
    let list: Vec<Customer> = read(&customers(&row));
    assert_eq!(Merges::of(&list).unwrap().resolve("c0"), "c99999");
    row[N - 1] = Some(0);
    let found = problems_of("Customer", &customers(&row).to_string()).unwrap();
    let codes: Vec<_> = found.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
    assert_eq!(codes, [("V-C2", "/99999/mergedInto")]);
    assert!(found[0].message.len() < 300, "{}", found[0].message);
}

#[test]
fn no_message_shows_a_key() {
    let customer = json!({"id": "c", "status": "active", "identities":
        [{"ns": "crm", "key": "jane.doe@example.com", "since": "2026-11-21T09:00:00Z", "confidence": 1}]});
    let found = problems_of("Customer", &customer.to_string()).unwrap();
    assert!(found.iter().all(|Problem { message, .. }| !message.contains("jane")), "{found:?}");
}

#[test]
fn what_is_deep_or_stands_twice_is_refused_by_its_name() {
    for name in DOCUMENT_KINDS {
        for text in ["[".repeat(1_000_000), r#"{"a":"#.repeat(100_000)] {
            let found = problems_of(name, &text).unwrap();
            assert_eq!((found.len(), found[0].code, found[0].pointer.as_str()), (1, "nesting_too_deep", ""), "{name}");
        }
        assert_eq!(problems_of(name, "{").unwrap()[0].code, "invalid_json", "{name}");
        let found = problems_of(name, r#"{"id": "a", "id": "b"}"#).unwrap();
        assert!(
            found.iter().any(|problem| (problem.code, problem.pointer.as_str()) == ("duplicate_key", "/id")),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn every_kind_has_a_schema_under_its_own_name() {
    for name in DOCUMENT_KINDS {
        let schema = json_schema(name).unwrap();
        assert_eq!(schema["$ref"], format!("#/$defs/{name}"), "{name}");
        assert!(schema["$defs"][name]["properties"].is_object(), "{name}");
        let texts = schema.to_string();
        for reference in texts.split(r##""#/$defs/"##).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(schema["$defs"].get(reference).is_some(), "{name} refers to {reference}");
        }
    }
    assert!(DOCUMENT_KINDS.is_sorted());
    let notes = &json_schema("Customer").unwrap()["$defs"]["Customer"]["properties"];
    assert_eq!(notes["account"]["description"], "The account it belongs to, of a business.");
}

#[test]
fn the_committed_schemas_are_those_of_the_declarations() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = files.map(|file| file.trim_end_matches(".schema.json").to_owned()).collect();
    names.sort_unstable();
    assert_eq!(names, DOCUMENT_KINDS);
    for name in DOCUMENT_KINDS {
        let text = std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).unwrap();
        let committed: Value = serde_json::from_str(&text).unwrap();
        assert!(committed == json_schema(name).unwrap(), "{name}: run .ci/regenerate");
    }
}

#[test]
fn records_come_back_as_they_were() {
    let vectors: Value = serde_json::from_str(include_str!("../../conformance/records.json")).unwrap();
    for case in
        vectors["cases"].as_array().unwrap().iter().filter(|case| case["problems"] == json!([]) && case["kind"] == "Records")
    {
        assert_eq!(read::<Records>(&case["document"]).write(), case["document"], "{}", case["id"]);
    }
}
