//! Services: what customers use, and what becomes of it.

use super::milestone::Gate;
use super::scalar::{Day, Duration};
use super::table::table;
use crate::source::Located;
use schemars::JsonSchema;
use serde::Deserialize;

table! {
    /// Something that customers use, and what becomes of it.
    pub struct Service {
        /// Its class; checks and notices ask of each class what matters there.
        pub kind: Option<Located<ServiceKind>>,
        /// What becomes of it.
        pub r#move: Option<Located<Move>>,
        /// Where it goes: `platform/service`, or a service of another region.
        pub to: Option<Located<String>>,
        /// The milestone at which it begins to move.
        pub since: Option<Located<String>>,
        /// The milestone at which it has moved; the same as `since` for a move at one instant.
        pub until: Option<Located<String>>,
        /// The least time that its move takes, as "3 weeks".
        pub takes: Option<Located<Duration>>,
        /// Services that must have moved before this one begins.
        pub needs: Option<Vec<Located<String>>>,
        /// Its paths on the site, written as the sources of redirects are: served before `since`, answered by `during` until `until`, and redirected to where the service went afterwards.
        pub routes: Option<Vec<Located<String>>>,
        /// What its paths answer while it moves; `serve` unless written.
        pub during: Option<Located<During>>,
        /// Who paid for the value that it holds; laws ask more of what customers paid for.
        pub funding: Option<Located<Funding>>,
        /// Whose entitlements move.
        pub cohort: Option<Located<Cohort>>,
        /// What one unit is worth afterwards; wanted for points and credit that move to another programme.
        pub rate: Option<Located<Rate>>,
        /// What is worse afterwards, in words, by what it is; the notices say that it is.
        pub reduced: Option<Located<Reduced>>,
        /// The last day of the part that, had nothing moved, would have expired first.
        pub expires: Option<Located<Day>>,
        /// How long it can be used once it is back.
        pub valid_for: Option<Located<Duration>>,
        /// How money paid for it can be had back.
        pub refund: Option<Located<String>>,
        /// What customers get for the time without it.
        pub compensation: Option<Located<String>>,
        /// How accounts are matched.
        pub r#match: Option<Located<Match>>,
        /// How the totals are held against each other.
        pub reconcile: Option<Located<Reconcile>>,
        /// How long after its delivery an order is still tracked and taken back, whoever does it then.
        pub tail: Option<Located<Duration>>,
        /// What becomes of the data that the old store still holds once it has moved.
        pub old_data: Option<Located<OldData>>,
        /// Where customers ask.
        pub contact: Option<Located<Contact>>,
        /// A note for people.
        pub note: Option<Located<String>>,
    }
}

/// The classes of services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ServiceKind {
    /// Who customers are, and how they sign in.
    Accounts,
    /// What was bought: the history of purchases.
    Orders,
    /// What was bought and has not arrived.
    OpenOrders,
    /// What is sent back.
    Returns,
    /// Repair and warranty.
    AfterSales,
    /// Tracking, and the data of deliveries.
    Logistics,
    /// Reviews and what else customers wrote.
    Feedback,
    /// Points of a programme.
    LoyaltyPoints,
    /// Vouchers that cost nothing.
    Coupons,
    /// Gift cards and credit.
    StoredValue,
    /// Saved addresses.
    Addresses,
    /// What customers agreed to be sent.
    Consent,
    /// Where customers ask.
    CustomerService,
    /// What is on offer.
    Catalogue,
    /// Anything else.
    Other,
}

impl ServiceKind {
    /// The classes that every store answers for, if only by saying that it never had them.
    pub const ANSWERED: [ServiceKind; 12] = [
        ServiceKind::Accounts,
        ServiceKind::Orders,
        ServiceKind::OpenOrders,
        ServiceKind::Returns,
        ServiceKind::AfterSales,
        ServiceKind::Logistics,
        ServiceKind::Feedback,
        ServiceKind::LoyaltyPoints,
        ServiceKind::Coupons,
        ServiceKind::StoredValue,
        ServiceKind::Addresses,
        ServiceKind::Consent,
    ];

    /// Tells whether customers hold something of value by it.
    pub fn holds_value(self) -> bool {
        matches!(self, ServiceKind::LoyaltyPoints | ServiceKind::Coupons | ServiceKind::StoredValue)
    }

    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            ServiceKind::Accounts => "accounts",
            ServiceKind::Orders => "orders",
            ServiceKind::OpenOrders => "open-orders",
            ServiceKind::Returns => "returns",
            ServiceKind::AfterSales => "after-sales",
            ServiceKind::Logistics => "logistics",
            ServiceKind::Feedback => "feedback",
            ServiceKind::LoyaltyPoints => "loyalty-points",
            ServiceKind::Coupons => "coupons",
            ServiceKind::StoredValue => "stored-value",
            ServiceKind::Addresses => "addresses",
            ServiceKind::Consent => "consent",
            ServiceKind::CustomerService => "customer-service",
            ServiceKind::Catalogue => "catalogue",
            ServiceKind::Other => "other",
        }
    }
}

