//! Notices, apps and the brand: what customers are told and where they find it.

use super::colour::Colour;
use super::scalar::{Day, Duration};
use super::table::table;
use crate::source::Located;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

table! {
    /// How customers are told.
    pub struct Notices {
        /// Who sends, as `POCO <notice@po.co>`.
        pub sender: Option<Located<String>>,
        /// Where replies go.
        pub reply_to: Option<Located<String>>,
        /// How customers are reached.
        pub channels: Option<Vec<Located<Channel>>>,
        /// How long before the first loss, and again before the close, customers are reminded.
        pub reminders: Option<Vec<Located<Duration>>>,
        /// Who answers for personal data, before and after.
        pub controller: Option<Located<Controller>>,
        /// What the change means for contracts.
        pub terms: Option<Located<Terms>>,
        /// What the notices promise; each is held against the model.
        pub claims: Option<Vec<Located<Promise>>>,
        /// The roles that must sign each text, as `legal`; none unless written.
        pub sign_off: Option<Vec<Located<String>>>,
        /// The day on which customers are told that a date has moved which a signed text told; the day after the first such
        /// text unless written.
        pub correction: Option<Located<Day>>,
        /// The path of the notice on the site; it is served from the announcement until the redirects end.
        pub page: Option<Located<String>>,
        /// What the sending service fills in, as its own language writes it: `first-name = "*|FNAME|*"`. Messages speak of it
        /// as `$merge-first-name`, in mails alone; `unsubscribe` is offered at the end of each.
        pub merge_fields: BTreeMap<Located<String>, Located<String>>,
    }
}

/// A way to reach customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Channel {
    /// A mail.
    Mail,
    /// A strip on every page of the store.
    Banner,
    /// The notice's own page on the site.
    Page,
    /// A message of the app.
    Push,
    /// A text message.
    Sms,
    /// What customer service answers, and what it sends.
    Support,
}

impl Channel {
    /// All of them.
    pub const ALL: [Channel; 6] = [Channel::Mail, Channel::Banner, Channel::Page, Channel::Push, Channel::Sms, Channel::Support];

    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::Banner => "banner",
            Channel::Page => "page",
            Channel::Push => "push",
            Channel::Sms => "sms",
            Channel::Support => "support",
        }
    }
}

/// What a notice can promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Promise {
    /// The brand goes on.
    BrandContinues,
    /// Customers need do nothing.
    NoAction,
    /// Nothing changes for customers.
    NothingChanges,
    /// There is no time without the service.
    Uninterrupted,
    /// There is no time without repairs, warranty and customer service.
    SupportUninterrupted,
    /// The products can be bought all the while, here or at the successor.
    ProductsAvailable,
}

impl Promise {
    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            Promise::BrandContinues => "brand-continues",
            Promise::NoAction => "no-action",
            Promise::NothingChanges => "nothing-changes",
            Promise::Uninterrupted => "uninterrupted",
            Promise::SupportUninterrupted => "support-uninterrupted",
            Promise::ProductsAvailable => "products-available",
        }
    }
}

table! {
    /// Who answers for personal data (GDPR Art. 4(7)).
    pub struct Controller {
        /// The legal name before the move.
        pub before: Option<Located<String>>,
        /// The legal name after it.
        pub after: Option<Located<String>>,
        /// Where rights are exercised.
        pub contact: Option<Located<String>>,
        /// What the data is used for after it.
        pub purpose: Option<Located<Purpose>>,
        /// The countries in which it is held or seen after it (ISO 3166-1).
        pub countries: Option<Vec<Located<String>>>,
        /// What protects it in a country that the law does not hold equal (GDPR Chapter V), as counsel says.
        pub safeguard: Option<Located<String>>,
    }
}

/// What personal data is used for after it has changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Purpose {
    /// What it was used for before.
    Same,
    /// Other things too.
    Further,
}

