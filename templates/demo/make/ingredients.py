"""Splits one ingredient line of a recipe into quantity, unit, name and note.

Only lines that fit the plain pattern `quantity unit name, note` are understood; everything else answers None,
and the recipe is left out. A wrong quantity would be worse than a missing recipe.
"""

import re

FRACTIONS = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5,
             "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}
GLYPHS = "".join(FRACTIONS)

UNITS = {
    "cup": "cup cups", "tablespoon": "tablespoon tablespoons tbsp tbsp. tbs tbs. tbls",
    "teaspoon": "teaspoon teaspoons tsp tsp.", "g": "g g. gr gram grams gramme grammes", "kg": "kg kg. kilogram kilograms",
    "ml": "ml ml. milliliter milliliters millilitre millilitres", "dl": "dl", "cl": "cl",
    "l": "l liter liters litre litres", "oz": "oz oz. ounce ounces", "lb": "lb lb. lbs lbs. pound pounds",
    "pint": "pint pints", "quart": "quart quarts", "gallon": "gallon gallons",
    "clove": "clove cloves", "can": "can cans tin tins", "package": "package packages packet packets pack pkg",
    "slice": "slice slices", "stick": "stick sticks", "pinch": "pinch pinches", "dash": "dash dashes",
    "bunch": "bunch bunches", "sprig": "sprig sprigs", "head": "head heads", "stalk": "stalk stalks",
    "jar": "jar jars", "bottle": "bottle bottles", "drop": "drop drops", "scoop": "scoop scoops", "handful": "handful handfuls", "piece": "piece pieces",
}
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}

AMOUNT = rf"(?:\d+\s*[{GLYPHS}]|\d+\s+\d+/\d+|\d+/\d+|\d+(?:\.\d+)?|[{GLYPHS}])"
LINE = re.compile(rf"^(?:(?P<from>{AMOUNT})(?:\s*(?:–|-|to)\s*(?P<to>{AMOUNT}))?\s*)?(?P<rest>.*)$")
PAREN = re.compile(r"\s*\(([^()]*)\)")

# Words before the name that say how the ingredient is prepared or chosen: they become part of the note.
MANNER = set("""finely coarsely thinly freshly roughly lightly well very chopped minced diced sliced grated shredded crushed ground
melted softened beaten peeled cubed toasted sifted packed firmly large medium small medium-sized large-sized fresh cold warm hot
boiling cooked uncooked dried dry heaping level heaped rounded scant ripe lukewarm whole boneless skinless extra quality good
good-quality julienned chilled frozen raw thick thin hard-boiled seedless mashed drained rinsed slivered flaked crumbled halved
unsalted salted lean powdered sweet pure organic plain unbleached granulated icy ice-cold squeezed organic cleaned pitted roasted
canned prepared clear refrigerated generous medium-size big tepid stale strained snipped tinned day-old unripe low-fat fat-free
real shucked pureed unsweetened cultured commercial hot-smoked pre-made freshly-made thin-sliced dehydrated soft
crisp tender young slightly torn old strong mild""".split())
# …unless the word makes another thing of it.
KEEP = ["ground beef", "ground pork", "ground lamb", "ground turkey", "ground chicken", "ground cinnamon", "powdered sugar",
        "granulated sugar", "sweet potato", "sweet potatoes", "sweet corn", "hot sauce", "dry mustard", "hot pepper", "hot peppers",
        "whole wheat flour", "whole milk", "dry white wine", "dry red wine", "dry sherry", "powdered milk", "dry yeast",
        "icing sugar", "sweet paprika", "hot paprika", "extra virgin olive oil", "dried yeast", "plain flour", "plain yogurt",
        "hot dogs", "hot dog", "dried fruit", "sweet rice flour", "ground almonds", "frozen yogurt", "dry vermouth", "sweet vermouth", "soft drink", "mild salsa",
        "prepared mustard", "thick coconut milk", "raw sugar", "unsweetened chocolate", "soft cheese", "unsweetened baking chocolate"]

