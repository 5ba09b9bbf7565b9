//! The table: what is tried, what has to come of it, and the control.

use serde_json::{Value, json};

pub const WEAK: &str = "0a000000-0000-4000-8000-000000000001";
pub const STRANGER: &str = "0a000000-0000-4000-8000-000000000002";
pub const WEAK_POLICY: &str = "0b000000-0000-4000-8000-000000000001";

/// What an attack comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    /// 403 `FORBIDDEN`.
    Forbidden,
    /// 400: nobody may ask for this.
    Invalid,
    /// Success, with nothing in it.
    Nothing,
    /// Success, without any secret.
    Harmless,
}

use Comes::{Forbidden, Harmless, Invalid, Nothing};

/// The control of an attack.
#[derive(Debug, Clone, Copy)]
pub enum Control {
    /// An administrator succeeds.
    Admin,
    /// An administrator succeeds, and sees this.
    Shows(&'static str),
    /// The weak may ask this instead.
    Instead(&'static str, &'static str),
}

use Control::{Admin, Instead, Shows};

pub struct Attack {
    pub name: &'static str,
    pub request: &'static str,
    pub body: Value,
    pub comes: Comes,
    pub control: Control,
}

fn read(name: &'static str, request: &'static str, comes: Comes, control: Control) -> Attack {
    Attack { name, request, body: Value::Null, comes, control }
}

fn write(name: &'static str, request: &'static str, body: Value, control: Control) -> Attack {
    Attack { name, request, body, comes: Forbidden, control }
}

pub fn reads() -> Vec<Attack> {
    vec![
        read("filter oracle on a hidden field", "GET /items/books?filter[secret_price][_gt]=1", Forbidden, Shows("SECRET draft")),
        read("filter oracle through a relation", "GET /items/books?filter[author][secret_note][_contains]=S", Forbidden, Shows("Open")),
        read("filter oracle through a list", "GET /items/authors?filter[books][secret_price][_gt]=1", Forbidden, Shows("Ann")),
        read("filter oracle by a function", "GET /items/books?filter[year(secret_day)][_eq]=2020", Forbidden, Shows("Open")),
        read("filter oracle on hidden rows", "GET /items/authors?filter[books][_some][title][_starts_with]=SECRET", Nothing, Shows("Ann")),
        read(
            "filter oracle by what isn't",
            "GET /items/authors?filter[books][_none][title][_eq]=nothing&fields=name",
            Harmless,
            Shows("Ann"),
        ),
        read("sort oracle", "GET /items/books?sort=secret_price", Forbidden, Shows("Open")),
        read("sort oracle through a relation", "GET /items/books?sort=author.secret_note", Forbidden, Shows("Open")),
        read("sort oracle in deep", "GET /items/authors?fields=books.title&deep[books][_sort]=secret_price", Forbidden, Shows("Open")),
        read("count oracle", "GET /items/books?filter[title][_starts_with]=SECRET&meta=filter_count", Nothing, Shows("filter_count\":2")),
        read("count oracle by a function", "GET /items/authors?filter[count(books)][_gt]=1", Nothing, Shows("Ann")),
        read("group oracle", "GET /items/books?groupBy[]=secret_price&aggregate[count]=*", Forbidden, Shows("424242")),
        read("aggregate oracle", "GET /items/books?aggregate[max]=secret_price", Forbidden, Shows("424242")),
        read("aggregate over hidden rows", "GET /items/books?aggregate[max]=title", Harmless, Shows("SECRET too")),
        read("search oracle on hidden rows", "GET /items/books?search=SECRET", Nothing, Shows("SECRET draft")),
        read("search oracle on a hidden field", "GET /items/books?search=424242", Nothing, Shows("SECRET draft")),
        read("alias for a hidden field", "GET /items/books?alias[open]=secret_price&fields=open", Forbidden, Shows("424242")),
        read("alias under an allowed name", "GET /items/books?alias[title]=secret_price&fields=title", Forbidden, Shows("424242")),
        read("alias in deep", "GET /items/authors?fields=books.open&deep[books][_alias][open]=secret_price", Forbidden, Shows("424242")),
        read(
            "$FOLLOW into a hidden collection",
            "GET /items/authors?filter[$FOLLOW(secret_vault,author)][_some][text][_nnull]=true",
            Forbidden,
            Shows("Ann"),
        ),
        read(
            "$FOLLOW by a hidden field",
            "GET /items/authors?filter[$FOLLOW(books,secret_editor)][_some][id][_gt]=0",
            Forbidden,
            Shows("Ann"),
        ),
        read(
            "deep into a hidden collection",
            "GET /items/pages?fields=blocks.item:secret_vault.text",
            Harmless,
            Shows("SECRET of the vault"),
        ),
        read("many-to-any by wildcard", "GET /items/pages?fields=title,blocks.item.*", Harmless, Shows("SECRET of the vault")),
        read(
            "many-to-any filter on a hidden collection",
            "GET /items/pages?filter[blocks][item:secret_vault][text][_nnull]=true",
            Forbidden,
            Shows("Front"),
        ),
        read(
            "hidden rows of a list",
            "GET /items/authors?fields=books.title,books.id&deep[books][_limit]=-1",
            Harmless,
            Shows("SECRET draft"),
        ),
        read("a hidden field below a list", "GET /items/authors?fields=books.secret_price", Forbidden, Shows("424242")),
        read("a hidden row by its key", "GET /items/books/2", Forbidden, Shows("SECRET draft")),
        read("a hidden collection", "GET /items/secret_vault", Forbidden, Shows("SECRET of the vault")),
        read("export of hidden rows", "GET /items/books?export=csv&fields=id,title", Harmless, Shows("SECRET draft")),
        read("export of a hidden field", "GET /items/books?export=json&fields=secret_price", Forbidden, Shows("424242")),
        read("hidden names in /fields", "GET /fields", Harmless, Shows("secret_price")),
        read("hidden names in /fields of a collection", "GET /fields/books", Harmless, Shows("secret_price")),
        read("a hidden name in /fields", "GET /fields/books/secret_price", Forbidden, Shows("secret_price")),
        read("hidden names in /collections", "GET /collections", Harmless, Shows("secret_vault")),
        read("a hidden name in /collections", "GET /collections/secret_vault", Forbidden, Shows("secret_vault")),
        read("hidden names in /relations", "GET /relations", Harmless, Shows("secret_editor")),
        read("hidden names in the API's description", "GET /server/specs/oas", Harmless, Shows("secret_vault")),
        read("revisions of hidden items", "GET /revisions?filter[collection]=books", Forbidden, Shows("SECRET draft")),
        read("activity of others", "GET /activity?filter[collection]=secret_vault", Nothing, Shows("secret_vault")),
        read("changes of an activity", "GET /activity/1/changes", Forbidden, Shows("activity")),
        read("hidden users", "GET /users?filter[email][_contains]=SECRET", Nothing, Shows("SECRET@example.com")),
        read("a hidden user by key", "GET /users/0a000000-0000-4000-8000-000000000002", Forbidden, Shows("SECRET@example.com")),
        read("policies of others", "GET /policies?fields=*", Forbidden, Shows("weak")),
        read("permissions of others", "GET /permissions?fields=*", Forbidden, Shows("0b000000")),
        read("roles of others", "GET /roles?fields=*,users.*", Harmless, Shows("Administrator")),
        read(
            "a password's hash",
            "GET /users/me?fields=password,token,tfa_secret",
            Harmless,
            Instead("GET /users/me?fields=password", "**********"),
        ),
        read(
            "a concealed field by prefix",
            "GET /users?filter[password][_starts_with]=$argon2",
            Invalid,
            Instead("GET /users?filter[password][_nnull]=true", "0a0"),
        ),
        read("a concealed field by order", "GET /users?sort=password", Invalid, Instead("GET /users?sort=email", "weak@example.com")),
        read(
            "a concealed field by group",
            "GET /users?groupBy[]=password",
            Invalid,
            Instead("GET /users?groupBy[]=email&aggregate[count]=*", "weak@"),
        ),
        read(
            "a concealed field by aggregate",
            "GET /users?aggregate[max]=password",
            Invalid,
            Instead("GET /users?aggregate[count]=password", "count"),
        ),
        read("a concealed field by search", "GET /users?search=argon2", Nothing, Instead("GET /users?search=weak", "weak@example.com")),
        read(
            "a hash in a column of one's own",
            "GET /items/books?fields=pin",
            Harmless,
            Instead("GET /items/books?fields=pin", "**********"),
        ),
        read("a hash by order", "GET /items/books?sort=pin", Invalid, Instead("GET /items/books?sort=title", "Open")),
        read("the file of somebody else", "GET /assets/0c000000-0000-4000-8000-000000000001", Forbidden, Shows("SECRET file")),
        read("what is known of the file of somebody else", "GET /files/0c000000-0000-4000-8000-000000000001", Forbidden, Shows("note.txt")),
        read(
            "why others may",
            "GET /permissions/explain?user=0a000000-0000-4000-8000-000000000002&collection=books&action=read",
            Forbidden,
            Shows("allowed"),
        ),
        read("what uses a hidden item", "GET /utils/usage/books/2", Forbidden, Shows("deletable")),
        read("the doctor", "GET /utils/doctor", Forbidden, Shows("findings")),
    ]
}

pub fn writes() -> Vec<Attack> {
    vec![
        write(
            "a nested write through a hidden junction",
            "PATCH /items/pages/1",
            json!({"blocks": {"create": [{"collection": "notes", "item": {"text": "mine"}}]}}),
            Admin,
        ),
        write(
            "many-to-any into a hidden collection",
            "POST /items/blocks",
            json!({"collection": "secret_vault", "item": {"text": "mine"}}),
            Admin,
        ),
        write(
            "a nested write into a hidden collection",
            "PATCH /items/authors/1",
            json!({"vaults": {"create": [{"text": "mine"}]}}),
            Admin,
        ),
        write(
            "a hidden field through a list",
            "PATCH /items/authors/1",
            json!({"books": {"update": [{"id": 1, "secret_price": 1}]}}),
            Admin,
        ),
        write("a hidden row through a list", "PATCH /items/authors/1", json!({"books": {"update": [{"id": 2, "title": "mine"}]}}), Admin),
        write("taking hidden rows out of a list", "PATCH /items/authors/1", json!({"books": [1]}), Admin),
        write("a rename on the way", "PATCH /items/books/1", json!({"author": {"id": 1, "secret_note": "mine"}}), Admin),
        write("an item that could not be changed afterwards", "PATCH /items/books/1", json!({"status": "draft"}), Admin),
        write("a hidden row", "PATCH /items/books/2", json!({"title": "mine"}), Admin),
        write("all rows, hidden ones too", "PATCH /items/books", json!({"keys": [1, 2], "data": {"title": "mine"}}), Admin),
        write("deleting a hidden row", "DELETE /items/books/3", Value::Null, Admin),
        write("a role of one's own", "PATCH /users/me", json!({"role": "ADMIN_ROLE"}), Instead("PATCH /users/me", "first_name")),
        write("a token of one's own", "PATCH /users/me", json!({"token": "mine"}), Instead("PATCH /users/me", "first_name")),
        write("a status of one's own", "PATCH /users/me", json!({"status": "active"}), Instead("PATCH /users/me", "first_name")),
        write(
            "a second factor of one's own",
            "PATCH /users/me",
            json!({"tfa_secret": "JBSWY3DPEHPK3PXP"}),
            Instead("PATCH /users/me", "first_name"),
        ),
        write(
            "policies of one's own",
            "PATCH /users/me",
            json!({"policies": {"create": [{"policy": "ADMIN_POLICY"}]}}),
            Instead("PATCH /users/me", "first_name"),
        ),
        write("a role by /users", "PATCH /users/0a000000-0000-4000-8000-000000000001", json!({"role": "ADMIN_ROLE"}), Admin),
        write("a user of one's own making", "POST /users", json!({"email": "made@example.com", "role": "ADMIN_ROLE"}), Admin),
        write("the password of somebody else", "PATCH /users/0a000000-0000-4000-8000-000000000002", json!({"password": "known"}), Admin),
        write("a role through an item", "PATCH /items/books/1", json!({"owner": {"id": WEAK, "role": "ADMIN_ROLE"}}), Admin),
        write(
            "a user through an item",
            "PATCH /items/books/1",
            json!({"owner": {"email": "nested@example.com", "role": "ADMIN_ROLE"}}),
            Admin,
        ),
        write("an access row", "POST /access", json!({"user": WEAK, "policy": "ADMIN_POLICY"}), Admin),
        write(
            "a permission",
            "POST /permissions",
            json!({"policy": WEAK_POLICY, "collection": "secret_vault", "action": "read", "fields": ["*"]}),
            Admin,
        ),
        write("an administrator's policy", "PATCH /policies/0b000000-0000-4000-8000-000000000001", json!({"description": "mine"}), Admin),
        write("a role", "POST /roles", json!({"name": "mine"}), Admin),
        Attack {
            name: "a preset for somebody else",
            request: "POST /presets",
            body: json!({"user": STRANGER, "collection": "books"}),
            comes: Invalid,
            control: Admin,
        },
        write("a folder", "POST /folders", json!({"name": "mine"}), Admin),
        write("another's file", "PATCH /files/0c000000-0000-4000-8000-000000000001", json!({"title": "mine"}), Admin),
        write("a setting", "PATCH /settings", json!({"project_name": "mine"}), Admin),
        write("a collection", "POST /collections", json!({"collection": "mine", "schema": {}, "meta": {}}), Admin),
        write("a field", "POST /fields/books", json!({"field": "mine", "type": "string", "schema": {}}), Admin),
        write("an order", "POST /utils/sort/secret_vault", json!({"item": 1, "to": 2}), Admin),
        write("a move", "POST /utils/move/secret_vault", json!({"item": 1, "position": 1}), Admin),
        write("a copy", "POST /utils/copy/books/2", json!({}), Admin),
        write("a way back", "POST /utils/revert/1", Value::Null, Admin),
        write("a cache", "POST /utils/cache/clear", json!({}), Admin),
    ]
}
