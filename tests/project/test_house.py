"""House rules that a tool or a walk through the files can check. Each says why it is there."""

import ast
import io
import json
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template
from wagtail import blocks

from guidance.blocks import guidance_blocks
from guidance.models import Door, GlossaryTerm
from guidance.models.doors import DOOR_TEXTS
from guidance.models.glossary import TERM_TEXTS
from home.models import Helpline
from home.models.helplines import HELPLINE_TEXTS

ROOT = Path(__file__).resolve().parents[2]
APPS = ("site", "home", "staff", "guidance", "feedback")
SOURCES = sorted(file for folder in (*APPS, "tests") for file in (ROOT / folder).rglob("*.py"))
PRODUCT = [file for file in SOURCES if file.relative_to(ROOT).parts[0] != "tests"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted(folder for folder in (ROOT / "templates" / "components").iterdir() if folder.is_dir())
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
TEXTS = {Helpline: HELPLINE_TEXTS, Door: DOOR_TEXTS, GlossaryTerm: TERM_TEXTS}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INCLUDED = re.compile(r"{%\s*include\s+\"components/[^%]*%}")
TEMPLATE_COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def css(file: Path) -> str:
    return COMMENT.sub("", file.read_text(encoding="utf-8"))


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# --- Names that Python has taken ------------------------------------------------------------------------------------


def imported_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def test_site_and_locale_are_folders_and_never_packages() -> None:
    # Python has modules of both names: a package here would be taken for them, or they for it.
    assert not (ROOT / "site" / "__init__.py").exists()
    assert list((ROOT / "locale").rglob("*.py")) == []


def test_nothing_is_imported_from_site() -> None:
    wrong = [name_of(file) for file in SOURCES for name in imported_by(file) if name.split(".")[0] == "site"]

    assert wrong == []


# --- Layers and lint ------------------------------------------------------------------------------------------------


def test_the_import_contracts_hold() -> None:
    # Not `python -m`: that would put the folder first on the path, where `site` is.
    result = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


def test_ruff_has_nothing_to_say() -> None:
    result = run("-m", "ruff", "check", "--quiet", ".")

    assert result.returncode == 0, result.stdout + result.stderr


def test_nothing_but_a_command_prints() -> None:
    # What is printed reaches no log, and a print left behind by a search for a fault reaches a parent's patience.
    printing = [
        f"{name_of(file)}:{node.lineno}"
        for file in PRODUCT
        if "commands" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert printing == []


def comments(file: Path) -> Iterator[str]:
    if file.suffix != ".py":
        yield file.read_text(encoding="utf-8")
        return
    tokens = tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def test_nothing_is_put_off_in_a_comment() -> None:
    unfinished = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XXX|HACK)\b")
    files = [*SOURCES, *TEMPLATES, *STYLES, *(ROOT / "static" / "js").glob("*.js"), ROOT / "run"]

    assert [name_of(file) for file in files if any(unfinished.search(text) for text in comments(file))] == []


def test_every_app_says_what_it_is_for() -> None:
    for app in ("home", "staff", "guidance", "feedback", "site/good_beginnings"):
        assert ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text(encoding="utf-8"))), app