TAIL = re.compile(r"\s+((?:to taste|for (?:garnish|frying|serving|dusting|brushing|greasing|sprinkling|topping|deep frying|the pan)|"
                  r"as needed|as required|optional|or to taste|at room temperature|if desired|to serve|to garnish))$")

SAME = {
    "sugar": "granulated sugar|white granulated sugar|superfine sugar|baking sugar|crystal sugar|white sugar|caster sugar|cane sugar|table sugar",
    "brown sugar": "light brown sugar|dark brown sugar|soft light brown sugar",
    "powdered sugar": "icing sugar|confectioner's sugar|confectioners' sugar|confectioners sugar",
    "flour": "all-purpose flour|plain flour|all purpose flour|wheat flour|white flour|ap flour|all-purpose wheat flour|white all-purpose flour|white wheat flour",
    "whole wheat flour": "whole-wheat flour|wholemeal flour|wholewheat flour",
    "salt": "sea salt flakes|table salt|sea salt|kosher salt|fine salt|coarse salt|of salt",
    "black pepper": "pepper|ground black pepper|peppers black|of pepper|ground pepper",
    "egg": "eggs|chicken eggs|hen eggs", "egg yolk": "egg yolks|yolk|yolks|yolks of egg", "egg white": "egg whites|whites of egg",
    "onion": "onions|yellow onion|yellow onions|white onion|brown onion|white onions|cooking onion|cooking onions",
    "red onion": "red onions", "green onion": "green onions|scallions|scallion|spring onions|spring onion",
    "garlic": "garlic cloves|garlic clove|cloves garlic|of garlic", "shallot": "shallots", "leek": "leeks",
    "tomato": "tomatoes", "cherry tomato": "cherry tomatoes", "potato": "potatoes", "carrot": "carrots", "sweet potato": "sweet potatoes",
    "celery": "celery stalks|celery stalk|stalks celery|celery rib|celery ribs", "zucchini": "courgette|courgettes|zucchinis",
    "eggplant": "eggplants|aubergine|aubergines", "cucumber": "cucumbers", "mushroom": "mushrooms|button mushrooms",
    "green bell pepper": "green pepper|green peppers|green bell peppers|green capsicum", "bell pepper": "bell peppers|capsicum|sweet pepper|sweet peppers",
    "red bell pepper": "red pepper|red peppers|red bell peppers|red capsicum", "bay leaf": "bay leaves", "lemon": "lemons", "lime": "limes",
    "orange": "oranges", "apple": "apples", "banana": "bananas", "pear": "pears", "sweet corn": "kernel sweet corn|sweetcorn", "cauliflower": "cauliflower head", "shiitake mushroom": "shiitakes", "mint": "mint leaves|mint sprigs", "Tabasco sauce": "tabasco sauce|tabasco", "Nutella": "nutella", "Froot Loops": "froot loops", "dried fruit": "dried fruits", "lemon juice": "juice of lemon", "lemon zest": "lemon rind|lemon peel",
    "orange zest": "orange rind|orange peel",
    "vanilla extract": "vanilla|vanilla essence|vanilla flavoring|pure vanilla extract", "baking soda": "bicarbonate of soda|sodium bicarbonate|bicarb soda",
    "olive oil": "extra virgin olive oil|extra-virgin olive oil|virgin olive oil", "vegetable oil": "cooking oil|oil|salad oil|neutral oil",
    "butter": "unsalted butter|salted butter|sweet butter", "cream": "heavy cream|heavy whipping cream|whipping cream|double cream|fresh cream|single cream|light cream",
    "Greek yogurt": "greek yoghurt|greek yogurt", "yogurt": "plain yogurt|yoghurt|curd|plain yoghurt|natural yogurt|live yogurt", "yeast": "active yeast|dry yeast|active dry yeast|dried yeast|instant yeast|baker's yeast|dry active yeast",
    "cornstarch": "corn starch|cornflour|corn flour", "coriander leaves": "cilantro|coriander leaf|cilantro leaves|green coriander",
    "parsley": "flat-leaf parsley|parsley leaves|italian parsley", "basil": "basil leaves", "thyme": "thyme leaves",
    "sage": "sage leaves", "oregano": "oregano leaves", "curry leaf": "curry leaves",
    "chicken stock": "chicken broth", "beef stock": "beef broth", "vegetable stock": "vegetable broth",
    "green chili": "green chilli|green chilies|green chillies|green chiles|green chile|green chile peppers", "red chili": "red chilli|red chilies|red chillies|red chile|red chiles",
    "chili powder": "chilli powder|chile powder", "red chili powder": "red chilli powder", "cumin": "cumin powder|ground cumin", "cumin seed": "cumin seeds",
    "coriander seed": "coriander seeds", "mustard seed": "mustard seeds", "poppy seed": "poppy seeds", "fennel seed": "fennel seeds", "caraway seed": "caraway seeds",
    "sesame seed": "sesame seeds", "sunflower seed": "sunflower seeds", "turmeric": "tumeric|turmeric powder", "ginger": "ginger root|gingerroot|ginger powder",
    "cinnamon": "ground cinnamon|cinnamon powder", "cinnamon stick": "cinnamon sticks", "nutmeg": "ground nutmeg", "clove": "cloves", "cayenne pepper": "cayenne|cayenne powder",
    "walnut": "walnuts", "almond": "almonds", "pecan": "pecans", "peanut": "peanuts", "hazelnut": "hazelnuts", "raisin": "raisins", "cashew": "cashews|cashew nuts|cashew nut",
    "pistachio": "pistachios|pistachio nuts", "pine nut": "pine nuts", "date": "dates", "fig": "figs", "blueberry": "blueberries", "strawberry": "strawberries",
    "cranberry": "cranberries", "raspberry": "raspberries", "cherry": "cherries", "peach": "peaches", "apricot": "apricots", "prune": "prunes",
    "chocolate chip": "chocolate chips|semisweet chocolate chips|semi-sweet chocolate chips", "cocoa powder": "cocoa|unsweetened cocoa powder|unsweetened cocoa|baking cocoa",
    "rolled oats": "oats|oatmeal", "breadcrumbs": "bread crumbs", "mayonnaise": "mayo", "ketchup": "tomato ketchup|catsup", "soy sauce": "soya sauce|light soy sauce",
    "Worcestershire sauce": "worcestershire sauce|worcester sauce", "Parmesan cheese": "parmesan cheese|parmesan|parmigiano reggiano|parmigiano-reggiano|parmigiano reggiano cheese", "mozzarella": "mozzarella cheese",
    "Cheddar cheese": "cheddar cheese|cheddar|sharp cheddar cheese", "feta": "feta cheese", "ricotta": "ricotta cheese", "chickpea": "chickpeas|garbanzo beans",
    "Dijon mustard": "dijon mustard", "Swiss cheese": "swiss cheese", "Romano cheese": "romano cheese", "Italian seasoning": "italian seasoning",
    "kidney bean": "kidney beans|red kidney beans", "green bean": "green beans", "black bean": "black beans", "pea": "peas|green peas", "lentil": "lentils", "red lentil": "red lentils",
    "shrimp": "shrimps|prawns|prawn", "chicken breast": "chicken breasts|chicken breast halves", "chicken thigh": "chicken thighs", "bacon": "bacon slices|streaky bacon",
    "ground beef": "minced beef|beef mince|hamburger|hamburger meat", "ground pork": "minced pork", "olive": "olives", "black olive": "black olives", "green olive": "green olives",
    "black peppercorn": "black peppercorns|peppercorns|peppercorn", "cardamom pod": "cardamom pods|green cardamom pods|green cardamoms", "cardamom": "cardamom powder|ground cardamom",
    "marshmallow": "marshmallows", "ice cube": "ice cubes", "anchovy": "anchovies", "caper": "capers", "tortilla": "tortillas", "flour tortilla": "flour tortillas", "corn tortilla": "corn tortillas",
    "jalapeño pepper": "jalapeño|jalapeños|jalapeno|jalapeño peppers|jalapeno pepper|jalapeno peppers|jalapeño chile", "radish": "radishes", "beet": "beets|beetroot", "turnip": "turnips",
    "cabbage": "green cabbage|white cabbage", "lettuce": "lettuce leaves", "spinach": "spinach leaves", "bread": "white bread", "molasses": "black treacle", "vinegar": "white vinegar|distilled white vinegar",
    "white wine": "dry white wine", "red wine": "dry red wine", "sour cream": "soured cream", "milk": "whole milk|skim milk|cow milk|cow's milk|2% milk", "coconut": "desiccated coconut|coconut flakes|coconut",
    "cornmeal": "corn meal", "yellow cornmeal": "yellow corn meal", "hard-boiled egg": "hard boiled eggs|hard boiled egg|hard-boiled eggs", "spaghetti": "spaghetti noodles", "red pepper flakes": "red chile flakes|hot-pepper flakes|chili flakes|chilli flakes|red chili flakes", "mini marshmallow": "miniature marshmallows|mini marshmallows", "crab meat": "crabmeat", "sesame oil": "sesame seed oil", "buttermilk": "cultured buttermilk", "split pea": "split peas", "ground coriander": "coriander powder", "saltine cracker": "saltines|saltine crackers", "water": "tap water|lukewarm water|filtered water", "ice": "crushed ice",
}
CANONICAL = {other: name for name, others in SAME.items() for other in others.split("|")}
CANONICAL.update({name.lower(): name for name in SAME})

