"""Writes model.json: the demo's collections and relations as bodies of POST /collections and POST /relations.

Run: `python model.py`. Nothing but this file goes into it.
"""

import json

from common import DEMO

AUTO = {"is_primary_key": True, "has_auto_increment": True}
# The data's own keys (GeoNames ids, article numbers, …) may be far apart, so the counter of new rows goes on from the largest.


def field(name, kind, interface="input", *, schema=None, special=None, options=None, display=None, display_options=None, **meta):
    """One field of a POST /collections body. `schema` false makes an alias."""
    body = {"field": name, "type": kind, "meta": {"interface": interface, **({"special": special} if special else {}), **({"options": options} if options else {}),
                                                  **({"display": display} if display else {}), **({"display_options": display_options} if display_options else {}), **meta}}
    body["schema"] = None if schema is False else (schema or {})
    return body


def integer_key():
    return field("id", "integer", schema=AUTO, readonly=True, hidden=True)


def uuid_key():
    return field("id", "uuid", schema={"is_primary_key": True, "length": 36, "has_auto_increment": False}, special=["uuid"], readonly=True, hidden=True)


def string_key(name, length, **meta):
    return field(name, "string", schema={"is_primary_key": True, "length": length, "has_auto_increment": False}, required=True, **meta)


def text(name, length=255, *, nullable=True, unique=False, **meta):
    return field(name, "string", schema={"max_length": length, "is_nullable": nullable, **({"is_unique": True} if unique else {})}, required=not nullable, **meta)


def slug():
    return text("slug", 120, nullable=False, unique=True, options={"slug": True, "trim": True}, width="half")


def number(name, interface="input", **meta):
    return field(name, "integer", interface, width="half", **meta)


def m2o(name, kind, template, **meta):
    return field(name, kind, "select-dropdown-m2o", special=["m2o"], options={"template": template}, display="related-values",
                 display_options={"template": template}, **meta)


def image(name, **meta):
    return field(name, "uuid", "file-image", special=["file"], display="image", **meta)


def alias(name, special, interface, template=None, **meta):
    options = {"template": template} if template else None
    return field(name, "alias", interface, schema=False, special=[special], options=options,
                 **({"display": "related-values", "display_options": {"template": template}} if template else {}), **meta)


def status():
    choices = [{"text": "$t:published", "value": "published", "color": "var(--theme--primary)"}, {"text": "$t:draft", "value": "draft", "color": "var(--theme--foreground)"},
               {"text": "$t:archived", "value": "archived", "color": "var(--theme--warning)"}]
    return field("status", "string", "select-dropdown", schema={"default_value": "draft", "is_nullable": False, "max_length": 20}, width="half",
                 options={"choices": choices}, display="labels", display_options={"showAsDot": True, "choices": choices})


def sort():
    return field("sort", "integer", hidden=True)


def traces():
    """Who made and changed an item, and when."""
    user = {"template": "{{avatar}} {{first_name}} {{last_name}}"}
    return [
        field("user_created", "uuid", "select-dropdown-m2o", special=["user-created"], options=user, display="user", readonly=True, hidden=True, width="half"),
        field("date_created", "timestamp", "datetime", special=["date-created"], display="datetime", display_options={"relative": True}, readonly=True, hidden=True, width="half"),
        field("user_updated", "uuid", "select-dropdown-m2o", special=["user-updated"], options=user, display="user", readonly=True, hidden=True, width="half"),
        field("date_updated", "timestamp", "datetime", special=["date-updated"], display="datetime", display_options={"relative": True}, readonly=True, hidden=True, width="half"),
    ]


ARCHIVE = {"archive_field": "status", "archive_value": "archived", "unarchive_value": "draft", "archive_app_filter": True}


def named(**languages):
    return [{"language": code.replace("_", "-"), "translation": one, **({"singular": one_of, "plural": one} if one_of else {})} for code, (one, one_of) in languages.items()]


