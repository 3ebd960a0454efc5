//! `filter` and `auth`: what a client changes of its connection.

use shared::live::{Filter, auth_frame, filter_frame};
use shared::secret::Secret;
use shared::sign_in::Refused as BadToken;
use shared::store::connections::{Act, Acted, Connection};
use shared::time::Time;

use crate::WebSocket;
use crate::refused::Refused;

impl WebSocket {
    /// Sends the connection only what `filter` takes from now on.
    pub(crate) async fn filter(&self, id: &str, filter: &Filter) -> Result<(), Refused> {
        let connection = self.alive(id).await?;
        let act = if connection.live { Act::Filter(filter) } else { Act::Ask };
        self.act(&connection, act).await?;
        if !connection.live {
            return Err(Refused::NotLive);
        }
        self.gateway.post(id, &filter_frame(filter)).await;
        Ok(())
    }

    /// Goes on with `token` when the connection's own one ends; also if that has ended, and no push has seen it yet.
    pub(crate) async fn prolong(&self, id: &str, token: &Secret) -> Result<(), Refused> {
        let text = std::str::from_utf8(token.expose()).unwrap_or_default();
        // Before any table is read: a token that is not good costs no more than another message that is not.
        let session = self.sign_in.check(text).await.map_err(|refused| match refused {
            BadToken::KeysUnavailable(_) => Refused::NoKeys,
            _ => Refused::BadToken,
        })?;
        let found = self.connections.find(id).await?;
        let connection = found.ok_or(Refused::Closed("it is unknown"))?;
        if connection.user != session.user.as_str() {
            // It has cost two reads, as an ask does.
            self.act(&connection, Act::Ask).await?;
            return Err(Refused::BadToken);
        }
        let end = self.prolong_to(&connection, session.expires_at).await?;
        self.gateway.post(id, &auth_frame(end)).await;
        Ok(())
    }

    /// When the connection's token ends, which is not before `end`.
    async fn prolong_to(&self, connection: &Connection, end: Time) -> Result<Time, Refused> {
        match self.connections.act(connection, Act::Prolong(end), self.clock.now()).await? {
            Acted::EndsLater(later) => self.act(connection, Act::Ask).await.map(|()| later),
            acted => may_go_on(acted).map(|()| end),
        }
    }

    /// The connection, if its token has not ended.
    pub(crate) async fn alive(&self, id: &str) -> Result<Connection, Refused> {
        let connection = self.connections.find(id).await?.ok_or(Refused::Closed("it is unknown"))?;
        let ended = connection.token_expires_at <= self.clock.now();
        if ended { Err(Refused::Closed("its token has ended")) } else { Ok(connection) }
    }

    /// Does what a message of the connection wants, unless it is one too many.
    pub(crate) async fn act(&self, connection: &Connection, act: Act<'_>) -> Result<(), Refused> {
        may_go_on(self.connections.act(connection, act, self.clock.now()).await?)
    }
}

fn may_go_on(acted: Acted) -> Result<(), Refused> {
    match acted {
        Acted::Done | Acted::EndsLater(_) => Ok(()),
        Acted::TooMany => Err(Refused::TooMany),
        Acted::Gone => Err(Refused::Closed("it is gone")),
    }
}
