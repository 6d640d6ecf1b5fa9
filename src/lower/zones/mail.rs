//! How the mail of a domain ends: nobody sends in its name any more, and nothing is taken.

use super::{Doing, Making};
use crate::lower::steps::quoted;
use crate::model::plan::zone::{Expect, Look, Set};
use crate::model::spec::place::{Certificate, MailEnd};
use crate::model::spec::zone::unquoted;
use crate::source::{Located, Span};
use std::collections::{BTreeMap, BTreeSet};

impl Making<'_> {
    pub(super) fn stop_sending(&mut self, doing: &mut Doing) {
        self.refuse_sending(doing);
    }

    pub(super) fn stop_receiving(&mut self, doing: &mut Doing) {
        let Some(mail) = &self.domain.mail else { return };
        match mail.then.map(|it| it.value) {
            Some(MailEnd::NullMx) => self.refuse_mail(doing),
            Some(MailEnd::Forward) => {
                let to = mail.forward_to.as_ref().map_or_else(String::new, |it| format!(" to {}", it.value));
                doing.lines.push(format!("Mail is passed on{to} from now on."));
            }
            Some(MailEnd::Keep) | None => doing.lines.push("Mail stays as it is.".into()),
        }
        self.limit_issuers(doing);
    }

    /// Says that nobody sends mail in the name of the domain: SPF (RFC 7208), DMARC (RFC 7489), and no key of DKIM is good
    /// any more (RFC 6376 section 3.6.1). For names below it a wildcard says the same, as M3AAWG advises for parked domains.
    pub(super) fn refuse_sending(&mut self, doing: &mut Doing) {
        let (name, span) = (self.name.to_owned(), self.place());
        let spf = ("v=spf1 -all", span);
        self.amend(&name, "v=spf1", spf, doing);
        let below = format!("*.{name}");
        let is_alias = self.sets.contains_key(&(below.clone(), "CNAME".to_owned()));
        if !self.is_shared() && !is_alias {
            self.amend(&below, "v=spf1", spf, doing);
        }
        let policy = self.dmarc();
        self.amend(&format!("_dmarc.{name}"), "v=DMARC1", (&policy, span), doing);
        self.authorise(doing);
        let keys: Vec<(String, String)> = self.sets.keys().filter(|it| is_key(&it.0, &name)).cloned().collect();
        let selectors: BTreeSet<String> = keys.iter().map(|it| it.0.clone()).collect();
        for key in keys.into_iter().filter(|it| it.1 == "CNAME") {
            self.take(key, doing);
        }
        let revoked = Set { ttl: Some(self.ttl), values: BTreeMap::from([("\"v=DKIM1; p=\"".to_owned(), span)]) };
        for selector in selectors {
            self.put((selector, "TXT".to_owned()), revoked.clone(), doing);
        }
    }

    /// Returns the policy of DMARC; names below that are not ours keep the policy that they have.
    fn dmarc(&self) -> String {
        let reports = self.domain.mail.as_ref().and_then(|it| it.reports.as_ref());
        let reports = reports.map_or_else(String::new, |it| format!("; rua={}", reported(&it.value)));
        let below = match self.is_shared() {
            false => "reject".to_owned(),
            true => self.policy_below(),
        };
        format!("v=DMARC1; p=reject; sp={below}{reports}")
    }

    fn policy_below(&self) -> String {
        let key = (format!("_dmarc.{}", self.name), "TXT".to_owned());
        let text = self.sets.get(&key).and_then(|it| it.values.keys().next()).map(|it| unquoted(it)).unwrap_or_default();
        let tag = |wanted: &str| {
            let tags = text.split(';').filter_map(|it| it.split_once('='));
            tags.filter(|it| it.0.trim() == wanted).map(|it| it.1.trim().to_owned()).next()
        };
        let known = tag("sp").or(tag("p")).filter(|it| matches!(it.as_str(), "none" | "quarantine" | "reject"));
        known.unwrap_or_else(|| "none".to_owned())
    }

    /// Reports reach another domain only if that says so (RFC 7489 section 7.1).
    fn authorise(&self, doing: &mut Doing) {
        let reports = self.domain.mail.as_ref().and_then(|it| it.reports.as_ref());
        let Some(host) = reports.and_then(|it| host_of(&it.value)).filter(|it| it != self.name) else { return };
        let record = format!("{}._report._dmarc.{host}", self.name);
        doing.lines.push(format!("Reports go to {host}: there must be {record} TXT \"v=DMARC1\", or nobody sends them."));
        let expect = Expect::Words("a text that begins with v=DMARC1".to_owned());
        doing.looks.push(Look { command: format!("dig +noall +answer {} TXT", quoted(&record)), expect });
    }

    /// Says that no mail is taken (RFC 7505): the null MX stands alone.
    pub(super) fn refuse_mail(&mut self, doing: &mut Doing) {
        let null = Set { ttl: Some(self.ttl), values: BTreeMap::from([("0 .".to_owned(), self.place())]) };
        self.put((self.name.to_owned(), "MX".to_owned()), null, doing);
    }

    /// Lets no other issuer than those of our certificates issue any (RFC 8659).
    fn limit_issuers(&mut self, doing: &mut Doing) {
        let is_name = |it: &&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || b".-".contains(&it));
        let issuer = |it: &'_ Located<Certificate>| it.issuer.as_ref().map(|it| it.value.clone()).filter(|it| is_name(&it.as_str()));
        let issuers: BTreeMap<&str, Option<String>> =
            self.certificates.iter().map(|it| (*it, issuer(&self.graph.certificates[*it]))).collect();
        let unsaid: Vec<&str> = issuers.iter().filter(|it| it.1.is_none()).map(|it| *it.0).collect();
        if self.is_shared() || issuers.is_empty() {
            return;
        }
        if !unsaid.is_empty() {
            doing.lines.push(format!("CAA stays as it is: who issues {} is not written as CAA records have it.", unsaid.join(", ")));
            return;
        }
        let key = (self.name.to_owned(), "CAA".to_owned());
        let span = self.place();
        let others = self.sets.get(&key).into_iter().flat_map(|it| &it.values).filter(|it| it.0.split(' ').nth(1) == Some("iodef"));
        let ours = issuers.values().flatten().map(|it| (format!("0 issue \"{it}\""), span));
        let set = Set { ttl: Some(self.ttl), values: others.map(|it| (it.0.clone(), *it.1)).chain(ours).collect() };
        self.put(key, set, doing);
    }

    fn place(&self) -> Span {
        self.domain.mail.as_ref().map_or(self.domain.span, |it| it.span)
    }
}

/// Tells whether a name is that of a key of DKIM.
fn is_key(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).and_then(|it| it.strip_suffix('.')).is_some_and(|it| it.ends_with("._domainkey"))
}

/// Returns where reports go, as DMARC writes it.
fn reported(address: &str) -> String {
    let kept: String = address.chars().filter(|it| it.is_ascii_graphic() && !";\"\\!,".contains(*it)).collect();
    if kept.starts_with("mailto:") || kept.starts_with("https:") { kept } else { format!("mailto:{kept}") }
}

/// Returns the host of an address, in lower case.
fn host_of(address: &str) -> Option<String> {
    reported(address).rsplit_once('@').map(|it| it.1.to_ascii_lowercase())
}
