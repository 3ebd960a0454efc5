//! The table of permissions: what each role may do with an integration. Every check of a role reads it.
//!
//! A user without a membership has no role and may do nothing: for them, the integration does not exist.

use crate::integration::Role;

/// Makes [`Action`] with its list and its permissions from one table, so that no action can lack a row.
macro_rules! permissions {
    ($($(#[$doc:meta])* $action:ident: $lowest_role:ident, $phrase:literal;)*) => {
        /// One thing that a member may or may not do with an integration.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $action,)*
        }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// The lowest role that may do this; every higher role may, too (viewer < member < owner).
            pub const fn lowest_role(self) -> Role {
                match self {
                    $(Self::$action => Role::$lowest_role,)*
                }
            }

            /// The action as the end of the sentence "Only an owner may ...".
            pub const fn phrase(self) -> &'static str {
                match self {
                    $(Self::$action => $phrase,)*
                }
            }
        }
    };
}

permissions! {
    /// List the integration's events and see one of them.
    SeeEvents: Viewer, "see events";
    /// See the headers and the raw body of a delivery, customer data included.
    SeeRawDeliveries: Viewer, "see the headers and bodies of deliveries";
    /// List the integration's orders and see one of them with its history.
    SeeOrders: Viewer, "see orders";
    /// See counts and sums of events and orders, and the number of the members' live connections.
    SeeStatistics: Viewer, "see statistics";
    /// See the settings of the integration, without its members and secrets.
    SeeIntegration: Viewer, "see an integration";
    /// See the unit costs.
    SeeCosts: Viewer, "see costs";
    /// End one's own membership.
    LeaveIntegration: Viewer, "leave an integration";

    /// Replay stored deliveries.
    ReplayEvents: Member, "replay events";
    /// Export what is stored about the customer of a data request.
    ExportCustomerData: Member, "export a customer's data";
    /// Put unit costs.
    PutCosts: Member, "store unit costs";
    /// Send a test webhook.
    SendTestWebhook: Member, "send a test webhook";

    /// See the names and roles of the members.
    SeeMembers: Owner, "see the members of an integration";
    /// See the ids and times of the secrets. Their values are never shown.
    SeeSecrets: Owner, "see the secrets of an integration";
    /// Change the integration: its settings, fees, access token, members and secrets.
    ChangeIntegration: Owner, "change an integration";
    /// Replace the secrets by a new one.
    RotateSecrets: Owner, "rotate the secrets of an integration";
    /// Register the integration's webhooks at its channel.
    RegisterWebhooks: Owner, "register the webhooks of an integration";
    /// Name the integration in `ships_for` of a courier's integration, whose shipments are then shown with its orders.
    LinkCourier: Owner, "let a courier ship for an integration";
    /// Delete the integration.
    DeleteIntegration: Owner, "delete an integration";
}

impl Role {
    /// Whether a member with this role may do this.
    pub fn may(self, action: Action) -> bool {
        self >= action.lowest_role()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_exactly_what_the_matrix_says() {
        // Viewer, member, owner.
        let matrix = [
            (Action::SeeEvents, [true, true, true]),
            (Action::SeeRawDeliveries, [true, true, true]),
            (Action::SeeOrders, [true, true, true]),
            (Action::SeeStatistics, [true, true, true]),
            (Action::SeeIntegration, [true, true, true]),
            (Action::SeeCosts, [true, true, true]),
            (Action::LeaveIntegration, [true, true, true]),
            (Action::ReplayEvents, [false, true, true]),
            (Action::ExportCustomerData, [false, true, true]),
            (Action::PutCosts, [false, true, true]),
            (Action::SendTestWebhook, [false, true, true]),
            (Action::SeeMembers, [false, false, true]),
            (Action::SeeSecrets, [false, false, true]),
            (Action::ChangeIntegration, [false, false, true]),
            (Action::RotateSecrets, [false, false, true]),
            (Action::RegisterWebhooks, [false, false, true]),
            (Action::LinkCourier, [false, false, true]),
            (Action::DeleteIntegration, [false, false, true]),
        ];
        assert_eq!(matrix.map(|(action, _)| action), Action::ALL, "the matrix lists every action once");
        for (action, expected) in matrix {
            assert_eq!([Role::Viewer, Role::Member, Role::Owner].map(|role| role.may(action)), expected, "{action:?}");
        }
    }
}
