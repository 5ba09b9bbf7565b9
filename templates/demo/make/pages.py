"""Pages made of blocks (headings, images, text bodies): one for each region of the world, and a few of pictures and texts.

Every sentence about a region is computed from the demo's own rows; what is said of a country is the World Factbook's.
"""

import html

from common import key, number, slug
from declaration import declaration
from geography import factbook, text
from pictures import PHOTOS

FACTS = [("Location", ("Location",)), ("Terrain", ("Terrain",)), ("Climate", ("Climate",)),
         ("Highest point", ("Elevation extremes", "highest point")), ("Coastline", ("Coastline",)), ("Natural hazards", ("Natural hazards",))]
BIG_ENOUGH = 4  # countries that a region must have for a page of its own


class Pages:
    def __init__(self):
        self.pages, self.blocks = [], []
        self.items = {"headings": [], "images": [], "text_bodies": []}

    def page(self, title, category=None):
        self.pages.append({"id": key("page", slug(title)), "status": "published", "sort": len(self.pages) + 1, "title": title, "slug": slug(title), "category": category})

    def add(self, collection, row):
        rows = self.items[collection]
        rows.append({"id": len(rows) + 1, **row})
        page = self.pages[-1]["id"]
        sort = sum(1 for block in self.blocks if block["pages_id"] == page) + 1
        self.blocks.append({"pages_id": page, "collection": collection, "item": str(len(rows)), "sort": sort})

    def heading(self, words, level=2):
        self.add("headings", {"text": words, "level": level})

    def image(self, file, caption, credit):
        self.add("images", {"file": file, "caption": caption, "credit": credit})

    def body(self, *paragraphs):
        self.add("text_bodies", {"body": "".join(p if p.startswith("<ul") else f"<p>{p}</p>" for p in paragraphs)})

    def rows(self):
        return self.pages, number(self.blocks), self.items


def millions(people):
    return f"{people / 1e6:,.1f} million" if people >= 1e6 else f"{people:,}"


def listed(names):
    return names[0] if len(names) == 1 else f'{", ".join(names[:-1])} and {names[-1]}'


def escape(words):
    return html.escape(words, quote=False)


def region_pages(pages, files, categories, countries, cities):
    profiles = factbook()
    for region in [c for c in categories if c["code"]]:
        own = [c for c in countries if c["region"] == region["id"]]
        if len(own) < BIG_ENOUGH:
            continue
        codes = {c["code"] for c in own}
        towns = [t for t in cities if t["country"] in codes]
        by_people = sorted(own, key=lambda c: (-c["population"], c["code"]))
        widest = max((c for c in own if c["area"]), key=lambda c: c["area"])
        city = max(towns, key=lambda t: t["population"])
        of = {c["code"]: c["name"] for c in own}
        inland = sorted(c["name"] for c in own if c["landlocked"])
        pages.page(region["name"], region["id"])
        pages.heading(region["name"], 1)
        pages.body(f'{escape(region["name"])} is one of the regions into which the United Nations divide the world for statistics (UN M49 code {region["code"]}). '
                   f'It has {len(own)} countries and territories, in which {millions(sum(c["population"] for c in own))} people live.',
                   "<ul>" + "".join(f"<li>{line}</li>" for line in filter(None, [
                       f'Most people: {escape(by_people[0]["name"])}, {millions(by_people[0]["population"])}',
                       f'Largest area: {escape(widest["name"])}, {widest["area"]:,} km²',
                       f'Largest city: {escape(city["name"])} ({escape(of[city["country"]])}), {millions(city["population"])}',
                       f'Without a coast: {escape(listed(inland))}' if inland else None])) + "</ul>")
        pages.image(files.map(region["slug"], region["name"], towns),
                    f'{len(towns)} cities of {region["name"]}: capitals, and places of at least 150,000 people.', "Drawn from GeoNames data, CC BY 4.0")
        described = [c for c in by_people if profiles.get(c["fips"])][:2]
        for country in described:
            pages.heading(country["name"])
            pages.image(country["flag"], f'The flag of {country["name"]}.', "flag-icons, MIT")
            facts = [(label, text(profiles[country["fips"]], "Geography", *path)) for label, path in FACTS]
            pages.body(*[f"<strong>{label}:</strong> {escape(value[0].upper() + value[1:])}." for label, value in facts if value])


def picture_pages(pages, files):
    def show(name):
        pages.image(files.ids[f"photo-{name}.jpg"], PHOTOS[name][2], PHOTOS[name][3])

    pages.page("Photographs of the nineteenth century")
    pages.heading("Photographs of the nineteenth century", 1)
    pages.body("Five prints from the years between 1865 and 1888: albumen silver prints, a carbon print, a collotype and a photogravure.")
    for name in ("nagasaki-boats", "alpine-landscape", "black-canyon", "animal-locomotion-cat", "march-pastoral"):
        show(name)
    pages.body("The museum that keeps the prints gives these pictures away freely in its Open Content Program.")

    pages.page("Plants, wings and dust")
    pages.heading("Plants, wings and dust", 1)
    pages.body("Gelatin silver prints from the first half of the twentieth century.")
    pages.heading("Plants")
    show("acanthus-mollis")
    show("allium-ostrowskianum")
    pages.heading("From the air, and on the ground")
    show("airplane-from-above")
    show("dust-bowl-home")

    pages.page("Away from the Earth")
    pages.heading("Away from the Earth", 1)
    show("falcon-9-dscovr")
    show("eileen-collins")
    pages.body("Eileen Collins was selected as an astronaut in 1992 and first piloted the space shuttle in 1995, on mission STS-63. "
               "She retired in 2006 after spending a total of 38 days, 8 hours and 10 minutes in outer space.")
    show("hubble-extreme-deep-field")


def text_pages(pages, files):
    title, preamble = declaration("en")[0]
    pages.page("The Universal Declaration of Human Rights")
    pages.heading("The Universal Declaration of Human Rights", 1)
    pages.image(files.ids["flag-un.svg"], "The flag of the United Nations.", "flag-icons, MIT")
    pages.heading(title)
    pages.body(*map(escape, preamble[:4]))
    pages.body(*map(escape, preamble[4:7]))
    pages.body(*map(escape, preamble[7:]))
    pages.heading("The articles")
    pages.body("The thirty articles are the rows of the collection <em>articles</em>, each in twenty-nine languages.")

    pages.page("About the recipes")
    pages.heading("About the recipes", 1)
    pages.image(files.ids["photo-coffee.jpg"], PHOTOS["coffee"][2], PHOTOS["coffee"][3])
    pages.body("The recipes were written by the contributors of the Wikibooks Cookbook, and may be used under the licence CC BY-SA 4.0. "
               "The field <em>source</em> of a recipe leads to its page, which names them.")
    pages.heading("Quantities")
    pages.body("The lines of ingredients were taken apart into quantity, unit, ingredient and note. "
               "Only recipes in which every line could be understood were taken.")


def build(files, categories, countries, cities):
    pages = Pages()
    region_pages(pages, files, categories, countries, cities)
    for name in PHOTOS:
        files.photo(name)
    files.flag("un", "the United Nations")
    picture_pages(pages, files)
    text_pages(pages, files)
    return pages.rows()
