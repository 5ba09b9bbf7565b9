//! The rows of the data set, each made from its number alone.
//!
//! Keys are left to the database: loaded in order into an empty table they count from 1, which the references rely on.

use serde_json::{Value, json};

use super::random::Random;

const N_COUNTRIES: u64 = 200;
const N_CITIES: u64 = 20_000;
const N_INGREDIENTS: u64 = 500;
const N_RECIPES: u64 = 2_000;
const INGREDIENTS_PER_RECIPE: u64 = 10;
const N_ARTICLES: u64 = 5_000;
const RELATED_PER_ARTICLE: u64 = 3;
const LANGUAGES: [(&str, &str); 3] = [("de", "Deutsch"), ("en", "English"), ("fr", "Français")];
const N_PAGES: u64 = 1_000;
const BLOCKS_PER_PAGE: u64 = 10;
const BLOCK_COLLECTIONS: [&str; 3] = ["headings", "images", "texts"];
const N_BLOCKS: u64 = N_PAGES * BLOCKS_PER_PAGE;
/// Each block collection has a row for every block of its kind.
const N_BLOCKS_OF_A_KIND: u64 = N_BLOCKS.div_ceil(BLOCK_COLLECTIONS.len() as u64);
const N_READINGS: u64 = 100_000;
const REGIONS: [&str; 5] = ["central", "east", "north", "south", "west"];

/// One collection's rows.
pub(crate) struct Table {
    pub(crate) collection: &'static str,
    pub(crate) n_rows: u64,
    row: fn(u64, &mut Random) -> Value,
}

impl Table {
    /// The rows numbered from `first` (counted from 0), at most `n_rows` of them.
    pub(crate) fn batch(&self, first: u64, n_rows: u64) -> Vec<Value> {
        (first..self.n_rows.min(first + n_rows)).map(|row| (self.row)(row, &mut Random::of_row(self.collection, row))).collect()
    }
}

/// Every table in an order in which references point backwards.
pub(crate) const TABLES: &[Table] = &[
    Table { collection: "countries", n_rows: N_COUNTRIES, row: country },
    Table { collection: "cities", n_rows: N_CITIES, row: city },
    Table { collection: "ingredients", n_rows: N_INGREDIENTS, row: ingredient },
    Table { collection: "recipes", n_rows: N_RECIPES, row: recipe },
    Table { collection: "recipes_ingredients", n_rows: N_RECIPES * INGREDIENTS_PER_RECIPE, row: recipe_ingredient },
    Table { collection: "languages", n_rows: LANGUAGES.len() as u64, row: language },
    Table { collection: "articles", n_rows: N_ARTICLES, row: article },
    Table { collection: "articles_related", n_rows: N_ARTICLES * RELATED_PER_ARTICLE, row: related_article },
    Table { collection: "articles_translations", n_rows: N_ARTICLES * LANGUAGES.len() as u64, row: article_translation },
    Table { collection: "headings", n_rows: N_BLOCKS_OF_A_KIND, row: heading },
    Table { collection: "images", n_rows: N_BLOCKS_OF_A_KIND, row: image },
    Table { collection: "texts", n_rows: N_BLOCKS_OF_A_KIND, row: text },
    Table { collection: "pages", n_rows: N_PAGES, row: page },
    Table { collection: "pages_blocks", n_rows: N_BLOCKS, row: page_block },
    Table { collection: "readings", n_rows: N_READINGS, row: reading },
];

fn country(row: u64, random: &mut Random) -> Value {
    json!({
        "name": format!("{} {}", random.words(1), row + 1),
        "code": format!("C{:03}", row + 1),
        "region": random.one_of(&REGIONS),
        "area": random.key(1_000_000),
    })
}

fn city(row: u64, random: &mut Random) -> Value {
    json!({
        "name": format!("{} {}", random.words(2), row + 1),
        // 7,919 is prime, so every population occurs once and an order by it is total.
        "population": 1_000 + row * 7_919 % N_CITIES * 7,
        "latitude": random.degrees(90),
        "longitude": random.degrees(180),
        "capital": row < N_COUNTRIES,
        "country": 1 + row % N_COUNTRIES,
    })
}