table! {
    /// What the change of a service means for contracts with customers; counsel's answers, which the notice tells.
    pub struct Terms {
        /// How long after the notice customers can end their contract free of charge.
        pub right_to_end: Option<Located<Duration>>,
        /// How customers can keep what they had, instead.
        pub keep: Option<Located<String>>,
        /// Who was asked, and what they said.
        pub counsel: Option<Located<String>>,
    }
}

table! {
    /// An app.
    pub struct App {
        /// The name as customers read it.
        pub name: Option<Located<String>>,
        /// The systems that it runs on.
        pub platforms: Option<Vec<Located<AppPlatform>>>,
        /// The milestone at which it stops working.
        pub ends: Option<Located<String>>,
        /// The milestone at which stores stop offering it.
        pub delist: Option<Located<String>>,
        /// The app to use instead.
        pub replacement: Option<Located<Replacement>>,
        /// The milestone from which the app itself tells its users.
        pub in_app_notice: Option<Located<String>>,
        /// The milestone until which the servers that it calls still answer it.
        pub api_until: Option<Located<String>>,
    }
}

table! {
    /// The app to use instead.
    pub struct Replacement {
        /// The name as customers read it.
        pub name: Option<Located<String>>,
        /// The systems that it runs on.
        pub platforms: Option<Vec<Located<AppPlatform>>>,
        /// The countries in which it is offered (ISO 3166-1); the region's own unless written.
        pub countries: Option<Vec<Located<String>>>,
        /// The page that does the same in a browser.
        pub url: Option<Located<String>>,
    }
}

/// A system that apps run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum AppPlatform {
    Android,
    Ios,
    Web,
}

impl AppPlatform {
    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            AppPlatform::Android => "android",
            AppPlatform::Ios => "ios",
            AppPlatform::Web => "web",
        }
    }
}

table! {
    /// Where the brand stands on the successor.
    pub struct Brand {
        /// What it is there.
        pub placement: Option<Located<Placement>>,
        /// Its page on the successor.
        pub landing: Option<Located<String>>,
        /// Where else it is found there.
        pub surfaces: Option<Vec<Located<Surface>>>,
        /// The milestone from which it stands there; `migrate` unless written.
        pub since: Option<Located<String>>,
        /// The product lines that the store sells, by name, and what becomes of each.
        pub lines: BTreeMap<Located<String>, Located<Line>>,
        /// Its colours, in mails, banners and pages.
        pub colours: Option<Located<Colours>>,
        /// Its picture, an SVG by its path from `regions/`: it travels inside pages.
        pub logo: Option<Located<String>>,
        /// Where mails fetch its picture, which programs show that know no SVG: PNG or JPEG, on a host of yours or of the
        /// platform's. Without it mails bear the name in letters.
        pub logo_url: Option<Located<String>>,
        /// How wide the picture is shown, in pixels; 120 unless written.
        pub logo_width: Option<Located<u16>>,
    }
}

table! {
    /// The brand's colours, as `#ff6900`. Where one cannot be read upon the other, a readable one near to it is taken; in the
    /// dark `background` and `text` are this program's.
    pub struct Colours {
        /// Of the button, of the line at the top, and of links.
        pub accent: Option<Located<Colour>>,
        /// Behind the text; white unless written.
        pub background: Option<Located<Colour>>,
        /// Of the text; near black unless written.
        pub text: Option<Located<Colour>>,
    }
}

table! {
    /// A product line, and what becomes of it.
    pub struct Line one of [landing, not_sold] {
        /// Its name, as customers read it; the key unless written.
        pub name: Option<Located<String>>,
        /// Its page on the successor.
        pub landing: Option<Located<String>>,
        /// Decided not to be sold there, and why.
        pub not_sold: Option<Located<String>>,
    }
}

/// What a brand is on the successor's platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Placement {
    /// A brand of its own under the successor's.
    SubBrand,
    /// A category of products.
    Category,
    /// Pages that are kept to be read.
    Archive,
}

/// A place on the successor where a brand is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Surface {
    /// The menu.
    Menu,
    /// The search.
    Search,
    /// The support pages.
    Support,
}