def label(**languages):
    return [{"language": code.replace("_", "-"), "translation": words} for code, words in languages.items()]


def folder(name, icon, sort_, note):
    return {"collection": name, "schema": None, "meta": {"icon": icon, "sort": sort_, "note": note, "collapse": "open"}}


def collection(name, group, icon, sort_, note, fields, *, template=None, **meta):
    return {"collection": name, "schema": {}, "fields": fields,
            "meta": {"icon": icon, "sort": sort_, "note": note, "group": group, **({"display_template": template} if template else {}), **meta}}


def junction(name, group, fields, **meta):
    return {"collection": name, "schema": {}, "fields": [integer_key(), *fields], "meta": {"icon": "import_export", "hidden": True, "group": group, **meta}}


COLLECTIONS = [
    folder("geography", "public", 1, "Countries, cities and the regions of the world"),
    folder("kitchen", "restaurant", 2, "Recipes and what goes into them"),
    folder("declaration", "gavel", 3, "The Universal Declaration of Human Rights"),
    folder("site", "web", 4, "Pages made of blocks"),
    collection("categories", "geography", "account_tree", 3, "A tree: the regions of the world, and the kinds of recipe", [
        integer_key(), text("name", 120, nullable=False), slug(),
        m2o("parent", "integer", "{{name}}", width="half"), sort(),
        text("code", 3, note="UN M49 code, where the category is a region of the world", width="half"),
        field("description", "text", "input-multiline"),
        alias("children", "o2m", "list-o2m-tree-view", "{{name}}"),
        alias("countries", "o2m", "list-o2m", "{{name}}"), alias("recipes", "o2m", "list-o2m", "{{title}}"), alias("pages", "o2m", "list-o2m", "{{title}}"),
    ], template="{{name}}", sort_field="sort", translations=named(de_DE=("Kategorien", "Kategorie"), fr_FR=("Catégories", "Catégorie"), es_ES=("Categorías", "Categoría"))),
    collection("countries", "geography", "flag", 1, "Every ISO 3166-1 country, and Kosovo", [
        string_key("code", 2, note="ISO 3166-1 alpha-2; the key", width="half"),
        text("iso3", 3, unique=True, note="ISO 3166-1 alpha-3", width="half"), text("numeric_code", 3, width="half"),
        text("name", 120, nullable=False, translations=label(de_DE="Name", fr_FR="Nom", es_ES="Nombre")),
        field("names", "json", "input-code", special=["cast-json"], options={"language": "json"}, note="The name in other languages, by language code"),
        text("capital", 120, translations=label(de_DE="Hauptstadt", fr_FR="Capitale", es_ES="Capital"), width="half"),
        m2o("region", "integer", "{{name}}", translations=label(de_DE="Region", fr_FR="Région", es_ES="Región"), width="half"),
        number("population", translations=label(de_DE="Einwohner", fr_FR="Population", es_ES="Población"), display="formatted-value", display_options={"format": True}),
        field("area", "decimal", schema={"numeric_precision": 12, "numeric_scale": 2}, width="half", note="km²",
              translations=label(de_DE="Fläche", fr_FR="Superficie", es_ES="Superficie")),
        field("landlocked", "boolean", "boolean", special=["cast-boolean"], width="half", note="Without a coast on the sea; empty where the source is silent"),
        text("currency_code", 3, width="half"), text("currency_name", 60, width="half"),
        field("languages", "csv", "tags", special=["cast-csv"], display="labels", note="Language tags, the most spoken first"),
        text("tld", 10, width="half", note="Internet domain"), text("phone", 40, width="half", note="Calling code"),
        number("geonames_id", schema={"is_unique": True}, note="Key of the country at GeoNames"),
        image("flag", note="The flag"),
        alias("cities", "o2m", "list-o2m", "{{name}}"),
        alias("neighbours", "m2m", "list-m2m", "{{related_countries_code.name}}", note="Countries with a common border on land"),
    ], template="{{flag.$thumbnail}} {{name}}", translations=named(de_DE=("Länder", "Land"), fr_FR=("Pays", "Pays"), es_ES=("Países", "País"))),
    junction("countries_neighbours", "geography", [
        field("countries_code", "string", schema={"max_length": 2}, hidden=True), field("related_countries_code", "string", schema={"max_length": 2}, hidden=True), sort(),
    ], sort_field="sort"),
    collection("cities", "geography", "location_city", 2, "Capitals, and cities of at least 150,000 people", [
        field("id", "integer", schema=AUTO, readonly=True, note="Key of the city at GeoNames"),
        text("name", 120, nullable=False), m2o("country", "string", "{{name}}", schema={"max_length": 2}, width="half"),
        number("population", schema={"is_indexed": True}, display="formatted-value", display_options={"format": True}),
        field("capital", "boolean", "boolean", special=["cast-boolean"], schema={"default_value": False, "is_nullable": False}, width="half"),
        text("timezone", 40, width="half"),
        field("location", "geometry.Point", "map"),
    ], template="{{name}}, {{country.name}}", translations=named(de_DE=("Städte", "Stadt"), fr_FR=("Villes", "Ville"), es_ES=("Ciudades", "Ciudad"))),
    collection("recipes", "kitchen", "menu_book", 1, "Recipes of the Wikibooks Cookbook (CC BY-SA 4.0)", [
        integer_key(), status(), text("title", nullable=False, translations=label(de_DE="Titel", fr_FR="Titre", es_ES="Título")), slug(),
        m2o("category", "integer", "{{name}}", width="half"),
        number("servings", translations=label(de_DE="Portionen", fr_FR="Portions", es_ES="Porciones")),
        number("servings_to", note="The larger number, where the recipe says “6–8”"),
        number("minutes", note="From start to plate", translations=label(de_DE="Minuten", fr_FR="Minutes", es_ES="Minutos")),
        number("difficulty", "slider", options={"minValue": 1, "maxValue": 5, "stepInterval": 1}, display="rating"),
        field("steps", "json", "list", special=["cast-json"], note="What to do, step by step", options={"template": "{{ $item }}"}),
        field("tags", "csv", "tags", special=["cast-csv"], display="labels"),
        image("image"),
        field("retrieved_on", "date", "datetime", display="datetime", width="half", note="The day this copy was taken"),
        text("source", width="half", display="formatted-value", note="The recipe's page, which names its authors"),
        *traces(),
        alias("ingredients", "m2m", "list-m2m", "{{quantity}} {{unit}} {{ingredients_id.name}}"),
    ], template="{{title}}", **ARCHIVE, translations=named(de_DE=("Rezepte", "Rezept"), fr_FR=("Recettes", "Recette"), es_ES=("Recetas", "Receta"))),
    collection("ingredients", "kitchen", "egg", 2, "What recipes are made of", [
        integer_key(), text("name", 120, nullable=False, unique=True),
        alias("recipes", "m2m", "list-m2m", "{{recipes_id.title}}"),
    ], template="{{name}}", translations=named(de_DE=("Zutaten", "Zutat"), fr_FR=("Ingrédients", "Ingrédient"), es_ES=("Ingredientes", "Ingrediente"))),
    junction("recipes_ingredients", "kitchen", [
        field("recipes_id", "integer", hidden=True), field("ingredients_id", "integer", hidden=True), sort(),
        field("quantity", "decimal", schema={"numeric_precision": 10, "numeric_scale": 3}, width="half"),
        field("quantity_to", "decimal", schema={"numeric_precision": 10, "numeric_scale": 3}, width="half", note="The larger number, where the recipe says “2–3”"),
        text("unit", 20, width="half"), text("note", width="half"),
    ], sort_field="sort"),
    collection("languages", "declaration", "translate", 2, "The languages of the articles", [
        string_key("code", 12, width="half"), text("name", 60, nullable=False, width="half"), text("native_name", 60, width="half"),
        field("direction", "string", "select-dropdown", schema={"default_value": "ltr", "max_length": 3}, width="half",
              options={"choices": [{"text": "$t:left_to_right", "value": "ltr"}, {"text": "$t:right_to_left", "value": "rtl"}]}),
        sort(),
    ], template="{{name}}", sort_field="sort", translations=named(de_DE=("Sprachen", "Sprache"), fr_FR=("Langues", "Langue"), es_ES=("Idiomas", "Idioma"))),
    collection("articles", "declaration", "article", 1, "The thirty articles, and which of them belong together", [
        integer_key(), status(), number("number", schema={"is_unique": True, "is_nullable": False}),
        field("adopted", "date", "datetime", display="datetime", width="half", note="The day the General Assembly adopted the declaration"),
        field("translations", "alias", "translations", schema=False, special=["translations"],
              options={"languageField": "name", "languageDirectionField": "direction", "defaultLanguage": "en", "userLanguage": True}),
        alias("related", "m2m", "list-m2m", "{{related_articles_id.translations.title}} ({{about}})", note="Articles that speak of the same thing"),
    ], template="{{translations.title}}", sort_field=None, **ARCHIVE, translations=named(de_DE=("Artikel", "Artikel"), fr_FR=("Articles", "Article"), es_ES=("Artículos", "Artículo"))),
    junction("articles_translations", "declaration", [
        field("articles_id", "integer", hidden=True), field("languages_code", "string", schema={"max_length": 12}, hidden=True),
        text("title", width="half"), field("body", "text", "input-rich-text-html"),
    ]),
    junction("articles_related", "declaration", [
        field("articles_id", "integer", hidden=True), field("related_articles_id", "integer", hidden=True), sort(),
        text("about", 80, note="What both speak of"),
    ], sort_field="sort"),
    collection("pages", "site", "web", 1, "Pages, each a list of headings, images and text bodies", [
        uuid_key(), status(), sort(), text("title", nullable=False), slug(), m2o("category", "integer", "{{name}}", width="half"), *traces(),
        field("blocks", "alias", "list-m2a", schema=False, special=["m2a"]),
    ], template="{{title}}", sort_field="sort", **ARCHIVE, translations=named(de_DE=("Seiten", "Seite"), fr_FR=("Pages", "Page"), es_ES=("Páginas", "Página"))),
    junction("pages_blocks", "site", [
        field("pages_id", "uuid", hidden=True), field("item", "string", schema={"max_length": 255}, hidden=True),
        field("collection", "string", schema={"max_length": 64}, hidden=True), sort(),
    ], sort_field="sort"),
    collection("headings", "site", "title", 2, "A block: a heading", [
        integer_key(), text("text", nullable=False),
        number("level", "select-dropdown", schema={"default_value": 2}, options={"choices": [{"text": f"H{n}", "value": n} for n in (1, 2, 3)]}),
    ], template="{{text}}"),
    collection("images", "site", "image", 3, "A block: a picture with a caption", [
        integer_key(), image("file"), text("caption"), text("credit", note="Whom to thank, and the licence"),
    ], template="{{caption}}"),
    collection("text_bodies", "site", "notes", 4, "A block: formatted text", [
        integer_key(), field("body", "text", "input-rich-text-html"),
    ], template="{{body}}"),
    collection("about", "site", "info", 5, "What this demo is, and where its data comes from", [
        integer_key(), text("title"), field("text", "text", "input-rich-text-markdown"),
        field("sources", "json", "list", special=["cast-json"], options={"template": "{{name}} ({{licence}})", "fields": [
            {"field": "name", "type": "string", "name": "Name", "meta": {"field": "name", "type": "string", "interface": "input", "width": "half"}},
            {"field": "licence", "type": "string", "name": "Licence", "meta": {"field": "licence", "type": "string", "interface": "input", "width": "half"}},
            {"field": "used_for", "type": "string", "name": "Used for", "meta": {"field": "used_for", "type": "string", "interface": "input", "width": "full"}}]}),
    ], singleton=True),
]


