//! What is known about a setting, and the macro that turns the one table into structs, readers and documentation.
//!
//! The macro is the only way to make a setting, so none can exist without a type, a default and a text.

/// One setting, as told by `--help` and the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the environment.
    pub name: &'static str,
    /// Its kind of value, in one or two words.
    pub kind: &'static str,
    /// What a value must look like, as said to somebody who got it wrong.
    pub form: &'static str,
    /// The value's text where nobody sets it; empty: no value.
    pub default: &'static str,
    /// What it does, in one or two sentences.
    pub doc: &'static str,
    /// Whether its value must not be shown.
    pub is_secret: bool,
}

/// Settings that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// What they are about, as a heading.
    pub title: &'static str,
    /// The settings, in the order of the table.
    pub settings: &'static [Setting],
}

/// Settings that stand once for each name of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// What they are about, as a heading.
    pub title: &'static str,
    /// What their names begin with; the name from the list comes next, in capitals.
    pub prefix: &'static str,
    /// The settings, each with the last part of its name.
    pub settings: &'static [Setting],
}

impl Family {
    /// The full name of one of them, for a name of the list.
    pub fn name_of(&self, owner: &str, member: &str) -> String {
        let owner: String = owner.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
        format!("{}{owner}_{member}", self.prefix)
    }

    /// Whether this is the full name of one of them, for whatever name of the list.
    pub(crate) fn has(&self, name: &str) -> bool {
        let Some(rest) = name.strip_prefix(self.prefix) else { return false };
        self.settings.iter().any(|setting| rest.strip_suffix(setting.name).is_some_and(|owner| owner.len() > 1 && owner.ends_with('_')))
    }
}

/// Every family, in the order of the table.
pub fn families() -> &'static [Family] {
    crate::settings::FAMILIES
}

/// Every group of settings, in the order of the table.
pub fn groups() -> &'static [Group] {
    crate::settings::GROUPS
}

/// The setting of this name.
pub fn find(name: &str) -> Option<&'static Setting> {
    all().find(|setting| setting.name == name)
}

/// Every setting, in the order of the table.
pub(crate) fn all() -> impl Iterator<Item = &'static Setting> {
    groups().iter().flat_map(|group| group.settings)
}

/// Makes one struct a group, a reader for each, [`Settings`](crate::Settings)' reader and the table of all of them.
macro_rules! settings {
    ($(
        #[doc = $title:literal]
        $group:ident: $Group:ident {
            $(
                $(#[doc = $doc:literal])+
                $NAME:ident $field:ident: $Type:ty = $default:literal,
            )+
        }
    )+) => {
        pub(crate) const GROUPS: &[Group] = &[$(
            Group {
                title: $title.trim_ascii(),
                settings: &[$(
                    Setting {
                        name: stringify!($NAME),
                        kind: <$Type as Value>::KIND,
                        form: <$Type as Value>::FORM,
                        default: $default,
                        doc: concat!($($doc),+).trim_ascii(),
                        is_secret: <$Type as Value>::IS_SECRET,
                    },
                )+],
            },
        )+];

        $(
            #[doc = $title]
            #[derive(Debug, Clone)]
            pub struct $Group {
                $(
                    $(#[doc = $doc])+
                    pub $field: $Type,
                )+
            }

            impl $Group {
                fn read(reader: &mut Reader<'_>) -> Option<Self> {
                    $(let $field = reader.read(stringify!($NAME));)+
                    // Only now, so that every problem has been noted.
                    Some(Self { $($field: $field?,)+ })
                }
            }
        )+

        pub(crate) struct AllGroups {
            $(pub(crate) $group: $Group,)+
        }

        impl AllGroups {
            pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
                $(let $group = $Group::read(reader);)+
                Some(Self { $($group: $group?,)+ })
            }
        }
    };
}

/// Makes the struct of one name's settings, its reader and its [`Family`].
macro_rules! family {
    (
        #[doc = $title:literal]
        $FAMILY:ident $Struct:ident $prefix:literal {
            $(
                $(#[doc = $doc:literal])+
                $NAME:ident $field:ident: $Type:ty = $default:literal,
            )+
        }
    ) => {
        pub(crate) const $FAMILY: Family = Family {
            title: $title.trim_ascii(),
            prefix: $prefix,
            settings: &[$(
                Setting {
                    name: stringify!($NAME),
                    kind: <$Type as Value>::KIND,
                    form: <$Type as Value>::FORM,
                    default: $default,
                    doc: concat!($($doc),+).trim_ascii(),
                    is_secret: <$Type as Value>::IS_SECRET,
                },
            )+],
        };

        #[doc = $title]
        #[derive(Debug, Clone)]
        pub struct $Struct {
            /// The name from the list.
            pub name: String,
            $(
                $(#[doc = $doc])+
                pub $field: $Type,
            )+
        }

        impl $Struct {
            fn read(reader: &mut Reader<'_>, name: &str) -> Option<Self> {
                let mut members = $FAMILY.settings.iter();
                $(let $field = members.next().and_then(|member| reader.read_of(&$FAMILY, name, member));)+
                Some(Self { name: name.to_owned(), $($field: $field?,)+ })
            }
        }
    };
}

pub(crate) use family;
pub(crate) use settings;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_name_stands_twice() {
        let names: BTreeSet<_> = all().map(|setting| setting.name).collect();
        assert_eq!(names.len(), all().count());
    }

    #[test]
    fn every_setting_is_explained() {
        for setting in all() {
            assert!(setting.doc.ends_with('.'), "{}: {}", setting.name, setting.doc);
        }
    }

    #[test]
    fn no_secret_has_a_default() {
        for setting in all().filter(|setting| setting.is_secret) {
            assert_eq!(setting.default, "", "{}", setting.name);
        }
    }
}
