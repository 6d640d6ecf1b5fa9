//! `mail/null-mx-conflict`

use crate::check::held::{self, Held};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Region};
use crate::model::plan::Plan;
use crate::model::spec::place::{MailEnd, Record};
use crate::source::{Located, Span};
use jiff::civil::Date;

crate::diag::code! {
    /// A domain says that it takes no mail, and is to take some.
    ///
    /// ## Why it matters
    ///
    /// A null MX (`0 .`, RFC 7505) tells every sender that no mail is taken. It must be the only MX of its name, a name
    /// that has it is not to send either, and whoever replies to a notice or writes to a published address gets nothing
    /// but an error.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { receive-until = 2026-12-31, send-until = 2025-01-31, then = "null-mx", reports = "mailto:dmarc@mi.example" }
    /// records = [{ name = "@", type = "MX", value = "0 ." }, { name = "@", type = "MX", value = "10 mail.po.co." }]
    /// ```
    ///
    /// ## What to do
    ///
    /// Keep one of the two: the null MX alone, or the mail. Let the last notice, its replies and every published address
    /// lie on another domain, or before the day on which mail ends.
    "mail/null-mx-conflict" Error
}

/// Reports domains that refuse mail beside a server that takes it, while it is still received, or while it is used.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    for held in held::domains(graph) {
        let records = held.domain.records.as_deref().unwrap_or_default();
        let edge = held.domain.edge.as_deref().unwrap_or_default();
        let nulls: Vec<&Located<Record>> = records.iter().chain(edge).filter(|it| is_null(it)).collect();
        // That a record stands beside another is fault enough for it.
        let paired: Vec<bool> = nulls.iter().map(|it| beside(graph, &held, it, &[records, edge], report)).collect();
        match nulls.iter().zip(paired).find(|(it, _)| is_own(it)) {
            Some((_, true)) => {}
            Some((null, false)) => still_received(graph, &held, null, report),
            None => used(plan, &held, report),
        }
    }
}

fn is_mx(record: &Record) -> bool {
    record.r#type.as_ref().is_some_and(|it| it.value.eq_ignore_ascii_case("MX"))
}

fn is_null(record: &Record) -> bool {
    let words = |it: &str| it.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    is_mx(record) && record.value.as_ref().is_some_and(|it| words(&it.value) == ["0", "."])
}

fn owner(record: &Record) -> &str {
    record.name.as_ref().map_or("@", |it| &it.value)
}

/// Tells whether a record stands at the domain itself.
fn is_own(record: &Record) -> bool {
    matches!(owner(record), "@" | "")
}

/// The null MX is the only one of its name: within one list, for one replaces the other.
fn beside(graph: &Graph, held: &Held, null: &Located<Record>, lists: &[&[Located<Record>]], report: &mut Report) -> bool {
    let list = lists.iter().find(|it| it.iter().any(|it| it.span == null.span));
    let other = list.into_iter().flat_map(|it| it.iter()).find(|it| is_mx(it) && !is_null(it) && owner(it) == owner(null));
    if let Some(other) = other {
        let message = format!("`{}` has a null MX beside another MX", held.name);
        let finding = Diagnostic::new(&CODE, null.span, "takes no mail", message).label(other.span, "takes mail");
        report.push(finding.help("keep one of the two: a null MX stands alone (RFC 7505 section 3)").about(held.subject(graph)));
    }
    other.is_some()
}

fn still_received(graph: &Graph, held: &Held, null: &Located<Record>, report: &mut Report) {
    let Some(until) = held.domain.mail.as_ref().and_then(|it| it.receive_until) else { return refused_now(graph, held, null, report) };
    let message = format!("`{}` has a null MX, and is to receive mail until {}", held.name, until.value.0);
    let finding = Diagnostic::new(&CODE, null.span, "takes no mail", message).label(until.span, "receives until then");
    report.push(finding.help("take the record out: `then = \"null-mx\"` sets it when the day has come").about(held.subject(graph)));
}