def relation(many, name, one, *, alias_=None, junction_field=None, sort_field=None, deselect="nullify", on_delete="SET NULL"):
    meta = {"one_field": alias_, "sort_field": sort_field, "one_deselect_action": deselect, **({"junction_field": junction_field} if junction_field else {})}
    return {"collection": many, "field": name, "related_collection": one, "meta": meta, "schema": {"on_delete": on_delete}}


def through(many, name, one, other, alias_=None, sort_field="sort"):
    """One half of a junction: both sides go with the row that they belong to."""
    return relation(many, name, one, alias_=alias_, junction_field=other, sort_field=sort_field if alias_ else None, deselect="delete", on_delete="CASCADE")


def user(many, name):
    return {"collection": many, "field": name, "related_collection": "directus_users", "schema": {"on_delete": "SET NULL"}}


RELATIONS = [
    relation("categories", "parent", "categories", alias_="children", sort_field="sort"),
    relation("countries", "region", "categories", alias_="countries"),
    relation("countries", "flag", "directus_files"),
    relation("cities", "country", "countries", alias_="cities"),
    through("countries_neighbours", "countries_code", "countries", "related_countries_code", "neighbours"),
    through("countries_neighbours", "related_countries_code", "countries", "countries_code"),
    relation("recipes", "category", "categories", alias_="recipes"),
    relation("recipes", "image", "directus_files"),
    user("recipes", "user_created"), user("recipes", "user_updated"),
    through("recipes_ingredients", "recipes_id", "recipes", "ingredients_id", "ingredients"),
    through("recipes_ingredients", "ingredients_id", "ingredients", "recipes_id", "recipes", sort_field=None),
    through("articles_translations", "articles_id", "articles", "languages_code", "translations", sort_field=None),
    through("articles_translations", "languages_code", "languages", "articles_id"),
    through("articles_related", "articles_id", "articles", "related_articles_id", "related"),
    through("articles_related", "related_articles_id", "articles", "articles_id"),
    relation("pages", "category", "categories", alias_="pages"),
    user("pages", "user_created"), user("pages", "user_updated"),
    {"collection": "pages_blocks", "field": "item", "related_collection": None,
     "meta": {"one_collection_field": "collection", "one_allowed_collections": ["headings", "images", "text_bodies"], "junction_field": "pages_id"}},
    through("pages_blocks", "pages_id", "pages", "item", "blocks"),
    relation("images", "file", "directus_files"),
]

# Rows that others point to come first. Files come before everything: their content lies in files/.
LOAD = ["directus_files", "languages", "categories", "countries", "countries_neighbours", "cities", "ingredients", "recipes", "recipes_ingredients", "articles",
        "articles_translations", "articles_related", "headings", "images", "text_bodies", "pages", "pages_blocks", "about"]


def main():
    compact = json.JSONEncoder(ensure_ascii=False).encode
    out = ["{", ' "collections": [']
    for index, body in enumerate(COLLECTIONS):
        fields = body.get("fields")
        head = {key: value for key, value in body.items() if key != "fields"}
        comma = "," if index < len(COLLECTIONS) - 1 else ""
        if fields is None:
            out.append(f"  {compact(head)}{comma}")
            continue
        lines = ",\n".join(f"   {compact(one)}" for one in fields)
        out.append(f'  {compact(head)[:-1]}, "fields": [\n{lines}\n  ]}}{comma}')
    out += [" ],", ' "relations": [', ",\n".join(f"  {compact(one)}" for one in RELATIONS), " ],", f' "load": {compact(LOAD)}', "}", ""]
    (DEMO / "model.json").write_text("\n".join(out), encoding="utf-8")
    json.loads((DEMO / "model.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
