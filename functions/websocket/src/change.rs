//! `filter` and `auth`: what a client changes of its connection.

use auth::AuthError;
use domain::live::Filter;
use live::{auth_frame, filter_frame};
use store::connections::{Connection, ConnectionUpdate, UpdateResult};
use types::secret::Secret;
use types::time::Time;

use crate::WebSocket;
use crate::client_message_error::ClientMessageError;

impl WebSocket {
    /// Sends the connection only what `filter` takes from now on.
    pub(crate) async fn filter(&self, id: &str, filter: &Filter) -> Result<(), ClientMessageError> {
        let connection = self.alive(id).await?;
        let act = if connection.live { ConnectionUpdate::Filter(filter) } else { ConnectionUpdate::Ask };
        self.act(&connection, act).await?;
        if !connection.live {
            return Err(ClientMessageError::NotLive);
        }
        self.gateway.post(id, &filter_frame(filter)).await;
        Ok(())
    }

    /// Goes on with `token` when the connection's own one ends; also if that has ended, and no push has seen it yet.
    pub(crate) async fn prolong(&self, id: &str, token: &Secret) -> Result<(), ClientMessageError> {
        let text = std::str::from_utf8(token.expose()).unwrap_or_default();
        // Before any table is read: a token that is not good costs no more than another message that is not.
        let session = self.auth.verify(text).await.map_err(|refused| match refused {
            AuthError::KeysUnavailable(_) => ClientMessageError::NoKeys,
            _ => ClientMessageError::BadToken,
        })?;
        let found = self.connections.find(id).await?;
        let connection = found.ok_or(ClientMessageError::Closed("it is unknown"))?;
        if connection.user != session.user.as_str() {
            // It has cost two reads, as an ask does.
            self.act(&connection, ConnectionUpdate::Ask).await?;
            return Err(ClientMessageError::BadToken);
        }
        let end = self.prolong_to(&connection, session.expires_at).await?;
        self.gateway.post(id, &auth_frame(end)).await;
        Ok(())
    }

    /// When the connection's token ends, which is not before `end`.
    async fn prolong_to(&self, connection: &Connection, end: Time) -> Result<Time, ClientMessageError> {
        match self.connections.act(connection, ConnectionUpdate::Prolong(end), self.clock.now()).await? {
            UpdateResult::EndsLater(later) => self.act(connection, ConnectionUpdate::Ask).await.map(|()| later),
            acted => may_go_on(acted).map(|()| end),
        }
    }

    /// The connection, if its token has not ended.
    pub(crate) async fn alive(&self, id: &str) -> Result<Connection, ClientMessageError> {
        let connection = self.connections.find(id).await?.ok_or(ClientMessageError::Closed("it is unknown"))?;
        let ended = connection.token_expires_at <= self.clock.now();
        if ended { Err(ClientMessageError::Closed("its token has ended")) } else { Ok(connection) }
    }

    /// Does what a message of the connection wants, unless it is one too many.
    pub(crate) async fn act(
        &self,
        connection: &Connection,
        act: ConnectionUpdate<'_>,
    ) -> Result<(), ClientMessageError> {
        may_go_on(self.connections.act(connection, act, self.clock.now()).await?)
    }
}

fn may_go_on(acted: UpdateResult) -> Result<(), ClientMessageError> {
    match acted {
        UpdateResult::Done | UpdateResult::EndsLater(_) => Ok(()),
        UpdateResult::TooMany => Err(ClientMessageError::TooMany),
        UpdateResult::Gone => Err(ClientMessageError::Closed("it is gone")),
    }
}