PLURALS = {word + "s": word for word in """mushroom chop orange banana plantain seed oyster scallop kidney chile cookie frankfurter pimento
meringue steak fillet apple onion carrot lemon lime olive pepper pickle almond muffin artichoke spear bun kernel cracker""".split()}
PLURALS.update({"tomatoes": "tomato", "potatoes": "potato", "mangoes": "mango", "chilies": "chili", "chillies": "chili", "leaves": "leaf",
                "blackberries": "blackberry", "berries": "berry", "shiitakes": "shiitake mushroom"})

# Names that keep a capital.
PROPER = {word: word.title() for word in "american mexican italian english french russian creole swiss romano greek dutch dijon hong kong worcestershire".split()}

NAME = re.compile(r"^[a-zA-Zñéèçâîïô%'][a-zA-Zñéèçâîïôûê%' -]{1,32}$")
REFUSED = re.compile(r"\b(and|or|with|for|your|plus|of|into|to|in|from|each|about|per|additional|as|the|a|an|if|other|some|any|"
                     r"enough|few|more|favorite|ingredients?|inch|cm|mix|batch|recipe|size|juiced|package|pkg|box|bag|envelope|cubes?|"
                     r"washed|cut|choice|e\.g|such|like|desired|leftover|half|quarter|store-bought|homemade|approximately|around|"
                     r"pieces?|slices?|cups?|leaves|blanched|trimmed|optional|needed|brand|pint|quart|serving|servings|tablespoons?|"
                     r"teaspoons?|ounces?|pounds?|grams?|cloves of|dozen|double|triple|fist|grandma's|aromatics|flavoring|dessert|volumes?|packs|plate|leveled|dips|according|tub|shots?|boneless|skinless|chopped|cooked|dried|sliced|peeled|solid|brand|whole|whole-wheat|snipped|split|flavored|items|stuff|other|fruity|rich|substitute|assorted|optional|leftover|minced|crushed|melted|softened|freshly|made|lumps?|knob|thumb|ring|rings|kg|lb|oz|g|ml)\b", re.I)


