//! How services move: when each begins and ends, and how one sees that it took.

use super::{Steps, blank, command, concerns, look, quoted};
use crate::model::graph::order::Node;
use crate::model::graph::{Service, ServiceRef};
use crate::model::plan::step::{Role, Step, Undo};
use crate::model::spec::scalar::Day;
use crate::model::spec::service::{During, Move};
use crate::source::Located;

impl Steps<'_> {
    pub(super) fn service(&mut self, node: &Node, name: &ServiceRef) {
        let Some(region) = self.graph.regions.get(&name.owner) else { return };
        let Some(service) = region.services.get(&name.name) else { return };
        let movement = service.movement.map(|it| it.value);
        let (since, until) = (self.due(&Node::ServiceBegins(name.clone())), self.due(&Node::ServiceEnds(name.clone())));
        let is_instant = since == until;
        let is_begin = matches!(node, Node::ServiceBegins(_));
        if movement.is_none_or(|it| it == Move::None) || (is_begin && is_instant) || (since.is_none() && until.is_none()) {
            return;
        }
        let (word, verb) = match (is_begin, is_instant) {
            (true, _) => ("begin", "Begin"),
            (false, false) => ("finish", "Finish"),
            (false, true) => ("move", "Do"),
        };
        let of = movement.map_or("", fate);
        let mut step = blank(
            &format!("{}/{}/{word}", region.id, service.name),
            &format!("{verb} {of} of {} of {}", service.name, region.name),
            self.whose(region),
        );
        if is_begin {
            self.beginning(service, &mut step)
        } else {
            self.finishing(service, &mut step)
        };
        step.otherwise = match is_begin {
            true => vec!["Stop the move before more is moved, and tell customer service what customers see.".into()],
            false => vec![
                "Sign no totals that do not agree: list the accounts that differ, and move each by hand or write to its customer.".into(),
                "What waits for this move waits longer: cutover plan --set, with a later date, shows what that pushes.".into(),
            ],
        };
        step.undo = match (is_begin, movement) {
            (true, _) => {
                Undo::By(vec!["Stop the move. What has not moved stays where it is; what has, is in the successor's accounts.".into()])
            }
            (false, Some(Move::Reroute)) => Undo::By(vec!["Lead customers to where they went before.".into()]),
            (false, _) => Undo::Never("customers hold what they were given, or were told that it has ended".into()),
        };
        step.roles = concerns(&[Role::Support]);
        step.roles.extend(service.written.old_data.is_some().then_some(Role::Legal));
        step.from = since.filter(|_| is_begin);
        step.until = if is_begin { None } else { until };
        self.add(Some(node), step);
    }

    fn beginning(&self, service: &Service, step: &mut Step) {
        let written = &service.written;
        let to = service.to.as_ref().map_or_else(|| "nowhere: it ends, or no destination is written".to_owned(), |it| it.value.to_string());
        step.how.push(format!("It goes to {to}."));
        step.how.extend(written.r#match.as_ref().and_then(|it| it.key.as_ref()).map(|it| format!("Accounts are matched by {}.", it.value)));
        step.how.extend(
            written.r#match.as_ref().and_then(|it| it.unmatched.as_ref()).map(|it| format!("An account that matches none: {}.", it.value)),
        );
        step.how.extend(
            written.r#match.as_ref().and_then(|it| it.duplicates.as_ref()).map(|it| format!("Accounts that match several: {}.", it.value)),
        );
        let routes: Vec<&str> = service.routes.iter().map(|it| it.text.as_str()).collect();
        let during = match service.during {
            During::Serve => "are still served",
            During::Unavailable => "answer 503 with Retry-After",
            During::Page => "answer with the notice",
        };
        step.how.extend((!routes.is_empty()).then(|| format!("While it moves, {} {during}.", routes.join(", "))));
        step.check.push(look("the totals before the move are written down: how many accounts, and the sum of their units"));
    }

    fn finishing(&self, service: &Service, step: &mut Step) {
        let written = &service.written;
        if step.id.ends_with("/move") {
            self.beginning(service, step);
        }
        let reconcile = written.reconcile.as_ref();
        let signs = reconcile.and_then(|it| it.sign_off.as_ref());
        match reconcile.and_then(|it| it.tolerance) {
            Some(tolerance) => step.how.push(format!(
                "Hold the totals before and after against each other; a difference of at most {} units passes.",
                tolerance.value
            )),
            None => step.how.push(format!(
                "How the totals are held against each other is not written ({}.services.{}.reconcile).",
                service.region, service.name
            )),
        }
        if let Some(rate) = &written.rate
            && let (Some(old), Some(new)) = (rate.old, rate.new)
        {
            step.how.push(format!("So many old units are so many new ones: {} to {}.", old.value, new.value));
        }
        step.how.extend(written.compensation.as_ref().map(|it| format!("For the time without it customers get: {}.", it.value)));
        step.how.extend(written.tail.map(|it| format!("Orders are still tracked and taken back for {} after their delivery.", it.value)));
        if let Some(data) = &written.old_data {
            let day = |it: &Option<Located<Day>>, what: &str| it.map(|it| format!("{what} {}", it.value.0));
            let days = [
                day(&data.export_until, "copies for customers until"),
                day(&data.keep_until, "kept until"),
                day(&data.erase_on, "erased on"),
            ];
            step.how.push(format!("Its data in the old store: {}.", days.into_iter().flatten().collect::<Vec<_>>().join(", ")));
        }
        let contact = written
            .contact
            .as_ref()
            .map(|it| [&it.url, &it.phone, &it.mail].into_iter().flatten().map(|it| it.value.clone()).collect::<Vec<_>>());
        step.how.push(
            contact
                .filter(|it| !it.is_empty())
                .map_or_else(|| "Where customers ask is not written.".to_owned(), |it| format!("Customers ask at {}.", it.join(", "))),
        );
        let who = signs
            .map_or_else(|| "nobody is named who signs the totals off".to_owned(), |it| format!("{} has signed the totals off", it.value));
        step.check.push(look(&who));
        if let Some(destination) = &service.destination.as_ref().filter(|it| it.is_fixed()) {
            let page = quoted(&destination.fill(&[]));
            step.check.push(command(format!("curl -sfIL {page}"), "at its end, a status below 400: the page customers are led to is up"));
        }
    }
}

fn fate(movement: Move) -> &'static str {
    match movement {
        Move::Transfer => "the transfer",
        Move::Reissue => "the reissue",
        Move::Reroute => "the rerouting",
        Move::End | Move::None => "the end",
    }
}