/// Where no day is written, the record holds at once: the domain can neither send nor be answered.
fn refused_now(graph: &Graph, held: &Held, null: &Located<Record>, report: &mut Report) {
    for (region, notices) in graph.retiring().filter_map(|it| Some((it, it.notices.as_ref()?))) {
        let used = [&notices.sender, &notices.reply_to].into_iter().flatten().find(|it| is_on(&it.value, held.name));
        if let Some(address) = used {
            let message = format!("notices use `{}`, and `{}` has a null MX", address.value, held.name);
            let finding = Diagnostic::new(&CODE, address.span, "used in notices", message).label(null.span, "takes no mail");
            report.push(finding.help("use an address of another domain").about(format!("{}.notices", region.id)));
        }
    }
}

/// The day on which a domain begins to refuse mail, and where it is written.
struct Refusal<'h, 'g> {
    held: &'h Held<'g>,
    then: Span,
    received: Option<Located<Date>>,
    sent: Option<Located<Date>>,
}

/// Looks for addresses of the domain that are used behind its end.
fn used(plan: &Plan, held: &Held, report: &mut Report) {
    let Some(mail) = &held.domain.mail else { return };
    let Some(then) = mail.then.filter(|it| it.value == MailEnd::NullMx) else { return };
    let day = |it: Option<Located<crate::model::spec::scalar::Day>>| it.map(|it| it.map(|it| it.0));
    let refusal = Refusal { held, then: then.span, received: day(mail.receive_until), sent: day(mail.send_until) };
    sent_after_received(plan, &refusal, report);
    for region in plan.graph.retiring() {
        in_notices(plan, region, &refusal, report);
        published(region, &refusal, report);
    }
}

fn sent_after_received(plan: &Plan, refusal: &Refusal, report: &mut Report) {
    if let (Some(sent), Some(received)) = (refusal.sent, refusal.received)
        && sent.value > received.value
    {
        let message = format!("`{}` sends until {}, and takes no mail after {}", refusal.held.name, sent.value, received.value);
        let finding = Diagnostic::new(&CODE, sent.span, "still sends", message).label(received.span, "receives no more");
        report.push(finding.help("let `receive-until` be no earlier than `send-until`").about(refusal.held.subject(&plan.graph)));
    }
}

fn in_notices(plan: &Plan, region: &Region, refusal: &Refusal, report: &mut Report) {
    let (Some(written), Some(last)) = (&region.notices, plan.notices.iter().filter(|it| it.region == region.id).map(|it| it.day).max())
    else {
        return;
    };
    let uses = [
        (written.sender.as_ref(), refusal.sent, "sends", "send-until"),
        (written.reply_to.as_ref().or(written.sender.as_ref()), refusal.received, "gets replies", "receive-until"),
    ];
    for (address, until, verb, key) in uses {
        let (Some(address), Some(until)) = (address, until) else { continue };
        if is_on(&address.value, refusal.held.name) && until.value < last {
            let message = format!("`{}` {verb} until {}, and the last notice is sent on {last}", refusal.held.name, until.value);
            let finding = Diagnostic::new(&CODE, address.span, "used after that", message).label(until.span, "ends here");
            let help = format!("let `{key}` be {last} or later, or use an address of another domain");
            report.push(finding.help(help).about(format!("{}.notices", region.id)));
        }
    }
}

/// Reports addresses that are given to customers for good.
fn published(region: &Region, refusal: &Refusal, report: &mut Report) {
    let contacts = region.services.values().filter_map(|service| {
        let mail = service.written.contact.as_ref()?.value.mail.as_ref()?;
        Some((mail, format!("{}.services.{}.contact", region.id, service.name)))
    });
    let controller = region.notices.as_ref().and_then(|it| it.controller.as_ref()).and_then(|it| it.value.contact.as_ref());
    let controller = controller.map(|it| (it, format!("{}.notices.controller", region.id)));
    for (address, subject) in contacts.chain(controller).filter(|(it, _)| is_on(&it.value, refusal.held.name)) {
        let message = format!("`{}` is given to customers, and `{}` will take no mail", address.value, refusal.held.name);
        let finding = Diagnostic::new(&CODE, address.span, "given to customers", message).label(refusal.then, "refused from then on");
        report.push(finding.help("give an address of another domain").about(subject));
    }
}

/// Tells whether a mailbox, as `POCO <notice@po.co>`, is on `domain`.
fn is_on(mailbox: &str, domain: &str) -> bool {
    let address = mailbox.rsplit('<').next().unwrap_or(mailbox).trim().trim_end_matches('>');
    address.rsplit_once('@').is_some_and(|(_, host)| host.trim().eq_ignore_ascii_case(domain))
}
