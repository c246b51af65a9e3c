"""Each house rule of `.ci/floors.py` finds a planted offence, and lets the legal neighbour of that offence pass."""

import contextlib
import importlib.util
import io
import sys
import tempfile
import unittest
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("floors", Path(__file__).parents[1] / "floors.py")
floors = importlib.util.module_from_spec(SPEC)
sys.modules["floors"] = floors
SPEC.loader.exec_module(floors)


class Floors(unittest.TestCase):
    def offences(self, **files):
        """Offences in a core of these files; `stats__tally` is stats/tally.rs."""
        with tempfile.TemporaryDirectory() as folder:
            src = Path(folder) / "cxm-core/src"
            for name, text in files.items():
                path = src / (name.replace("__", "/") + ".rs")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return floors.check_core(src)

    def assert_offends(self, words, **files):
        found = self.offences(**files)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def assert_clean(self, **files):
        self.assertEqual(self.offences(**files), [])

    def test_a_lower_floor_may_be_imported(self):
        self.assert_clean(survey__nps="use crate::stats::{Tally, scale::Scale};\nuse crate::{Error, Result, num::sum};\n")

    def test_a_higher_floor_may_not_be_imported(self):
        self.assert_offends("stats/tally.rs:2: `stats` (floor 3) imports `survey` (floor 6)", stats__tally="\nuse crate::survey::nps;\n")

    def test_an_import_inside_a_group_is_seen(self):
        self.assert_offends("imports `report`", stats__tally="use crate::{num::{sum, dot}, report::{Chart, html::Page}};\n")

    def test_a_path_in_an_expression_is_seen(self):
        self.assert_offends("imports `stats`", num__sum="fn f() { crate::stats::mean() }\n")

    def test_super_that_climbs_to_the_root_is_seen(self):
        self.assert_offends("imports `survey`", stats__tally="use super::super::survey::nps;\n")
        self.assert_offends("imports `survey`", stats__mod="pub use super::survey::nps;\n")
        self.assert_offends("imports `state`", parallel="use super::state::State;\n")

    def test_super_inside_the_module_is_its_own_business(self):
        self.assert_clean(stats__tally="use super::scale::Scale;\n", stats__interval__wald="use super::super::scale::Scale;\n")

    def test_neighbours_on_one_floor_may_not_be_imported(self):
        self.assert_offends("imports `columns`", num__sum="use crate::columns::Grid;\n")

    def test_disciplines_do_not_import_each_other(self):
        self.assert_offends("discipline `journey` imports its neighbour `survey`", journey__funnel="use crate::survey::nps;\n")

    def test_an_unknown_module_has_no_floor(self):
        self.assert_offends("has no floor", misc_things__a="fn f() {}\n")
        self.assert_offends("no module of the house", survey__nps="use crate::nps_prelude::X;\n")

    def test_comments_strings_and_tests_may_name_anything(self):
        self.assert_clean(
            num__sum='//! use crate::report::x;\n/* crate::report::y /* crate::report::z */ */\nconst S: &str = "crate::report \\" crate::call";\n'
            'const R: &str = r#"crate::report::"#;\nconst C: char = \'"\';\n'
            "#[cfg(test)]\nmod tests {\n    use crate::report::x;\n    fn f() { if true { crate::call::y() } }\n}\n"
        )

    def test_code_after_a_char_literal_or_lifetime_is_still_read(self):
        self.assert_offends("imports `report`", num__sum="fn f<'a>(c: char) -> &'a str { if c == '\"' { crate::report::x() } }\n")

    def test_a_listed_exception_passes(self):
        floors.EXCEPTIONS[("num/sum.rs", "columns")] = "planted"
        self.addCleanup(floors.EXCEPTIONS.clear)
        self.assert_clean(num__sum="use crate::columns::Grid;\n")

    def test_empty_names_are_refused(self):
        self.assert_offends("says nothing", stats__utils="\n")
        self.assert_offends("says nothing", stats__mod="mod helpers;\n")

    def test_mod_rs_holds_no_logic(self):
        self.assert_clean(stats__mod='//! Docs.\n\n#[cfg(feature = "arrow")]\nmod a;\npub mod b;\npub(crate) use b::{X, Y};\n')
        for logic in ("fn f() {}", "impl X {}", "pub struct X;", "macro_rules! m { () => {} }"):
            self.assert_offends("mod.rs holds", stats__mod=f"mod a;\n{logic}\n")

    def test_a_file_of_501_lines_is_two_ideas(self):
        self.assert_clean(num__sum="\n" * 500)
        self.assert_offends("501 lines", num__sum="\n" * 501)

    def test_a_binding_has_under_15_percent_of_the_core(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, lines in {
                "cxm-core/src/a.rs": 10_000,
                "cxm-py/src/lib.rs": 1_499,
                "cxm-py/tests/test_a.py": 9_000,
                "cxm-py/python/cxm/_cxm.pyi": 9_000,
                "cxm-node/index.js": 1_500,
                "cxm-node/bindings.js": 9_000,
                "cxm-node/node_modules/a/index.js": 9_000,
            }.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text("\n" * lines)
            found = floors.check_bindings(root)
        self.assertEqual(len(found), 1, found)
        self.assertIn("cxm-node: 1500 lines", found[0])

    def test_no_panic_crosses_into_another_language(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in {
                "cxm-node/src/lib.rs": "#[napi(catch_unwind)]\n#[must_use]\npub fn good() {}\n#[napi]\npub struct S;\n"
                '#[napi(js_name = "x")]\npub fn bad_node() {}\n#[napi]\nimpl S { #[napi] pub fn bad_method(&self) {} }\n',
                "cxm-py/src/lib.rs": "#[pyfunction]\n#[pyo3(signature = (a))]\nfn good(a: u8) -> R { entry(py, || f(a)) }\n"
                "#[pyfunction]\nfn bad_python() { f() }\n"
                "#[pymethods]\nimpl S { #[getter] fn fine(&self) { entry(py, || { 1 }) } fn bad_py_method(&self) { if a { b } } }\n"
                "impl S { fn not_exported(&self) {} }\n",
            }.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            found = floors.check_entries(root)
        self.assertEqual([offence.split("`")[1] for offence in found], ["bad_node", "bad_method", "bad_python", "bad_py_method"])

    def test_the_exit_code_says_whether_there_is_an_offence(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            path = Path(folder) / "cxm-core/src/num/sum.rs"
            path.parent.mkdir(parents=True)
            path.write_text("use crate::error::Error;\n")
            self.assertEqual(floors.main(Path(folder)), 0)
            path.write_text("use crate::report::Error;\n")
            self.assertEqual(floors.main(Path(folder)), 1)


if __name__ == "__main__":
    unittest.main()
