//! `storebell send`: signs and posts webhooks as a channel does.

mod chosen_scheme;
mod content;
mod saved_event;

use std::time::{Duration, Instant};

use domain::integration::IntegrationId;
use types::Channel;
use types::secret::Secret;
use types::transport::Transport;

use super::{CommandError, StackChoice, output};
use crate::client::{AmazonSender, ClientError, OrderId, Received, StackUrl, WebhookSender};
use crate::demo::Demo;
use content::Content;

/// Arguments of `storebell send`.
#[derive(Debug, clap::Args)]
pub struct SendArgs {
    /// A channel, whose sample is sent (shopify, amazon, flipkart, myntra, selloship, standard); or a file: a body, or an event as in events/
    #[arg(value_name = "CHANNEL|FILE")]
    pub what: String,
    /// The topic, such as orders/create; of a file only where the file does not say it
    pub topic: Option<String>,
    /// Which stack gets it
    #[command(flatten)]
    pub stack: StackChoice,
    /// The way by which Amazon's notifications come: https (signed by the local stack's small SNS), sqs or eventbridge
    /// (handed to the function as AWS does) [default: what the file says, else https]
    #[arg(long, value_parser = way)]
    pub way: Option<Transport>,
    /// How many: samples are all different, a file is the same each time
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub count: u32,
    /// Milliseconds from one to the next
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub every: u64,
    /// The order that a sample is about [default: a new one, or for updates the sample's own]
    #[arg(long, value_name = "ID", conflicts_with = "as_is")]
    pub order: Option<OrderId>,
    /// Send a sample's exact bytes, which are stored once if the channel's requests have no ids of their own
    #[arg(long)]
    pub as_is: bool,
    /// The integration to whose own path it is sent [default: what the file says; else demo-CHANNEL where the channel
    /// has no header for the account]
    #[arg(long, value_name = "ID")]
    pub integration: Option<IntegrationId>,
    /// The account that sends, such as a shop's domain [default: the demo's, or what the file says]
    #[arg(long)]
    pub account: Option<String>,
    /// The integration's secret [default: STOREBELL_SECRET, or the demo's]
    #[arg(long)]
    pub secret: Option<String>,
    /// How it is signed (hmac-sha256, standard-webhooks, static-token, fklogin), with what the integration sets in
    /// --with [default: as the channel usually does]
    #[arg(long, value_name = "NAME")]
    pub scheme: Option<String>,
    /// A setting of the scheme, such as app_id=... or url=... (the registered URL) of fklogin
    #[arg(long = "with", value_name = "NAME=VALUE", requires = "scheme")]
    pub settings: Vec<String>,
}

fn way(text: &str) -> Result<Transport, String> {
    let found = Transport::ALL.into_iter().find(|way| way.name() == text);
    found.ok_or_else(|| format!("one of {}", Transport::ALL.map(Transport::name).join(", ")))
}

/// What sends: by a scheme of the channel's, or as Amazon does.
enum Sending {
    Signed(WebhookSender),
    Amazon(AmazonSender),
}

impl Sending {
    async fn send(&self, topic: &str, body: Vec<u8>) -> Result<Received, ClientError> {
        match self {
            Self::Signed(sender) => sender.post(topic, body).await,
            Self::Amazon(sender) => sender.send(&body).await,
        }
    }
}

/// Sends them one after the other and prints a line for each: status, word, event id, milliseconds.
///
/// # Errors
/// [`CommandError::NotTaken`] if any answer is not 200; else why nothing could be sent.
pub async fn run(args: SendArgs) -> Result<(), CommandError> {
    let mut content = Content::find(&args)?;
    let sender = sender(&args, &content, &args.stack.find()?)?;
    let (topic, started) = (content.topic().to_owned(), Instant::now());
    let mut refused = 0;
    for number in 0..args.count {
        if number > 0 {
            tokio::time::sleep(Duration::from_millis(args.every)).await;
        }
        let body = content.next_body();
        let sent = Instant::now();
        let received = sender.send(&topic, body).await?;
        output::line(&described(&received, sent.elapsed()))?;
        refused += u32::from(received.status != 200);
    }
    if args.count > 1 {
        output::line(&summary(args.count, refused, started.elapsed()))?;
    }
    if refused > 0 { Err(CommandError::NotTaken { refused, sent: args.count }) } else { Ok(()) }
}

/// What the arguments say comes first, then what the content says, then the demo.
fn sender(args: &SendArgs, content: &Content, stack: &StackUrl) -> Result<Sending, CommandError> {
    let named = content.sender();
    let demo = Demo::of(named.channel).ok_or_else(|| CommandError::Usage("the channel has no demo".to_owned()))?;
    let integration = args.integration.clone().or(named.integration).or_else(|| demo.named_in_path());
    let account = args.account.as_deref().or(named.account.as_deref()).unwrap_or(demo.account);
    if named.channel == Channel::Amazon {
        let way = args.way.or(named.way).unwrap_or(Transport::Https);
        return Ok(Sending::Amazon(AmazonSender::new(stack, integration.as_ref(), account, way)?));
    }
    if args.way.is_some_and(|way| way != Transport::Https) {
        return Err(CommandError::Usage("only Amazon's notifications come by another way than https".to_owned()));
    }
    // The demo's secret is for the demo alone.
    let is_demo = account == demo.account && integration.as_ref().is_none_or(|id| id.as_str() == demo.integration);
    let secret = secret(args, is_demo.then_some(demo.secret))?;
    let sender = WebhookSender::new(stack, named.channel, integration.as_ref(), account, secret)?;
    let scheme = args.scheme.as_deref().map(|name| chosen_scheme::read(name, &args.settings)).transpose()?;
    Ok(Sending::Signed(scheme.into_iter().fold(sender, WebhookSender::signing_by)))
}

#[expect(clippy::disallowed_methods, reason = "this is an argument of the command, not configuration of a function")]
fn secret(args: &SendArgs, known: Option<&str>) -> Result<Secret, CommandError> {
    let from_environment = || std::env::var("STOREBELL_SECRET").ok().filter(|secret| !secret.is_empty());
    let secret = args.secret.clone().or_else(from_environment).or(known.map(str::to_owned));
    let missing = || CommandError::Usage("this is not the demo integration: say its --secret".to_owned());
    secret.map(Secret::new).ok_or_else(missing)
}

fn described(received: &Received, elapsed: Duration) -> String {
    let id = received.event_id().unwrap_or("-");
    format!("{} {} {id} {:.1} ms", received.status, received.word(), elapsed.as_secs_f64() * 1000.0)
}

fn summary(sent: u32, refused: u32, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    format!("{sent} sent, {} taken, in {seconds:.1} s ({:.0} a second)", sent - refused, f64::from(sent) / seconds)
}
