//! Creates, changes and removes integrations, each in one transaction.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use domain::integration::{Capabilities, Integration, IntegrationId, Member};
use types::Channel;
use types::time::Time;

use super::{
    AccountRow, MemberRow, ReconcilableRow, RemovedRow, SettingsRow, account_key, integration_key, reconcilable_key,
    user_key,
};
use crate::error::StoreError;
use crate::rows::{Item, key, number, text, to_item};

const OPERATION: &str = "TransactWriteItems integrations";
/// The most members of an integration that is removed. Each has two rows, and a transaction has at most 100, of which
/// three are not members'
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>).
const MAX_MEMBERS_REMOVED: usize = 48;

/// Why an integration was not created or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationConflict {
    /// Another integration has the id.
    Id,
    /// Another integration owns the account key.
    Account,
    /// The integration was changed since it was read.
    Changed,
}

/// A change of an integration's members and settings.
#[derive(Debug)]
pub struct IntegrationChange<'a> {
    /// The new settings, with the version that the integration had when it was read.
    pub integration: &'a Integration,
    /// Members to add or to give another role.
    pub put: &'a [Member],
    /// Users to remove.
    pub remove: &'a [String],
}

/// Creates, changes and removes integrations. Needs PutItem and DeleteItem.
#[derive(Clone, Debug)]
pub struct IntegrationAdmin {
    client: Client,
    table: String,
    capabilities: fn(Channel) -> Capabilities,
}

impl IntegrationAdmin {
    pub(crate) fn on(client: Client, table: String, capabilities: fn(Channel) -> Capabilities) -> Self {
        Self { client, table, capabilities }
    }

    fn capabilities(&self, integration: &Integration) -> Capabilities {
        (self.capabilities)(integration.channel)
    }

