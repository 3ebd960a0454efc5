//! `storebell send`: signs and posts webhooks as a channel does.

mod channel_name;
mod content;
mod saved_event;
mod scheme_argument;

use std::time::{Duration, Instant};

use domain::integration::IntegrationId;
use local_client::demo::Demo;
use local_client::{AmazonSender, ClientError, OrderId, StackUrl, WebhookResponse, WebhookSender};
use types::Channel;
use types::secret::Secret;
use types::transport::Transport;

use super::progress::Progress;
use super::{CommandError, StackChoice, output};
use content::Content;

/// Shown at the end of the command's help.
pub const EXAMPLES: &str = "\
Examples:
  storebell send shopify orders/create
  storebell send shopify orders/updated --order 174088000000010042
  storebell send flipkart ORDER_CREATED --count 20 --every 500
  storebell send events/bodies/shopify-orders-create.json
  storebell send standard order.paid --integration my-sender --secret whsec_...";

/// Arguments of `storebell send`.
#[derive(Debug, clap::Args)]
pub struct SendArgs {
    /// A channel, whose sample is sent (shopify, amazon, flipkart, myntra, selloship, standard); or a file with a body, or with an event as in events/
    #[arg(value_name = "CHANNEL|FILE")]
    pub what: String,
    /// The topic, such as orders/create; for a file only if the file does not name it
    pub topic: Option<String>,
    /// The stack
    #[command(flatten)]
    pub stack: StackChoice,
    /// The transport of an Amazon notification: https (signed by the local stack's SNS emulator), sqs or eventbridge
    /// (passed to the function as AWS does) [default: that of the file, else https]
    #[arg(long, value_parser = way)]
    pub way: Option<Transport>,
    /// Number of webhooks. From a sample, each body is unique; from a file, each webhook has the same bytes
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub count: u32,
    /// Milliseconds between two webhooks
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub every: u64,
    /// The id of the order in the sample [default: a new id; for updates the sample's own]
    #[arg(long, value_name = "ID", conflicts_with = "as_is")]
    pub order: Option<OrderId>,
    /// Send the exact bytes of a sample. Copies are stored once, unless the channel's requests have ids of their own
    #[arg(long)]
    pub as_is: bool,
    /// The integration to whose path the webhook is sent [default: that of the file; else demo-CHANNEL if the channel
    /// has no header for the account]
    #[arg(long, value_name = "ID")]
    pub integration: Option<IntegrationId>,
    /// The account that sends, such as a shop's domain [default: the demo's, or that of the file]
    #[arg(long)]
    pub account: Option<String>,
    /// The integration's secret [default: STOREBELL_SECRET, or the demo's]
    #[arg(long)]
    pub secret: Option<String>,
    /// The signature scheme (hmac-sha256, standard-webhooks, static-token, fklogin), with the integration's settings in
    /// --with [default: the channel's default scheme]
    #[arg(long, value_name = "NAME")]
    pub scheme: Option<String>,
    /// A setting of the scheme, such as app_id=... or url=... (the registered URL) of fklogin
    #[arg(long = "with", value_name = "NAME=VALUE", requires = "scheme")]
    pub settings: Vec<String>,
}

fn way(text: &str) -> Result<Transport, String> {
    let found = Transport::ALL.into_iter().find(|way| way.name() == text);
    found.ok_or_else(|| format!("expected one of {}", Transport::ALL.map(Transport::name).join(", ")))
}

/// The sender: of a channel with a signature scheme, or of Amazon.
enum Sender {
    Signed(WebhookSender),
    Amazon(AmazonSender),
}

impl Sender {
    async fn send(&self, topic: &str, body: Vec<u8>) -> Result<WebhookResponse, ClientError> {
        match self {
            Self::Signed(sender) => sender.post(topic, body).await,
            Self::Amazon(sender) => sender.send(&body).await,
        }
    }
}

/// Sends the webhooks one after the other, and prints a line for each: status, code, event id, milliseconds.
///
/// # Errors
/// [`CommandError::Rejected`] if the status of any response is not 200; otherwise why nothing could be sent.
pub async fn run(args: SendArgs) -> Result<(), CommandError> {
    let mut content = Content::find(&args)?;
    let sender = sender(&args, &content, &args.stack.find()?)?;
    let (topic, started, progress) = (content.topic().to_owned(), Instant::now(), Progress::new());
    let mut rejected = 0;
    for number in 0..args.count {
        if number > 0 {
            progress.show(&format!("send: {number} of {} sent, {rejected} rejected", args.count));
            tokio::time::sleep(Duration::from_millis(args.every)).await;
        }
        let body = content.next_body();
        let sent = Instant::now();
        let response = sender.send(&topic, body).await?;
        progress.erase();
        output::line(&result_line(&response, sent.elapsed()))?;
        rejected += u32::from(response.status != 200);
    }
    if args.count > 1 {
        output::line(&summary(args.count, rejected, started.elapsed()))?;
    }
    if rejected > 0 { Err(CommandError::Rejected { rejected, sent: args.count }) } else { Ok(()) }
}

/// The arguments take precedence over the content, and the content over the demo.
fn sender(args: &SendArgs, content: &Content, stack: &StackUrl) -> Result<Sender, CommandError> {
    let named = content.sender();
    let demo =
        Demo::of(named.channel).ok_or_else(|| CommandError::Usage("the channel has no demo integration".to_owned()))?;
    let integration = args.integration.clone().or(named.integration).or_else(|| demo.named_in_path());
    let account = args.account.as_deref().or(named.account.as_deref()).unwrap_or(demo.account);
    if named.channel == Channel::Amazon {
        let way = args.way.or(named.way).unwrap_or(Transport::Https);
        return Ok(Sender::Amazon(AmazonSender::new(stack, integration.as_ref(), account, way)?));
    }
    if args.way.is_some_and(|way| way != Transport::Https) {
        return Err(CommandError::Usage("only Amazon's notifications have another transport than https".to_owned()));
    }
    // The demo's secret is the default for the demo integration only.
    let is_demo = account == demo.account && integration.as_ref().is_none_or(|id| id.as_str() == demo.integration);
    let secret = secret(args, is_demo.then_some(demo.secret))?;
    let sender = WebhookSender::new(stack, named.channel, integration.as_ref(), account, secret)?;
    let scheme = args.scheme.as_deref().map(|name| scheme_argument::read(name, &args.settings)).transpose()?;
    Ok(Sender::Signed(scheme.into_iter().fold(sender, WebhookSender::with_scheme)))
}

#[expect(clippy::disallowed_methods, reason = "the command line reads its own environment")]
fn secret(args: &SendArgs, default: Option<&str>) -> Result<Secret, CommandError> {
    let from_environment = || std::env::var("STOREBELL_SECRET").ok().filter(|secret| !secret.is_empty());
    let secret = args.secret.clone().or_else(from_environment).or(default.map(str::to_owned));
    let missing = || CommandError::Usage("this is not a demo integration: add its secret with --secret".to_owned());
    secret.map(Secret::new).ok_or_else(missing)
}

fn result_line(response: &WebhookResponse, elapsed: Duration) -> String {
    let id = response.event_id().unwrap_or("-");
    format!("{} {} {id} {:.1} ms", response.status, response.code(), elapsed.as_secs_f64() * 1000.0)
}

fn summary(sent: u32, rejected: u32, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    let stored = sent - rejected;
    format!("{sent} sent, {stored} stored, in {seconds:.1} s ({:.0} a second)", f64::from(sent) / seconds)
}
