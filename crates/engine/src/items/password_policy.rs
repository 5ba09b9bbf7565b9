//! The project's demand on passwords (`auth_password_policy` of the settings), held against every password that is written.

use relata_plan::{ItemWrite, Operation, Rule, WriteError};
use relata_schema::Value;
use relata_sql::accounts;
use serde_json::{Map, Value as Json, json};

use super::write::nested;
use crate::auth::{Fetch, text};
use crate::write::WriteFailure;
use crate::{Engine, EngineError};

const FIELD: &str = "password";

impl Engine {
    /// Refuses users' passwords that the policy doesn't take. They are not hashed yet.
    pub(super) async fn check_passwords_of(&self, items: &[ItemWrite]) -> Result<(), EngineError> {
        let mut passwords = Vec::new();
        for item in items {
            collect(item, &mut passwords);
        }
        self.check_password_policy(&passwords).await
    }

    /// The same for passwords that aren't in a payload yet.
    pub(crate) async fn check_password_policy(&self, passwords: &[&str]) -> Result<(), EngineError> {
        if passwords.is_empty() {
            return Ok(());
        }
        let rows = self.database().read(Fetch(accounts::password_policy(self.dialect()))).await??;
        let Some(policy) = text(rows.cell(0, 0)).filter(|policy| !policy.is_empty()) else { return Ok(()) };
        let unreadable =
            |_| EngineError::invalid_payload("The project's password policy can't be read: an administrator has to correct it.");
        let rule = Rule::parse(&json!({ FIELD: { "_regex": policy.as_str() } }), &|value| Some(value.clone())).map_err(unreadable)?;
        for password in passwords {
            let breaches = rule.breaches(&Map::from_iter([(FIELD.to_owned(), Json::from(*password))]));
            if !breaches.is_empty() {
                return Err(WriteFailure::from(WriteError::FailedValidation(breaches)).into());
            }
        }
        Ok(())
    }
}

fn collect<'i>(item: &'i ItemWrite, found: &mut Vec<&'i str>) {
    if item.collection.name == *"directus_users" {
        let written = item.hashed.iter().filter(|field| field.as_str() == FIELD).filter_map(|field| item.columns.get(field));
        found.extend(written.filter_map(|value| if let Value::Text(text) = value { Some(text.as_str()) } else { None }));
        let is_emptied = item.columns.iter().any(|(name, value)| name.as_str() == FIELD && value.is_null());
        if is_emptied && item.operation == Operation::Create {
            // Who makes an account with no password on purpose is told what one has to be like; who says nothing of it isn't.
            found.push("");
        }
    }
    nested(item).for_each(|item| collect(item, found));
}
