//! Constants in DDL: the one place where a value becomes text, because `CREATE` and `ALTER` take no binds.

use super::{Dialect, caps::Escapes};

impl Dialect {
    /// Appends a text constant in quotes. Whatever the text holds, it can't end the constant.
    pub(crate) fn write_literal(self, out: &mut String, text: &str) {
        out.push('\'');
        for char in text.chars() {
            match char {
                '\'' => out.push_str("''"),
                '\\' if self.caps().literal_escapes == Escapes::Backslash => out.push_str("\\\\"),
                '\0' => {}
                other => out.push(other),
            }
        }
        out.push('\'');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(dialect: Dialect, text: &str) -> String {
        let mut out = String::new();
        dialect.write_literal(&mut out, text);
        out
    }

    #[test]
    fn no_text_ends_its_literal() {
        assert_eq!(literal(Dialect::Sqlite, "it's"), "'it''s'");
        assert_eq!(literal(Dialect::Postgres, "\\'; drop"), "'\\''; drop'");
        assert_eq!(literal(Dialect::Mariadb, "\\'; drop"), "'\\\\''; drop'");
    }
}
