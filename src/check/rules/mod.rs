//! Every rule, a line each.

mod brand;
mod date;
mod graph;
pub(super) mod lint;
mod redirect;
mod schema;

use super::Rule;
use super::Run::{Graph, Plan, Present, Waivers};

/// All rules, in the order in which they run.
pub static RULES: &[Rule] = &[
    Rule { code: &schema::conflicting_claims::CODE, run: Graph(schema::conflicting_claims::run) },
    Rule { code: &schema::host_claimed_twice::CODE, run: Graph(schema::host_claimed_twice::run) },
    Rule { code: &schema::open_unknown::CODE, run: Graph(schema::open_unknown::run) },
    Rule { code: &schema::region_without_disposition::CODE, run: Graph(schema::region_without_disposition::run) },
    Rule { code: &graph::kept_region_needs_retired::CODE, run: Graph(graph::kept_region_needs_retired::run) },
    Rule { code: &graph::needs_cycle::CODE, run: Graph(graph::needs_cycle::run) },
    Rule { code: &graph::service_without_successor::CODE, run: Graph(graph::service_without_successor::run) },
    Rule { code: &graph::starts_before_dependency::CODE, run: Graph(graph::starts_before_dependency::run) },
    Rule { code: &graph::successor_not_live::CODE, run: Graph(graph::successor_not_live::run) },
    Rule { code: &date::boundary_missing::CODE, run: Graph(date::boundary_missing::run) },
    Rule { code: &date::duration_arithmetic::CODE, run: Graph(date::duration_arithmetic::run) },
    Rule { code: &date::out_of_order::CODE, run: Graph(date::out_of_order::run) },
    Rule { code: &date::qualifier_lost::CODE, run: Graph(date::qualifier_lost::run) },
    Rule { code: &date::region_spread::CODE, run: Graph(date::region_spread::run) },
    Rule { code: &date::short_lead::CODE, run: Graph(date::short_lead::run) },
    Rule { code: &date::sunset_before_deprecation::CODE, run: Graph(date::sunset_before_deprecation::run) },
    Rule { code: &date::zone_missing::CODE, run: Graph(date::zone_missing::run) },
    Rule { code: &brand::unplaced::CODE, run: Graph(brand::unplaced::run) },
    Rule { code: &redirect::captures_kept_region::CODE, run: Plan(redirect::captures_kept_region::run) },
    // Before chains: a round is told once, not as a chain too.
    Rule { code: &redirect::cycle::CODE, run: Plan(redirect::cycle::run) },
    Rule { code: &redirect::chain::CODE, run: Plan(redirect::chain::run) },
    Rule { code: &redirect::method_loss::CODE, run: Plan(redirect::method_loss::run) },
    Rule { code: &redirect::never_reached::CODE, run: Plan(redirect::never_reached::run) },
    Rule { code: &redirect::overlap::CODE, run: Plan(redirect::overlap::run) },
    Rule { code: &redirect::same_key::CODE, run: Plan(redirect::same_key::run) },
    Rule { code: &redirect::stale_permanent::CODE, run: Plan(redirect::stale_permanent::run) },
    Rule { code: &redirect::target_retiring::CODE, run: Plan(redirect::target_retiring::run) },
    Rule { code: &redirect::unanswered::CODE, run: Plan(redirect::unanswered::run) },
    Rule { code: &redirect::unsafe_pattern::CODE, run: Plan(redirect::unsafe_pattern::run) },
    Rule { code: &redirect::well_known_swallowed::CODE, run: Plan(redirect::well_known_swallowed::run) },
    Rule { code: &lint::waiver_expired::CODE, run: Present(lint::waiver_expired::run) },
    Rule { code: &lint::waiver_unused::CODE, run: Waivers(lint::waiver_unused::run) },
];
