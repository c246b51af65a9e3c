"""What notebooks show, without altair and without a network: run by nbclient, exported by nbconvert, opened in JupyterLab 4.

Not part of the plain run: `.ci/deep notebook` installs what it needs.
"""

import base64
import contextlib
import json
import os
import pathlib
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

import nbclient
import nbconvert
import nbformat
import pytest
from nbformat import v4

ROOT = pathlib.Path(__file__).resolve().parents[3]
VEGA_LITE, SVG, HTML = "application/vnd.vegalite.v5+json", "image/svg+xml", "text/html"
CELLS = [
    "import cxm\ntry:\n    import altair\nexcept ImportError:\n    print('no altair')",
    "answers = {'score': [10, 9, 3, 0, 8, 10, 9, 7] * 30, 'region': ['EU', 'US', 'EU', 'US', 'EU', 'US', 'APAC', 'APAC'] * 30}\n"
    "cxm.nps(answers['score'])",
    "regions = cxm.score(answers, 'nps', 'score', by='region')\nregions",
    "cxm.chart.estimates(regions, title='NPS by region', metric='nps')",
    "cxm.chart.distribution(cxm.nps(answers['score']), title='Answers')",
    "cxm.scorecard(answers, 'nps', column='score', by='region')",
]
CHARTS = (3, 4)
# Names, not addresses: nothing is loaded from them.
NAMES = re.compile(r"http://www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml)\b|https://vega\.github\.io/schema/vega-lite/v5\.json")
ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'<>)]*")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder of Jupyter's own settings, and an altair that cannot be imported."""
    home = tmp_path_factory.mktemp("jupyter")
    (home / "blocked").mkdir()
    (home / "blocked" / "altair.py").write_text("raise ImportError('blocked')\n", encoding="utf-8")
    settings = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (settings | {"PYTHONPATH": str(home / "blocked")}).items():
            patch.setenv(name, value)
        yield home


@pytest.fixture(scope="module")
def notebook(home):
    """The notebook with its outputs, also written to disk and trusted, as one's own notebook is."""
    cells = [v4.new_code_cell(source, id=f"cell-{index}") for index, source in enumerate(CELLS)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = v4.new_notebook(cells=cells, metadata=metadata)
    nbclient.NotebookClient(notebook, timeout=120).execute()
    (home / "work").mkdir()
    nbformat.write(notebook, home / "work" / "scores.ipynb")
    subprocess.run([sys.executable, "-m", "jupyter", "trust", str(home / "work" / "scores.ipynb")], check=True)
    return notebook


@pytest.fixture(scope="module")
def shown(notebook):
    """What each cell but the first shows, by media type."""
    assert notebook.cells[0].outputs[0].text == "no altair\n"
    return [None, *(cell.outputs[0].data for cell in notebook.cells[1:])]


@pytest.fixture(scope="module")
def page(notebook):
    return nbconvert.HTMLExporter().from_notebook_node(notebook)[0]


def addresses(text):
    return ADDRESS.findall(NAMES.sub("", text))


def test_the_search_for_addresses_finds_them():
    assert addresses('<script src="https://cdn.jsdelivr.net/npm/vega@5"></script>') == ["https://cdn.jsdelivr.net/npm/vega@5"]
    assert addresses('<img src="//example.org/a.png">') == ["//example.org/a.png"]
    assert addresses('<svg xmlns="http://www.w3.org/2000/svg">') == []


def test_scores_and_tables_are_shown_as_html(shown):
    for output in (shown[1], shown[2], shown[5]):
        assert {HTML, "text/plain"} <= set(output)
    assert "<table" in shown[2][HTML]


def test_charts_are_shown_as_vega_lite_and_as_svg(shown):
    for index in CHARTS:
        # No text/html: JupyterLab would prefer it to the interactive chart.
        assert set(shown[index]) == {VEGA_LITE, SVG, "text/plain"}
        assert shown[index][SVG].startswith("<svg")
        assert shown[index][VEGA_LITE]["data"]["values"]


def test_no_output_names_an_address(shown):
    for output in shown[1:]:
        for kind, content in output.items():
            assert addresses(content if isinstance(content, str) else json.dumps(content)) == [], kind


def test_the_exported_page_holds_the_charts(page, shown):
    for index in CHARTS:
        encoded = base64.b64encode(shown[index][SVG].encode()).decode()
        assert f"data:image/svg+xml;base64,{encoded}" in page


def test_no_output_styles_the_notebook_around_it(shown):
    for output in (shown[1], shown[2], shown[5]):
        assert not re.search(r"<(style|link|meta|script|body)\b", output[HTML])


@contextlib.contextmanager
def jupyter_lab(folder):
    """The address of a JupyterLab on `folder` that never looks for news or updates."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.extension_manager=readonly", "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with open(folder.parent / "lab.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(240):
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/api?token={token}", timeout=5):
                    break
                assert server.poll() is None, (folder.parent / "lab.log").read_text(encoding="utf-8")
                time.sleep(0.25)
            yield f"{address}/lab/tree/scores.ipynb?token={token}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def test_jupyter_lab_and_the_exported_page_draw_the_charts_offline(home, notebook, page):
    (home / "work" / "scores.html").write_text(page, encoding="utf-8")
    with jupyter_lab(home / "work") as address:
        command = ["node", str(ROOT / ".ci" / "notebook.mjs"), address, (home / "work" / "scores.html").as_uri(), str(len(CHARTS))]
        run = subprocess.run(command, env=os.environ, timeout=240, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr + (home / "lab.log").read_text(encoding="utf-8")[-2000:]
    print(run.stdout)
