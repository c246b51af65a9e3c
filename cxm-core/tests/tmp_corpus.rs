use cxm_core::attribution::*; use cxm_core::columns::*; use cxm_core::records::event_log::*; use cxm_core::state::{ByteForm, State};
fn save(folder: &str, name: &str, data: &[u8]) {
    let dir = format!("{}/../fuzz/corpus/{folder}", env!("CARGO_MANIFEST_DIR")); std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(format!("{dir}/{name}"), data).unwrap();
    std::fs::write(format!("{dir}/{name}_cut"), &data[..data.len()-6]).unwrap();
    let mut f = data.to_vec(); let m = f.len()/2; f[m] ^= 0x55; std::fs::write(format!("{dir}/{name}_flipped"), f).unwrap();
}
#[test]
fn make() {
    const HOUR: i64 = 3_600_000_000;
    let mut stream = EventStream::new(EventStreamSpec::new("customer", "touchpoint", "time", 24 * HOUR)).unwrap();
    save("event_stream_bytes", "new", &stream.to_bytes());
    for (c, t) in [(["a","b"],["2026-01-01T10:00","2026-01-01T20:00"]),(["b","c"],["2026-01-02T12:00","2026-01-02T12:01"])] {
        let columns = EventColumns::new(ColumnView::from(&c), ColumnView::from(&["visit","pay"]), ColumnView::from(&t));
        stream.observe(&columns, &Stop::default()).unwrap();
        save("event_stream_bytes", if c[0]=="a" {"open"} else {"two_batches"}, &stream.to_bytes());
    }
    stream.drain().unwrap(); save("event_stream_bytes", "drained", &stream.to_bytes());
    for (name, spec) in [("plain", PathsSpec::default()), ("valued", PathsSpec { value: true, nulls: true })] {
        save("paths_bytes", &format!("none_{name}"), &Paths::new(&spec).to_bytes());
        let paths = Paths::of_codes(spec, ["ads", "mail"], [(vec![0, 1], Outcome::conversions(3)), (vec![1], Outcome::conversions(1)), (vec![0, 1, 1, 0], Outcome::conversions(2))]);
        if let Ok(paths) = paths { save("paths_bytes", name, &paths.to_bytes()); }
    }
}
