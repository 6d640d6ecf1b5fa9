//! Every rule, a line each.

mod app;
mod brand;
pub(super) mod date;
mod dns;
mod domain;
mod ent;
mod graph;
pub(super) mod lint;
mod mail;
mod notice;
mod redirect;
mod release;
pub(super) mod schema;
mod svc;
mod template;
mod tls;

use super::Rule;
use super::Run::{Graph, Owners, Plan, Present, PresentTexts, Release, Texts, Waivers};

/// All rules, in the order in which they run.
pub static RULES: &[Rule] = &[
    Rule { code: &schema::conflicting_claims::CODE, run: Graph(schema::conflicting_claims::run) },
    Rule { code: &schema::host_claimed_twice::CODE, run: Graph(schema::host_claimed_twice::run) },
    Rule { code: &schema::open_unknown::CODE, run: Graph(schema::open_unknown::run) },
    Rule { code: &schema::region_without_disposition::CODE, run: Graph(schema::region_without_disposition::run) },
    // Before what dates bring about: a date on the wrong side of another is told once.
    Rule { code: &date::out_of_order::CODE, run: Graph(date::out_of_order::run) },
    Rule { code: &graph::irreversible_before_gate::CODE, run: Graph(graph::irreversible_before_gate::run) },
    Rule { code: &graph::kept_region_needs_retired::CODE, run: Graph(graph::kept_region_needs_retired::run) },
    Rule { code: &graph::needs_cycle::CODE, run: Graph(graph::needs_cycle::run) },
    Rule { code: &graph::no_owner::CODE, run: Graph(graph::no_owner::run) },
    Rule { code: &graph::service_without_successor::CODE, run: Graph(graph::service_without_successor::run) },
    Rule { code: &graph::shared_host_split::CODE, run: Graph(graph::shared_host_split::run) },
    Rule { code: &graph::starts_before_dependency::CODE, run: Graph(graph::starts_before_dependency::run) },
    Rule { code: &graph::successor_not_live::CODE, run: Graph(graph::successor_not_live::run) },
    Rule { code: &graph::thin_slack::CODE, run: Graph(graph::thin_slack::run) },
    Rule { code: &graph::too_early::CODE, run: Graph(graph::too_early::run) },
    Rule { code: &date::boundary_missing::CODE, run: Graph(date::boundary_missing::run) },
    Rule { code: &date::close_on_holiday::CODE, run: Graph(date::close_on_holiday::run) },
    Rule { code: &date::duration_arithmetic::CODE, run: Graph(date::duration_arithmetic::run) },
    Rule { code: &date::qualifier_lost::CODE, run: Graph(date::qualifier_lost::run) },
    Rule { code: &date::region_spread::CODE, run: Graph(date::region_spread::run) },
    Rule { code: &date::short_lead::CODE, run: Graph(date::short_lead::run) },
    Rule { code: &date::sunset_before_deprecation::CODE, run: Graph(date::sunset_before_deprecation::run) },
    Rule { code: &date::zone_missing::CODE, run: Graph(date::zone_missing::run) },
    Rule { code: &brand::ends_wording::CODE, run: Plan(brand::ends_wording::run) },
    Rule { code: &brand::range_lost::CODE, run: Graph(brand::range_lost::run) },
    Rule { code: &brand::unplaced::CODE, run: Graph(brand::unplaced::run) },
    Rule { code: &brand::unsafe_logo::CODE, run: Graph(brand::unsafe_logo::run) },
    Rule { code: &app::api_cut_early::CODE, run: Graph(app::api_cut_early::run) },
    Rule { code: &app::link_files_dropped::CODE, run: Plan(app::link_files_dropped::run) },
    Rule { code: &app::no_in_app_notice::CODE, run: Graph(app::no_in_app_notice::run) },
    Rule { code: &app::replacement_missing::CODE, run: Graph(app::replacement_missing::run) },
    Rule { code: &ent::cohort_unclear::CODE, run: Graph(ent::cohort_unclear::run) },
    Rule { code: &ent::expiry_not_extended::CODE, run: Graph(ent::expiry_not_extended::run) },
    Rule { code: &ent::gap_window::CODE, run: Graph(ent::gap_window::run) },
    Rule { code: &ent::kind_undeclared::CODE, run: Graph(ent::kind_undeclared::run) },
    Rule { code: &ent::no_reconciliation::CODE, run: Graph(ent::no_reconciliation::run) },
    Rule { code: &ent::rate_missing::CODE, run: Graph(ent::rate_missing::run) },
    Rule { code: &ent::reissue_after_close::CODE, run: Graph(ent::reissue_after_close::run) },
    Rule { code: &ent::stored_value_validity::CODE, run: Graph(ent::stored_value_validity::run) },
    Rule { code: &ent::unmatched_accounts::CODE, run: Graph(ent::unmatched_accounts::run) },
    Rule { code: &ent::value_reduced::CODE, run: Graph(ent::value_reduced::run) },
    Rule { code: &notice::controller_change::CODE, run: Plan(notice::controller_change::run) },
    Rule { code: &notice::correction_due::CODE, run: PresentTexts(notice::correction_due::run) },
    Rule { code: &notice::fact_mismatch::CODE, run: Plan(notice::fact_mismatch::run) },
    Rule { code: &notice::inaccessible::CODE, run: Plan(notice::inaccessible::run) },
    Rule { code: &notice::missing_stage::CODE, run: Plan(notice::missing_stage::run) },
    Rule { code: &notice::mixed_marketing::CODE, run: Plan(notice::mixed_marketing::run) },
    Rule { code: &notice::overpromise::CODE, run: Plan(notice::overpromise::run) },
    Rule { code: &notice::plural_form::CODE, run: Plan(notice::plural_form::run) },
    Rule { code: &notice::required_language::CODE, run: Graph(notice::required_language::run) },
    Rule { code: &notice::stray_approval::CODE, run: Texts(notice::stray_approval::run) },
    Rule { code: &notice::terms_change::CODE, run: Graph(notice::terms_change::run) },
    Rule { code: &notice::typography::CODE, run: Plan(notice::typography::run) },
    Rule { code: &notice::undeclared_field::CODE, run: Plan(notice::undeclared_field::run) },
    Rule { code: &notice::unreviewed::CODE, run: Texts(notice::unreviewed::run) },
    Rule { code: &notice::unsigned::CODE, run: Texts(notice::unsigned::run) },
    Rule { code: &notice::vague_instant::CODE, run: Plan(notice::vague_instant::run) },
    Rule { code: &svc::after_sales_gap::CODE, run: Graph(svc::after_sales_gap::run) },
    Rule { code: &svc::legacy_data_fate::CODE, run: Graph(svc::legacy_data_fate::run) },
    Rule { code: &svc::open_order_tail::CODE, run: Graph(svc::open_order_tail::run) },
    Rule { code: &template::literal_fact::CODE, run: Plan(template::literal_fact::run) },
    Rule { code: &domain::no_retention_plan::CODE, run: Graph(domain::no_retention_plan::run) },
    Rule { code: &mail::circular_contact::CODE, run: Graph(mail::circular_contact::run) },
    Rule { code: &mail::no_plan::CODE, run: Graph(mail::no_plan::run) },
    Rule { code: &mail::null_mx_conflict::CODE, run: Plan(mail::null_mx_conflict::run) },
    Rule { code: &mail::parked_unprotected::CODE, run: Plan(mail::parked_unprotected::run) },
    Rule { code: &dns::apex_cname::CODE, run: Graph(dns::apex_cname::run) },
    Rule { code: &dns::dangling_record::CODE, run: Graph(dns::dangling_record::run) },
    Rule { code: &dns::dnssec_handover::CODE, run: Graph(dns::dnssec_handover::run) },
    Rule { code: &dns::host_uncovered::CODE, run: Graph(dns::host_uncovered::run) },
    Rule { code: &dns::ttl_too_long::CODE, run: Graph(dns::ttl_too_long::run) },
    Rule { code: &domain::lapses_early::CODE, run: Graph(domain::lapses_early::run) },
    Rule { code: &tls::expires_in_period::CODE, run: Graph(tls::expires_in_period::run) },
    Rule { code: &tls::host_not_covered::CODE, run: Graph(tls::host_not_covered::run) },
    Rule { code: &tls::hsts_strands_host::CODE, run: Graph(tls::hsts_strands_host::run) },
    Rule { code: &tls::renewal_blocked::CODE, run: Plan(tls::renewal_blocked::run) },
    Rule { code: &redirect::captures_kept_region::CODE, run: Plan(redirect::captures_kept_region::run) },
    // Before chains: a round is told once, not as a chain too.
    Rule { code: &redirect::cycle::CODE, run: Plan(redirect::cycle::run) },
    Rule { code: &redirect::chain::CODE, run: Plan(redirect::chain::run) },
    Rule { code: &redirect::duplicate::CODE, run: Plan(redirect::duplicate::run) },
    Rule { code: &redirect::home_page_dump::CODE, run: Plan(redirect::home_page_dump::run) },
    Rule { code: &redirect::method_loss::CODE, run: Plan(redirect::method_loss::run) },
    Rule { code: &redirect::never_reached::CODE, run: Plan(redirect::never_reached::run) },
    Rule { code: &redirect::overlap::CODE, run: Plan(redirect::overlap::run) },
    Rule { code: &redirect::same_key::CODE, run: Plan(redirect::same_key::run) },
    Rule { code: &redirect::stale_permanent::CODE, run: Plan(redirect::stale_permanent::run) },
    Rule { code: &redirect::target_retiring::CODE, run: Plan(redirect::target_retiring::run) },
    Rule { code: &redirect::unanswered::CODE, run: Plan(redirect::unanswered::run) },
    Rule { code: &redirect::unmapped_url::CODE, run: Plan(redirect::unmapped_url::run) },
    Rule { code: &redirect::unsafe_pattern::CODE, run: Plan(redirect::unsafe_pattern::run) },
    Rule { code: &redirect::well_known_swallowed::CODE, run: Plan(redirect::well_known_swallowed::run) },
    Rule { code: &redirect::crawl_blocked::CODE, run: Plan(redirect::crawl_blocked::run) },
    Rule { code: &redirect::gone_or_moved::CODE, run: Plan(redirect::gone_or_moved::run) },
    Rule { code: &redirect::locale_mismatch::CODE, run: Graph(redirect::locale_mismatch::run) },
    Rule { code: &redirect::period_too_short::CODE, run: Graph(redirect::period_too_short::run) },
    Rule { code: &redirect::query_dropped::CODE, run: Plan(redirect::query_dropped::run) },
    Rule { code: &redirect::scheme_hop_order::CODE, run: Plan(redirect::scheme_hop_order::run) },
    Rule { code: &redirect::soft_404::CODE, run: Graph(redirect::soft_404::run) },
    Rule { code: &redirect::stale_alternates::CODE, run: Graph(redirect::stale_alternates::run) },
    Rule { code: &redirect::temporary_code::CODE, run: Graph(redirect::temporary_code::run) },
    Rule { code: &redirect::token_link_unmapped::CODE, run: Plan(redirect::token_link_unmapped::run) },
    Rule { code: &lint::owner_mismatch::CODE, run: Owners(lint::owner_mismatch::run) },
    Rule { code: &release::no_rollback::CODE, run: Release(release::no_rollback::run) },
    Rule { code: &release::unverified_step::CODE, run: Release(release::unverified_step::run) },
    Rule { code: &lint::waiver_expired::CODE, run: Present(lint::waiver_expired::run) },
    Rule { code: &lint::waiver_unused::CODE, run: Waivers(lint::waiver_unused::run) },
];
