//! Makes, changes and removes integrations, each in one transaction.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use domain::integration::{Capabilities, Integration, IntegrationId, Member};
use types::Channel;
use types::time::Time;

use super::super::StoreError;
use super::super::rows::{Item, key, number, text, to_item};
use super::{
    AccountRow, MemberRow, ReconcilableRow, RemovedRow, SettingsRow, account_key, asked_key, integration_key, user_key,
};

const OPERATION: &str = "TransactWriteItems integrations";
/// The most members that go with an integration: each is two rows, and a transaction has 100, of which three are taken
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>).
const MOST_REMOVED: usize = 48;

/// Why an integration was not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Another integration has the id.
    Id,
    /// Another integration owns the account key.
    Account,
    /// The integration was changed by somebody else meanwhile.
    Changed,
}

/// A change of an integration's members and settings.
#[derive(Debug)]
pub struct Change<'a> {
    /// The settings as they are to be, with the version that they had when they were read.
    pub integration: &'a Integration,
    /// Members to put.
    pub put: &'a [Member],
    /// Users whose membership ends.
    pub remove: &'a [String],
}

/// Makes, changes and removes integrations. Needs PutItem and DeleteItem.
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

    /// Makes an integration with its members, and claims its account key. An inner `Err` says what was taken.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn create(&self, integration: &Integration, members: &[Member]) -> Result<Result<(), Taken>, StoreError> {
        let account = AccountRow {
            pk: account_key(integration.channel, &integration.account),
            sk: "-".to_owned(),
            integration: integration.id.clone(),
        };
        let mut items = vec![put(self
            .table_put(to_item(&SettingsRow::from(integration)))
            .condition_expression("attribute_not_exists(pk)"))];
        // Where nothing is found by its account there is nothing to claim: it is only what the owner calls the sender.
        if self.capabilities(integration).found_by_account {
            items.push(put(self.table_put(to_item(&account)).condition_expression("attribute_not_exists(pk)")));
        }
        items.extend(members.iter().flat_map(|member| self.put_member(&integration.id, member)));
        items.extend(self.asked(integration).filter(|_| integration.is_reconciled()));
        match self.transact(items).await? {
            Ok(()) => Ok(Ok(())),
            Err(Failed::Condition(0)) => Ok(Err(Taken::Id)),
            Err(Failed::Condition(_)) => Ok(Err(Taken::Account)),
            Err(Failed::Conflict) => Err(StoreError::Contended("an integration")),
        }
    }

    /// Changes an integration. An inner `Err` says that it was changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change(&self, change: &Change<'_>) -> Result<Result<(), Taken>, StoreError> {
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
        items.extend(self.asked(change.integration));
        Ok(self.transact(items).await?.map_err(|_| Taken::Changed))
    }

    /// Removes an integration as it was read, with all its memberships and its claim of the account, in one transaction. In
    /// the place of its settings stays a row that says so: the id is never given again, since its events and orders are
    /// found by it. An inner `Err` says that it was changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::TooMany`] for more members than a transaction holds.
    pub async fn remove(
        &self,
        integration: &Integration,
        members: &[Member],
        now: Time,
    ) -> Result<Result<(), Taken>, StoreError> {
        if members.len() > MOST_REMOVED {
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
            items.push(self.delete(asked_key(integration.channel), integration_key(id.as_str())));
        }
        Ok(self.transact(items).await?.map_err(|_| Taken::Changed))
    }

    /// The claim of an account goes, if it is this integration's.
    fn delete_account(&self, integration: &Integration) -> TransactWriteItem {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key(account_key(integration.channel, &integration.account), "-")))
            .condition_expression("attribute_not_exists(pk) OR integration = :id")
            .expression_attribute_values(":id", text(&integration.id));
        TransactWriteItem::builder().delete(delete.build().expect("table and key are set")).build()
    }

    /// Runs a transaction; an inner `Err` says why it was cancelled.
    async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<Result<(), Failed>, StoreError> {
        match self.client.transact_write_items().set_transact_items(Some(items)).send().await {
            Ok(_) => Ok(Ok(())),
            Err(error) => {
                let failed = error.as_service_error().and_then(Failed::of);
                failed.map(Err).ok_or_else(|| StoreError::of(OPERATION)(error))
            }
        }
    }

    fn table_put(&self, item: Item) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder().table_name(&self.table).set_item(Some(item))
    }

    /// By which row it is found when channels are asked; nothing where its channel cannot be.
    fn asked(&self, integration: &Integration) -> Option<TransactWriteItem> {
        if !self.capabilities(integration).reconcile {
            return None;
        }
        let (pk, sk) = (asked_key(integration.channel), integration_key(integration.id.as_str()));
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
enum Failed {
    /// The condition of the item at this index did not hold.
    Condition(usize),
    /// Another transaction was at the same rows.
    Conflict,
}

impl Failed {
    fn of(error: &TransactWriteItemsError) -> Option<Self> {
        let TransactWriteItemsError::TransactionCanceledException(canceled) = error else { return None };
        let has = |code: &str| canceled.cancellation_reasons().iter().position(|reason| reason.code() == Some(code));
        has("ConditionalCheckFailed")
            .map(Self::Condition)
            .or_else(|| has("TransactionConflict").map(|_| Self::Conflict))
    }
}

/// The two rows of one membership, always written together.
fn member_keys(id: &IntegrationId, user: &str) -> [(String, String); 2] {
    let (integration, user) = (integration_key(id.as_str()), user_key(user));
    [(integration.clone(), user.clone()), (user, integration)]
}

fn put(builder: aws_sdk_dynamodb::types::builders::PutBuilder) -> TransactWriteItem {
    TransactWriteItem::builder().put(builder.build().expect("table and item are set")).build()
}
