//! What every URL answers, asked of the plan and of the real server that reads what is generated.

#[path = "../hostile.rs"]
mod hostile;
#[path = "../python_docs.rs"]
mod python_docs;
#[path = "../shortened.rs"]
mod shortened;

mod apache;
mod authority;
mod breakout;
mod caddy;
mod clauses;
mod client;
mod compare;
mod corpus;
mod drawn;
mod engine;
mod envoy;
mod generate;
mod haproxy;
mod import;
mod kept;
mod near;
mod odd;
mod outside;
mod plans;
mod rehearse;
mod sayable;
mod serve;
mod shrink;
mod table;
mod tables;
mod text;
mod upstream;
mod verify;

use compare::Differential;
use engine::ENGINES;

/// How many requests each workspace is asked at least, over all its stages.
const REQUESTS: usize = 6_000;

#[test]
fn servers_answer_as_the_plan_does() {
    let workspaces = [
        ("built by hand", plans::harsh()),
        ("tests/workspaces/harsh", plans::workspace("tests/workspaces/harsh")),
        ("tests/workspaces/ending", plans::workspace("tests/workspaces/ending")),
        ("tests/workspaces/secure", plans::workspace("tests/workspaces/secure")),
        ("the root workspace", plans::workspace(".")),
    ];
    for engine in ENGINES {
        let mut differential = Differential::new(engine);
        for (name, plan) in &workspaces {
            differential.workspace(name, plan, REQUESTS);
        }
        differential.finish();
    }
}

#[test]
fn engines_of_tables_answer_as_the_plan_does() {
    tables::differential(&plans::workspace("tests/workspaces/static"));
}

#[test]
fn routes_of_a_gateway_are_as_their_schema_asks() {
    tables::routes_are_as_their_schema_asks(&plans::workspace("tests/workspaces/static"));
}

#[test]
fn what_tables_refuse_is_answered_otherwise_where_it_is_written() {
    tables::refusals_are_real();
}
