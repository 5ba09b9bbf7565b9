//! The system collections that are served like any other collection, each under a path of its own.

/// One such collection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemRoute {
    /// `/users`.
    pub path: &'static str,
    /// `directus_users`.
    pub collection: &'static str,
    /// Which verbs it has.
    pub verbs: Verbs,
    /// What it is, for the API's description.
    pub about: &'static str,
}

/// Which verbs a collection's path has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verbs {
    /// All of them.
    All,
    /// Only those that read.
    Read,
    /// Read and change the one item.
    Singleton,
}

macro_rules! table {
    ($($path:literal $collection:literal $verbs:ident $about:literal)+) => {
        /// Every one of them, by path.
        pub(crate) const SYSTEM_ROUTES: &[SystemRoute] = &[
            $(SystemRoute { path: $path, collection: $collection, verbs: Verbs::$verbs, about: $about },)+
        ];
    };
}

table! {
    "/access" "directus_access" All "Which policies a role or a user has."
    "/activity" "directus_activity" Read "Who did what, and when."
    "/comments" "directus_comments" All "Comments on items."
    "/dashboards" "directus_dashboards" All "Boards of panels."
    "/files" "directus_files" All "Files and what is known about them."
    "/flows" "directus_flows" All "What happens by itself, and when."
    "/folders" "directus_folders" All "Folders of files."
    "/notifications" "directus_notifications" All "Messages to users."
    "/operations" "directus_operations" All "The steps of flows."
    "/panels" "directus_panels" All "What dashboards show."
    "/permissions" "directus_permissions" All "What a policy allows."
    "/policies" "directus_policies" All "Sets of permissions."
    "/presets" "directus_presets" All "How users like to see collections."
    "/revisions" "directus_revisions" Read "What changed in items."
    "/roles" "directus_roles" All "Groups of users."
    "/settings" "directus_settings" Singleton "The project's settings."
    "/shares" "directus_shares" All "Items shown to people without an account."
    "/translations" "directus_translations" All "Texts of the project in several languages."
    "/users" "directus_users" All "Who may log in."
    "/versions" "directus_versions" All "Drafts of items."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_its_collection_share_their_name() {
        for route in SYSTEM_ROUTES {
            assert_eq!(route.path.strip_prefix('/'), route.collection.strip_prefix("directus_"));
        }
        assert!(SYSTEM_ROUTES.is_sorted_by_key(|route| route.path));
    }
}
