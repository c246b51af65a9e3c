use cxm_core::clv::{BgNbd, MergePurchases, RfmOptions, RfmTable, RfmUnit, TransactionColumns, rfm};
use cxm_core::columns::time::{Instant, Zone, parse_time};
use cxm_core::columns::{ColumnView, Key};
use cxm_core::error::Result;

fn instant(text: &str) -> Instant {
    parse_time(text, &Zone::UTC).unwrap()
}

fn days(options: RfmOptions) -> RfmOptions {
    options.unit(RfmUnit::Day)
}

fn of(customer: &[&str], time: &[&str], amount: &[f64], options: &RfmOptions) -> Result<RfmTable> {
    rfm(&TransactionColumns::new(ColumnView::from(customer), ColumnView::from(time)).amount(amount.into()), options)
}

#[test]
fn purchases_of_a_day_are_one_and_of_the_first_day_none_is_a_repeat() {
    let options = days(RfmOptions::new(instant("2026-01-31T12:00:00Z")));
    let customer = ["b", "a", "a", "a", "a", "b", "a"];
    let time = [
        "2026-01-09",
        "2026-01-01T08:00",
        "2026-01-01T20:00",
        "2026-01-11T01:00",
        "2026-01-11T23:00",
        "2026-01-31",
        "2026-02-01",
    ];
    let table = of(&customer, &time, &[3.0, 10.0, 20.0, 5.0, 6.0, 7.0, 1e6], &options).unwrap();
    assert_eq!(table.customers, [(Key::Text("a".into()), 1), (Key::Text("b".into()), 0)]);
    let row = |place: usize| (table.histories[place].frequency(), table.histories[place].recency(), table.histories[place].age());
    assert_eq!((row(0), row(1)), ((1.0, 10.0, 30.0), (1.0, 22.0, 22.0)));
    assert_eq!(table.monetary_values.as_deref(), Some(&[Some(11.0), Some(7.0)][..]));
    assert_eq!(table.n_after, 1);
}

#[test]
fn without_merging_every_instant_counts() {
    let options = days(RfmOptions::new(instant("2026-01-03T00:00:00Z"))).merge(MergePurchases::Instant);
    let time = ["2026-01-01T00:00", "2026-01-01T12:00", "2026-01-01T12:00"];
    let table = of(&["a"; 3], &time, &[1.0, 2.0, 4.0], &options).unwrap();
    let history = table.histories[0];
    assert_eq!((history.frequency(), history.recency(), history.age()), (1.0, 0.5, 2.0));
    assert_eq!(table.monetary_values.unwrap(), [Some(6.0)]);
}

#[test]
fn what_goes_back_is_taken_from_the_purchase_before_it() {
    let options = days(RfmOptions::new(instant("2026-01-31T12:00:00Z")));
    let kind = ["purchase", "purchase", "refund", "subscriptionCancel", "return"];
    let time = ["2026-01-01", "2026-01-05", "2026-01-06", "2026-01-07", "2026-01-01"];
    let (customer, amount) = (["a"; 5], [9.0, 30.0, 12.0, 5.0, 9.0]);
    let columns = TransactionColumns::new(ColumnView::from(&customer[..]), ColumnView::from(&time[..]));
    let columns = columns.amount((&amount[..]).into()).kind(ColumnView::from(&kind[..]));
    let table = rfm(&columns, &options).unwrap();
    assert_eq!((table.histories[0].frequency(), table.histories[0].recency()), (1.0, 4.0)); // a refund is no purchase
    assert_eq!(table.monetary_values.unwrap(), [Some(18.0)]); // the return of the first day takes from the first purchase
}

#[test]
fn the_order_of_rows_changes_no_bit() {
    let options = RfmOptions::new(instant("2026-12-31T12:00:00Z"));
    let names: Vec<String> = (0..500_u32).map(|i| format!("c{}", i * 7 % 41)).collect();
    let times: Vec<String> = (0..500_u32).map(|i| format!("2026-{:02}-{:02}", 1 + i * 5 % 12, 1 + i * 11 % 28)).collect();
    let amounts: Vec<f64> = (0..500_u32).map(|i| 0.1 + f64::from(i * 13 % 97) / 7.0).collect();
    let table = |order: &[usize]| {
        let names: Vec<&str> = order.iter().map(|&i| names[i].as_str()).collect();
        let times: Vec<&str> = order.iter().map(|&i| times[i].as_str()).collect();
        let amounts: Vec<f64> = order.iter().map(|&i| amounts[i]).collect();
        of(&names, &times, &amounts, &options).unwrap()
    };
    let forward: Vec<usize> = (0..500).collect();
    let shuffled: Vec<usize> = (0..500).map(|i| i * 273 % 500).collect();
    let (one, two) = (table(&forward), table(&shuffled));
    assert_eq!((&one.histories, &one.monetary_values), (&two.histories, &two.monetary_values));
    assert_eq!(one.counts().unwrap(), two.counts().unwrap());
    assert!(BgNbd::fit(&one.counts().unwrap()).is_ok());
}

#[test]
fn what_is_no_transaction_is_refused_with_its_row() {
    let options = RfmOptions::new(instant("2026-01-31T12:00:00Z"));
    let code = |customer: &str, time: &str, amount: f64| {
        let error = of(&["a", customer], &["2026-01-01", time], &[1.0, amount], &options).unwrap_err();
        assert_eq!(error.row(), Some(1));
        error.code().name()
    };
    assert_eq!(code("", "2026-01-02", 1.0), "too_few");
    assert_eq!(code("a", "", 1.0), "too_few");
    assert_eq!(code("a", "soon", 1.0), "invalid_time");
    assert_eq!(code("a", "2026-01-02", -1.0), "out_of_range");
    assert_eq!(code("a", "2026-01-02", f64::NAN), "not_a_number");
    let two = TransactionColumns::new(ColumnView::from(&["a", "a"]), ColumnView::from(&["2026-01-01", "2026-01-02"]));
    let error = rfm(&two.clone().currency(ColumnView::from(&["EUR", "USD"])), &options).unwrap_err();
    assert_eq!((error.code().name(), error.row()), ("currency_mismatch", Some(1)));
    let error = rfm(&two.kind(ColumnView::from(&["purchase", "gift"])), &options).unwrap_err();
    assert_eq!((error.code().name(), error.row()), ("invalid_option", Some(1)));
}

#[test]
fn nobody_gives_an_empty_table() {
    let table = of(&[], &[], &[], &RfmOptions::new(instant("2026-01-31T12:00:00Z"))).unwrap();
    assert_eq!((table.table().len(), table.counts().unwrap().n()), (0, 0));
}
