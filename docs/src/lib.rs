//! The documentation as tests: every Rust example of README and of the pages in `docs/` runs with `cargo test --doc`.
