//! The message `filter`: changes what the connection is sent.

use domain::live::Filter;
use live::filter_frame;
use store::connections::ConnectionUpdate;

use crate::client_message_error::ClientMessageError;
use crate::function::WebSocketFunction;

impl WebSocketFunction {
    /// From now on, sends the connection only what matches `filter`.
    pub(crate) async fn set_filter(&self, id: &str, filter: &Filter) -> Result<(), ClientMessageError> {
        let connection = self.unexpired_connection(id).await?;
        if !connection.live {
            self.count_message(&connection).await?;
            return Err(ClientMessageError::NotLive);
        }
        self.update(&connection, ConnectionUpdate::ReplaceFilter(filter)).await?;
        self.management_api.post(id, &filter_frame(filter)).await;
        Ok(())
    }
}