/// What becomes of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Move {
    /// It is carried over.
    Transfer,
    /// It is voided here and issued anew there.
    Reissue,
    /// Customers are sent to another one.
    Reroute,
    /// It ends.
    End,
    /// The store never had it.
    None,
}

impl Move {
    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            Move::Transfer => "transfer",
            Move::Reissue => "reissue",
            Move::Reroute => "reroute",
            Move::End => "end",
            Move::None => "none",
        }
    }
}

/// What a service's paths answer while it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum During {
    /// What the site's own server says.
    Serve,
    /// 503 with a page; `Retry-After` is the end of the move.
    Unavailable,
    /// 200 with the notice.
    Page,
}

/// Who paid for a value that customers hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Funding {
    /// Customers did: gift cards, topped-up credit.
    Paid,
    /// The store did: points for purchases, coupons.
    Promotional,
}

table! {
    /// Whose entitlements move: those held, valid or issued at a day.
    pub struct Cohort one of [held, valid, issued] {
        /// What customers held at that time.
        pub held: Option<Located<Cutoff>>,
        /// What was valid at that time.
        pub valid: Option<Located<Cutoff>>,
        /// What was issued at that time.
        pub issued: Option<Located<Cutoff>>,
    }
}

table! {
    /// A day with its qualifier.
    pub struct Cutoff one of [on, from, by, before, after] {
        /// During this day.
        pub on: Option<Located<Day>>,
        /// Since the start of this day.
        pub from: Option<Located<Day>>,
        /// At the latest on this day.
        pub by: Option<Located<Day>>,
        /// Earlier than this day.
        pub before: Option<Located<Day>>,
        /// Later than this day.
        pub after: Option<Located<Day>>,
    }
}

table! {
    /// What one unit is worth afterwards.
    pub struct Rate {
        /// So many of the old …
        pub old: Option<Located<u32>>,
        /// … are so many of the new.
        pub new: Option<Located<u32>>,
        /// The day of the rate.
        pub on: Option<Located<Day>>,
        /// What becomes of a fraction.
        pub rounding: Option<Located<Rounding>>,
        /// Why this is fair, where customers get fewer than they had or fractions are lost.
        pub because: Option<Located<String>>,
    }
}

/// What becomes of a fraction of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Rounding {
    Up,
    Down,
    Nearest,
}

table! {
    /// What is worse afterwards.
    pub struct Reduced {
        /// It is worth less.
        pub value: Option<Located<String>>,
        /// It is valid for a shorter time.
        pub validity: Option<Located<String>>,
        /// More must be spent to use it.
        pub minimum_spend: Option<Located<String>>,
        /// It can be used for less.
        pub scope: Option<Located<String>>,
    }
}

table! {
    /// What becomes of the data that the old store holds.
    pub struct OldData {
        /// The last day on which customers can have a copy.
        pub export_until: Option<Located<Day>>,
        /// The last day on which it must be kept.
        pub keep_until: Option<Located<Day>>,
        /// The day on which it is erased.
        pub erase_on: Option<Located<Day>>,
        /// What must be seen before it is erased; it holds for all data of the region that is erased on that day.
        pub gate: Option<Located<Gate>>,
    }
}

table! {
    /// How accounts are matched with those of the successor.
    pub struct Match {
        /// What two accounts must share to be one customer's; what anybody can claim, as an unverified address, hands accounts over.
        pub key: Option<Located<String>>,
        /// What becomes of an account that matches none.
        pub unmatched: Option<Located<String>>,
        /// What becomes of accounts that match several.
        pub duplicates: Option<Located<String>>,
    }
}

table! {
    /// How totals before and after are held against each other.
    pub struct Reconcile {
        /// The greatest difference that is let pass, in units.
        pub tolerance: Option<Located<u32>>,
        /// The team that signs.
        pub sign_off: Option<Located<String>>,
    }
}

table! {
    /// Where customers ask.
    pub struct Contact {
        /// A page.
        pub url: Option<Located<String>>,
        /// A telephone number, with its country.
        pub phone: Option<Located<String>>,
        /// A mail address.
        pub mail: Option<Located<String>>,
    }
}