fn ingredient(row: u64, random: &mut Random) -> Value {
    json!({
        "name": format!("{} {}", random.words(1), row + 1),
        "unit": random.one_of(&["g", "ml", "piece"]),
    })
}

fn recipe(row: u64, random: &mut Random) -> Value {
    json!({
        "title": format!("{} {}", random.words(3), row + 1),
        "servings": random.key(8),
        "minutes": 5 * random.key(24),
        "vegetarian": random.below(2) == 0,
        "instructions": random.words(40),
        "origin": 1 + row % N_COUNTRIES,
    })
}

fn recipe_ingredient(row: u64, random: &mut Random) -> Value {
    json!({
        "recipes_id": 1 + row / INGREDIENTS_PER_RECIPE,
        "ingredients_id": random.key(N_INGREDIENTS),
        "quantity": 10 * random.key(50),
        "sort": 1 + row % INGREDIENTS_PER_RECIPE,
    })
}

fn language(row: u64, _: &mut Random) -> Value {
    let (code, name) = LANGUAGES[usize::try_from(row).unwrap_or_default()];
    json!({ "code": code, "name": name })
}

fn article(row: u64, random: &mut Random) -> Value {
    json!({
        "slug": format!("article-{}", row + 1),
        "published": random.below(4) != 0,
        "published_on": random.day(),
        "rating": random.below(6),
    })
}

fn related_article(row: u64, random: &mut Random) -> Value {
    json!({
        "articles_id": 1 + row / RELATED_PER_ARTICLE,
        "related_id": random.key(N_ARTICLES),
        "sort": 1 + row % RELATED_PER_ARTICLE,
    })
}

fn article_translation(row: u64, random: &mut Random) -> Value {
    let n_languages = LANGUAGES.len() as u64;
    let (code, _) = LANGUAGES[usize::try_from(row % n_languages).unwrap_or_default()];
    json!({
        "articles_id": 1 + row / n_languages,
        "languages_code": code,
        "title": format!("{} {code}", random.words(4)),
        "body": random.words(40),
    })
}

fn heading(_: u64, random: &mut Random) -> Value {
    json!({ "text": random.words(5), "level": random.key(4) })
}

fn image(row: u64, random: &mut Random) -> Value {
    json!({
        "path": format!("/images/{}.jpg", row + 1),
        "caption": random.words(6),
        "width": 64 * random.key(30),
        "height": 64 * random.key(20),
    })
}

fn text(_: u64, random: &mut Random) -> Value {
    json!({ "body": random.words(60) })
}

fn page(row: u64, random: &mut Random) -> Value {
    json!({ "title": random.words(3), "slug": format!("page-{}", row + 1) })
}

fn page_block(row: u64, _: &mut Random) -> Value {
    let n_kinds = BLOCK_COLLECTIONS.len() as u64;
    let kind = BLOCK_COLLECTIONS[usize::try_from(row % n_kinds).unwrap_or_default()];
    json!({
        "pages_id": 1 + row / BLOCKS_PER_PAGE,
        "collection": kind,
        "item": (1 + row / n_kinds).to_string(),
        "sort": 1 + row % BLOCKS_PER_PAGE,
    })
}

fn reading(_: u64, random: &mut Random) -> Value {
    json!({
        "value": random.degrees(500),
        "taken_on": random.day(),
        "city": random.key(N_CITIES),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(collection: &str) -> &'static Table {
        TABLES.iter().find(|table| table.collection == collection).unwrap_or(&TABLES[0])
    }

    #[test]
    fn a_row_does_not_depend_on_its_batch() {
        let table = table("cities");
        assert_eq!(table.batch(500, 1), table.batch(0, 1_000)[500..501]);
    }

    #[test]
    fn the_last_batch_ends_with_the_table() {
        let table = table("ingredients");
        assert_eq!(table.batch(400, 1_000).len(), 100);
    }

    #[test]
    fn blocks_point_at_rows_that_exist() {
        for block in table("pages_blocks").batch(0, N_BLOCKS) {
            let key: u64 = block["item"].as_str().and_then(|key| key.parse().ok()).unwrap_or(0);
            assert!((1..=N_BLOCKS_OF_A_KIND).contains(&key), "{block}");
        }
    }
}