def test_every_module_of_the_product_begins_with_what_it_is_for() -> None:
    silent = [
        name_of(file)
        for file in PRODUCT
        if "migrations" not in file.parts and file.name != "apps.py"
        if (text := file.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]

    assert silent == []


# --- Migrations and requirements ------------------------------------------------------------------------------------


def test_every_migration_has_a_name_that_says_what_it_does() -> None:
    migrations = [file for file in PRODUCT if file.parent.name == "migrations" and file.name != "__init__.py"]

    assert migrations
    assert [name_of(file) for file in migrations if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", file.stem)] == []
    assert [name_of(file) for file in migrations if "_auto" in file.stem] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_and_locked_by_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]

    assert lines
    assert [line[:60] for line in lines if not re.match(r"[\w.\-\[\]]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


# --- Words in columns per language ----------------------------------------------------------------------------------
#: What a row of these tables is called in the code. A card or a dictionary of one language has other names.
ROWS = {"line", "helpline", "door", "term", "row", "record"}
BARE = {text for texts in TEXTS.values() for text in texts}


def bare_columns_read(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in ROWS and node.attr in BARE:
                yield node.lineno
        elif isinstance(node, ast.Call) and _asks_a_table(node.func):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and str(argument.value).lstrip("-") in BARE:
                    yield node.lineno


def _asks_a_table(function: ast.expr) -> bool:
    """Tell whether this is `Helpline.objects.values_list` or the like, however long the chain."""
    while isinstance(function, ast.Attribute | ast.Call):
        function = function.value if isinstance(function, ast.Attribute) else function.func
    return isinstance(function, ast.Name) and function.id in {model.__name__ for model in TEXTS}


@pytest.mark.parametrize(
    ("source", "is_wrong"),
    [
        ("line.name", True),
        ("Helpline.objects.order_by('name')", True),
        ("Door.objects.filter(kind='stage').values_list('code', 'title')", True),
        ("column(line, 'name', SOURCE)", False),
        ("Helpline.objects.only('key', 'name_en', 'phone')", False),
        ("card.name", False),
    ],
)
def test_the_rule_for_bare_columns_knows_them(source: str, is_wrong: bool) -> None:
    assert bool(list(bare_columns_read(ast.parse(source)))) is is_wrong


def test_no_code_reads_a_column_without_its_language() -> None:
    # Without its language a column answers in that of the screen, and in the database with its last editor's.
    wrong = [
        f"{name_of(file)}:{line}"
        for file in PRODUCT
        # Pure: what they call a line or a phrase is no record.
        if not {"migrations", "formats", "wording"} & set(file.parts)
        for line in bare_columns_read(ast.parse(file.read_text(encoding="utf-8")))
    ]

    assert wrong == []


# --- Style sheets ---------------------------------------------------------------------------------------------------
PHYSICAL = re.compile(
    r"(?:^|[\s;{(])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)*"
    r"|left|right|top|bottom|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:float|clear|text-align)\s*:\s*(?:left|right)"
)
#: Media queries have no logical directions: a phone's width is its width.
QUERY = re.compile(r"@(?:media|supports|container)[^{]*")
NAMED_COLOURS = "white|black|red|green|blue|yellow|orange|purple|grey|gray|brown|pink|navy|teal|maroon|silver|gold"
COLOUR = re.compile(
    rf"#[0-9a-fA-F]{{3,8}}\b(?![^{{}}]*{{)|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color)\(|:\s*(?:{NAMED_COLOURS})\b"
)
every_sheet = pytest.mark.parametrize("file", STYLES, ids=name_of)


@every_sheet
def test_style_sheets_know_no_left_or_right(file: Path) -> None:
    assert PHYSICAL.findall(QUERY.sub("", css(file))) == []


@every_sheet
def test_colours_stand_in_the_tokens_alone(file: Path) -> None:
    if not file.name.startswith("tokens"):
        assert COLOUR.findall(css(file)) == []


@every_sheet
def test_nothing_is_important_but_in_reset_and_print(file: Path) -> None:
    if file.name not in {"reset.css", "print.css"}:
        assert "!important" not in css(file)


@every_sheet
def test_style_sheets_use_what_a_phone_of_2021_knows(file: Path) -> None:
    # Chrome 100 and Safari 15.4 drop the whole rule, or the whole sheet.
    text = css(file)

    assert "light-dark(" not in text
    assert ":has(" not in text
    assert not re.search(r"(?:^|[;{}])\s*&", text), "nesting"


def test_the_main_sheet_names_every_other() -> None:
    named = set(re.findall(r'@import url\("([^"]+)"\)', css(ROOT / "static" / "css" / "main.css")))

    assert named == {str(file.relative_to(ROOT / "static" / "css")) for file in STYLES} - {"main.css"}


@pytest.mark.parametrize(
    "wrong",
    [
        "a { margin-left: 1rem; }",
        "a { left: 0; }",
        "a { text-align: right; }",
        "a { border-top: 1px solid; }",
        "a { max-width: 3rem; }",
    ],
)
def test_the_rule_for_directions_knows_them(wrong: str) -> None:
    assert PHYSICAL.search(wrong)


@pytest.mark.parametrize(
    "right", ["a { margin-inline-start: 1rem; }", "a { max-inline-size: 1rem; }", "a { text-align: start; }"]
)
def test_the_rule_for_directions_lets_the_others_go(right: str) -> None:
    assert not PHYSICAL.search(right)


@pytest.mark.parametrize("wrong", ["a { color: #fff; }", "a { color: rgb(0 0 0); }", "a { background: white; }"])
def test_the_rule_for_colours_knows_them(wrong: str) -> None:
    assert COLOUR.search(wrong)


# --- Templates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_templates_hold_no_style_and_no_script_of_their_own(file: Path) -> None:
    # The policy would block it, silently, for every reader.
    text = TEMPLATE_COMMENT.sub("", file.read_text(encoding="utf-8"))

    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert [script for script in re.findall(r"<script\b[^>]*>", text) if "src=" not in script] == []


@pytest.mark.parametrize("folder", COMPONENTS, ids=lambda folder: folder.name)
def test_a_component_says_what_it_takes_and_shows_examples(folder: Path) -> None:
    template = folder / f"{folder.name}.html"

    assert template.read_text(encoding="utf-8").startswith("{% comment %}\n")
    assert isinstance(json.loads((folder / "examples.json").read_text(encoding="utf-8")), list)


def test_components_are_included_with_only_what_they_take() -> None:
    loose = [
        f"{name_of(file)}: {tag}"
        for file in TEMPLATES
        for tag in INCLUDED.findall(TEMPLATE_COMMENT.sub("", file.read_text(encoding="utf-8")))
        # The frame of a block hands the page's language and helplines on to whatever block stands in it.
        if not re.search(r"\bonly\s*%}$", tag) and "components/block/" not in tag
    ]

    assert loose == []


# --- Blocks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", dict(guidance_blocks()).values(), ids=dict(guidance_blocks()).keys())
def test_each_block_introduces_itself_to_the_editor(block: blocks.Block) -> None:
    assert get_template(block.meta.template)
    assert block.meta.icon not in {"", "placeholder"}
    assert str(block.meta.label)
    assert len(str(block.meta.description)) > 15
    assert type(block).__doc__


def test_the_blocks_of_the_site_are_all_there() -> None:
    wanted = {
        "heading", "text", "steps", "callout", "try_today", "normal_if", "ask_for_help",
        "picture", "quotation", "term", "audio", "video",
    }  # fmt: skip

    assert {name for name, _block in guidance_blocks()} >= wanted
