//! `mail/no-plan`

use crate::check::held::{self, Held};
use crate::diag::{Diagnostic, Report, Severity, listed};
use crate::model::graph::Graph;
use crate::model::spec::place::{Mail, MailEnd};
use crate::model::spec::table::Table;

crate::diag::code! {
    /// Nobody has said until when the old domain receives and sends mail, and what comes then.
    ///
    /// ## Why it matters
    ///
    /// A domain that has told its customers of a closing gets their replies for years. Mail is the last thing that is
    /// turned off, and not by accident.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// ```
    ///
    /// ## What to do
    ///
    /// Add `mail = { receive-until = …, send-until = …, then = "null-mx" }` to the domain; `then = "keep"` needs no days.
    "mail/no-plan" Error
}

/// Reports domains of closing stores whose mail has no plan, or half of one.
pub fn run(graph: &Graph, report: &mut Report) {
    for held in held::domains(graph).iter().filter(|it| !graph.is_damaged(it.domain.span)) {
        let subject = format!("{}.mail", held.subject(graph));
        match &held.domain.mail {
            None => {
                // What is written down as not known lets a draft go on.
                let severity = if held.domain.open("mail").is_some() { Severity::Release } else { Severity::Error };
                let message = format!("nothing says what becomes of mail to and from `{}`", held.name);
                let help = "add `mail = { receive-until = …, send-until = …, then = \"null-mx\" }`";
                let finding = Diagnostic::new(&CODE, held.domain.span, "no plan for mail", message);
                report.push(finding.severity(severity).help(help).about(subject));
            }
            Some(mail) => report.findings.extend(half(held, mail, mail.span).map(|it| it.about(subject))),
        }
    }
}

fn half(held: &Held, mail: &Mail, span: crate::source::Span) -> Option<Diagnostic> {
    let stays = mail.then.is_some_and(|it| it.value == MailEnd::Keep);
    let wanted: &[&str] = if stays { &["then"] } else { &["receive-until", "send-until", "then"] };
    let missing: Vec<&str> = wanted.iter().copied().filter(|it| !mail.holds(it) && mail.open(it).is_none()).collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!("the mail of `{}` does not say its {}", held.name, listed(&missing));
    let example = |key: &str| if key == "then" { "`then = \"null-mx\"`".to_owned() } else { format!("`{key} = …`") };
    let help = format!("add {}", missing.iter().map(|it| example(it)).collect::<Vec<_>>().join(", "));
    Some(Diagnostic::new(&CODE, span, "half a plan", message).help(help))
}
