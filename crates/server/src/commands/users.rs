//! `relata users create | passwd`

use relata_config::Settings;
use relata_engine::auth::NewAccount;

use crate::{
    failure::Failure,
    instance::{Instance, new_password},
};

/// Makes a user and prints its key.
pub(super) async fn create(settings: &Settings, email: &str, password: Option<&str>, role: Option<&str>) -> Result<(), Failure> {
    if !relata_mail::is_address(email) {
        return Err(Failure::Address(email.to_owned()));
    }
    let instance = Instance::open(settings).await?;
    let chosen = password.map_or_else(new_password, str::to_owned);
    let account = NewAccount { email: email.to_owned(), password: chosen.clone(), role: role.map(str::to_owned), token: None };
    let outcome = instance.auth.create_user(account).await;
    instance.close().await;
    println!("{}", outcome?);
    if password.is_none() {
        eprintln!("The password is {chosen} (shown only now).");
    }
    Ok(())
}

/// Gives a user a new password.
pub(super) async fn passwd(settings: &Settings, email: &str, password: Option<&str>) -> Result<(), Failure> {
    let instance = Instance::open(settings).await?;
    let chosen = password.map_or_else(new_password, str::to_owned);
    let outcome = instance.auth.set_password(email, &chosen).await;
    instance.close().await;
    outcome?;
    match password {
        Some(_) => println!("The password of {email} is changed."),
        None => println!("The new password of {email} is {chosen} (shown only now)."),
    }
    Ok(())
}
