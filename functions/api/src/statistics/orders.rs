//! `GET /api/orders/stats`: the sums of the orders of each day, in the days of any time zone.

use std::collections::BTreeMap;

use domain::integration::IntegrationId;
use domain::permissions::Action;
use domain::statistics::{BucketSize, OrderSums};
use serde::Serialize;
use store::StoreError;
use store::ledger::ORDER_DAY_ROLLUPS;
use types::Channel;
use types::concurrency::bounded;
use types::time::Time;

use super::complete_until::complete_until;
use super::zone_days::ZoneDays;
use crate::context::ApiContext;
use crate::error::ApiError;
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/orders/stats`.
pub(crate) const ORDERS_PARAMETERS: QueryParameters = &[&["integration"], &ZoneDays::PARAMETERS];

const MAX_CONCURRENT_READS: usize = 8;

/// Sums of orders by channel and currency.
type SumsByCurrency = BTreeMap<(Channel, Option<String>), OrderSums>;

/// Sums of orders.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OrderStatisticsResponse {
    /// The start of the first day.
    from: Time,
    /// The end of the last day.
    to: Time,
    /// The name of the time zone of the days; null if the request named none.
    time_zone: Option<&'static str>,
    /// The minutes by which the time zone of the days is ahead of UTC, at the start of the last day.
    offset_minutes: i64,
    /// Every order change received before this time is counted, except those that are not processed yet. Null before the
    /// first run of the rollup.
    complete_until: Option<Time>,
    /// The orders of all days.
    total: Vec<CurrencySums>,
    /// The orders of each day.
    days: Vec<DaySums>,
}

/// The orders of one day.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct DaySums {
    /// The date in the time zone, such as `2026-11-02`.
    date: String,
    /// The sums by channel and currency.
    sums: Vec<CurrencySums>,
}

/// The orders of one channel in one currency. Amounts are decimal strings.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct CurrencySums {
    source: Channel,
    /// The currency; null for orders whose currency is unknown.
    currency: Option<String>,
    #[serde(flatten)]
    sums: OrderSums,
}

/// `GET /api/orders/stats`
pub(crate) async fn orders(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<OrderStatisticsResponse>, ApiError> {
    let query = &request.query;
    let named = query.integration()?;
    let days = ZoneDays::parse(query, context.clock.now())?;
    // Read before the rollups are, so that the rollups contain everything that `complete_until` promises.
    let complete_until = complete_until(context).await?;
    let integrations = context.permitted_integrations(&request.user, Action::SeeStatistics, named.as_ref()).await?;
    let reads = integrations.iter().map(|id| read_sums(context, id, &days)).collect();
    let (mut by_day, mut total): (BTreeMap<Time, SumsByCurrency>, SumsByCurrency) = Default::default();
    for read in bounded(MAX_CONCURRENT_READS, reads).await {
        for (day, key, sums) in read? {
            by_day.entry(day).or_default().entry(key.clone()).or_default().merge(&sums);
            total.entry(key).or_default().merge(&sums);
        }
    }
    let mut day_sums = |(start, date)| DaySums { date, sums: by_day.remove(&start).map(listed).unwrap_or_default() };
    let response = OrderStatisticsResponse {
        from: days.from(),
        to: days.to,
        time_zone: days.time_zone(),
        offset_minutes: days.offset_minutes(),
        complete_until,
        total: listed(total),
        days: days.iter().map(&mut day_sums).collect(),
    };
    Ok(Json(response))
}

/// The sums of one integration's orders by day (the start of the day in the zone), channel and currency.
async fn read_sums(
    context: &ApiContext,
    id: &IntegrationId,
    days: &ZoneDays,
) -> Result<Vec<(Time, (Channel, Option<String>), OrderSums)>, StoreError> {
    let utc_days = (BucketSize::Day.floor(days.from()), days.to);
    let rows = context.rollups.within(&ORDER_DAY_ROLLUPS, id, utc_days, false).await?;
    let mut by_key: BTreeMap<(Time, (Channel, Option<String>)), OrderSums> = BTreeMap::new();
    for (utc_day, row) in &rows {
        for (quarter_hour, rollup) in row.quarter_hours(*utc_day) {
            let (Some(day), Some(source)) = (days.start_of(quarter_hour), rollup.source) else { continue };
            for (currency, sums) in rollup.by_currency() {
                by_key.entry((day, (source, currency.map(str::to_owned)))).or_default().merge(sums);
            }
        }
    }
    Ok(by_key.into_iter().map(|((day, key), sums)| (day, key, sums)).collect())
}

fn listed(sums: SumsByCurrency) -> Vec<CurrencySums> {
    sums.into_iter().map(|((source, currency), sums)| CurrencySums { source, currency, sums }).collect()
}
