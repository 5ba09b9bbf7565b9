//! Writing: a planned payload carried out in one transaction, in as few statements as its shape allows.
//!
//! Referenced items first, then the items themselves, then their lists; every kind in multi-row statements over all items at once.
//! A failure at any depth undoes everything.

mod accounts;
mod alike;
mod arrange;
mod changes;
mod delete;
mod described;
mod failure;
mod graph;
mod image;
mod integrity;
mod items;
mod job;
mod list;
mod naming;
mod order;
pub(crate) mod print;
mod record;
mod restore;
mod rights;
mod session;
mod stored;
mod update;

pub(crate) use alike::{AlikeWrite, Whose, is_plain};
pub(crate) use arrange::{Arrangement, OrderedList, Placement};
pub(crate) use changes::Change;
pub use changes::ChangeAction;
pub use delete::DeleteEffect;
pub(crate) use delete::{DeletePlan, Use, reference_columns};
pub(crate) use described::{DescribedRow, RecordDescribed};
pub(crate) use failure::WriteFailure;
pub(crate) use graph::{NewItem, Reference};
pub(crate) use integrity::{AccountError, LOGIN, Placed, check_own_options, is_mail_address, tells_of_bytes};
pub(crate) use job::{Done, Trial, TrialEnd, WriteCommand, WriteItems};
pub(crate) use record::CHANGES_TABLE;
pub(crate) use restore::{Reversal, Undo, UndoneRow};
pub(crate) use rights::Rights;
pub use rights::UpdatedRows;
pub(crate) use session::{WriteSession, key_at, key_value};
pub(crate) use stored::image_columns;
