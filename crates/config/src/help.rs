//! The registry as text: for `--help` and for `docs/settings.md`.

use std::fmt::Write;

use crate::registry::{Setting, families, groups};

/// The settings for a terminal, by group.
pub fn help_text() -> String {
    let mut text = String::new();
    for group in groups() {
        push(&mut text, format_args!("{}\n", group.title));
        for setting in group.settings {
            let default = match setting.default {
                "" => String::new(),
                default => format!(" [default: {default}]"),
            };
            push(&mut text, format_args!("  {}  <{}>{default}\n", setting.name, setting.kind));
            push(&mut text, format_args!("      {}\n", setting.doc));
        }
        text.push('\n');
    }
    for family in families() {
        push(&mut text, format_args!("{}\n", family.title));
        for setting in family.settings {
            push(&mut text, format_args!("  {}<NAME>_{}  <{}>\n      {}\n", family.prefix, setting.name, setting.kind, setting.doc));
        }
        text.push('\n');
    }
    text
}

/// The settings as `docs/settings.md`.
pub fn markdown() -> String {
    let mut text = String::from(INTRODUCTION);
    for group in groups() {
        push(&mut text, format_args!("\n## {}\n\n", group.title));
        text.push_str("| name | type | default | what it does |\n|---|---|---|---|\n");
        for setting in group.settings {
            push_row(&mut text, "", setting);
        }
    }
    for family in families() {
        push(&mut text, format_args!("\n## {}\n\n", family.title));
        text.push_str("| name | type | default | what it does |\n|---|---|---|---|\n");
        for setting in family.settings {
            push_row(&mut text, &format!("{}<NAME>_", family.prefix), setting);
        }
    }
    text
}

fn push_row(text: &mut String, prefix: &str, setting: &Setting) {
    let default = match setting.default {
        "" => String::from("-"),
        default => format!("`{default}`"),
    };
    let Setting { name, kind, doc, .. } = setting;
    let doc = doc.replace('|', "\\|");
    push(text, format_args!("| `{prefix}{name}` | {kind} | {default} | {doc} |\n"));
}

const INTRODUCTION: &str = "\
# Settings

<!-- Made from the table in crates/config/src/settings.rs by `cargo xtask docs`. Edit that table, not this file. -->

A setting comes from the first of these that has it: `--set NAME=value` on the command line, the environment, the
file `.env` in the working folder (or the one that `CONFIG_PATH` names). An empty value means that nothing is set.

Each setting can also be read from a file: `DB_PASSWORD_FILE=/run/secrets/db` sets `DB_PASSWORD` to what that file
holds.

Durations are written `500ms`, `15m`, `2h`, `7d`, sizes `512kb`, `1mb`, lists with commas. A value that can't be
read, or a setting that is needed and absent, is told before the server starts, all of them at once. Settings of
Directus that are not in this list have no effect.

A name that is no setting is refused after `--set` and told at the start where it stands in a file. The environment is
full of names that are meant for others: there only one that is nearly a setting's is told.
";

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing into a String can't fail.
    text.write_fmt(arguments).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_setting() {
        let text = help_text();
        for setting in groups().iter().flat_map(|group| group.settings) {
            assert!(text.contains(&format!("  {}  <{}>", setting.name, setting.kind)));
        }
        assert!(text.contains("  PORT  <port> [default: 8055]\n      Port to listen on"));
    }
}
