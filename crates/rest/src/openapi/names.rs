//! Gives every collection a name among the document's components: `articles` becomes `ItemsArticles`, `directus_users` `Users`.

use std::collections::{HashMap, HashSet};

use relata_schema::Schema;

/// The component names of a model's collections.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// Names for every collection with a table. Two collections never share one.
    pub(super) fn new(schema: &Schema) -> Self {
        // What the document itself defines.
        let mut taken: HashSet<String> = ["Query", "Meta", "Error"].map(str::to_owned).into();
        let mut names = HashMap::new();
        for collection in schema.collections().filter(|collection| collection.has_table()) {
            let plain = collection.name.as_str();
            let wanted = match plain.strip_prefix("directus_") {
                Some(system) => pascal(system),
                None => format!("Items{}", pascal(plain)),
            };
            let mut name = wanted.clone();
            let mut n = 2;
            while !taken.insert(name.clone()) {
                name = format!("{wanted}{n}");
                n += 1;
            }
            names.insert(plain.to_owned(), name);
        }
        Self(names)
    }

    /// The component name of a collection.
    pub(super) fn of(&self, collection: &str) -> Option<&str> {
        self.0.get(collection).map(String::as_str)
    }
}

/// Words joined with a capital each; what component names can't hold becomes a word's end.
fn pascal(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::new(), |mut name, word| {
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_gets_its_capital() {
        assert_eq!(pascal("articles_translations"), "ArticlesTranslations");
        assert_eq!(pascal("Order Details"), "OrderDetails");
        assert_eq!(pascal("größe"), "GrE");
    }
}
