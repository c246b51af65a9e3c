"""The counts of the runners are compared, file by file."""

import importlib.util
import json
import pathlib
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "conformance_counts.py"
SPEC = importlib.util.spec_from_file_location("conformance_counts", SOURCE)
counts = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(counts)


class Counts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.left = pathlib.Path(folder.name)

    def leave(self, what, **numbers):
        for language, number in numbers.items():
            (self.left / f"{language}.{what}").write_text(f"{number}\n")

    def test_every_entry_of_a_list_is_a_case_of_documents(self):
        for name in counts.DOCUMENTS:
            (self.left / f"{name}.json").write_text(json.dumps({"schema": "s", "document": {"a": [1]}, "cases": [{}, {}], "next": [{}]}))
        self.assertEqual(counts.documents(self.left), {f"{name}.count": 3 for name in counts.DOCUMENTS})

    def test_three_equal_numbers_are_right(self):
        self.leave("digest", rust="a", python="a", node="a")
        self.leave("survey.count", rust=3, python=3, node=3)
        self.assertEqual(counts.offences(self.left, {"survey.count": 3}), [])

    def test_a_language_that_ran_fewer_or_left_nothing_is_named(self):
        self.leave("digest", rust="a", python="a", node="a")
        self.leave("survey.count", rust=3, node=2)
        self.assertEqual(
            counts.offences(self.left, {"survey.count": 3}),
            ["python left no survey.count", "node ran 2 of 3 (survey.count)", "the languages differ in their survey.count: rust 3, python None, node 2"],
        )


if __name__ == "__main__":
    unittest.main()