    /// Creates an integration with its members, and claims its account key. An inner `Err` says what another
    /// integration has already.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn create(
        &self,
        integration: &Integration,
        members: &[Member],
    ) -> Result<Result<(), IntegrationConflict>, StoreError> {
        let account = AccountRow {
            pk: account_key(integration.channel, &integration.account),
            sk: "-".to_owned(),
            integration: integration.id.clone(),
        };
        let mut items = vec![put(self
            .table_put(to_item(&SettingsRow::from(integration)))
            .condition_expression("attribute_not_exists(pk)"))];
        // Where no webhook is matched by its account, the account is only the owner's name for the sender.
        if self.capabilities(integration).found_by_account {
            items.push(put(self.table_put(to_item(&account)).condition_expression("attribute_not_exists(pk)")));
        }
        items.extend(members.iter().flat_map(|member| self.put_member(&integration.id, member)));
        items.extend(self.reconcilable(integration).filter(|_| integration.is_reconciled()));
        match self.transact(items).await? {
            Ok(()) => Ok(Ok(())),
            Err(Cancellation::Condition(0)) => Ok(Err(IntegrationConflict::Id)),
            Err(Cancellation::Condition(_)) => Ok(Err(IntegrationConflict::Account)),
            Err(Cancellation::Conflict) => Err(StoreError::Contended("an integration")),
        }
    }

    /// Changes an integration. An inner `Err` says that it was changed since it was read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change(&self, change: &IntegrationChange<'_>) -> Result<Result<(), IntegrationConflict>, StoreError> {
        let mut row = SettingsRow::from(change.integration);
        let read_version = row.version;
        row.version += 1;
        let settings = self
            .table_put(to_item(&row))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", number(read_version));
        let mut items = vec![put(settings)];
        let id = &change.integration.id;
        items.extend(change.put.iter().flat_map(|member| self.put_member(id, member)));
        items.extend(change.remove.iter().flat_map(|user| self.delete_member(id, user)));
        items.extend(self.reconcilable(change.integration));
        Ok(self.transact(items).await?.map_err(|_| IntegrationConflict::Changed))
    }

    /// Removes an integration as it was read, with all its memberships and its claim of the account, in one
    /// transaction. A row that says so replaces the settings: the id is never used again, since events and orders refer
    /// to it. An inner `Err` says that the integration was changed since it was read.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::TooMany`] for more members than a transaction can remove.
    pub async fn remove(
        &self,
        integration: &Integration,
        members: &[Member],
        now: Time,
    ) -> Result<Result<(), IntegrationConflict>, StoreError> {
        if members.len() > MAX_MEMBERS_REMOVED {
            return Err(StoreError::TooMany("members of an integration that is removed"));
        }
        let id = &integration.id;
        let removed = self
            .table_put(to_item(&RemovedRow::of(id, now)))
            .condition_expression("version = :version")
            .expression_attribute_values(":version", number(integration.version));
        let mut items = vec![put(removed)];
        if self.capabilities(integration).found_by_account {
            items.push(self.delete_account(integration));
        }
        items.extend(members.iter().flat_map(|member| self.delete_member(id, &member.user)));
        if self.capabilities(integration).reconcile {
            items.push(self.delete(reconcilable_key(integration.channel), integration_key(id.as_str())));
        }
        Ok(self.transact(items).await?.map_err(|_| IntegrationConflict::Changed))
    }

    /// Deletes the claim of the account, if it is this integration's.
    fn delete_account(&self, integration: &Integration) -> TransactWriteItem {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key(account_key(integration.channel, &integration.account), "-")))
            .condition_expression("attribute_not_exists(pk) OR integration = :id")
            .expression_attribute_values(":id", text(&integration.id));
        TransactWriteItem::builder().delete(delete.build().expect("table and key are set")).build()
    }

    /// Runs a transaction. An inner `Err` says why it was cancelled.
    async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<Result<(), Cancellation>, StoreError> {
        match self.client.transact_write_items().set_transact_items(Some(items)).send().await {
            Ok(_) => Ok(Ok(())),
            Err(error) => {
                let cancellation = error.as_service_error().and_then(Cancellation::of);
                cancellation.map(Err).ok_or_else(|| StoreError::of(OPERATION)(error))
            }
        }
    }

    fn table_put(&self, item: Item) -> PutBuilder {
        Put::builder().table_name(&self.table).set_item(Some(item))
    }

    /// Writes or deletes the row that lists the integration for reconciliation; `None` where its channel supports none.
    fn reconcilable(&self, integration: &Integration) -> Option<TransactWriteItem> {
        if !self.capabilities(integration).reconcile {
            return None;
        }
        let (pk, sk) = (reconcilable_key(integration.channel), integration_key(integration.id.as_str()));
        Some(match integration.is_reconciled() {
            true => put(self.table_put(to_item(&ReconcilableRow { pk, sk, integration: integration.id.clone() }))),
            false => self.delete(pk, sk),
        })
    }

    fn put_member(&self, id: &IntegrationId, member: &Member) -> [TransactWriteItem; 2] {
        let row = |pk: String, sk: String| MemberRow {
            pk,
            sk,
            integration: id.clone(),
            user: member.user.clone(),
            role: member.role,
        };
        member_keys(id, &member.user).map(|(pk, sk)| put(self.table_put(to_item(&row(pk, sk)))))
    }

    fn delete_member(&self, id: &IntegrationId, user: &str) -> [TransactWriteItem; 2] {
        member_keys(id, user).map(|(pk, sk)| self.delete(pk, sk))
    }

    fn delete(&self, pk: String, sk: String) -> TransactWriteItem {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(key(pk, sk)));
        TransactWriteItem::builder().delete(delete.build().expect("table and key are set")).build()
    }
}

/// Why a transaction was cancelled.
enum Cancellation {
    /// The condition of the item at this index did not hold.
    Condition(usize),
    /// Another transaction was writing the same rows.
    Conflict,
}

impl Cancellation {
    fn of(error: &TransactWriteItemsError) -> Option<Self> {
        let TransactWriteItemsError::TransactionCanceledException(canceled) = error else { return None };
        let position =
            |code: &str| canceled.cancellation_reasons().iter().position(|reason| reason.code() == Some(code));
        position("ConditionalCheckFailed")
            .map(Self::Condition)
            .or_else(|| position("TransactionConflict").map(|_| Self::Conflict))
    }
}

/// The two rows of one membership, always written together.
fn member_keys(id: &IntegrationId, user: &str) -> [(String, String); 2] {
    let (integration, user) = (integration_key(id.as_str()), user_key(user));
    [(integration.clone(), user.clone()), (user, integration)]
}

fn put(builder: PutBuilder) -> TransactWriteItem {
    TransactWriteItem::builder().put(builder.build().expect("table and item are set")).build()
}