def amount(text):
    """`1 ½`, `3/4`, `2.5` as a number with at most three decimals."""
    text = text.strip()
    total = 0.0
    for part in re.findall(rf"\d+/\d+|\d+(?:\.\d+)?|[{GLYPHS}]", text):
        if part in FRACTIONS:
            total += FRACTIONS[part]
        elif "/" in part:
            above, below = part.split("/")
            total += int(above) / int(below)
        else:
            total += float(part)
    return round(total, 3)


def plain(value):
    return int(value) if value is not None and value == int(value) else value


def canonical(name):
    lowered = name.lower().strip(" .-*")
    return CANONICAL.get(lowered) or re.sub(r"[a-z]+", lambda word: PROPER.get(word[0], word[0]), lowered)


def singular(name):
    """Counted things are named in the singular: `wild mushrooms` → `wild mushroom`."""
    head, _, last = name.rpartition(" ")
    return f"{head} {PLURALS[last]}".strip() if last in PLURALS else name


def parse(line):
    """A list of rows {name, quantity, quantity_to, unit, note}, or None where the line isn't understood."""
    line = re.sub(r"\s+", " ", line).replace("⁄", "/").strip(" .;*•")
    lowered = line.lower()
    if not line or "()" in line or "[" in line or ":" in line or "http" in lowered:
        return None
    if re.fullmatch(r"salt and (?:freshly[- ]ground )?(?:black |white |ground )*pepper(?:,? to taste)?", lowered):
        note = "to taste" if "to taste" in lowered else None
        return [dict(name=n, quantity=None, quantity_to=None, unit=None, note=note) for n in ("salt", "black pepper")]
    notes = []
    for inner in PAREN.findall(line):
        if not inner.strip() or "see" in inner.lower():
            return None
        notes.append(inner.strip())
    line = PAREN.sub("", line).strip()
    if "(" in line or ")" in line or "+" in line or "&" in line:
        return None
    parts = LINE.match(line)
    low = amount(parts["from"]) if parts["from"] else None
    high = amount(parts["to"]) if parts["to"] else None
    rest = parts["rest"].strip()
    if low == 0 or (high is not None and high <= low):
        return None
    if re.match(r"[\d/×x–-]", rest):
        return None
    unit = None
    words = rest.split(" ")
    if low is not None and words[0].lower().strip(",") in UNIT_OF:
        unit = UNIT_OF[words[0].lower().strip(",")]
        words = words[1:]
    elif low is None and words[0].lower() == "pinch" or (words[0].lower() in ("a", "one") and len(words) > 1 and words[1].lower() in ("pinch", "dash", "handful")):
        low = 1.0
        unit = words[0].lower() if words[0].lower() == "pinch" else words[1].lower()
        words = words[1:] if words[0].lower() == "pinch" else words[2:]
    if words and words[0].lower() == "of":
        words = words[1:]
    # An alternative measure right after the first (`1 cup / 240 ml flour`) isn't taken apart.
    if not words or words[0] in "/–-" or re.search(r"\d", " ".join(words).split(",")[0]):
        return None
    name, _, after = " ".join(words).partition(",")
    name, after = name.strip(), after.strip()
    if " - " in name or " – " in name:
        name, after = [t.strip() for t in re.split(r" [-–] ", name, maxsplit=1)]
    tail = TAIL.search(name)
    if tail:
        name = name[: tail.start()]
        notes.append(tail[1])
    if after:
        notes.insert(0, after)
    manner = []
    while True:
        lowered = name.lower()
        first = lowered.split(" ")[0].strip(",")
        if any(lowered.startswith(keep) for keep in KEEP) or lowered in CANONICAL or " " not in lowered:
            break
        if first not in MANNER and not re.fullmatch(r"\w+ly-\w+", first):
            break
        manner.append(name.split(" ")[0])
        name = name.split(" ", 1)[1]
    for suffix in ("chopped", "minced", "sliced", "grated", "diced", "crushed", "melted", "beaten", "peeled", "shredded", "softened"):
        if name.lower().endswith(" " + suffix):
            notes.insert(0, suffix)
            name = name[: -len(suffix) - 1]
    # `2 celery stalks` says the unit last.
    last = re.fullmatch(r"(.+) (cloves?|stalks?|sprigs?|heads?|slices?)", name, re.I)
    if last and unit is None and low is not None:
        name, unit = last[1], UNIT_OF[last[2].lower()]
    note = "; ".join(filter(None, [" ".join(manner).lower(), *notes])) or None
    name = singular(canonical(name))
    if not NAME.match(name) or REFUSED.search(name) or len(name.split()) > 4:
        return None
    if note:
        note = re.sub(r"^[,; ]+|(?<=; )[,; ]+", "", note)
        note = note[0].lower() + note[1:]
    if note and (len(note) > 90 or re.search(r"[<>{}|]|''", note)):
        return None
    return [dict(name=name, quantity=plain(low), quantity_to=plain(high), unit=unit, note=note)]
